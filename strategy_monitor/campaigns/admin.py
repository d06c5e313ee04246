"""A campaign and its demands, on one page: a new one comes with a demand for each provider of a figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from axes.working_copy import WORKING_COPY
from indicators.models import Provider
from strategy_monitor.backoffice.editing import Editor
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.backoffice.rows import LabelledFormSet, TabularRows
from strategy_monitor.campaigns.models import Campaign, Demand
from strategy_monitor.releases.editions import fed_edition, open_editions
from strategy_monitor.releases.models import Edition

CAMPAIGNS = replace(WORKING_COPY, covers=lambda _user, _thing: True)
"""A campaign stands in no axis: the permission alone counts."""


def producing_providers() -> QuerySet[Provider]:
    """The providers of at least one indicator."""
    return Provider.objects.filter(indicators__isnull=False).distinct()


def keep_contacts(demands: Iterable[Demand], author: Any) -> None:
    """An address that is typed in a demand is that of its provider from then on, where the provider had none."""
    for demand in demands:
        provider = demand.provider
        if demand.contact and not provider.contact:
            provider.contact = demand.contact
            provider._change_reason = str(demand)  # type: ignore[attr-defined]
            provider._history_user = author  # type: ignore[attr-defined]  # simple-history reads these two
            provider.save(update_fields=["contact"])


DEMAND_HELPS = {
    "campaign": _("La campagne dont c’est une demande."),
    "provider": _("À qui l’on demande ses chiffres."),
}
PROPOSED_HELP = _("À qui l’on demande ses chiffres. « – » : on ne lui demande rien.")


class DemandForm(forms.ModelForm):
    proposed = False
    """Whether it stands ready in a new campaign, with the provider that it would ask."""

    def has_changed(self) -> bool:
        """Not where its provider was taken away, whatever else was proposed with it."""
        return not (self.proposed and not self["provider"].value()) and super().has_changed()


class DemandFormSet(LabelledFormSet):
    @cached_property
    def providers(self) -> list[tuple[Any, str]]:
        return [("", "–"), *((one.pk, one.acronym) for one in Provider.objects.all())]

    def add_fields(self, form: Any, index: int | None) -> None:
        """The list of providers is read once for all rows."""
        if "provider" in form.fields:
            provider = form.fields["provider"]
            provider.widget = forms.Select()
            provider.choices = self.providers
            form.proposed = self.instance.pk is None
            if form.proposed:
                provider.required = False
                provider.help_text = PROPOSED_HELP
        super().add_fields(form, index)

    def subject_of(self, form: Any) -> str:
        asked = form["provider"].value() if "provider" in form.fields else form.instance.provider_id
        return next((acronym for key, acronym in self.providers if key and str(key) == str(asked)), "")


class DemandRows(TabularRows):
    working_copy = CAMPAIGNS
    model = Demand
    form = DemandForm
    formset = DemandFormSet
    fields = ("provider", "due_on", "contact")
    helps = DEMAND_HELPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Demand]:
        return super().get_queryset(request).select_related("campaign__edition", "provider")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return producing_providers().count() if obj is None and request.method == "GET" else 0


@admin.register(Campaign)
class CampaignAdmin(Editor):
    working_copy = CAMPAIGNS
    fields = ("edition", "opens_on", "due_on", "automatic", "message")
    list_display = ("edition", "opens_on", "due_on", "maker")
    list_select_related = ("edition", "created_by")
    search_fields = ("edition__label", "message")
    inlines = (DemandRows,)
    helps = {
        "edition": _("L’édition que ces données nourriront ; elle se crée d’abord parmi les éditions."),
        "opens_on": _("Le jour où la collecte commence."),
        "due_on": _("Le jour où les fournisseurs ont tout remis ; une demande peut en avoir un autre."),
    }

    @admin.display(description=_("créée par"), ordering="created_by")
    def maker(self, campaign: Campaign) -> str:
        return name_person(campaign.created_by) or "–"

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """A demand for each provider, ready to be saved; one empties the row of whom one does not ask."""
        given: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "GET" and obj.pk is None:
            asked = producing_providers().values_list("pk", "contact")
            given["initial"] = [{"provider": key, "contact": contact} for key, contact in asked]
        return given

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Of the edition that the working copy feeds, unless that has its campaign."""
        fed = fed_edition()
        edition = fed.pk if fed and not fed.campaigns.exists() else None
        return {"automatic": True, "edition": edition, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Not the editions that are closed: they take no new figures. The one of an old campaign stays its own."""
        if db_field.name == "edition":
            own = getattr(request.resolver_match, "kwargs", {}).get("object_id", "")
            offered = open_editions() | Edition.objects.filter(campaigns=own if is_key(own) else 0)
            kwargs["queryset"] = offered.distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        keep_contacts(form.instance.demands.select_related("campaign__edition", "provider"), request.user)


@admin.register(Demand)
class DemandAdmin(Editor):
    """Edited on the page of its campaign; here for its history."""

    working_copy = CAMPAIGNS
    show_in_index = False
    parents = ("campaign",)
    helps = DEMAND_HELPS
    fields = ("campaign", "provider", "due_on", "contact")
    list_display = ("provider", "campaign", "due_on", "contact")
    list_select_related = ("provider", "campaign__edition")
    search_fields = ("provider__acronym", "provider__name", "campaign__edition__label")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        asked = given.get("provider", "")
        provider = Provider.objects.filter(pk=asked).first() if is_key(asked) else None
        return {"contact": provider.contact if provider else "", **given}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        keep_contacts([obj], request.user)
