"""Progress from 0 to 5, as five segments to set in a line of text."""

from __future__ import annotations

from strategy_monitor.exports.paper.word.styles import RULE, SOFT
from strategy_monitor.report.charts.marks import NAMESPACE

SEGMENT, HEIGHT, GAP, LEVELS = 16, 10, 3, 5
"""Pixels."""


def segments(level: int, hue: str) -> str:
    """An SVG; zero is five empty segments, not an absence."""
    width = LEVELS * (SEGMENT + GAP) - GAP
    colour = hue or f"#{SOFT}"
    drawn = "".join(
        f'<rect x="{step * (SEGMENT + GAP) + 0.5}" y="0.5" width="{SEGMENT - 1}" height="{HEIGHT - 1}" rx="1"'
        f' fill="{colour if step < level else "#ffffff"}" stroke="{colour if step < level else f"#{RULE}"}"/>'
        for step in range(LEVELS)
    )
    return f'<svg xmlns="{NAMESPACE}" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}">{drawn}</svg>'
