"""A scope as a workbook: what to know first, one sheet for each table, the dictionary. Same release, same bytes.

A text is a text: nothing in a cell is a formula, now or once someone has edited it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.exports import readme
from strategy_monitor.exports.guard import RISKY
from strategy_monitor.exports.tables.columns import SEPARATOR, Column, Table, Value
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.exports.tables.measures import MEASURES, REFERENCES
from strategy_monitor.exports.tables.scope import Scope

NOT_IN_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
MOST = 32_767
"""Characters of a cell; the CSV and JSON files have the rest."""
CUT = "… (la suite est dans les fichiers CSV et JSON)"
LONGEST_LINK = 2_000
FIRST_DAY = dt.date(1900, 3, 1)
"""Before it, spreadsheets do not agree on what day a number is."""
A4 = 9
NEVER = dt.datetime(2000, 1, 1)
"""When a working copy was made: no clock, so that the same copy gives the same bytes."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
WIDTHS = {"text": 24, "integer": 11, "number": 12, "date": 13, "boolean": 11, "list": 20, "address": 40}


def as_xlsx(scope: Scope) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - a page must not wait for what only a file needs

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    head = scope.publication.head
    made = head.published_at.astimezone(dt.UTC).replace(tzinfo=None) if head else NEVER
    book.set_properties({"title": scope.title, "author": scope.report.strategy.authority, "created": made})
    book.set_custom_property("Langue", "fr-BE")
    formats = Formats(book)
    present(book.add_worksheet("Lisez-moi"), scope, formats)
    for table in (*TABLES, DICTIONARY):
        if scope.indicator and table in (MEASURES, REFERENCES):
            continue  # an indicator has none
        fill(book.add_worksheet(table.title), table, scope, formats)
    book.close()
    return out.getvalue()


class Formats:
    """How cells look; each is declared once in the workbook."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True} | top)
        self.prose = book.add_format({"text_wrap": True} | top)
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1} | top)
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"} | top)
        self.number = book.add_format({"num_format": "#,##0.####"} | top)
        self.whole = book.add_format({"num_format": "#,##0"} | top)
        self.plain = book.add_format({"num_format": "0", "align": "left"} | top)
        self.text = book.add_format({"num_format": "@"} | top)
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True} | top)
        self.wide = book.add_format({"text_wrap": True} | top)
        self.wide_quoted = book.add_format({"text_wrap": True, "quote_prefix": True} | top)
        self.link = book.add_format({"font_color": LIGHT.link, "underline": 1} | top)

    def of_number(self, value: Decimal) -> Any:
        return self.whole if value == value.to_integral_value() else self.number

    def of_text(self, column: Column, risky: bool) -> Any:
        if column.wide:
            return self.wide_quoted if risky else self.wide
        return self.quoted if risky else self.text


def present(sheet: Any, scope: Scope, formats: Formats) -> None:
    """The read-me."""
    sheet.set_column(0, 0, 110)
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    lines = []
    for section in readme.sections(scope):
        lines += [(section.title, formats.title), *((line, formats.prose) for line in section.lines), ("", None)]
    for row, (text, format) in enumerate(lines):
        if text:
            sheet.write_string(row, 0, cell_text(text), format)


def fill(sheet: Any, table: Table, scope: Scope, formats: Formats) -> None:
    rows = list(table.rows(scope))
    for number, row in enumerate(rows, 1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            put(sheet, (number, place), column, value, formats)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 60 if column.wide else max(WIDTHS[column.kind], len(column.heading) // 2 + 4))
    headings = [{"header": column.heading, "header_format": formats.head} for column in table.columns]
    area = (0, 0, max(len(rows), 1), len(table.columns) - 1)
    sheet.add_table(*area, {"name": table.name, "columns": headings, "style": "Table Style Light 1"})
    sheet.freeze_panes(1, 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.repeat_rows(0)


def put(sheet: Any, where: tuple[int, int], column: Column, value: Value, formats: Formats) -> None:
    if isinstance(value, bool):
        sheet.write_string(*where, "oui" if value else "non", formats.text)
    elif isinstance(value, Decimal):
        sheet.write_number(*where, float(value), formats.of_number(value))
    elif isinstance(value, int):
        sheet.write_number(*where, value, formats.plain)
    elif isinstance(value, dt.date) and value >= FIRST_DAY:
        sheet.write_datetime(*where, dt.datetime.combine(value, dt.time()), formats.day)
    elif value is not None:
        put_text(sheet, where, column, text_of(column, value), formats)


def put_text(sheet: Any, where: tuple[int, int], column: Column, text: str, formats: Formats) -> None:
    if column.kind == "address" and text.startswith(("https://", "http://")) and len(text) < LONGEST_LINK:
        sheet.write_url(*where, text, formats.link, text)
    else:
        sheet.write_string(*where, text, formats.of_text(column, bool(RISKY.search(text))))


def text_of(column: Column, value: str | tuple[str, ...] | dt.date) -> str:
    """In French words where it is a code."""
    if isinstance(value, tuple):
        return cell_text(SEPARATOR.join(value))
    return cell_text(column.codes.get(value, value) if isinstance(value, str) else str(value))


def cell_text(text: str) -> str:
    """What a cell can hold: XML's characters, and not too many of them."""
    text = NOT_IN_XML.sub("\ufffd", text)
    return text if len(text) <= MOST else text[: MOST - len(CUT)] + CUT
