"""The preview of a file of observations, the questions it asks, and its confirmation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from indicators.exchange import applying
from indicators.exchange.applying import Decision
from indicators.exchange.cells import DECIMALS, FRACTION, PERCENT, STORED, THOUSANDS
from indicators.exchange.cells import SHOWN as SHOWN_NUMBER
from indicators.exchange.outcome import HIDDEN, POINT, ROUNDED, SHARE, Line, Plan, asked_as
from indicators.exchange.plan import LEAVE, READ_IT, plan
from indicators.exchange.sheets import Unreadable
from indicators.exchange.undoing import may_undo
from indicators.models import ImportedFile
from strategy_monitor.backoffice.progress import tell_progress
from strategy_monitor.desk import exchange
from strategy_monitor.desk.access import staff
from strategy_monitor.desk.publishing import is_large
from strategy_monitor.desk.work import is_striking, mark_striking
from strategy_monitor.jobs import queue
from strategy_monitor.jobs.doing import Held, JobRefused
from strategy_monitor.language.codes import FindingSeverity, JobKind, JobStep
from strategy_monitor.quality.foreseeing import foresee_faults
from strategy_monitor.quality.rule import QualityFault
from strategy_monitor.releases.marks import read_stamp
from strategy_monitor.report.collector import collector_at_rest

SHOWN = 200
"""Rows of each group that are shown; all are counted."""
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
ALL_AT_ONCE: dict[str, tuple[Any, tuple[tuple[str, Any], ...]]] = {
    POINT: (
        gettext_lazy("Les nombres écrits avec un point, comme « 4.944 »"),
        (
            (THOUSANDS, gettext_lazy("Tous : le point sépare les milliers (4 944)")),
            (DECIMALS, gettext_lazy("Tous : le point est une virgule (4,944)")),
        ),
    ),
    SHARE: (
        gettext_lazy("Les nombres d’au plus 1 dans une série en %, comme « 0,12 »"),
        (
            (FRACTION, gettext_lazy("Tous : des centièmes (12 %)")),
            (PERCENT, gettext_lazy("Tous : tels qu’écrits (0,12 %)")),
        ),
    ),
    ROUNDED: (
        gettext_lazy("Les nombres dont le tableur cache des décimales"),
        (
            (SHOWN_NUMBER, gettext_lazy("Tous : ce que le tableur montre")),
            (STORED, gettext_lazy("Tous : ce que la cellule contient")),
        ),
    ),
    HIDDEN: (
        gettext_lazy("Ce que le tableur ne montre pas : lignes masquées ou filtrées, colonnes masquées"),
        ((READ_IT, gettext_lazy("Tout lire")), (LEAVE, gettext_lazy("Tout laisser"))),
    ),
}
"""What a question is about → how it is asked for the whole file."""


@dataclass(frozen=True)
class LineGroup:
    ident: str
    title: str
    lines: list[Line]
    total: int


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
    return show_import(request, file, *read_refused(request, file))


def read_refused(request: HttpRequest, file: ImportedFile) -> tuple[Decision, str]:
    """What was decided about this file for a job that was refused (`?travail=12`), and the reason why."""
    job = queue.find_refused(JobKind.IMPORT, request.GET.get("travail", ""))
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
    return actions.get(request.POST.get("action", ""), show_import)(request, file, read_decision(request.POST))


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
    if is_large() or len(file.content) > LARGE_FILE:
        return redirect("desk-job", queue.ask(JobKind.IMPORT, str(file.pk), given, author).pk)
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
    return redirect("desk-exchange")


def confirm_as(
    author: Any, key: int, given: dict[str, Any], then: Callable[[Plan], None] = lambda _plan: None
) -> tuple[ImportedFile, Plan]:
    """Imports the file as this person decided. Raises as `applying.confirm`."""
    judge = partial(require_seen, given["alerts"])
    return applying.confirm(key, author, decision_of(given), judge, stamp=read_stamp, then=then)


def import_apart(held: Held) -> None:
    """The same, as a job."""
    author: Any = held.job.asked_by
    given = held.job.arguments
    if not (author.is_active and exchange.may_bring(author)):
        raise JobRefused(str(exchange.NO_ACCESS))
    try:
        confirm_as(author, int(held.job.subject), given, lambda found: held.finish(left=len(found.refused)))
    except applying.ImportRefused as error:
        raise JobRefused(" ".join(error.messages)) from error
    except applying.Moved as moved:
        raise JobRefused(str(MOVED)) from moved
    except ImportedFile.DoesNotExist as error:
        raise JobRefused(str(GONE)) from error


def require_seen(mark: str | None, found: Plan) -> None:
    """Raises ImportRefused where this plan brings striking alerts other than those that were ticked as seen."""
    tell_progress(JobStep.FORESEEING)
    if mark_striking(foresee(found)) not in {"", mark}:
        raise applying.ImportRefused(
            _("Rien n’a été importé : des alertes sont à voir d’abord. Les lire, puis cocher qu’elles sont vues.")
        )


def tell_gone(request: HttpRequest) -> HttpResponse:
    messages.success(request, GONE)
    return redirect("desk-exchange")


@collector_at_rest()
def show_import(
    request: HttpRequest,
    file: ImportedFile,
    asked: Decision,
    why: str = "",
    found: Plan | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": _("Import de « %(name)s »") % {"name": file.name},
        "file": file,
        "why": why,
        "asked": asked,
        "own": file.uploaded_by_id == request.user.pk and exchange.may_bring(request.user),
        "before": ImportedFile.objects.filter(sha256=file.sha256).exclude(confirmed_at=None).defer("content").first(),
    }
    if file.confirmed_at is not None:
        context |= {"may_undo": file.undone_at is None and may_undo(request.user, file)}
        return render(request, "desk/import_done.html", context, status=status)
    try:
        found = found or plan(bytes(file.content), file.uploaded_by, asked.answers)
    except Unreadable as error:
        return render(request, "desk/import_done.html", context | {"why": error.messages[0]}, status=422)
    context |= group_lines(found) | foresee_alerts(found)
    return render(request, "desk/preview.html", context, status=status)


@dataclass(frozen=True)
class ForeseenAlert:
    """What a quality rule would say of what a file brings."""

    severity: str
    label: str
    message: str
    line: int | None
    """Number of the line that brings what it is about, where one does."""


def foresee(found: Plan) -> list[QualityFault]:
    """What the rules would find once this plan is written, which they do not find now."""
    return foresee_faults(line.observation for line in (*found.new, *found.changed) if line.observation)


def foresee_alerts(found: Plan) -> dict[str, Any]:
    """The same for its page: what is to be seen before comes first and is always shown, and what stands for it."""
    lines = {name_line(line): line.number for line in (*found.new, *found.changed)}
    faults = sorted(foresee(found), key=is_striking, reverse=True)
    alerts = [
        ForeseenAlert(str(FindingSeverity(one.severity).word), one.label, one.message, lines.get(one.key))
        for one in faults
    ]
    shown = max(SHOWN, sum(map(is_striking, faults)))
    return {
        "alerts": alerts[:shown],
        "alerts_shown": min(shown, len(alerts)),
        "alerts_total": len(alerts),
        "striking": mark_striking(faults),
    }


def name_line(line: Line) -> str:
    """As a fault names what it is about."""
    one = line.observation
    return f"{one.series.indicator.code} | {one.series.key} | {one.period_label}" if one else ""


def group_lines(found: Plan) -> dict[str, Any]:
    """A plan as its page shows it: what stops it first."""
    asking = [line for line in found.refused if line.asks]
    refused = [line for line in found.refused if not line.asks]
    groups = [
        ("questions", _("À préciser"), asking),
        ("refuses", _("Refusés"), refused),
        ("modifies", _("Modifiés"), found.changed),
        ("nouveaux", _("Nouveaux"), found.new),
    ]
    return {
        "plan": found,
        "groups": [LineGroup(ident, title, lines[:SHOWN], len(lines)) for ident, title, lines in groups if lines],
        "faulty": found.refused[:SHOWN],
        "shown": SHOWN,
        "all_at_once": [
            (asked_as(about), legend, readings)
            for about, (legend, readings) in ALL_AT_ONCE.items()
            if about in found.asks_about
        ],
        "longest_reason": LONGEST_REASON,
    }
