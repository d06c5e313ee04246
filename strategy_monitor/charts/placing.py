"""Where labels go so that none covers another: on rows above the marks of a line, or one under another along it.

All is placed for the narrowest window. A label is tied to the mark it names, so two that do not meet there cannot meet
in a wider one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from strategy_monitor.charts.picture import (
    GAP,
    NARROWEST,
    PITCH,
    Anchor,
    Mark,
    Rule,
    TextLine,
    lines_at,
    text_width,
    wrap,
)

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
class LabelPlace:
    """Where it is placed; `left` and `right` are pixels of the narrowest window, `stem` the line it hangs from."""

    row: int
    anchor: Anchor
    x: float
    left: float
    right: float
    stem: float


def place_on_rows(labels: Sequence[Label]) -> list[LabelPlace]:
    """Rows are counted away from the marks. Labels hang from their mark if they can, else from an edge.

    Stems cross no label, unless no arrangement avoids it: then each label has a row of its own.
    """
    for anywhere in (False, True):
        for rows in range(1, len(labels) + 1):
            found = find_arrangement(labels, rows, anywhere)
            if found:
                return found
    own_rows = (Label(label.x, label.width, row) for row, label in enumerate(labels))
    return [next(candidate_places(label, len(labels), True)) for label in own_rows]


def find_arrangement(labels: Sequence[Label], rows: int, anywhere: bool) -> list[LabelPlace] | None:
    """The first arrangement on so many rows, by trying and going back."""
    placed: list[LabelPlace] = []
    choices: list[Iterator[LabelPlace]] = []
    for _ in range(PATIENCE):
        if len(choices) == len(placed):
            if len(placed) == len(labels):
                return placed
            choices.append(candidate_places(labels[len(placed)], rows, anywhere))
        place = next(choices[-1], None)
        if place is None:
            choices.pop()
            if not placed:
                return None
            placed.pop()
        elif all(are_apart(place, other) for other in placed):
            placed.append(place)
    return None


def candidate_places(label: Label, rows: int, anywhere: bool) -> Iterator[LabelPlace]:
    """Places from the best to the worst: the nearest row first, centred rather than beside its stem."""
    stem = label.x * NARROWEST / 100
    for row in range(rows) if label.row is None else (label.row,):
        for anchor, left in ways_to_hang(stem, label.width):
            if left >= 0 and left + label.width <= NARROWEST:
                yield LabelPlace(row, anchor, label.x, left, left + label.width, stem)
        if anywhere and label.x <= 50:
            yield LabelPlace(row, "start", 0, 0, label.width, stem)
        elif anywhere:
            yield LabelPlace(row, "end", 100, NARROWEST - label.width, NARROWEST, stem)


def ways_to_hang(stem: float, width: float) -> tuple[tuple[Anchor, float], ...]:
    """Each way to hang from a stem, with the left edge that it gives."""
    return ("middle", stem - width / 2), ("end", stem - ASIDE - width), ("start", stem + ASIDE)


def are_apart(one: LabelPlace, other: LabelPlace) -> bool:
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


@dataclass(frozen=True)
class Tag:
    """A label to hang: `x` in percent, its lines, the row it must take if any; `stem` where even row 0 needs one."""

    x: float
    lines: tuple[TextLine, ...]
    row: int | None = None
    quiet: bool = False
    stem: bool = False

    @property
    def width(self) -> float:
        return max(text_width(line.text) for line in self.lines)


@dataclass(frozen=True)
class Hanging:
    """Tags with their places, ready to be drawn above a base line."""

    tags: tuple[Tag, ...]
    places: tuple[LabelPlace, ...]

    @property
    def rows(self) -> list[int]:
        """Lines of text in each row, from the nearest to the farthest."""
        count = 1 + max((place.row for place in self.places), default=-1)
        held: list[list[int]] = [[1] for _ in range(count)]
        for tag, place in zip(self.tags, self.places, strict=True):
            held[place.row].append(len(tag.lines))
        return [max(lines) for lines in held]

    @property
    def height(self) -> float:
        return sum(self.rows) * PITCH + 3 * len(self.rows)

    def marks(self, base: float, foot: float) -> list[Mark]:
        """`base`: where the lowest row ends; `foot`: where the stems start."""
        result: list[Mark] = []
        for tag, place in zip(self.tags, self.places, strict=True):
            rows = self.rows[: place.row]
            end = base - sum(rows) * PITCH - 3 * len(rows)
            result += hang_tag(tag, place, end, foot)
        return result


def hang(tags: Sequence[Tag]) -> Hanging:
    places = place_on_rows([Label(tag.x, tag.width, tag.row) for tag in tags])
    return Hanging(tuple(tags), tuple(places))


def tag_lines(whole: str, value: str, name: str, bold: bool = False) -> tuple[TextLine, ...]:
    """« OCDE 40 % » on one line; a name too long for that goes under its value."""
    texts = [whole] if text_width(whole) <= NARROWEST - GAP else [value, *wrap(name, NARROWEST - GAP)]
    return tuple(TextLine(text, bold) for text in texts)


def hang_tag(tag: Tag, place: LabelPlace, end: float, foot: float) -> list[Mark]:
    """The lines of a label above `end`, and its stem: beside it, or up to it where it is centred."""
    tied = place.x == tag.x
    beside = {"start": ASIDE, "middle": 0.0, "end": -ASIDE}[place.anchor] if tied else 0.0
    first = end - PITCH * len(tag.lines) + PITCH / 2
    words = lines_at(place.x, first, tag.lines, anchor=place.anchor, dx=beside, quiet=tag.quiet)
    stem = [Rule(tag.x, foot, tag.x, first if beside else end)] if place.row or tag.stem else []
    return [*stem, *words]
