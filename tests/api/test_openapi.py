"""The description is valid OpenAPI 3.1, in French, with real examples; what callers rely on is written down here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from strategy_monitor.api.operations import OPERATIONS
from strategy_monitor.report.document import Report
from tests.api.asking import addresses, ask, got

pytestmark = pytest.mark.usefixtures("published")

OPERATION_IDS = {
    "getRoot", "getOpenapi", "getSchema", "getReport", "search", "getStrategy", "getGovernance", "listAxes", "getAxis",
    "listActions", "getAction", "listMeasures", "getMeasure", "listReferences", "listNotes", "getNote", "getScale",
    "listIndicators", "getIndicator", "listSeries", "listObservations", "listProviders", "getProvider", "listAcronyms",
    "listReleases", "getRelease", "listChanges",
}  # fmt: skip
"""Written by hand: clients are generated from them."""

PATHS = {
    "/", "/openapi.json", "/schema.json", "/report", "/search", "/strategy", "/governance", "/axes", "/axes/{number}",
    "/actions", "/actions/{code}", "/measures", "/measures/{code}", "/references", "/notes", "/notes/{code}", "/scale",
    "/indicators", "/indicators/{code}", "/indicators/{code}/series", "/observations", "/providers",
    "/providers/{code}", "/acronyms", "/releases", "/releases/{release}", "/changes",
}  # fmt: skip
ENGLISH = (" the ", " of ", " is ", " where ", " which ")


def told() -> dict[str, Any]:
    return json.loads(ask("openapi.json").content)


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def test_it_is_valid_openapi_3_1() -> None:
    document = told()
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_names_and_addresses_are_the_ones_that_callers_know() -> None:
    document = told()
    assert {one.id for one in OPERATIONS} == OPERATION_IDS
    assert {path for path in document["paths"] if not path.startswith("/releases/{release}/")} == PATHS
    names = [one["operationId"] for one in operations(document)]
    assert len(names) == len(set(names)) == 2 * len(OPERATION_IDS) - 5


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]})


def test_every_answer_is_of_the_shape_that_is_described() -> None:
    document = told()
    by_path = {path: one["get"] for path, one in document["paths"].items()}
    for operation in OPERATIONS:
        for path, mount in zip(addresses((operation,)), operation.mounts, strict=True):
            described = by_path[f"/{operation.address(mount)}"]["responses"]["200"]["content"]
            assert list(described) == [ask(path)["Content-Type"]]
            validator = resolved(document, described[operation.media]["schema"])
            assert list(validator.iter_errors(json.loads(ask(path).content))) == [], path


def test_every_example_is_valid_and_real() -> None:
    document = told()
    quoted = set()
    for one in operations(document):
        for content in one["responses"]["200"]["content"].values():
            for reference in content.get("examples", {}).values():
                name = reference["$ref"].removeprefix("#/components/examples/")
                example = document["components"]["examples"][name]["value"]
                assert list(resolved(document, content["schema"]).iter_errors(example)) == []
                quoted.add(name)
        for parameter in one["parameters"]:
            if parameter["required"]:
                assert parameter["example"], (one["operationId"], parameter["name"])
    assert quoted == document["components"]["examples"].keys()
    assert len(quoted) > 20
    assert document["components"]["examples"]["listNotes"]["value"] == json.loads(ask("notes?limit=1").content)


def test_an_example_answers_the_request_that_the_examples_of_its_parameters_make() -> None:
    document = told()
    for path, item in document["paths"].items():
        one = item["get"]
        given = {place: {p["name"]: p["example"] for p in one["parameters"] if p["in"] == place and "example" in p}
                 for place in ("path", "query")}  # fmt: skip
        (content,) = one["responses"]["200"]["content"].values()
        for reference in content.get("examples", {}).values():
            name = reference["$ref"].removeprefix("#/components/examples/")
            answer = json.loads(ask(path.removeprefix("/").format_map(given["path"]), **given["query"]).content)
            assert answer == document["components"]["examples"][name]["value"], path


def test_every_refusal_is_described_with_a_valid_example() -> None:
    document = told()
    for answer in document["components"]["responses"].values():
        for media, content in answer.get("content", {}).items():
            assert media == "application/problem+json"
            for example in content["examples"].values():
                assert list(resolved(document, content["schema"]).iter_errors(example["value"])) == []


def words_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for name in ("description", "summary") if isinstance(text := value.get(name), str))
        for name, one in value.items():
            if name not in {"example", "examples"}:
                yield from words_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from words_of(one)


def test_all_that_it_says_is_french() -> None:
    found = list(words_of(told()))
    assert len(found) > 400
    for text in found:
        assert not any(word in f" {text} " for word in ENGLISH), text


def test_every_field_of_every_shape_is_explained() -> None:
    for name, schema in told()["components"]["schemas"].items():
        assert schema["description"], name
        for field, one in schema["properties"].items():
            assert one["description"], (name, field)


def test_the_schema_of_the_document_validates_the_document() -> None:
    schema = json.loads(ask("schema.json").content)
    assert schema["title"]
    assert list(Draft202012Validator(schema).iter_errors(json.loads(ask("report").content))) == []
    Report.model_validate(got("report"), strict=False)
