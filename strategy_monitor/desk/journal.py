"""The history of the whole site: who changed what, when, from what to what, and why."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.exchange.undoing import may_undo
from indicators.models import Finding, ImportedFile
from strategy_monitor.backoffice.history import readable_value
from strategy_monitor.backoffice.people import read_names
from strategy_monitor.desk import journal_filters as filters
from strategy_monitor.desk import links
from strategy_monitor.desk.access import staff
from strategy_monitor.desk.edited import SITE
from strategy_monitor.history.models import Change
from strategy_monitor.history.naming import AnyModel, in_words, recorded_models
from strategy_monitor.report import wording
from strategy_monitor.texts.models import TextReading
from strategy_monitor.web.selection import Selection, select

AT_ONCE = 50
ONE_SAVE = dt.timedelta(seconds=2)
"""What one person does to one thing within this time is one save."""


@dataclass(frozen=True)
class FieldChange:
    """One field, in French."""

    label: str
    before: str
    after: str
    parts: tuple[wording.WordingPart, ...] = ()
    """Both texts in one, where they are long and alike."""


@dataclass(frozen=True)
class JournalEntry:
    """What happened to one thing."""

    what: str
    name: str
    """The same, out of its place."""
    change: str
    word: str
    fields: tuple[FieldChange, ...]
    form: str
    """Where it is edited; empty where it was erased, or by whom may not."""
    version: str
    """Where this version of it is read, and restored by whom may."""
    version_before: str
    may_restore: bool


@dataclass
class Save:
    """What one person did at one moment to one indicator, or to one other thing."""

    when: dt.datetime
    who: str
    why: str
    subject: tuple[str, int]
    about: str
    indicator: str
    """Code of the indicator, if it is about one."""
    imported: int | None = None
    """Key of the import that did it, where this person may undo it."""
    entries: list[JournalEntry] = field(default_factory=list)


@require_safe
@staff
def journal(request: HttpRequest) -> HttpResponse:
    models = visible_models(request)
    selection = select(request.path, filters.journal_parameters(models), request.GET)
    if not selection.is_tidy(request.GET):
        return HttpResponseRedirect(selection.address())
    found = list(select_changes(models, selection)[: AT_ONCE + 1])
    page = found[:AT_ONCE]
    saves = group_saves(page, request.user, read_names())
    offer_undoing(saves, request.user)
    context = {
        "title": _("Historique"),
        "selection": selection,
        "days": group_days(saves),
        "older": selection.address(**{filters.BEFORE: filters.place_of_change(page[-1])})
        if len(found) > AT_ONCE
        else "",
    }
    return render(request, "desk/journal.html", context)


def visible_models(request: HttpRequest) -> tuple[AnyModel, ...]:
    """The kinds of things that this person may read. What has no rights of its own, all read who read the desk."""
    models = recorded_models()
    return tuple(one for one in models if not one._meta.default_permissions or may(request.user, one, "view", "change"))


def may(user: Any, model: AnyModel, *what: str) -> bool:
    opts = model._meta
    return any(user.has_perm(f"{opts.app_label}.{one}_{opts.model_name}") for one in what)


def select_changes(models: Iterable[AnyModel], selection: Selection[Q]) -> QuerySet[Change]:
    """Newest first, with what last happened to each thing. What the quality rules note by themselves is on their page;
    of findings, the answers are told here.
    """
    same = Change.objects.filter(model=OuterRef("model"), key=OuterRef("key")).order_by("-id")
    found = Change.objects.filter(*selection.meanings, model__in=[one._meta.label for one in models])
    found = found.exclude(origin=Change.Origin.RULES).annotate(last_kind=Subquery(same.values("kind")[:1]))
    return found.order_by("-when", "-id")


def group_saves(found: Iterable[Change], user: Any, names: Mapping[int, str]) -> list[Save]:
    """The changes, those of one save together. `names`: number of an account → what it is called."""
    made: list[Save] = []
    for change in found:
        # What its author says already is not said again.
        why = "" if change.origin == Change.Origin.LOAD and change.user_id is None else change.reason
        subject, who = (change.subject_model, change.subject_key), change.author(names)
        last = made[-1] if made else None
        if (
            last is None
            or (last.who, last.why, last.subject) != (who, why, subject)
            or (last.when - change.when > ONE_SAVE)
        ):
            when, about = timezone.localtime(change.when), in_words(change.subject, names)
            code = change.indicator_code if change.subject_model == "indicators.Indicator" else ""
            last = Save(when, who, why, subject, about, code)
            made.append(last)
        last.entries.append(describe_change(change, user, names))
        last.imported = last.imported or imported_by(change)
    return made


def imported_by(change: Change) -> int | None:
    """Key of the file that brought this change."""
    after = next((after for name, _before, after in change.fields if name == "imported_from"), None)
    return after[0][1] if after else None


def offer_undoing(made: list[Save], user: Any) -> None:
    """Leaves of the imports those that this person may undo; a query, and three for each of them."""
    named = {one.imported for one in made if one.imported}
    files = ImportedFile.objects.filter(pk__in=named, undone_at=None)
    keys = {file.pk for file in files.defer("content", "left_aside") if may_undo(user, file)}
    for one in made:
        one.imported = one.imported if one.imported in keys else None


def describe_change(change: Change, user: Any, names: Mapping[int, str]) -> JournalEntry:
    """What stands above it already, the subject, is not said again."""
    model, own = apps.get_model(change.model), len(change.name) - len(change.subject)
    below = own > 0 and change.name[own:] == change.subject
    return JournalEntry(
        in_words(change.name[:own] if below else change.name, names),
        in_words(change.name, names),
        change.kind,
        change.get_kind_display(),
        tuple(change_in_french(model, name, before, after, names) for name, before, after in change.fields),
        form_of_last(change, user, model),
        page_of_model(user, model, "simple_history", change.key, change.record),
        page_of_model(user, model, "simple_history", change.key, change.record_before) if change.record_before else "",
        may(user, model, "change"),
    )


def form_of_last(change: Change, user: Any, model: AnyModel) -> str:
    """Where the thing is edited; empty where it was erased since, or is not this person's to edit."""
    erased = change.last_kind == Change.Kind.REMOVED  # type: ignore[attr-defined]
    return "" if erased or not may(user, model, "change") else page_of_model(user, model, "change", change.key)


def page_of_model(user: Any, model: AnyModel, page: str, *args: int) -> str:
    """A page of the forms of the desk. Of what only the administration holds, its page there, for who keeps the
    accounts; empty for others.
    """
    if SITE.is_registered(model):
        return links.form_address(model, page, *args)
    if model is Finding and page == "change":
        return reverse("desk-finding", args=args)
    if not (admin.site.is_registered(model) and user.has_perm("auth.change_user")):
        return ""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def change_in_french(model: AnyModel, name: str, before: Any, after: Any, names: Mapping[int, str]) -> FieldChange:
    try:
        one: Any = model._meta.get_field(name)
    except FieldDoesNotExist:  # a field of former times
        return FieldChange(name, readable_value(before), readable_value(after))
    if model is TextReading and name == "wording":
        before, after = (text_in_french(one) for one in (before, after))
    old, new = value_in_french(one, before, names), value_in_french(one, after, names)
    return FieldChange(
        capfirst(str(one.verbose_name)), wording.brief(old), wording.brief(new), wording.compared(old, new)
    )


def text_in_french(wording: str | None) -> str:
    """What was read, as a document would have it: a text, or the list of its paragraphs."""
    text = json.loads(wording) if wording else ""
    return text if isinstance(text, str) else "\n\n".join(text)


def value_in_french(one: Any, value: Any, names: Mapping[int, str]) -> str:
    if one.many_to_many:
        return readable_value([in_words(name, names, kind_said=True) for name in value or ()])
    if one.is_relation:
        return readable_value(in_words(value, names, kind_said=True) if value else None)
    value = None if value is None else one.to_python(value)
    return readable_value(dict(one.flatchoices).get(value, value) if one.choices else value)


def group_days(made: list[Save]) -> list[tuple[dt.date, list[Save]]]:
    found: list[tuple[dt.date, list[Save]]] = []
    for one in made:
        if not found or found[-1][0] != one.when.date():
            found.append((one.when.date(), []))
        found[-1][1].append(one)
    return found
