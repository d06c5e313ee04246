"""French names of the fields of the document, and words for its codes: what a list of changes speaks with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

from strategy_monitor.language import french
from strategy_monitor.language.codes import Code
from strategy_monitor.report import document
from strategy_monitor.report.vocabulary import Coded

FIELDS = {
    "Report": {
        "schema_version": "version du schéma",
        "edition": "édition",
        "strategy": "stratégie",
        "scale": "échelle d’avancement",
        "scale_notes": "notes sur l’échelle",
        "governance": "gouvernance",
        "axes": "axes",
        "providers": "producteurs",
        "acronyms": "sigles",
    },
    "Strategy": {
        "title": "titre",
        "short_title": "titre court",
        "authority": "autorité",
        "adopted_on": "date d’adoption",
        "legal_basis": "base légale",
        "introduction": "introduction",
        "indicators_remark": "remarque sur les indicateurs",
        "footnotes": "notes de bas de page",
        "notes": "notes éditoriales",
    },
    "Governance": {"title": "titre", "page": "page", "measures": "mesures"},
    "Axis": {
        "number": "numéro",
        "title": "titre",
        "short_title": "titre court",
        "hue": "couleur",
        "section": "section",
        "page": "page",
        "impact_page": "page des indicateurs d’impact",
        "actions": "actions",
        "indicators": "indicateurs d’impact",
        "notes": "notes éditoriales",
    },
    "Action": {
        "number": "numéro",
        "title": "titre",
        "section": "section",
        "page": "page",
        "measures": "mesures",
        "indicators": "indicateurs",
        "notes": "notes éditoriales",
    },
    "Measure": {
        "code": "code",
        "text": "texte",
        "references": "références",
        "footnotes": "notes de bas de page",
        "tables": "tableaux",
        "measures": "sous-mesures",
        "notes": "notes éditoriales",
    },
    "Reference": {
        "code": "code",
        "kind": "type",
        "label": "intitulé",
        "printed_label": "intitulé imprimé",
        "identifier": "numéro",
        "date": "date",
        "url": "adresse",
        "notes": "notes éditoriales",
    },
    "Footnote": {"marker": "appel", "text": "texte", "url": "adresse"},
    "ContentTable": {
        "code": "code",
        "title": "titre",
        "caption": "légende",
        "kind": "type",
        "row_heading": "intitulé des lignes",
        "columns": "colonnes",
        "column_descriptions": "explication des colonnes",
        "rows": "lignes",
        "note": "note",
    },
    "TableRow": {"label": "intitulé", "cells": "cellules"},
    "Indicator": {
        "code": "code",
        "category": "catégorie",
        "nature": "nature",
        "axis": "axe",
        "action": "action",
        "title": "intitulé",
        "short_title": "intitulé court",
        "context": "contexte",
        "remark": "remarque sur les données",
        "definition": "définition",
        "source": "source",
        "planned_source": "source à terme",
        "providers": "producteurs",
        "planned_providers": "producteurs à terme",
        "frequency": "fréquence",
        "frequency_basis": "d’où vient la fréquence",
        "section": "section",
        "page": "page",
        "series": "séries",
        "notes": "notes éditoriales",
    },
    "Series": {
        "key": "clé",
        "label": "libellé",
        "unit": "unité",
        "unit_singular": "unité au singulier",
        "quantity": "grandeur",
        "role": "rôle",
        "polarity": "sens de lecture",
        "group": "groupe",
        "part_of": "partie de",
        "whole": "le groupe forme un tout",
        "population": "population",
        "observations": "relevés",
    },
    "Observation": {
        "value": "valeur",
        "value_high": "borne haute",
        "level": "niveau",
        "level_basis": "fondement du niveau",
        "state": "état",
        "missing_reason": "raison de l’absence",
        "manner": "manière",
        "cumulative_since": "cumulé depuis",
        "printed": "texte imprimé",
        "place": "place dans le rapport",
        "section": "section",
        "page": "page",
        "source": "source",
        "planned_source": "source à terme",
        "data_date": "date des données",
        "printed_date": "date imprimée",
        "origin": "provenance de la valeur",
        "origin_detail": "fichier et cellule",
        "break_before": "rupture",
        "validated_by": "validé par",
        "validated_on": "validé le",
        "notes": "notes éditoriales",
    },
    "Period": {
        "kind": "type de période",
        "start": "premier jour",
        "end": "dernier jour",
        "label": "période",
        "days_printed": "jours donnés par la source",
    },
    "Note": {
        "code": "code",
        "kind": "type",
        "severity": "gravité",
        "status": "suite donnée",
        "printed": "ce qui est imprimé",
        "reason": "pourquoi c’est signalé",
        "decision": "ce qui a été décidé",
        "off_scale": "hors échelle",
        "section": "section",
        "page": "page",
    },
    "Provider": {"code": "code", "name": "nom", "acronym": "sigle", "url": "adresse"},
    "ScaleStep": {"level": "niveau", "caption": "légende", "printed": "imprimée dans le rapport"},
    "Acronym": {"letters": "sigle", "meaning": "signification"},
}


@cache
def vocabulary_of(model: str, field: str) -> type[Code] | None:
    """The vocabulary of a field of the document; None where it holds no codes."""
    metadata = getattr(document, model).model_fields[field].metadata
    return next((one.codes for one in metadata if isinstance(one, Coded)), None)


def shown(model: str, field: str, value: object) -> str:
    """A value of the document in French; empty where there is none."""
    if (codes := vocabulary_of(model, field)) is not None:
        code = str(value)
        return codes(code).word if code in set(codes) else code
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return french.write_number(value)
    if isinstance(value, dt.date):
        return french.write_date(value)
    if isinstance(value, tuple):
        return french.typeset(listed(value))
    return "" if value is None else french.typeset(str(value))


def listed(texts: tuple[str, ...]) -> str:
    """Short texts on one line, an empty one as a dash; paragraphs stay paragraphs."""
    if any(len(text) > 60 or "\n" in text for text in texts):
        return "\n\n".join(texts)
    return " ; ".join(text or "–" for text in texts)
