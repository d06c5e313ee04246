"""What a page shows of a chart: its SVG, the figure that takes its place, its table with links, what can be taken."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from strategy_monitor.charts import plotly, svg
from strategy_monitor.charts.chart import Chart, charts_for
from strategy_monitor.charts.model import Origin
from strategy_monitor.pages import taking
from strategy_monitor.pages.taking import Take
from strategy_monitor.pages.viewing import Viewing
from strategy_monitor.report import figures
from strategy_monitor.report.document import Indicator

Cell = tuple[str, str]
"""What is written in it, and the address that says what that figure is; empty where it is none."""


@dataclass(frozen=True)
class ShownChart:
    chart: Chart
    ident: str
    svg: SafeString
    figure: SafeString
    """The Plotly figure, as JSON."""
    rows: list[list[Cell]]
    take: Take | None
    """None where it was not asked for, and where nothing was published that could be taken."""


def shown(viewing: Viewing, indicator: Indicator, take: bool) -> list[ShownChart]:
    """The charts of an indicator, in reading order; with what can be taken of them, where it is asked for."""
    places = {(one.series.key, one.slugs[1]): one.slugs for one in reversed(figures.figures(indicator))}
    drawn = []
    for chart in charts_for(indicator):
        ident = taking.ident(chart)
        picture = mark_safe(svg.draw_in_page(chart, ident))  # noqa: S308 - the writer escapes every text
        taken = (
            taking.take(viewing.publication, indicator, chart, newest=viewing.head == viewing.current)
            if take and viewing.kind != "desk"
            else None
        )
        cells = rows(viewing, chart, places)
        drawn.append(ShownChart(chart, ident, picture, embedded(plotly.build_figure(chart)), cells, taken))
    return drawn


def rows(viewing: Viewing, chart: Chart, places: dict[Origin, tuple[str, str]]) -> list[list[Cell]]:
    """The rows of the table of a chart, each cell with the address of the figure that it writes."""

    def at(origin: Origin | None) -> str:
        slugs = places.get(origin) if origin else None
        return viewing.address("figure", chart.code, *slugs) if slugs else ""

    return [
        [(cell, at(origin)) for cell, origin in zip(row, origins, strict=True)]
        for row, origins in zip(chart.table.rows, chart.table.origins, strict=True)
    ]


def embedded(data: Any) -> SafeString:
    """JSON that can stand inside a script element: no « < » can end it."""
    return mark_safe(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S308 - no « < » is left
