"""The desk: what differs from the published release, what waits for someone, and the way to publish."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strategy_monitor.desk import links
from strategy_monitor.desk.attention import attention
from strategy_monitor.desk.open import compared, staff, to_publish
from strategy_monitor.desk.publishing import left_out
from strategy_monitor.desk.work import piles
from strategy_monitor.pages.history import counted
from strategy_monitor.report.build import NothingToBuild


@require_safe
@staff
def desk(request: HttpRequest) -> HttpResponse:
    title = _("Bureau")
    try:
        viewing = compared()
    except NothingToBuild as error:
        return render(request, "desk/empty.html", {"title": title, "why": str(error)})
    edit = links.Forms.read()
    context = {
        "viewing": viewing,
        "report": viewing.report,
        "seen": {},
        "title": title,
        "piles": piles(request.user),
        "ready": counted(to_publish().changes),
        "left_out": left_out(),
        "counted": counted(viewing.changes),
        "subjects": links.subjects(viewing.changes, edit),
        "attention": links.to_look_at(attention(viewing.report, timezone.localdate()), edit),
    }
    return render(request, "desk/desk.html", context)
