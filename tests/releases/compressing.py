"""Compresses the documents of a database of before, is killed in the middle, begins again, and goes back.

A program of its own, for the database without rows that DATABASE_URL names: the rollback of a test would hide what a
killed process leaves. Any fault ends it with an error.

    DATABASE_URL=sqlite:////tmp/compressing.sqlite3 python -m tests.releases.compressing
"""

from __future__ import annotations

import os
import signal
from typing import Any

import django

from strategy_monitor.report.collector import look_less_often

BEFORE, AFTER = "0008_search_index", "0009_compressed_documents"
TEXTS = {1: '{"é":1}' * 5000, 2: '{"edition":"2025"}', 3: "{}"}
ALTERED = 3
"""The release whose document is not what its hash says: it stays so, and is refused where it is read."""
KILLED = -9


def migrate(to: str) -> None:
    from django.core.management import call_command

    call_command("migrate", "releases", to, verbosity=0)


def execute(statement: str, *given: Any) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall() if cursor.description else []


def fill() -> None:
    """As the product wrote them until then."""
    from strategy_monitor.report.canonical import digest

    execute("INSERT INTO releases_edition (label) VALUES ('2025')")
    ((edition,),) = execute("SELECT id FROM releases_edition")
    columns = "edition_id, number, document, sha256, schema_version, kind, reason, override_reason, published_at"
    for number, text in TEXTS.items():
        sha256 = "0" * 64 if number == ALTERED else digest(text)
        values = (edition, number, text, sha256, "3", "", "Essai", "", "2026-03-02 09:00:00+00:00")
        execute(f"INSERT INTO releases_release ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", *values)


def read_stored() -> dict[int, Any]:
    return dict(execute("SELECT number, document FROM releases_release"))


def kill_in_the_middle(to: str) -> None:
    """A process that migrates dies once it has moved one document."""
    from django.db import connection

    from strategy_monitor.releases import compressed

    connection.close()
    child = os.fork()
    if not child:
        moved: list[int] = []
        whole = {"compress": compressed.compress_document, "expand": compressed.expand}

        def counted(name: str, given: Any) -> Any:
            moved.append(1)
            if len(moved) > 2:
                os.kill(os.getpid(), signal.SIGKILL)
            return whole[name](given)

        compressed.compress_document = lambda text: counted("compress", text)
        compressed.expand = lambda kept: counted("expand", kept)
        migrate(to)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it ended before it could be killed"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    look_less_often()
    django.setup()
    from django.core.management import call_command

    from strategy_monitor.releases import load
    from strategy_monitor.releases.models import Release

    call_command("migrate", verbosity=0)  # where the tables are not laid yet
    migrate(BEFORE)
    fill()
    kill_in_the_middle(AFTER)
    assert read_stored() == TEXTS, "nothing of it is left"
    migrate(AFTER)
    stored = read_stored()
    assert all(bytes(one)[:2] == b"\x1f\x8b" for one in stored.values())
    assert len(bytes(stored[1])) < len(TEXTS[1]) / 50
    assert dict(Release.objects.values_list("number", "document")) == TEXTS
    for pk, number, sha256 in Release.objects.values_list("pk", "number", "sha256"):
        try:
            assert load.stored(pk, sha256) == TEXTS[number]
        except load.BadRelease:
            assert number == ALTERED
    kill_in_the_middle(BEFORE)
    assert dict(Release.objects.values_list("number", "document")) == TEXTS, "it is still compressed"
    migrate(BEFORE)
    assert read_stored() == TEXTS


if __name__ == "__main__":
    main()
