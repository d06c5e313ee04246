"""Labels that hang above marks of one horizontal line: on rows, tied by a stem from the second row on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from strategy_monitor.charts.picture import GAP, NARROWEST, PITCH, Line, Mark, Rule, block, width, wrapped
from strategy_monitor.charts.placing import ASIDE, Label, Place, on_rows


@dataclass(frozen=True)
class Tag:
    """A label to hang: `x` in percent, its lines, the row it must take if any; `stem` where even row 0 needs one."""

    x: float
    lines: tuple[Line, ...]
    row: int | None = None
    quiet: bool = False
    stem: bool = False

    @property
    def width(self) -> float:
        return max(width(line.text) for line in self.lines)


@dataclass(frozen=True)
class Hanging:
    """Tags with their places, ready to be drawn above a base line."""

    tags: tuple[Tag, ...]
    places: tuple[Place, ...]

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
            result += hung(tag, place, end, foot)
        return result


def hang(tags: Sequence[Tag]) -> Hanging:
    places = on_rows([Label(tag.x, tag.width, tag.row) for tag in tags])
    return Hanging(tuple(tags), tuple(places))


def tag_lines(whole: str, value: str, name: str, bold: bool = False) -> tuple[Line, ...]:
    """« OCDE 40 % » on one line; a name too long for that goes under its value."""
    texts = [whole] if width(whole) <= NARROWEST - GAP else [value, *wrapped(name, NARROWEST - GAP)]
    return tuple(Line(text, bold) for text in texts)


def hung(tag: Tag, place: Place, end: float, foot: float) -> list[Mark]:
    """The lines of a label above `end`, and its stem: beside it, or up to it where it is centred."""
    tied = place.x == tag.x
    beside = {"start": ASIDE, "middle": 0.0, "end": -ASIDE}[place.anchor] if tied else 0.0
    first = end - PITCH * len(tag.lines) + PITCH / 2
    words = block(place.x, first, tag.lines, anchor=place.anchor, dx=beside, quiet=tag.quiet)
    stem = [Rule(tag.x, foot, tag.x, first if beside else end)] if place.row or tag.stem else []
    return [*stem, *words]
