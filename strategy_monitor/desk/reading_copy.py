"""A long working copy, which a process that begins has yet to read, is read by a thread of its own: no page waits long
for it."""

from __future__ import annotations

import time
from threading import Lock, Thread
from typing import Final

import structlog
from django.db import connection
from django.http import HttpRequest, HttpResponse

from indicators.models import Indicator
from strategy_monitor.pages import errors
from strategy_monitor.pages.documents import look_again_after
from strategy_monitor.pages.viewing import Refused
from strategy_monitor.releases import load, standing
from strategy_monitor.releases.editions import default_edition
from strategy_monitor.releases.parts import MOST_READ_WHOLE
from strategy_monitor.report.build import NothingToBuild
from strategy_monitor.web.logs import expect

log = structlog.get_logger(__name__)

MOST_WAITED: Final = 2.0
"""Seconds for which a page waits before it says so."""


class CopyReading:
    """That of this process, which has one at most: what it did not find, or could not keep, is read by who asks."""

    lock = Lock()
    thread: Thread | None = None
    begun = 0.0


def await_copy(request: HttpRequest) -> None:
    """Raises Refused, with a page that asks again by itself, where this process has yet to read a long working copy
    and that is not done soon. What is sent waits: it is not to be sent again."""
    if request.method not in errors.READING:
        return
    thread = CopyReading.thread or begin_reading()
    if thread is None or not thread.is_alive():
        return
    thread.join(MOST_WAITED)
    if thread.is_alive():
        raise Refused(tell_reading(round(time.monotonic() - CopyReading.begun)))


def begin_reading() -> Thread | None:
    """None where there is nothing to wait for: the copy was read, or is short."""
    if standing.Last.copy is not None or Indicator.objects.count() <= MOST_READ_WHOLE:
        return None
    with CopyReading.lock:
        if CopyReading.thread is None:
            thread = Thread(target=read_copy_apart, name="reading the working copy")
            CopyReading.begun = time.monotonic()
            thread.start()
            CopyReading.thread = thread
        return CopyReading.thread


def read_copy_apart() -> None:
    """What fails here fails again for who asks then, and is told there."""
    try:
        now, edition = load.current_release(), default_edition()
        for drafts in (True, False):
            standing.read_standing(edition, now.head if now else None, drafts)
    except NothingToBuild:
        pass
    except Exception:
        log.exception("working_copy_not_read")
    finally:
        connection.close()


def tell_reading(seconds: int) -> HttpResponse:
    response = errors.answer_error("errors/copy_being_read.html", 503, seconds=seconds)
    response["Refresh"] = response["Retry-After"] = look_again_after(seconds)
    expect(response)
    return response
