"""The strip on paper: one mark per indicator, by axis, and what each kind of mark stands for. SVG."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from strategy_monitor import sentences
from strategy_monitor.exports.paper.blocks import Strip
from strategy_monitor.exports.paper.compose.indicators import FONT
from strategy_monitor.report import words
from strategy_monitor.report.charts.image import HUES, INK, PAPER, RULE, SOFT
from strategy_monitor.report.charts.marks import NAMESPACE, escape, number
from strategy_monitor.report.charts.picture import wrapped
from strategy_monitor.report.document import Axis, Indicator, Report
from strategy_monitor.report.summary import mark_kind

TALL, PITCH, BETWEEN, NARROWEST = 50, 24, 24, 112
"""Pixels: height of a mark, from mark to mark, between two axes, and the room that the name of an axis needs."""
SEGMENT, GAP, LEVELS = 8, 2, 5
NAMES, LEGEND = 48, 46
"""Pixels under the marks: the names of the axes, then the legend."""
LEGEND_WIDE = 740
"""Pixels that the legend needs, however few the axes."""


def strip(report: Report) -> Strip:
    width, groups = 0.0, []
    for axis in report.axes:
        groups.append(f'<g transform="translate({number(width)} 0)">{group(axis)}</g>')
        width += max(len(axis.all_indicators) * PITCH, NARROWEST) + BETWEEN
    width, height = max(width - BETWEEN, LEGEND_WIDE), TALL + NAMES + LEGEND
    return Strip(
        svg=f'<svg xmlns="{NAMESPACE}" width="{number(width)}" height="{height}"'
        f' viewBox="0 0 {number(width)} {height}" font-family="{escape(FONT)}" font-size="12" fill="{INK}">'
        f'{"".join(groups)}<g transform="translate(0 {TALL + NAMES})">{legend()}</g></svg>',
        alt=words.typo(" ; ".join(said(axis) for axis in report.axes)) or _("aucun axe"),
        caption=_("Tous les indicateurs d’un regard, axe par axe"),
    )


def said(axis: Axis) -> str:
    told = ", ".join(sentences.says(indicator) for indicator in axis.all_indicators)
    return f"{_('Axe')} {axis.number} : {told or _('aucun indicateur')}"


def group(axis: Axis) -> str:
    colour = HUES[axis.hue]
    marks = "".join(
        f'<g transform="translate({rank * PITCH} 0)">{mark(one, colour)}</g>'
        for rank, one in enumerate(axis.all_indicators)
    )
    room = max(len(axis.all_indicators) * PITCH, NARROWEST)
    lines = wrapped(words.typo(axis.short_title), room - 14)
    name = "".join(f'<text x="14" y="{TALL + 18 + 14 * row}">{escape(line)}</text>' for row, line in enumerate(lines))
    return f'{marks}<text y="{TALL + 18}" font-weight="600" fill="{colour}">{axis.number}</text>{name}'


def mark(indicator: Indicator, colour: str) -> str:
    """22 × 50, drawn from the bottom up."""
    latest = indicator.headlines[0].latest if indicator.headlines else None
    paint = hollow(colour) if latest and latest.doubtful else f'fill="{colour}"'
    match mark_kind(indicator):
        case "progress":
            return segments(indicator.level or 0, colour)
        case "share":
            value = float(latest.value) if latest and latest.value is not None else 0.0
            return f'{rail()}<circle cx="11" cy="{number(43 - value * 38 / 100)}" r="4.5" {paint}/>'
        case "quantity":
            return f"{rail()}{diamond(11, 25, paint)}"
        case "information":
            return "".join(
                f'<line x1="4" x2="{end}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
                for y, end in ((21, 18), (27, 14))
            )
    return gone(2, 1, 18, TALL - 2)


def segments(level: int, colour: str) -> str:
    return "".join(
        f'<rect x="2" y="{TALL - (step + 1) * (SEGMENT + GAP) + 1}" width="18" height="{SEGMENT}" rx="1" '
        + (f'fill="{colour}"/>' if step < level else f'fill="{PAPER}" stroke="{RULE}"/>')
        for step in range(LEVELS)
    )


def rail() -> str:
    return f'<line x1="11" x2="11" y1="0" y2="{TALL}" stroke="{RULE}"/>'


def diamond(x: float, y: float, paint: str) -> str:
    return f'<rect x="{x - 4.5}" y="{y - 4.5}" width="9" height="9" transform="rotate(45 {x} {y})" {paint}/>'


def hollow(colour: str) -> str:
    return f'fill="{PAPER}" stroke="{colour}" stroke-width="2"'


def gone(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="1" fill="none" stroke="{SOFT}"'
        ' stroke-dasharray="3 2"/>'
    )


def legend() -> str:
    """What each kind of mark stands for, on two lines."""
    colour = INK
    entries = (
        (
            f'<rect x="0" y="4" width="14" height="8" rx="1" fill="{colour}"/>',
            _("avancement de 0 à 5, déduit du libellé"),
        ),
        (f'<circle cx="7" cy="8" r="4.5" fill="{colour}"/>', _("part, placée de 0 à 100 %")),
        (diamond(7, 8, f'fill="{colour}"'), _("quantité, sans échelle commune")),
        (diamond(7, 8, hollow(colour)), _("chiffre signalé")),
        (gone(1, 2, 11, 11), _("donnée attendue")),
    )
    return "".join(placed(entries))


def placed(entries: Iterable[tuple[str, str]]) -> Iterable[str]:
    for rank, (drawn, text) in enumerate(entries):
        x, y = (rank % 3) * 260, (rank // 3) * 22
        yield f'<g transform="translate({x} {y})">{drawn}<text x="22" y="12.5" fill="{SOFT}">{escape(text)}</text></g>'
