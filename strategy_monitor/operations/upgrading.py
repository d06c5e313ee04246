"""Brings a database to the version of the code that runs: all of it, or nothing, and never without a backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from strategy_monitor.backups import dump, files
from strategy_monitor.operations import rights, symptoms
from strategy_monitor.web.readiness import waiting_migrations

LONGEST_LOCK = "30s"
"""How long a migration waits for who uses a table, on PostgreSQL: then nothing is done, and one tries again."""


class UpgradeRefused(Exception):
    """The database is as it was: why, in French."""


def upgrade(backup: Path, recipient: str = "", despite: bool = False) -> list[str]:
    """Saves the database into `backup`, then migrates it. Returns the names of the migrations that were done. Where
    none waits, nothing is saved, and it returns an empty list.

    Raises BackupRefused where the database cannot be saved, and UpgradeRefused where a check finds grave trouble after
    the migrations (not with `despite`). After any error the database is as it was before. So it is after the process
    was killed; on SQLite, only once this is called again.
    """
    if connection.vendor == "sqlite" and file_aside().exists():
        put_back()
    waiting = waiting_migrations()
    if not waiting:
        rights.grant_after_migration()  # a copy has the tables without the rights
        return []
    files.write_file(backup, dump.backup_lines(), recipient)
    with all_or_nothing():
        migrate()
        if trouble := [] if despite else list(grave_troubles()):
            raise UpgradeRefused("\n".join(trouble))
    return waiting


def grave_troubles() -> Iterator[str]:
    for check in (symptoms.look_at_migrations, symptoms.look_at_releases):
        yield from (one.what for one in check() if one.grave)


def migrate() -> None:
    """As `manage.py migrate` does, in whatever transaction there is."""
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    known = executor.loader.graph.nodes
    before = executor.loader.project_state([one for one in executor.loader.applied_migrations or () if one in known])
    emit_pre_migrate_signal(0, False, connection.alias, apps=before.apps, plan=plan)
    state = executor.migrate(targets, plan=plan)
    state.clear_delayed_apps_cache()
    emit_post_migrate_signal(0, False, connection.alias, apps=state.apps, plan=plan)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """All that is done within it, or nothing. On PostgreSQL by one transaction, which takes back changes of tables too;
    foreign keys are checked by each statement, because no table can be altered while one waits to be checked. On
    SQLite, whose migrations cannot share a transaction, a copy of the file is set aside first, and put back after an
    error.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LONGEST_LOCK])
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            yield
        return
    path, aside = own_file(), file_aside()
    part = aside.with_name(f"{aside.name}.part")
    copy(path, part)
    part.replace(aside)
    try:
        yield
    except BaseException:
        put_back()
        raise
    aside.unlink()


def own_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def file_aside() -> Path:
    """Where a database of SQLite stands as it was, while it is upgraded; what is found there later was killed."""
    return own_file().with_name(f"{own_file().name}.before-upgrade")


def put_back() -> None:
    """Through SQLite, which knows what else belongs to the file: to replace it by hand would mix two databases."""
    connection.close()
    copy(file_aside(), own_file())
    file_aside().unlink()


def copy(source: Path, target: Path) -> None:
    """A whole database of SQLite, over another, as one transaction of it."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
