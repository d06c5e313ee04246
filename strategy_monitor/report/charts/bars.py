"""Groups among themselves: horizontal bars, longest first, each under its name and ended by its value."""

from __future__ import annotations

from strategy_monitor.report.charts.model import Chart, Point
from strategy_monitor.report.charts.picture import (
    GAP,
    NARROWEST,
    PITCH,
    Axis,
    Bar,
    Line,
    Mark,
    Picture,
    Text,
    block,
    bottom,
    percent,
    width,
    wrapped,
)

THICK = 14
OFF_SCALE = "hors échelle"


def picture(chart: Chart) -> Picture:
    longest = max(width(point.written) for point in chart.drawn)
    axis = Axis(0, max(100 - percent(longest + 2 * GAP), 30), chart.scale.minimum, chart.scale.maximum)
    marks: list[Mark] = []
    y = 0.0
    for point in chart.points:
        row = aside(point, y) if point.off_scale else drawn(point, axis, y)
        marks += row
        y = bottom(row) + GAP
    return Picture(bottom(marks), tuple(marks), x=axis)


def drawn(point: Point, axis: Axis, top: float) -> list[Mark]:
    names = name_lines(point.label, top)
    y = top + PITCH * len(names)
    bar = Bar(0, y, axis.at(point.value), THICK, point)
    strong = point.strength == "strong"
    return [*names, bar, Text(bar.width, y + THICK / 2, point.written, dx=GAP, bold=strong)]


def aside(point: Point, top: float) -> list[Mark]:
    """A value that may not set the scale keeps its place and its words, without a bar."""
    names = name_lines(point.label, top)
    y = top + PITCH * len(names) + THICK / 2
    return [*names, Text(0, y, f"{point.written}, {OFF_SCALE}", quiet=True)]


def name_lines(label: str, top: float) -> list[Text]:
    return block(0, top + PITCH / 2, [Line(line) for line in wrapped(label, NARROWEST)])
