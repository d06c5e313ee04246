"""How long a process that serves the site waits for PostgreSQL: for one that stands still never says that it is away.

The server's own limits (`statement_timeout`) are kept by the server, and those of TCP by the system under it, which
goes on answering for it. So it is this side that counts: psycopg2 asks `wait` whenever it would wait, and closes the
connection where that raises.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any, Final

READERS_WAIT: Final = 5
"""Seconds for which a page, or whoever asks how the site is, waits for a word that takes milliseconds."""
LONGEST: ContextVar[float] = ContextVar("longest", default=float("inf"))
"""Seconds for which what runs here waits, whatever else may."""


class Patience:
    """That of this process."""

    connecting = float("inf")
    """Seconds from the first word to an open connection."""
    answering = float("inf")
    """Seconds without a word from a server that was asked something."""
    silent = False
    """Whether the last one that was asked did not answer: the next ones are then waited for as for a connection."""


def limit_waits(connecting: float, answering: float) -> None:
    """From now on this process, and those that it makes, wait for the database no longer than so many seconds, as it
    connects and as a statement is answered. Then an OperationalError is raised, as in any outage."""
    from psycopg2.extensions import set_wait_callback  # type: ignore[import-untyped]  # noqa: PLC0415  # on SQLite, nobody loads it

    Patience.connecting, Patience.answering, Patience.silent = connecting, answering, False
    set_wait_callback(wait)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Within it, no statement waits for longer without a word, where waits are limited at all."""
    token = LONGEST.set(seconds)
    try:
        yield
    finally:
        LONGEST.reset(token)


def wait(connection: Any) -> None:
    """Until the driver has what it waits for. Raises OperationalError where the server says nothing for too long."""
    from psycopg2 import OperationalError  # type: ignore[import-untyped]  # noqa: PLC0415  # as above
    from psycopg2.extensions import POLL_OK, POLL_READ, STATUS_SETUP  # noqa: PLC0415

    opening = connection.status == STATUS_SETUP
    patience = Patience.connecting if opening or Patience.silent else Patience.answering
    patience = min(patience, LONGEST.get())
    until = monotonic() + patience
    while (state := connection.poll()) != POLL_OK:
        left = until - monotonic() if opening else patience
        if left <= 0 or not is_ready(connection.fileno(), state == POLL_READ, left):
            Patience.silent = True
            raise OperationalError(f"the server did not say anything for {patience:g} s")
    Patience.silent = False


def is_ready(file: int, to_read: bool, seconds: float) -> bool:
    poll = select.poll()
    poll.register(file, select.POLLIN if to_read else select.POLLOUT)
    return bool(poll.poll(None if seconds == float("inf") else seconds * 1000))


def gave_up(error: BaseException) -> bool:
    """Whether this error of Django tells that the server stands still, where it was waited for."""
    return Patience.silent and getattr(error.__cause__, "pgcode", "") is None
