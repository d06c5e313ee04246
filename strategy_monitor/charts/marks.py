"""Marks → SVG elements, for the page and for a file: the same marks, put down with another pen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape as escape_html

from strategy_monitor.charts.model import Point
from strategy_monitor.charts.picture import BIG, Bar, Dot, Mark, Rule, Stroke, Text

NAMESPACE = "http://www.w3.org/2000/svg"
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold, however they are written."""


@dataclass(frozen=True)
class Pen:
    """How a writer puts marks down: what x is, how a class becomes colours, how a line is centred on its y."""

    x: Callable[[float], str]
    paint: Callable[[str], str]
    centred: str
    traced: bool
    """True where marks say which observation they are."""


def escape(text: str) -> str:
    return escape_html(NOT_XML.sub("", text))


def number(value: float) -> str:
    """At most three decimals, none for whole numbers."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def body(marks: Iterable[Mark], pen: Pen) -> str:
    return "".join(element(mark, pen) for mark in marks)


def element(mark: Mark, pen: Pen) -> str:
    match mark:
        case Text():
            return text(mark, pen)
        case Rule() | Stroke():
            return line(mark, pen)
        case Dot():
            return dot(mark, pen)
        case Bar():
            return bar(mark, pen)


def text(mark: Text, pen: Pen) -> str:
    css = pen.paint("q" if mark.quiet else "n" if mark.size == BIG else "")
    bold = ' font-weight="700"' if mark.bold else ""
    anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
    dx = f' dx="{number(mark.dx)}"' if mark.dx else ""
    place = f'x="{pen.x(mark.x)}" y="{number(mark.middle)}"{dx}{anchor}'
    return f"<text{css} {place}{bold}{pen.centred}>{escape(mark.text)}</text>"


def line(mark: Rule | Stroke, pen: Pen) -> str:
    place = f'x1="{pen.x(mark.x1)}" y1="{number(mark.y1)}" x2="{pen.x(mark.x2)}" y2="{number(mark.y2)}"'
    if isinstance(mark, Stroke):
        return f'<line{pen.paint("other line" if mark.quiet else "me line")} {place} stroke-width="2.5"/>'
    dashes = ' stroke-dasharray="3 3"' if mark.dashed else ""
    return f"<line{pen.paint('ax')} {place}{dashes}/>"


def dot(mark: Dot, pen: Pen) -> str:
    place = f'cx="{pen.x(mark.x)}" cy="{number(mark.y)}" r="{number(mark.radius)}"'
    return f"<circle{pen.paint(css(mark.point))} {place}{trace(mark.point, pen)}/>"


def bar(mark: Bar, pen: Pen) -> str:
    size = f'width="{pen.x(mark.width)}" height="{number(mark.height)}"'
    place = f'x="{pen.x(mark.x)}" y="{number(mark.y)}" {size}'
    return f"<rect{pen.paint(css(mark.point, mark.tint))} {place}{trace(mark.point, pen)}/>"


def css(point: Point, tint: int = 0) -> str:
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
