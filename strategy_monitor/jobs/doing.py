"""A job, done by the process that took it.

Its end is written in the transaction of what it does, and only by who still holds it: a process that dies leaves both
or neither, and one that was overtaken (it stood still for longer than its lease) writes nothing at all. How far it is,
and that it lives, is written by a thread, by another connection: it is seen meanwhile, and stays after a kill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import structlog
from django.db import Error, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.backoffice.progress import heard_by
from strategy_monitor.jobs.models import Job
from strategy_monitor.jobs.queue import LEASE
from strategy_monitor.language.codes import JobKind, JobState, JobStep
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.web import faults

log = structlog.get_logger(__name__)

BEAT = 1.0
"""Seconds between two writings of how far it is."""


class JobRefused(Exception):
    """It was not done, and is not tried again: `told` says `why` in French, and what else its kind wants to say."""

    def __init__(self, why: str, **told: Any) -> None:
        super().__init__(why)
        self.told = {"why": why, **told}


class LeaseLost(Exception):
    """Another process holds this job, or has ended it: what was done here is undone."""


@dataclass
class Held:
    """A job in the hands of this process."""

    job: Job
    progress: tuple[JobStep, int, int] = field(default=(JobStep.BEGUN, 0, 0))

    def require_asker(self, may: Callable[[Any], bool], why: object) -> Any:
        """Who asked for it. Raises JobRefused where they may not do it any more."""
        asker: Any = self.job.asked_by
        if not (asker.is_active and may(asker)):
            raise JobRefused(str(why))
        return asker

    def hear(self, step: JobStep, done: int, total: int) -> None:
        self.progress = step, done, total

    def write_held(self, **values: Any) -> bool:
        """Whether it is still held, and so written."""
        mine = Job.objects.filter(pk=self.job.pk, holder=self.job.holder, state=JobState.RUNNING)
        return bool(mine.update(**values))

    def renew(self) -> bool:
        step, done, total = self.progress
        return self.write_held(lease_until=timezone.now() + LEASE, step=step, done=done, total=total)

    def end(self, state: JobState, result: dict[str, Any], **more: Any) -> None:
        if not self.write_held(state=state, holder="", ended_at=timezone.now(), result=result, **more):
            raise LeaseLost

    def finish(self, *, found: bytes | None = None, **result: Any) -> None:
        """It is done. To be said in the transaction that does it. Raises LeaseLost: then that must not be committed.
        `found`: what it was asked to find out, where that is all it does."""
        self.end(JobState.DONE, result, found=found)

    def give_back(self) -> None:
        """To whoever takes it next, as if it had not been taken."""
        self.write_held(state=JobState.WAITING, holder="", attempts=self.job.attempts - 1)


WORK: dict[str, Callable[[Held], None]] = {}
"""Kind of a job → what does it: it ends by `finish`, raises JobRefused, or leaves nothing done. What kinds do is told
by the rooms above, when they are ready."""


def register(kind: JobKind, work: Callable[[Held], None]) -> None:
    WORK[kind] = work


@collector_at_rest()
def perform(held: Held) -> None:
    """Does the job to its end. Where the database or the machine fails, it is raised, and somebody takes it again."""
    try:
        with heard_by(held.hear):
            WORK[held.job.kind](held)
    except JobRefused as refused:
        held.end(JobState.FAILED, refused.told)
    except LeaseLost:
        log.error("job_overtaken", job=held.job.pk)
    except Exception as error:
        if faults.behind(error):
            raise
        log.exception("job_failed", job=held.job.pk, kind=held.job.kind)
        held.end(JobState.FAILED, {"why": _("Une erreur s’est produite, et rien n’a été fait. Elle est au journal.")})
    except BaseException:  # this process is told to end
        held.give_back()
        raise


@contextmanager
def beating(held: Held) -> Iterator[None]:
    """Within it, the lease is renewed, and told how far the job is."""
    over = Event()

    def beat() -> None:
        while not over.wait(BEAT):
            try:
                if not held.renew():
                    return
            except Error:  # of SQLite, while the job itself writes; else the database is away, and the job will see it
                log.debug("job_not_renewed", job=held.job.pk)
        connection.close()

    thread = Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
