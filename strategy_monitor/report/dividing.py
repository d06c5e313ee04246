"""A long axis as several pages: one for each priority action, and more where an action alone is too long for one.

What stands where follows from the document alone, so that an address leads to the same part wherever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from strategy_monitor.report.document import Action, Axis, Indicator, Measure, Report

MOST_OF_AXIS: Final = 300
"""Measures, parts of measures and indicators that an axis tells on its one page."""
MOST_OF_REPORT: Final = 1_500
"""Those that the whole report tells on one page."""

IMPACT: Final = "impact"


@dataclass(frozen=True)
class AxisPage:
    """A part of an axis that stands on a page of its own."""

    slug: str
    """« action-3 », « action-3_2 » for its second page, « impact »."""
    held: Axis
    """The axis with what stands here and nothing else: one action, or indicators of impact."""
    number: int
    """Among the `count` pages of the same action, from 1."""
    count: int

    @property
    def action(self) -> Action | None:
        """None where indicators of impact stand here."""
        return next(iter(self.held.actions), None)

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.action.measures if self.action else ()

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return self.held.all_indicators

    @property
    def anchor(self) -> str:
        """What its heading is called, here and where the axis stands whole."""
        return name_anchor(self.action) if self.action else IMPACT


def divide_axis(axis: Axis) -> tuple[AxisPage, ...]:
    """Its pages, in the order of the report; none where it stands whole on one."""
    return tuple(list_pages(axis)) if axis.size > MOST_OF_AXIS else ()


def is_divided(report: Report) -> bool:
    """Whether the whole report is too long for one page: one of its axes is, or all of them together."""
    return are_divided([axis.size for axis in report.axes])


def are_divided(sizes: list[int]) -> bool:
    """The same, by how much each of its axes holds."""
    return max(sizes, default=0) > MOST_OF_AXIS or sum(sizes) > MOST_OF_REPORT


def list_pages(axis: Axis) -> Iterator[AxisPage]:
    bare = axis.model_copy(update={"actions": (), "indicators": (), "notes": ()})
    for action in axis.actions:
        runs = cut_pages(action.measures, action.indicators)
        for number, (measures, indicators) in enumerate(runs, 1):
            part = action.model_copy(update={"measures": measures, "indicators": indicators})
            held = bare.model_copy(update={"actions": (part,)})
            yield AxisPage(name_page(name_anchor(action), number), held, number, len(runs))
    runs = cut_pages((), axis.indicators) if axis.indicators else []
    for number, (_measures, indicators) in enumerate(runs, 1):
        held = bare.model_copy(update={"indicators": indicators})
        yield AxisPage(name_page(IMPACT, number), held, number, len(runs))


def name_anchor(action: Action) -> str:
    return f"action-{action.number}"


def name_anchor_of(slug: str) -> str:
    """Of the heading to which a page of this name belongs, whatever its number."""
    return slug.partition("_")[0]


def name_page(anchor: str, number: int) -> str:
    return anchor if number == 1 else f"{anchor}_{number}"


def cut_pages(
    measures: tuple[Measure, ...], indicators: tuple[Indicator, ...]
) -> list[tuple[tuple[Measure, ...], tuple[Indicator, ...]]]:
    """What stands on each page of an action, in its order: at least one page, however little there is."""
    first = len(measures)
    starts = range(0, max(first + len(indicators), 1), MOST_OF_AXIS)
    return [
        (
            measures[start : start + MOST_OF_AXIS],
            indicators[max(start - first, 0) : max(start + MOST_OF_AXIS - first, 0)],
        )
        for start in starts
    ]
