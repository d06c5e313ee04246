"""A call that goes deep costs the same at each depth."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from threading import Thread

import manage
from strategy_monitor.documents import orders, writer
from strategy_monitor.pages import warming
from strategy_monitor.releases import indexes
from strategy_monitor.web.call_stack import SLOTS, with_room

TURNS = 300
DEPTHS = 400


def call_nothing() -> None:
    pass


def count_faults() -> int:
    """How often a call that is repeated at one depth, whichever, has the system find a page of memory."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _turn in range(TURNS):
        call_nothing()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def go_down(depth: int, found: list[int]) -> None:
    found.append(count_faults())
    if depth:
        go_down(depth - 1, found)


def find_worst(go: Callable[[int, list[int]], None]) -> int:
    """Of all depths, in a thread of its own."""
    found: list[int] = []
    thread = Thread(target=go, args=(DEPTHS, found))
    thread.start()
    thread.join()
    assert len(found) == DEPTHS + 1
    return max(found)


@with_room
def begin(depth: int, found: list[int]) -> None:
    go_down(depth, found)


def test_at_no_depth_is_a_call_paid_with_memory_of_the_system() -> None:
    assert find_worst(begin) < TURNS // 10


def test_it_is_the_same_function() -> None:
    def add(one: int, *, other: int) -> int:
        return one + other

    roomy = with_room(add)
    assert roomy is add
    assert roomy(1, other=2) == 3


def test_what_a_thread_or_a_process_begins_with_has_room() -> None:
    beginnings = (manage.main, writer.main, warming.warm, indexes.index_apart, orders.fly)
    assert {one.__code__.co_stacksize for one in beginnings} == {SLOTS}
    # In a process of its own, for the application changes the one that it is loaded in.
    told = "from strategy_monitor.wsgi import Handler; print(Handler.__call__.__code__.co_stacksize)"
    ended = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert int(ended.stdout) == SLOTS
