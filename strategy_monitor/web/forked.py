"""Work that a copy of this process does while this one goes on: nothing is handed over to it, for it holds what this
one held as it began, and only its result comes back.

Where there is one processor, or a system that makes no copies, it is done here, when its result is asked for.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, Pipe
from threading import current_thread, main_thread
from typing import Final, TypeVar

import structlog

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

LONGEST: Final = 600.0
"""Seconds after which a copy is held to be stuck."""


@contextmanager
def forked(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Within it, a copy of this process does `work`, which asks no database, and takes no lock that another thread of
    this process may hold. Yields what waits for its result; a copy of which none was asked for by the end is ended.

    What the copy could not do is done here: so what `work` raises is raised by who asks for the result.
    """
    if not can_fork():
        yield work
        return
    receiver, sender = Pipe(duplex=False)
    process = get_context("fork").Process(target=answer, args=(work, sender), daemon=True)
    try:
        with warnings.catch_warnings():
            # That other threads may hold locks: of none does the work ask.
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
            process.start()
    except OSError as error:
        log.warning("work_not_forked", why=str(error))
        yield work
        return
    finally:
        sender.close()
    try:
        yield partial(receive, receiver, work)
    finally:
        process.kill()
        process.join()
        receiver.close()


def can_fork() -> bool:
    """Whether a copy would be of use, and can be made of a thread that nothing else depends on."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and current_thread() is main_thread()


def answer(work: Callable[[], object], sender: Connection) -> None:
    with suppress(Exception):  # it is done again by who waits, and is raised there
        sender.send(work())


def receive(receiver: Connection, work: Callable[[], Result]) -> Result:
    try:
        if receiver.poll(LONGEST):
            found: Result = receiver.recv()
            return found
        why = "stuck"
    except (EOFError, OSError) as error:
        why = str(error) or "ended"
    log.warning("forked_work_done_here", why=why)
    return work()
