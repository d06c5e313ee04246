"""Work that a copy of this process does while this one goes on: nothing is handed over to it, for it holds what this
one held as it began, and only its result comes back.

Where there is one processor, or a system that makes no copies, it is done here, when its result is asked for.
"""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.process import BaseProcess
from threading import Thread, current_thread, main_thread
from threading import enumerate as list_threads
from typing import Final, TypeVar

import structlog

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

LONGEST: Final = 600.0
"""Seconds after which a copy is held to be stuck."""


@contextmanager
def forked(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Within it, a copy of this process does `work`, which asks no database. Yields what waits for its result; a copy
    of which none was asked for by the end is ended, and so is one whose process ends, however it does.

    What the copy could not do is done here: so what `work` raises is raised by who asks for the result.
    """
    begun = begin_copy(work) if can_fork() else None
    if begun is None:
        yield work
        return
    process, receiver = begun
    try:
        yield partial(receive_result, receiver, work)
    finally:
        process.kill()
        process.join()
        receiver.close()


def can_fork() -> bool:
    """Whether a copy of this process is of use (there are two processors or more), and safe: a lock that another thread
    holds would never be given back in the copy. So the only other threads may be daemons: those of this house wait, or
    tell that the process lives."""
    here = current_thread()
    others = (thread for thread in list_threads() if thread is not here)
    return (
        sys.platform == "linux"
        and len(os.sched_getaffinity(0)) > 1
        and here is main_thread()
        and all(thread.daemon for thread in others)
    )


def begin_copy(work: Callable[[], object]) -> tuple[BaseProcess, Connection] | None:
    """The copy, and where its result comes from; None where the system has no room for it."""
    try:
        receiver, sender = Pipe(duplex=False)
    except OSError as error:
        log.warning("work_not_forked", why=str(error))
        return None
    with sender:
        process = get_context("fork").Process(target=send_result, args=(work, receiver, sender), daemon=True)
        try:
            with warnings.catch_warnings():
                # That other threads may hold locks: see `can_fork`.
                warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
                process.start()
        except OSError as error:
            receiver.close()
            log.warning("work_not_forked", why=str(error))
            return None
    return process, receiver


def send_result(work: Callable[[], object], receiver: Connection, sender: Connection) -> None:
    """All that a copy does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the keyboard, which all get: its process says what becomes of it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    receiver.close()
    Thread(target=end_with_parent, daemon=True).start()
    with suppress(Exception):  # it is done again by who waits, and is raised there
        sender.send(work())


def end_with_parent() -> None:
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def receive_result(receiver: Connection, work: Callable[[], Result]) -> Result:
    try:
        if receiver.poll(LONGEST):
            found: Result = receiver.recv()
            return found
        why = "stuck"
    except (EOFError, OSError) as error:
        why = str(error) or "ended"
    log.warning("forked_work_done_here", why=why)
    return work()
