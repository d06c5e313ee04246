"""The figures of a chart as a table: what a reader opens under it, and what the CSV of a chart holds."""

from __future__ import annotations

from collections.abc import Sequence

from strategy_monitor.charts.comparisons import HUNDRED, Whole
from strategy_monitor.charts.model import ChartTable, Moment, Origin, Point
from strategy_monitor.language import french
from strategy_monitor.report.figures import period_slug

ABSENT = "–"
"""Not observed: never zero."""


def table_of_trend(points: Sequence[Point], moments: Sequence[Moment], measure: str) -> ChartTable:
    """One row for each series, one column for each moment.

    Where points call one moment by several names, each cell says its own; a series with two values there has a row
    more for the second.
    """
    rows, origins = [], []
    for key in dict.fromkeys(point.series for point in points):
        line = [point for point in points if point.series == key]
        label = line[0].label or french.typeset(measure)
        columns = [[point for point in line if point.moment == rank] for rank in range(len(moments))]
        for depth in range(max(len(column) for column in columns)):
            found = [column[depth] if depth < len(column) else None for column in columns]
            rows.append((label, *(cell_at_moment(p, moment, depth) for p, moment in zip(found, moments, strict=True))))
            origins.append((None, *(origin_of(point) for point in found)))
    header = ("Série", *(moment.label for moment in moments))
    return ChartTable(header=header, rows=tuple(rows), origins=tuple(origins))


def cell_at_moment(point: Point | None, moment: Moment, depth: int) -> str:
    """The cell of a point, with the name that it gives to a moment that has several; empty where a row above has it."""
    if point is None:
        return "" if depth else ABSENT
    return f"{cell_of_point(point)}, {point.category}" if len(moment.labels) > 1 else cell_of_point(point)


def table_of_levels(points: Sequence[Point], heading: str, measure: str) -> ChartTable:
    rows = tuple((p.label, cell_of_point(p)) for p in points)
    return ChartTable(
        header=(heading, french.typeset(measure)), rows=rows, origins=tuple((None, origin_of(p)) for p in points)
    )


def table_of_parts(points: Sequence[Point], measure: str, whole: Whole) -> ChartTable:
    """Parts of a counted total also have their share, which is computed; the whole closes the table."""
    if whole.total is None:
        rows = [*((p.label, cell_of_point(p)) for p in points), ("Somme", french.write_quantity(whole.sum, "%"))]
        written = (*((None, origin_of(p)) for p in points), (None, None))
        return ChartTable(header=("Partie", french.typeset(measure)), rows=tuple(rows), origins=written)
    total = whole.total.value
    parts = [(p.label, cell_of_point(p), p.share) for p in points]
    unit, singular = whole.total.series.unit, whole.total.series.unit_singular
    closing = ("Total", french.write_quantity(total, unit, singular), french.write_quantity(HUNDRED, "%"))
    counted = whole.total.series.key, period_slug(whole.total.series, whole.total.observation)
    return ChartTable(
        header=("Partie", french.typeset(measure), "Part (notre calcul)"),
        rows=(*parts, closing),
        origins=(*((None, origin_of(p), None) for p in points), (None, counted, None)),
    )


def origin_of(point: Point | None) -> Origin | None:
    """The observation that a point draws."""
    return (point.series, point.period) if point and point.period else None


def cell_of_point(point: Point | None) -> str:
    if point is None:
        return ABSENT
    return f"{point.full} ({point.doubts})" if point.doubts else point.full
