"""Progress from 0 to 5, as five segments to set in a line of text: an SVG, whichever the format."""

from __future__ import annotations

from collections.abc import Iterable

from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.charts.svg import NAMESPACE
from strategy_monitor.report.levels import Reach
from strategy_monitor.report.segments import Box, abreast

WIDTH, HEIGHT = 134, 11
"""Pixels."""


def segments(reach: Reach, colour: str, edge: str) -> str:
    """Filled with a colour, those that are empty with an edge; zero is five empty segments, not an absence."""
    boxes = drawn(abreast(reach, width=23, height=9, gap=4, inset=1), colour, edge)
    return f'<svg xmlns="{NAMESPACE}" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{boxes}</svg>'


def drawn(boxes: Iterable[Box], colour: str, edge: str, paper: str = LIGHT.paper) -> str:
    """The boxes, each with its paint."""
    return "".join(painted(box, colour, edge, paper) for box in boxes)


def painted(box: Box, colour: str, edge: str, paper: str) -> str:
    fill = colour if box.filling == "on" else paper
    stroke = edge if box.filling == "off" else colour
    rect = (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="1"'
        f' fill="{fill}" stroke="{stroke}"/>'
    )
    return f'{rect}<path d="{box.hatching}" fill="none" stroke="{colour}"/>' if box.hatching else rect
