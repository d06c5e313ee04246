"""Values along one horizontal scale: dots beside benchmarks, the parts of a whole in one bar, groups as bars.

Bars and stacks take the whole width, so that two bars of one length are two equal numbers in any chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.picture import (
    GAP,
    NARROWEST,
    PITCH,
    Bar,
    Dot,
    Mark,
    Picture,
    PlacedText,
    Rule,
    TextLine,
    Tint,
    ValueAxis,
    aside_texts,
    height_of,
    lines_at,
    text_width,
    wrap,
)
from strategy_monitor.charts.placing import Tag, hang, tag_lines
from strategy_monitor.language import french

START, END = 4.0, 95.0
STRONG, QUIET = 8.0, 6.0
STACK_THICK = 34
LINES_UNDER = 3
"""A name that needs more lines under its part goes above."""
BAR_THICK = 14
OFF_SCALE = "hors échelle"


def lay_out_dots(chart: Chart) -> Picture:
    points = sorted(chart.drawn, key=lambda p: p.strength == "quiet")
    axis = ValueAxis(START, END, chart.scale.minimum, chart.scale.maximum)
    labels = hang([tag_dot(point, axis.at(point.value), fixed_row(point, points)) for point in points])
    y = labels.height + GAP + STRONG
    marks: list[Mark] = [Rule(START, y, END, y)]
    for tick, label in zip(chart.scale.ticks, tick_labels(chart), strict=True):
        marks += [
            Rule(axis.at(tick), y - 4, axis.at(tick), y + 4),
            tick_text(axis.at(tick), y + PITCH + 5, label),
        ]
    marks += labels.marks(y - STRONG - GAP / 2, y)
    marks += [Dot(axis.at(p.value), y, STRONG if p.strength == "strong" else QUIET, p) for p in points]
    marks += aside_texts(chart.aside, height_of(marks) + PITCH)
    return Picture(height_of(marks), tuple(marks), x=axis)


def tag_dot(point: Point, x: float, row: int | None) -> Tag:
    strong = point.strength == "strong"
    lines = tag_lines(f"{point.label} {point.written}", point.written, point.label, strong)
    return Tag(x, lines, row, quiet=not strong)


def fixed_row(point: Point, points: list[Point]) -> int | None:
    """The first strong value is named next to its dot."""
    return 0 if point is points[0] and point.strength == "strong" else None


def tick_labels(chart: Chart) -> list[str]:
    """Every tick, or the first and the last where they are long."""
    texts = [french.write_number(tick) for tick in chart.scale.ticks]
    if sum(text_width(text) + GAP for text in texts) <= NARROWEST:
        return texts
    return [text if i in {0, len(texts) - 1} else "" for i, text in enumerate(texts)]


def tick_text(x: float, y: float, label: str) -> PlacedText:
    """The last one ends with the chart where it would be cut."""
    if x * NARROWEST / 100 + text_width(label) / 2 > NARROWEST:
        return PlacedText(100, y, label, "end", quiet=True)
    return PlacedText(x, y, label, "middle", quiet=True)


def lay_out_stack(chart: Chart) -> Picture:
    axis = ValueAxis(0, 100, chart.scale.minimum, chart.scale.maximum)
    bars = part_bars(chart, axis)
    above = [bar for bar in bars if not fits_under(bar)]
    labels = hang([tag_part(bar) for bar in above])
    top = labels.height + GAP if above else 0.0
    placed = [replace(bar, y=top) for bar in bars]
    marks: list[Mark] = [*placed, *labels.marks(top - GAP, top)]
    for bar in placed:
        marks += words_under(bar) if fits_under(bar) else []
    return Picture(height_of(marks), tuple(marks), x=axis)


def tag_part(bar: Bar) -> Tag:
    value, name = bar.point.written, bar.point.name
    return Tag(bar.middle, tag_lines(f"{value} {name}", value, name), stem=True)


def part_bars(chart: Chart, axis: ValueAxis) -> list[Bar]:
    """The parts one after another, in their order."""
    bars, sum_before = [], Decimal(0)
    for point, tint in zip(chart.points, tints(chart.points), strict=True):
        start, end = axis.at(sum_before), axis.at(sum_before + point.value)
        bars.append(Bar(start, 0, round(end - start, 4), STACK_THICK, point, tint))
        sum_before += point.value
    return bars


def tints(points: Sequence[Point]) -> list[Tint]:
    """Each part unlike its neighbours, from the last: what is computed is light, so what stands before it is deep."""
    found: list[Tint] = []
    for point in reversed(points):
        found.append("rest" if point.derived else "light" if found and found[-1] == "deep" else "deep")
    return found[::-1]


def room_under(bar: Bar) -> float:
    return bar.width * NARROWEST / 100 - GAP


def lines_under(bar: Bar) -> list[str]:
    return wrap(bar.point.name, room_under(bar)) if bar.point.name else []


def fits_under(bar: Bar) -> bool:
    """Its value on one line and its name, uncut, on a few."""
    words = (bar.point.written, *bar.point.name.split())
    return all(text_width(word) <= room_under(bar) for word in words) and len(lines_under(bar)) <= LINES_UNDER


def words_under(bar: Bar) -> list[PlacedText]:
    lines = [TextLine(bar.point.written, bold=True), *(TextLine(text) for text in lines_under(bar))]
    return lines_at(bar.x, bar.y + bar.height + PITCH, lines)


def lay_out_bars(chart: Chart) -> Picture:
    axis = ValueAxis(0, 100, chart.scale.minimum, chart.scale.maximum)
    marks: list[Mark] = []
    y = 0.0
    for point in chart.points:
        row = row_off_scale(point, y) if point.off_scale else row_of_bar(point, axis, y)
        marks += row
        y = height_of(row) + GAP
    return Picture(height_of(marks), tuple(marks), x=axis)


def row_of_bar(point: Point, axis: ValueAxis, top: float) -> list[Mark]:
    length, strong = axis.at(point.value), point.strength == "strong"
    taken = text_width(point.written) + GAP
    after = length * NARROWEST / 100 + taken <= NARROWEST
    names = name_at(point.label, top, NARROWEST if after else NARROWEST - taken)
    y = top + PITCH * len(names)
    if after:
        value = PlacedText(length, y + BAR_THICK / 2, point.written, dx=GAP, bold=strong)
    else:
        value = PlacedText(100, y - PITCH / 2, point.written, "end", bold=strong)
    return [*names, Bar(0, y, length, BAR_THICK, point), value]


def row_off_scale(point: Point, top: float) -> list[Mark]:
    """A value that may not set the scale keeps its place and its words, without a bar."""
    names = name_at(point.label, top, NARROWEST)
    y = top + PITCH * len(names) + BAR_THICK / 2
    return [*names, PlacedText(0, y, f"{point.written}, {OFF_SCALE}", quiet=True)]


def name_at(label: str, top: float, room: float) -> list[PlacedText]:
    return lines_at(0, top + PITCH / 2, [TextLine(line) for line in wrap(label, room)])
