"""A chart laid out, before any writer: marks whose x is a percentage of the width and whose y is in pixels.

Text keeps its size whatever the width, so that nothing is scaled: all is placed for the narrowest window, and only
moves apart in a wider one. Both writers, SVG and Plotly, read this one picture.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from strategy_monitor.charts.model import Point
from strategy_monitor.language import french

NARROWEST = 280
"""Pixels: what a window of 320 px leaves to a chart."""
GLYPH = 8.0
"""Pixels: what a character of 13 px takes, counted wide, and with the room that text spacing may ask (WCAG 1.4.12)."""
BODY, BIG = 13, 24
"""Sizes of text, in pixels: of all words, and of a number that stands for itself."""
PITCH = 17
"""Pixels from one line of text to the next."""
GAP = 9
"""Pixels between a mark and its label, or between two labels."""

HATCHING = 8
"""Pixels from one line of a hatching to the next, across and down."""

Anchor = Literal["start", "middle", "end"]
Tint = Literal["", "deep", "light", "rest"]
"""Of the parts of a whole: two that alternate, and one for what is computed."""


@dataclass(frozen=True)
class ValueAxis:
    """Where the values of a scale stand: from `start` to `end`, in percent (x) or pixels (y)."""

    start: float
    end: float
    minimum: Decimal
    maximum: Decimal

    def at(self, value: Decimal) -> float:
        share = (value - self.minimum) / (self.maximum - self.minimum)
        return round(self.start + (self.end - self.start) * float(share), 4)


@dataclass(frozen=True)
class TextLine:
    """One line of a label, of one weight: Plotly mixes weights with a style attribute, which the pages forbid."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class PlacedText:
    """A line put in its place. It hangs from x and y, where its mark stands, `dx` and `dy` pixels away."""

    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    dx: float = 0
    dy: float = 0
    bold: bool = False
    quiet: bool = False
    size: int = BODY

    @property
    def middle(self) -> float:
        """The pixel on which the line is centred."""
        return self.y + self.dy


@dataclass(frozen=True)
class Rule:
    """A thin straight line: axis, tick, leader; dashed where it marks a break."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


@dataclass(frozen=True)
class Stroke:
    """The line that joins two points of a series."""

    x1: float
    y1: float
    x2: float
    y2: float
    quiet: bool
    series: str


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    radius: float
    point: Point


@dataclass(frozen=True)
class Bar:
    """A rectangle `width` percent wide and `height` pixels high; `tint` tells a part of a whole from its neighbours."""

    x: float
    y: float
    width: float
    height: float
    point: Point
    tint: Tint = ""

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Spot:
    """Where a value is written that has no mark: nothing is drawn there, but a pointer finds it."""

    x: float
    y: float
    point: Point


Mark = PlacedText | Rule | Stroke | Dot | Bar | Spot


@dataclass(frozen=True)
class Picture:
    """`x` and `y` are the axes of values; an axis that carries none is None."""

    height: int
    marks: tuple[Mark, ...]
    x: ValueAxis | None = None
    y: ValueAxis | None = None

    def of(self, *kinds: type[Mark]) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, kinds))


def text_width(text: str, size: int = BODY) -> float:
    """Pixels that a line takes, at most."""
    return len(text) * GLYPH * size / BODY


def as_percent(pixels: float) -> float:
    """Pixels of the narrowest window, as a percentage of it."""
    return pixels / NARROWEST * 100


def wrap(text: str, room: float) -> list[str]:
    """The text in lines that fit in `room` pixels; a word that is too long is cut."""
    return textwrap.wrap(text, max(int(room // GLYPH), 4), break_on_hyphens=False) or [""]


def hatch(x: float, y: float, width: float, height: float, pitch: float) -> str:
    """The path of the lines that hatch a box, each from its foot up to the right; none leaves it."""
    return "".join(
        f"M{x + max(0, at - height):g} {y + min(at, height):g}L{x + min(at, width):g} {y + max(0, at - width):g}"
        for at in (pitch * rank for rank in range(1, int((width + height) / pitch) + 1))
        if at < width + height
    )


def lines_at(
    x: float,
    y: float,
    lines: Sequence[TextLine],
    *,
    anchor: Anchor = "start",
    dx: float = 0,
    dy: float = 0,
    quiet: bool = False,
) -> list[PlacedText]:
    """Lines under one another that hang together from x and y, the first `dy` pixels away."""
    return [
        PlacedText(x, y, line.text, anchor, dx, dy + PITCH * row, line.bold, quiet) for row, line in enumerate(lines)
    ]


def aside_texts(points: Iterable[Point], top: float) -> list[PlacedText]:
    """Values named beside the scale, under the drawing."""
    lines: list[str] = []
    for point in points:
        name = ", ".join(part for part in (point.label, point.category, point.written) if part)
        lines += wrap(f"Hors échelle{french.NARROW}: {name}", NARROWEST)
    return [PlacedText(0, top + PITCH * row, line, quiet=True) for row, line in enumerate(lines)]


def height_of(marks: Iterable[Mark]) -> int:
    """The height that holds all marks."""
    lowest = 0.0
    for mark in marks:
        match mark:
            case PlacedText():
                lowest = max(lowest, mark.middle + PITCH / 2 * mark.size / BODY)
            case Rule() | Stroke():
                lowest = max(lowest, mark.y1, mark.y2)
            case Dot():
                lowest = max(lowest, mark.y + mark.radius + 2)
            case Bar():
                lowest = max(lowest, mark.y + mark.height + 2)
            case Spot():
                pass
    return int(lowest) + 2
