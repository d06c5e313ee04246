"""What a change is about, for a reader: which fields of the document are figures, texts, sources, method."""

from __future__ import annotations

from typing import Final, Literal

from strategy_monitor.report import terms
from strategy_monitor.report.diff import ORDER, Change

Topic = Literal[
    "indicators",
    "figures",
    "levels",
    "states",
    "measures",
    "wording",
    "sources",
    "method",
    "references",
    "notes",
    "layout",
]

TITLES: Final[dict[Topic, str]] = {
    "indicators": "Indicateurs ajoutés, retirés, renommés",
    "figures": "Chiffres",
    "levels": "Niveaux d’avancement",
    "states": "États",
    "measures": "Mesures et actions",
    "wording": "Libellés et textes",
    "sources": "Sources",
    "method": "Méthode",
    "references": "Références",
    "notes": "Notes éditoriales",
    "layout": "Place et présentation",
}
"""In the order in which they are told."""

COUNTED: Final[dict[Topic, tuple[str, str]]] = {
    "indicators": ("indicateur ajouté, retiré ou renommé", "indicateurs ajoutés, retirés ou renommés"),
    "figures": ("chiffre", "chiffres"),
    "levels": ("niveau", "niveaux"),
    "states": ("état", "états"),
    "measures": ("mesure ou action", "mesures ou actions"),
    "wording": ("texte", "textes"),
    "sources": ("source", "sources"),
    "method": ("point de méthode", "points de méthode"),
    "references": ("référence", "références"),
    "notes": ("note", "notes"),
    "layout": ("détail de présentation", "détails de présentation"),
}
"""One, several."""

WHOLE: Final[dict[str, Topic]] = {
    "Axis": "measures",
    "Action": "measures",
    "Measure": "measures",
    "Indicator": "indicators",
    "Series": "figures",
    "Observation": "figures",
    "Note": "notes",
    "Reference": "references",
    "Footnote": "references",
    "ContentTable": "wording",
    "TableRow": "wording",
    "ScaleStep": "method",
    "Provider": "sources",
    "Acronym": "wording",
    "Strategy": "wording",
    "Governance": "measures",
    "Report": "layout",
}
"""Where a thing is told that was added or withdrawn, and each of its fields that `FIELDS` does not name."""

LAYOUT = dict.fromkeys(("code", "key", "number", "hue", "section", "page", "impact_page", "axis", "action"), "layout")

FIELDS: Final[dict[str, dict[str, Topic]]] = {
    "Axis": {"title": "wording", "short_title": "wording"},
    "Action": {"title": "wording"},
    "Measure": {"text": "wording"},
    "Governance": {"title": "wording"},
    "Indicator": {
        "context": "wording",
        "remark": "wording",
        "definition": "method",
        "category": "method",
        "nature": "method",
        "frequency": "method",
        "frequency_basis": "method",
        "source": "sources",
        "planned_source": "sources",
        "providers": "sources",
        "planned_providers": "sources",
    },
    "Series": {
        "label": "wording",
        "population": "method",
        "unit": "method",
        "unit_singular": "method",
        "quantity": "method",
        "role": "method",
        "polarity": "method",
        "group": "method",
        "part_of": "method",
        "whole": "method",
    },
    "Observation": {
        "level": "levels",
        "level_basis": "levels",
        "state": "states",
        "printed": "sources",
        "place": "layout",
        "source": "sources",
        "planned_source": "sources",
        "data_date": "sources",
        "printed_date": "sources",
        "origin": "sources",
        "origin_detail": "sources",
        "validated_by": "sources",
        "validated_on": "sources",
        "break_before": "method",
    },
}

KEEPS_ITS_FIELDS = {"Note", "Reference", "Provider"}
"""What is told in one place, the page and the code included."""

NAMES = {model: {label: name for name, label in labels.items()} for model, labels in terms.FIELDS.items()}
PERIOD = {label: name for name, label in terms.FIELDS["Period"].items()}


def name_of(change: Change) -> str:
    """The field that changed, as the document calls it: « value »; empty for a whole thing, its place or an order."""
    return NAMES.get(change.model, {}).get(change.field, "")


def topic_of(change: Change) -> Topic:
    if change.field.startswith(ORDER):
        return "layout"
    if change.model == "Observation" and change.field in PERIOD:
        return "method"
    name, whole = name_of(change), WHOLE[change.model]
    if not name or change.model in KEEPS_ITS_FIELDS:
        return whole
    return FIELDS.get(change.model, {}).get(name) or ("layout" if name in LAYOUT else whole)
