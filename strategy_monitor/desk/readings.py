"""What takes long to find out, found out by a job: the page that shows it asks for it and is led back once it is there.

What was found is shown as long as what it was found from is the same (`state`). Whoever waited for it sees it in any
case, and is told where it is no longer so: else nobody would ever see it where others write all the time. What follows
from it (a publication, an import) asks again whether it holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from pydantic import TypeAdapter, ValidationError

from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.jobs import queue
from strategy_monitor.jobs.models import Job
from strategy_monitor.kept import code
from strategy_monitor.language.codes import JobKind
from strategy_monitor.releases.compressed import compress_document, expand
from strategy_monitor.releases.marks import read_stamp

log = structlog.get_logger(__name__)

READING, REFUSED = "lecture", "travail"
"""What an address may say: the number of the job that found what is to be shown, and of one that was refused."""
TRIES = 3
"""How often it is read while others write; then it is shown as it was read last."""

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class JobReading(Generic[Shown]):
    job: Job
    shown: Shown
    holds: bool
    """Whether what it was found from is still the same."""
    again: str
    """The address that has it found again, with what was written for the job that was refused."""


def pack_reading(kind: type[Any], shown: Any) -> bytes:
    return compress_document(TypeAdapter(kind).dump_json(shown).decode())


def unpack_shown(kind: type[Shown], job: Job) -> Shown | None:
    """None where this code cannot read it, which another wrote, or where it was forgotten meanwhile."""
    try:
        return TypeAdapter(kind).validate_json(expand(bytes(job.found or b"")))
    except ValidationError as error:
        log.error("reading_unreadable", job=job.pk, why=error.title)
        return None


def unpack_as(request: HttpRequest, kind: type[Shown], job: Job, state: str) -> JobReading[Shown] | None:
    """None as for `unpack_shown`."""
    shown = unpack_shown(kind, job)
    if shown is None:
        return None
    return JobReading(job, shown, still_holds(job, state), add_query(request.path, request))


def name_state(*told: object) -> str:
    """What stands for all that something is found from: what is told, the marks of the copy, the day and the code;
    empty where changes leave no mark."""
    stamp = read_stamp()
    if stamp is None:
        return ""
    whole = json.dumps([stamp, str(timezone.localdate()), code.version(), *told])
    return hashlib.sha256(whole.encode()).hexdigest()


def still_holds(job: Job, state: str) -> bool:
    return bool(state) and job.result["state"] == state


def find_named(request: HttpRequest, kind: JobKind, **what: Any) -> Job | None:
    """The one that the address names, if it is of this."""
    named = request.GET.get(READING, "")
    return queue.find_answers(kind, **what).filter(pk=named).first() if is_key(named) else None


def find_last(kind: JobKind, state: str, **what: Any) -> Job | None:
    """The last one of this that still holds."""
    return next((one for one in queue.find_answers(kind, **what) if still_holds(one, state)), None)


def read_settled(read: Callable[[], tuple[Shown, str]]) -> tuple[Shown, str]:
    """What is read, and its state, once nobody wrote meanwhile; read anew a few times, and then without a state."""
    for _time in range(TRIES):
        shown, state = read()
        if state:
            break
    return shown, state


def follow(request: HttpRequest, job: Job) -> HttpResponse:
    """To the page that says how far it is, and that leads back to this one."""
    return redirect(add_query(reverse("desk-job", args=[job.pk]), request))


def lead_back(request: HttpRequest, address: str, job: Job) -> HttpResponse:
    """To the page for which this job found what is shown there."""
    return redirect(add_query(address, request, **{READING: str(job.pk)}))


def add_query(address: str, request: HttpRequest, **more: str) -> str:
    """The address, with the number of the refused job that the page began from, and what else it says."""
    refused = request.GET.get(REFUSED, "")
    query = urlencode(more | ({REFUSED: refused} if is_key(refused) else {}))
    return f"{address}?{query}" if query else address
