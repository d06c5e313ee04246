"""Groups among themselves: horizontal bars, longest first, each under its name and ended by its value.

The scale takes the whole width, so that two bars of one length are two equal numbers in any chart. A value that finds
no room after its bar stands above its end.
"""

from __future__ import annotations

from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.picture import (
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
    width,
    wrapped,
)

THICK = 14
OFF_SCALE = "hors échelle"


def picture(chart: Chart) -> Picture:
    axis = Axis(0, 100, chart.scale.minimum, chart.scale.maximum)
    marks: list[Mark] = []
    y = 0.0
    for point in chart.points:
        row = aside(point, y) if point.off_scale else drawn(point, axis, y)
        marks += row
        y = bottom(row) + GAP
    return Picture(bottom(marks), tuple(marks), x=axis)


def drawn(point: Point, axis: Axis, top: float) -> list[Mark]:
    length, strong = axis.at(point.value), point.strength == "strong"
    taken = width(point.written) + GAP
    after = length * NARROWEST / 100 + taken <= NARROWEST
    names = name_lines(point.label, top, NARROWEST if after else NARROWEST - taken)
    y = top + PITCH * len(names)
    if after:
        value = Text(length, y + THICK / 2, point.written, dx=GAP, bold=strong)
    else:
        value = Text(100, y - PITCH / 2, point.written, "end", bold=strong)
    return [*names, Bar(0, y, length, THICK, point), value]


def aside(point: Point, top: float) -> list[Mark]:
    """A value that may not set the scale keeps its place and its words, without a bar."""
    names = name_lines(point.label, top, NARROWEST)
    y = top + PITCH * len(names) + THICK / 2
    return [*names, Text(0, y, f"{point.written}, {OFF_SCALE}", quiet=True)]


def name_lines(label: str, top: float, room: float) -> list[Text]:
    return block(0, top + PITCH / 2, [Line(line) for line in wrapped(label, room)])
