"""After each save, the quality rules look at the indicator that was touched, and say what they find where one saves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from axes.editing import Editor
from indicators.models import EditorialNote, Finding, Indicator, Observation, Series
from indicators.quality.gate import check_indicator

MOST = 5
"""Findings told after a save; the page of the desk holds all."""


class Checked(Editor):
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.look(request, form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        indicator = indicator_of(obj)
        super().delete_model(request, obj)
        if indicator is not None and not isinstance(obj, Indicator):
            check_indicator(indicator)

    def look(self, request: HttpRequest, thing: Any) -> None:
        indicator = indicator_of(thing)
        if indicator is None:
            return
        check_indicator(indicator)
        waiting = Finding.objects.waiting().filter(indicator=indicator).exclude(severity=Finding.Severity.INFORMATION)
        for finding in waiting.gravest_first()[:MOST]:
            told = _("À vérifier, %(where)s\u202f: %(what)s") % {"where": finding.label, "what": finding.message}
            self.message_user(request, told, messages.WARNING)


def indicator_of(thing: Any) -> int | None:
    """Key of the indicator that this thing belongs to; None for a note on something else."""
    if isinstance(thing, EditorialNote):
        thing = thing.observation or thing.indicator
    if isinstance(thing, Observation):
        thing = thing.series
    if isinstance(thing, Series):
        return thing.indicator_id
    return thing.pk if isinstance(thing, Indicator) else None
