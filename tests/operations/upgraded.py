"""Upgrades a database and is stopped on its way, as asked: a process of its own, which commits.

DATABASE_URL=… python -m tests.operations.upgraded FILE {whole|backup|migration|trouble|killed}
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import django


def main(file: str, stop: str) -> None:
    from django.core.management import call_command
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

    MigrationExecutor.apply_migration = stopped  # type: ignore[method-assign]
    if stop == "trouble":
        upgrading.grave_troubles = lambda: iter(["Essai"])
    if stop == "backup":
        Path(file).touch()
    call_command("upgrade", file)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    django.setup()
    main(*sys.argv[1:])
