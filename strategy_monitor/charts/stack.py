"""The parts of a whole: one horizontal bar. Wide parts are named under it, narrow ones above, on stems."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from strategy_monitor.charts.hanging import Tag, hang, tag_lines
from strategy_monitor.charts.model import Chart
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

THICK = 34
TINTS = 5
LINES_UNDER = 3
"""A name that needs more lines under its part goes above."""


def picture(chart: Chart) -> Picture:
    axis = Axis(0, 100, chart.scale.minimum, chart.scale.maximum)
    bars = laid(chart, axis)
    above = [bar for bar in bars if not fits_under(bar)]
    labels = hang([tag(bar) for bar in above])
    top = labels.height + GAP if above else 0.0
    placed = [replace(bar, y=top) for bar in bars]
    marks: list[Mark] = [*placed, *labels.marks(top - GAP, top)]
    for bar in placed:
        marks += under(bar) if fits_under(bar) else []
    return Picture(bottom(marks), tuple(marks), x=axis)


def tag(bar: Bar) -> Tag:
    value, name = bar.point.written, bar.point.name
    return Tag(bar.middle, tag_lines(f"{value} {name}", value, name), stem=True)


def laid(chart: Chart, axis: Axis) -> list[Bar]:
    """The parts one after another, in their order."""
    bars, sum_before = [], Decimal(0)
    for rank, point in enumerate(chart.points):
        start, end = axis.at(sum_before), axis.at(sum_before + point.value)
        tint = 0 if point.derived else rank % TINTS + 1
        bars.append(Bar(start, 0, round(end - start, 4), THICK, point, tint))
        sum_before += point.value
    return bars


def room(bar: Bar) -> float:
    return bar.width * NARROWEST / 100 - GAP


def under_lines(bar: Bar) -> list[str]:
    return wrapped(bar.point.name, room(bar)) if bar.point.name else []


def fits_under(bar: Bar) -> bool:
    """Its value on one line and its name, uncut, on a few."""
    words = (bar.point.written, *bar.point.name.split())
    return all(width(word) <= room(bar) for word in words) and len(under_lines(bar)) <= LINES_UNDER


def under(bar: Bar) -> list[Text]:
    lines = [Line(bar.point.written, bold=True), *(Line(text) for text in under_lines(bar))]
    return block(bar.x, bar.y + bar.height + PITCH, lines)
