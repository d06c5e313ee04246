"""What stands under a field of a form: what to type, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

POSITION = _("Ordre d’affichage : 1 vient en premier.")
PAGE = _("Numéro de page dans le rapport imprimé ; vide si la partie n’y figure pas.")
CODE = _("Permanent : d’autres données et les fichiers d’échange le citent. Lettres, chiffres, points et tirets.")
MARKER = _("Le chiffre qui appelle la note dans le texte : « 1 ».")
WEB = _("Commence par « https:// ».")
ENOUGH = _("Une ligne vide sépare deux paragraphes.")

FALLBACK: dict[str, dict[str, Any]] = {
    "axes.Strategy": {
        "title": _("Le titre complet, tel qu’adopté."),
        "adopted_on": _("Le jour de la décision : 10/10/2018."),
        "legal_basis": _("La décision ou le décret qui fonde la stratégie."),
        "governance_title": _("Le titre de la partie sur la gouvernance, tel qu’imprimé."),
    },
    "axes.Axis": {
        "strategy": _("La stratégie dont c’est un axe."),
        "title": _("Mot pour mot, comme dans le rapport."),
    },
    "axes.PriorityAction": {
        "axis": _("L’axe dont c’est une action."),
        "title": _("Mot pour mot, comme dans le rapport."),
    },
    "axes.Measure": {
        "text": _("Ce qui a été fait, en quelques phrases."),
        "action": _("L’action que cette mesure met en œuvre : chercher par numéro ou par intitulé."),
    },
    "axes.Reference": {
        "kind": _("Décret, circulaire, guide, site…"),
        "date": _("Sa date, si elle est sûre ; vide si le rapport se contredit."),
    },
    "axes.ContentTable": {
        "measure": _("La mesure que ce tableau détaille."),
        "title": _("Le titre du tableau, au-dessus de lui."),
        "caption": _("Ce qu’il montre, en une phrase : elle est lue avant le tableau."),
        "note": _("Ce qu’il faut savoir pour le lire ; vide sinon."),
    },
    "axes.Acronym": {"meaning": _("En toutes lettres.")},
    "axes.Citation": {"measure": _("La mesure qui cite cette référence.")},
    "axes.Footnote": {
        "measure": _("La mesure où la note est appelée ; vide si c’est l’introduction."),
        "strategy": _("Pour une note de l’introduction seulement."),
        "text": ENOUGH,
    },
    "axes.ContentRow": {
        "table": _("Le tableau dont c’est une ligne."),
        "label": _("Le nom de la ligne, dans la première colonne."),
    },
}
"""Model → field → what to type, where the form of the model says nothing of its own."""
