"""Values that are not set against each other: each is a number under its period, and nothing joins them."""

from __future__ import annotations

from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.picture import (
    BIG,
    GAP,
    NARROWEST,
    PITCH,
    Line,
    Mark,
    Picture,
    Text,
    block,
    bottom,
    width,
    wrapped,
)

TALL = 32
"""Pixels that a large number takes."""


def picture(chart: Chart) -> Picture:
    marks: list[Mark] = []
    y = 0.0
    for key in chart.series:
        row = series(chart, key, y)
        marks += row
        y = bottom(row) + GAP
    return Picture(bottom(marks), tuple(marks))


def series(chart: Chart, key: str, top: float) -> list[Mark]:
    """The name of the series, where there are several, and its values, one column for each moment."""
    points, count = chart.points_of(key), len(chart.moments)
    room = NARROWEST / count - GAP
    marks: list[Mark] = [*heading(points[0].label, top)]
    columns = [[point for point in points if point.moment == rank] for rank in range(count)]
    y = top + PITCH * len(marks)
    for row in range(max(len(column) for column in columns)):
        cells = [(100 / count * rank, column[row]) for rank, column in enumerate(columns) if row < len(column)]
        depth = max(len(wrapped(point.category, room)) for _, point in cells)
        for x, point in cells:
            marks += number(point, x, y, depth=depth, room=room, large=is_large(chart, room))
        y = bottom(marks) + GAP / 2
    return marks


def heading(label: str, top: float) -> list[Text]:
    return block(0, top + PITCH / 2, [Line(line) for line in wrapped(label, NARROWEST)]) if label else []


def is_large(chart: Chart, room: float) -> bool:
    """All or none: a number that is set larger than another would seem to be larger."""
    return all(width(point.written, BIG) <= room for point in chart.points)


def number(point: Point, x: float, top: float, *, depth: int, room: float, large: bool) -> list[Mark]:
    """The period, on `depth` lines at most, and the value under it: large, or on as many lines as it needs."""
    when = wrapped(point.category, room)
    first = top + PITCH * (depth - len(when)) + PITCH / 2
    y = top + PITCH * depth
    words = block(x, first, [Line(line) for line in when], quiet=True)
    if large:
        return [*words, Text(x, y + TALL / 2, point.written, bold=True, size=BIG)]
    return [*words, *block(x, y + PITCH / 2, [Line(line, bold=True) for line in wrapped(point.written, room)])]
