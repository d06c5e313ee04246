"""A sheet of a workbook, by the headings of its columns."""

from __future__ import annotations

from typing import Any

from strategy_monitor.exports.tables.columns import Column


def cells_under(sheet: Any, column: Column) -> list[Any]:
    """The cells of a column, below its heading."""
    place = [cell.value for cell in sheet[1]].index(column.heading)
    return [row[place] for row in sheet.iter_rows(min_row=2)]
