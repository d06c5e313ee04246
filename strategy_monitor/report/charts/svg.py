"""Chart → SVG: the chart before any script, on paper, in documents, in images.

In a page it takes the width it is given: x in percent, y in pixels, no viewBox, so text keeps its size. Colours come
from classes (`charts.css`), never from a style attribute: the pages forbid them. `image` makes a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from strategy_monitor.report.charts import layout
from strategy_monitor.report.charts.model import Chart, Point
from strategy_monitor.report.charts.picture import Bar, Dot, Mark, Picture, Rule, Stroke, Text

NAMESPACE = "http://www.w3.org/2000/svg"


def draw(chart: Chart, ident: str) -> str:
    """The SVG of a chart; `ident` begins the ids of its title and description, and must be unique in the page."""
    picture = layout.picture(chart)
    name = escape(ident)
    head = (
        f'<svg xmlns="{NAMESPACE}" width="100%" height="{picture.height}" role="img"'
        f' aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(chart.title)}</title><desc id="{name}-d">{escape(chart.sentence)}</desc>'
    )
    return f"{head}{body(picture)}</svg>"


def body(picture: Picture) -> str:
    return "".join(element(mark) for mark in picture.marks)


def element(mark: Mark) -> str:
    writers: dict[type, Callable[..., str]] = {Text: text, Rule: rule, Stroke: stroke, Dot: dot, Bar: bar}
    return writers[type(mark)](mark)


def number(value: float) -> str:
    """At most three decimals, none for whole numbers."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def text(mark: Text) -> str:
    css = ' class="q"' if mark.quiet else ""
    bold = ' font-weight="700"' if mark.bold else ""
    anchor = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
    dx = f' dx="{number(mark.dx)}"' if mark.dx else ""
    return (
        f'<text{css} x="{number(mark.x)}%" y="{number(mark.y)}"{dx}{anchor}{bold}'
        f' dominant-baseline="central">{escape(mark.text)}</text>'
    )


def ends(mark: Rule | Stroke) -> str:
    return f'x1="{number(mark.x1)}%" y1="{number(mark.y1)}" x2="{number(mark.x2)}%" y2="{number(mark.y2)}"'


def rule(mark: Rule) -> str:
    dashes = ' stroke-dasharray="3 3"' if mark.dashed else ""
    return f'<line class="ax" {ends(mark)}{dashes}/>'


def stroke(mark: Stroke) -> str:
    return f'<line class="{"other" if mark.quiet else "me"}" {ends(mark)} stroke-width="2.5"/>'


def dot(mark: Dot) -> str:
    place = f'cx="{number(mark.x)}%" cy="{number(mark.y)}" r="{number(mark.radius)}"'
    return f'<circle class="{css(mark.point)}" {place}{data(mark.point)}/>'


def bar(mark: Bar) -> str:
    place = f'x="{number(mark.x)}%" y="{number(mark.y)}" width="{number(mark.width)}%" height="{number(mark.height)}"'
    return f'<rect class="{css(mark.point, mark.tint)}" {place}{data(mark.point)}/>'


def css(point: Point, tint: int = 0) -> str:
    """`me` or `other`; `p1`… for parts, `rest` for a computed one; and `hollow` where the value is doubtful."""
    colour = "me" if point.strength == "strong" else "other"
    if tint:
        colour = f"p{tint}"
    if point.derived:
        colour = "rest"
    return f"{colour} hollow" if point.doubtful else colour


def data(point: Point) -> str:
    return f' data-series="{escape(point.series)}" data-category="{escape(point.category)}"'
