"""One axis, one indicator as JSON; the metadata of the CSV files: against their schemas, value by value."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import jsonschema
import pytest

from strategy_monitor.exports import csvw, extract
from strategy_monitor.exports.delimited import as_file
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.report import canonical

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_every_indicator_is_told_whole(publication: Publication) -> None:
    schema = jsonschema.Draft202012Validator(json.loads(extract.schema(extract.IndicatorExtract)))
    schema.check_schema(schema.schema)
    document = json.loads(canonical.dump(publication.report))
    axes = {axis["number"]: axis for axis in document["axes"]}
    for one in publication.report.indicators:
        found = json.loads(extract.as_json(Scope(publication, indicator=one)))
        schema.validate(found)
        axis = axes[one.axis]
        every = [*(i for action in axis["actions"] for i in action["indicators"]), *axis["indicators"]]
        assert found["indicator"] in every
        assert found["axis"] == axis["title"]
        assert {provider["code"] for provider in found["providers"]} == {*one.providers, *one.planned_providers}
        assert found["release_sha256"] == publication.sha256
        assert found["permalink"].endswith(f"/versions/2025/1/indicateurs/{one.code}/")


def test_every_axis_is_told_whole(publication: Publication) -> None:
    schema = jsonschema.Draft202012Validator(json.loads(extract.schema(extract.AxisExtract)))
    document = json.loads(canonical.dump(publication.report))
    for axis, expected in zip(publication.report.axes, document["axes"], strict=True):
        found = json.loads(extract.as_json(Scope(publication, axis=axis)))
        schema.validate(found)
        assert found["axis"] == expected
        assert found["scale"] == document["scale"]


def test_a_working_copy_says_that_it_is_no_release(publication: Publication) -> None:
    scope = Scope(replace(publication, head=None), axis=publication.report.axes[0])
    found = json.loads(extract.as_json(scope))
    assert (found["release"], found["release_sha256"]) == (None, None)


def test_the_metadata_describe_each_file_column_by_column(publication: Publication) -> None:
    scope = Scope(publication)
    found = json.loads(csvw.metadata(scope))
    assert found["@context"][0] == "http://www.w3.org/ns/csvw"
    described = {table["url"]: table["tableSchema"] for table in found["tables"]}
    dialects = {table["url"]: table.get("dialect", {}).get("delimiter", ",") for table in found["tables"]}
    for table in (*TABLES, DICTIONARY):
        schema = described.pop(csvw.file_name(table))
        delimiter = dialects[csvw.file_name(table)]
        text = as_file(table, scope).decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        assert [column["titles"] for column in schema["columns"]] == head
        names = [column["name"] for column in schema["columns"]]
        keys = schema.get("primaryKey", [])
        places = [names.index(name) for name in ([keys] if isinstance(keys, str) else keys)]
        if places:
            assert len({tuple(row[place] for place in places) for row in rows}) == len(rows), table.name
    assert described == {}
