"""The history of the whole site: who changed what, when, from what to what, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from simple_history.models import ModelChange
from simple_history.utils import get_m2m_reverse_field_name

from indicators.models import Indicator
from strategy_monitor.backoffice.history import ReadableRecord
from strategy_monitor.desk import journal_filters as filters
from strategy_monitor.desk import records
from strategy_monitor.desk.naming import Key, Names, lower_first
from strategy_monitor.desk.open import staff
from strategy_monitor.desk.records import AnyModel, Difference, Record
from strategy_monitor.report import wording
from strategy_monitor.seed.store import REASON

AT_ONCE = 50
ONE_SAVE = dt.timedelta(seconds=2)
"""What one person does to one thing within this time is one save."""

WORDS = {"+": "création", "~": "modification", "-": "suppression"}


@dataclass(frozen=True)
class Told:
    """One field, in French."""

    label: str
    before: str
    after: str
    parts: tuple[wording.Part, ...] = ()
    """Both texts in one, where they are long and alike."""


@dataclass(frozen=True)
class Entry:
    """What happened to one thing."""

    what: str
    name: str
    """The same, out of its place."""
    change: str
    fields: tuple[Told, ...]
    form: str
    """Where it is edited; empty where it was erased, or by whom may not."""
    version: str
    """Where this version of it is read, and restored by whom may."""
    version_before: str
    may_restore: bool

    @property
    def word(self) -> str:
        return _(WORDS[self.change])


@dataclass
class Save:
    """What one person did at one moment to one indicator, or to one other thing."""

    when: dt.datetime
    who: str
    why: str
    root: Key
    about: str
    indicator: str
    """Code of the indicator, if it is about one."""
    entries: list[Entry] = field(default_factory=list)


@require_safe
@staff
def journal(request: HttpRequest) -> HttpResponse:
    models = visible(request)
    choices = filters.choices(models)
    asked = filters.read(request.GET, choices, request.path)
    if not asked.faults and any(not value for values in request.GET.lists() for value in values[1]):
        return HttpResponseRedirect(asked.address())
    found = records.newest(asked.conditions(models), asked.mark, AT_ONCE + 1)
    page = found[:AT_ONCE]
    records.complete(page)
    context = {
        "title": _("Historique"),
        "lists": [(*one, asked.values.get(one[0], "")) for one in choices.lists],
        "asked": asked,
        "days": days(saves(page, Names.read(page), request.user)),
        "older": asked.address(avant=filters.written(page[-1].mark)) if len(found) > AT_ONCE else "",
    }
    return render(request, "desk/journal.html", context)


def visible(request: HttpRequest) -> tuple[AnyModel, ...]:
    """The kinds of things that this person may read."""
    return tuple(model for model in records.recorded() if may(request.user, model, "view", "change"))


def may(user: Any, model: AnyModel, *what: str) -> bool:
    opts = model._meta
    return any(user.has_perm(f"{opts.app_label}.{one}_{opts.model_name}") for one in what)


def saves(found: Iterable[Record], names: Names, user: Any) -> list[Save]:
    """The records, those of one save together."""
    made: list[Save] = []
    for record in found:
        row = record.row
        who, why, root = person(row), reason(row), names.root(record.model, row)
        one = made[-1] if made else None
        if one is None or (one.who, one.why, one.root) != (who, why, root) or one.when - row.history_date > ONE_SAVE:
            one = Save(timezone.localtime(row.history_date), who, why, root, names.say(*root), code_of(root, names))
            made.append(one)
        one.entries.append(entry(record, names, user, one.about))
    return made


def code_of(root: Key, names: Names) -> str:
    row = names.rows.get(Indicator, {}).get(root[1]) if root[0] is Indicator else None
    return row.code if row else ""


def person(row: Any) -> str:
    """Who did it; where no person did, what brought it."""
    if row.history_user is not None:
        return str(row.history_user.get_full_name() or row.history_user.get_username())
    why = row.history_change_reason or ""
    if why == REASON:
        return _("Chargement du rapport")
    return _("Import") if why.startswith("Import") else _("Le système")


def reason(row: Any) -> str:
    """Why; what `person` says already is not said again."""
    why = row.history_change_reason or ""
    return "" if why == REASON and row.history_user is None else why


def entry(record: Record, names: Names, user: Any, about: str) -> Entry:
    """`about` stands above it already."""
    what = names.called(record.model, record.row)
    here = (record.model, record.key) in names.there
    return Entry(
        what.removesuffix(f", {lower_first(about)}"),
        what,
        record.row.history_type,
        told(record, names),
        address(record.model, "change", record.key) if here else "",
        address(record.model, "simple_history", record.key, record.row.history_id),
        address(record.model, "simple_history", record.key, record.before.pk) if record.before else "",
        may(user, record.model, "change"),
    )


def address(model: AnyModel, page: str, *args: int) -> str:
    """A page of the administration; empty where it does not hold this kind of thing."""
    if not admin.site.is_registered(model):
        return ""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def told(record: Record, names: Names) -> tuple[Told, ...]:
    helper = ReadableRecord(record.model, record.row)
    return tuple(in_french(helper, difference, names) for difference in record.differences)


def in_french(helper: ReadableRecord, difference: Difference, names: Names) -> Told:
    model_field = helper.model._meta.get_field(difference.name)
    label = capfirst(str(model_field.verbose_name))
    change = ModelChange(difference.name, difference.before, difference.after)
    before, after = (
        helper.prepare_delta_change_value(change, pointed(model_field, value, names))
        for value in (difference.before, difference.after)
    )
    parts = wording.compared(before, after)
    return Told(label, wording.brief(before), wording.brief(after), parts)


def pointed(model_field: Any, value: Any, names: Names) -> Any:
    """Keys as names, in the shape that the history of one object has them."""
    if model_field.many_to_many:
        other = get_m2m_reverse_field_name(model_field)
        return [{other: short(model_field.related_model, pk, names)} for pk in value or ()]
    return short(model_field.related_model, value, names) if model_field.is_relation and value else value


def short(model: AnyModel, pk: int, names: Names) -> str:
    """Its name without its kind, which the name of the field says."""
    return names.say(model, pk).removeprefix(f"{capfirst(str(model._meta.verbose_name))} ")


def days(made: list[Save]) -> list[tuple[dt.date, list[Save]]]:
    found: list[tuple[dt.date, list[Save]]] = []
    for one in made:
        if not found or found[-1][0] != one.when.date():
            found.append((one.when.date(), []))
        found[-1][1].append(one)
    return found
