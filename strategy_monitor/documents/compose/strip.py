"""The strip on paper: one mark per indicator, by axis, and what each kind of mark stands for. SVG."""

from __future__ import annotations

from django.utils.translation import gettext as _

from strategy_monitor.charts.marks import MARK_HEIGHT, SYMBOLS, draw_shapes, paint_in, shapes_of_mark
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.charts.picture import wrap
from strategy_monitor.charts.svg import NAMESPACE, decimals, escape
from strategy_monitor.documents.blocks import Strip
from strategy_monitor.documents.compose.indicators import FONT
from strategy_monitor.language import french
from strategy_monitor.report import sentences
from strategy_monitor.report.document import Axis, Report

PITCH, BETWEEN, NARROWEST = 24, 24, 112
"""Pixels: from mark to mark, between two axes, and the room that the name of an axis needs."""
NAMES, LINE = 48, 22
"""Pixels under the marks: the names of the axes, then each line of the legend."""
LETTER, APART = 6.2, 18
"""Pixels that a letter of the legend takes, at most on average, and between two of its entries."""
BESIDE = 6
"""Pixels between a symbol of the legend and its words."""
LEGEND_WIDE = 740
"""Pixels that the legend is given at least, however few the axes."""


def strip_of(report: Report) -> Strip:
    width, groups = 0.0, []
    for axis in report.axes:
        groups.append(f'<g transform="translate({decimals(width)} 0)">{draw_axis(axis)}</g>')
        width += max(len(axis.all_indicators) * PITCH, NARROWEST) + BETWEEN
    width = max(width - BETWEEN, LEGEND_WIDE)
    lines = legend_lines(report, width)
    height = MARK_HEIGHT + NAMES + LINE * len(lines) + 2
    return Strip(
        svg=f'<svg xmlns="{NAMESPACE}" width="{decimals(width)}" height="{height}"'
        f' viewBox="0 0 {decimals(width)} {height}" font-family="{escape(FONT)}" font-size="12" fill="{LIGHT.ink}">'
        f'{"".join(groups)}<g transform="translate(0 {MARK_HEIGHT + NAMES})">{draw_legend(lines)}</g></svg>',
        alt=french.typeset(" ; ".join(axis_says(axis) for axis in report.axes)) or _("aucun axe"),
        caption=_("Tous les indicateurs d’un regard, axe par axe"),
    )


def axis_says(axis: Axis) -> str:
    told = ", ".join(sentences.write_mark(indicator) for indicator in axis.all_indicators)
    return f"{_('Axe')} {axis.number} : {told or _('aucun indicateur')}"


def draw_axis(axis: Axis) -> str:
    colour = LIGHT.hues[axis.hue]
    paint = paint_in(colour)
    marks = "".join(
        f'<g transform="translate({rank * PITCH} 0)">{draw_shapes(shapes_of_mark(one), paint)}</g>'
        for rank, one in enumerate(axis.all_indicators)
    )
    room = max(len(axis.all_indicators) * PITCH, NARROWEST)
    lines = wrap(french.typeset(axis.short_title), room - 14)
    name = "".join(
        f'<text x="14" y="{MARK_HEIGHT + 18 + 14 * row}">{escape(line)}</text>' for row, line in enumerate(lines)
    )
    return f'{marks}<text y="{MARK_HEIGHT + 18}" font-weight="600" fill="{colour}">{axis.number}</text>{name}'


StripEntry = tuple[float, str, str]
"""Where it begins, the symbol, and what it stands for."""


def legend_lines(report: Report, width: float) -> list[list[StripEntry]]:
    """The entries of the legend, on as many lines as they need."""
    lines: list[list[StripEntry]] = [[]]
    x = 0.0
    for kind, text in sentences.legend_of_marks(report):
        room = SYMBOLS[kind].width + BESIDE + LETTER * len(text)
        if x and x + room > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, kind, text))
        x += room + APART
    return lines


def draw_legend(lines: list[list[StripEntry]]) -> str:
    paint = paint_in(LIGHT.ink)
    return "".join(
        f'<g transform="translate({decimals(x)} {LINE * rank + 1})">{draw_shapes([SYMBOLS[kind].shape], paint)}'
        f'<text x="{SYMBOLS[kind].width + BESIDE}" y="11.5" fill="{LIGHT.soft}">{escape(text)}</text></g>'
        for rank, line in enumerate(lines)
        for x, kind, text in line
    )
