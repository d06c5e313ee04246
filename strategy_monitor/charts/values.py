"""The words of a slope or a line: values on the left, values and names on the right, the others around their point."""

from __future__ import annotations

from collections.abc import Sequence

from strategy_monitor.charts.frame import Frame, edge, name_lines, value_lines
from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.picture import (
    GAP,
    NARROWEST,
    PITCH,
    Anchor,
    Line,
    Mark,
    Rule,
    Text,
    block,
    width,
)
from strategy_monitor.charts.placing import down_a_line

RADIUS = 5.0
ELSEWHERE = "Autres valeurs dans le tableau."

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the narrowest window."""


def first_values(frame: Frame) -> list[Mark]:
    points = [p for p in starting(frame) if p not in lone(frame.chart)]
    lines = [[Line(text) for text in value_lines(p)] for p in points]
    heights = [frame.axis.at(p.value) for p in points]
    has_zero = not all(p.value for p in edge(frame.chart, 0))
    floor = frame.axis.start + (PITCH / 2 if has_zero else -PITCH / 2)
    starts = down_a_line(
        [y - PITCH / 2 for y in heights], [PITCH * len(n) for n in lines], frame.top - PITCH / 2, floor
    )
    marks: list[Mark] = []
    for y, texts, start in zip(heights, lines, starts, strict=True):
        marks += block(frame.first, y, texts, anchor="end", dx=-GAP, dy=start + PITCH / 2 - y)
    return marks


def starting(frame: Frame) -> list[Point]:
    """The points of the first period: the first ones of the series that begin there."""
    return [p for p in edge(frame.chart, 0) if frame.moments[p.moment] == frame.first]


def lone(chart: Chart) -> list[Point]:
    """Series with one drawn point: their value and name stand on the right."""
    return [first for first, last in zip(edge(chart, 0), edge(chart, -1), strict=True) if first is last]


def last_values(frame: Frame) -> list[Mark]:
    """Value and name of each series, led to its last point where it ends before the others."""
    points = edge(frame.chart, -1)
    lines = [ending(frame, p) for p in points]
    wanted = [frame.axis.at(p.value) - PITCH / 2 for p in points]
    heights = [PITCH * len(texts) for texts in lines]
    starts = down_a_line(wanted, heights, frame.top - PITCH / 2, frame.axis.start + PITCH / 2)
    marks: list[Mark] = []
    for point, texts, start in zip(points, lines, starts, strict=True):
        x, y = frame.at(point)
        if x < frame.last:
            marks.append(Rule(x, y, frame.last, y, dashed=True))
        marks += block(frame.last, y, texts, dx=GAP, dy=start + PITCH / 2 - y)
    return marks


def ending(frame: Frame, point: Point) -> list[Line]:
    """The value and, under it, the name of the series."""
    strong = point.strength == "strong"
    names = name_lines(point, (100 - frame.last) * NARROWEST / 100)
    return [*(Line(text, strong) for text in value_lines(point)), *(Line(text) for text in names)]


def middle_values(frame: Frame, words: Sequence[Text]) -> list[Mark]:
    """The other values, around their point, as far as there is room; else a line sends to the table."""
    named = {(p.series, p.period) for p in (*edge(frame.chart, -1), *starting(frame))}
    taken = [*(dot_box(frame, p) for p in frame.chart.drawn), *(text_box(text) for text in words)]
    others = [point for point in frame.chart.drawn if (point.series, point.period) not in named]
    marks: list[Mark] = []
    for point in others:
        text = next((t for t in around(frame, point) if not any(overlap(text_box(t), box) for box in taken)), None)
        if text:
            taken.append(text_box(text))
            marks.append(text)
    if len(marks) < len(others):
        below = frame.axis.start + PITCH * (frame.depth + 2 if frame.chart.form == "line" else 1.5)
        marks.append(Text(0, below, ELSEWHERE, quiet=True))
    return marks


def around(frame: Frame, point: Point) -> list[Text]:
    """Above and under a point, then beside these places; inside the drawing."""
    x, y = frame.at(point)
    away = RADIUS + PITCH / 2
    anchors: tuple[tuple[Anchor, float], ...] = (("middle", 0), ("end", RADIUS), ("start", -RADIUS))
    texts = [Text(x, y, point.written, anchor, dx, dy) for anchor, dx in anchors for dy in (-away, away)]
    return [text for text in texts if inside(text_box(text), frame)]


def inside(box: Box, frame: Frame) -> bool:
    left, top, right, bottom = box
    return left >= 0 and right <= NARROWEST and top >= 0 and bottom <= frame.axis.start


def text_box(text: Text) -> Box:
    start = text.x * NARROWEST / 100 + text.dx
    left = start - width(text.text) * {"start": 0, "middle": 0.5, "end": 1}[text.anchor]
    return left, text.middle - PITCH / 2 + 1, left + width(text.text), text.middle + PITCH / 2 - 1


def dot_box(frame: Frame, point: Point) -> Box:
    x, y = frame.at(point)
    x = x * NARROWEST / 100
    return x - RADIUS, y - RADIUS + 1, x + RADIUS, y + RADIUS - 1


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
