"""How far long work is: told by what does it, to whoever listens. Nobody may: then it costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from strategy_monitor.language.codes import JobStep

Thing = TypeVar("Thing")
Listener = Callable[[JobStep, int, int], None]
"""Told what is done now, of how many things so many are done, and how many there are; 0 of 0 where none are counted."""

LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Within it, progress is told to this listener. It is called often, and must be quick."""
    token = LISTENER.set(listener)
    try:
        yield
    finally:
        LISTENER.reset(token)


def tell_progress(step: JobStep, done: int = 0, total: int = 0) -> None:
    if listener := LISTENER.get():
        listener(step, done, total)


def count_progress(step: JobStep, things: Sequence[Thing]) -> Iterator[Thing]:
    """These things one by one, each told as it is asked for."""
    for done, thing in enumerate(things):
        tell_progress(step, done, len(things))
        yield thing
