"""The page that documents the API, written on the server from its OpenAPI description, with real answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strategy_monitor.api import openapi, places
from strategy_monitor.api.operations import GROUPS, OPERATIONS, Operation
from strategy_monitor.api.parameters import DEFAULT_LIMIT, MAX_LIMIT
from strategy_monitor.api.problems import KINDS
from strategy_monitor.api.samples import sample
from strategy_monitor.language.french import NARROW
from strategy_monitor.pages.viewing import Viewing, page
from strategy_monitor.pages.views import show
from strategy_monitor.releases.load import Head

DAY = 86_400
LINES = 40
"""Of an answer that is shown; the rest is one link away."""


@dataclass(frozen=True)
class Argument:
    name: str
    required: bool
    values: str
    """What it can be, in words; empty where there are `choices`."""
    choices: tuple[str, ...]
    """The codes that it can be."""
    meaning: str


@dataclass(frozen=True)
class Shown:
    """An operation, as the page shows it."""

    operation: Operation
    paths: tuple[str, ...]
    arguments: tuple[Argument, ...]
    shape: str
    """Its name among the shapes; empty where it has none."""
    address: str
    """Of the example."""
    answer: str
    """Real, indented, cut to its first lines; empty where it is too long to be shown."""
    cut: bool


@dataclass(frozen=True)
class Shape:
    name: str
    meaning: str
    fields: tuple[Argument, ...]


@page
def documentation(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    publication, head = viewing.publication, viewing.head
    assert head is not None, "the newest release has one"
    told = openapi.described(head, publication.site, publication.licence)
    found = [shown(operation, viewing, head, told) for operation in OPERATIONS]
    return show(
        request,
        viewing,
        "api/docs.html",
        title=_("API"),
        description=_("Lire le rapport avec un programme : adresses, paramètres, exemples, erreurs."),
        root=places.root(publication.site),
        groups=[(name, GROUPS[name], [o for o in found if o.operation.group == name]) for name in GROUPS],
        shapes=shapes(told["components"]["schemas"]),
        kinds=[(kind, places.problem_page("", kind.code)) for kind in KINDS.values()],
        version=openapi.VERSION,
        default=DEFAULT_LIMIT,
        most=MAX_LIMIT,
        section="data",
    )


def shown(operation: Operation, viewing: Viewing, head: Head, document: dict[str, Any]) -> Shown:
    paths = tuple(f"/{operation.address(mount)}" for mount in operation.mounts)
    told = document["paths"][paths[0]]["get"]
    example = sample(operation, viewing.publication, head)
    lines = json.dumps(example.answer, ensure_ascii=False, indent=2).split("\n") if example.answer is not None else []
    schema = told["responses"]["200"]["content"][operation.media]["schema"]
    return Shown(
        operation,
        paths,
        tuple(argument(one) for one in told["parameters"]),
        target(schema),
        example.address,
        "\n".join(lines[:LINES]),
        len(lines) > LINES,
    )


def argument(one: dict[str, Any]) -> Argument:
    return described(one["name"], one["required"], one["schema"], one["description"])


def described(name: str, required: bool, schema: dict[str, Any], meaning: str) -> Argument:
    choices = tuple(str(value) or _("(vide)") for value in schema.get("enum", ()))
    return Argument(name, required, "" if choices else kind_of(schema), choices, meaning)


def target(schema: dict[str, Any]) -> str:
    """The name of the shape that this schema refers to; empty where it refers to none."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def kind_of(schema: dict[str, Any]) -> str:
    """What a value can be, in words: « nombre entier de 1 à 200 (sans lui : 50) », « liste de Series »."""
    if "anyOf" in schema:
        kinds = dict.fromkeys(kind_of(one) for one in schema["anyOf"] if one.get("type") != "null")
        said = " ou ".join(kind for kind in kinds if kind != _("nombre entier") or _("nombre") not in kinds)
        return said if {"type": "null"} not in schema["anyOf"] else _("%(kinds)s ou nul") % {"kinds": said}
    if schema.get("type") == "array":
        return _("liste de %(items)s") % {"items": kind_of(schema.get("items", {}))}
    return target(schema) or bounded(schema)


def bounded(schema: dict[str, Any]) -> str:
    named = {
        "integer": _("nombre entier"),
        "number": _("nombre"),
        "boolean": _("vrai ou faux"),
        "object": _("objet"),
        "null": _("nul"),
        "string": {"date": _("date"), "date-time": _("date et heure")}.get(schema.get("format", ""), _("texte")),
    }
    said = named[schema.get("type", "object")]
    if "maximum" in schema:
        said += " " + _("de %(low)s à %(high)s") % {"low": schema["minimum"], "high": f"{schema['maximum']:,}"}
    if "pattern" in schema:
        return _("code")
    if "maxLength" in schema:
        said += " " + _("d’au plus %(count)s caractères") % {"count": schema["maxLength"]}
    if "default" in schema and "maximum" in schema:
        said += " " + _("(sans lui : %(value)s)") % {"value": schema["default"]}
    return said.replace(",", NARROW)


def shapes(schemas: dict[str, Any]) -> list[Shape]:
    """Each shape, and its fields with their kinds and meanings."""
    return [
        Shape(
            name,
            schema["description"],
            tuple(
                described(field, field in schema.get("required", ()), one, one["description"])
                for field, one in schema["properties"].items()
            ),
        )
        for name, schema in schemas.items()
    ]


@require_safe
@cache_control(public=True, max_age=DAY)
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What a kind of problem means, and what to do. It needs no release: one of them says that there is none."""
    if code not in KINDS:
        raise Http404(_("Aucun problème ne porte ce code."))
    kind = KINDS[code]
    return render(request, "api/problem.html", {"title": kind.title, "description": kind.meaning, "kind": kind})
