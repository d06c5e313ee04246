"""The small drawings that say how an indicator stands: five segments, a dot, a diamond, a dash, an empty frame.

SVG with classes only: colours come from the style sheet, so both themes and paper work, under a strict CSP.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from strategy_monitor.report.document import Indicator
from strategy_monitor.report.summary import mark_kind

LEVELS = 5
HEIGHT, WIDTH = 50, 22
SEGMENT, GAP = 8, 2


def drawn(parts: str) -> SafeString:
    return mark_safe(parts)  # noqa: S308 - built here, from numbers and constants


def progress(level: int) -> SafeString:
    """Five segments side by side, filled to the level. Zero is five empty segments."""
    label = _("niveau %(level)d sur 5") % {"level": level}
    parts = "".join(
        f'<rect class="{"on" if step < level else "off"}" x="{step * 27 + 1}" y="1" width="23" height="9" rx="1"/>'
        for step in range(LEVELS)
    )
    return format_html(
        '<svg class="progress" role="img" aria-label="{}" width="134" height="11">{}</svg>', label, drawn(parts)
    )


def standing(indicator: Indicator) -> str:
    """The inside of the mark on the strip, 22 × 50, drawn from the bottom up."""
    kind = mark_kind(indicator)
    latest = indicator.headlines[0].latest if indicator.headlines else None
    doubt = "hollow" if latest and latest.doubtful else "on"
    if kind == "progress":
        return segments(indicator.level or 0)
    if kind == "share":
        return rail() + dot(indicator, doubt)
    if kind == "quantity":
        return rail() + f'<rect class="{doubt}" x="6.5" y="20.5" width="9" height="9" transform="rotate(45 11 25)"/>'
    if kind == "information":
        return '<line class="line" x1="4" x2="18" y1="21" y2="21"/><line class="line" x1="4" x2="14" y1="27" y2="27"/>'
    return f'<rect class="gone" x="2" y="1" width="18" height="{HEIGHT - 2}" rx="1"/>'


def segments(level: int) -> str:
    return "".join(
        f'<rect class="{"on" if step < level else "off"}" x="2" y="{HEIGHT - (step + 1) * (SEGMENT + GAP) + 1}" '
        f'width="18" height="{SEGMENT}" rx="1"/>'
        for step in range(LEVELS)
    )


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
