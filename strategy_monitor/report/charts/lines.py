"""Slope and line: the same measure over time. Values on the left, values and names on the right, breaks shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from strategy_monitor.report.charts.model import Chart, Point
from strategy_monitor.report.charts.picture import (
    GAP,
    NARROWEST,
    PITCH,
    Anchor,
    Axis,
    Dot,
    Line,
    Mark,
    Picture,
    Rule,
    Stroke,
    Text,
    asides,
    block,
    bottom,
    percent,
    width,
    wrapped,
)
from strategy_monitor.report.charts.placing import down_a_line

RADIUS = 5.0
TALL = 176
"""Pixels from zero to the top of the scale."""
NAME = {"slope": 136, "line": 108}
"""Pixels that a name may take beside the last value, in the narrowest window."""
BREAK = "rupture"
ELSEWHERE = "Les autres valeurs sont dans le tableau."
MOMENT = 104
"""Pixels that the label of a period may take."""


@dataclass(frozen=True)
class Frame:
    """Where time stands, in percent, and quantities, in pixels."""

    chart: Chart
    moments: dict[str, float]
    axis: Axis

    @property
    def first(self) -> float:
        return min(self.moments.values())

    @property
    def last(self) -> float:
        return max(self.moments.values())

    def at(self, point: Point) -> tuple[float, float]:
        return self.moments[point.category], self.axis.at(point.value)


def picture(chart: Chart) -> Picture:
    frame = framed(chart)
    words = [*moment_labels(frame), *first_values(frame), *last_values(frame)]
    words += middle_values(frame, [mark for mark in words if isinstance(mark, Text)])
    drawn: list[Mark] = [
        *grid(frame),
        *(mark for key in chart.series for mark in joined(frame, key)),
        *(Dot(*frame.at(point), RADIUS, point) for point in chart.drawn),
        *words,
    ]
    marks = (*drawn, *asides(chart.aside, bottom(drawn) + PITCH))
    return Picture(bottom(marks), tuple(marks), y=frame.axis)


def framed(chart: Chart) -> Frame:
    """Time from the longest first value to what the names leave; heights from the labels above and beside."""
    starts, ends = [p.written for p in edge(chart, 0)], [p.written for p in edge(chart, -1)]
    labels = {p.label for p in chart.drawn} - {""}
    beside = max([width(text) for text in starts] or [0]) + 2 * GAP
    left = min(max(percent(beside), percent(MOMENT / 2)), 42)
    names = min(max([width(label) for label in labels], default=0), NAME[chart.form])
    right = 100 - min(
        max(percent(max(names, *(width(e) for e in ends)) + 2 * GAP), percent(MOMENT / 2)), 100 - left - 20
    )
    rows = max(len(lines) for lines in moment_lines(chart).values())
    top = rows * PITCH + GAP if chart.form == "slope" else PITCH
    tall = max(TALL, sum(PITCH * len(name_lines(p, right)) for p in edge(chart, -1)))
    axis = Axis(top + tall, top, chart.scale.minimum, chart.scale.maximum)
    return Frame(chart, along(chart, left, right), axis)


def along(chart: Chart, left: float, right: float) -> dict[str, float]:
    """Periods at their distance in time; side by side where two stand on one day."""
    days = [moment.day.toordinal() for moment in chart.moments]
    length = days[-1] - days[0]
    even = len(set(days)) < len(days)
    shares = [i / (len(days) - 1) if even else (day - days[0]) / length for i, day in enumerate(days)]
    return {m.label: round(left + (right - left) * s, 3) for m, s in zip(chart.moments, shares, strict=True)}


def edge(chart: Chart, index: int) -> list[Point]:
    """The first (0) or last (-1) drawn point of each series."""
    lines = [[p for p in chart.points_of(key) if not p.off_scale] for key in chart.series]
    return [line[index] for line in lines if line]


def grid(frame: Frame) -> list[Mark]:
    """Zero; and, for a slope, the two moments."""
    zero, top = frame.axis.start, frame.axis.end
    marks: list[Mark] = [Rule(frame.first, zero, frame.last, zero)]
    if all(point.value for point in edge(frame.chart, 0)):
        marks.append(Text(frame.first, zero, "0", "end", -GAP, quiet=True))
    if frame.chart.form == "slope":
        marks += [Rule(x, top, x, zero) for x in frame.moments.values()]
    else:
        marks += [Rule(x, zero, x, zero + 5) for x in frame.moments.values()]
    return marks


def joined(frame: Frame, key: str) -> list[Mark]:
    """The strokes of a series; where its measure changed, a dashed rule between the two periods instead."""
    marks: list[Mark] = []
    for one, other in pairwise(frame.chart.points_of(key)):
        if other.broken:
            marks += parted(frame, one, other)
        elif not (one.off_scale or other.off_scale):
            marks.append(Stroke(*frame.at(one), *frame.at(other), one.strength == "quiet", key))
    return marks


def parted(frame: Frame, one: Point, other: Point) -> list[Mark]:
    x = round((frame.moments[one.category] + frame.moments[other.category]) / 2, 3)
    zero, top = frame.axis.start, frame.axis.end
    label = Text(x, top, BREAK, "middle", quiet=True)
    return [Rule(x, top + PITCH / 2 + 2, x, zero, dashed=True), label]


def moment_lines(chart: Chart) -> dict[str, list[str]]:
    return {moment.label: wrapped(moment.label, MOMENT) for moment in chart.moments}


def moment_labels(frame: Frame) -> list[Mark]:
    """Above a slope; under a line, where the ends come first and the others as they fit."""
    moments = list(frame.moments.items())
    lines = moment_lines(frame.chart)
    kept = [moments[0], moments[-1]]
    for label, x in moments[1:-1]:
        room = [abs(x - other) for _, other in kept]
        if min(room) > percent(max(widest(lines[label]), *(widest(lines[name]) for name, _ in kept)) + GAP):
            kept.append((label, x))
    above = frame.chart.form == "slope"
    marks: list[Mark] = []
    for label, x in kept:
        top = frame.axis.end - GAP - PITCH * len(lines[label]) + PITCH / 2 if above else frame.axis.start + PITCH
        marks += [Text(x, top + PITCH * row, text, "middle", quiet=True) for row, text in enumerate(lines[label])]
    return marks


def widest(lines: Sequence[str]) -> float:
    return max(width(line) for line in lines)


def first_values(frame: Frame) -> list[Mark]:
    points = [
        p for p in edge(frame.chart, 0) if frame.moments[p.category] == frame.first and p not in lone(frame.chart)
    ]
    has_zero = not all(p.value for p in edge(frame.chart, 0))
    floor = frame.axis.start + (PITCH / 2 if has_zero else -PITCH / 2)
    heights = [frame.axis.at(p.value) for p in points]
    starts = down_a_line([y - PITCH / 2 for y in heights], [PITCH] * len(points), frame.axis.end - PITCH / 2, floor)
    return [
        Text(frame.first, y, p.written, "end", -GAP, start + PITCH / 2 - y)
        for p, y, start in zip(points, heights, starts, strict=True)
    ]


def lone(chart: Chart) -> list[Point]:
    """Series with one drawn point: their value and name stand on the right."""
    return [first for first, last in zip(edge(chart, 0), edge(chart, -1), strict=True) if first is last]


def last_values(frame: Frame) -> list[Mark]:
    """Value and name of each series, led to its last point where it ends before the others."""
    points = edge(frame.chart, -1)
    lines = [name_lines(p, frame.last) for p in points]
    wanted = [frame.axis.at(p.value) - PITCH / 2 for p in points]
    starts = down_a_line(
        wanted, [PITCH * len(n) for n in lines], frame.axis.end - PITCH / 2, frame.axis.start + PITCH / 2
    )
    marks: list[Mark] = []
    for point, names, start in zip(points, lines, starts, strict=True):
        x, y = frame.at(point)
        if x < frame.last:
            marks.append(Rule(x, y, frame.last, y, dashed=True))
        marks += block(frame.last, y, names, dx=GAP, dy=start + PITCH / 2 - y)
    return marks


def name_lines(point: Point, x: float) -> list[Line]:
    """The value and, under it, the name of the series."""
    room = (100 - x) * NARROWEST / 100 - GAP
    names = [Line(text) for text in wrapped(point.label, room)] if point.label else []
    return [Line(point.written, bold=point.strength == "strong"), *names]


def middle_values(frame: Frame, words: Sequence[Text]) -> list[Mark]:
    """The other values, around their point, as far as there is room; else a line sends to the table."""
    named = {(p.series, p.category) for p in edge(frame.chart, -1)}
    named |= {(p.series, p.category) for p in edge(frame.chart, 0) if frame.moments[p.category] == frame.first}
    taken = [*(dot_box(frame, p) for p in frame.chart.drawn), *(text_box(text) for text in words)]
    others = [point for point in frame.chart.drawn if (point.series, point.category) not in named]
    marks: list[Mark] = []
    for point in others:
        text = next((t for t in around(frame, point) if not any(overlap(text_box(t), box) for box in taken)), None)
        if text:
            taken.append(text_box(text))
            marks.append(text)
    if len(marks) < len(others):
        marks.append(Text(0, frame.axis.start + PITCH * (depth(frame) + 1), ELSEWHERE, quiet=True))
    return marks


def depth(frame: Frame) -> int:
    """Lines that the labels of the periods take under the drawing."""
    return 1 + max(len(lines) for lines in moment_lines(frame.chart).values()) if frame.chart.form == "line" else 0


def around(frame: Frame, point: Point) -> list[Text]:
    """Above and under a point, then beside these places."""
    x, y = frame.at(point)
    away = RADIUS + PITCH / 2
    anchors: tuple[tuple[Anchor, float], ...] = (("middle", 0), ("end", RADIUS), ("start", -RADIUS))
    texts = [Text(x, y, point.written, anchor, dx, dy) for anchor, dx in anchors for dy in (-away, away)]
    return [text for text in texts if text.middle + PITCH / 2 <= frame.axis.start + 1]


Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the narrowest window."""


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
