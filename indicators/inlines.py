"""The series and the observations of an indicator, edited on its page: one form, one transaction.

An observation belongs to a series, which belongs to the indicator. The stock administration nests no rows in rows, so
all the observations of an indicator stand in one list, and each names its series.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.checks import InlineModelAdminChecks
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, QuerySet
from django.forms.models import BaseModelFormSet, modelformset_factory
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from indicators.decimals import FrenchDecimalField
from indicators.exchange import periods
from indicators.helps import OBSERVATION_HELPS, SERIES_HELPS
from indicators.models import Indicator, Observation, Series
from indicators.places import usual_place
from indicators.working_copy import FIGURES, INDICATORS
from strategy_monitor.backoffice.editing import reason_given
from strategy_monitor.backoffice.merging import ReasonForm
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.backoffice.rows import (
    LabelledFormSet,
    StackedRows,
    label_inputs,
    refuse_unseen_deletions,
    row_name,
)
from strategy_monitor.language import french
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.language.typed import type_number

DECIMALS: dict[Any, dict[str, Any]] = {models.DecimalField: {"form_class": FrenchDecimalField}}


@admin.display(description=_("statut"))
def state_of_work(observation: Observation) -> str:
    """Where it stands in its life."""
    if observation.returned_why:
        return f"{observation.get_status_display()} : {observation.returned_why}"
    return observation.get_status_display()


@admin.display(description=_("validation"))
def validation(observation: Observation) -> str:
    """Who vouched for it, and when; for what was loaded, the printed report, or the files without one."""
    if observation.validated_by and observation.validated_on:
        who = name_person(observation.validated_by)
        return _("par %(who)s, le %(day)s") % {"who": who, "day": french.write_date(observation.validated_on)}
    if observation.status != WorkStatus.VALIDATED:
        return "–"
    return str(_("reprise du rapport imprimé") if observation.printed else _("reprise des fichiers de la stratégie"))


def column_as_typed(name: str) -> Any:
    """The column of a number as it is typed: the stock one shows the zeros of the database."""

    field: Any = Observation._meta.get_field(name)

    @admin.display(description=field.verbose_name)
    def column(observation: Observation) -> str:
        value = getattr(observation, name)
        return "–" if value is None else type_number(value)

    column.__name__ = f"{name}_read"
    return column


READ_AS = {name: column_as_typed(name) for name in ("value", "value_high")}
READ_ONLY = (state_of_work, validation, *READ_AS.values())

OBSERVATION_FIELDSETS: Any = (
    (
        None,
        {
            "fields": (
                "series",
                ("period_label", "period_kind", "period_start", "period_end", "days_printed"),
                ("value", "value_high", "manner", "cumulative_since"),
                ("level", "level_basis"),
                ("state", "missing_reason"),
                ("printed", "data_date"),
                (state_of_work, validation),
            )
        },
    ),
    (
        _("Provenance et comparabilité"),
        {
            "classes": ("collapse",),
            "fields": (("place", "section", "printed_date", "source_unstated"), "break_before", "before_strategy"),
        },
    ),
)


class SeriesFormSet(LabelledFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk and "key" in form.fields:
            form.fields["key"].disabled = True

    def clean(self) -> None:
        """A series takes its observations with it: they go first, knowingly."""
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and form.instance.observations.exists():
                message = _("La série « %(series)s » a encore des valeurs : les supprimer d’abord, et enregistrer.")
                raise ValidationError(message, code="has_observations", params={"series": form.instance.label})


class SeriesBlocks(StackedRows):
    working_copy = INDICATORS
    model = Series
    formset = SeriesFormSet
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("key", "label", "position"),
                    ("quantity", "unit", "unit_singular"),
                    ("role", "polarity", "population"),
                )
            },
        ),
        (
            _("Groupe et source propre"),
            {"classes": ("collapse",), "fields": (("group", "part_of", "whole"), ("source", "planned_source"))},
        ),
    )
    helps = SERIES_HELPS


REASON_MISSING = _(
    "Une valeur validée change : dire pourquoi dans « Raison de la modification ». Elle redevient un brouillon, "
    "et la version publiée garde l’ancienne valeur jusqu’à ce que la nouvelle soit validée."
)


def changes_what_was_validated(form: Any) -> bool:
    """Whether saving this form would change an observation that someone has vouched for."""
    touched = form.instance.pk and form.has_changed() and set(form.changed_data) - {"why"}
    return bool(touched) and form.instance.status == WorkStatus.VALIDATED


class ObservationFields(forms.ModelForm):
    """What any form of observations makes of what is typed.

    A period is a period, and nothing more; a printed text stands where those of its series do, unless somebody says.
    """

    def clean_period_label(self) -> str:
        label = str(self.cleaned_data["period_label"])
        why = periods.explain_not_a_period(label) if "period_label" in self.changed_data else ""
        if why:
            raise ValidationError(why, code="left_over")
        return periods.write_period_label(label) if "period_label" in self.changed_data else label

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        series = cleaned.get("series") or getattr(self.instance, "series", None)
        if cleaned.get("printed") and series and "place" in self.fields and not cleaned.get("place"):
            cleaned["place"] = usual_place(series, series.observations.exclude(place=""))
            if not cleaned["place"]:
                self.add_error("place", _("Dire où ce texte se lit dans le rapport imprimé."))
        return cleaned


class ObservationForm(ObservationFields, ReasonForm):
    """One observation on a page of its own."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if changes_what_was_validated(self) and not cleaned.get("why", "").strip():
            self.add_error("why", ValidationError(REASON_MISSING, code="why"))
        return cleaned


class ObservationFormSet(BaseModelFormSet):
    """The observations of all series of one indicator. What a new one lacks before anything else is its series."""

    why = ""
    """The reason given on the page for all changes."""

    def __init__(self, *, instance: Indicator, queryset: QuerySet[Observation], **kwargs: Any) -> None:
        kwargs.pop("save_as_new", None)
        self.indicator = instance
        super().__init__(queryset=queryset.filter(series__indicator_id=instance.pk), **kwargs)

    @classmethod
    def get_default_prefix(cls) -> str:
        return "observations"

    @cached_property
    def series(self) -> list[Series]:
        return list(Series.objects.filter(indicator_id=self.indicator.pk))

    def add_fields(self, form: Any, index: int | None) -> None:
        """Each select is filled once for all rows, and offers the series of this indicator only."""
        super().add_fields(form, index)
        if "series" in form.fields:
            form.fields["series"].widget = forms.Select()
            form.fields["series"].queryset = Series.objects.filter(indicator_id=self.indicator.pk)
            form.fields["series"].choices = [("", "–"), *((one.pk, one.label) for one in self.series)]
        label_inputs(form, row_name(self.model, index))

    def clean(self) -> None:
        """An observation takes its public notes with it: they go first, knowingly."""
        super().clean()
        refuse_unseen_deletions(self)
        for form in self.deleted_forms:
            codes = list(form.instance.notes.values_list("code", flat=True)) if form.instance.pk else []
            if codes:
                message = _("La valeur « %(period)s » porte une note publique (%(codes)s) : supprimer d’abord la note.")
                params = {"period": form.instance.period_label, "codes": ", ".join(codes)}
                raise ValidationError(message, code="has_notes", params=params)
        if not self.why and any(changes_what_was_validated(form) for form in self.initial_forms):
            raise ValidationError(REASON_MISSING, code="why")


class ThroughSeriesChecks(InlineModelAdminChecks):
    """The stock checks look for a foreign key to the parent; here there is one on the way."""

    def _check_exclude_of_parent_model(self, obj: Any, parent_model: Any) -> list[Any]:  # noqa: ARG002
        return []

    def _check_relation(self, obj: Any, parent_model: Any) -> list[Any]:  # noqa: ARG002
        return []


class ObservationBlocks(StackedRows):
    working_copy = FIGURES
    readonly_fields = READ_ONLY
    read_as = READ_AS
    model = Observation
    checks_class = ThroughSeriesChecks
    fieldsets = OBSERVATION_FIELDSETS
    formfield_overrides = DECIMALS
    helps = OBSERVATION_HELPS
    ordering = ("series__position", "series__key", F("period_start").asc(nulls_last=True), "period_label")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Observation]:
        return super().get_queryset(request).select_related("series__indicator", "validated_by")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """As `InlineModelAdmin.get_formset`, without its foreign key; the same rights are kept."""
        rights = self.has_change_permission(request, obj), self.has_add_permission(request, obj)
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        return modelformset_factory(
            Observation,
            form=keep_to_rights(self.merging_form(request, ObservationFields), *rights),
            formset=type("ReasonFormSet", (ObservationFormSet,), {"why": reason_given(request)}),
            fields=[name for name in fields if name not in self.readonly_fields],
            formfield_callback=partial(self.formfield_for_dbfield, request=request),
            extra=0,
            max_num=self.get_max_num(request, obj),
            can_delete=self.can_delete and self.has_delete_permission(request, obj),
        )


def keep_to_rights(form: type[forms.ModelForm], can_change: bool, can_add: bool) -> type[forms.ModelForm]:
    """The form, which counts as unchanged where its user may not change it, whatever was posted."""

    class WithinRights(form):  # type: ignore[misc, valid-type]
        def has_changed(self) -> bool:
            allowed = can_add if self.instance._state.adding else can_change
            return allowed and super().has_changed()

    return WithinRights
