"""The strategy as measured, to edit: each indicator with its series and observations on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from axes.models import Axis
from axes.working_copy import WORKING_COPY
from indicators import workflow
from indicators.helps import INDICATOR_HELPS, NOTE_HELPS, OBSERVATION_HELPS, SERIES_HELPS
from indicators.inlines import (
    DECIMALS,
    OBSERVATION_FIELDSETS,
    READ_AS,
    READ_ONLY,
    ObservationBlocks,
    ObservationForm,
    SeriesBlocks,
)
from indicators.levels import LevelField
from indicators.models import EditorialNote, Indicator, Observation, Provider, ScaleStep, Series
from indicators.models.indicator import report_order
from indicators.models.note import TARGETS
from indicators.working_copy import FIGURES, INDICATORS, reasoned_deletion
from strategy_monitor.backoffice.editing import Editor
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.backoffice.versions import revision
from strategy_monitor.language import french
from strategy_monitor.language.codes import Category
from strategy_monitor.language.fields import PROVIDER, SCALE_STEP

TEXTS = ("context", "official_context", "remark", "official_remark", "definition")

CATEGORIES = {"action": Category.OPERATIONAL.value, "axis": Category.IMPACT.value}
"""Where an indicator stands → what it is there."""


class AxisFilter(admin.SimpleListFilter):
    """The axis of an indicator, whether it hangs on it or on one of its actions."""

    title = _("axe")
    parameter_name = "axe"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(axis.number), str(axis)) for axis in Axis.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Indicator]) -> QuerySet[Indicator]:
        number = self.value()
        if number not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(Q(action__axis__number=number) | Q(axis__number=number))


@admin.register(Indicator)
class IndicatorAdmin(Editor):
    working_copy = INDICATORS
    deletion = reasoned_deletion("series__indicator")
    parents = ("action", "axis")
    listed_under = {"action": _("Indicateurs opérationnels"), "axis": _("Indicateurs d’impact")}
    fieldsets = (
        (None, {"fields": (("code", "position"), "title", "short_title", ("category", "nature"))}),
        (
            _("Place : une action ou un axe"),
            {
                "fields": (("action", "axis"),),
                "description": _("Opérationnel : une action prioritaire. D’impact : un axe. Jamais les deux."),
            },
        ),
        (_("Textes"), {"classes": ("collapse",), "fields": TEXTS}),
        (
            _("Source"),
            {
                "fields": (
                    ("source", "planned_source"),
                    "providers",
                    "planned_providers",
                    ("frequency", "frequency_basis"),
                )
            },
        ),
        (
            _("Fin du suivi"),
            {"classes": ("collapse",), "fields": (("closed_since", "last_edition"), "replaced_by")},
        ),
    )
    list_display = ("code", "short_title", "place", "category", "nature", "source")
    list_display_links = ("code", "short_title")
    list_filter = (
        AxisFilter,
        "category",
        "nature",
        "frequency",
        ("providers", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("action__axis", "axis")
    search_fields = ("code", "title", "short_title", "source", "context", "remark")
    ordering = report_order()
    autocomplete_fields = ("action", "providers", "planned_providers", "replaced_by")
    inlines = (SeriesBlocks, ObservationBlocks)
    helps = INDICATOR_HELPS

    @admin.display(description=_("place"))
    def place(self, indicator: Indicator) -> str:
        return str(indicator.action or indicator.axis)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Of the category that its place says."""
        found = super().get_changeform_initial_data(request)
        category = next((kind for name, kind in CATEGORIES.items() if name in found), "")
        return {"category": category, **found} if category else found

    def get_readonly_fields(self, request: HttpRequest, obj: Indicator | None = None) -> tuple[str, ...]:
        """The checklist of an edition fills in the last edition, from the releases."""
        return ("code", "last_edition") if obj else ("last_edition",)

    def get_inlines(self, request: HttpRequest, obj: Indicator | None) -> tuple[Any, ...]:
        """An observation names a series, which must first be saved."""
        return (SeriesBlocks, ObservationBlocks) if obj else (SeriesBlocks,)

    def response_add(self, request: HttpRequest, obj: Indicator, post_url_continue: str | None = None) -> HttpResponse:
        """Its page again, where the observations can now be typed."""
        if "_addanother" not in request.POST and IS_POPUP_VAR not in request.POST:
            posted = request.POST.copy()
            posted["_continue"] = "1"
            request.POST = posted  # type: ignore[assignment]
            self.message_user(request, what_next(obj))
        return super().response_add(request, obj, post_url_continue)


def what_next(indicator: Indicator) -> str:
    """What to type after a new indicator was saved."""
    series = indicator.series.count()
    if not series:
        return str(_("Cet indicateur n’a encore aucune série : en ajouter une ci-dessous, puis ses valeurs."))
    return ngettext(
        "La série est enregistrée : ajouter maintenant ses valeurs.",
        "Les séries sont enregistrées : ajouter maintenant leurs valeurs.",
        series,
    )


@admin.register(Series)
class SeriesAdmin(Editor):
    working_copy = INDICATORS
    deletion = reasoned_deletion("series")
    parents = ("indicator",)
    fieldsets = ((None, {"fields": ("indicator",)}), *SeriesBlocks.fieldsets)
    list_display = ("label", "indicator", "role", "quantity", "unit")
    list_filter = ("role", "quantity", ("indicator__action__axis", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("indicator",)
    ordering = ("indicator__code", "position", "key")
    search_fields = ("indicator__code", "indicator__short_title", "label", "key")
    autocomplete_fields = ("indicator",)
    helps = SERIES_HELPS

    def get_readonly_fields(self, request: HttpRequest, obj: Series | None = None) -> tuple[str, ...]:
        return ("indicator", "key") if obj else ()


@admin.register(Observation)
class ObservationAdmin(Editor):
    working_copy = FIGURES
    deletion = reasoned_deletion("pk")
    form = ObservationForm
    parents = ("series",)
    listed_under = {"series": _("Valeurs")}
    fieldsets = OBSERVATION_FIELDSETS
    readonly_fields = READ_ONLY
    read_as = READ_AS
    formfield_overrides = DECIMALS
    list_display = ("series", "period_label", "figure", "missing_reason", "status", "data_date")
    list_display_links = ("series", "period_label")
    list_filter = (
        "status",
        "missing_reason",
        "manner",
        "level",
        "level_basis",
        "series__role",
        ("series__indicator__providers", admin.RelatedOnlyFieldListFilter),
        ("series__indicator__action__axis", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("series__indicator",)
    ordering = ("series__indicator__code", "series__position", F("period_start").asc(nulls_last=True), "period_label")
    search_fields = (
        "series__indicator__code", "series__indicator__short_title", "series__label", "period_label", "printed",
    )  # fmt: skip
    autocomplete_fields = ("series",)
    helps = OBSERVATION_HELPS

    @admin.display(description=_("valeur"), ordering="value")
    def figure(self, observation: Observation) -> str:
        return french.write_statement(observation.series, observation)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "level":
            return LevelField(label=capfirst(db_field.verbose_name), required=False, help_text=self.helps["level"])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        return super().render_change_form(request, context | series_history(request, kwargs.get("obj")), **kwargs)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        self.submit_on_request(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Observation) -> HttpResponse:
        self.submit_on_request(request, obj)
        return super().response_change(request, obj)

    def submit_on_request(self, request: HttpRequest, obj: Observation) -> None:
        """« Enregistrer et soumettre »: what was saved stays saved, even where it cannot be submitted."""
        if "_submit_work" not in request.POST:
            return
        try:
            workflow.submit(request.user, {obj.pk: revision(obj)})
        except workflow.StepRefused as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.WARNING)
        else:
            self.message_user(request, _("La valeur est soumise : une autre personne la valide ou la retourne."))


def series_history(request: HttpRequest, thing: Observation | None) -> dict[str, Any]:
    """The series of the observation that is shown, or to be added, period by period."""
    key = str(thing.series_id) if thing else request.GET.get("series", "")
    series = Series.objects.select_related("indicator").filter(pk=key).first() if is_key(key) else None
    if series is None:
        return {}
    rows = series.observations.exclude(pk=thing.pk if thing else 0).select_related("series")
    return {"past_series": series, "past": [(row, french.write_statement(series, row)) for row in rows]}


@admin.register(EditorialNote)
class EditorialNoteAdmin(Editor):
    working_copy = INDICATORS
    parents = TARGETS
    listed_under = dict.fromkeys(TARGETS, _("Notes"))
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "code",
                    ("kind", "severity", "status"),
                    "printed",
                    "reason",
                    "summary",
                    "decision",
                    "off_scale",
                )
            },
        ),
        (
            _("Porte sur : un seul objet"),
            {
                "fields": TARGETS,
                "description": _("La note s’affiche auprès de cet objet, sur le site et dans les fichiers."),
            },
        ),
    )
    list_display = ("code", "kind", "severity", "status", "target", "off_scale")
    list_filter = ("severity", "status", "kind", "off_scale")
    list_select_related = (
        "observation__series__indicator",
        "indicator",
        "measure",
        "reference",
        "action__axis",
        "axis",
        "strategy",
        "scale_step",
    )
    search_fields = (
        "code", "printed", "reason", "decision", "measure__code",
        "indicator__code", "observation__series__indicator__code",
    )  # fmt: skip
    search_shown = ("{action__axis__number}.{action__number}", "Axe {axis__number}.")
    autocomplete_fields = ("observation", "indicator", "measure", "reference", "action", "axis")
    helps = NOTE_HELPS

    @admin.display(description=_("porte sur"))
    def target(self, note: EditorialNote) -> str:
        return next((str(thing) for name in TARGETS if (thing := getattr(note, name)) is not None), "")


@admin.register(Provider)
class ProviderAdmin(Editor):
    working_copy = WORKING_COPY
    fields = ("code", "acronym", "name", "url", "contact")
    list_display = ("acronym", "name", "url", "contact")
    search_fields = ("acronym", "name", "code", "contact")
    helps = PROVIDER.hints()


@admin.register(ScaleStep)
class ScaleStepAdmin(Editor):
    working_copy = WORKING_COPY
    list_display = ("level", "caption", "printed")
    list_display_links = ("level", "caption")
    search_fields = ("level", "caption")
    fields = ("level", "caption", "printed")
    helps = SCALE_STEP.hints()

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScaleStep]:
        return super().get_queryset(request).order_by("level")
