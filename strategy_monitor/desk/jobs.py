"""Long work at the desk: how far it is, what became of it, and the way back to where it was asked for.

A page of it can be left, and found again at the desk: for who asked, and for those who may do the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from indicators import workflow
from indicators.models import ImportedFile
from strategy_monitor.desk import errata, exchange, importing, outlook, publishing, readings
from strategy_monitor.desk.access import staff
from strategy_monitor.jobs import doing, queue
from strategy_monitor.jobs.models import OPEN, Job
from strategy_monitor.language import french
from strategy_monitor.language.codes import JobKind, JobState, JobStep
from strategy_monitor.pages.documents import look_again_after

LISTED = 50
RECENT = dt.timedelta(days=1)
"""How long the desk shows what a person asked for once it has ended."""
SILENT = dt.timedelta(seconds=15)
"""Not heard of for so long, a job may have lost its process."""


@dataclass(frozen=True)
class Face:
    """How jobs of a kind are shown."""

    name: Callable[[Job], str]
    describe: Callable[[Job], str]
    """What it did, once it is done."""
    back: Callable[[Job], str]
    """The address where it was asked for."""
    back_name: Any
    finds: bool = False
    """Whether it finds out what is shown there, and leads back by itself."""
    keeps_typed: bool = False
    """Whether what was typed is there again, where it was refused."""


def find_file(job: Job) -> ImportedFile:
    """The one that this job imported; it stays."""
    return ImportedFile.objects.defer("content").get(pk=job.subject)


FACES: dict[str, Face] = {
    JobKind.PUBLICATION: Face(
        lambda job: _("Publication de l’édition %(label)s") % {"label": job.subject},
        lambda job: publishing.describe_publication(job.result["release"], job.result["new"]),
        lambda _job: reverse("desk-publish"),
        gettext_lazy("Publier"),
        keeps_typed=True,
    ),
    JobKind.ERRATUM: Face(
        lambda job: (
            _("Publication de l’erratum %(key)s de l’édition %(label)s")
            % {"key": errata.key_of_erratum(job), "label": job.arguments["edition"]}
        ),
        lambda _job: str(errata.DONE[errata.PUBLISH]),
        lambda job: reverse("desk-erratum", args=[errata.key_of_erratum(job)]),
        gettext_lazy("Erratum"),
    ),
    JobKind.IMPORT: Face(
        lambda job: _("Import de « %(name)s »") % {"name": job.arguments["name"]},
        lambda job: exchange.describe_import(find_file(job), job.result["left"]),
        lambda job: reverse("desk-import-preview", args=[int(job.subject)]),
        gettext_lazy("Importer"),
        keeps_typed=True,
    ),
    JobKind.OUTLOOK: Face(
        lambda job: _("Lecture de ce qui serait publié dans l’édition %(label)s") % {"label": job.subject},
        lambda _job: _("Ce qui serait publié est lu."),
        lambda _job: reverse("desk-publish"),
        gettext_lazy("Publier"),
        finds=True,
    ),
    JobKind.PREVIEW: Face(
        lambda job: _("Lecture de « %(name)s »") % {"name": job.arguments["name"]},
        lambda _job: _("Ce que ce fichier ferait est lu."),
        lambda job: reverse("desk-import-preview", args=[job.arguments["file"]]),
        gettext_lazy("Importer"),
        finds=True,
    ),
}
FINDING = [kind for kind, face in FACES.items() if face.finds]


def register_work() -> None:
    """Tells the jobs what those do that are asked for here."""
    doing.register(JobKind.PUBLICATION, publishing.publish_apart)
    doing.register(JobKind.ERRATUM, errata.publish_apart)
    doing.register(JobKind.IMPORT, importing.import_apart)
    doing.register(JobKind.OUTLOOK, outlook.read_apart)
    doing.register(JobKind.PREVIEW, importing.preview_apart)


def jobs_open_to(user: Any) -> QuerySet[Job]:
    """The jobs that this person may follow, without the results that they hold.

    To all: what they asked for themselves, and what would be published. To who may publish: publications and errata. To
    who validates: imports, and the reading of their files, which who brought a file may follow too.
    """
    theirs = Q(asked_by=user) | Q(kind=JobKind.OUTLOOK) | Q(kind=JobKind.PREVIEW, arguments__brought_by=user.pk)
    if user.has_perm(publishing.PUBLISHING):
        theirs |= Q(kind__in=[JobKind.PUBLICATION, JobKind.ERRATUM])
    if workflow.may_judge(user):
        theirs |= Q(kind__in=[JobKind.IMPORT, JobKind.PREVIEW])
    return Job.objects.filter(theirs).select_related("asked_by").defer("found")


def list_at_hand(user: Any) -> list[ShownJob]:
    """Those that are under way, and those that this person asked for and that ended lately. One query."""
    lately = Q(asked_by=user, ended_at__gt=timezone.now() - RECENT)
    lately &= ~Q(kind__in=FINDING, state=JobState.DONE, found=None)
    return [ShownJob(job) for job in jobs_open_to(user).filter(Q(state__in=OPEN) | lately)[:LISTED]]


@dataclass(frozen=True)
class ShownJob:
    job: Job

    @property
    def name(self) -> str:
        return FACES[self.job.kind].name(self.job)

    @property
    def state(self) -> str:
        return str(JobState(self.job.state).word)

    @property
    def how_far(self) -> str:
        """« Les lignes sont lues : 3 000 sur 10 000. »"""
        if self.job.state == JobState.WAITING:
            return _("En attente : aucun processus ne l’a encore pris.")
        step = JobStep(self.job.step).word
        if not self.job.total:
            return f"{step.capitalize()}."
        done, total = (french.write_number(Decimal(one)) for one in (self.job.done, self.job.total))
        counted = _("%(step)s : %(done)s sur %(total)s.")
        return counted % {"step": step.capitalize(), "done": done, "total": total}

    @property
    def seconds(self) -> int:
        """Since it was asked for."""
        return max(0, int((timezone.now() - self.job.asked_at).total_seconds()))

    @property
    def is_silent(self) -> bool:
        """Whether its process has not been heard of for a while."""
        until = self.job.lease_until if self.job.state == JobState.RUNNING else None
        return until is not None and timezone.now() > until - queue.LEASE + SILENT

    @property
    def outcome(self) -> str:
        """What it did; empty where it did nothing, or not yet."""
        return FACES[self.job.kind].describe(self.job) if self.job.state == JobState.DONE else ""

    @property
    def back(self) -> str:
        """Where it was asked for; where it was refused, as it was filled in, with the reason why."""
        face = FACES[self.job.kind]
        address, refused = face.back(self.job), self.job.state == JobState.FAILED and not face.finds
        return f"{address}?{readings.REFUSED}={self.job.pk}" if refused else address

    @property
    def is_resumed(self) -> bool:
        """Whether what was written is there, for it was refused."""
        return self.job.state == JobState.FAILED and FACES[self.job.kind].keeps_typed

    @property
    def back_name(self) -> str:
        return str(FACES[self.job.kind].back_name)


@require_safe
@staff
def list_jobs(request: HttpRequest) -> HttpResponse:
    """The last ones that this person may see."""
    jobs = [ShownJob(job) for job in jobs_open_to(request.user)[:LISTED]]
    return render(request, "desk/jobs.html", {"title": _("Travaux"), "jobs": jobs, "listed": LISTED})


@require_safe
@staff
def show_job(request: HttpRequest, key: int) -> HttpResponse:
    """How far a job is, in a page that asks again by itself; or what became of it. Where nobody does it, a process is
    started again."""
    if not Job.objects.filter(pk=key).exists():
        raise Http404(_("Aucun travail ne porte ce numéro, ou il s’est terminé il y a plus d’un mois."))
    job = jobs_open_to(request.user).filter(pk=key).first()
    if job is None:
        raise PermissionDenied(_("Ce travail se suit par la personne qui l’a demandé et par celles qui font de même."))
    shown = ShownJob(job)
    if job.state == JobState.DONE and FACES[job.kind].finds:
        return readings.lead_back(request, shown.back, job)
    response = render(request, "desk/job.html", {"title": shown.name, "shown": shown, "job": job})
    if job.is_open:
        queue.call_process(job)
        response["Refresh"] = look_again_after(shown.seconds)
    return response
