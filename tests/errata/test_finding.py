"""A search for what is to be corrected finds what a look at each thing would, without a look at each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from strategy_monitor.errata import finding
from strategy_monitor.errata.finding import MOST, search_things
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language.folding import fold
from strategy_monitor.report import things
from strategy_monitor.report.correcting import correctable, name_thing
from strategy_monitor.report.document import Report
from strategy_monitor.report.things import Identity, Thing, flat, spell_identity

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def report(publication: Publication) -> Report:
    return publication.report


def all_correctable(report: Report) -> Iterator[tuple[Identity, Thing]]:
    return (one for one in flat(report).items() if correctable(*one))


def read_folded(report: Report) -> list[tuple[str, str, str]]:
    """Each thing that can be corrected: how its identity is spelled, its name and what it says, both folded."""
    return [
        (
            spell_identity(identity),
            fold(name_thing(identity, thing)),
            fold(" ".join(value for value in thing.fields.values() if isinstance(value, str))),
        )
        for identity, thing in all_correctable(report)
    ]


def looked_at_one_by_one(every: list[tuple[str, str, str]], asked: str) -> list[str]:
    words = fold(asked).split()
    named = [spelled for spelled, name, _told in every if all(word in name for word in words)]
    saying = [spelled for spelled, name, told in every if all(word in name or word in told for word in words)]
    return list(dict.fromkeys([*named, *saying]))[:MOST] if asked.split() else []


def questions(report: Report) -> Iterator[str]:
    """Words of what the document says, whole names, and what is in neither."""
    drawn = random.Random(2025)
    every = list(all_correctable(report))
    for identity, thing in drawn.sample(every, 60):
        words = " ".join(value for value in thing.fields.values() if isinstance(value, str)).split()
        yield name_thing(identity, thing)
        yield " ".join(drawn.sample(words, min(2, len(words))))
        yield f"{drawn.choice(name_thing(identity, thing).split())} {drawn.choice(words)[1:4] if words else ''}"
    yield from ("valeur", "Élèves 2022", "zzzz", '"', "\\", "«", " ", "n° 1", "de la", "report", "null", "code")


def test_finds_what_a_look_at_each_thing_finds(report: Report) -> None:
    found = {asked: [one.spelled for one in search_things(report, asked)] for asked in questions(report)}
    every = read_folded(report)
    assert found == {asked: looked_at_one_by_one(every, asked) for asked in found}
    assert sum(map(bool, found.values())) > 100


def test_a_quotation_mark_is_found(report: Report) -> None:
    """JSON writes it otherwise than the text does, and one that is wide is folded into it."""
    indicator = report.indicators[3].model_copy(update={"remark": 'Dit "hors\\ligne" par l’école ＂large＼＂.'})
    axis = next(one for one in report.axes if one.number == indicator.axis)
    actions = tuple(
        action.model_copy(
            update={"indicators": tuple(indicator if one.code == indicator.code else one for one in action.indicators)}
        )
        for action in axis.actions
    )
    axes = tuple(one.model_copy(update={"actions": actions}) if one is axis else one for one in report.axes)
    changed = report.model_copy(update={"axes": axes})
    for asked in ('"hors\\ligne"', '"large', "＂large＼＂", 'large\\"'):
        assert [one.name for one in search_things(changed, asked)] == [f"Indicateur {indicator.code}"], asked


def test_what_says_nothing_of_it_is_not_taken_apart(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[int] = []
    honest = things.flat_with

    def counted(*given: Any) -> Any:
        found = honest(*given)
        figures.append(sum(identity[-1][0] == "Observation" for identity in found))
        return found

    monkeypatch.setattr(finding, "flat_with", counted)
    assert not search_things(report, "zzzz")
    assert search_things(report, "valeur")
    assert figures == [0, len([one for indicator in report.indicators for one in indicator.observations])]
