"""The marks of `charts.marks` in a page: SVG with classes only, for both themes, for paper, under a strict CSP."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from strategy_monitor.charts.marks import (
    GAP_HEIGHT,
    GAP_WIDTH,
    LEVEL_HEIGHT,
    LEVEL_WIDTH,
    SLOPE_HEIGHT,
    STANDING_SIZE,
    STANDINGS,
    STEP_WIDTH,
    MarkShape,
    draw_shapes,
    segments_abreast,
    shapes_of_gap,
    shapes_of_slope,
)
from strategy_monitor.language import french
from strategy_monitor.language.codes import Standing
from strategy_monitor.report import levels
from strategy_monitor.report.document import Observation
from strategy_monitor.report.leads import Lead
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


def draw_standing(standing: Standing) -> SafeString:
    """For the eye only: what stands beside it says the same in words."""
    return draw_svg("mark", HIDDEN, STANDING_SIZE, STANDING_SIZE, STANDINGS[standing])


def draw_gap(lead: Lead) -> SafeString:
    """A figure among those that it is set against, for the eye only; nothing where none has a number."""
    others = [one.observation.value for one in lead.benchmarks if one.observation.value is not None]
    value = lead.observation.value
    if value is None or not others:
        return SafeString("")
    return draw_svg("mark", HIDDEN, GAP_WIDTH, GAP_HEIGHT, shapes_of_gap(value, others, top_of(lead, value, *others)))


def draw_slope(lead: Lead) -> SafeString:
    """From the value of before to that of now, for the eye only; nothing where the two do not compare."""
    old = lead.before.observation.value if lead.before else None
    new = lead.observation.value
    if lead.before is None or lead.before.difference.absolute is None or old is None or new is None:
        return SafeString("")
    return draw_svg("mark", HIDDEN, STEP_WIDTH, SLOPE_HEIGHT, shapes_of_slope(old, new, top_of(lead, old, new)))


def top_of(lead: Lead, *values: Decimal) -> Decimal:
    """Where its scale ends: at 100 for a share, else at the greatest value."""
    return Decimal(100) if lead.series.unit == "%" else max(*values, Decimal(1))


def draw_svg(css: str, said: SafeString, width: int, height: int, shapes: Iterable[MarkShape]) -> SafeString:
    inside = mark_safe(draw_shapes(shapes))  # noqa: S308 - built from numbers and constants
    return format_html(
        '<svg class="{0}" {1} width="{2}" height="{3}" viewBox="0 0 {2} {3}">{4}</svg>',
        css,
        said,
        width,
        height,
        inside,
    )
