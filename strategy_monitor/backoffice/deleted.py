"""What was deleted by someone else while its form was open: the typing is shown again, to be copied."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import CASCADE, PROTECT, Model
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from strategy_monitor.backoffice.given_back import typed_values
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.backoffice.merging import describe_author
from strategy_monitor.backoffice.versions import ShownVersions

DeletedRow = tuple[type[Model], int]


def find_deleted(model: type[Model], key: str, opened: ShownVersions) -> DeletedRow | None:
    """The thing of this page, or else one of its rows, that is there no more; one query per model that it showed."""
    if is_key(key) and not model._default_manager.filter(pk=key).exists():
        return model, int(key)
    for label, rows in opened.shown.items() if key else ():
        kind = model_with_history(label)
        there = set(kind._default_manager.filter(pk__in=rows).values_list("pk", flat=True)) if kind else set(rows)
        for lost in sorted(rows.keys() - there):
            return kind, lost  # type: ignore[return-value]
    return None


def model_with_history(label: str) -> type[Model] | None:
    """The model of this label, if its history is kept: a page of ours shows no other."""
    try:
        found = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return found if hasattr(found, "history") else None


def render_deleted(request: HttpRequest, site: AdminSite, model: type[Model], lost: DeletedRow) -> Any:
    """Says what was deleted, by whom and when, and gives back all that was typed."""
    kind, key = lost
    history: Any = kind.history  # type: ignore[attr-defined]
    last = history.filter(id=key).select_related("history_user").order_by("-history_id").first()
    values = site.each_context(request) | {
        "title": _("Supprimé pendant la saisie"),
        "who": describe_author(last) if last and last.history_type == "-" else None,
        "what": record_name(last) if last else "",
        "version": version_page(site, last) if last else "",
        "typed": typed_values(request.POST, model),
        "opts": model._meta,
    }
    return render(request, getattr(site, "deleted_template", "admin/deleted.html"), values, status=409)


def version_page(site: AdminSite, record: Any) -> str:
    """Where this version is read, and come back to; empty where the site has no page of such things."""
    kind = record.instance_type._meta
    name = f"admin:{kind.app_label}_{kind.model_name}_simple_history"
    try:
        return reverse(name, args=[record.id, record.pk], current_app=site.name)
    except NoReverseMatch:
        return ""


def record_name(record: Any) -> str:
    """Its name; only its kind where it went together with what it stood in."""
    try:
        return str(record.instance)
    except ObjectDoesNotExist:
        return str(record.instance._meta.verbose_name)


def find_deleted_whole(record: Any) -> Any:
    """The last record of what this one stood in, where that is deleted since; None where all of it is there."""
    for field in record.instance_type._meta.concrete_fields:
        kind, key = field.related_model, getattr(record, field.attname, None)
        holds = kind is not None and field.remote_field.on_delete in {CASCADE, PROTECT} and hasattr(kind, "history")
        if holds and key is not None and not kind._default_manager.filter(pk=key).exists():
            return kind.history.filter(id=key).first()
    return None
