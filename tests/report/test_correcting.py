"""A field is said otherwise by looking at what it is a field of, and at nothing else: the document is the same as if
all of it had been written, changed and read again."""

from __future__ import annotations

from typing import Any

import pytest

from strategy_monitor.exports.publication import Publication
from strategy_monitor.report import canonical
from strategy_monitor.report.correcting import (
    CannotCorrect,
    FieldCorrection,
    OpenDocument,
    correct,
    correctable,
    find_holder,
)
from strategy_monitor.report.document import Report
from strategy_monitor.report.things import Identity, Thing, flat, flat_around

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def report(publication: Publication) -> Report:
    return publication.report


def one_of_each(report: Report) -> list[tuple[Identity, str]]:
    """A thing for each field that can be corrected; one that says something, where there is one."""
    found: dict[tuple[str, str], tuple[Identity, str]] = {}
    things = flat(report)
    for identity, thing in things.items():
        for name in correctable(identity, thing):
            key = identity[-1][0], name
            if key not in found or (thing.fields[name] and not things[found[key][0]].fields[name]):
                found[key] = identity, name
    return list(found.values())


def another(value: Any) -> Any:
    """A value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return f"{value} (corrigé)"
    return value


def correct_whole(text: str, thing: Thing, change: FieldCorrection) -> Report:
    """By all of the document, as JSON; `thing` is what the change is of."""
    document = held = canonical.parse(text)
    for step in thing.path:
        held = held[step]
    part, key = find_holder(held, change.field)
    part[key] = change.new
    return canonical.validate(document)


def test_what_is_corrected_is_the_same_as_by_the_whole_document(report: Report) -> None:
    places = one_of_each(report)
    assert {identity[-1][0] for identity, _name in places} >= {"Strategy", "Measure", "Observation", "Note", "TableRow"}
    text, things = canonical.dump(report), flat(report)
    changed = 0
    for identity, name in places:
        old = OpenDocument.of(report, identity).read_field(identity, name)
        change = FieldCorrection(identity, name, old, another(old))
        try:
            expected = correct_whole(text, things[identity], change)
        except canonical.UnreadableReport:
            with pytest.raises(CannotCorrect, match="document lisible"):
                correct(report, [change])
            continue
        assert canonical.dump(correct(report, [change])) == canonical.dump(expected), (identity, name)
        changed += change.new != old
    assert changed > 30


def test_several_of_one_thing_and_of_what_stands_in_it_follow_each_other(report: Report) -> None:
    things = flat(report)
    observation = next(identity for identity in things if identity[-1][0] == "Observation" and len(identity) == 3)
    indicator, series = observation[:1], observation[:2]
    changes = [
        FieldCorrection(indicator, "title", things[indicator].fields["title"], "Un titre"),
        FieldCorrection(series, "label", things[series].fields["label"], "Une série"),
        FieldCorrection(observation, "printed", things[observation].fields["printed"], "Un mot"),
        FieldCorrection(indicator, "title", "Un titre", "Un autre titre"),
    ]
    found = flat(correct(report, changes))
    assert found[indicator].fields["title"] == "Un autre titre"
    assert found[series].fields["label"] == "Une série"
    assert found[observation].fields["printed"] == "Un mot"
    with pytest.raises(CannotCorrect, match="ce champ a changé depuis"):
        correct(report, [*changes, changes[-1]])


def test_what_is_asked_of_is_laid_as_in_the_whole_and_little_else(report: Report) -> None:
    things = flat(report)
    for identity, thing in things.items():
        if identity[0][0] == "Indicator" and len(identity) > 1 and identity[0][1] not in {"2.2-O2", "3-I1"}:
            continue
        near = flat_around(report, (identity,))
        assert near[identity] == thing
        assert (near[identity].path, near[identity].fields) == (thing.path, thing.fields)
    near = flat_around(report, ((("Indicator", "2.2-O2", 1),),))
    opened = {identity[0][1] for identity in near if identity[0][0] == "Indicator" and len(identity) > 1}
    assert opened == {"2.2-O2", *(one.code for one in report.indicators if one.replaces)}
