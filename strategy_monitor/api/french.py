"""What the shapes and their fields mean, in French: a JSON Schema for each, with the words of the whole site."""

from __future__ import annotations

from typing import Any, Final

from pydantic.json_schema import models_json_schema

from strategy_monitor.api.operations import OPERATIONS
from strategy_monitor.api.problems import Details
from strategy_monitor.language import french
from strategy_monitor.report.terms import FIELDS, vocabulary_of

MEANINGS: Final = {
    "Acronym": "Un sigle.",
    "Action": "Une action prioritaire, avec tout ce qu’elle contient.",
    "Axis": "Un axe, avec tout ce qu’il contient.",
    "Change": "Une différence entre deux versions.",
    "ContentTable": "Un tableau du rapport.",
    "Details": "Un problème (RFC 9457).",
    "Fault": "Ce qui ne va pas dans un paramètre.",
    "Footnote": "Une note de bas de page.",
    "Governance": "La gouvernance de la stratégie.",
    "Hit": "Un résultat de recherche.",
    "Indicator": "Un indicateur, avec ses séries et ses notes.",
    "Links": "Où retrouver ceci, dans cette version, pour toujours.",
    "Measure": "Une mesure mise en œuvre.",
    "Note": "Un signalement public : ce qui est imprimé, pourquoi c’est signalé, ce qui a été décidé.",
    "Observation": "Un relevé : une valeur d’une série pour une période, ou pourquoi elle manque.",
    "Period": "Ce dont parle un relevé : premier et dernier jour compris, et son nom.",
    "Provider": "Un producteur de chiffres.",
    "Reference": "Un décret, une circulaire, un guide ou un site.",
    "Release": "Une version publiée.",
    "ReleaseHead": "Ce qui identifie une version.",
    "ReleaseResources": "Une version et ses ressources.",
    "Report": "Le document entier d’une version.",
    "Root": "La racine de l’API.",
    "Scale": "L’échelle d’avancement.",
    "ScaleStep": "Un niveau de l’échelle.",
    "Series": "Une quantité mesurée d’un indicateur.",
    "Strategy": "La stratégie.",
    "TableRow": "Une ligne de tableau.",
}
TOLD_HERE: Final = {("Observation", "period"): "période dont parle le relevé"}
"""Of fields that the list of changes does not name, for it names what stands in them."""

ENDINGS = ("Row", "Whole", "List")


def part(shape: str) -> str:
    """The part of the document that a shape is made of: « Indicator » for « IndicatorRow »."""
    if shape in MEANINGS:
        return shape
    return next((shape.removesuffix(ending) for ending in ENDINGS if shape.endswith(ending)), shape)


def schemas() -> dict[str, Any]:
    """Every shape that an operation answers, and all that stands in it, by name."""
    shapes = {operation.shape.__name__: operation.shape for operation in OPERATIONS if operation.shape}
    wanted = [(shape, "serialization") for shape in (*shapes.values(), Details)]
    _references, found = models_json_schema(wanted, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    return {name: translated(name, schema) for name, schema in sorted(found["$defs"].items())}


def translated(shape: str, schema: dict[str, Any]) -> dict[str, Any]:
    about = MEANINGS[part(shape)]
    told = f"Une page de la liste : {about[0].lower()}{about[1:]}" if shape.endswith("List") else about
    fields = {name: of_field(part(shape), name, one) for name, one in schema["properties"].items()}
    return {**schema, "title": shape, "description": french.typeset(told), "properties": fields}


def of_field(model: str, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The field as the site calls it, and what its codes stand for."""
    known = FIELDS.get(model, {}).get(name) or TOLD_HERE.get((model, name), "")
    said = f"{known[:1].upper()}{known[1:]}." if known else schema.get("description", "")
    codes = " ; ".join(f"{code} : {meaning}" for code, meaning in words_of(model, name).items())
    kept = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    return {**kept, "description": french.typeset(f"{said} {codes}.".strip() if codes else said)}


def words_of(model: str, name: str) -> dict[str, str]:
    """The word of each code that a field may hold; empty for a field of no codes, or one that no document has."""
    vocabulary = vocabulary_of(model, name) if name in FIELDS.get(model, {}) else None
    return vocabulary.words() if vocabulary else {}
