"""What stands under a field of a form: what to type, and what becomes of it.

What the document holds says it itself (`language.fields`); here is what only the working copy has.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from strategy_monitor.language.fields import (
    ACRONYM,
    ACTION,
    AXIS,
    CONTENT_TABLE,
    FOOTNOTE,
    GOVERNANCE,
    MEASURE,
    REFERENCE,
    STRATEGY,
    TABLE_ROW,
)

POSITION = _("Ordre d’affichage : 1 vient en premier.")

FALLBACK: dict[str, dict[str, Any]] = {
    "axes.Strategy": {
        **STRATEGY.hints(),
        "governance_title": GOVERNANCE["title"].hint,
        "governance_page": GOVERNANCE["page"].hint,
    },
    "axes.Axis": {**AXIS.hints(), "strategy": _("La stratégie dont c’est un axe.")},
    "axes.PriorityAction": {**ACTION.hints(), "axis": _("L’axe dont c’est une action."), "position": POSITION},
    "axes.Measure": {
        **MEASURE.hints(),
        "action": _("L’action que cette mesure met en œuvre : chercher par numéro ou par intitulé."),
        "position": POSITION,
    },
    "axes.Reference": REFERENCE.hints(),
    "axes.ContentTable": {
        **CONTENT_TABLE.hints(),
        "measure": _("La mesure que ce tableau détaille."),
        "position": POSITION,
    },
    "axes.Acronym": ACRONYM.hints(),
    "axes.Citation": {
        "printed_label": REFERENCE["printed_label"].hint,
        "measure": _("La mesure qui cite cette référence."),
        "position": POSITION,
    },
    "axes.Footnote": {
        **FOOTNOTE.hints(),
        "measure": _("La mesure où la note est appelée ; vide si c’est l’introduction."),
        "strategy": _("Pour une note de l’introduction seulement."),
    },
    "axes.ContentRow": {
        **TABLE_ROW.hints(),
        "table": _("Le tableau dont c’est une ligne."),
        "position": POSITION,
    },
}
"""Model → field → what to type, where the form of the model says nothing of its own."""
