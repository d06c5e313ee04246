"""What the forms of the desk show of each kind of thing: of an observation, only what its series can say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from axes.models import Axis
from indicators import workflow
from indicators.exchange import periods
from indicators.inlines import ObservationForm, state_of_work, validation
from indicators.models import Indicator, Observation, Series
from indicators.rights import covers_figures
from strategy_monitor.backoffice import deleted
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.backoffice.versions import revision
from strategy_monitor.campaigns.models import Campaign
from strategy_monitor.desk import links
from strategy_monitor.desk.editing import DeskEditor, DeskForms
from strategy_monitor.language import french
from strategy_monitor.language.codes import LevelBasis, Manner, Nature, PeriodKind, Quantity, WorkStatus
from strategy_monitor.report.schedule import Period, next_period

DAYS = ("period_kind", "period_start", "period_end")

NUMBERS = ("value", "manner", "value_high", "cumulative_since")
OF_A_MANNER = ("value_high", "cumulative_since")
"""What only a range and a cumulative value have."""
LEVELS = ("level", "level_basis", "manner")

DRAFT_AGAIN = {
    WorkStatus.SUBMITTED.value: gettext_lazy(
        "Cette valeur est soumise. « Enregistrer » retire la soumission si quelque chose change : la valeur redevient "
        "un brouillon. « Enregistrer et soumettre » la soumet de nouveau."
    ),
    WorkStatus.VALIDATED.value: gettext_lazy(
        "Cette valeur est validée. Si quelque chose change, elle redevient un brouillon, à soumettre et à valider ; "
        "d’ici là, les versions publiées gardent la valeur validée."
    ),
}
"""What saving does to the work done so far, said before."""

WAS_TAKEN_BACK = {
    WorkStatus.SUBMITTED.value: gettext_lazy("La soumission est retirée : la valeur est de nouveau un brouillon."),
    WorkStatus.VALIDATED.value: gettext_lazy("La valeur n’est plus validée : elle est de nouveau un brouillon."),
}
"""The same, said after."""

PLURAL = ("s", "x")
LIKE_THIS = gettext_lazy("Sans unité au singulier, on lira « %(one)s » : l’écrire si ce n’est pas juste.")
"""What is said of a unit that is perhaps not the same of one."""


def manners_of(quantity: str) -> list[tuple[str, str]]:
    """What may be said of how a value is to be read: of a level only that it is the least, a half only of a share."""
    if quantity == Quantity.STATE:
        return [(Manner.MINIMUM.value, Manner.MINIMUM.word)]
    return [(code, word) for code, word in Manner.choices() if code != Manner.HALF or quantity == Quantity.SHARE]


def fields_of_series(series: Series) -> tuple[str, ...]:
    """The fields in which a value of this series is said."""
    if series.quantity != Quantity.STATE:
        return NUMBERS
    return (*LEVELS, "state") if series.indicator.nature == Nature.PROGRESS else ("state",)


def fields_to_tell(observation: Observation | None, series: Series) -> Iterator[str]:
    """The same, and those in which this observation says something already."""
    own = fields_of_series(series)
    for name in dict.fromkeys((*own, *NUMBERS, *LEVELS, "state")):
        if name in own or (observation is not None and getattr(observation, name) not in (None, "")):
            yield name


class DeskObservationForm(ObservationForm):
    """What follows from a period follows by itself; a level that is typed here is confirmed by who types it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("period_kind", "level_basis"):
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if "period_label" in cleaned:
            self.settle_period(cleaned)
        if "level" in self.changed_data and cleaned.get("level") is not None and not cleaned.get("level_basis"):
            cleaned["level_basis"] = LevelBasis.CONFIRMED.value
        if "level_basis" in self.fields and cleaned.get("level") is None:
            cleaned["level_basis"] = ""
        return cleaned

    def settle_period(self, cleaned: dict[str, Any]) -> None:
        """Kind and days as the period says them, where nobody typed them; asked for, where it does not say."""
        typed = {name: cleaned.get(name) for name in DAYS if name in self.changed_data and cleaned.get(name)}
        renamed = "period_label" in self.changed_data
        known = typed if renamed else typed | {name: cleaned[name] for name in DAYS if cleaned.get(name)}
        told = periods.deduce_period(str(cleaned["period_label"]), str(known.get("period_kind", "")))
        found = {**told, **known}
        for name in DAYS:
            cleaned[name] = found.get(name) or ("" if name == "period_kind" else None)
        label = {"label": str(cleaned["period_label"])[:60]}
        if not cleaned["period_kind"]:
            why = _("« %(label)s » ne dit pas quel type de période c’est : le choisir.") % label
            self.add_error("period_kind", ValidationError(why, code="period_kind"))
        elif cleaned["period_kind"] != PeriodKind.UNDATED:
            for name in ("period_start", "period_end"):
                if cleaned[name] is None and name not in self.errors:
                    why = _("« %(label)s » ne dit pas ce jour : l’écrire.") % label
                    self.add_error(name, ValidationError(why, code=name))


class ObservationEditor(DeskEditor):
    """A value: of its kind, with what was said before beside it."""

    form = DeskObservationForm
    named_by = ("period_label",)

    def series_asked(self, request: HttpRequest) -> Series | None:
        key = request.GET.get("series", "")
        return Series.objects.select_related("indicator").filter(pk=key).first() if is_key(key) else None

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A value of the series that the address names. Where it names none, the series are listed first; where it
        went while a value of it was typed, the typing is given back."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        series, key = self.series_asked(request), request.GET.get("series", "")
        if series is None and request.method == "POST" and is_key(key):
            return deleted.render_deleted(request, self.admin_site, self.model, (Series, int(key)))
        if series is None:
            self.message_user(request, _("Choisir la série dont ce sera une valeur."))
            return HttpResponseRedirect(links.form_address(Series, "changelist"))
        if not covers_figures(request.user, series.indicator):
            raise PermissionDenied(_("Cette série n’est pas confiée à ce compte."))
        return super().add_view(request, form_url, extra_context)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_readonly_fields(request, obj)
        return ("series", *found) if obj else found

    def whole_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        series = obj.series if obj else self.series_asked(request)
        said = tuple(fields_to_tell(obj, series)) if series else ()
        if obj and not self.has_change_permission(request, obj):
            said = self.fields_to_read(said)
        rare = tuple(name for name in OF_A_MANNER if name in said and (obj is None or not getattr(obj, name)))
        said = tuple(name for name in said if name not in rare)
        found: list[Any] = [
            (None, {"fields": ("period_label", *said, "missing_reason", "data_date")}),
            *([(_("Fourchette, valeur cumulée"), {"classes": ("collapse",), "fields": rare})] if rare else ()),
            (
                _("Jours de la période"),
                {
                    "classes": ("collapse",),
                    "fields": (*DAYS, "days_printed"),
                    "description": _("Suivent de la période (« 2024 », « 2023-2024 », « 5 mars 2025 ») : à remplir si "
                    "elle ne les dit pas."),
                },
            ),
            (
                _("Ce qui est imprimé, et comparabilité"),
                {
                    "classes": ("collapse",),
                    "fields": (
                        *("printed", "place", "section", "printed_date", "source_unstated"),
                        *("break_before", "before_strategy"),
                    ),
                },
            ),
        ]  # fmt: skip
        if obj is None:
            found[0] = (None, {"fields": ("series", *found[0][1]["fields"])})
        elif self.has_change_permission(request, obj):
            found.append((None, {"fields": ("why",)}))
        else:
            found.append((None, {"fields": (state_of_work, validation)}))
        return found

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "series":
            field.widget = forms.HiddenInput()
        return field

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        series = obj.series if obj else self.series_asked(request)
        if series is None:
            return form
        if "manner" in form.base_fields:
            now = obj.manner if obj else ""
            every = dict(Manner.choices())
            offered = [*manners_of(series.quantity)]
            if now and now not in dict(offered):
                offered.append((now, every[now]))
            form.base_fields["manner"].choices = [("", _("non précisée")), *offered]
        if "value" in form.base_fields and series.unit:
            label = f"{capfirst(form.base_fields['value'].label)} ({series.unit})"
            form.base_fields["value"].label = label
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The period that follows the last one, where the rhythm of the indicator says it."""
        series = self.series_asked(request)
        found: dict[str, Any] = {"series": series.pk if series else None}
        last = last_of(series) if series else None
        if series and last:
            period = Period(last.period_kind, last.period_label, last.period_start, last.period_end)
            coming = next_period(series.indicator.frequency, period)
            found["period_label"] = coming.period.label if coming else ""
        return found

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        thing = kwargs.get("obj")
        series = thing.series if thing else self.series_asked(request)
        last = last_of(series, thing) if series else None
        # A form that is refused has put what was typed into the value that it holds.
        kept = Observation.objects.filter(pk=thing.pk).first() if thing and request.method == "POST" else thing
        context |= {
            "series": series,
            "last": last,
            "last_said": french.write_statement(series, last) if series and last else "",
            "now_said": french.write_statement(series, kept) if series and kept else "",
            "consequence": DRAFT_AGAIN.get(thing.status, "") if thing else "",
            "submits": True,
        }
        return super().render_change_form(request, context, **kwargs)

    def own_pages(self, thing: Any) -> list[str]:
        return [*super().own_pages(thing), links.desk_page(thing.pk)]

    def named_pages(self, thing: Any) -> list[str]:
        indicator = links.page_of(thing)
        return [f"{indicator}releves/"] if indicator else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = Observation.objects.filter(pk=obj.pk).values_list("status", flat=True).first() if change else ""
        super().save_model(request, obj, form, change)
        taken_back = obj.status != before
        request.taken_back = WAS_TAKEN_BACK.get(before or "", "") if taken_back else ""  # type: ignore[attr-defined]

    def say_saved(self, request: HttpRequest, thing: Any) -> str:
        """What was saved, in the words of the public, and where it now stands in its life."""
        thing = Observation.objects.select_related("series__indicator").get(pk=thing.pk)
        said = french.write_statement(thing.series, thing)
        where = {"code": thing.series.indicator.code, "period": thing.period_label, "value": said}
        told = french.end_sentence(_("Enregistré : %(code)s, %(period)s : %(value)s") % where)
        if thing.status == WorkStatus.SUBMITTED:
            return f"{told} {_('La valeur est soumise : une autre personne la valide ou la retourne.')}"
        return f"{told} {getattr(request, 'taken_back', '')}".strip()

    def go_back(self, request: HttpRequest, thing: Any) -> HttpResponse:
        if "_submit_work" in request.POST:
            self.submit(request, thing)
        return super().go_back(request, thing)

    def submit(self, request: HttpRequest, thing: Any) -> None:
        """What was saved stays saved, even where it cannot be submitted."""
        try:
            workflow.submit(request.user, {thing.pk: revision(thing)})
        except workflow.StepRefused as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.WARNING)


def last_of(series: Series, besides: Observation | None = None) -> Observation | None:
    """The newest value of a series, another one than `besides`."""
    rows = series.observations.exclude(pk=besides.pk if besides else 0).exclude(period_end=None)
    found: Observation | None = rows.order_by("-period_end", "-pk").first()
    return found


class IndicatorEditor(DeskEditor):
    """An indicator by itself: its series and its values each have their form, and their place on its page."""

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:  # noqa: ARG002
        return []

    def tree(self, request: HttpRequest, thing: Any) -> list[dict[str, Any]]:
        """Its series and their values, before what else is listed under it."""
        here, may_add = request.get_full_path(), request.user.has_perm("indicators.add_series")
        add = links.with_return(links.form_address(Series, "add"), here, indicator=thing.pk) if may_add else ""
        series = list(thing.series.all())
        values = Observation.objects.filter(series__in=series).select_related("series__indicator")
        limbs = ((_("Séries"), series, Series, add), (_("Valeurs"), values, Observation, ""))
        own = [
            {
                "title": title,
                "rows": [(row, links.with_return(links.form_address(model, "change", row.pk), here)) for row in rows],
                "add": more,
            }
            for title, rows, model, more in limbs
        ]
        return own + super().tree(request, thing)

    def own_pages(self, thing: Any) -> list[str]:
        return [*super().own_pages(thing), *([page] if (page := links.page_of(thing)) else [])]


class SeriesEditor(DeskEditor):
    """A series, whose unit is read of one too."""

    def say_saved(self, request: HttpRequest, thing: Any) -> str:
        told = super().say_saved(request, thing)
        if thing.unit_singular or not thing.unit.endswith(PLURAL):
            return told
        one = french.write_quantity(Decimal(1), thing.unit)
        return f"{told} {LIKE_THIS % {'one': one}}"


class AxisEditor(DeskEditor):
    """An axis, whose page goes with it, and with its number."""

    named_by = ("number",)

    def named_pages(self, thing: Any) -> list[str]:
        return [page] if (page := links.page_of(thing)) else []


class CampaignEditor(DeskEditor):
    """A campaign, whose page goes with it, and with its edition."""

    named_by = ("edition",)

    def page_after(self, thing: Any) -> str | None:
        return reverse("desk-campaign", args=[thing.edition.label])

    def named_pages(self, thing: Any) -> list[str]:
        return [reverse("desk-campaign", args=[thing.edition.label])]


SITE = DeskForms(name="edit")
SITE.hold(
    {
        Observation: ObservationEditor,
        Indicator: IndicatorEditor,
        Series: SeriesEditor,
        Axis: AxisEditor,
        Campaign: CampaignEditor,
    }
)
