"""The files of a database of SQLite, which who serves holds open.

In write-ahead mode, whoever opens the database makes two files beside it, even to read, where nobody has it open; and
the last one to leave removes them. So a disk that is full would refuse readers what stands on it.

To open it costs several times what a page does, for all tables are read about. A thread that answers requests keeps its
connection, and leaves it where another file has come in the place of the one that it opened.
"""

from __future__ import annotations

import os
import sqlite3
from threading import Lock
from typing import Any

from django.core.signals import request_started
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.signals import connection_created

KEPT_FOR = 60
"""Seconds, as on PostgreSQL."""

File = tuple[int, int]
"""What tells it from any other that is there at the same time: its device, and its number there."""


class Held:
    """What this process holds open."""

    process = 0
    file: File | None = None
    connection: sqlite3.Connection | None = None
    inherited: sqlite3.Connection | None = None
    """What came with a fork: not closed, nor used, for its locks are those of the other process."""
    lock = Lock()


def hold_files() -> None:
    """From the first connection that this process opens, as any process made from it does, until it ends."""
    connection_created.connect(hold, dispatch_uid="sqlite_files")


def keep_connections() -> None:
    """From one request of a thread to the next."""
    connections.settings[DEFAULT_DB_ALIAS]["CONN_MAX_AGE"] = KEPT_FOR
    request_started.connect(leave_replaced_file, dispatch_uid="sqlite_files")


def find_absent_file(connection: Any) -> str | None:
    """The path of its database where no file is there yet, which to open it would make."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return None
    path = str(connection.settings_dict["NAME"])
    try:
        os.stat(path)
    except FileNotFoundError:
        return path
    except OSError:  # it may be there: to open it says what is wrong
        return None
    return None


def hold(connection: Any, **_more: Any) -> None:
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return
    connection.opened_file = file_of(connection)
    with Held.lock:
        if Held.process == os.getpid() and Held.file == connection.opened_file:
            return
        if Held.process != os.getpid():
            Held.inherited = Held.connection
        held = sqlite3.connect(
            str(connection.settings_dict["NAME"]), timeout=5, isolation_level=None, check_same_thread=False
        )
        held.execute("SELECT count(*) FROM sqlite_master").fetchone()
        Held.process, Held.file, Held.connection = os.getpid(), connection.opened_file, held


def file_of(connection: Any) -> File | None:
    """None where there is none."""
    try:
        found = os.stat(connection.settings_dict["NAME"])
    except OSError:
        return None
    return found.st_dev, found.st_ino


def leave_replaced_file(**_signal: Any) -> None:
    if connection.connection is not None and getattr(connection, "opened_file", None) != file_of(connection):
        connection.close()
