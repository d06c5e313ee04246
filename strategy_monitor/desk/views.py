"""The desk: what differs from the published release, what waits for someone, and the way to publish."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from axes.rights import works_everywhere
from indicators import workflow
from indicators.models import Indicator
from indicators.rights import with_my_figures
from strategy_monitor.accounts.break_glass import find_last_use
from strategy_monitor.desk import links
from strategy_monitor.desk.access import compare_publication, compare_working_copy, staff
from strategy_monitor.desk.acting import CopyActs, find_first_act
from strategy_monitor.desk.attention import find_attention
from strategy_monitor.desk.differences import list_differences
from strategy_monitor.desk.jobs import list_at_hand
from strategy_monitor.desk.mail import count_trouble
from strategy_monitor.desk.my_figures import summarize_asked
from strategy_monitor.desk.publishing import count_left_out
from strategy_monitor.desk.reading_copy import await_copy
from strategy_monitor.desk.texts import pile_to_read, piles_of_my_texts
from strategy_monitor.desk.threads import describe_open
from strategy_monitor.desk.work import piles_of_mine, piles_to_judge
from strategy_monitor.errata.carrying import list_echoes
from strategy_monitor.errata.workflow import list_waiting
from strategy_monitor.pages.acronyms import PageAcronyms
from strategy_monitor.pages.history import count_changes
from strategy_monitor.report.build import NothingToBuild
from strategy_monitor.report.document import Report

MINE = "moi"


@require_safe
@staff
def desk(request: HttpRequest) -> HttpResponse:
    title = _("Bureau")
    await_copy(request)
    try:
        viewing = compare_working_copy()
    except NothingToBuild as error:
        return render(request, "desk/empty.html", {"title": title, "why": str(error)})
    edit = CopyActs(request.user, request.get_full_path())
    whose = whose_figures(request, viewing.report)
    waiting = find_attention(viewing.report, timezone.localdate(), whose.codes)
    context = {
        "viewing": viewing,
        "report": viewing.report,
        "acronyms": PageAcronyms(viewing.report),
        "title": title,
        "first_act": () if viewing.head else find_first_act(edit, viewing.report),
        "jobs": list_at_hand(request.user),
        "asked": summarize_asked(request.user, timezone.localdate()),
        "mine": piles_of_mine(request.user),
        "judges": workflow.may_judge(request.user),
        "piles": piles_to_judge(request.user),
        "ready": count_changes(compare_publication().changes),
        "left_out": count_left_out(),
        "counted": count_changes(viewing.changes),
        "differences": list_differences(viewing.changes, edit, request.GET),
        "attention": links.group_matters(waiting, edit, request.GET.get("attente", "")),
        "whose": whose,
        "echoes": len(list_echoes(viewing.report)),
        "errata": list_waiting(request.user),
        "troubled_mail": count_trouble(request.user),
        "spare": find_last_use(request.user),
        "proposals": describe_open(),
        "texts": pile_to_read(request.user, viewing),
        "my_texts": piles_of_my_texts(request.user, viewing),
    }
    return render(request, "desk/desk.html", context)


@dataclass(frozen=True)
class Whose:
    """Whose figures the list of what waits is about: a provider's, or one's own."""

    chosen: str
    codes: frozenset[str] | None
    """Codes of their indicators; None for all."""


def whose_figures(request: HttpRequest, report: Report) -> Whose:
    """As the address says; where it says nothing, one's own, or all of them for who works everywhere or nowhere."""
    asked = request.GET.get("producteur", MINE)
    if asked == MINE and ("producteur" in request.GET or not works_everywhere(request.user)):
        codes = Indicator.objects.filter(with_my_figures(request.user)).values_list("code", flat=True)
        if codes or "producteur" in request.GET:
            return Whose(asked, frozenset(codes))
    if asked not in {provider.code for provider in report.providers}:
        return Whose("", None)
    theirs = (one.code for one in report.indicators if asked in {*one.providers, *one.planned_providers})
    return Whose(asked, frozenset(theirs))
