"""The workbook, read back by openpyxl: every value is the release's, a date is a date, and nothing is a formula."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from strategy_monitor.exports import sheet_rows, workbook
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.columns import SEPARATOR, Column, Value
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.exports.tables.observations import OBSERVATIONS
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.exports.workbook import as_xlsx
from strategy_monitor.language import french
from tests.exports.hostile import HOSTILE, hostile, told
from tests.exports.sheets import cells_under

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MOST_PRINTED = 14
"""Columns that a sheet of paper can hold."""


@pytest.fixture(scope="module")
def content(publication: Publication) -> bytes:
    return as_xlsx(Scope(publication))


@pytest.fixture(scope="module")
def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_sheets_are_the_read_me_the_tables_and_the_dictionary(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "Lisez-moi", "Chiffres", "Valeurs", "Indicateurs", "Mesures", "Références", "Notes", "Sources", "Dictionnaire",
    ]  # fmt: skip


def test_the_read_me_names_every_sheet(book: openpyxl.Workbook) -> None:
    said = [str(row[0]) for row in book["Lisez-moi"].iter_rows(values_only=True) if row[0]]
    for table in (*TABLES, DICTIONARY):
        assert french.typeset(f"{table.title} : {table.meaning}") in said
    assert len(book.sheetnames) == 1 + len((*TABLES, DICTIONARY))


def test_each_sheet_is_printed_one_page_wide_with_its_headings_and_what_is_read(book: openpyxl.Workbook) -> None:
    for table in (*TABLES, DICTIONARY):
        sheet = book[table.title]
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
        printed = sheet[sheet.print_area.partition("!")[2].replace("$", "")]
        assert len(printed) == sheet.max_row
        names = {column.heading: column.name for column in table.columns}
        expected = table.printed or tuple(column.name for column in table.columns)
        assert tuple(names[cell.value] for cell in printed[0]) == expected
        assert len(expected) <= MOST_PRINTED


@pytest.mark.parametrize("table", [*TABLES, DICTIONARY], ids=lambda table: table.name)
def test_every_cell_is_what_the_release_says(publication: Publication, book: openpyxl.Workbook, table) -> None:
    sheet, expected = book[table.title], list(table.rows(Scope(publication)))
    assert sorted(cell.value for cell in sheet[1]) == sorted(column.heading for column in table.columns)
    assert sheet.max_row == 1 + len(expected)
    for rank, column in enumerate(table.columns):
        cells = [seen(cell.value) for cell in cells_under(sheet, column)]
        assert cells == [shown(column, row[rank]) for row in expected], column.name


def seen(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.date()
    return told(cell) if isinstance(cell, str) else cell


def shown(column: Column, value: Value) -> Any:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    return column.codes.get(value, value) if isinstance(value, str) else value


def test_a_reader_finds_its_way(book: openpyxl.Workbook) -> None:
    sheet = book["Valeurs"]
    assert sheet.freeze_panes == "B2"
    assert list(sheet.tables) == ["releves"]
    assert sheet.tables["releves"].headerRowCount in {None, 1}
    dated = next(column for column in OBSERVATIONS.columns if column.name == "data_date")
    day = next(cell for cell in cells_under(sheet, dated) if cell.value)
    assert day.is_date
    assert day.number_format == "dd/mm/yyyy"
    assert book.properties.title.startswith("Stratégie numérique : suivi")
    assert book.properties.creator == "Fédération Wallonie-Bruxelles"
    said = " ".join(str(row[0]) for row in book["Lisez-moi"].iter_rows(values_only=True) if row[0])
    assert "Une absence n’est jamais un zéro" in said
    assert "version 1" in said


def test_the_same_release_is_the_same_bytes(publication: Publication, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-03-02T09:30:00Z" in archive.read("docProps/core.xml")
    assert as_xlsx(Scope(publication)) == content


def test_a_working_copy_has_no_clock_either(publication: Publication) -> None:
    copy = Scope(Publication(publication.report, None, publication.site), axis=publication.report.axes[0])
    assert as_xlsx(copy) == as_xlsx(copy)


def test_no_text_becomes_a_formula_or_loses_a_character(publication: Publication) -> None:
    made = openpyxl.load_workbook(io.BytesIO(as_xlsx(Scope(publication, indicator=hostile(publication)))))
    printed = next(column for column in OBSERVATIONS.columns if column.name == "printed")
    cells = cells_under(made["Valeurs"], printed)
    assert [told(cell.value) for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}
    risky = [cell for cell in cells if cell.value.startswith(("=", "+", "-", "@"))]
    assert len(risky) >= 6
    assert all(cell.quotePrefix for cell in risky)
    assert not any(cell.data_type == "f" for sheet in made for row in sheet.iter_rows() for cell in row)


def test_what_no_cell_can_hold_is_said_rather_than_lost() -> None:
    assert workbook.cell_text("a\ufffeb") == "a\ufffdb"
    long = workbook.cell_text("é" * 40_000)
    assert len(long) == workbook.MOST
    assert long.endswith("(la suite est dans les fichiers CSV et JSON)")


class WholeRows:
    """As `SheetRows`, by XlsxWriter alone: it holds every cell until the end."""

    takes_links = True

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.count = sheet, 0

    def begin(self, columns: int) -> None: ...

    def flush(self) -> None: ...

    def write_number(self, place: int, number: float, format: Any) -> None:
        self.sheet.write_number(self.count + 1, place, number, format)

    def write_day(self, place: int, day: dt.date, format: Any) -> None:
        self.sheet.write_datetime(self.count + 1, place, day, format)

    def write_string(self, place: int, text: str, format: Any) -> None:
        self.sheet.write_string(self.count + 1, place, text, format)

    def write_link(self, place: int, url: str, format: Any) -> None:
        self.sheet.write_url(self.count + 1, place, url, format, url)

    def end_row(self) -> None:
        self.count += 1


class WholeSheet(Worksheet):
    def __init__(self) -> None:
        super().__init__()
        self.rows = WholeRows(self)

    add_rows_to_table = sheet_rows.StreamedSheet.add_rows_to_table


def write_whole(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> bytes:
    with monkeypatch.context() as patch:
        patch.setattr(sheet_rows, "StreamedSheet", WholeSheet)
        patch.setattr(sheet_rows, "put_rows_in", lambda workbook, _sheets: workbook)
        return as_xlsx(scope)


def test_rows_that_are_written_as_they_come_are_those_of_the_library(
    publication: Publication, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert content == write_whole(Scope(publication), monkeypatch)
    long = {"context": "x" * 40_000, "remark": "𝔛" * 20_000}
    scope = Scope(publication, indicator=hostile(publication).model_copy(update=long))
    assert as_xlsx(scope) == write_whole(scope, monkeypatch)


def test_an_address_past_the_links_that_a_sheet_may_have_is_still_read(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_rows, "LINKS", 5)
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(Scope(publication))))
    (column,) = (one for one in OBSERVATIONS.columns if one.name == "permalink")
    cells = list(cells_under(book[OBSERVATIONS.title], column))
    assert len(cells) > 5
    assert [bool(cell.hyperlink) for cell in cells] == [rank < 5 for rank in range(len(cells))]
    assert all(str(cell.value).startswith("https://") for cell in cells)


def test_no_cell_waits_in_memory_for_the_end_of_its_sheet() -> None:
    """A sheet of many rows takes what one of few does: each of these cells would hold 100 bytes and more."""
    few, many = (measure_peak(rows) for rows in (1_000, 11_000))
    assert many - few < 10_000 * 6 * 20


def measure_peak(rows: int) -> int:
    """Bytes that the rows of a sheet of six columns take at most."""
    book = xlsxwriter.Workbook(io.BytesIO(), workbook.OPTIONS)
    sheet = book.add_worksheet("Valeurs", sheet_rows.StreamedSheet)
    look = book.add_format()
    tracemalloc.start()
    sheet.rows.begin(6)
    for number in range(rows):
        for place in range(6):
            sheet.rows.write_number(place, number, look)
        sheet.rows.end_row()
    sheet.rows.flush()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    sheet.rows.file.close()
    return peak


def test_an_indicator_has_no_sheet_of_measures(publication: Publication) -> None:
    one = publication.report.indicators[0]
    made = openpyxl.load_workbook(io.BytesIO(as_xlsx(Scope(publication, indicator=one))))
    assert made.sheetnames == [
        "Lisez-moi", "Chiffres", "Valeurs", "Indicateurs", "Notes", "Sources", "Dictionnaire",
    ]  # fmt: skip
    assert made["Valeurs"].max_row == 1 + len(one.observations)
