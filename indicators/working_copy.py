"""What is measured, as its editors see it: kept with the strategy, and its figures also by those who produce them.

After each save, the quality rules look at the indicator that was touched, and say what they find where one saves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from axes.working_copy import WORKING_COPY
from indicators.models import EditorialNote, Finding, Indicator, Observation, Series
from indicators.rights import covers_figures
from indicators.signals import figures_changed
from strategy_monitor.backoffice.working_copy import ReasonedDeletion
from strategy_monitor.language.codes import FindingSeverity, WorkStatus

MOST = 5
"""Findings told after a save; the page of the desk holds all."""


WHY_ASKED = gettext_lazy("(obligatoire\u202f: des valeurs validées disparaissent)")
WHY_DELETED = gettext_lazy(
    "Rien n’a été supprimé : des valeurs validées disparaîtraient. Dire pourquoi dans « Raison de la suppression »."
)


def tell_findings(request: HttpRequest, thing: Model) -> None:
    """Says what is found in the data as they now stand: not what this save has just mended."""
    indicator = indicator_of(thing)
    if indicator is None:
        return
    figures_changed.send(type(thing), indicators=[indicator])
    waiting = Finding.objects.waiting().filter(indicator=indicator, mended_in_draft=False)
    waiting = waiting.exclude(severity=FindingSeverity.INFORMATION)
    for finding in waiting.gravest_first()[:MOST]:
        told = _("Alerte, %(where)s\u202f: %(what)s") % {"where": finding.label, "what": finding.message}
        messages.warning(request, told)


def check_what_is_left(_request: HttpRequest, thing: Model) -> None:
    """An indicator that was itself deleted has no key any more, and nothing to check."""
    indicator = indicator_of(thing)
    if indicator is not None:
        figures_changed.send(type(thing), indicators=[indicator])


def indicator_of(thing: Any) -> int | None:
    """Key of the indicator that this thing belongs to; None for a note on something else."""
    if isinstance(thing, EditorialNote):
        thing = thing.observation or thing.indicator
    if isinstance(thing, Observation):
        thing = thing.series
    if isinstance(thing, Series):
        return thing.indicator_id
    return thing.pk if isinstance(thing, Indicator) else None


def covers_figures_of(user: Any, thing: Any) -> bool:
    """A provider's figures are open to whoever keeps them; `thing` is an observation, a series or an indicator."""
    series = thing.series if isinstance(thing, Observation) else thing
    indicator = series.indicator if isinstance(series, Series) else series
    return covers_figures(user, indicator)


def reasoned_deletion(observation: str) -> ReasonedDeletion:
    """What someone has vouched for is deleted for a reason. `observation`: how observations name what takes them."""

    def asks_why(key: str) -> bool:
        return Observation.objects.filter(**{observation: key}, status=WorkStatus.VALIDATED).exists()

    return ReasonedDeletion(asks_why, WHY_ASKED, WHY_DELETED)


INDICATORS = replace(WORKING_COPY, after_save=tell_findings, after_delete=check_what_is_left)
FIGURES = replace(INDICATORS, covers=covers_figures_of)
