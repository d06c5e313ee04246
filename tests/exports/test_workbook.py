"""The workbook, read back by openpyxl: every value is the release's, a date is a date, and nothing is a formula."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from strategy_monitor.exports import workbook
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.columns import SEPARATOR, Column, Value
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.exports.tables.observations import OBSERVATIONS
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.exports.workbook import as_xlsx
from tests.exports.hostile import HOSTILE, hostile, told

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def content(publication: Publication) -> bytes:
    return as_xlsx(Scope(publication))


@pytest.fixture(scope="module")
def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_sheets_are_the_read_me_the_tables_and_the_dictionary(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "Lisez-moi", "Relevés", "Indicateurs", "Mesures", "Références", "Notes", "Sources", "Dictionnaire",
    ]  # fmt: skip


@pytest.mark.parametrize("table", [*TABLES, DICTIONARY], ids=lambda table: table.name)
def test_every_cell_is_what_the_release_says(publication: Publication, book: openpyxl.Workbook, table) -> None:
    headings, *rows = book[table.title].iter_rows(values_only=True)
    assert list(headings) == [column.heading for column in table.columns]
    expected = list(table.rows(Scope(publication)))
    assert len(rows) == len(expected)
    for row, values in zip(rows, expected, strict=True):
        for column, cell, value in zip(table.columns, row, values, strict=True):
            assert seen(cell) == shown(column, value), column.name


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
    sheet = book["Relevés"]
    assert sheet.freeze_panes == "B2"
    assert list(sheet.tables) == ["releves"]
    assert sheet.tables["releves"].headerRowCount in {None, 1}
    columns = {column.heading: place for place, column in enumerate(OBSERVATIONS.columns, 1)}
    day = next(c for c in sheet[openpyxl.utils.get_column_letter(columns["Date des données"])][1:] if c.value)
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
    printed = [column.name for column in OBSERVATIONS.columns].index("printed")
    cells = [row[printed] for row in made["Relevés"].iter_rows(min_row=2)]
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


def test_an_indicator_has_no_sheet_of_measures(publication: Publication) -> None:
    one = publication.report.indicators[0]
    made = openpyxl.load_workbook(io.BytesIO(as_xlsx(Scope(publication, indicator=one))))
    assert made.sheetnames == ["Lisez-moi", "Relevés", "Indicateurs", "Notes", "Sources", "Dictionnaire"]
    assert made["Relevés"].max_row == 1 + len(one.observations)
