"""A value against benchmarks: dots on one horizontal scale from zero, each named above its place."""

from __future__ import annotations

from strategy_monitor.charts.hanging import Tag, hang, tag_lines
from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.picture import (
    GAP,
    NARROWEST,
    PITCH,
    Axis,
    Dot,
    Mark,
    Picture,
    Rule,
    Text,
    asides,
    bottom,
    width,
)
from strategy_monitor.language import french

START, END = 4.0, 95.0
STRONG, QUIET = 8.0, 6.0


def picture(chart: Chart) -> Picture:
    points = sorted(chart.drawn, key=lambda p: p.strength == "quiet")
    axis = Axis(START, END, chart.scale.minimum, chart.scale.maximum)
    labels = hang([tag(point, axis.at(point.value), row_of(point, points)) for point in points])
    y = labels.height + GAP + STRONG
    marks: list[Mark] = [Rule(START, y, END, y)]
    for tick, label in zip(chart.scale.ticks, tick_labels(chart), strict=True):
        marks += [
            Rule(axis.at(tick), y - 4, axis.at(tick), y + 4),
            tick_text(axis.at(tick), y + PITCH + 5, label),
        ]
    marks += labels.marks(y - STRONG - GAP / 2, y)
    marks += [Dot(axis.at(p.value), y, STRONG if p.strength == "strong" else QUIET, p) for p in points]
    marks += asides(chart.aside, bottom(marks) + PITCH)
    return Picture(bottom(marks), tuple(marks), x=axis)


def tag(point: Point, x: float, row: int | None) -> Tag:
    strong = point.strength == "strong"
    lines = tag_lines(f"{point.label} {point.written}", point.written, point.label, strong)
    return Tag(x, lines, row, quiet=not strong)


def row_of(point: Point, points: list[Point]) -> int | None:
    """The first strong value is named next to its dot."""
    return 0 if point is points[0] and point.strength == "strong" else None


def tick_labels(chart: Chart) -> list[str]:
    """Every tick, or the first and the last where they are long."""
    texts = [french.write_number(tick) for tick in chart.scale.ticks]
    if sum(width(text) + GAP for text in texts) <= NARROWEST:
        return texts
    return [text if i in {0, len(texts) - 1} else "" for i, text in enumerate(texts)]


def tick_text(x: float, y: float, label: str) -> Text:
    """The last one ends with the chart where it would be cut."""
    if x * NARROWEST / 100 + width(label) / 2 > NARROWEST:
        return Text(100, y, label, "end", quiet=True)
    return Text(x, y, label, "middle", quiet=True)
