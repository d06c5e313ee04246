"""What stands under each field of the forms: what to type, and what becomes of it.

What the document holds says it itself (`language.fields`); here is what only the working copy has.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from axes.helps import POSITION
from indicators.models.note import TARGETS
from strategy_monitor.language.fields import INDICATOR, NOTE, OBSERVATION, PERIOD, SERIES

SERIES_HELPS = {
    **SERIES.hints(),
    "indicator": _("L’indicateur que cette série mesure."),
    "planned_source": _("La source attendue plus tard, si elle n’est pas celle de l’indicateur."),
    "position": POSITION,
}

OBSERVATION_HELPS = {
    **OBSERVATION.hints(),
    **{f"period_{name}": hint for name, hint in PERIOD.hints().items()},
    "days_printed": PERIOD["days_printed"].hint,
    "series": _("La série dont c’est une valeur : chercher par code d’indicateur ou par libellé."),
}

INDICATOR_HELPS = {**INDICATOR.hints(), "position": POSITION}

NOTE_HELPS = {
    **NOTE.hints(),
    **dict.fromkeys(TARGETS, _("À remplir si la note porte sur un tel objet, et laisser les autres vides.")),
}
