"""The desk: what differs from the published release, what waits for someone, and the way to publish."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.models import Indicator
from indicators.rights import with_my_figures
from strategy_monitor.desk import links
from strategy_monitor.desk.attention import attention, narrowed
from strategy_monitor.desk.open import compared, staff, to_publish
from strategy_monitor.desk.publishing import left_out
from strategy_monitor.desk.work import piles
from strategy_monitor.pages.history import counted
from strategy_monitor.report.build import NothingToBuild
from strategy_monitor.report.document import Report

MINE = "moi"


@require_safe
@staff
def desk(request: HttpRequest) -> HttpResponse:
    title = _("Bureau")
    try:
        viewing = compared()
    except NothingToBuild as error:
        return render(request, "desk/empty.html", {"title": title, "why": str(error)})
    edit = links.Forms.read()
    waiting = attention(viewing.report, timezone.localdate())
    whose = whose_figures(request, viewing.report)
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
        "attention": links.to_look_at(waiting if whose.codes is None else narrowed(waiting, whose.codes), edit),
        "whose": whose,
    }
    return render(request, "desk/desk.html", context)


@dataclass(frozen=True)
class Whose:
    """Whose figures the list of what waits is about: a provider's, or one's own."""

    chosen: str
    codes: frozenset[str] | None
    """Codes of their indicators; None for all."""


def whose_figures(request: HttpRequest, report: Report) -> Whose:
    """As the address says; all of them where it says nothing that is known."""
    asked = request.GET.get("producteur", "")
    if asked == MINE:
        codes = Indicator.objects.filter(with_my_figures(request.user)).values_list("code", flat=True)
        return Whose(asked, frozenset(codes))
    if asked not in {provider.code for provider in report.providers}:
        return Whose("", None)
    theirs = (one.code for one in report.indicators if asked in {*one.providers, *one.planned_providers})
    return Whose(asked, frozenset(theirs))
