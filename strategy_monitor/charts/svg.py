"""Chart → SVG: in the page before any script, and on paper; a file to take away; a drawing to set in a document.

In a page it takes the width it is given: x in percent, y in sizes of its text, no viewBox, so that text keeps the size
that the reader wants and the drawing grows with it. Colours come from classes (`charts.css`), never from a style
attribute: the pages forbid them. In a file, positions are absolute and colours written on each mark, in the light
theme: what opens it needs neither style sheet nor script nor the fonts of the site, nor a pattern, which some do not
know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape as escape_html

from strategy_monitor.charts import layout
from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.names import FORMS
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.charts.picture import (
    BIG,
    BODY,
    GAP,
    HATCHING,
    NARROWEST,
    Bar,
    Dot,
    Mark,
    PlacedText,
    Rule,
    Spot,
    Stroke,
    Tint,
    hatch,
    wrap,
)

NAMESPACE = "http://www.w3.org/2000/svg"
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold, however they are written."""
FONT = "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
MARGIN = 16
BOLD = 1.2
"""How much wider bold text is counted."""
UNSPACED = 0.9
"""How much less text is counted where nobody can space its letters."""
TITLE = 17
"""Size of its text, in pixels."""


@dataclass(frozen=True)
class Pen:
    """How marks are put down: what x and y are, how a class becomes colours, how a line is centred on its y."""

    x: Callable[[float], str]
    y: Callable[[float, int], str]
    """Of pixels, beside text of a size."""
    paint: Callable[[str], str]
    centred: str
    hatched: Callable[[Bar, str, str], str]
    """A bar of a doubtful value, by its class and its place."""
    traced: bool
    """True where marks say which observation they are."""


def escape(text: str) -> str:
    return escape_html(NOT_XML.sub("", text))


def decimals(value: float) -> str:
    """At most three decimals, none for whole numbers."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def in_text_sizes(pixels: float, size: int = BODY) -> str:
    """A length that grows with the text beside it."""
    return f"{f'{pixels / size:.4f}'.rstrip('0').rstrip('.')}em" if pixels else "0"


def page_pen(name: str) -> Pen:
    return Pen(
        x=lambda percent: f"{decimals(percent)}%",
        y=in_text_sizes,
        paint=lambda css: f' class="{css}"' if css else "",
        centred=' dominant-baseline="central"',
        hatched=lambda _, css, place: f'<rect class="{css} hatched" fill="url(#{name}-{css})" {place}/>',
        traced=True,
    )


def file_pen(width: float, hue: str) -> Pen:
    colours = paint_of_classes(hue)

    def hatched(mark: Bar, css: str, place: str) -> str:
        lines = hatch(mark.x * width / 100, mark.y, mark.width * width / 100, mark.height, HATCHING)
        painted = colours[f"{css} hatched"]
        return f'<rect{painted} {place}/><path{painted} d="{lines}"/>'

    return Pen(
        x=lambda percent: decimals(percent * width / 100),
        y=lambda pixels, _: decimals(pixels),
        paint=lambda css: colours[css],
        centred=' dy=".35em"',
        hatched=hatched,
        traced=False,
    )


def paint_of_classes(hue: str) -> dict[str, str]:
    """The attributes that stand for each class of `charts.css`."""
    soft, paper = LIGHT.soft, LIGHT.paper
    fills = {"me": hue, "other": soft} | LIGHT.tints(hue)
    solid = {css: f' fill="{fill}" stroke="{paper}" stroke-width="1.5"' for css, fill in fills.items()}
    lines = {"me line": f' stroke="{hue}"', "other line": f' stroke="{soft}"'}
    hollow = {f"{css} hollow": f' fill="{paper}" stroke="{fill}" stroke-width="2"' for css, fill in fills.items()}
    hatched = {f"{css} hatched": f' fill="none" stroke="{fill}" stroke-width="2"' for css, fill in fills.items()}
    words = {"": "", "n": f' font-size="{BIG}"', "q": f' fill="{soft}"', "ax": f' stroke="{LIGHT.rule}"'}
    return words | solid | lines | hollow | hatched


def draw_in_page(chart: Chart, ident: str) -> str:
    """The SVG of a chart; `ident` begins the ids of its patterns, and must be unique in the page.

    Its name says what kind of chart it is. Its title and its sentence stand beside it, and are not said twice; nor does
    a title of its own cover it when a pointer rests there.
    """
    picture = layout.lay_out(chart)
    name = escape(ident)
    return (
        f'<svg xmlns="{NAMESPACE}" width="100%" height="{in_text_sizes(picture.height)}" role="img"'
        f' aria-label="{escape(FORMS[chart.form])}">{write_patterns(picture.of(Bar), name)}'
        f"{draw_marks(picture.marks, page_pen(name))}</svg>"
    )


def write_patterns(bars: Iterable[Mark], name: str) -> str:
    """The hatching of each colour that a doubtful value has here."""
    doubtful = (class_of(bar.point, bar.tint) for bar in bars if isinstance(bar, Bar) and bar.point.doubtful)
    quarter, half = HATCHING / 4, HATCHING / 2
    lines = (
        f"M{-quarter:g} {quarter:g}l{half:g} {-half:g}M0 {HATCHING}L{HATCHING} 0"
        f"M{HATCHING - quarter:g} {HATCHING + quarter:g}l{half:g} {-half:g}"
    )
    return "".join(
        f'<pattern id="{name}-{css}" width="{HATCHING}" height="{HATCHING}" patternUnits="userSpaceOnUse">'
        f'<path class="{css} hatching" d="{lines}"/></pattern>'
        for css in dict.fromkeys(doubtful)
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
        for line in wrap(text, room * BODY / size / UNSPACED / (BOLD if weight > 400 else 1)):
            top += size * 1.35
            place = f'x="{MARGIN}" y="{decimals(top)}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
            lines.append(f"<text {place}>{escape(line)}</text>")
        top += 2
    return "".join(lines), top


def draw_marks(marks: Iterable[Mark], pen: Pen) -> str:
    return "".join(draw_mark(mark, pen) for mark in marks)


def draw_mark(mark: Mark, pen: Pen) -> str:
    match mark:
        case PlacedText():
            return draw_text(mark, pen)
        case Rule() | Stroke():
            return draw_line(mark, pen)
        case Dot():
            return draw_dot(mark, pen)
        case Bar():
            return draw_bar(mark, pen)
        case Spot():
            return ""


def draw_text(mark: PlacedText, pen: Pen) -> str:
    css = pen.paint("q" if mark.quiet else "n" if mark.size == BIG else "")
    bold = ' font-weight="700"' if mark.bold else ""
    anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
    dx = f' dx="{pen.y(mark.dx, mark.size)}"' if mark.dx else ""
    place = f'x="{pen.x(mark.x)}" y="{pen.y(mark.middle, mark.size)}"{dx}{anchor}'
    return f"<text{css} {place}{bold}{pen.centred}>{escape(mark.text)}</text>"


def draw_line(mark: Rule | Stroke, pen: Pen) -> str:
    y1, y2 = pen.y(mark.y1, BODY), pen.y(mark.y2, BODY)
    place = f'x1="{pen.x(mark.x1)}" y1="{y1}" x2="{pen.x(mark.x2)}" y2="{y2}"'
    if isinstance(mark, Stroke):
        return f'<line{pen.paint("other line" if mark.quiet else "me line")} {place} stroke-width="2.5"/>'
    dashes = ' stroke-dasharray="3 3"' if mark.dashed else ""
    return f"<line{pen.paint('ax')} {place}{dashes}/>"


def draw_dot(mark: Dot, pen: Pen) -> str:
    place = f'cx="{pen.x(mark.x)}" cy="{pen.y(mark.y, BODY)}" r="{pen.y(mark.radius, BODY)}"'
    hollow = " hollow" if mark.point.doubtful else ""
    return f"<circle{pen.paint(class_of(mark.point) + hollow)} {place}{mark_of_observation(mark.point, pen)}/>"


def draw_bar(mark: Bar, pen: Pen) -> str:
    """Hatched where the value is doubtful: something is there, though not surely so much."""
    size = f'width="{pen.x(mark.width)}" height="{pen.y(mark.height, BODY)}"'
    place = f'x="{pen.x(mark.x)}" y="{pen.y(mark.y, BODY)}" {size}{mark_of_observation(mark.point, pen)}'
    css = class_of(mark.point, mark.tint)
    return pen.hatched(mark, css, place) if mark.point.doubtful else f"<rect{pen.paint(css)} {place}/>"


def class_of(point: Point, tint: Tint = "") -> str:
    """The colour of a mark: that of a part of a whole; else `me` or, of what a value is compared with, `other`."""
    return tint or ("me" if point.strength == "strong" else "other")


def mark_of_observation(point: Point, pen: Pen) -> str:
    """Which observation a mark is, for tests and for whoever reads the page."""
    if not pen.traced:
        return ""
    return f' data-series="{escape(point.series)}" data-category="{escape(point.category)}"'
