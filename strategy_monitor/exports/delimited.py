"""A table as CSV: one flavour for programs, one for a French spreadsheet. Both give every value back (see `guard`)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from types import NoneType
from typing import Any, Final

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
    return csv_bytes([column.name for column in table.columns], plain_rows(table, scope), DELIMITER)


def plain_rows(table: Table, scope: Scope) -> Iterator[list[str]]:
    """The cells of each row, in one list that changes: what a subject shares with the one before is written already. An
    empty text has an empty cell, as what is not said."""
    cells = [""] * len(table.columns)
    of_subject = [(rank, table.columns[rank].read) for rank in table.places.get("", ())]
    of_parts = [
        (part, [(rank, table.columns[rank].read) for rank in ranks]) for part, ranks in table.places.items() if part
    ]
    before: dict[str, object] = {}
    for subject in table.subjects(scope):
        for part, reads in of_parts:
            thing = getattr(subject, part)
            if part not in before or thing is not before[part]:
                before[part] = thing
                write_places(cells, reads, subject)
        write_places(cells, of_subject, subject)
        yield cells


def write_places(cells: list[str], reads: list[tuple[int, Callable[[Any], Value]]], subject: object) -> None:
    for rank, read in reads:
        value = read(subject)
        cells[rank] = "" if value is None else PLAIN[type(value)](value)


def plain_cell(value: Value) -> str:
    return PLAIN[type(value)](value)


def guard_list(value: tuple[str, ...]) -> str:
    return guard_cell(SEPARATOR.join(value))


class Writers(dict[type, Callable[[Any], str]]):
    """Type of a value → how it is written; one that is of a known type and has its own, as that one."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        self[kind] = found = next(self[one] for one in kind.__mro__[1:] if one in self)
        return found


PLAIN: Final = Writers(
    {
        NoneType: lambda _value: "",
        bool: lambda value: "true" if value else "false",
        Decimal: lambda value: format(value, "f"),
        tuple: guard_list,
        str: guard_cell,
        object: str,
    }
)


def as_tableur(table: Table, scope: Scope) -> bytes:
    """What a French spreadsheet opens with a double click: UTF-8 with its mark, « ; », commas, days, French words."""
    headings = [guard_french_cell(column.heading) for column in table.columns]
    rows = ([french_cell(c, v) for c, v in zip(table.columns, row, strict=True)] for row in table.rows(scope))
    return csv_bytes(headings, rows, FRENCH_DELIMITER, "utf-8-sig")


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


def csv_bytes(headings: list[str], rows: Iterable[list[str]], delimiter: str, encoding: str = "utf-8") -> bytes:
    """One row after the other: what is in memory is the file, and no second form of it."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, encoding=encoding, newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    text.flush()
    return out.getvalue()
