"""How long the site works at most for what few read: the documents of past releases, the comparison of any two.

What is written is kept, but there is no end of pairs, and a store that is full makes way: whoever asked for all of it
in turn would have it written for ever. So such work takes `AT_ONCE` seconds at once, then a `SHARE` of them as time
goes by. What is kept already, and all of the newest release, is given meanwhile.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass

import structlog

from strategy_monitor.kept import store

log = structlog.get_logger(__name__)

AT_ONCE = 300.0
"""Seconds of work that may be spent at any time by who spent none before."""
SHARE = 0.1
"""Seconds of work that each second gives back."""
PATIENCE = 1.0
"""Seconds for which who spends waits for another who does."""
AMONG = "budget-"
"""Whose locks are no page's: what is spent on a page is noted while it is locked."""
AHEAD = 5.0
"""Seconds by which the clocks of those who spend may differ; what was spent later than that, a wrong one dated."""

UNLIMITED: ContextVar[bool] = ContextVar("unlimited", default=False)


@contextmanager
def unlimited() -> Iterator[None]:
    """Within it nothing is counted: whoever operates the site asked for it."""
    token = UNLIMITED.set(True)
    try:
        yield
    finally:
        UNLIMITED.reset(token)


@dataclass(frozen=True)
class Debt:
    """What was spent and not given back."""

    seconds: float
    at: float
    """As `time.time()` counts: when it was so much."""

    def left(self, now: float) -> float:
        return max(0.0, self.seconds - SHARE * max(0.0, now - self.at))


def owed_now(debts: list[Debt]) -> float:
    now = time.time()
    return max((debt.left(now) for debt in debts), default=0.0)


@dataclass(frozen=True)
class Budget:
    name: str

    @property
    def key(self) -> str:
        return store.key_of("budget", self.name)

    def debts(self) -> list[Debt]:
        """As this process knows it and, where they share a store that has it, all of them."""
        known = [OwnDebts.debts[self.name]] if self.name in OwnDebts.debts else []
        with suppress(ValueError, TypeError):
            known.append(Debt(*json.loads(store.read(self.key) or b"")))
        return known

    def owed(self) -> float:
        """Seconds, by all who spend."""
        return owed_now(self.debts())

    def rest(self) -> int:
        """After how many seconds such work may be begun; 0 where it may be now."""
        if UNLIMITED.get():
            return 0
        debts = self.debts()
        if any(debt.at > time.time() + AHEAD for debt in debts):
            self.spend(0)  # noted as of now: else nothing is given back before that time comes
        return max(0, math.ceil((owed_now(debts) - AT_ONCE) / SHARE))

    @contextmanager
    def working(self) -> Iterator[None]:
        """Within it, what this thread does is spent, seconds of the processor."""
        begun = time.thread_time()
        try:
            yield
        finally:
            self.spend(time.thread_time() - begun)

    def spend(self, seconds: float) -> None:
        if UNLIMITED.get():
            return
        with store.writing(self.key, PATIENCE, AMONG):
            owed = self.owed()
            debt = OwnDebts.debts[self.name] = Debt(owed + seconds, time.time())
            store.write(self.key, json.dumps([debt.seconds, debt.at]).encode())
        if owed <= AT_ONCE < debt.seconds:
            log.warning("budget_spent", budget=self.name, rest=self.rest())


class OwnDebts:
    """Of this process: where nothing is shared, and where the store lost it."""

    debts: dict[str, Debt] = {}


PAST_DOCUMENTS = Budget("past documents")
"""By the clock, for they are written in a process apart."""
COMPARISONS = Budget("comparisons")
"""Of the processor."""
