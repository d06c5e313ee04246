"""What is said of a progress level: how far it may reach, what the scale says of it, how one knows it."""

from __future__ import annotations

from typing import Any

import pytest

from strategy_monitor.report import levels
from strategy_monitor.report.document import Indicator, Observation, ScaleStep, Series
from tests.charts.making import indicator, observed, series
from tests.report.editing import REPORT
from tests.spaces import plain

SCALE = (
    ScaleStep(level=1, caption="Moins d’un quart.", printed=True),
    ScaleStep(level=3, caption="De la moitié aux trois quarts.", printed=True),
    ScaleStep(level=4, caption="", printed=False),
)


def at(level: int | None, **values: Any) -> Observation:
    return observed(2025, None, level=level, level_basis="wording", **values)


def block(label: str, *observations: Observation) -> Series:
    return series(label, label, *observations, unit="", quantity="state")


def milestones(*found: Series) -> Indicator:
    return indicator(*found, nature="progress")


@pytest.mark.parametrize(
    ("level", "manner", "low", "high"),
    [(1, "", 1, 1), (1, "minimum", 1, 4), (4, "minimum", 4, 4), (5, "minimum", 5, 5)],
)
def test_what_is_at_least_at_a_level_may_be_at_any_up_to_the_last_but_one(
    level: int, manner: str, low: int, high: int
) -> None:
    found = levels.reach(at(level, manner=manner))
    assert found == levels.Reach(low, high)
    assert found.least == (low < high)
    assert levels.reach(at(None, state="Créé.")) is None


def test_the_scale_says_what_a_level_is_and_nothing_of_the_least_that_is_known() -> None:
    report = REPORT.model_copy(update={"scale": SCALE})
    told = [plain(levels.caption(report, at(level))) for level in (1, 3, 4, 5)]
    assert told == ["Moins d’un quart", "De la moitié aux trois quarts", "", ""]
    assert levels.caption(report, at(1, manner="minimum")) == "La part réalisée n’est pas précisée"
    assert levels.caption(report, at(None, state="Créé.")) == ""


def test_the_level_of_an_indicator_is_told_or_that_of_each_of_its_blocks() -> None:
    portal, training = block("Portail", at(5)), block("Formation", at(1, manner="minimum"))
    assert plain(levels.of_indicator(milestones(portal))) == "niveau 5 sur 5, déduit du libellé"
    assert plain(levels.of_indicator(milestones(portal, training))) == (
        "Portail : niveau 5 sur 5, déduit du libellé ; Formation : niveau d’au moins 1 sur 5, déduit du libellé"
    )
    assert levels.of_indicator(milestones(block("Portail", at(None, state="Créé.")))) == ""


def test_levels_are_counted_by_how_one_knows_them() -> None:
    confirmed = block("b", observed(2025, None, level=2, level_basis="confirmed"))
    found = [
        milestones(confirmed),
        milestones(block("a", at(1)), confirmed),
        milestones(block("c", at(None))),
        milestones(block("d")),
    ]
    assert list(levels.bases(found).items()) == [("déduit du libellé", 1), ("confirmé par le fournisseur", 2)]
