"""Work that a copy of the process does, or the process itself where there is no copy of any use."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread, current_thread
from threading import enumerate as enumerate_threads
from typing import Any

import pytest
from django.conf import settings

from strategy_monitor.web import forked as room
from strategy_monitor.web.forked import forked
from tests.processes import is_running


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no thread but this one, whatever tests of before left."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    monkeypatch.setattr(room, "list_threads", lambda: [current_thread()])


def ask(work: Callable[[], Any]) -> Any:
    with forked(work) as result:
        return result()


def test_a_copy_does_it_of_what_this_process_holds() -> None:
    held = [object()]
    pid, same = ask(lambda: (os.getpid(), id(held[0])))
    assert pid != os.getpid()
    assert same == id(held[0])


def test_this_process_goes_on_meanwhile(tmp_path: Path) -> None:
    """The copy waits for what this one does after it began."""
    sign = tmp_path / "sign"

    def await_sign() -> int:
        while not sign.exists():
            time.sleep(0.01)
        return os.getpid()

    with forked(await_sign) as result:
        sign.touch()
        assert result() != os.getpid()


def test_what_nobody_asked_for_ends_with_it() -> None:
    with forked(os.getpid) as result:
        pid = result()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    begun = time.monotonic()
    with forked(lambda: time.sleep(60)):
        pass
    assert time.monotonic() - begun < 60


def test_a_copy_that_was_killed_leaves_its_work_to_this_process() -> None:
    def die_unless_here(here: int = os.getpid()) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    assert ask(die_unless_here) == os.getpid()


def test_so_does_one_that_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LONGEST", 0.05)

    def stay_unless_here(here: int = os.getpid()) -> int:
        if os.getpid() != here:
            time.sleep(60)
        return os.getpid()

    assert ask(stay_unless_here) == os.getpid()


def test_what_it_raises_is_raised_where_it_is_asked_for() -> None:
    def fail() -> None:
        raise LookupError("of this work")

    with forked(fail) as result, pytest.raises(LookupError, match="of this work"):
        result()


PARENT = """
import os, sys, time
from strategy_monitor.web.forked import forked

def work():
    os.write(1, b"%d\\n" % os.getpid())  # at once: both say so
    if sys.argv[1] == "asleep":
        time.sleep(60)
    return bytes(1_000_000)  # more than a pipe takes

os.sched_getaffinity = lambda _pid: {0, 1}
with forked(work), forked(work):
    time.sleep(60)
"""


@pytest.mark.parametrize("copy", ["asleep", "done"])
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_a_copy_ends_with_its_process_however_that_ends(sign: signal.Signals, copy: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, copy], stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR
    ) as parent:
        assert parent.stdout is not None
        copies = [int(parent.stdout.readline()) for _copy in range(2)]
        parent.send_signal(sign)
        parent.wait()
    deadline = time.monotonic() + 30
    while lives := [pid for pid in copies if is_running(pid)]:
        assert time.monotonic() < deadline, lives
        time.sleep(0.02)


def test_the_keyboard_is_for_the_process_alone() -> None:
    """Its group gets the signal."""

    def interrupt_unless_here(here: int = os.getpid()) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGINT)
        return os.getpid()

    assert ask(interrupt_unless_here) != os.getpid()


def test_beside_a_thread_at_work_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may hold a lock, which nobody gives back in a copy."""
    over = Event()
    worker = Thread(target=over.wait)
    worker.start()
    monkeypatch.setattr(room, "list_threads", enumerate_threads)
    try:
        assert ask(os.getpid) == os.getpid()
    finally:
        over.set()
        worker.join()


def test_where_there_is_one_processor_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    assert ask(os.getpid) == os.getpid()


def test_in_a_thread_of_several_it_is_done_here() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask, os.getpid).result() == os.getpid()


@pytest.mark.parametrize("lacking", ["fork", "pipe"])
def test_where_no_copy_can_be_made_it_is_done_here(lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise OSError("no more of them")

    monkeypatch.setattr(os, lacking, refuse)
    assert ask(os.getpid) == os.getpid()
