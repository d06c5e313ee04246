"""What the shapes and their fields mean, in French: a JSON Schema for each, with the words of the whole site."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from strategy_monitor.api.problems import Details
from strategy_monitor.language import french
from strategy_monitor.language.fields import PARTS
from strategy_monitor.report import document
from strategy_monitor.report.once import once
from strategy_monitor.report.terms import vocabulary_of

MEANINGS: Final = {
    **{name: part.meaning for name, part in PARTS.items()},
    "Change": "Une différence entre deux versions.",
    "Details": "Un problème (RFC 9457).",
    "Fault": "Ce qui ne va pas dans un paramètre.",
    "Hit": "Un résultat de recherche.",
    "Links": "Où retrouver ceci, dans cette version, pour toujours.",
    "PastReport": "Le document entier d’une version publiée selon un schéma passé. « donnees/schema.json », parmi les "
    "fichiers de cette version, décrit tout ce qu’il contient.",
    "Release": "Une version publiée.",
    "ReleaseHead": "Ce qui identifie une version.",
    "ReleaseResources": "Une version et ses ressources.",
    "Root": "La racine de l’API.",
    "Scale": "L’échelle d’avancement.",
}
"""Of the parts of the document, as they say it themselves; and of what only the API answers."""

ENDINGS = ("Row", "Whole", "List")


def part(shape: str) -> str:
    """The part of the document that a shape is made of: « Indicator » for « IndicatorRow »."""
    if shape in MEANINGS:
        return shape
    return next((shape.removesuffix(ending) for ending in ENDINGS if shape.endswith(ending)), shape)


@once(maxsize=1)  # of the one list that there is: the same whatever the release
def of_shapes(shapes: tuple[type[BaseModel] | None, ...]) -> dict[str, Any]:
    """These shapes, that of a refusal, and all that stands in them, by name; None is a shape described elsewhere."""
    answered = dict.fromkeys(shape for shape in shapes if shape is not None)
    wanted = [(shape, "serialization") for shape in (*answered, Details)]
    _references, found = models_json_schema(wanted, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    return {name: in_french(name, schema) for name, schema in sorted(found["$defs"].items())}


def in_french(shape: str, schema: dict[str, Any]) -> dict[str, Any]:
    about = MEANINGS[part(shape)]
    meaning = f"Une page de la liste : {about[0].lower()}{about[1:]}" if shape.endswith("List") else about
    fields = {name: of_field(part(shape), name, one) for name, one in schema["properties"].items()}
    return {**schema, "title": shape, "description": french.typeset(meaning), "properties": fields}


def of_field(model: str, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """What the field means, and what its codes stand for."""
    said = schema.get("description", "")
    codes = " ; ".join(f"{code} : {meaning}" for code, meaning in words_of(model, name).items())
    kept = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    return {**kept, "description": french.typeset(f"{said} {codes}.".strip() if codes else said)}


def words_of(model: str, name: str) -> dict[str, str]:
    """The word of each code that a field may hold; empty for a field of no codes, or one that no document has."""
    known = model in PARTS and name in PARTS[model].fields
    vocabulary = vocabulary_of(getattr(document, model), name) if known else None
    return vocabulary.words() if vocabulary else {}
