"""A report that is too long for one document, in volumes: one for each axis, or more where an axis alone is too long.

What stands in which volume follows from the document alone, so that an address leads to the same part wherever it is
asked. A document takes time and memory for what it tells and draws: see docs/decisions/0106.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Final

from strategy_monitor.report.dividing import IMPACT, name_anchor
from strategy_monitor.report.document import Action, Axis, Indicator, Measure, Report

MOST_OF_VOLUME: Final = 4_500
"""What a document holds at most, as `weigh_axis` counts it: some 220 indicators of ten figures each."""
WEIGHT: Final = 10
"""Of a measure or an indicator by itself: what ten figures weigh."""


@dataclass(frozen=True)
class Span:
    """Some of what an action holds, its measures before its indicators; or of the indicators of impact of an axis."""

    anchor: str
    """« action-3 », « impact »."""
    start: int
    end: int
    """Ranks among all that it holds, from the first to before the last."""
    last: bool = True
    """False where it goes on in another volume."""


@dataclass(frozen=True)
class Volume:
    axis: int
    number: int
    """Among the `count` volumes of the same axis, from 1."""
    count: int
    spans: tuple[Span, ...]

    @property
    def held_in_part(self) -> frozenset[str]:
        """Anchors of what stands in another volume too."""
        return frozenset(span.anchor for span in self.spans if span.start or not span.last)

    @property
    def going_on(self) -> frozenset[str]:
        """Anchors of what goes on in another volume."""
        return frozenset(span.anchor for span in self.spans if not span.last)

    @property
    def anchors(self) -> tuple[str, ...]:
        """Of what stands in it, in its order."""
        return tuple(span.anchor for span in self.spans)


@singledispatch
def volumes_of(report: Report) -> tuple[Volume, ...]:
    """In the order of the report; none where it stands whole in one document."""
    if sum(map(weigh_axis, report.axes)) <= MOST_OF_VOLUME:
        return ()
    return tuple(volume for axis in report.axes for volume in divide_in_volumes(axis))


def volumes_of_axis(report: Report, number: int) -> tuple[Volume, ...]:
    """Those of one axis; none where the report stands whole in one document."""
    return tuple(volume for volume in volumes_of(report) if volume.axis == number)


def numbered_volumes(report: Report) -> tuple[Volume, ...]:
    """Those that are documents beside that of their axis, which only leads to them."""
    return tuple(volume for volume in volumes_of(report) if volume.count > 1)


def weigh_axis(axis: Axis) -> int:
    return sum(weight for _span, weight in list_spans(axis))


def weigh_measure(measure: Measure) -> int:
    return WEIGHT * (1 + len(measure.measures))


def weigh_indicator(indicator: Indicator) -> int:
    return WEIGHT + len(indicator.observations)


def divide_in_volumes(axis: Axis) -> tuple[Volume, ...]:
    """As few as can be, of which the longest is as short as can be; at least one, however little there is."""
    spans = list(list_spans(axis))
    count = len(fill_runs(spans, MOST_OF_VOLUME))
    limits = range(MOST_OF_VOLUME + 1)
    limit = bisect_left(limits, True, key=lambda most: len(fill_runs(spans, most)) <= count)
    runs = fill_runs(spans, limit)
    return tuple(Volume(axis.number, number, len(runs), tuple(run)) for number, run in enumerate(runs, 1))


def fill_runs(spans: Iterable[tuple[Span, int]], most: int) -> list[list[Span]]:
    """Each with as much as it may hold, and never without anything that weighs."""
    runs: list[list[Span]] = [[]]
    held = 0
    for span, weight in spans:
        if held and weight and held + weight > most:
            runs.append([])
            held = 0
        runs[-1].append(span)
        held += weight
    return runs


def list_spans(axis: Axis) -> Iterator[tuple[Span, int]]:
    """The spans of an axis that a volume holds whole, each with its weight: an action, in several where it is too long
    for one volume; then the indicators of impact, even where there are none, for the report says that too."""
    for action in axis.actions:
        weights = [*map(weigh_measure, action.measures), *map(weigh_indicator, action.indicators)]
        yield from cut_in_spans(name_anchor(action), weights)
    yield from cut_in_spans(IMPACT, list(map(weigh_indicator, axis.indicators)))


def cut_in_spans(anchor: str, weights: Sequence[int]) -> Iterator[tuple[Span, int]]:
    start = held = 0
    for rank, weight in enumerate(weights):
        if held and held + weight > MOST_OF_VOLUME:
            yield Span(anchor, start, rank, last=False), held
            start, held = rank, 0
        held += weight
    yield Span(anchor, start, len(weights)), held


def hold_volume(axis: Axis, volume: Volume) -> Axis:
    """The axis with what stands in this volume and nothing else; what the axis notes stands in the first."""
    actions = {name_anchor(action): action for action in axis.actions}
    impact = [axis.indicators[span.start : span.end] for span in volume.spans if span.anchor == IMPACT]
    return axis.model_copy(
        update={
            "actions": tuple(hold_span(actions[one.anchor], one) for one in volume.spans if one.anchor != IMPACT),
            "indicators": tuple(one for run in impact for one in run),
            "notes": axis.notes if volume.number == 1 else (),
        }
    )


def hold_span(action: Action, span: Span) -> Action:
    first = len(action.measures)
    return action.model_copy(
        update={
            "measures": action.measures[span.start : span.end],
            "indicators": action.indicators[max(span.start - first, 0) : max(span.end - first, 0)],
            "notes": () if span.start else action.notes,
        }
    )
