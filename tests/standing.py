"""The printed report, left standing in the database from one test to the next that begins from it.

A test is rolled back at its end. Here its transaction is a savepoint in another one, which holds the rows of a snapshot
and is given up as soon as a test begins from something else: an empty database, other rows, or transactions of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from tests import snapshot


class Standing:
    """What stands: nothing until the snapshots are taken."""

    blocker: Any = None
    snapshots: dict[str, snapshot.Rows] = {}
    name = ""
    block: Any = None


def wanted(item: pytest.Item) -> str | None:
    """The snapshot that this test begins from; "" for none, and nothing at all where it asks no database."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    if "transactional_db" in fixtures or (marker and (marker.kwargs.get("transaction") or marker.args)):
        return ""
    if "db" not in fixtures and not marker:
        return None
    return next((name for name in ("published", "seeded") if name in fixtures and is_ours(item, name)), "")


def is_ours(item: Any, name: str) -> bool:
    """Whether the fixture of this name is that of all tests, and not one of its file."""
    return item.session._fixturemanager.getfixturedefs(name, item)[-1].func.__module__ == "tests.conftest"


def prepare(name: str | None) -> None:
    """Has this snapshot stand, and nothing else. Where it is not taken yet, or nothing is wanted, nothing does."""
    if name is None or (name == Standing.name and is_whole()):
        return
    give_up()
    if name in Standing.snapshots:
        with Standing.blocker.unblock():
            Standing.block = transaction.atomic()
            Standing.block.__enter__()
            snapshot.put_back(Standing.snapshots[name])
            connection.check_constraints()
        Standing.name = name


def is_whole() -> bool:
    """Whether no test closed the connection, which took the rows with it."""
    return not Standing.name or (connection.connection is not None and connection.in_atomic_block)


@contextmanager
def beginning_from(name: str) -> Iterator[None]:
    """Within it, the database holds the rows of this snapshot, and then none: for a fixture that outlives its test."""
    give_up()
    with Standing.blocker.unblock(), transaction.atomic():
        snapshot.put_back(Standing.snapshots[name])
        yield
        transaction.set_rollback(True)


def give_up() -> None:
    """Leaves the database as it was before."""
    block, Standing.block, Standing.name = Standing.block, None, ""
    if block:
        with Standing.blocker.unblock():
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
