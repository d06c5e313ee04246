"""An observation in a few words, for lists and sentences of those who edit it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.decimals import show
from indicators.models import Observation
from strategy_monitor.language.codes import Manner


def grouped(value: Decimal) -> str:
    """« 43 115,5 »: to read, not to type again."""
    whole, comma, part = show(abs(value)).partition(",")
    sign = "−" if value < 0 else ""
    return f"{sign}{int(whole):,}".replace(",", "\u202f") + comma + part


def level(observation: Observation) -> str:
    """How far, and how one knows it, in the very words of the public pages: « niveau 5 sur 5, déduit du libellé »."""
    least = observation.value is None and observation.manner == Manner.MINIMUM
    said = _("niveau d’au moins %(level)s sur 5") if least else _("niveau %(level)s sur 5")
    basis = observation.get_level_basis_display() if observation.level_basis else ""
    return ", ".join(filter(None, (said % {"level": observation.level}, str(basis))))


def figure(observation: Observation) -> str:
    """The value with its unit, the level, the state, or why there is none. Its series must have been fetched."""
    if observation.missing_reason:
        return str(observation.get_missing_reason_display())
    parts = [observation.state] if observation.state else []
    if observation.level is not None:
        parts.insert(0, level(observation))
    if observation.value is not None:
        high = (
            _(" à %(high)s") % {"high": grouped(observation.value_high)} if observation.value_high is not None else ""
        )
        parts.insert(0, f"{grouped(observation.value)}{high} {observation.series.unit}".strip())
    return "\u202f; ".join(parts)
