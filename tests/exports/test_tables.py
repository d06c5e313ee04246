"""The definition of the columns, which every file and the dictionary are written from."""

from __future__ import annotations

import re
from typing import Any

import pytest

from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.columns import Column
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.exports.tables.observations import OBSERVATIONS
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.report import document as doc
from strategy_monitor.report.document import Observation, Series

EVERY = (*TABLES, DICTIONARY)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_a_column_has_one_name_one_heading_and_a_meaning(table) -> None:
    names = [column.name for column in table.columns]
    headings = [column.heading.casefold() for column in table.columns]
    assert len(set(names)) == len(names)
    assert len(set(headings)) == len(headings)
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names)
    assert all(column.meaning.endswith(".") for column in table.columns)


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_the_words_of_a_column_lead_back_to_its_codes(table) -> None:
    for column in table.columns:
        assert len(set(column.codes.values())) == len(column.codes), column.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_column_says_the_same_of_all_subjects_that_share_its_part(publication: Publication, table) -> None:
    subjects = list(table.subjects(Scope(publication)))
    said: dict[tuple[str, int], Any] = {}
    for column in (one for one in table.columns if one.part):
        for subject in subjects:
            value = column.read(subject)
            assert said.setdefault((column.name, id(getattr(subject, column.part))), value) == value, column.name


def test_no_field_of_an_observation_or_of_its_series_is_left_out() -> None:
    names = {column.name for column in OBSERVATIONS.columns}
    elsewhere = {"period", "notes"} | {"key", "label", "unit_singular", "observations"}
    fields = set(Observation.model_fields) | set(Series.model_fields)
    assert fields - elsewhere <= names


def test_a_code_that_stands_in_a_table_is_in_the_dictionary(publication: Publication) -> None:
    for table in TABLES:
        for row in table.rows(Scope(publication)):
            for column, value in zip(table.columns, row, strict=True):
                assert value is None or not column.codes or value in column.codes, (column.name, value)


def test_the_tables_of_the_axes_together_are_those_of_the_report_without_what_stands_above_the_axes(
    publication: Publication,
) -> None:
    for table in (table for table in TABLES if table.name != "producteurs"):
        whole = list(table.rows(Scope(publication)))
        axes = [row for axis in publication.report.axes for row in table.rows(Scope(publication, axis=axis))]
        above = [row for row in whole if row not in axes]
        assert [row for row in whole if row in axes] == axes, table.name
        if "axis" not in [column.name for column in table.columns]:
            assert above == [], table.name
            continue
        place = [column.name for column in table.columns].index("axis")
        assert all(row[place] is None for row in above), table.name


def test_every_measure_reference_and_note_of_the_report_is_there_once(publication: Publication) -> None:
    report, scope = publication.report, Scope(publication)
    rows = {table.name: list(table.rows(scope)) for table in TABLES}
    assert [row[0] for row in rows["mesures"]] == [measure.code for measure in report.measures()]
    assert len(rows["references"]) == sum(len(measure.references) for measure in report.measures())
    assert [row[0] for row in rows["producteurs"]] == [provider.code for provider in report.providers]
    notes = [row[0] for row in rows["notes"]]
    assert len(set(notes)) == len(notes)
    assert {note.code for indicator in report.indicators for note in indicator.all_notes} <= set(notes)


@pytest.mark.parametrize(
    ("model", "field", "kind", "codes"),
    [
        (doc.Observation, "value", "number", []),
        (doc.Observation, "level", "integer", []),
        (doc.Observation, "data_date", "date", []),
        (doc.Observation, "level_basis", "text", ["wording", "confirmed", "icon"]),
        (doc.Series, "whole", "boolean", []),
        (doc.Indicator, "providers", "list", []),
        (doc.Indicator, "page", "integer", []),
        (doc.Provider, "url", "address", []),
        (doc.Axis, "hue", "text", ["blue", "brick", "green", "violet", "ochre", "plum"]),
    ],
)
def test_a_column_takes_from_its_field_all_that_the_document_says_of_it(
    model: type[doc.Node], field: str, kind: str, codes: list[str]
) -> None:
    column, info = Column.of_field(model, field, str), model.model_fields[field]
    assert (column.name, column.kind, list(column.codes)) == (field, kind, codes)
    assert (column.heading, column.meaning) == (info.title, info.description)
