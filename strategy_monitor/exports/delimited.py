"""A table as CSV: one flavour for programs, one for a French spreadsheet. Both give every value back (see `guard`)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from decimal import Decimal

from strategy_monitor.exports.guard import guard_cell, guard_french_cell
from strategy_monitor.exports.tables.columns import SEPARATOR, Column, Table, Value
from strategy_monitor.exports.tables.scope import Scope

FRENCH_DAY = "%d/%m/%Y"
DELIMITER, FRENCH_DELIMITER = ",", ";"


def as_file(table: Table, scope: Scope) -> bytes:
    """The table in the flavour of who opens it."""
    return as_tableur(table, scope) if table.for_people else as_csv(table, scope)


def delimiter_of(table: Table) -> str:
    return FRENCH_DELIMITER if table.for_people else DELIMITER


def as_csv(table: Table, scope: Scope) -> bytes:
    """RFC 4180 in UTF-8: commas, machine names, decimal points, ISO dates, codes as they are in the document."""
    rows = ([plain_cell(value) for value in row] for row in table.rows(scope))
    return csv_text([column.name for column in table.columns], rows, DELIMITER).encode()


def plain_cell(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return guard_cell(SEPARATOR.join(value))
    return guard_cell(value) if isinstance(value, str) else "" if value is None else str(value)


def as_tableur(table: Table, scope: Scope) -> bytes:
    """What a French spreadsheet opens with a double click: UTF-8 with its mark, « ; », commas, days, French words."""
    headings = [guard_french_cell(column.heading) for column in table.columns]
    rows = ([french_cell(c, v) for c, v in zip(table.columns, row, strict=True)] for row in table.rows(scope))
    return csv_text(headings, rows, FRENCH_DELIMITER).encode("utf-8-sig")


def french_cell(column: Column, value: Value) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",")
    if isinstance(value, dt.date):
        return f"{value:{FRENCH_DAY}}"
    if isinstance(value, tuple):
        return guard_french_cell(SEPARATOR.join(value))
    if isinstance(value, str):
        return guard_french_cell(column.codes.get(value, value))
    return "" if value is None else str(value)


def csv_text(headings: list[str], rows: Iterable[list[str]], delimiter: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue()
