"""The strip on paper: one mark per indicator, by axis, and what each kind of mark stands for. SVG."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from strategy_monitor import sentences
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.charts.picture import wrap
from strategy_monitor.charts.svg import NAMESPACE, decimals, escape
from strategy_monitor.documents.blocks import Strip
from strategy_monitor.documents.compose.indicators import FONT
from strategy_monitor.documents.levels import drawn
from strategy_monitor.language import french
from strategy_monitor.report import levels
from strategy_monitor.report.document import Axis, Indicator, Observation, Report
from strategy_monitor.report.segments import Box, columns, upright
from strategy_monitor.report.summary import mark_kind

TALL, PITCH, BETWEEN, NARROWEST = 50, 24, 24, 112
"""Pixels: height of a mark, from mark to mark, between two axes, and the room that the name of an axis needs."""
SEGMENT, GAP = 8, 2
LEFT, ROOM = 2, 18
"""Where the boxes of a mark begin, and how wide they are together."""
NAMES, LINE = 48, 22
"""Pixels under the marks: the names of the axes, then each line of the legend."""
LETTER, APART = 6.2, 18
"""Pixels that a letter of the legend takes, at most on average, and between two of its entries."""
LEGEND_WIDE = 740
"""Pixels that the legend is given at least, however few the axes."""


def strip(report: Report) -> Strip:
    width, groups = 0.0, []
    for axis in report.axes:
        groups.append(f'<g transform="translate({decimals(width)} 0)">{group(axis)}</g>')
        width += max(len(axis.all_indicators) * PITCH, NARROWEST) + BETWEEN
    width = max(width - BETWEEN, LEGEND_WIDE)
    lines = legend_lines(report, width)
    height = TALL + NAMES + LINE * len(lines) + 2
    return Strip(
        svg=f'<svg xmlns="{NAMESPACE}" width="{decimals(width)}" height="{height}"'
        f' viewBox="0 0 {decimals(width)} {height}" font-family="{escape(FONT)}" font-size="12" fill="{LIGHT.ink}">'
        f'{"".join(groups)}<g transform="translate(0 {TALL + NAMES})">{legend(lines)}</g></svg>',
        alt=french.typeset(" ; ".join(said(axis) for axis in report.axes)) or _("aucun axe"),
        caption=_("Tous les indicateurs d’un regard, axe par axe"),
    )


def said(axis: Axis) -> str:
    told = ", ".join(sentences.says(indicator) for indicator in axis.all_indicators)
    return f"{_('Axe')} {axis.number} : {told or _('aucun indicateur')}"


def group(axis: Axis) -> str:
    colour = LIGHT.hues[axis.hue]
    marks = "".join(
        f'<g transform="translate({rank * PITCH} 0)">{mark(one, colour)}</g>'
        for rank, one in enumerate(axis.all_indicators)
    )
    room = max(len(axis.all_indicators) * PITCH, NARROWEST)
    lines = wrap(french.typeset(axis.short_title), room - 14)
    name = "".join(f'<text x="14" y="{TALL + 18 + 14 * row}">{escape(line)}</text>' for row, line in enumerate(lines))
    return f'{marks}<text y="{TALL + 18}" font-weight="600" fill="{colour}">{axis.number}</text>{name}'


def mark(indicator: Indicator, colour: str) -> str:
    """22 × 50, drawn from the bottom up."""
    latest = indicator.headlines[0].latest if indicator.headlines else None
    paint = hollow(colour) if latest and latest.doubtful else f'fill="{colour}"'
    match mark_kind(indicator):
        case "progress" | "blocks":
            return in_columns(indicator, colour)
        case "share":
            value = float(latest.value) if latest and latest.value is not None else 0.0
            return f'{rail()}<circle cx="11" cy="{decimals(43 - value * 38 / 100)}" r="4.5" {paint}/>'
        case "quantity":
            return f"{rail()}{diamond(11, 25, paint)}"
        case "information":
            return "".join(
                f'<line x1="4" x2="{end}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
                for y, end in ((21, 18), (27, 14))
            )
    return gone(LEFT, 1, ROOM, TALL - 2)


def in_columns(indicator: Indicator, colour: str) -> str:
    """A column for each of its blocks, side by side: its level, a value, or nothing. One alone has the whole width."""
    places = columns(len(indicator.headlines), x=LEFT, width=ROOM)
    return "".join(
        column(series.latest, x, width, colour) for series, (x, width) in zip(indicator.headlines, places, strict=True)
    )


def column(latest: Observation | None, x: float, width: float, colour: str) -> str:
    reach = levels.reach(latest) if latest else None
    if reach:
        boxes = upright(reach, x=x, width=width, bottom=TALL, height=SEGMENT, gap=GAP)
        return drawn(boxes, colour, LIGHT.edge, LIGHT.paper)
    return gone(x, 1, width, TALL - 2) if latest is None or latest.missing_reason else rail(x + width / 2)


def rail(x: float = 11) -> str:
    return f'<line x1="{decimals(x)}" x2="{decimals(x)}" y1="0" y2="{TALL}" stroke="{LIGHT.rule}"/>'


def diamond(x: float, y: float, paint: str) -> str:
    return f'<rect x="{x - 4.5}" y="{y - 4.5}" width="9" height="9" transform="rotate(45 {x} {y})" {paint}/>'


def hollow(colour: str) -> str:
    return f'fill="{LIGHT.paper}" stroke="{colour}" stroke-width="2"'


def gone(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect x="{decimals(x)}" y="{y}" width="{decimals(width)}" height="{height}" rx="1" fill="none"'
        f' stroke="{LIGHT.soft}" stroke-dasharray="3 2"/>'
    )


Entry = tuple[str, str]
"""What is drawn, and what it stands for."""


def entries(report: Report) -> Iterator[Entry]:
    """What each kind of mark stands for."""
    colour = LIGHT.ink
    yield f'<rect x="0" y="4" width="14" height="8" rx="1" fill="{colour}"/>', sentences.scale_of_marks(report)
    if sentences.some_least(report):
        hatched = drawn([Box(0, 4, 14, 8, "maybe")], colour, LIGHT.edge, LIGHT.paper)
        yield hatched, _("peut-être davantage, jusqu’à 4")
    yield from (
        (f'<circle cx="7" cy="8" r="4.5" fill="{colour}"/>', _("part, placée de 0 à 100 %")),
        (diamond(7, 8, f'fill="{colour}"'), _("quantité, sans échelle commune")),
        (diamond(7, 8, hollow(colour)), _("chiffre signalé")),
        (gone(1, 2, 11, 11), _("donnée attendue")),
    )


def legend_lines(report: Report, width: float) -> list[list[tuple[float, Entry]]]:
    """The entries of the legend, each with its x, on as many lines as they need."""
    lines: list[list[tuple[float, Entry]]] = [[]]
    x = 0.0
    for entry in entries(report):
        room = 22 + LETTER * len(entry[1])
        if x and x + room > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, entry))
        x += room + APART
    return lines


def legend(lines: list[list[tuple[float, Entry]]]) -> str:
    return "".join(
        f'<g transform="translate({decimals(x)} {LINE * rank})">{mark}'
        f'<text x="22" y="12.5" fill="{LIGHT.soft}">{escape(text)}</text></g>'
        for rank, line in enumerate(lines)
        for x, (mark, text) in line
    )
