"""Upgrades a database, stopped on its way as asked, one way after another; then whole, if that is asked last.

A process of its own, which commits. Of each way it prints a line of JSON: what was said, whether each table is as it
was, and what it is: its name, its rows and their checksum.

    DATABASE_URL=… python -m tests.operations.upgraded FOLDER {backup|migration|trouble|killed|whole}…
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from contextlib import ExitStack
from dataclasses import astuple
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

from strategy_monitor.report.collector import look_less_often

SAID = {
    "backup": "existe déjà",
    "migration": "stopped",
    "trouble": "restée comme elle était\u202f: Essai",
    "killed": "by signal 9",
    "whole": "Servir maintenant",
}
"""Way → words that it ends with."""


def main(folder: str, *stops: str) -> None:
    before = sums()
    for stop in stops:
        said = upgrade_until(stop, Path(folder) / f"{stop}.backup")
        after = sums()
        # A kill leaves SQLite's file half way, until who comes next puts it back.
        print(json.dumps({"stop": stop, "said": said, "as it was": after == before, "sums": after}), flush=True)
        before = after


def sums() -> list[Any]:
    """Of each table, as a backup holds them: name, rows, checksum; none where the tables do not even answer."""
    from django.db import DatabaseError

    from strategy_monitor.backups import dump, lines

    try:
        return [astuple(one) for one in lines.read_lines(dump.backup_lines()) if isinstance(one, lines.TableSum)]
    except DatabaseError:
        return []


def upgrade_until(stop: str, file: Path) -> str:
    """What the command says, or what stopped it."""
    from django.db import connections

    connections.close_all()
    if stop != "killed":
        return upgrade(stop, file)
    child = os.fork()
    if not child:
        upgrade(stop, file)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return f"by signal {os.WTERMSIG(status)}"


def upgrade(stop: str, file: Path) -> str:
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from strategy_monitor.operations import upgrading

    apply = MigrationExecutor.apply_migration

    def stopped(self: Any, state: Any, migration: Any, *given: Any, **named: Any) -> Any:
        done = apply(self, state, migration, *given, **named)
        if migration.name == "0009_compressed_documents":  # documents are rewritten, tables altered
            if stop == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if stop == "migration":
                raise RuntimeError("stopped")
        return done

    if stop == "backup":
        file.touch()
    told = io.StringIO()
    with ExitStack() as patched:
        patched.enter_context(patch.object(MigrationExecutor, "apply_migration", stopped))
        if stop == "trouble":
            patched.enter_context(patch.object(upgrading, "grave_troubles", lambda: iter(["Essai"])))
        try:
            call_command("upgrade", str(file), stdout=told)
        except Exception as error:
            return str(error)
        finally:
            connections.close_all()
    return told.getvalue()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    look_less_often()
    django.setup()
    main(*sys.argv[1:])
