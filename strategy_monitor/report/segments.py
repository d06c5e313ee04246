"""A level as five boxes: full to what is known to be done, hatched where more may be, empty beyond.

Geometry only, in pixels: whoever draws gives each box its paint.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from strategy_monitor.report.levels import HIGHEST, Reach

Filling = Literal["on", "maybe", "off"]

SPACING = 4
"""From one line of a hatching to the next, along the edge of the box."""


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    filling: Filling

    @property
    def hatching(self) -> str:
        """The path of the lines that hatch it, none of which leaves the box; empty where it is not hatched."""
        if self.filling != "maybe":
            return ""
        width, height = self.width, self.height
        starts = [SPACING * rank for rank in range(1, int((width + height) / SPACING) + 1)]
        return "".join(
            f"M{self.x + max(0, at - height):g} {self.y + min(at, height):g}"
            f"L{self.x + min(at, width):g} {self.y + max(0, at - width):g}"
            for at in starts
            if at < width + height
        )


def fillings(reach: Reach) -> tuple[Filling, ...]:
    """Of the five segments, from the first."""
    return tuple("on" if step < reach.low else "maybe" if step < reach.high else "off" for step in range(HIGHEST))


def abreast(reach: Reach, *, width: float, height: float, gap: float, inset: float = 0.5) -> tuple[Box, ...]:
    """From left to right; `inset` leaves room for the stroke."""
    return tuple(
        Box(inset + step * (width + gap), inset, width, height, filling) for step, filling in enumerate(fillings(reach))
    )


def upright(reach: Reach, *, x: float, width: float, bottom: float, height: float, gap: float) -> tuple[Box, ...]:
    """From the bottom up; `bottom` is the y under the lowest."""
    return tuple(
        Box(x, bottom - (step + 1) * (height + gap) + 1, width, height, filling)
        for step, filling in enumerate(fillings(reach))
    )


def columns(count: int, *, x: float, width: float, gap: float = 2) -> Iterable[tuple[float, float]]:
    """The place and the width of so many columns that share a width."""
    each = max(1.0, (width - gap * (count - 1)) / count)
    return ((x + rank * (each + gap), each) for rank in range(count))
