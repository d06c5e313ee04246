"""Reads a database: every row of every table, as it was at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import BinaryField, ExpressionWrapper, F
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.backups import lines
from strategy_monitor.backups.errors import BackupRefused

LEFT_OUT = {
    "django_session": "who is signed in: a restored site asks again",
    "accounts_attempt": "passwords that were tried",
    "jobs_job": "what was being done then: a restored site does none of it again",
    "accounts_entry": "the sessions that are open",
    "accounts_spenttoken": "tokens of the directory that are worth nothing any more",
    "releases_searchindex": "made again from the release",
    "releases_documentparts": "made again from the release",
    "releases_releasecomparison": "made again from the two releases",
    "releases_copymark": "the database writes it of itself",
}
"""Tables that a backup does not hold, and why."""
AT_ONCE, LARGE_AT_ONCE = 500, 5
"""Rows that are in memory together, and those of a table that keeps files or documents."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it, the database is read as it was when it began, whatever others write meanwhile. Nothing can be written.

    PostgreSQL offers that by an isolation level. SQLite does so in write-ahead mode, for a transaction that does not
    begin as one that writes: `transaction_mode` of the settings, which is for those, is not used here."""
    if connection.in_atomic_block:  # of who asks, who answers for what it sees
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def backup_lines() -> Iterator[bytes]:
    """The lines of a backup of the database (see `lines`). Raises `BackupRefused` if there is nothing in it."""
    with one_moment():
        loader = MigrationLoader(connection)
        if not loader.applied_migrations:
            raise BackupRefused(_("Cette base est vide : il n’y a rien à sauvegarder."))
        steps = list(loader.applied_migrations)
        yield from lines.write_backup(lines.make_head(timezone.now(), steps), tables_of(models_at(loader, steps)))


def models_at(loader: MigrationLoader, steps: list[lines.Step]) -> list[type[models.Model]]:
    """What has a table once these migrations were done, in order of the tables' names."""
    apps = loader.project_state([step for step in steps if step in loader.graph.nodes]).apps
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted((m for m in found if m._meta.db_table not in LEFT_OUT), key=lambda m: m._meta.db_table)


def stored_fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [one for one in model._meta.local_concrete_fields if not one.generated]


def stored_columns_of(model: type[models.Model]) -> list[str]:
    return [str(one.column) for one in stored_fields_of(model)]


def tables_of(found: list[type[models.Model]]) -> Iterator[tuple[str, list[str], Iterator[Any]]]:
    for model in found:
        yield model._meta.db_table, stored_columns_of(model), stored_rows_of(model)


def stored_rows_of(model: type[models.Model]) -> Iterator[tuple[Any, ...]]:
    """In order of the primary key. Bytes come as they are kept, whatever the model reads out of them."""
    asked = [
        ExpressionWrapper(F(one.attname), output_field=BinaryField()) if is_binary(one) else F(one.attname)
        for one in stored_fields_of(model)
    ]
    rows = model._base_manager.order_by("pk").values_list(*asked)
    return rows.iterator(chunk_size=LARGE_AT_ONCE if any(map(is_binary, stored_fields_of(model))) else AT_ONCE)


def is_binary(one: models.Field[Any, Any]) -> bool:
    return one.get_internal_type() == "BinaryField"
