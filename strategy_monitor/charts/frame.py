"""Where a slope or a line stands: time from left to right, quantities from zero up, and the room for words beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.picture import GAP, NARROWEST, PITCH, Axis, percent, width, wrapped

TALL = 176
"""Pixels from zero to the top of the scale, in every chart: one height is one value."""
NAME = {"slope": 136, "line": 108}
"""Pixels that a name may take beside the last value, in the narrowest window."""
VALUE = 104
"""Pixels that a value may take before it goes on under itself: « près de » over « 1 277 »."""
MOMENT, WORD = 104, 72
"""Pixels that the label of a period may take, and what is left for its longest word."""


@dataclass(frozen=True)
class Frame:
    """Where time stands, in percent, and quantities, in pixels; the labels of the moments, in lines.

    `top` is where the words beside the ends may begin: above the scale, where they are many.
    """

    chart: Chart
    moments: list[float]
    """For each moment of the chart, in order."""
    axis: Axis
    labels: list[list[str]]
    """The same."""
    top: float

    @property
    def first(self) -> float:
        return min(self.moments)

    @property
    def last(self) -> float:
        return max(self.moments)

    @property
    def depth(self) -> int:
        """Lines that the labels of the moments take."""
        return max(len(lines) for lines in self.labels)

    def at(self, point: Point) -> tuple[float, float]:
        return self.moments[point.moment], self.axis.at(point.value)


def framed(chart: Chart) -> Frame:
    left = room_before(chart)
    between = widest(longest_word(moment.label) for moment in chart.moments) + GAP
    after = min(room_after(chart), NARROWEST - left - min(between, WORD + GAP))
    apart = min(MOMENT, NARROWEST - left - after - GAP)
    labels = [wrapped(moment.label, apart) for moment in chart.moments]
    moments = along(chart, percent(left), 100 - percent(after))
    depth = max(len(lines) for lines in labels)
    top = depth * PITCH + GAP if chart.form == "slope" else PITCH
    ends = [[*value_lines(p), *name_lines(p, after)] for p in edge(chart, -1)]
    starts = [value_lines(p) for p in edge(chart, 0)]
    needed = max(PITCH * (1 + sum(len(lines) for lines in side)) for side in (starts, ends))
    end = top + max(0, needed - TALL)
    axis = Axis(end + TALL, end, chart.scale.minimum, chart.scale.maximum)
    return Frame(chart, moments, axis, labels, top)


def room_before(chart: Chart) -> float:
    """Pixels left of the first period: its values, and half of its label."""
    values = widest(line for p in edge(chart, 0) for line in value_lines(p))
    return max(values + 2 * GAP, MOMENT / 2)


def room_after(chart: Chart) -> float:
    """Pixels right of the last period: values, names as far as they may go, and half of its label."""
    values = widest(line for p in edge(chart, -1) for line in value_lines(p))
    names = min(widest(point.label for point in chart.drawn), NAME[chart.form])
    return max(values + 2 * GAP, names + 2 * GAP, MOMENT / 2)


def value_lines(point: Point) -> list[str]:
    return wrapped(point.written, VALUE)


def name_lines(point: Point, room: float) -> list[str]:
    return wrapped(point.label, room - GAP) if point.label else []


def widest(texts: Iterable[str]) -> float:
    return max((width(text) for text in texts), default=0)


def longest_word(text: str) -> str:
    return max(text.split(" "), key=len)


def along(chart: Chart, left: float, right: float) -> list[float]:
    """Moments at their distance in time; side by side where two stand on one day."""
    days = [moment.day.toordinal() for moment in chart.moments]
    length = days[-1] - days[0]
    even = len(set(days)) < len(days)
    shares = [i / (len(days) - 1) if even else (day - days[0]) / length for i, day in enumerate(days)]
    return [round(left + (right - left) * share, 3) for share in shares]


def edge(chart: Chart, index: int) -> list[Point]:
    """The first (0) or last (-1) drawn point of each series."""
    lines = [[p for p in chart.points_of(key) if not p.off_scale] for key in chart.series]
    return [line[index] for line in lines if line]
