"""Values that are not set against each other: each is a number under its period, and nothing joins them."""

from __future__ import annotations

from strategy_monitor.report.charts.model import Chart, Point
from strategy_monitor.report.charts.picture import (
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

TALL = 30
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
    points = chart.points_of(key)
    named = block(
        0, top + PITCH / 2, [Line(line) for line in wrapped(points[0].label, NARROWEST)] if points[0].label else []
    )
    share = 100 / len(chart.moments)
    room = NARROWEST / len(chart.moments) - GAP
    big = all(width(point.written, BIG) <= room for point in chart.points)
    marks: list[Mark] = [*named]
    for rank in range(len(chart.moments)):
        y = top + PITCH * len(named)
        for point in points:
            if point.moment == rank:
                cell = number(point, share * rank, y, room, big)
                marks += cell
                y = bottom(cell) + GAP / 2
    return marks


def number(point: Point, x: float, top: float, room: float, big: bool) -> list[Mark]:
    """The period, and the value under it: large, or on as many lines as it needs."""
    when = block(x, top + PITCH / 2, [Line(line) for line in wrapped(point.category, room)], quiet=True)
    y = top + PITCH * len(when)
    if big:
        return [*when, Text(x, y + TALL / 2, point.written, bold=True, size=BIG)]
    return [*when, *block(x, y + PITCH / 2, [Line(line, bold=True) for line in wrapped(point.written, room)])]
