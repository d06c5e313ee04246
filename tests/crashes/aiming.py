"""Where a process that writes is killed: it tells of each of its commits, and ends itself at one of them if asked."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db.backends.base.base import BaseDatabaseWrapper

CALLED, RETURNED, DONE, FAILED = "called", "returned", "done", "failed"
"""What the process tells: a commit is called, it has returned; the work is acknowledged, or went wrong."""

When = Literal["before", "after", "around", "anywhere"]


@dataclass(frozen=True)
class Aim:
    """When to kill: `before` its commit of this rank is called, right `after` it has returned, so many seconds after
    it was called (`around`), or after the work began (`anywhere`)."""

    when: When
    rank: int = 0
    """1 for the first commit of the work."""
    seconds: float = 0.0


def watch_commits(tell: Callable[..., None], aim: Aim | None = None) -> None:
    """From now on, each commit of this process is told; at the one that is aimed at, it dies as by `kill -9`.

    What passes later than it is asked for (`around`, `anywhere`) is for who hears what is told.
    """
    commit = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]
    rank = 0

    def watched(self: BaseDatabaseWrapper) -> Any:
        nonlocal rank
        rank += 1
        tell(CALLED, rank, time.monotonic())
        if aim and (aim.when, aim.rank) == ("before", rank):
            die()
        done = commit(self)
        if aim and (aim.when, aim.rank) == ("after", rank):
            die()
        tell(RETURNED, rank, time.monotonic())
        return done

    BaseDatabaseWrapper._commit = watched  # type: ignore[attr-defined]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)  # the signal of a process to itself may take a moment
