"""Chart → SVG: the chart before any script, and on paper; and, with `image`, a file of its own.

In a page it takes the width it is given: x in percent, y in pixels, no viewBox, so text keeps its size. Colours come
from classes (`charts.css`), never from a style attribute: the pages forbid them.
"""

from __future__ import annotations

from strategy_monitor.charts import layout
from strategy_monitor.charts.image import bare
from strategy_monitor.charts.image import draw as image
from strategy_monitor.charts.marks import NAMESPACE, Pen, body, escape, number
from strategy_monitor.charts.model import Chart

__all__ = ["bare", "draw", "image"]

PAGE = Pen(
    x=lambda percent: f"{number(percent)}%",
    paint=lambda css: f' class="{css}"' if css else "",
    centred=' dominant-baseline="central"',
    traced=True,
)


def draw(chart: Chart, ident: str) -> str:
    """The SVG of a chart; `ident` begins the ids of its title and description, and must be unique in the page."""
    picture = layout.picture(chart)
    name = escape(ident)
    return (
        f'<svg xmlns="{NAMESPACE}" width="100%" height="{picture.height}" role="img"'
        f' aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(chart.title)}</title>'
        f'<desc id="{name}-d">{escape(chart.sentence)}</desc>{body(picture.marks, PAGE)}</svg>'
    )
