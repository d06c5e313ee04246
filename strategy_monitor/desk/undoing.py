"""An import undone from the desk: what that would do, what stops it, and doing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators.exchange.undoing import (
    LONGEST_REASON,
    ChangedMeanwhile,
    UndoRefused,
    may_undo,
    plan_undoing,
    undo_import,
)
from indicators.models import ImportedFile
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.desk.access import staff
from strategy_monitor.desk.exchange import may_read
from strategy_monitor.language import french

SHOWN = 200
"""Values changed since that are shown; all are counted."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def undo(request: HttpRequest, key: int) -> HttpResponse:
    """What undoing this import would do; undoes it on POST."""
    file = find_import(key)
    if not may_undo(request.user, file):
        raise PermissionDenied(_("Défaire cet import revient à qui peut importer tout ce qu’il a apporté."))
    return undo_now(request, file) if request.method == "POST" else show_undoing(request, file)


def find_import(key: int) -> ImportedFile:
    files = ImportedFile.objects.select_related("uploaded_by", "undone_by").defer("content")
    file = files.exclude(confirmed_at=None).filter(pk=key).first()
    if file is None:
        raise Http404(_("Aucun import ne porte ce numéro, ou son fichier n’a pas été confirmé."))
    return file


def undo_now(request: HttpRequest, file: ImportedFile) -> HttpResponse:
    leave = {int(one) for one in request.POST.get("leave", "").split() if is_key(one)}
    try:
        _file, done = undo_import(file.pk, request.user, request.POST.get("why", ""), leave)
    except ChangedMeanwhile as refused:
        return show_undoing(request, find_import(file.pk), " ".join(refused.messages), status=409)
    except UndoRefused as refused:
        return show_undoing(request, find_import(file.pk), " ".join(refused.messages), status=422)
    told = _("L’import de « %(name)s » est défait. Supprimées : %(added)d ; remises comme avant : %(changed)d.")
    counted = {"name": file.name, "added": len(done.added), "changed": len(done.changed)}
    left = french.count_noun(len(done.since), "valeur laissée telle quelle", "valeurs laissées telles quelles")
    messages.success(request, told % counted + (f" {left}." if done.since else ""))
    return redirect("desk-import-preview" if may_read(request.user, file) else "desk-import-undo", file.pk)


def show_undoing(request: HttpRequest, file: ImportedFile, fault: str = "", status: int = 200) -> HttpResponse:
    found = None if file.undone_at else plan_undoing(file, request.user)
    context: dict[str, Any] = {
        "title": _("Défaire l’import de « %(name)s »") % {"name": file.name},
        "file": file,
        "found": found,
        "shown": found.since[:SHOWN] if found else [],
        "fault": fault,
        "why": request.POST.get("why", ""),
        "longest": LONGEST_REASON,
        "may_read": may_read(request.user, file),
    }
    return render(request, "desk/import_undo.html", context, status=status)
