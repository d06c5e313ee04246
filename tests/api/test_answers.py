"""What the API answers is the release: every part of it, with the same names and the same values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from strategy_monitor.releases import load
from strategy_monitor.report import reading
from tests.api.asking import ask, canonical, current, everything, got

pytestmark = pytest.mark.usefixtures("published")


def part(item: dict[str, Any], original: dict[str, Any]) -> dict[str, Any]:
    """Of a row, what the document holds too."""
    return {name: item[name] for name in original}


def test_the_document_is_served_byte_for_byte() -> None:
    content = ask("report").content
    assert hashlib.sha256(content).hexdigest() == load.current().head.sha256 == got("")["current"]["sha256"]


@pytest.mark.parametrize("name", ["strategy", "governance"])
def test_a_part_without_a_code_is_as_in_the_document(name: str) -> None:
    assert got(name) == canonical()[name]


def test_the_scale_and_its_notes() -> None:
    document = canonical()
    assert got("scale") == {"steps": document["scale"], "notes": document["scale_notes"]}


def test_each_axis_and_action_is_whole() -> None:
    for axis in canonical()["axes"]:
        assert part(got(f"axes/{axis['number']}"), axis) == axis
        written = ask(f"axes/{axis['number']}")
        assert written.content.decode() == json.dumps(written.json(), ensure_ascii=False, separators=(",", ":"))
        for action in axis["actions"]:
            answer = got(f"actions/{axis['number']}.{action['number']}")
            assert part(answer, action) == action
            assert answer["axis"] == axis["number"]


def test_the_lists_of_axes_and_actions_name_what_they_hold() -> None:
    document = canonical()
    for item, axis in zip(everything("axes"), document["axes"], strict=True):
        assert item["title"] == axis["title"]
        assert item["indicators"] == [one["code"] for one in everything("indicators", axis=axis["number"])]
        assert item["actions"] == [one["code"] for one in everything("actions", axis=axis["number"])]
    actions = [action for axis in document["axes"] for action in axis["actions"]]
    for item, action in zip(everything("actions"), actions, strict=True):
        assert item["measures"] == [measure["code"] for measure in action["measures"]]


def measures_of(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    def deep(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for measure in found:
            yield measure
            yield from deep(measure["measures"])

    yield from deep(document["governance"]["measures"])
    for axis in document["axes"]:
        for action in axis["actions"]:
            yield from deep(action["measures"])


def test_every_measure_and_reference_is_listed_once_in_the_order_of_the_report() -> None:
    originals = list(measures_of(canonical()))
    for item, original in zip(everything("measures"), originals, strict=True):
        assert {**part(item, original), "measures": original["measures"]} == original
        assert item["measures"] == [one["code"] for one in original["measures"]]
        assert item == got(f"measures/{original['code']}")
    references = [reference for measure in originals for reference in measure["references"]]
    for item, original in zip(everything("references"), references, strict=True):
        assert part(item, original) == original


def test_every_indicator_is_as_in_the_document_with_what_is_computed_from_it() -> None:
    report = current()
    originals = {
        one["code"]: one
        for axis in canonical()["axes"]
        for one in (*(i for action in axis["actions"] for i in action["indicators"]), *axis["indicators"])
    }
    items = everything("indicators")
    assert [item["code"] for item in items] == [one.code for one in report.indicators]
    for item in items:
        indicator = report.indicator(item["code"])
        assert indicator is not None
        assert part(item, originals[item["code"]]) == originals[item["code"]]
        assert (item["level"], item["flagged"]) == (indicator.level, indicator.flagged)
        assert (item["missing_reason"], item["headline"]) == (
            indicator.missing_reason,
            reading.write_headline(indicator),
        )
        assert item == got(f"indicators/{item['code']}")
        series = everything(f"indicators/{item['code']}/series")
        assert [part(one, original) for one, original in zip(series, item["series"], strict=True)] == item["series"]


def test_every_observation_is_one_row_with_the_series_that_it_belongs_to() -> None:
    originals = [
        (item, series, observation)
        for item in everything("indicators")
        for series in item["series"]
        for observation in series["observations"]
    ]
    rows = everything("observations")
    assert len(rows) > 100
    for row, (indicator, series, observation) in zip(rows, originals, strict=True):
        assert part(row, observation) == observation
        assert (row["indicator_code"], row["indicator_title"]) == (indicator["code"], indicator["title"])
        assert (row["series_key"], row["series_label"]) == (series["key"], series["label"])
        assert [row[name] for name in ("unit", "quantity", "role", "population")] == [
            series[name] for name in ("unit", "quantity", "role", "population")
        ]


def test_numbers_are_numbers_and_an_absence_is_not_zero() -> None:
    rows = everything("observations")
    assert any(row["value"] == 4944 for row in rows)
    for row in rows:
        assert not isinstance(row["value"], str)
        if row["missing_reason"]:
            assert row["value"] is None


def notes_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "severity" in value:
            yield value
        for one in value.values():
            yield from notes_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from notes_in(one)


def test_every_note_of_the_document_is_listed_once() -> None:
    """That of a reference stands in the document under each measure that rests on it, each time with its section."""
    originals: dict[str, list[dict[str, Any]]] = {}
    for note in notes_in(canonical()):
        originals.setdefault(note["code"], []).append(note)
    items = everything("notes")
    assert sorted(item["code"] for item in items) == sorted(originals)
    for item in items:
        assert part(item, originals[item["code"]][0]) in originals[item["code"]]
    assert got(f"notes/{items[0]['code']}") == items[0]


def test_providers_and_acronyms() -> None:
    document = canonical()
    assert everything("acronyms") == document["acronyms"]
    for item, original in zip(everything("providers"), document["providers"], strict=True):
        assert part(item, original) == original
        assert item["indicators"] == [one["code"] for one in everything("indicators", provider=item["code"])]
        assert item == got(f"providers/{item['code']}")


def test_every_link_leads_to_something() -> None:
    found = {
        address.partition("#")[0]
        for path in ("axes", "actions", "measures", "indicators", "notes", "references", "providers", "observations")
        for item in everything(path)
        for address in item["links"].values()
    }
    found |= {one.partition("#")[0] for item in everything("search", q="numérique") for one in item["links"].values()}
    pages = {address for address in found if "/api/" not in address}
    assert len(pages) > 30
    for address in (*pages, *sorted(found - pages)[::6]):
        assert ask(address).status_code == 200, address


def test_the_root_and_a_release_name_every_resource_at_its_address() -> None:
    for start in (got(""), got("releases/2025.1")):
        assert {"report", "axes", "indicators", "observations", "notes", "changes", "search"} <= start[
            "resources"
        ].keys()
        for name, address in start["resources"].items():
            assert ask(address).status_code == (400 if name == "search" else 200), name
    assert "2025" in got("")["citation"]
