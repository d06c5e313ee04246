"""Where labels go so that none covers another: side by side on rows, or one under another along a line.

All is placed for the narrowest window. A label is tied to the mark it names, so two that do not meet there cannot meet
in a wider one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from strategy_monitor.charts.picture import GAP, NARROWEST, Anchor

ASIDE = GAP / 2
"""Pixels between a stem and the label beside it."""
PATIENCE = 5_000
"""Positions to try on so many rows before giving them up: a few milliseconds."""


@dataclass(frozen=True)
class Label:
    """What must be placed: the percentage it hangs from, its width in pixels, and the row it must take, if any."""

    x: float
    width: float
    row: int | None = None


@dataclass(frozen=True)
class Place:
    """Where it is placed; `left` and `right` are pixels of the narrowest window, `stem` the line it hangs from."""

    row: int
    anchor: Anchor
    x: float
    left: float
    right: float
    stem: float


def on_rows(labels: Sequence[Label]) -> list[Place]:
    """Rows are counted away from the marks. Labels hang from their mark if they can, else from an edge.

    Stems cross no label, unless no arrangement avoids it: then each label has a row of its own.
    """
    for anywhere in (False, True):
        for rows in range(1, len(labels) + 1):
            found = search(labels, rows, anywhere)
            if found:
                return found
    return [next(candidates(Label(label.x, label.width, row), len(labels), True)) for row, label in enumerate(labels)]


def search(labels: Sequence[Label], rows: int, anywhere: bool) -> list[Place] | None:
    """The first arrangement on so many rows, by trying and going back."""
    placed: list[Place] = []
    choices: list[Iterator[Place]] = []
    for _ in range(PATIENCE):
        if len(choices) == len(placed):
            if len(placed) == len(labels):
                return placed
            choices.append(candidates(labels[len(placed)], rows, anywhere))
        place = next(choices[-1], None)
        if place is None:
            choices.pop()
            if not placed:
                return None
            placed.pop()
        elif all(apart(place, other) for other in placed):
            placed.append(place)
    return None


def candidates(label: Label, rows: int, anywhere: bool) -> Iterator[Place]:
    """Places from the best to the worst: the nearest row first, centred rather than beside its stem."""
    stem = label.x * NARROWEST / 100
    for row in range(rows) if label.row is None else (label.row,):
        for anchor, left in beside(stem, label.width):
            if left >= 0 and left + label.width <= NARROWEST:
                yield Place(row, anchor, label.x, left, left + label.width, stem)
        if anywhere and label.x <= 50:
            yield Place(row, "start", 0, 0, label.width, stem)
        elif anywhere:
            yield Place(row, "end", 100, NARROWEST - label.width, NARROWEST, stem)


def beside(stem: float, width: float) -> tuple[tuple[Anchor, float], ...]:
    """Each way to hang from a stem, with the left edge that it gives."""
    return ("middle", stem - width / 2), ("end", stem - ASIDE - width), ("start", stem + ASIDE)


def apart(one: Place, other: Place) -> bool:
    if one.row == other.row:
        return one.left >= other.right + GAP or other.left >= one.right + GAP
    near, far = (one, other) if one.row < other.row else (other, one)
    return not near.left - 2 < far.stem < near.right + 2


def down_a_line(wanted: Sequence[float], heights: Sequence[float], top: float, end: float) -> list[float]:
    """Starts of blocks as near as possible to `wanted`, in the same order, none on another.

    They stay between `top` and `end`, unless there are too many: then they go on below.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    starts = dict.fromkeys(order, 0.0)
    free = top
    for i in order:
        starts[i] = max(wanted[i], free)
        free = starts[i] + heights[i]
    limit = max(end, top + sum(heights))
    for i in reversed(order):
        starts[i] = min(starts[i], limit - heights[i])
        limit = starts[i]
    return [starts[i] for i in range(len(wanted))]
