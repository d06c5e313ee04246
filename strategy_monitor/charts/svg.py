"""Chart → SVG: in the page before any script, and on paper; a file to take away; a drawing to set in a document.

In a page it takes the width it is given: x in percent, y in pixels, no viewBox, so text keeps its size. Colours come
from classes (`charts.css`), never from a style attribute: the pages forbid them. In a file, positions are absolute and
colours written on each mark, in the light theme: what opens it needs neither style sheet nor script nor the fonts of
the site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape as escape_html

from strategy_monitor.charts import layout
from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.palette import LIGHT, PART_SHARES, REST_SHARE, mix
from strategy_monitor.charts.picture import BIG, BODY, GAP, NARROWEST, Bar, Dot, Mark, Rule, Stroke, Text, wrap

NAMESPACE = "http://www.w3.org/2000/svg"
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold, however they are written."""
FONT = "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
MARGIN = 16
BOLD = 1.2
"""How much wider bold text is counted."""
TITLE = 17
"""Size of its text, in pixels."""


@dataclass(frozen=True)
class Pen:
    """How marks are put down: what x is, how a class becomes colours, how a line is centred on its y."""

    x: Callable[[float], str]
    paint: Callable[[str], str]
    centred: str
    traced: bool
    """True where marks say which observation they are."""


def escape(text: str) -> str:
    return escape_html(NOT_XML.sub("", text))


def decimals(value: float) -> str:
    """At most three decimals, none for whole numbers."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


PAGE_PEN = Pen(
    x=lambda percent: f"{decimals(percent)}%",
    paint=lambda css: f' class="{css}"' if css else "",
    centred=' dominant-baseline="central"',
    traced=True,
)


def file_pen(width: float, hue: str) -> Pen:
    colours = paint_of_classes(hue)
    return Pen(
        x=lambda percent: decimals(percent * width / 100),
        paint=lambda css: colours[css],
        centred=' dy=".35em"',
        traced=False,
    )


def paint_of_classes(hue: str) -> dict[str, str]:
    """The attributes that stand for each class of `charts.css`."""
    soft, paper = LIGHT.soft, LIGHT.paper
    fills = {"me": hue, "other": soft, "rest": mix(soft, REST_SHARE)}
    fills |= {f"p{rank}": mix(hue, share) for rank, share in enumerate(PART_SHARES, 1)}
    solid = {css: f' fill="{fill}" stroke="{paper}" stroke-width="1.5"' for css, fill in fills.items()}
    lines = {"me line": f' stroke="{hue}"', "other line": f' stroke="{soft}"'}
    edges = {css: soft if css in {"other", "rest"} else hue for css in fills}
    hollow = {f"{css} hollow": f' fill="{paper}" stroke="{edge}" stroke-width="2"' for css, edge in edges.items()}
    words = {"": "", "n": f' font-size="{BIG}"', "q": f' fill="{soft}"', "ax": f' stroke="{LIGHT.rule}"'}
    return words | solid | lines | hollow


def draw_in_page(chart: Chart, ident: str) -> str:
    """The SVG of a chart; `ident` begins the ids of its title and description, and must be unique in the page."""
    picture = layout.lay_out(chart)
    name = escape(ident)
    return (
        f'<svg xmlns="{NAMESPACE}" width="100%" height="{picture.height}" role="img"'
        f' aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(chart.title)}</title>'
        f'<desc id="{name}-d">{escape(chart.sentence)}</desc>{draw_marks(picture.marks, PAGE_PEN)}</svg>'
    )


def draw_in_document(chart: Chart, width: int, hue: str = LIGHT.blue, font: str = FONT) -> str:
    """The drawing alone, to the edges: for a document that sets title, unit and notes itself."""
    picture = layout.lay_out(chart)
    return (
        f'<svg xmlns="{NAMESPACE}" width="{width}" height="{picture.height}" viewBox="0 0 {width} {picture.height}"'
        f' font-family="{escape(font)}" font-size="{BODY}" fill="{LIGHT.ink}">'
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.sentence)}</desc>"
        f"{draw_marks(picture.marks, file_pen(max(width, NARROWEST), hue))}</svg>"
    )


def draw_file(chart: Chart, width: int = 720, hue: str = LIGHT.blue, source: str = "") -> str:
    """A complete SVG file; `hue` is the colour of the axis as #rrggbb, `source` a line set under the chart."""
    width = max(width, NARROWEST + 2 * MARGIN)
    picture = layout.lay_out(chart)
    inner = width - 2 * MARGIN
    title, unit = (chart.title, TITLE, LIGHT.ink, 700), (chart.unit, BODY, LIGHT.soft, 400)
    head, top = stack_texts([title, unit], MARGIN, inner)
    notes = [(line, BODY, LIGHT.soft, 400) for line in (*chart.notes, source) if line]
    foot, height = stack_texts(notes, top + GAP + picture.height + GAP, inner)
    drawing = draw_marks(picture.marks, file_pen(inner, hue))
    return (
        f'<svg xmlns="{NAMESPACE}" width="{width}" height="{decimals(height + MARGIN)}" role="img"'
        f' font-family="{escape(FONT)}" font-size="{BODY}" fill="{LIGHT.ink}">'
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.sentence)}</desc>"
        f'<rect width="100%" height="100%" fill="{LIGHT.paper}"/>{head}'
        f'<g transform="translate({MARGIN} {decimals(top + GAP)})">{drawing}</g>{foot}</svg>'
    )


def stack_texts(texts: list[tuple[str, int, str, int]], top: float, room: float) -> tuple[str, float]:
    """Texts (with size, colour, weight) under one another, wrapped; and where they end."""
    lines = []
    for text, size, colour, weight in texts:
        for line in wrap(text, room * BODY / size / (BOLD if weight > 400 else 1)):
            top += size * 1.35
            place = f'x="{MARGIN}" y="{decimals(top)}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
            lines.append(f"<text {place}>{escape(line)}</text>")
        top += 2
    return "".join(lines), top


def draw_marks(marks: Iterable[Mark], pen: Pen) -> str:
    return "".join(draw_mark(mark, pen) for mark in marks)


def draw_mark(mark: Mark, pen: Pen) -> str:
    match mark:
        case Text():
            return draw_text(mark, pen)
        case Rule() | Stroke():
            return draw_line(mark, pen)
        case Dot():
            return draw_dot(mark, pen)
        case Bar():
            return draw_bar(mark, pen)


def draw_text(mark: Text, pen: Pen) -> str:
    css = pen.paint("q" if mark.quiet else "n" if mark.size == BIG else "")
    bold = ' font-weight="700"' if mark.bold else ""
    anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
    dx = f' dx="{decimals(mark.dx)}"' if mark.dx else ""
    place = f'x="{pen.x(mark.x)}" y="{decimals(mark.middle)}"{dx}{anchor}'
    return f"<text{css} {place}{bold}{pen.centred}>{escape(mark.text)}</text>"


def draw_line(mark: Rule | Stroke, pen: Pen) -> str:
    place = f'x1="{pen.x(mark.x1)}" y1="{decimals(mark.y1)}" x2="{pen.x(mark.x2)}" y2="{decimals(mark.y2)}"'
    if isinstance(mark, Stroke):
        return f'<line{pen.paint("other line" if mark.quiet else "me line")} {place} stroke-width="2.5"/>'
    dashes = ' stroke-dasharray="3 3"' if mark.dashed else ""
    return f"<line{pen.paint('ax')} {place}{dashes}/>"


def draw_dot(mark: Dot, pen: Pen) -> str:
    place = f'cx="{pen.x(mark.x)}" cy="{decimals(mark.y)}" r="{decimals(mark.radius)}"'
    return f"<circle{pen.paint(class_of(mark.point))} {place}{trace(mark.point, pen)}/>"


def draw_bar(mark: Bar, pen: Pen) -> str:
    size = f'width="{pen.x(mark.width)}" height="{decimals(mark.height)}"'
    place = f'x="{pen.x(mark.x)}" y="{decimals(mark.y)}" {size}'
    return f"<rect{pen.paint(class_of(mark.point, mark.tint))} {place}{trace(mark.point, pen)}/>"


def class_of(point: Point, tint: int = 0) -> str:
    """`me` or `other`; `p1`… for parts, `rest` for a computed one; and `hollow` where the value is doubtful."""
    colour = "me" if point.strength == "strong" else "other"
    if tint:
        colour = f"p{tint}"
    if point.derived:
        colour = "rest"
    return f"{colour} hollow" if point.doubtful else colour


def trace(point: Point, pen: Pen) -> str:
    """Which observation a mark is, for tests and for whoever reads the page."""
    if not pen.traced:
        return ""
    return f' data-series="{escape(point.series)}" data-category="{escape(point.category)}"'
