"""The small drawings that say how an indicator stands: five segments, a dot, a diamond, a dash, an empty frame.

SVG with classes only: colours come from the style sheet, so both themes and paper work, under a strict CSP.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from strategy_monitor.report import levels
from strategy_monitor.report.document import Indicator, Observation
from strategy_monitor.report.levels import Reach
from strategy_monitor.report.segments import Box, abreast, columns, upright
from strategy_monitor.report.summary import mark_kind

HEIGHT, WIDTH = 50, 22
SEGMENT, GAP = 8, 2
LEFT, ROOM = 2, 18
"""Where the boxes of a mark begin, and how wide they are together."""


def drawn(parts: str) -> SafeString:
    return mark_safe(parts)  # noqa: S308 - built here, from numbers and constants


def progress(reach: Reach, label: str = "") -> SafeString:
    """Five segments side by side, filled to the level; zero is five empty ones. Without a label, for the eye only."""
    parts = boxes(abreast(reach, width=23, height=9, gap=4, inset=1))
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="progress" {} width="134" height="11">{}</svg>', said, drawn(parts))


def progress_of(observation: Observation) -> SafeString:
    """The segments of a level, which say it aloud; nothing where there is none."""
    reach = levels.reach(observation)
    return progress(reach, levels.written(observation)) if reach else SafeString("")


def boxes(found: Iterable[Box]) -> str:
    return "".join(
        f'<rect class="{box.filling}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
        ' rx="1"/>' + (f'<path class="hatch" d="{box.hatching}"/>' if box.hatching else "")
        for box in found
    )


def hatched() -> SafeString:
    """One hatched segment, for the legend."""
    box = boxes([Box(LEFT, 3, ROOM, SEGMENT, "maybe")])
    return format_html('<svg class="mark" aria-hidden="true" width="{}" height="14">{}</svg>', WIDTH, drawn(box))


def standing(indicator: Indicator) -> str:
    """The inside of the mark on the strip, 22 × 50, drawn from the bottom up."""
    kind = mark_kind(indicator)
    latest = indicator.headlines[0].latest if indicator.headlines else None
    doubt = "hollow" if latest and latest.doubtful else "on"
    if kind in {"progress", "blocks"}:
        return in_columns(indicator)
    if kind == "share":
        return rail() + dot(indicator, doubt)
    if kind == "quantity":
        return rail() + f'<rect class="{doubt}" x="6.5" y="20.5" width="9" height="9" transform="rotate(45 11 25)"/>'
    if kind == "information":
        return '<line class="line" x1="4" x2="18" y1="21" y2="21"/><line class="line" x1="4" x2="14" y1="27" y2="27"/>'
    return gone(LEFT, ROOM)


def in_columns(indicator: Indicator) -> str:
    """A column for each of its blocks, side by side: its level, a value, or nothing. One alone has the whole width."""
    places = columns(len(indicator.headlines), x=LEFT, width=ROOM)
    return "".join(
        column(series.latest, x, width) for series, (x, width) in zip(indicator.headlines, places, strict=True)
    )


def column(latest: Observation | None, x: float, width: float) -> str:
    reach = levels.reach(latest) if latest else None
    if reach:
        return boxes(upright(reach, x=x, width=width, bottom=HEIGHT, height=SEGMENT, gap=GAP))
    if latest is None or latest.missing_reason:
        return gone(x, width)
    return f'<line class="rail" x1="{x + width / 2:g}" x2="{x + width / 2:g}" y1="0" y2="{HEIGHT}"/>'


def gone(x: float, width: float) -> str:
    return f'<rect class="gone" x="{x:g}" y="1" width="{width:g}" height="{HEIGHT - 2}" rx="1"/>'


def rail() -> str:
    return f'<line class="rail" x1="11" x2="11" y1="0" y2="{HEIGHT}"/>'


def dot(indicator: Indicator, doubt: str) -> str:
    latest = indicator.headlines[0].latest
    value = latest.value if latest and latest.value is not None else Decimal(0)
    return f'<circle class="{doubt}" cx="11" cy="{43 - value * 38 / 100:.1f}" r="4.5"/>'


def mark(indicator: Indicator) -> SafeString:
    return format_html(
        '<svg class="mark" aria-hidden="true" width="{}" height="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        drawn(standing(indicator)),
    )
