"""The bill of materials is one that other programs read. (That both documents are current: `test_generated.py`.)"""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from tests.supply.documents import write_sbom
from tests.supply.packages import ROOT, locked

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return json.loads(write_sbom())


@pytest.fixture(scope="module")
def cyclonedx() -> Draft7Validator:
    schemas = {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in (ROOT / "tests/supply/vendor").glob("*.json")
    }
    registry = Registry().with_resources((one["$id"], Resource.from_contents(one)) for one in schemas.values())
    return Draft7Validator(schemas["bom-1.6.schema.json"], registry=registry)


def test_it_is_of_cyclonedx_1_6(bill, cyclonedx) -> None:
    assert [error.message for error in cyclonedx.iter_errors(bill)] == []


@pytest.mark.parametrize(
    "fault",
    [
        {"specVersion": 1.6},
        {"components": [{"type": "library"}]},
        {"components": [{"type": "library", "name": "a", "licenses": [{"license": {"id": "None of SPDX"}}]}]},
        {"colour": "blue"},
    ],
)
def test_a_fault_in_it_would_be_found(bill, cyclonedx, fault) -> None:
    assert not cyclonedx.is_valid({**bill, **fault})


def test_it_names_each_package_that_is_installed(bill) -> None:
    named = {one["name"]: one["version"] for one in bill["components"] if one["purl"].startswith("pkg:pypi/")}
    assert named == {one.name: str(one.requirement.specifier).removeprefix("==") for one in locked()}


def test_what_depends_leads_to_what_is_named(bill) -> None:
    refs = [bill["metadata"]["component"]["bom-ref"], *(one["bom-ref"] for one in bill["components"])]
    assert sorted(refs) == sorted({*refs})
    assert sorted(one["ref"] for one in bill["dependencies"] if one["dependsOn"]) != []
    assert {ref for one in bill["dependencies"] for ref in (one["ref"], *one["dependsOn"])} <= {*refs}
    reached, waiting = set(), [refs[0]]
    graph = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    while waiting:
        one = waiting.pop()
        reached.add(one)
        waiting += [other for other in graph.get(one, ()) if other not in reached]
    assert reached == {*refs}
