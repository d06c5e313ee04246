"""What the page of the data says that a file weighs: exactly, or about where the report is large."""

from __future__ import annotations

from collections import Counter

import pytest

from strategy_monitor.exports import weights
from strategy_monitor.exports.formats import FORMATS, Format
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.report.document import Report
from tests.report.editing import REPORT

FORMS = tuple(form for form in FORMATS if form.listing and form.write)
ABOUT = 0.15
"""How far from the truth what is reckoned from parts may be, for a report whose actions are alike."""


def many(times: int) -> Report:
    """The printed report with each action so many times."""
    axes = []
    for axis in REPORT.axes:
        actions = [
            action.model_copy(
                update={
                    "number": f"{action.number}-{rank}",
                    "indicators": tuple(
                        one.model_copy(update={"code": f"{one.code}-{rank}"}) for one in action.indicators
                    ),
                }
            )
            for rank in range(times)
            for action in axis.actions
        ]
        axes.append(axis.model_copy(update={"actions": tuple(actions)}))
    return REPORT.model_copy(update={"axes": tuple(axes)})


def published(report: Report) -> Publication:
    return Publication(report, None, "https://suivi.exemple.be")


def test_the_files_of_a_report_of_common_size_are_weighed_exactly() -> None:
    publication = published(REPORT)
    found = weights.weigh_formats(FORMS, publication)
    assert {code: one.content for code, one in found.items()} == {
        form.code: len(form.write_bytes(Scope(publication))) for form in FORMS
    }
    assert not any(one.about for one in found.values())


def test_the_archive_is_weighed_from_the_files_that_were_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()
    write = Format.write_bytes

    def watch(form: Format, scope: Scope) -> bytes:
        asked[form.code] += 1
        return write(form, scope)

    monkeypatch.setattr(Format, "write_bytes", watch)
    weights.weigh_formats(FORMS, published(REPORT))
    assert {form.code for form in FORMS if form.archived.get("report")} <= asked.keys() - {weights.ARCHIVE}
    assert set(asked.values()) == {1}


def test_those_of_a_large_one_are_reckoned_from_two_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    write = Format.write_bytes

    def watch(form: Format, scope: Scope) -> bytes:
        sizes.append(len(scope.report.indicators))
        return write(form, scope)

    monkeypatch.setattr(Format, "write_bytes", watch)
    monkeypatch.setattr(weights, "COMMON", 10)
    publication = published(many(60))
    found = weights.weigh_formats(FORMS, publication)
    assert max(sizes) < 40 < len(publication.report.indicators)
    assert all(one.about for one in found.values())
    assert set(found) == {form.code for form in FORMS}


@pytest.mark.parametrize("code", ["csv", "chiffres", "indicateurs", "json", "sdmx"])
def test_what_is_reckoned_is_not_far_from_what_is_written(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "COMMON", 10)
    publication = published(many(60))
    (form,) = [form for form in FORMS if form.code == code]
    written = len(form.write_bytes(Scope(publication)))
    told = weights.weigh_formats(FORMS, publication)[code].content
    assert abs(told - written) < ABOUT * written, f"{told} for {written}"


def test_what_is_about_is_said_in_two_digits() -> None:
    assert weights.Weight(4_314_695).kilobytes == 4315
    assert weights.Weight(4_314_695, about=True).kilobytes == 4300
    assert weights.Weight(90, about=True).kilobytes == 1
    assert weights.Weight(0, about=True).kilobytes == 0
