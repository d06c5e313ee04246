"""The same measure over time: a slope or a line, time from left to right, quantities from zero up.

Values stand on the left, values and names on the right, the others around their point; a break is shown, and no stroke
crosses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.picture import (
    GAP,
    NARROWEST,
    PITCH,
    Anchor,
    Dot,
    Mark,
    Picture,
    PlacedText,
    Rule,
    Stroke,
    TextLine,
    ValueAxis,
    as_percent,
    aside_texts,
    height_of,
    lines_at,
    text_width,
    wrap,
)
from strategy_monitor.charts.placing import down_a_line

TALL = 176
"""Pixels from zero to the top of the scale, in every chart: one height is one value."""
NAME = {"slope": 136, "line": 108}
"""Pixels that a name may take beside the last value, in the narrowest window."""
VALUE = 104
"""Pixels that a value may take before it goes on under itself: « près de » over « 1 277 »."""
MOMENT, WORD = 104, 76
"""Pixels that the label of a period may take, and what is left for its longest word."""
BREAK = "rupture"
RADIUS = 5.0
ELSEWHERE = "Autres valeurs dans le tableau."

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the narrowest window."""


@dataclass(frozen=True)
class Frame:
    """Where time stands, in percent, and quantities, in pixels; the labels of the moments, in lines.

    `top` is where the words beside the ends may begin: above the scale, where they are many.
    """

    chart: Chart
    moments: list[float]
    """For each moment of the chart, in order."""
    axis: ValueAxis
    labels: list[list[str]]
    """The same."""
    top: float
    room: float
    """Pixels that a value may take."""

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


def frame_of(chart: Chart) -> Frame:
    between = min(widest(longest_word(moment.label) for moment in chart.moments), WORD) + 2 * GAP
    room = value_room(chart, between)
    left = room_before(chart, room)
    after = min(room_after(chart, room), NARROWEST - left - between)
    apart = min(MOMENT, NARROWEST - left - after - GAP)
    labels = [wrap(moment.label, apart) for moment in chart.moments]
    moments = moments_along(chart, as_percent(left), 100 - as_percent(after))
    depth = max(len(lines) for lines in labels)
    top = depth * PITCH + GAP if chart.form == "slope" else PITCH
    ends = [[*value_lines(p, room), *name_lines(p, after)] for p in outer_points(chart, -1)]
    starts = [value_lines(p, room) for p in outer_points(chart, 0)]
    needed = max(PITCH * (1 + sum(len(lines) for lines in side)) for side in (starts, ends))
    end = top + max(0, needed - TALL)
    axis = ValueAxis(end + TALL, end, chart.scale.minimum, chart.scale.maximum)
    return Frame(chart, moments, axis, labels, top, room)


def value_room(chart: Chart, between: float) -> float:
    """Pixels that a value may take: fewer, where those of both ends would leave the moments between them no room."""
    ends = sum(widest(line for p in outer_points(chart, end) for line in value_lines(p, VALUE)) for end in (0, -1))
    fits = ends + 4 * GAP + between <= NARROWEST
    return VALUE if fits else (NARROWEST - between) / 2 - 2 * GAP


def room_before(chart: Chart, room: float) -> float:
    """Pixels left of the first period: its values, and half of its label."""
    values = widest(line for p in outer_points(chart, 0) for line in value_lines(p, room))
    return max(values + 2 * GAP, MOMENT / 2)


def room_after(chart: Chart, room: float) -> float:
    """Pixels right of the last period: values, names as far as they may go, and half of its label."""
    values = widest(line for p in outer_points(chart, -1) for line in value_lines(p, room))
    names = min(widest(point.label for point in chart.drawn), NAME[chart.form])
    return max(values + 2 * GAP, names + 2 * GAP, MOMENT / 2)


def value_lines(point: Point, room: float) -> list[str]:
    return wrap(point.written, room)


def name_lines(point: Point, room: float) -> list[str]:
    return wrap(point.label, room - GAP) if point.label else []


def widest(texts: Iterable[str]) -> float:
    return max((text_width(text) for text in texts), default=0)


def longest_word(text: str) -> str:
    return max(text.split(" "), key=len)


def moments_along(chart: Chart, left: float, right: float) -> list[float]:
    """Moments at their distance in time; side by side where two stand on one day."""
    days = [moment.day.toordinal() for moment in chart.moments]
    length = days[-1] - days[0]
    even = len(set(days)) < len(days)
    shares = [i / (len(days) - 1) if even else (day - days[0]) / length for i, day in enumerate(days)]
    return [round(left + (right - left) * share, 3) for share in shares]


def outer_points(chart: Chart, index: int) -> list[Point]:
    """The first (0) or last (-1) drawn point of each series."""
    lines = [[p for p in chart.points_of(key) if not p.off_scale] for key in chart.series]
    return [line[index] for line in lines if line]


def lay_out_over_time(chart: Chart) -> Picture:
    frame = frame_of(chart)
    words = [*zero_label(frame), *moment_labels(frame), *first_values(frame), *last_values(frame)]
    words += break_labels(frame, only_texts(words))
    words += middle_values(frame, only_texts(words))
    drawn: list[Mark] = [
        *grid(frame),
        *(mark for key in chart.series for mark in joins(frame, key)),
        *(Dot(*frame.at(point), RADIUS, point) for point in chart.drawn),
        *words,
    ]
    marks = (*drawn, *aside_texts(chart.aside, height_of(drawn) + PITCH))
    return Picture(height_of(marks), marks, y=frame.axis)


def grid(frame: Frame) -> list[Mark]:
    """Zero; and, for a slope, the two moments."""
    zero, top = frame.axis.start, frame.top
    marks: list[Mark] = [Rule(frame.first, zero, frame.last, zero)]
    if frame.chart.form == "slope":
        return [*marks, *(Rule(x, top, x, zero) for x in frame.moments)]
    return [*marks, *(Rule(x, zero, x, zero + 5) for x in frame.moments)]


def zero_label(frame: Frame) -> list[Mark]:
    """Unless a first value is zero, and says it."""
    said = not all(point.value for point in outer_points(frame.chart, 0))
    return [] if said else [PlacedText(frame.first, frame.axis.start, "0", "end", -GAP, quiet=True)]


def joins(frame: Frame, key: str) -> list[Mark]:
    """The strokes of a series: none reaches a value that stands apart; where its measure changed, a dashed rule between
    the two periods instead.
    """
    marks: list[Mark] = []
    for one, other in pairwise(frame.chart.points_of(key)):
        if other.broken:
            x = midway(frame, one, other)
            marks.append(Rule(x, frame.axis.end, x, frame.axis.start, dashed=True))
        elif not (one.off_scale or other.off_scale or one.apart or other.apart):
            marks.append(Stroke(*frame.at(one), *frame.at(other), one.strength == "quiet", key))
    return marks


def midway(frame: Frame, one: Point, other: Point) -> float:
    return round((frame.moments[one.moment] + frame.moments[other.moment]) / 2, 3)


def break_labels(frame: Frame, words: list[PlacedText]) -> list[Mark]:
    """Each break named once, on top of its rule, where no other word stands; the star of the value explains it too."""
    lines = [frame.chart.points_of(key) for key in frame.chart.series]
    places = {midway(frame, *pair) for line in lines for pair in pairwise(line) if pair[1].broken}
    kept: list[PlacedText] = []
    for x in sorted(places):
        label = PlacedText(x, frame.axis.end, BREAK, "middle", quiet=True)
        if not any(overlap(text_box(label), text_box(other)) for other in (*words, *kept)):
            kept.append(label)
    return list(kept)


def only_texts(marks: list[Mark]) -> list[PlacedText]:
    return [mark for mark in marks if isinstance(mark, PlacedText)]


def moment_labels(frame: Frame) -> list[Mark]:
    """Above a slope; under a line, where the ends come first and the others as they fit."""
    last = len(frame.moments) - 1
    kept = [0, last]
    for rank in range(1, last):
        if all(leave_room(frame, rank, other) for other in kept):
            kept.append(rank)
    above = frame.chart.form == "slope"
    marks: list[Mark] = []
    for rank in kept:
        lines = [TextLine(text) for text in frame.labels[rank]]
        first = frame.top - GAP - PITCH * len(lines) + PITCH / 2 if above else frame.axis.start + PITCH
        marks += lines_at(frame.moments[rank], first, lines, anchor="middle", quiet=True)
    return marks


def leave_room(frame: Frame, rank: int, other: int) -> bool:
    """Whether the labels of two moments, by their ranks, leave each other room."""
    half = (widest(frame.labels[rank]) + widest(frame.labels[other])) / 2
    return abs(frame.moments[rank] - frame.moments[other]) >= as_percent(half + GAP)


def first_values(frame: Frame) -> list[Mark]:
    points = [p for p in starting_points(frame) if p not in lone_points(frame.chart)]
    lines = [[TextLine(text) for text in value_lines(p, frame.room)] for p in points]
    heights = [frame.axis.at(p.value) for p in points]
    has_zero = not all(p.value for p in outer_points(frame.chart, 0))
    floor = frame.axis.start + (PITCH / 2 if has_zero else -PITCH / 2)
    starts = down_a_line(
        [y - PITCH / 2 for y in heights], [PITCH * len(n) for n in lines], frame.top - PITCH / 2, floor
    )
    marks: list[Mark] = []
    for y, texts, start in zip(heights, lines, starts, strict=True):
        marks += lines_at(frame.first, y, texts, anchor="end", dx=-GAP, dy=start + PITCH / 2 - y)
    return marks


def starting_points(frame: Frame) -> list[Point]:
    """The points of the first period: the first ones of the series that begin there."""
    return [p for p in outer_points(frame.chart, 0) if frame.moments[p.moment] == frame.first]


def lone_points(chart: Chart) -> list[Point]:
    """Series with one drawn point: their value and name stand on the right."""
    return [first for first, last in zip(outer_points(chart, 0), outer_points(chart, -1), strict=True) if first is last]


def last_values(frame: Frame) -> list[Mark]:
    """Value and name of each series, led to its last point where it ends before the others."""
    points = outer_points(frame.chart, -1)
    lines = [ending_lines(frame, p) for p in points]
    wanted = [frame.axis.at(p.value) - PITCH / 2 for p in points]
    heights = [PITCH * len(texts) for texts in lines]
    starts = down_a_line(wanted, heights, frame.top - PITCH / 2, frame.axis.start + PITCH / 2)
    marks: list[Mark] = []
    for point, texts, start in zip(points, lines, starts, strict=True):
        x, y = frame.at(point)
        if x < frame.last:
            marks.append(Rule(x, y, frame.last, y, dashed=True))
        marks += lines_at(frame.last, y, texts, dx=GAP, dy=start + PITCH / 2 - y)
    return marks


def ending_lines(frame: Frame, point: Point) -> list[TextLine]:
    """The value and, under it, the name of the series."""
    strong = point.strength == "strong"
    names = name_lines(point, (100 - frame.last) * NARROWEST / 100)
    return [*(TextLine(text, strong) for text in value_lines(point, frame.room)), *(TextLine(text) for text in names)]


def middle_values(frame: Frame, words: Sequence[PlacedText]) -> list[Mark]:
    """The other values, around their point, as far as there is room; else a line sends to the table."""
    named = {(p.series, p.period) for p in (*outer_points(frame.chart, -1), *starting_points(frame))}
    taken = [*(dot_box(frame, p) for p in frame.chart.drawn), *(text_box(text) for text in words)]
    others = [point for point in frame.chart.drawn if (point.series, point.period) not in named]
    marks: list[Mark] = []
    for point in others:
        around = texts_around(frame, point)
        free = next(((text, box) for text, box in around if not any(overlap(box, other) for other in taken)), None)
        if free:
            marks.append(free[0])
            taken.append(free[1])
    if len(marks) < len(others):
        below = frame.axis.start + PITCH * (frame.depth + 2 if frame.chart.form == "line" else 1.5)
        marks.append(PlacedText(0, below, ELSEWHERE, quiet=True))
    return marks


def texts_around(frame: Frame, point: Point) -> Iterator[tuple[PlacedText, Box]]:
    """Above and under a point, then beside these places; inside the drawing."""
    x, y = frame.at(point)
    away = RADIUS + PITCH / 2
    anchors: tuple[tuple[Anchor, float], ...] = (("middle", 0), ("end", RADIUS), ("start", -RADIUS))
    texts = (PlacedText(x, y, point.written, anchor, dx, dy) for anchor, dx in anchors for dy in (-away, away))
    return ((text, box) for text in texts if inside(box := text_box(text), frame))


def inside(box: Box, frame: Frame) -> bool:
    left, top, right, bottom = box
    return left >= 0 and right <= NARROWEST and top >= 0 and bottom <= frame.axis.start


BEFORE: Final[dict[Anchor, float]] = {"start": 0, "middle": 0.5, "end": 1}
"""How much of a text stands before the point where it is anchored."""


def text_box(text: PlacedText) -> Box:
    width, middle = text_width(text.text), text.middle
    left = text.x * NARROWEST / 100 + text.dx - width * BEFORE[text.anchor]
    return left, middle - PITCH / 2 + 1, left + width, middle + PITCH / 2 - 1


def dot_box(frame: Frame, point: Point) -> Box:
    x, y = frame.at(point)
    x = x * NARROWEST / 100
    return x - RADIUS, y - RADIUS + 1, x + RADIUS, y + RADIUS - 1


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
