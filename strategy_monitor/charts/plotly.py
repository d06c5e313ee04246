"""Chart → Plotly figure: the same picture as the SVG, to hover, zoom and download.

The figure fills exactly the box of the SVG: no margin, same height, and axes whose domains are the percentages and
pixels of the picture. Values are the true ones. Colours and fonts are names of CSS properties, `var(--axis)`: the
script of the page resolves them in both themes. plotly.py is not needed to write a figure, only to `validate` it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Any

from strategy_monitor.charts import layout
from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.picture import Bar, Dot, Picture, Rule, Stroke, Text, ValueAxis
from strategy_monitor.language import french
from strategy_monitor.report.refusal import PublicationRefused

Json = dict[str, Any]

FONT = "var(--ui)"
SIZE = 13
ANCHORS = {"start": "left", "middle": "center", "end": "right"}


class UndrawableChart(PublicationRefused):
    """plotly.py does not accept a figure: the message says which chart; why, in its English, is for the log."""

    def __init__(self, chart: Chart, detail: str) -> None:
        said = f"Le graphique « {chart.title} » de l’indicateur {chart.code} ne peut pas être dessiné."
        super().__init__(french.typeset(said))
        self.detail = detail


def build_figure(chart: Chart) -> Json:
    """`data` and `layout`, ready for JSON."""
    picture = layout.lay_out(chart)
    spots = Spots(picture)
    return {
        "data": [*line_traces(picture, spots), *marker_traces(picture), *bar_traces(picture)],
        "layout": base_layout(picture)
        | {
            "annotations": [annotation(text, spots) for text in picture.marks if isinstance(text, Text)],
            "shapes": [shape(rule, spots) for rule in picture.marks if isinstance(rule, Rule)],
        },
    }


def validate_figure(chart: Chart) -> None:
    """Raises UndrawableChart where plotly.py refuses the figure of a chart. For tests and for publishing."""
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second to import: never in a public request

    written = build_figure(chart)
    try:
        go.Figure(written)
    except ValueError as error:
        raise UndrawableChart(chart, str(error)) from error


class Spots:
    """Positions of the picture in the terms of Plotly: on the axis where it reaches, else on the paper."""

    def __init__(self, picture: Picture) -> None:
        self.height = picture.height
        self.x_axis, self.y_axis = picture.x, picture.y

    def x(self, percent: float) -> tuple[str, float]:
        if self.x_axis is None:
            return "x", percent
        on_axis = min(self.x_axis.start, self.x_axis.end) <= percent <= max(self.x_axis.start, self.x_axis.end)
        return ("x", value_at(self.x_axis, percent)) if on_axis else ("paper", percent / 100)

    def y(self, pixels: float) -> tuple[str, float]:
        if self.y_axis is None:
            return "y", pixels
        on_axis = min(self.y_axis.start, self.y_axis.end) <= pixels <= max(self.y_axis.start, self.y_axis.end)
        return ("y", value_at(self.y_axis, pixels)) if on_axis else ("paper", 1 - pixels / self.height)


def value_at(axis: ValueAxis, position: float) -> float:
    low, high = float(axis.minimum), float(axis.maximum)
    return low + (position - axis.start) / (axis.end - axis.start) * (high - low)


def base_layout(picture: Picture) -> Json:
    """All of the layout that is not the words and rules of the chart."""
    font = {"family": FONT, "size": SIZE, "color": "var(--ink)"}
    return {
        "height": picture.height,
        "autosize": False,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0, "autoexpand": False},
        "xaxis": axis_layout(picture.x, [0, 100], [0, 1], lambda percent: percent / 100),
        "yaxis": axis_layout(picture.y, [picture.height, 0], [0, 1], lambda pixels: 1 - pixels / picture.height),
        "font": font,
        "paper_bgcolor": "var(--paper)",
        "plot_bgcolor": "var(--paper)",
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "var(--paper)", "bordercolor": "var(--soft)", "font": font, "align": "left"},
        "separators": f",{french.NARROW}",
        "showlegend": False,
        "barmode": "overlay",
        "dragmode": "zoom",
        "modebar": {"bgcolor": "var(--paper)", "color": "var(--soft)", "activecolor": "var(--ink)"},
    }


def axis_layout(
    values: ValueAxis | None, plain_range: Sequence[float], plain_domain: Sequence[float], share: Any
) -> Json:
    """An axis of values can be zoomed; the other holds percentages or pixels, and cannot."""
    fixed: Json = {"visible": False, "autorange": False}
    if values is None:
        return fixed | {"range": list(plain_range), "domain": list(plain_domain), "fixedrange": True}
    ends = [float(values.minimum), float(values.maximum)]
    return fixed | {"range": ends, "domain": [share(values.start), share(values.end)], "fixedrange": False}


def line_traces(picture: Picture, spots: Spots) -> list[Json]:
    """One trace for each series that has strokes; a gap where two strokes do not meet."""
    strokes = [mark for mark in picture.marks if isinstance(mark, Stroke)]
    traces = []
    for series, group in groupby(strokes, key=lambda stroke: stroke.series):
        members = list(group)
        xs: list[float | None] = []
        ys: list[float | None] = []
        for stroke in members:
            if xs and (xs[-1], ys[-1]) != (spots.x(stroke.x1)[1], spots.y(stroke.y1)[1]):
                xs.append(None)
                ys.append(None)
            if not xs or xs[-1] is None:
                xs.append(spots.x(stroke.x1)[1])
                ys.append(spots.y(stroke.y1)[1])
            xs.append(spots.x(stroke.x2)[1])
            ys.append(spots.y(stroke.y2)[1])
        colour = "var(--soft)" if members[0].quiet else "var(--axis)"
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": series,
                "x": xs,
                "y": ys,
                "hoverinfo": "skip",
                "line": {"color": colour, "width": 2.5, "simplify": False},
                "cliponaxis": True,
            }
        )
    return traces


def marker_traces(picture: Picture) -> list[Json]:
    dots = [mark for mark in picture.marks if isinstance(mark, Dot)]
    if not dots:
        return []
    along_x = picture.x is not None
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [float(dot.point.value) if along_x else dot.x for dot in dots],
            "y": [dot.y if along_x else float(dot.point.value) for dot in dots],
            "cliponaxis": False,
            "marker": {
                "size": [2 * dot.radius for dot in dots],
                "opacity": 1,
                **paint([(dot.point, 0) for dot in dots]),
            },
            **hover_fields([dot.point for dot in dots]),
        }
    ]


def bar_traces(picture: Picture) -> list[Json]:
    """Bars from their start: zero for groups, the sum of the parts before for a whole."""
    found = [mark for mark in picture.marks if isinstance(mark, Bar)]
    if not found or picture.x is None:
        return []
    return [
        {
            "type": "bar",
            "orientation": "h",
            "x": [float(bar.point.value) for bar in found],
            "base": [value_at(picture.x, bar.x) for bar in found],
            "y": [bar.y + bar.height / 2 for bar in found],
            "width": [bar.height for bar in found],
            "marker": paint([(bar.point, bar.tint) for bar in found]),
            "textposition": "none",
            **hover_fields([bar.point for bar in found]),
        }
    ]


def hover_fields(points: Sequence[Point]) -> Json:
    """What hovering says, and which observation each mark is."""
    return {
        "hovertext": [hover_text(point) for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [[point.series, point.category] for point in points],
    }


def hover_text(point: Point) -> str:
    lines = (point.full, point.name, point.category, point.doubts)
    return "<br>".join(escape(line, quote=False) for line in lines if line)


def paint(marks: Sequence[tuple[Point, int]]) -> Json:
    """The colours of `charts.css`: hollow where the value is doubtful."""
    hollow = [point.doubtful for point, _ in marks]
    fills = ["var(--paper)" if point.doubtful else fill_colour(point, tint) for point, tint in marks]
    edges = [edge_colour(point) if point.doubtful else "var(--paper)" for point, _ in marks]
    return {"color": fills, "line": {"color": edges, "width": [2 if h else 1.5 for h in hollow]}}


def edge_colour(point: Point) -> str:
    return "var(--soft)" if point.derived or point.strength == "quiet" else "var(--axis)"


def fill_colour(point: Point, tint: int) -> str:
    if point.derived:
        return "var(--part-rest)"
    if tint:
        return f"var(--part-{tint})"
    return "var(--axis)" if point.strength == "strong" else "var(--soft)"


def annotation(text: Text, spots: Spots) -> Json:
    (xref, x), (yref, y) = spots.x(text.x), spots.y(text.y)
    return {
        "text": escape(text.text, quote=False), "x": x, "y": y, "xref": xref, "yref": yref,
        "xshift": text.dx, "yshift": -text.dy,
        "xanchor": ANCHORS[text.anchor], "yanchor": "middle", "align": "left",
        "showarrow": False, "borderpad": 0, "borderwidth": 0,
        "font": {
            "color": "var(--soft)" if text.quiet else "var(--ink)", "weight": 700 if text.bold else 400,
            "size": text.size,
        },
    }  # fmt: skip


def shape(rule: Rule, spots: Spots) -> Json:
    """A rule moves with an axis of values, unless it frames it: at its end, it would be cut."""
    inside_x = spots.x_axis is None or all(strictly_inside(spots.x_axis, x) for x in (rule.x1, rule.x2))
    inside_y = spots.y_axis is None or all(strictly_inside(spots.y_axis, y) for y in (rule.y1, rule.y2))
    x0, x1 = (spots.x(x)[1] if inside_x else x / 100 for x in (rule.x1, rule.x2))
    y0, y1 = (spots.y(y)[1] if inside_y else 1 - y / spots.height for y in (rule.y1, rule.y2))
    return {
        "type": "line", "layer": "below",
        "xref": "x" if inside_x else "paper", "yref": "y" if inside_y else "paper",
        "x0": x0, "x1": x1, "y0": y0, "y1": y1,
        "line": {"color": "var(--rule)", "width": 1, "dash": "3px,3px" if rule.dashed else "solid"},
    }  # fmt: skip


def strictly_inside(axis: ValueAxis, position: float) -> bool:
    return min(axis.start, axis.end) < position < max(axis.start, axis.end)


def build_config() -> Json:
    """How Plotly behaves in a page: one button, to download; nothing is sent anywhere; French words."""
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "responsive": False,
        "doubleClick": "reset",
        "toImageButtonOptions": {"format": "png", "scale": 2},
        "locale": "fr",
        "locales": {"fr": {"dictionary": WORDS, "format": {"decimal": ",", "thousands": french.NARROW}}},
    }


WORDS = {
    "Download plot": "Télécharger l’image",
    "Download plot as a PNG": "Télécharger l’image (PNG)",
    "Double-click to zoom back out": "Double-cliquer pour revenir à la vue entière",
    "Image download succeeded": "Image téléchargée",
    "Sorry, there was a problem downloading your image!": "L’image n’a pas pu être téléchargée.",
    "Preparing image - this may take a few seconds": "Préparation de l’image…",
}
