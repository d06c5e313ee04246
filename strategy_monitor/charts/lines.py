"""Slope and line: the same measure over time. A break is shown, and no stroke crosses it."""

from __future__ import annotations

from itertools import pairwise

from strategy_monitor.charts.frame import Frame, edge, framed, widest
from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.picture import (
    GAP,
    PITCH,
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
)
from strategy_monitor.charts.values import RADIUS, first_values, last_values, middle_values, overlap, text_box

BREAK = "rupture"


def picture(chart: Chart) -> Picture:
    frame = framed(chart)
    words = [*zero_label(frame), *moment_labels(frame), *first_values(frame), *last_values(frame)]
    words += break_labels(frame, texts(words))
    words += middle_values(frame, texts(words))
    drawn: list[Mark] = [
        *grid(frame),
        *(mark for key in chart.series for mark in joined(frame, key)),
        *(Dot(*frame.at(point), RADIUS, point) for point in chart.drawn),
        *words,
    ]
    marks = (*drawn, *asides(chart.aside, bottom(drawn) + PITCH))
    return Picture(bottom(marks), marks, y=frame.axis)


def grid(frame: Frame) -> list[Mark]:
    """Zero; and, for a slope, the two moments."""
    zero, top = frame.axis.start, frame.top
    marks: list[Mark] = [Rule(frame.first, zero, frame.last, zero)]
    if frame.chart.form == "slope":
        return [*marks, *(Rule(x, top, x, zero) for x in frame.moments)]
    return [*marks, *(Rule(x, zero, x, zero + 5) for x in frame.moments)]


def zero_label(frame: Frame) -> list[Mark]:
    """Unless a first value is zero, and says it."""
    said = not all(point.value for point in edge(frame.chart, 0))
    return [] if said else [Text(frame.first, frame.axis.start, "0", "end", -GAP, quiet=True)]


def joined(frame: Frame, key: str) -> list[Mark]:
    """The strokes of a series: none reaches a value that stands apart; where its measure changed, a dashed rule between
    the two periods instead.
    """
    marks: list[Mark] = []
    for one, other in pairwise(frame.chart.points_of(key)):
        if other.broken:
            x = between(frame, one, other)
            marks.append(Rule(x, frame.axis.end, x, frame.axis.start, dashed=True))
        elif not (one.off_scale or other.off_scale or one.apart or other.apart):
            marks.append(Stroke(*frame.at(one), *frame.at(other), one.strength == "quiet", key))
    return marks


def between(frame: Frame, one: Point, other: Point) -> float:
    return round((frame.moments[one.moment] + frame.moments[other.moment]) / 2, 3)


def break_labels(frame: Frame, words: list[Text]) -> list[Mark]:
    """Each break named once, on top of its rule, where no other word stands; the star of the value explains it too."""
    lines = [frame.chart.points_of(key) for key in frame.chart.series]
    places = {between(frame, *pair) for line in lines for pair in pairwise(line) if pair[1].broken}
    kept: list[Text] = []
    for x in sorted(places):
        label = Text(x, frame.axis.end, BREAK, "middle", quiet=True)
        if not any(overlap(text_box(label), text_box(other)) for other in (*words, *kept)):
            kept.append(label)
    return list(kept)


def texts(marks: list[Mark]) -> list[Text]:
    return [mark for mark in marks if isinstance(mark, Text)]


def moment_labels(frame: Frame) -> list[Mark]:
    """Above a slope; under a line, where the ends come first and the others as they fit."""
    last = len(frame.moments) - 1
    kept = [0, last]
    for rank in range(1, last):
        if all(clear(frame, rank, other) for other in kept):
            kept.append(rank)
    above = frame.chart.form == "slope"
    marks: list[Mark] = []
    for rank in kept:
        lines = [Line(text) for text in frame.labels[rank]]
        first = frame.top - GAP - PITCH * len(lines) + PITCH / 2 if above else frame.axis.start + PITCH
        marks += block(frame.moments[rank], first, lines, anchor="middle", quiet=True)
    return marks


def clear(frame: Frame, rank: int, other: int) -> bool:
    """Whether the labels of two moments, by their ranks, leave each other room."""
    half = (widest(frame.labels[rank]) + widest(frame.labels[other])) / 2
    return abs(frame.moments[rank] - frame.moments[other]) >= percent(half + GAP)
