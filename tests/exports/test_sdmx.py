"""The observations as SDMX, read back by sdmx1 from the structure and the data that are given."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
import sdmx
from hypothesis import given, settings
from sdmx.reader.csv import Reader

from strategy_monitor.exports.guard import unguard_cell
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.sdmx import ATTRIBUTES, DIMENSIONS, as_sdmx_csv, identity
from strategy_monitor.exports.sdmx_structure import as_structure
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.report.document import Indicator
from tests.exports.releve import told
from tests.report.arbitrary import nodes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

AGENCY = "FEDERATION_WALLONIE_BRUXELLES"


@pytest.fixture(scope="module")
def structure(publication: Publication) -> sdmx.message.StructureMessage:
    return sdmx.read_sdmx(io.BytesIO(as_structure(Scope(publication))))


def test_every_observation_is_read_with_its_key_its_value_and_its_attributes(
    publication: Publication, structure
) -> None:
    dsd = structure.structure["DSD_SUIVI"]
    message = Reader().convert(io.BytesIO(as_sdmx_csv(Scope(publication))), structure=dsd)
    (dataset,) = message.data
    rows = list(told(publication))
    assert len(dataset.obs) == len(rows) > 100
    for row, found in zip(rows, dataset.obs, strict=True):
        key = [row[name] for name in DIMENSIONS]
        assert [str(value.value) for value in found.key.values.values()] == [key[0].replace(".", "_"), *key[1:]]
        assert (float(found.value) if found.value else None) == row["value"]
        said = {name: str(value.value) for name, value in found.attached_attribute.items()}
        assert said["LEVEL"] == ("" if row["level"] is None else str(row["level"]))
        assert said["MISSING_REASON"] == row["missing_reason"]
        assert said["UNIT_MEASURE"] == row["unit"]
        assert said["DATA_DATE"] == (row["data_date"] or "")
        assert unguard_cell(said["PRINTED"]) == " ".join(row["printed"].split("\n"))
        assert (said["OBS_STATUS"] == "O") == bool(row["missing_reason"])


def test_the_structure_names_what_the_file_holds(publication: Publication, structure) -> None:
    header = next(csv.reader(io.StringIO(as_sdmx_csv(Scope(publication)).decode())))
    dsd = structure.structure["DSD_SUIVI"]
    parts = [*dsd.dimensions.components, *dsd.measures.components, *dsd.attributes.components]
    assert header == ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(part.id for part in parts)]
    assert len(dsd.attributes.components) == len(ATTRIBUTES)
    indicators = structure.codelist["CL_INDICATOR"].items
    assert list(indicators) == [one.code.replace(".", "_") for one in publication.report.indicators]
    assert {str(flow) for flow in structure.dataflow} == {"SUIVI"}


def test_a_coded_column_holds_codes_of_its_list(publication: Publication, structure) -> None:
    rows = list(csv.DictReader(io.StringIO(as_sdmx_csv(Scope(publication)).decode())))
    for name, listed in structure.codelist.items():
        assert {row[name.removeprefix("CL_")] for row in rows} <= {"", *listed.items}, name


@pytest.mark.parametrize(
    ("edition", "number", "version"),
    [
        ("2025", 1, "2025.1.0"),
        ("2024-fictive", 3, "2024.3.0-fictive"),
        ("Été", 1, "0.1.0-ete"),
        ("20257", 1, "2025.1.0-7"),
    ],
)
def test_a_release_has_a_version_of_three_numbers(
    publication: Publication, edition: str, number: int, version: str
) -> None:
    assert publication.head
    found = identity(replace(publication, head=replace(publication.head, edition=edition, number=number)))
    assert found.of("SUIVI") == f"{AGENCY}:SUIVI({version})"
    assert identity(replace(publication, head=None)).version == "0.0.0-draft"


@settings(max_examples=20, deadline=None)
@given(indicator=nodes(Indicator, 4).map(lambda one: one.model_copy(update={"code": "1.1-O1"})))
def test_one_line_is_one_observation_whatever_the_texts(publication: Publication, indicator: Indicator) -> None:
    text = as_sdmx_csv(Scope(publication, indicator=indicator)).decode()
    lines = text.splitlines()
    assert len(lines) == 1 + len(indicator.observations)
    assert {len(row) for row in csv.reader(lines)} == {3 + len(DIMENSIONS) + 1 + len(ATTRIBUTES)}
