"""Chart → Plotly figure: the same picture as the SVG, to read each value alone, and to download.

Nothing can be zoomed or dragged away, and no label is drawn over the words: the script of the page writes what a point
says beside the drawing. `ids` of a trace are the ranks of its points in the chart. Lengths are those of text of `BODY`
pixels: the script gives them the size that the reader has.

The figure fills exactly the box of the SVG: no margin, same height, and axes whose domains are the percentages and
pixels of the picture. Values are the true ones. Colours and fonts are names of CSS properties, `var(--axis)`: the
script of the page resolves them in both themes. plotly.py is not needed to write a figure, only to `validate` it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Any

from strategy_monitor.charts import layout
from strategy_monitor.charts.model import Chart, Point
from strategy_monitor.charts.picture import (
    BODY,
    HATCHING,
    Bar,
    Dot,
    Picture,
    PlacedText,
    Rule,
    Spot,
    Stroke,
    Tint,
    ValueAxis,
)
from strategy_monitor.charts.svg import class_of
from strategy_monitor.language import french
from strategy_monitor.report.refusal import PublicationRefused

Json = dict[str, Any]
Ranks = dict[int, str]
"""For each point of a chart, by its identity, its rank among them."""

FONT = "var(--ui)"
HATCHED = 0.35
"""How much of a hatching is line: of 2 pixels, as in the SVG."""
COLOURS = {
    "me": "var(--axis)", "other": "var(--soft)",
    "deep": "var(--part-deep)", "light": "var(--part-light)", "rest": "var(--part-rest)",
}  # fmt: skip
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
    ranks = {id(point): str(rank) for rank, point in enumerate(chart.points)}
    return {
        "data": [
            *line_traces(picture, spots),
            *marker_traces(picture, ranks),
            *bar_traces(picture, ranks),
            *spot_traces(picture, ranks),
        ],
        "layout": base_layout(picture)
        | {
            "annotations": [annotation(text, spots) for text in picture.marks if isinstance(text, PlacedText)],
            "shapes": [shape(rule, spots) for rule in picture.marks if isinstance(rule, Rule)],
        },
    }


PLACED = {
    *("x", "y", "x0", "x1", "y0", "y1", "xshift", "yshift", "base", "range"),
    *("text", "name", "ids", "customdata"),
}  # fmt: skip
"""Where a mark stands and what it says: of these, any number and any text will do."""
BOUNDED = {"domain": (0, 1), "height": (10, 100_000)}
"""Of these, any number from one to the other."""


def validate_figure(chart: Chart, seen: set[str] | None = None) -> None:
    """Raises UndrawableChart where plotly.py refuses the figure of a chart. For tests and for publishing.

    Most of a figure is marks that are alike but for their place: one of each kind is looked at, and none of a kind
    that was `seen` before; those of this chart are added to it. A figure of which nothing is new is not looked at.
    """
    seen = set() if seen is None else seen
    written = build_figure(chart)
    plain = {name: part for name, part in written["layout"].items() if name not in MARKS}
    new = {name: without_seen(written["layout"].get(name, []), seen) for name in MARKS}
    data, base = without_seen(written["data"], seen), without_seen([plain], seen)
    if not any((data, base, *new.values())):
        return
    import plotly.graph_objects as go  # noqa: PLC0415 - half a second to import: never in a public request

    try:
        go.Figure({"data": data, "layout": plain | new})
    except ValueError as error:
        raise UndrawableChart(chart, str(error)) from error


MARKS = ("annotations", "shapes")
"""Lists of marks in a layout."""


def without_seen(marks: list[Json], seen: set[str]) -> list[Json]:
    """One mark of each kind that was not seen; adds their kinds."""
    kinds = {repr(kind_of_mark(mark)): mark for mark in marks}
    new = [mark for kind, mark in kinds.items() if kind not in seen]
    seen.update(kinds)
    return new


def kind_of_mark(part: Any, name: str = "", placed: bool = False) -> Any:
    """What a mark has in common with those that differ from it in what is `PLACED` or `BOUNDED` only, and in how many
    they hold. `name` is that of the part."""
    if isinstance(part, dict):
        return {key: kind_of_mark(value, key, placed or key in PLACED) for key, value in part.items()}
    if isinstance(part, list):
        return sorted({repr(kind_of_mark(one, name, placed)) for one in (one_of_each(part) if placed else part)})
    if placed:
        return "number" if isinstance(part, int | float) else type(part).__name__
    if name in BOUNDED and isinstance(part, int | float) and BOUNDED[name][0] <= part <= BOUNDED[name][1]:
        return "bounded"
    return part


def one_of_each(parts: list[Any]) -> Iterable[Any]:
    """One of each type: of numbers and texts that are placed, no more is asked. All, where others are among them."""
    found = {type(one): one for one in parts}
    return parts if found.keys() & {dict, list} else found.values()


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
    font = {"family": FONT, "size": BODY, "color": "var(--ink)"}
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
        "separators": f",{french.NARROW}",
        "showlegend": False,
        "barmode": "overlay",
        "dragmode": False,
        "modebar": {"bgcolor": "var(--paper)", "color": "var(--soft)", "activecolor": "var(--ink)"},
    }


def axis_layout(
    values: ValueAxis | None, plain_range: Sequence[float], plain_domain: Sequence[float], share: Any
) -> Json:
    """An axis of values, or of percentages or pixels where there is none. None can be moved."""
    fixed: Json = {"visible": False, "autorange": False, "fixedrange": True}
    if values is None:
        return fixed | {"range": list(plain_range), "domain": list(plain_domain)}
    ends = [float(values.minimum), float(values.maximum)]
    return fixed | {"range": ends, "domain": [share(values.start), share(values.end)]}


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


def marker_traces(picture: Picture, ranks: Ranks) -> list[Json]:
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
                **paint_dots([dot.point for dot in dots]),
            },
            **hover_fields([dot.point for dot in dots], ranks),
        }
    ]


def bar_traces(picture: Picture, ranks: Ranks) -> list[Json]:
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
            "marker": paint_bars(found),
            "textposition": "none",
            **hover_fields([bar.point for bar in found], ranks),
        }
    ]


def spot_traces(picture: Picture, ranks: Ranks) -> list[Json]:
    """What a pointer finds where a number stands without a mark."""
    found = [mark for mark in picture.marks if isinstance(mark, Spot)]
    if not found:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [spot.x for spot in found],
            "y": [spot.y for spot in found],
            "cliponaxis": False,
            "marker": {"size": [2 * HATCHING for _ in found], "opacity": 0},
            **hover_fields([spot.point for spot in found], ranks),
        }
    ]


def hover_fields(points: Sequence[Point], ranks: Ranks) -> Json:
    """Which point of the chart each mark is, and which observation. No label is drawn: the page says it."""
    return {
        "hoverinfo": "none",
        "ids": [ranks[id(point)] for point in points],
        "customdata": [[point.series, point.category] for point in points],
    }


def paint_dots(points: Sequence[Point]) -> Json:
    """The colours of `charts.css`: hollow where the value is doubtful."""
    hollow = [point.doubtful for point in points]
    colours = [colour_of(point) for point in points]
    return {
        "color": ["var(--paper)" if h else colour for h, colour in zip(hollow, colours, strict=True)],
        "line": {
            "color": [colour if h else "var(--paper)" for h, colour in zip(hollow, colours, strict=True)],
            "width": [2 if h else 1.5 for h in hollow],
        },
    }


def paint_bars(bars: Sequence[Bar]) -> Json:
    """The same: hatched where the value is doubtful."""
    doubtful = [bar.point.doubtful for bar in bars]
    colours = [colour_of(bar.point, bar.tint) for bar in bars]
    return {
        "color": colours,
        "line": {
            "color": [colour if d else "var(--paper)" for d, colour in zip(doubtful, colours, strict=True)],
            "width": [2 if d else 1.5 for d in doubtful],
        },
        "pattern": {
            "shape": ["/" if d else "" for d in doubtful],
            "fgcolor": colours,
            "bgcolor": "var(--paper)",
            "fgopacity": 1,
            "size": HATCHING,
            "solidity": HATCHED,
        },
    }


def colour_of(point: Point, tint: Tint = "") -> str:
    """The property of `charts.css` that has the colour of a mark."""
    return COLOURS[class_of(point, tint)]


def annotation(text: PlacedText, spots: Spots) -> Json:
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
        "displayModeBar": True,
        "modeBarButtons": [["toImage"]],
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "responsive": False,
        "doubleClick": False,
        "toImageButtonOptions": {"format": "png", "scale": 2},
        "locale": "fr",
        "locales": {"fr": {"dictionary": WORDS, "format": {"decimal": ",", "thousands": french.NARROW}}},
    }


WORDS = {
    "Download plot": "Télécharger l’image",
    "Download plot as a PNG": "Télécharger l’image (PNG)",
    "Image download succeeded": "Image téléchargée",
    "Sorry, there was a problem downloading your image!": "L’image n’a pas pu être téléchargée.",
    "Preparing image - this may take a few seconds": "Préparation de l’image…",
}
