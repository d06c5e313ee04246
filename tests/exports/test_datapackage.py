"""The Data Package: what its profile asks, and enough to read each file with."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from strategy_monitor.exports import datapackage
from strategy_monitor.exports.csvw import file_name
from strategy_monitor.exports.delimited import as_file
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.web.authority import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PROFILE = Path(__file__).parent / "vendor" / "datapackage-2.0.json"


@pytest.mark.parametrize("licence", [Licence(), Licence("Sans adresse"), Licence("CC BY 4.0", "https://exemple.be/by")])
def test_it_is_what_the_profile_asks(publication: Publication, licence: Licence) -> None:
    profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(profile, format_checker=jsonschema.FormatChecker())
    for head in (publication.head, None):
        found = json.loads(datapackage.package(Scope(replace(publication, licence=licence, head=head))))
        assert [error.json_path for error in validator.iter_errors(found)] == []
        assert bool(found.get("licenses")) == bool(licence.url)
    without_path = found | {"resources": [{"name": "sans-chemin"}]}
    assert [error.json_path for error in validator.iter_errors(without_path)] == ["$.resources[0]"]


def test_each_file_is_read_from_it_alone(publication: Publication) -> None:
    scope = Scope(publication)
    resources = {one["path"]: one for one in json.loads(datapackage.package(scope))["resources"]}
    for table in (*TABLES, DICTIONARY):
        found = resources.pop(file_name(table))
        fields = found["schema"]["fields"]
        text = as_file(table, scope).decode("utf-8-sig")
        head, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=found["dialect"]["delimiter"])
        assert head == [field["name"] for field in fields]
        for line, row in zip(lines, table.rows(scope), strict=True):
            for field, cell, value in zip(fields, line, row, strict=True):
                if field["type"] != "string":
                    assert (READ[field["type"]](field, cell) if cell else None) == value, field["name"]
                elif field.get("categories"):
                    assert not cell or cell in {one["value"] for one in field["categories"]}, field["name"]
    assert resources == {}


def read_number(field: dict[str, Any], cell: str) -> Decimal:
    return Decimal(cell.replace(field.get("decimalChar", "."), "."))


def read_date(field: dict[str, Any], cell: str) -> dt.date:
    return dt.datetime.strptime(cell, field.get("format", "%Y-%m-%d")).date()


def read_boolean(field: dict[str, Any], cell: str) -> bool:
    assert cell in {*field["trueValues"], *field["falseValues"]}
    return cell in field["trueValues"]


READ: dict[str, Callable[[dict[str, Any], str], Any]] = {
    "number": read_number,
    "integer": lambda _field, cell: int(cell),
    "date": read_date,
    "boolean": read_boolean,
}
