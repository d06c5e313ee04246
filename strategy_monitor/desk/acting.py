"""What a person may do with what the pages of the working copy show, where it is read: links that lead back there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from axes.models import Axis, Measure, PriorityAction, Strategy
from axes.models.strategy import write_section
from axes.rights import covers, works_everywhere
from indicators.models import EditorialNote, Indicator, Observation, Series
from indicators.rights import with_my_figures
from strategy_monitor.desk import links
from strategy_monitor.desk.access import Desk, compare_working_copy, open_or_redirect
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.pages.acts import Act
from strategy_monitor.pages.viewing import Viewing
from strategy_monitor.report.document import Report
from strategy_monitor.texts.unread import UnreadText
from strategy_monitor.threads.places import thread_address

UNREAD, RETURNED = gettext_lazy("texte à relire"), gettext_lazy("texte renvoyé")
PROPOSE = gettext_lazy("proposer une correction")
PLACE_OF_A_NOTE = (
    *("observation__series__indicator__action", "observation__series__indicator__axis"),
    *("indicator__action", "indicator__axis", "measure__action", "measure__parent__action", "reference"),
    *("action", "axis", "strategy", "scale_step"),
)


def working_copy(request: HttpRequest) -> Viewing:
    """Opener of the pages of the working copy: what can be done there stands where it is read."""
    viewing = open_or_redirect(request, compare_working_copy)
    match = request.resolver_match
    about = str(match.kwargs.get("code", "")) if match else ""
    return replace(viewing, acts=CopyActs(request.user, request.get_full_path(), viewing, about))


def find_first_act(acts: CopyActs, report: Report) -> tuple[Act, ...]:
    """How to add the first thing that a strategy still lacks, in this order: an axis, an action, an indicator, a
    series, a value. Empty once it has one of each, or for who may not add it."""
    axis = next(iter(report.axes), None)
    action = next((one for each in report.axes for one in each.actions), None)
    indicator = next(iter(report.indicators), None)
    measured = next(((one, series) for one in report.indicators for series in one.series), None)
    if axis is None:
        return acts.adding("axis", "strategy", "")
    if action is None:
        return acts.adding("action", "axis", str(axis.number))
    if indicator is None:
        return acts.adding("indicator", "action", action.section)
    if measured is None:
        return acts.adding("series", "indicator", indicator.code)
    valued = any(series.observations for one in report.indicators for series in one.series)
    return () if valued else acts.on_series(measured[0].code, measured[1].key)[:1]


@dataclass
class CopyActs:
    """For one person, on one page. Each kind of thing is read once, when one of them is asked about."""

    user: Any
    here: str
    """The page that is read, with what it was asked."""
    viewing: Desk | None = None
    """The working copy that is read; None where no page shows it."""
    about: str = ""
    """The code of the indicator that the page is about; empty where it may show several."""
    known: dict[str, dict[str, int]] = field(default_factory=dict)
    figures: dict[str, Figures] = field(default_factory=dict)
    """Of the indicator that the page is about, under its code; of all, under the empty one."""

    def on(self, kind: str, code: str, name: str = "") -> tuple[Act, ...]:
        """Editing one thing, or one text of it, where this person may; of a whole one, its thread."""
        form = self.form(kind, code, name)
        whole = not name and kind in {"indicator", "measure"}
        word = _("tous les champs") if whole else _("modifier")
        found = self.on_text(kind, str(code), name)
        found += [Act(word, form)] if form else []
        if whole:
            found.append(Act(_("en parler") if form else str(PROPOSE), thread_address(kind, code)))
        return tuple(found)

    def form(self, kind: str, code: str, name: str = "") -> str:
        """Address of the form of a thing, or of one text of it; empty where this person may not edit it."""
        key = self.editable(kind).get(str(code))
        if key is None:
            return ""
        asked = {links.FIELD: name} if name else {}
        return links.with_return(links.form_address(READ[kind].model, "change", key), self.here, **asked)

    def address(self, page: str, code: str) -> str:
        """The form that edits what is read on a page of this kind; empty where there is none for this person."""
        return self.form(page, "" if page == "strategy" else code) if page in READ else ""

    def adding(self, kind: str, above: str, code: str) -> tuple[Act, ...]:
        """Adding a thing of this kind below another one, that this person may edit."""
        model, word = ADDED[kind]
        key = self.editable(above).get(str(code)) if self.has(model, "add") else None
        if key is None:
            return ()
        address = links.form_address(model, "add")
        return (Act(str(word), links.with_return(address, self.here, **{above: key})),)

    def on_series(self, indicator: str, key: str) -> tuple[Act, ...]:
        """Adding a value to a series, and editing the series itself."""
        series = self.figures_of(indicator).series.get((indicator, key))
        if series is None:
            return ()
        found = []
        if self.has(Observation, "add") and indicator in self.my_figures:
            address = links.form_address(Observation, "add")
            found.append(Act(_("ajouter une valeur"), links.with_return(address, self.here, series=series)))
        if indicator in self.editable("indicator") and self.has(Series, "change"):
            address = links.form_address(Series, "change", series)
            found.append(Act(_("modifier la série"), links.with_return(address, self.here)))
        return tuple(found)

    def on_value(self, indicator: str, key: str, period: str) -> tuple[Act, ...]:
        """Where a value stands in its life, which whoever reads the copy may follow to its page and its thread; and
        editing it."""
        one = self.figures_of(indicator).values.get((indicator, key, period))
        if one is None:
            return ()
        number, status = one
        state = Act(WorkStatus(status).word, links.desk_page(number), status)
        if not (self.has(Observation, "change") and indicator in self.my_figures):
            return (state,)
        address = links.form_address(Observation, "change", number)
        return (state, Act(_("modifier"), links.with_return(address, self.here)))

    def on_text(self, kind: str, code: str, name: str) -> list[Act]:
        """That a text which is read here waits for its second reader, or was sent back."""
        waiting = self.unread.get((kind, code, name))
        if waiting is None:
            return []
        word, state = (RETURNED, "returned") if waiting.returned else (UNREAD, "submitted")
        return [Act(str(word), links.text_address(waiting.text.key), state)]

    # What is known

    @cached_property
    def unread(self) -> dict[tuple[str, str, str], UnreadText]:
        """Where each text that waits is marked → the text; where several are, one that was sent back."""
        waiting = self.viewing.unread if self.viewing else []
        return {links.mark_of(one.text): one for one in sorted(waiting, key=lambda one: one.returned is not None)}

    def has(self, model: type[Model], action: str) -> bool:
        opts = model._meta
        return bool(self.user.has_perm(f"{opts.app_label}.{action}_{opts.model_name}"))

    def editable(self, kind: str) -> dict[str, int]:
        """Code → key of the things of this kind that this person may edit; read once."""
        if kind not in self.known:
            read = READ[kind]
            self.known[kind] = read.keys(self.user) if self.has(read.model, "change") else {}
        return self.known[kind]

    def figures_of(self, indicator: str) -> Figures:
        scope = indicator if indicator == self.about else ""
        if scope not in self.figures:
            self.figures[scope] = read_figures(scope)
        return self.figures[scope]

    @cached_property
    def my_figures(self) -> frozenset[str]:
        """Codes of the indicators whose values this person may propose."""
        return frozenset(Indicator.objects.filter(with_my_figures(self.user)).values_list("code", flat=True))


class Figures(NamedTuple):
    """What the document calls the series and the values of indicators → their keys; of a value, its status too."""

    series: dict[tuple[str, str], int]
    values: dict[tuple[str, str, str], tuple[int, str]]


def read_figures(indicator: str) -> Figures:
    """Of the indicator of this code, or of all; two queries."""
    series, values = Series.objects.order_by(), Observation.objects.order_by()
    if indicator:
        series, values = series.filter(indicator__code=indicator), values.filter(series__indicator__code=indicator)
    told = ("series__indicator__code", "series__key", "period_label", "pk", "status")
    return Figures(
        {(code, key): number for code, key, number in series.values_list("indicator__code", "key", "pk")},
        {(code, key, period): (number, status) for code, key, period, number, status in values.values_list(*told)},
    )


@dataclass(frozen=True)
class ThingsReader:
    """How the things of one kind are read."""

    model: type[Model]
    named_by: tuple[str, ...]
    """What says which one it is."""
    code: Callable[..., str]
    """What the document calls one, of that."""
    rows: Callable[[Any], QuerySet[Any]]
    """Person → rows, with all that says where each of them stands."""

    def keys(self, user: Any) -> dict[str, int]:
        """Code → key of those that stand where this person works. One query for who works everywhere, else two."""
        rows = self.rows(user)
        if not works_everywhere(user):
            rows = self.model._default_manager.filter(pk__in=[one.pk for one in rows if covers(user, one)])
        named = rows.order_by().values_list("pk", *self.named_by)
        return {self.code(*names): key for key, *names in named}


def notes_for(user: Any) -> QuerySet[EditorialNote]:
    """Where a note on a reference stands follows from all that cite it, each time a query: only those who work
    everywhere are offered these here; to others, their form is still open.
    """
    rows = EditorialNote.objects.select_related(*PLACE_OF_A_NOTE)
    return rows if works_everywhere(user) else rows.filter(reference=None)


READ: dict[str, ThingsReader] = {
    "strategy": ThingsReader(Strategy, (), str, lambda _user: Strategy.objects.all()),
    "axis": ThingsReader(Axis, ("number",), str, lambda _user: Axis.objects.all()),
    "action": ThingsReader(
        PriorityAction,
        ("axis__number", "number"),
        write_section,
        lambda _user: PriorityAction.objects.select_related("axis"),
    ),
    "measure": ThingsReader(
        Measure, ("code",), str, lambda _user: Measure.objects.select_related("action", "parent__action")
    ),
    "indicator": ThingsReader(
        Indicator, ("code",), str, lambda _user: Indicator.objects.select_related("action", "axis")
    ),
    "note": ThingsReader(EditorialNote, ("code",), str, notes_for),
}

ADDED: dict[str, tuple[type[Model], Any]] = {
    "axis": (Axis, gettext_lazy("ajouter un axe")),
    "action": (PriorityAction, gettext_lazy("ajouter une action prioritaire")),
    "measure": (Measure, gettext_lazy("ajouter une mesure")),
    "indicator": (Indicator, gettext_lazy("ajouter un indicateur")),
    "impact": (Indicator, gettext_lazy("ajouter un indicateur d’impact")),
    "series": (Series, gettext_lazy("ajouter une série")),
    "note": (EditorialNote, gettext_lazy("ajouter une note")),
}
"""What is added below something that is read, and how the link says it."""
