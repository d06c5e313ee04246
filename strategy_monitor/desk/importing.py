"""The preview of a file of observations, the questions it asks, and its confirmation."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from axes.rights import axes_of, works_everywhere
from indicators import workflow
from indicators.exchange import applying
from indicators.exchange.applying import Decision
from indicators.exchange.cells import DECIMALS, FRACTION, PERCENT, STORED, THOUSANDS
from indicators.exchange.cells import SHOWN as SHOWN_NUMBER
from indicators.exchange.outcome import Plan
from indicators.exchange.plan import LEAVE, READ_IT, plan
from indicators.exchange.sheets import UnreadableSheet
from indicators.exchange.undoing import may_undo
from indicators.models import ImportedFile
from indicators.rights import providers_of
from strategy_monitor.backoffice.progress import tell_progress
from strategy_monitor.desk import exchange, readings
from strategy_monitor.desk.access import staff
from strategy_monitor.desk.planned import SHOWN, ToldPlan, foresee, group_left_aside, tell_plan
from strategy_monitor.desk.publishing import is_large
from strategy_monitor.desk.work import mark_striking
from strategy_monitor.jobs import queue
from strategy_monitor.jobs.doing import Held, JobRefused
from strategy_monitor.jobs.models import Job
from strategy_monitor.language.codes import JobKind, JobStep
from strategy_monitor.releases.marks import read_stamp
from strategy_monitor.report.collector import collector_at_rest

LONGEST_REASON = 1000
LARGE_FILE = 100_000
"""Bytes: a file that has more is imported by a job, as all are where the working copy is large."""
MOVED = gettext_lazy(
    "Rien n’a été importé : ce que ce fichier ferait n’est plus ce que cette page montrait. Le relire."
)
GONE = gettext_lazy("Ce fichier vient d’être retiré. Rien n’a été importé.")
QUESTION = re.compile(r"lecture(?:-((?:[a-z]{1,9}-)?[A-Z]{0,3}[0-9]{1,7}|[a-z]{1,9}))?")
"""Name of the choice that reads all pointed numbers; with « -E12 », the number of one cell; with « -part-E12 », a small
share (see `asked_as`)."""
READINGS = {THOUSANDS, DECIMALS, STORED, SHOWN_NUMBER, PERCENT, FRACTION, READ_IT, LEAVE}


def read_decision(posted: Any) -> Decision:
    """What a person chose on the preview."""
    named = ((QUESTION.fullmatch(name), posted[name]) for name in posted)
    answers = {match[1] or "": reading for match, reading in named if match and reading in READINGS}
    reason = posted.get("reason", "").replace("\x00", "").strip()
    return Decision(answers, posted.get("shown", ""), reason, "some" in posted)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def preview(request: HttpRequest, key: int) -> HttpResponse:
    """What importing the file would do; on POST, what the person decides about it."""
    file = exchange.open_import(request, key)
    if request.method == "POST":
        return decide(request, file)
    return read_again(request, file, *read_refused(request, file))


def read_again(request: HttpRequest, file: ImportedFile, asked: Decision, why: str = "") -> HttpResponse:
    """What the file would do, by these answers: at once where that takes no time, else as a job finds it."""
    if file.confirmed_at is not None or not takes_long(file):
        return show_import(request, file, asked, why)
    read, state = name_reading(file, asked), read_state(file.uploaded_by)
    named = readings.find_named(request, JobKind.PREVIEW, subject__startswith=f"{file.pk} ")
    if named and not why:
        asked = decision_of(named.arguments)
    refused = queue.find_refused(JobKind.IMPORT, request.GET.get(readings.REFUSED, ""))
    after = refused.pk if refused else 0
    job = named or readings.find_last(JobKind.PREVIEW, state, subject__startswith=read, pk__gt=after)
    if job is None:
        asker: Any = request.user
        given = asdict(asked) | {"file": file.pk, "name": file.name, "brought_by": file.uploaded_by_id}
        return readings.follow(request, queue.ask_job(JobKind.PREVIEW, f"{read} {digest_words(asked)}", given, asker))
    return show_import(request, file, asked, why, job)


def takes_long(file: ImportedFile) -> bool:
    return is_large() or len(file.content) > LARGE_FILE


def name_reading(file: ImportedFile, asked: Decision) -> str:
    """The file, and what stands for the answers by which it is read."""
    return f"{file.pk} {digest_told(asked.answers)}"


def digest_words(asked: Decision) -> str:
    """What stands for what was typed besides: it comes back with the reading, and so each waits for its own."""
    return digest_told([asked.reason, asked.some])


def digest_told(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def read_state(person: Any) -> str:
    """What stands for all that a reading of a file of this person is found from: what they may write, among that."""
    rights = [person.has_perm(f"indicators.{act}_observation") for act in ("add", "change")]
    return readings.name_state(rights, works_everywhere(person), sorted(axes_of(person)), sorted(providers_of(person)))


def preview_apart(held: Held) -> None:
    """What a file would do, read by a job."""
    given = held.job.arguments
    file = ImportedFile.objects.select_related("uploaded_by").filter(pk=given["file"]).first()
    if file is None:
        raise JobRefused(str(GONE))
    held.require_asker(lambda asker: exchange.may_read(asker, file), exchange.NO_ACCESS)
    try:
        found, state = readings.read_settled(lambda: read_plan(file, decision_of(given)))
    except UnreadableSheet as error:
        raise JobRefused(error.messages[0]) from error
    held.finish(found=readings.pack_reading(ToldPlan, found), state=state)


@collector_at_rest()
def read_plan(file: ImportedFile, asked: Decision) -> tuple[ToldPlan, str]:
    """With its state: empty where somebody wrote meanwhile. Raises Unreadable."""
    state = read_state(file.uploaded_by)
    found = plan(bytes(file.content), file.uploaded_by, asked.answers)
    tell_progress(JobStep.FORESEEING)
    told = tell_plan(found)
    return told, state if state == read_state(file.uploaded_by) else ""


def read_refused(request: HttpRequest, file: ImportedFile) -> tuple[Decision, str]:
    """What was decided about this file for a job that was refused (`?travail=12`), and the reason why."""
    job = queue.find_refused(JobKind.IMPORT, request.GET.get(readings.REFUSED, ""))
    if job is None or job.subject != str(file.pk):
        return Decision(), ""
    return decision_of(job.arguments), job.result["why"]


def decision_of(given: dict[str, Any]) -> Decision:
    return Decision(given["answers"], given["shown"], given["reason"], given["some"])


def decide(request: HttpRequest, file: ImportedFile) -> HttpResponse:
    exchange.require_access(exchange.may_bring(request.user))
    if file.uploaded_by_id != request.user.pk:
        raise PermissionDenied(_("Ce fichier a été déposé par une autre personne, qui seule le confirme."))
    actions: dict[str, Callable[..., HttpResponse]] = {"confirm": confirm, "remove": remove}
    return actions.get(request.POST.get("action", ""), read_again)(request, file, read_decision(request.POST))


def remove(request: HttpRequest, file: ImportedFile, asked: Decision) -> HttpResponse:
    try:
        applying.remove(file.pk)
    except applying.ImportRefused as error:
        file.refresh_from_db()
        return show_import(request, file, asked, " ".join(error.messages), status=409)
    except ImportedFile.DoesNotExist:
        return tell_gone(request)
    messages.success(request, _("« %(name)s » est retiré. Rien n’a été importé.") % {"name": file.name})
    return redirect("desk-exchange")


@collector_at_rest()
def confirm(request: HttpRequest, file: ImportedFile, asked: Decision) -> HttpResponse:
    if len(asked.reason) > LONGEST_REASON:
        why = _("Cette raison est trop longue : %(most)d caractères au plus.") % {"most": LONGEST_REASON}
        return show_import(request, file, asked, why, status=422)
    given = asdict(asked) | {"alerts": request.POST.get("alerts"), "name": file.name}
    author: Any = request.user
    if takes_long(file):
        return redirect("desk-job", queue.ask_job(JobKind.IMPORT, str(file.pk), given, author).pk)
    try:
        done, found = confirm_as(author, file.pk, given)
    except applying.ImportRefused as error:
        file.refresh_from_db()
        return show_import(request, file, asked, " ".join(error.messages), status=422)
    except applying.Moved as moved:
        return show_import(request, file, asked, str(MOVED), moved.plan, status=409)
    except ImportedFile.DoesNotExist:
        return tell_gone(request)
    messages.success(request, exchange.describe_import(done, len(found.refused)))
    return redirect("desk-import-preview", done.pk)


def confirm_as(
    author: Any, key: int, given: dict[str, Any], then: Callable[[Plan], None] = lambda _plan: None
) -> tuple[ImportedFile, Plan]:
    """Imports the file as this person decided. Raises as `applying.confirm`."""
    asked = decision_of(given)
    file = ImportedFile.objects.select_related("uploaded_by").defer("content").get(pk=key)
    judge = partial(require_seen, given["alerts"], file, asked)
    return applying.confirm(key, author, asked, judge, stamp=read_stamp, then=then)


def import_apart(held: Held) -> None:
    """The same, as a job."""
    author = held.require_asker(exchange.may_bring, exchange.NO_ACCESS)
    given = held.job.arguments
    try:
        confirm_as(author, int(held.job.subject), given, lambda found: held.finish(left=len(found.refused)))
    except applying.ImportRefused as error:
        raise JobRefused(" ".join(error.messages)) from error
    except applying.Moved as moved:
        raise JobRefused(str(MOVED)) from moved
    except ImportedFile.DoesNotExist as error:
        raise JobRefused(str(GONE)) from error


def require_seen(mark: str | None, file: ImportedFile, asked: Decision, found: Plan) -> None:
    """Raises ImportRefused where this plan brings striking alerts other than those that were ticked as seen."""
    tell_progress(JobStep.FORESEEING)
    if mark_foreseen(file, asked, found) not in {"", mark}:
        raise applying.ImportRefused(
            _("Rien n’a été importé : des alertes sont à voir d’abord. Les lire, puis cocher qu’elles sont vues.")
        )


def mark_foreseen(file: ImportedFile, asked: Decision, found: Plan) -> str:
    """What stands for the striking alerts that this plan would bring: as a job has found, where nothing that it was
    found from has changed since."""
    job = readings.find_last(
        JobKind.PREVIEW, read_state(file.uploaded_by), subject__startswith=name_reading(file, asked)
    )
    told = readings.unpack_shown(ToldPlan, job) if job else None
    return told.striking if told and told.digest == found.digest else mark_striking(foresee(found))


def tell_gone(request: HttpRequest) -> HttpResponse:
    messages.success(request, GONE)
    return redirect("desk-exchange")


@collector_at_rest()
def show_import(
    request: HttpRequest,
    file: ImportedFile,
    asked: Decision,
    why: str = "",
    found: Plan | Job | None = None,
    status: int = 200,
) -> HttpResponse:
    """What the file would do, as it, or a job, `found`; else as the last job did, or read now."""
    context: dict[str, Any] = {
        "title": _("Import de « %(name)s »") % {"name": file.name},
        "file": file,
        "why": why,
        "asked": asked,
        "own": file.uploaded_by_id == request.user.pk and exchange.may_bring(request.user),
        "before": ImportedFile.objects.filter(sha256=file.sha256).exclude(confirmed_at=None).defer("content").first(),
    }
    if file.confirmed_at is not None:
        context |= {"drafts": file.observations.filter(status__in=workflow.OPEN).count()}
        context |= {"may_undo": file.undone_at is None and may_undo(request.user, file)}
        context |= {"group": group_left_aside(file), "shown": SHOWN}
        return render(request, "desk/import_done.html", context, status=status)
    if found is None and takes_long(file):
        found = queue.find_answers(JobKind.PREVIEW, subject__startswith=name_reading(file, asked)).first()
    try:
        if isinstance(found, Job):
            context["reading"] = reading = readings.unpack_as(request, ToldPlan, found, read_state(file.uploaded_by))
            told = reading.shown if reading else None
        else:
            told = tell_plan(found) if found else None
        told = told or tell_plan(plan(bytes(file.content), file.uploaded_by, asked.answers))
    except UnreadableSheet as error:
        return render(request, "desk/import_done.html", context | {"why": error.messages[0]}, status=422)
    context |= {"plan": told, "shown": SHOWN, "longest_reason": LONGEST_REASON}
    return render(request, "desk/preview.html", context, status=status)
