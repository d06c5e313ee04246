"""An OpenAPI document as a reader goes through it: by resource, each with its operations and the shapes of its own.

It reads nothing but the document, so that the pages say what any tool is told.
"""

from __future__ import annotations

import json
from collections.abc import Set
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from strategy_monitor.language.french import NARROW

LINES = 40
"""Of an answer that is shown; the rest is one link away."""

ROOT = "racine"
"""The resource that stands at « / »."""

OF_RELEASE = "/releases/{release}"
"""Where each operation of the release in force stands once more, for one release."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Argument:
    """A parameter of an operation, or a field of a shape."""

    name: str
    required: bool
    values: str
    """What it can be, in words; empty where there are `choices`."""
    choices: tuple[str, ...]
    """The codes that it can be."""
    meaning: str


@dataclass(frozen=True)
class DescribedShape:
    name: str
    meaning: str
    fields: tuple[Argument, ...]


@dataclass(frozen=True)
class Operation:
    id: str
    title: str
    meaning: str
    paths: tuple[str, ...]
    """Under the release in force, then under one release."""
    arguments: tuple[Argument, ...]
    shape: str
    """The name of the shape of its answer, in today's schema; empty where it has none."""
    address: str
    """Of the example; empty where the release holds nothing that it could name."""
    answer: str
    """Real, indented, cut to its first lines; empty where none is quoted."""
    cut: bool


@dataclass(frozen=True)
class Resource:
    name: str
    """The first part of its paths."""
    operations: tuple[Operation, ...]
    shapes: tuple[DescribedShape, ...]
    """Those that no other resource answers with."""


@dataclass(frozen=True)
class ResourceGroup:
    name: str
    meaning: str
    resources: tuple[Resource, ...]


@dataclass(frozen=True)
class ApiReference:
    version: str
    groups: tuple[ResourceGroup, ...]
    shapes: tuple[DescribedShape, ...]
    """Those that several resources share."""

    @property
    def resources(self) -> dict[str, Resource]:
        return {resource.name: resource for group in self.groups for resource in group.resources}

    @property
    def homes(self) -> dict[str, str]:
        """The name of a shape → that of the resource that shows it; a shape that several share is not in it."""
        return {shape.name: resource.name for resource in self.resources.values() for shape in resource.shapes}


def read_reference(document: Json) -> ApiReference:
    schemas = document["components"]["schemas"]
    items = {name: path_items(document, name) for name in names_of_resources(document)}
    answered = {name: shapes_named(schemas, found) for name, found in items.items()}
    shared = {shape for shape in schemas if sum(shape in found for found in answered.values()) != 1}

    def resource(name: str) -> Resource:
        operations = tuple(operation_at(document, path) for path in items[name])
        return Resource(name, operations, shapes_of(schemas, answered[name] - shared))

    def group(tag: Json) -> ResourceGroup:
        names = [name for name, found in items.items() if next(iter(found.values()))["tags"] == [tag["name"]]]
        return ResourceGroup(tag["name"], tag["description"], tuple(resource(name) for name in names))

    groups = tuple(group(tag) for tag in document["tags"])
    return ApiReference(document["info"]["version"], groups, shapes_of(schemas, shared))


def names_of_resources(document: Json) -> list[str]:
    return list(dict.fromkeys(name_of_resource(path) for path in document["paths"]))


def name_of_resource(path: str) -> str:
    """« /indicators/{code}/series » → « indicators »; « /openapi.json » → « openapi »."""
    own = path.removeprefix(OF_RELEASE + "/").lstrip("/")
    return own.partition("/")[0].partition(".")[0] or ROOT


def path_items(document: Json, name: str) -> dict[str, Json]:
    """Path → its operation, for this resource; what stands under one release too is told once."""
    return {
        path: one["get"]
        for path, one in document["paths"].items()
        if name_of_resource(path) == name and not path.startswith(OF_RELEASE + "/")
    }


def shapes_named(schemas: Json, value: Any) -> set[str]:
    """The shapes that a part of the document refers to, and those that they refer to; not those of refusals, which
    all operations share."""
    waiting: list[Any] = [value]
    seen: set[str] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            name = shape_named(one)
            if name in schemas and name not in seen:
                seen.add(name)
                waiting.append(schemas[name])
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return seen


def operation_at(document: Json, path: str) -> Operation:
    found = document["paths"][path]["get"]
    ((_media, content),) = found["responses"]["200"]["content"].items()
    lines = example_lines(document, content)
    todays, *_past = content["schema"].get("anyOf", (content["schema"],))
    paths = (path, OF_RELEASE + path) if OF_RELEASE + path in document["paths"] else (path,)
    return Operation(
        id=found["operationId"],
        title=found["summary"],
        meaning=found["description"],
        paths=paths,
        arguments=tuple(argument(one["name"], one["required"], one) for one in found["parameters"]),
        shape=shape_named(todays),
        address=example_address(document["servers"][0]["url"], path, found["parameters"]),
        answer="\n".join(lines[:LINES]),
        cut=len(lines) > LINES,
    )


def example_lines(document: Json, content: Json) -> list[str]:
    for example in content.get("examples", {}).values():
        name = example["$ref"].rpartition("/")[2]
        value = document["components"]["examples"][name]["value"]
        return json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return []


def example_address(server: str, path: str, parameters: list[Json]) -> str:
    """The address that the examples of the parameters make; empty where one that is needed has none."""
    if any(one["required"] and "example" not in one for one in parameters):
        return ""
    in_query = sorted((one["name"], one["example"]) for one in parameters if one["in"] == "query" and "example" in one)
    in_path = {one["name"]: quote(one["example"]) for one in parameters if one["in"] == "path"}
    return f"{server}{path.format_map(in_path)}{'?' if in_query else ''}{urlencode(in_query)}"


def shapes_of(schemas: Json, names: Set[str]) -> tuple[DescribedShape, ...]:
    """Those of these names, each with its fields, their kinds and meanings."""
    return tuple(
        DescribedShape(
            name,
            schema["description"],
            tuple(
                argument(field, field in schema.get("required", ()), {"schema": one, **one})
                for field, one in schema["properties"].items()
            ),
        )
        for name, schema in schemas.items()
        if name in names
    )


def argument(name: str, required: bool, one: Json) -> Argument:
    schema = one["schema"]
    choices = tuple(str(value) or _("(vide)") for value in schema.get("enum", ()))
    return Argument(name, required, "" if choices else describe_value_type(schema), choices, one["description"])


def shape_named(schema: Json) -> str:
    """The name of the shape that this schema refers to; empty where it refers to none."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def describe_value_type(schema: Json) -> str:
    """What a value can be, in words: « nombre entier de 1 à 200 (sans lui : 50) », « liste de Series »."""
    if "anyOf" in schema:
        kinds = dict.fromkeys(describe_value_type(one) for one in schema["anyOf"] if one.get("type") != "null")
        said = " ou ".join(kind for kind in kinds if kind != _("nombre entier") or _("nombre") not in kinds)
        return said if {"type": "null"} not in schema["anyOf"] else _("%(kinds)s ou nul") % {"kinds": said}
    if schema.get("type") == "array":
        return _("liste de %(items)s") % {"items": describe_value_type(schema.get("items", {}))}
    return shape_named(schema) or bounded_kind(schema)


def bounded_kind(schema: Json) -> str:
    kinds = {
        "integer": _("nombre entier"),
        "number": _("nombre"),
        "boolean": _("vrai ou faux"),
        "object": _("objet"),
        "null": _("nul"),
        "string": {"date": _("date"), "date-time": _("date et heure")}.get(schema.get("format", ""), _("texte")),
    }
    said = kinds[schema.get("type", "object")]
    if "maximum" in schema:
        said += " " + _("de %(low)s à %(high)s") % {"low": schema["minimum"], "high": f"{schema['maximum']:,}"}
    if "pattern" in schema:
        return _("code")
    if "maxLength" in schema:
        said += " " + _("d’au plus %(count)s caractères") % {"count": schema["maxLength"]}
    if "default" in schema and "maximum" in schema:
        said += " " + _("(sans lui : %(value)s)") % {"value": schema["default"]}
    return said.replace(",", NARROW)
