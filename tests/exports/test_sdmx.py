"""The observations as SDMX, read back by sdmx1 from the structure and the data that are given."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
import sdmx
from hypothesis import given, settings
from sdmx.reader.csv import Reader

from strategy_monitor.exports.guard import unguard_cell
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.sdmx import ATTRIBUTES, DATED, DIMENSIONS, FLOWS, Flow, as_sdmx_csv, identity, time_period
from strategy_monitor.exports.sdmx_structure import as_structure
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.report.document import Indicator, Period
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
    rows = list(told(publication))
    flows = [flow for row in rows for flow in FLOWS if bool(row["period_start"]) == (flow is DATED)]
    read = {flow.name: iter(observations(publication, structure, flow)) for flow in FLOWS}
    assert len(rows) == len(flows) > 100
    assert {flow.name: flows.count(flow) for flow in FLOWS} == {"SUIVI": 87, "SUIVI_SANS_DATE": 15}
    for row, flow in zip(rows, flows, strict=True):
        found = next(read[flow.name])
        key = {name: str(value.value) for name, value in found.key.values.items()}
        named = {"INDICATOR": row["indicator_code"].replace(".", "_"), "SERIES": row["series_key"]}
        assert key.items() >= (named | {"PERIOD": row["period_label"]}).items()
        assert ("TIME_PERIOD" in key) == (flow is DATED)
        assert (float(found.value) if found.value else None) == row["value"]
        said = {name: str(value.value) for name, value in found.attached_attribute.items()}
        assert said["LEVEL"] == ("" if row["level"] is None else str(row["level"]))
        assert said["MISSING_REASON"] == row["missing_reason"]
        assert said["UNIT_MEASURE"] == row["unit"]
        assert said["DATA_DATE"] == (row["data_date"] or "")
        assert unguard_cell(said["PRINTED"]) == " ".join(row["printed"].split("\n"))
        assert (said["OBS_STATUS"] == "O") == bool(row["missing_reason"])


def observations(publication: Publication, structure, flow: Flow) -> list[Any]:
    """Those of one dataflow, as a reader takes them: its rows, in the columns of its structure."""
    rows = [row for row in table(publication) if f":{flow.name}(" in row["STRUCTURE_ID"]]
    names = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(component.name for component in flow.components)]
    assert all(not value for row in rows for name, value in row.items() if name not in names)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    dsd = structure.structure[flow.structure]
    (dataset,) = Reader().convert(io.BytesIO(out.getvalue().encode()), structure=dsd).data
    assert len(dataset.obs) == len(rows)
    return dataset.obs


def table(publication: Publication) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_sdmx_csv(Scope(publication)).decode(), newline="")))


def test_time_area_and_frequency_are_told_where_they_are_known(publication: Publication) -> None:
    said = {(row["INDICATOR"], row["SERIES"], row["PERIOD"]): row for row in table(publication)}
    ours = said["2_2-O2", "taux-fondamental", "2023-2024"]
    assert (ours["FREQ"], ours["REF_AREA"], ours["TIME_PERIOD"]) == ("A", AGENCY, "2023-08-29/P1Y")
    others = [row for row in said.values() if row["ROLE"] == "benchmark"]
    assert {row["REF_AREA"] for row in others} == {"OCDE", "PAYS_DE_COMPARAISON"}
    assert {row["TIME_PERIOD"] for row in said.values() if row["PERIOD"] == "TALIS 2018"} == {"2018"}
    assert {row["FREQ"] for row in said.values()} == {"A", "A3", "A6", "_O", "_U"}


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        ("2024-01-01", "2024-12-31", "2024"),
        ("2025-02-01", "2025-02-01", "2025-02-01"),
        ("2023-08-29", "2024-08-28", "2023-08-29/P1Y"),
        ("2018-01-01", "2021-12-31", "2018-01-01/P4Y"),
        ("2018-09-01", "2021-07-31", "2018-09-01/P35M"),
        ("2022-02-01", "2024-08-28", "2022-02-01/P940D"),
        ("2022-02-01", None, ""),
        (None, None, ""),
    ],
)
def test_a_period_is_written_as_sdmx_has_it(start: str | None, end: str | None, written: str) -> None:
    assert time_period(Period.model_validate({"kind": "range", "start": start, "end": end, "label": "x"})) == written


def test_the_structure_names_what_the_file_holds(publication: Publication, structure) -> None:
    header = next(csv.reader(io.StringIO(as_sdmx_csv(Scope(publication)).decode())))
    for flow in FLOWS:
        dsd = structure.structure[flow.structure]
        parts = [*dsd.dimensions.components, *dsd.measures.components, *dsd.attributes.components]
        assert [part.id for part in parts] == [component.name for component in flow.components]
        assert len(dsd.attributes.components) == len(ATTRIBUTES)
    assert header == ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(component.name for component in DATED.components)]
    indicators = structure.codelist["CL_INDICATOR"].items
    assert list(indicators) == [one.code.replace(".", "_") for one in publication.report.indicators]
    assert {str(flow) for flow in structure.dataflow} == {"SUIVI", "SUIVI_SANS_DATE"}


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
