"""A call that goes deep costs the same at each depth."""

from __future__ import annotations

import resource
import subprocess
import sys
from threading import Thread

from django.conf import settings

import manage
from strategy_monitor.documents import writer
from strategy_monitor.web.call_stack import SLOTS, give_threads_room, with_room

TURNS = 300
DEPTHS = 400
COUNTED = getattr(resource, "RUSAGE_THREAD", resource.RUSAGE_SELF)


def call_nothing() -> None:
    pass


def count_faults() -> int:
    """How often a call that is repeated at one depth, whichever, has the system find a page of memory."""
    before = resource.getrusage(COUNTED).ru_minflt
    for _turn in range(TURNS):
        call_nothing()
    return resource.getrusage(COUNTED).ru_minflt - before


def go_down(depth: int, found: list[int]) -> None:
    found.append(count_faults())
    if depth:
        go_down(depth - 1, found)


def test_at_no_depth_of_a_thread_is_a_call_paid_with_memory_of_the_system() -> None:
    give_threads_room()
    found: list[int] = []
    thread = Thread(target=go_down, args=(DEPTHS, found))
    thread.start()
    thread.join()
    assert len(found) == DEPTHS + 1
    assert max(found) < TURNS // 10


def test_it_is_the_same_function() -> None:
    def add(one: int, *, other: int) -> int:
        return one + other

    roomy = with_room(add)
    assert roomy is add
    assert roomy(1, other=2) == 3


def test_what_a_thread_or_a_process_begins_with_has_room() -> None:
    assert manage.main.__code__.co_stacksize == writer.main.__code__.co_stacksize == SLOTS
    for loaded in ("import strategy_monitor.wsgi", "import sys, manage; sys.argv[1:] = ['version']; manage.main()"):
        told = f"{loaded}; from threading import Thread; print(Thread.run.__code__.co_stacksize)"
        command = [sys.executable, "-c", told]
        ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR)
        assert int(ended.stdout.split()[-1]) == SLOTS, loaded
