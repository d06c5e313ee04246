"""The files beside a database of SQLite: who serves holds them open, for on a full disk nobody can make them.

In write-ahead mode, whoever opens the database makes two files beside it, even to read, where nobody has it open; and
the last one to leave removes them. So a disk that is full would refuse readers what stands on it.
"""

from __future__ import annotations

import os
import sqlite3
from threading import Lock
from typing import Any

from django.db.backends.signals import connection_created


class Held:
    """What this process holds open."""

    process = 0
    connection: sqlite3.Connection | None = None
    lock = Lock()


def hold_files() -> None:
    """From the first connection that this process opens, as any process made from it does, until it ends."""
    connection_created.connect(hold, dispatch_uid="sqlite_files")


def hold(connection: Any, **_more: Any) -> None:
    with Held.lock:
        if connection.vendor != "sqlite" or connection.is_in_memory_db() or Held.process == os.getpid():
            return
        # One that came with a fork is not closed, nor used: its locks are those of the other process.
        held = sqlite3.connect(
            str(connection.settings_dict["NAME"]), timeout=5, isolation_level=None, check_same_thread=False
        )
        held.execute("SELECT count(*) FROM sqlite_master").fetchone()
        Held.process, Held.connection = os.getpid(), held
