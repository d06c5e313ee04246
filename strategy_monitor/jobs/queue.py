"""Asking for long work, and taking it: waiting → running → done, refused or interrupted.

It is taken by one statement that says what it must still be: of two who try, one finds it so, on every database. A job
whose lease has run out is taken again, so many times as its kind allows; then it is said to be interrupted.
"""

from __future__ import annotations

import datetime as dt
import secrets
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.jobs.models import OPEN, Job
from strategy_monitor.language.codes import JobKind, JobState
from strategy_monitor.web.processes import start_command

log = structlog.get_logger(__name__)

LEASE = dt.timedelta(seconds=60)
"""For how long a job is held by who is not heard of."""
MOST_ATTEMPTS = 3
"""How often a job is taken: what ended three processes would end the fourth."""
CALLED_FOR = dt.timedelta(seconds=30)
"""For how long a process that was started is given to take a job."""
KEPT_FOR = dt.timedelta(days=30)
"""How long a job stays that has ended."""
FOUND_FOR = dt.timedelta(hours=1)
"""How long what it found stays: it may be megabytes, and is found again by who asks."""


def ask_job(kind: JobKind, subject: str, arguments: dict[str, Any], by: AbstractBaseUser) -> Job:
    """The job that does this, waiting; or the one that is open for the same subject, whoever asked for it: asked twice,
    it is done once. A process is found for it once the transaction is committed."""
    job = Job.objects.filter(kind=kind, subject=subject, state__in=OPEN).first()
    while job is None:
        try:
            with transaction.atomic():
                job = Job.objects.create(kind=kind, subject=subject, arguments=arguments, asked_by_id=by.pk)
        except IntegrityError:  # somebody was faster; None where theirs has ended already
            job = Job.objects.filter(kind=kind, subject=subject, state__in=OPEN).first()
    transaction.on_commit(partial(call_process, job), robust=True)
    return job


def call_process(job: Job) -> None:
    """Starts a process for a job that nobody does, if none was started just now. Where a worker runs, it does them."""
    if settings.JOBS_WORKER:
        return
    now = timezone.now()
    not_called = Q(called_at=None) | Q(called_at__lt=now - CALLED_FOR)
    uncalled = list_due(now).filter(not_called, pk=job.pk)
    # Looked at before it is written: on SQLite, whoever looks at a job would wait for what it writes itself.
    if uncalled.exists() and uncalled.update(called_at=now):
        start_command("work")


def list_due(now: dt.datetime) -> QuerySet[Job]:
    """Those that nobody does: they wait, or whoever held them is not heard of any more. The oldest first."""
    abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
    return Job.objects.filter(Q(state=JobState.WAITING) | abandoned).order_by("pk")


def take_job() -> Job | None:
    """The first job that nobody does, from now on held by who asks here; None where there is none."""
    report_interrupted()
    for key in list(list_due(timezone.now()).values_list("pk", flat=True)):
        now, holder = timezone.now(), secrets.token_hex(16)
        taken = {"state": JobState.RUNNING, "holder": holder, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
        if list_due(now).filter(pk=key).update(**taken, step="", done=0, total=0):
            return Job.objects.select_related("asked_by").filter(holder=holder).first()
    return None


def report_interrupted() -> None:
    """What was taken so often, and never came to an end, is not tried any more."""
    now = timezone.now()
    why = _("Interrompu %(times)d fois avant la fin, et rien n’a été fait.") % {"times": MOST_ATTEMPTS}
    lost = list_due(now).filter(attempts__gte=MOST_ATTEMPTS)
    if number := lost.update(state=JobState.LOST, holder="", ended_at=now, result={"why": why}):
        log.error("jobs_lost", jobs=number)


def find_refused(kind: JobKind, key: str) -> Job | None:
    """The job of this kind and number, as an address says it, that was refused."""
    return Job.objects.filter(kind=kind, state=JobState.FAILED, pk=key).first() if is_key(key) else None


def find_answers(kind: JobKind, **what: Any) -> QuerySet[Job]:
    """The jobs of this kind of which there still is what they found, the last one first; without it."""
    return Job.objects.filter(kind=kind, state=JobState.DONE, **what).exclude(found=None).defer("found")


def prune() -> None:
    """Forgets jobs that ended long enough ago, and what others found."""
    ended, now = Job.objects.exclude(state__in=OPEN), timezone.now()
    ended.filter(ended_at__lt=now - KEPT_FOR).delete()
    ended.exclude(found=None).filter(ended_at__lt=now - FOUND_FOR).update(found=None)
