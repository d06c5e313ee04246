"""The two flavours of CSV, read back by pandas: every value is the release's."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings

from strategy_monitor.exports.delimited import FRENCH_DAY, as_csv, as_tableur
from strategy_monitor.exports.guard import unguard_cell, unguard_french_cell
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.columns import SEPARATOR, Column, Value
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.exports.tables.indicators import INDICATORS
from strategy_monitor.exports.tables.observations import OBSERVATIONS
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.report.document import Indicator
from tests.exports.releve import told
from tests.report.arbitrary import nodes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NUMBERS = [column.name for column in OBSERVATIONS.columns if column.kind in {"number", "integer"}]
BOOLEANS = [column.name for column in OBSERVATIONS.columns if column.kind == "boolean"]
TEXTS = {column.name: str for column in OBSERVATIONS.columns if column.kind in {"text", "list", "address", "date"}}
DRAWN = nodes(Indicator, 4).map(lambda one: one.model_copy(update={"code": "1.1-O1"}))


def test_pandas_reads_every_value_of_the_release(publication: Publication) -> None:
    frame = pd.read_csv(
        io.BytesIO(as_csv(OBSERVATIONS, Scope(publication))),
        dtype=TEXTS,
        keep_default_na=False,
        na_values={n: [""] for n in NUMBERS},
    )
    rows = list(told(publication))
    assert len(frame) == len(rows) > 100
    assert frame["value"].dtype == float
    for row, (_, read) in zip(rows, frame.iterrows(), strict=True):
        for name, value in row.items():
            if name in NUMBERS:
                assert (pd.isna(read[name]) and value is None) or read[name] == value, name
            elif name in BOOLEANS:
                assert bool(read[name]) is value, name
            else:
                assert unguard_cell(read[name]) == (value or ""), name
    assert set(frame["release"]) == {1}
    assert set(frame["release_sha256"]) == {publication.sha256}


def test_a_missing_value_is_an_empty_cell_with_its_reason_and_never_zero(publication: Publication) -> None:
    frame = pd.read_csv(io.BytesIO(as_csv(OBSERVATIONS, Scope(publication))))
    missing = frame[frame["missing_reason"].notna()]
    assert len(missing) == sum(bool(row["missing_reason"]) for row in told(publication)) > 0
    assert missing["value"].isna().all()


def test_the_flavour_for_french_spreadsheets_says_the_same_in_french(publication: Publication) -> None:
    content = as_tableur(OBSERVATIONS, Scope(publication))
    assert content.startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig")
    plain = pd.read_csv(io.BytesIO(as_csv(OBSERVATIONS, Scope(publication))))
    pd.testing.assert_series_equal(frame["Valeur"], plain["value"], check_names=False)
    days = pd.to_datetime(frame["Date des données"], format=FRENCH_DAY).dt.strftime("%Y-%m-%d")
    assert days.dropna().tolist() == plain["data_date"].dropna().tolist()
    assert "chiffre principal" in set(frame["Rôle"])
    assert set(frame["Mis en doute"]) == {"oui", "non"}


@pytest.mark.parametrize("table", [*TABLES, DICTIONARY], ids=lambda table: table.name)
def test_every_table_comes_back_from_both_flavours(publication: Publication, table) -> None:
    for scope in (Scope(publication), Scope(publication, axis=publication.report.axes[1])):
        rows = list(table.rows(scope))
        assert rows
        assert rows_of(as_csv(table, scope).decode(), ",", table.columns, machine) == rows
        assert rows_of(as_tableur(table, scope).decode("utf-8-sig"), ";", table.columns, french) == rows


@settings(max_examples=30, deadline=None)
@given(indicator=DRAWN)
def test_any_text_and_any_number_comes_back(publication: Publication, indicator: Indicator) -> None:
    scope = Scope(publication, indicator=indicator)
    for table in (
        replace(one, columns=tuple(c for c in one.columns if c.kind != "list")) for one in (OBSERVATIONS, INDICATORS)
    ):
        rows = list(table.rows(scope))
        assert rows_of(as_csv(table, scope).decode(), ",", table.columns, machine) == rows
        assert rows_of(as_tableur(table, scope).decode("utf-8-sig"), ";", table.columns, french) == rows


def rows_of(text: str, separator: str, columns: tuple[Column, ...], read: Any) -> list[tuple[Value, ...]]:
    """What a careful reader makes of the file, from the dictionary alone."""
    _head, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [tuple(read(column, cell) for column, cell in zip(columns, line, strict=True)) for line in lines]


def machine(column: Column, cell: str) -> Value:
    if cell == "":
        return None
    if column.kind == "boolean":
        return {"true": True, "false": False}[cell]
    if column.kind == "integer":
        return int(cell)
    if column.kind == "number":
        return Decimal(cell)
    if column.kind == "date":
        return dt.date.fromisoformat(cell)
    text = unguard_cell(cell)
    return tuple(text.split(SEPARATOR)) if column.kind == "list" else text


def french(column: Column, cell: str) -> Value:
    if cell == "":
        return None
    if column.kind == "boolean":
        return {"oui": True, "non": False}[cell]
    if column.kind == "integer":
        return int(cell)
    if column.kind == "number":
        return Decimal(cell.replace(",", "."))
    if column.kind == "date":
        day, month, year = cell.split("/")
        return dt.date(int(year), int(month), int(day))
    text = unguard_french_cell(cell)
    words = {word: code for code, word in column.codes.items()}
    return tuple(text.split(SEPARATOR)) if column.kind == "list" else words.get(text, text)
