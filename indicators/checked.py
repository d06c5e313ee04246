"""After each save, the quality rules look at the indicator that was touched, and say what they find where one saves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import EditorialNote, Finding, Indicator, Observation, Series
from indicators.signals import figures_changed
from strategy_monitor.backoffice.editing import Editor, why
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.language.codes import FindingSeverity, WorkStatus

MOST = 5
"""Findings told after a save; the page of the desk holds all."""


WHY_DELETED = gettext_lazy(
    "Rien n’a été supprimé : des relevés validés disparaîtraient. Dire pourquoi dans « Raison de la suppression »."
)


class Checked(Editor):
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.look(request, form.instance)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """What someone has vouched for is deleted for a reason."""
        asked = is_key(object_id) and vouched_for(self.model, object_id)
        if request.method == "POST" and asked and not why(request) and self.has_delete_permission(request):
            self.message_user(request, WHY_DELETED, messages.ERROR)
            return HttpResponseRedirect(request.path)
        return super().delete_view(request, object_id, (extra_context or {}) | {"why_asked": asked})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one: several at once leave no room for the reason of each."""
        found = super().get_actions(request)
        if self.model in VALIDATED_BELOW:
            found.pop("delete_selected", None)
        return found

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        indicator = indicator_of(obj)
        super().delete_model(request, obj)
        if indicator is not None and not isinstance(obj, Indicator):
            figures_changed.send(self.model, indicator=indicator)

    def look(self, request: HttpRequest, thing: Any) -> None:
        """Says what is found in the data as they now stand: not what this save has just mended."""
        indicator = indicator_of(thing)
        if indicator is None:
            return
        figures_changed.send(self.model, indicator=indicator)
        waiting = Finding.objects.waiting().filter(indicator=indicator, mended_in_draft=False)
        waiting = waiting.exclude(severity=FindingSeverity.INFORMATION)
        for finding in waiting.gravest_first()[:MOST]:
            told = _("À vérifier, %(where)s\u202f: %(what)s") % {"where": finding.label, "what": finding.message}
            self.message_user(request, told, messages.WARNING)


VALIDATED_BELOW: dict[type[Model], str] = {
    Observation: "pk",
    Series: "series",
    Indicator: "series__indicator",
}
"""What takes observations with it when it is deleted → how they name it."""


def vouched_for(model: type[Model], key: str) -> bool:
    """Whether a validated observation would go with it."""
    if model not in VALIDATED_BELOW:
        return False
    below = {VALIDATED_BELOW[model]: key}
    return Observation.objects.filter(**below, status=WorkStatus.VALIDATED).exists()


def indicator_of(thing: Any) -> int | None:
    """Key of the indicator that this thing belongs to; None for a note on something else."""
    if isinstance(thing, EditorialNote):
        thing = thing.observation or thing.indicator
    if isinstance(thing, Observation):
        thing = thing.series
    if isinstance(thing, Series):
        return thing.indicator_id
    return thing.pk if isinstance(thing, Indicator) else None
