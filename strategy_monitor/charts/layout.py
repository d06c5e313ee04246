"""Chart → Picture: each form has its own way of standing on the page.

Numbers are laid out here: values that are not set against each other, each under its period, with nothing between them.
"""

from __future__ import annotations

from collections.abc import Callable

from strategy_monitor.charts.across import lay_out_bars, lay_out_dots, lay_out_stack
from strategy_monitor.charts.model import Chart, Form, Point
from strategy_monitor.charts.over_time import lay_out_over_time
from strategy_monitor.charts.picture import (
    BIG,
    GAP,
    NARROWEST,
    PITCH,
    Mark,
    Picture,
    PlacedText,
    Spot,
    TextLine,
    as_percent,
    height_of,
    lines_at,
    text_width,
    wrap,
)

TALL = 32
"""Pixels that a large number takes."""


def lay_out(chart: Chart) -> Picture:
    return LAYOUTS[chart.form](chart)


def lay_out_numbers(chart: Chart) -> Picture:
    marks: list[Mark] = []
    y = 0.0
    for key in chart.series:
        row = rows_of_series(chart, key, y)
        marks += row
        y = height_of(row) + GAP
    return Picture(height_of(marks), tuple(marks))


def rows_of_series(chart: Chart, key: str, top: float) -> list[Mark]:
    """The name of the series, where there are several, and its values, one column for each moment."""
    points, count = chart.points_of(key), len(chart.moments)
    room = NARROWEST / count - GAP
    marks: list[Mark] = [*name_of_series(points[0].label, top)]
    columns = [[point for point in points if point.moment == rank] for rank in range(count)]
    y = top + PITCH * len(marks)
    for row in range(max(len(column) for column in columns)):
        cells = [(100 / count * rank, column[row]) for rank, column in enumerate(columns) if row < len(column)]
        depth = max(len(wrap(point.category, room)) for _, point in cells)
        for x, point in cells:
            marks += cell_of_number(point, x, y, depth=depth, room=room, large=is_large(chart, room))
        y = height_of(marks) + GAP / 2
    return marks


def name_of_series(label: str, top: float) -> list[PlacedText]:
    return lines_at(0, top + PITCH / 2, [TextLine(line) for line in wrap(label, NARROWEST)]) if label else []


def is_large(chart: Chart, room: float) -> bool:
    """All or none: a number that is set larger than another would seem to be larger."""
    return all(text_width(point.written, BIG) <= room for point in chart.points)


def cell_of_number(point: Point, x: float, top: float, *, depth: int, room: float, large: bool) -> list[Mark]:
    """The period, on `depth` lines at most, and the value under it: large, or on as many lines as it needs."""
    when = wrap(point.category, room)
    first = top + PITCH * (depth - len(when)) + PITCH / 2
    y = top + PITCH * depth
    words = lines_at(x, first, [TextLine(line) for line in when], quiet=True)
    if large:
        value = [PlacedText(x, y + TALL / 2, point.written, bold=True, size=BIG)]
    else:
        value = lines_at(x, y + PITCH / 2, [TextLine(line, bold=True) for line in wrap(point.written, room)])
    return [*words, *value, Spot(x + as_percent(TALL / 2), value[0].y, point)]


LAYOUTS: dict[Form, Callable[[Chart], Picture]] = {
    "slope": lay_out_over_time,
    "line": lay_out_over_time,
    "dots": lay_out_dots,
    "stack": lay_out_stack,
    "bars": lay_out_bars,
    "numbers": lay_out_numbers,
}
