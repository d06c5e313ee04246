"""A table of operations, as an OpenAPI 3.1 document, with one real answer of each.

What it says of the shapes is what writes them. A request made of the examples of its parameters is answered by the
example of its answer: the pages of the documentation are written from this alone.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from pydantic import BaseModel

from strategy_monitor.api import problems, schemas
from strategy_monitor.api.operation import Operation, PathVariable
from strategy_monitor.api.parameters import Parameters
from strategy_monitor.api.places import ReleaseRequest, api_root, problem_page
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.releases import load
from strategy_monitor.releases.load import Head
from strategy_monitor.report.document import Report
from strategy_monitor.report.once import once
from strategy_monitor.web.authority import Licence

Operations = tuple[Operation, ...]

VERSION = "1.3.0"
"""Of the contract: the last number changes with its words, the second with additions, the first with the address."""

REFUSALS = {
    "406": ("format-refuse",),
    "405": ("methode-refusee",),
    "400": ("parametre-refuse", "demande-illisible"),
    "500": ("panne",),
    "503": ("rien-a-servir", "comparaison-differee"),
}
"""What any operation may answer instead."""

ABSENT = ("adresse-inconnue", "ressource-inconnue", "version-inconnue")
TOO_LONG = "L’adresse dépasse 4 000 caractères : le serveur la refuse avant que l’API ne la lise, sans problème JSON."
UNQUOTED: Final = {"getReport", "getOpenapi", "getSchema", "listReleases", "listChanges"}
"""Operations whose answer is too long to be an example, or depends on more than one release."""

ANSWER = "reponse"
"""How an answer that is quoted is called among the examples of its operation."""

WORD = re.compile(r"\w{6,40}")

HEADERS = {
    "ETag": "Étiquette de la réponse ; à renvoyer dans « If-None-Match » pour n’en recevoir que ce qui a changé.",
    "Link": "Les autres pages de la liste (RFC 8288) : « first », « prev », « next », « last ».",
    "Content-Location": "L’adresse permanente de la même réponse, dans la version qui a servi à l’écrire.",
    "Retry-After": "Nombre de secondes à attendre avant de redemander.",
    "Allow": "Les méthodes admises.",
}


@once(maxsize=4)
def describe_api(operations: Operations, head: Head | None, site: str, licence: Licence) -> dict[str, Any]:
    """With examples of this release, which can be opened."""
    publication = Publication(load.open_release(head).report, head, site, licence) if head else None
    groups = dict.fromkeys(operation.group for operation in operations)
    examples = examples_of(operations, publication) if publication else {}
    return {
        "openapi": "3.1.0",
        "info": information(),
        "servers": [{"url": api_root(settings.SITE_URL).rstrip("/")}],
        "tags": [{"name": group.name, "description": french.typeset(group.meaning)} for group in groups],
        "paths": paths(operations, publication, examples),
        "components": {
            "schemas": schemas.of_shapes(
                tuple(shape for operation in operations for shape in (operation.shape, operation.past_shape))
            ),
            "responses": responses(),
            "headers": {name: header(meaning) for name, meaning in HEADERS.items()},
            "examples": examples,
        },
    }


def information() -> dict[str, Any]:
    site, licence = settings.SITE_URL, settings.DATA_LICENCE
    found: dict[str, Any] = {
        "title": "API du suivi de la stratégie",
        "version": VERSION,
        "summary": "Le rapport publié, à lire par des programmes.",
        "description": french.typeset(
            "Chaque réponse est une fonction d’une version publiée et d’une adresse. Sans version dans l’adresse, "
            "c’est la version en vigueur qui répond. Lecture seule, sans clé ni compte. "
            f"Documentation : {site}{reverse('api:docs')}. {licence.sentence}"
        ),
    }
    if licence.decided:
        found["license"] = {"name": licence.name, **({"url": licence.url} if licence.url else {})}
    return found


def header(meaning: str) -> dict[str, Any]:
    return {"description": french.typeset(meaning), "schema": {"type": "string"}}


def reference_to(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def responses() -> dict[str, Any]:
    """The answers that operations share: each status, and the kinds of problems that it stands for."""
    unchanged = {"description": "La réponse n’a pas changé.", "headers": {"ETag": reference_to("headers", "ETag")}}
    return {
        "Unchanged": unchanged,
        "TooLong": {"description": french.typeset(TOO_LONG)},
        **{f"Problem{status}": refusal_response(*codes) for status, codes in REFUSALS.items()},
        "Problem404": refusal_response(*ABSENT),
        "Problem410": refusal_response("version-retiree"),
    }


def refusal_response(*codes: str) -> dict[str, Any]:
    kinds = [problems.KINDS[code] for code in codes]
    examples = {kind.code: {"value": example_of(kind)} for kind in kinds}
    content = {"schema": reference_to("schemas", "Details"), "examples": examples}
    found: dict[str, Any] = {
        "description": french.typeset(" ; ".join(f"{kind.title} ({kind.code})" for kind in kinds) + "."),
        "content": {problems.CONTENT_TYPE: content},
    }
    also = {405: "Allow", 503: "Retry-After"}.get(kinds[0].status)
    if also:
        found["headers"] = {also: reference_to("headers", also)}
    return found


def example_of(kind: problems.ProblemKind) -> dict[str, Any]:
    page = problem_page(settings.SITE_URL, kind.code)
    problem = problems.Problem(kind.code, kind.meaning)
    return problem.details(page, reverse("api:root")).model_dump(mode="json")


def examples_of(operations: Operations, publication: Publication) -> dict[str, Any]:
    """One real answer of each operation, by its id: an answer that two addresses give is quoted once."""
    found = {operation.id: example_answer(operation, publication) for operation in operations}
    return {name: {"value": answer} for name, answer in found.items() if answer is not None}


def example_answer(operation: Operation, publication: Publication) -> dict[str, Any] | None:
    """As JSON holds it; None for what is not quoted, and where the release holds nothing that it could name."""
    report, head = publication.report, publication.head
    names = {name.name: name.example(report) for name in operation.names}
    if operation.id in UNQUOTED or not all(names.values()) or head is None:
        return None
    answer, _near = operation.reply(ReleaseRequest(publication, head, names, example_parameters(operation, report)))
    if isinstance(answer, BaseModel):
        return answer.model_dump(mode="json")
    told: dict[str, Any] = json.loads(answer)
    return told


def example_parameters(operation: Operation, report: Report) -> Parameters:
    """As few as the operation can do with, and one item of a list."""
    needed = {
        name: example_word(report) for name, one in operation.parameters.model_fields.items() if one.is_required()
    }
    return operation.parameters.model_validate(needed | ({"limit": "1"} if operation.listed else {}))


def example_word(report: Report) -> str:
    """One that a search finds."""
    found = WORD.search(report.strategy.title)
    return found[0] if found else report.strategy.title.split()[0][:40]


def paths(operations: Operations, publication: Publication | None, examples: dict[str, Any]) -> dict[str, Any]:
    """In the order of the table."""
    return {
        f"/{operation.address(mount)}": {"get": get(operation, mount, publication, operation.id in examples)}
        for operation in operations
        for mount in operation.mounts
    }


def get(operation: Operation, mount: str, publication: Publication | None, quoted: bool) -> dict[str, Any]:
    release = publication.head.name if publication and publication.head else ""
    report = publication.report if publication else None
    given = [in_path(PathVariable("release", RELEASE, lambda _report: release), report)] if mount else []
    given += [in_path(name, report) for name in operation.names]
    given += in_query(operation, report)
    return {
        "operationId": operation.name(mount),
        "tags": [operation.group.name],
        "summary": french.typeset(
            operation.title + (", dans une version" if mount and operation.scope == "both" else "")
        ),
        "description": french.typeset(operation.meaning),
        "parameters": given,
        "responses": answers(operation, mount, quoted),
    }


RELEASE = "Nom d’une version : édition, point, numéro."


def in_path(name: PathVariable, report: Report | None) -> dict[str, Any]:
    example = name.example(report) if report else ""
    return {
        "name": name.name,
        "in": "path",
        "required": True,
        "description": french.typeset(name.description),
        "schema": {"type": "string", "minLength": 1},
        **({"example": example} if example else {}),
    }


def in_query(operation: Operation, report: Report | None) -> list[dict[str, Any]]:
    """The filters first, then the paging."""
    schema = operation.parameters.model_json_schema()
    required = schema.get("required", ())
    given = example_parameters(operation, report).model_dump(mode="json", exclude_unset=True) if report else {}
    found = [
        {**of_query(name, one, name in required), **({"example": given[name]} if name in given else {})}
        for name, one in schema.get("properties", {}).items()
    ]
    return sorted(found, key=lambda one: one["name"] in {"limit", "offset"})


def of_query(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    """A parameter is there or not: an address has no null."""
    said = schema.pop("description")
    kept = {key: value for key, value in schema.items() if key not in {"anyOf", "title"} and value is not None}
    kept |= next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), {})
    return {"name": name, "in": "query", "required": required, "description": french.typeset(said), "schema": kept}


def answer_schema(operation: Operation) -> dict[str, Any]:
    """Today's shape first."""
    shapes = [shape for shape in (operation.shape, operation.past_shape) if shape]
    found = [reference_to("schemas", shape.__name__) for shape in shapes] or [{"type": "object"}]
    return found[0] if len(found) == 1 else {"anyOf": found}


def answers(operation: Operation, mount: str, quoted: bool) -> dict[str, Any]:
    headers = ["ETag"] + ["Link"] * operation.listed + ["Content-Location"] * (operation.scope == "both" and not mount)
    examples = {"examples": {ANSWER: reference_to("examples", operation.id)}} if quoted else {}
    found = {
        "200": {
            "description": french.typeset(operation.title + "."),
            "headers": {name: reference_to("headers", name) for name in headers},
            "content": {operation.media: {"schema": answer_schema(operation), **examples}},
        },
        "304": reference_to("responses", "Unchanged"),
        "414": reference_to("responses", "TooLong"),
        **{status: reference_to("responses", f"Problem{status}") for status in REFUSALS},
    }
    if mount or operation.names or "axis" in operation.parameters.model_fields:
        found["404"] = reference_to("responses", "Problem404")
    if mount or "before" in operation.parameters.model_fields:
        found["410"] = reference_to("responses", "Problem410")
    return dict(sorted(found.items()))
