"""Pages of the observations at work: the list, one of them beside what was validated before, and the steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from indicators import workflow
from indicators.models import Finding, Observation
from indicators.models.observation import CONTENT
from indicators.workflow import StepRefused
from strategy_monitor.backoffice.history import ReadableRecord
from strategy_monitor.desk import links, work
from strategy_monitor.desk.access import staff
from strategy_monitor.desk.exchange import may_read
from strategy_monitor.desk.threads import read_thread
from strategy_monitor.language import french
from strategy_monitor.language.codes import FindingAnswer, WorkStatus

PER_PAGE = 50


@require_safe
@staff
def list_observations(request: HttpRequest) -> HttpResponse:
    return render_list(request)


def render_list(request: HttpRequest, fault: str = "", status: int = 200, fault_of: str = "") -> HttpResponse:
    """`fault_of`: the field that the fault is about, at which it is said where the page has it."""
    query = request.GET if request.method != "POST" else request.POST
    selection = work.select_rows(work.observation_parameters(request.user), query)
    page = Paginator(work.selected_rows(selection), PER_PAGE).get_page(query.get("page"))
    rows = work.rows_of_observations(request.user, page.object_list)
    proposes = request.user.has_perm("indicators.change_observation")
    listed = [row.observation for row in rows]
    may_judge = workflow.may_judge(request.user) and any(one.status == WorkStatus.SUBMITTED for one in listed)
    context = {
        "title": _("Valeurs"),
        "selection": selection,
        "page": page,
        "rows": rows,
        "may_add": proposes,
        "may_submit": proposes and any(one.status in workflow.OPEN or one.is_promise for one in listed),
        "may_judge": may_judge,
        "may_validate": work.may_validate(request.user, rows),
        "own_work": workflow.OWN_WORK,
        "fault": fault,
        "fault_of": fault_of if may_judge else "",
        "ticked": [row.token for row in rows if not row.striking]
        if "tout" in request.GET
        else request.POST.getlist("row"),
        "striking": [row for row in rows if row.striking],
        "may_undo": work.undoable(request.user, rows),
        "answers": FindingAnswer.choices() if answers_alerts(request.user) else (),
        "all": selection.address(tout="1", page=str(page.number)),
        "why": request.POST.get("why", ""),
        "next": page_to_return_to(request),
        "before": selection.address(page=str(page.previous_page_number())) if page.has_previous() else "",
        "after": selection.address(page=str(page.next_page_number())) if page.has_next() else "",
    }
    return render(request, "desk/observations.html", context, status=status)


@dataclass(frozen=True)
class ProposedField:
    """A field that is proposed otherwise than it was validated."""

    label: str
    validated: str
    proposed: str


@require_safe
@staff
def show_observation(request: HttpRequest, key: int) -> HttpResponse:
    return render_observation(request, key)


def render_observation(
    request: HttpRequest, key: int, fault: str = "", status: int = 200, fault_of: str = ""
) -> HttpResponse:
    people = ("submitted_by", "validated_by")
    rows = Observation.objects.select_related("series__indicator", *people, "imported_from").defer(
        "imported_from__content", "imported_from__left_aside"
    )
    one = rows.filter(pk=key).first()
    if one is None:
        raise Http404(_("Cette valeur n’existe pas ou n’existe plus."))
    (row,) = work.rows_of_observations(request.user, [one])
    may_judge = workflow.may_judge(request.user) and one.status == WorkStatus.SUBMITTED
    others = one.series.observations.exclude(pk=one.pk).select_related("series")
    context = {
        "title": str(one),
        "row": row,
        "one": one,
        "beside": compare_with_validated(one),
        "others": [(other, french.write_statement(one.series, other)) for other in others],
        "findings": row.alerts or Finding.objects.waiting().filter(observation=one),
        "answers": FindingAnswer.choices() if answers_alerts(request.user) else (),
        "may_undo": work.undoable(request.user, [row]),
        "records": one.history.select_related("history_user").order_by("-history_id")[:20],
        "may_edit": workflow.may_submit(request.user, one),
        "may_submit": workflow.may_submit(request.user, one) and one.status in workflow.OPEN,
        "may_judge": may_judge,
        "may_validate": work.may_validate(request.user, [row]),
        "may_take_back": workflow.may_take_back(request.user, one),
        "may_delete": workflow.may_delete(request.user, one),
        "own_work": workflow.OWN_WORK,
        "thread": read_thread(request.user, one),
        "may_read_import": one.imported_from is not None and may_read(request.user, one.imported_from),
        "form": links.form_address(Observation, "change", one.pk),
        "fault": fault,
        "fault_of": fault_of if may_judge else "",
        "why": request.POST.get("why", ""),
        "next": page_to_return_to(request),
    }
    return render(request, "desk/observation.html", context, status=status)


def answers_alerts(user: Any) -> bool:
    """Whether the queue lets this person answer each alert in its row."""
    return workflow.may_judge(user) and bool(user.has_perm("indicators.change_finding"))


def compare_with_validated(one: Observation) -> list[ProposedField] | None:
    """What differs from the version last validated; None where there was none, or where it is this one."""
    records = one.history.order_by("-history_id")
    now, past = records.first(), records.filter(status=WorkStatus.VALIDATED, undone=False).first()
    if now is None or past is None or past.history_id == now.history_id:
        return None
    names = [name.removesuffix("_id") for name in CONTENT]
    delta = now.diff_against(past, included_fields=names, foreign_keys_are_objs=True)
    told = ReadableRecord(Observation, now).context_for_delta_changes(delta)
    return [ProposedField(change["field"], change["old"], change["new"]) for change in told]


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def take_step(request: HttpRequest) -> HttpResponse:
    """Takes a step for the rows that were ticked. StepRefused: the page that was sent, with the reason and the typing.

    A refused page stands at this address: whoever opens it again (a reload, a bookmark) reads the list.
    """
    if request.method != "POST":
        return redirect("desk-observations")
    name = request.POST.get("step", "")
    if not any(
        request.user.has_perm(work.PERMISSIONS[step]) for step in ([name] if name in work.STEPS else work.STEPS)
    ):
        raise PermissionDenied(_("Ce compte lit les valeurs ; il ne les fait pas avancer."))
    try:
        if name not in work.STEPS:
            raise StepRefused(_("Cette étape n’existe pas."))
        done = work.take_rows(
            request.user, name, request.POST.getlist("row"), request.POST.get("why", "").replace("\x00", "")
        )
    except StepRefused as refused:
        return show_refusal(request, refused)
    one, many = work.DONE[name]
    request.session["validated"] = work.tokens_of(done) if name == "valider" else []
    tags = "validated" if name == "valider" else ""
    messages.success(request, f"{french.count_noun(len(done), str(one), str(many))}.", extra_tags=tags)
    return redirect("desk-observations" if name == "supprimer" else page_to_return_to(request))


def show_refusal(request: HttpRequest, refused: StepRefused) -> HttpResponse:
    said = (" ".join(refused.messages), 409, getattr(refused, "code", None) or "")
    key = request.POST.get("one", "")
    if key.isascii() and key.isdigit() and len(key) < 19:
        return render_observation(request, int(key), *said)
    return render_list(request, *said)


def page_to_return_to(request: HttpRequest) -> str:
    """The page that this one is, or that sent it; the list where it does not say, or says another site."""
    if request.method != "POST":
        return request.get_full_path()
    address = request.POST.get("next", "")
    return address if links.is_ours(address) else reverse("desk-observations")
