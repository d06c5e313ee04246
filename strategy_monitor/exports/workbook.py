"""A scope as a workbook: what to know first, one sheet for each table, the dictionary. Same release, same bytes.

A text is a text: nothing in a cell is a formula, now or once someone has edited it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.exports import readme
from strategy_monitor.exports.guard import RISKY
from strategy_monitor.exports.tables.columns import SEPARATOR, Column, Table, Value
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.exports.tables.measures import MEASURES, REFERENCES
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language import french

if TYPE_CHECKING:
    from strategy_monitor.exports.sheet_rows import SheetRows, StreamedSheet

README = "Lisez-moi"
PRINTED = (
    "Imprimé, chaque feuille tient dans la largeur d’une page : ses premières colonnes, ses titres répétés. Les autres "
    "colonnes sont à leur droite, à l’écran."
)
"""Of all the sheets."""
NOT_IN_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
MOST = 32_767
"""Characters of a cell; the CSV and JSON files have the rest."""
CUT = "… (la suite est dans les fichiers CSV et JSON)"
LONGEST_LINK = 2_000
FIRST_DAY = dt.date(1900, 3, 1)
"""Before it, spreadsheets do not agree on what day a number is."""
A4 = 9
ON_A_SHEET = 70
"""Characters: the width of the read-me, within an upright A4 in a wide font too. A column alone is on one page however
wide it is, so that LibreOffice does not scale it and prints what is beyond the edge nowhere."""
NEVER = dt.datetime(2000, 1, 1)
"""When a working copy was made: no clock, so that the same copy gives the same bytes."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
WIDEST = 60
WIDTHS = {"text": 24, "integer": 11, "number": 12, "date": 13, "boolean": 11, "list": 20, "address": 40}


def as_xlsx(scope: Scope) -> bytes:
    # A page must not wait for what only a file needs.
    import xlsxwriter  # noqa: PLC0415

    from strategy_monitor.exports.sheet_rows import StreamedSheet, put_rows_in  # noqa: PLC0415

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    head = scope.publication.head
    made = head.published_at.astimezone(dt.UTC).replace(tzinfo=None) if head else NEVER
    book.set_properties({"title": scope.title, "author": scope.report.strategy.authority, "created": made})
    book.set_custom_property("Langue", scope.publication.locale.tag)
    formats = Formats(book)
    present(book.add_worksheet(README), scope, formats)
    streamed = [book.add_worksheet(table.title, StreamedSheet) for table in sheets(scope)]
    for sheet, table in zip(streamed, sheets(scope), strict=True):
        fill(sheet, table, scope, formats)
    book.close()
    return put_rows_in(out.getvalue(), streamed)


def sheets(scope: Scope) -> list[Table]:
    """The tables that have a sheet, in their order: an indicator has no measure, and no reference."""
    left_out = (MEASURES, REFERENCES) if scope.indicator else ()
    return [table for table in (*TABLES, DICTIONARY) if table not in left_out]


def name_sheets(scope: Scope) -> readme.ReadmeSection:
    """What is in each sheet, and what of it is printed."""
    told = tuple(f"{table.title} : {table.meaning}" for table in sheets(scope))
    return readme.ReadmeSection("Les feuilles", tuple(french.typeset(line) for line in (*told, PRINTED)))


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
        if column.wrapped:
            return self.wide_quoted if risky else self.wide
        return self.quoted if risky else self.text


def present(sheet: Any, scope: Scope, formats: Formats) -> None:
    """The read-me."""
    sheet.set_column(0, 0, ON_A_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    first, *rest = readme.sections(scope)
    lines = []
    for section in (first, name_sheets(scope), *rest):
        lines += [(section.title, formats.title), *((line, formats.prose) for line in section.lines), ("", None)]
    for row, (text, format) in enumerate(lines):
        if text:
            format._get_xf_index()  # looks are numbered in the order in which cells have them
            sheet.write_string(row, 0, cell_text(text), format)


def fill(sheet: StreamedSheet, table: Table, scope: Scope, formats: Formats) -> None:
    """The columns that are printed, then the others; each keeps its heading, by which it is known."""
    order = sorted(range(len(table.columns)), key=lambda rank: printed_rank(table, table.columns[rank]))
    columns = [in_sheet(table, table.columns[rank]) for rank in order]
    places, longest = list(zip(range(len(columns)), columns, order, strict=True)), [0] * len(columns)
    formats.head._get_xf_index()
    sheet.rows.begin(len(columns))
    for row in table.rows(scope):
        for place, column, rank in places:
            if (value := row[rank]) is not None:
                longest[place] = max(longest[place], put(sheet.rows, place, column, value, formats))
        sheet.rows.end_row()
    sheet.rows.flush()
    for place, column in enumerate(columns):
        sheet.set_column(place, place, width_of(column, longest[place]))
    headings = [{"header": column.heading, "header_format": formats.head} for column in columns]
    area = (0, 0, 1, len(columns) - 1)
    sheet.add_table(*area, {"name": table.name, "columns": headings, "style": "Table Style Light 1"})
    sheet.add_rows_to_table()
    sheet.freeze_panes(1, 1)
    set_print(sheet, table, sheet.rows.count)


def printed_rank(table: Table, column: Column) -> int:
    """Where a column stands among those that are printed; after them all for the others."""
    return table.printed.index(column.name) if column.name in table.printed else len(table.printed)


def in_sheet(table: Table, column: Column) -> Column:
    """What is printed of a text is all of it."""
    printed = not table.printed or column.name in table.printed
    return replace(column, wrapped=column.wide or (printed and column.kind in {"text", "list"}))


def width_of(column: Column, longest: int) -> int:
    """Room for its heading on two lines and for what it holds, up to a measure of its kind; in characters."""
    most = WIDEST if column.wide else WIDTHS[column.kind]
    return max(min(longest + 2, most), len(column.heading) // 2 + 4)


def set_print(sheet: Any, table: Table, rows: int) -> None:
    """One page wide, its headings on each; which sheet and which page, at its foot."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, max(rows, 1), (len(table.printed) or len(table.columns)) - 1)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def put(rows: SheetRows, place: int, column: Column, value: Value, formats: Formats) -> int:
    """Writes it; how many characters its cell shows, near enough to give it room."""
    if isinstance(value, str):
        return put_text(rows, place, column, text_of(column, value), formats)
    if isinstance(value, bool):
        rows.write_string(place, "oui" if value else "non", formats.text)
    elif isinstance(value, Decimal):
        rows.write_number(place, float(value), formats.of_number(value))
    elif isinstance(value, int):
        rows.write_number(place, value, formats.plain)
    elif isinstance(value, dt.date) and value >= FIRST_DAY:
        rows.write_day(place, value, formats.day)
    elif value is not None:
        return put_text(rows, place, column, text_of(column, value), formats)
    return len(str(value))


def put_text(rows: SheetRows, place: int, column: Column, text: str, formats: Formats) -> int:
    """As a link where it is one, as far as a sheet takes links."""
    addressed = column.kind == "address" and text.startswith(("https://", "http://")) and len(text) < LONGEST_LINK
    if addressed and rows.takes_links:
        rows.write_link(place, text, formats.link)
    else:
        rows.write_string(place, text, formats.of_text(column, is_risky(text)))
    return len(text)


@lru_cache(maxsize=8192)
def is_risky(text: str) -> bool:
    """Whether a spreadsheet might take it for a formula. Most texts come again, row after row."""
    return bool(RISKY.search(text))


def text_of(column: Column, value: str | tuple[str, ...] | dt.date) -> str:
    """In French words where it is a code."""
    if isinstance(value, tuple):
        return cell_text(SEPARATOR.join(value))
    return cell_text(column.codes.get(value, value) if isinstance(value, str) else str(value))


@lru_cache(maxsize=8192)
def cell_text(text: str) -> str:
    """What a cell can hold: XML's characters, and not too many of them."""
    text = NOT_IN_XML.sub("\ufffd", text)
    return text if len(text) <= MOST else text[: MOST - len(CUT)] + CUT
