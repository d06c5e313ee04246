"""The marks of `charts.marks` in a page: SVG with classes only, for both themes, for paper, under a strict CSP."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from strategy_monitor.charts.marks import (
    LEVEL_HEIGHT,
    LEVEL_WIDTH,
    MARK_HEIGHT,
    MARK_WIDTH,
    SYMBOL_HEIGHT,
    SYMBOLS,
    Shape,
    draw_shapes,
    segments_abreast,
    shapes_of_mark,
)
from strategy_monitor.language import french
from strategy_monitor.report import levels
from strategy_monitor.report.document import Indicator, Observation
from strategy_monitor.report.levels import Reach

HIDDEN = SafeString('aria-hidden="true"')


def draw_level(reach: Reach, label: str = "") -> SafeString:
    """Five segments side by side, filled to the level. Without a label, for the eye only."""
    said = format_html('role="img" aria-label="{}"', label) if label else HIDDEN
    return draw_svg("progress", said, LEVEL_WIDTH, LEVEL_HEIGHT, segments_abreast(reach))


def draw_level_of(observation: Observation) -> SafeString:
    """The segments of a level, which say it aloud; nothing where there is none."""
    reach = levels.reach(observation)
    return draw_level(reach, french.write_level(observation)) if reach else SafeString("")


def draw_mark_of(indicator: Indicator) -> SafeString:
    """For the eye only: the link around it says what it shows."""
    return draw_svg("mark", HIDDEN, MARK_WIDTH, MARK_HEIGHT, shapes_of_mark(indicator))


def draw_symbol(kind: str) -> SafeString:
    """What stands for a kind of mark in the legend."""
    symbol = SYMBOLS[kind]
    return draw_svg("mark", HIDDEN, symbol.width, SYMBOL_HEIGHT, [symbol.shape])


def draw_svg(css: str, said: SafeString, width: int, height: int, shapes: Iterable[Shape]) -> SafeString:
    inside = mark_safe(draw_shapes(shapes))  # noqa: S308 - built from numbers and constants
    return format_html('<svg class="{}" {} width="{}" height="{}">{}</svg>', css, said, width, height, inside)
