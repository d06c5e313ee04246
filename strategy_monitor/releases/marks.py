"""Triggers that mark each change of a row which the document is built from.

They are made anew after each migration: a table that SQLite alters is another table, without the triggers of the first.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model

from strategy_monitor.releases.models import CopyMark

BUILT_FROM = ("axes", "indicators")
NOT_BUILT_FROM = {
    "axes.AxisAssignment",
    "axes.LinkCheck",
    "indicators.Finding",
    "indicators.ImportedFile",
    "indicators.ProviderAssignment",
}
"""Of these two apps: tables of which the document holds nothing, and which change without it."""

HIGHEST = 1 << 48
"""Of a mark; thousands of them may be added in a number of 64 bits."""

MOST_MARKS = 1_000
"""From here on, those of the transactions that have ended become one."""

WRITER = "releases_mark_change"
PREFIX = "mark_change"

POSTGRESQL = """
CREATE OR REPLACE FUNCTION releases_mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO releases_copymark (writer, drawn) VALUES (txid_current(), floor(random() * 281474976710656))
        ON CONFLICT (writer) DO UPDATE SET drawn = EXCLUDED.drawn;
    RETURN NULL;
END $$
"""
"""One row for each transaction: nobody waits for who else writes."""

SQLITE = "UPDATE releases_copymark SET drawn = abs(random() % 281474976710656)"
"""There is one writer at a time, and one row. (An INSERT would obey « OR IGNORE » of the statement that fired it.)"""


def watched_models() -> Iterator[type[Model]]:
    """Those whose rows a document is built from, their history and their links among them."""
    for label in BUILT_FROM:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            subject = getattr(model, "instance_type", model)  # of a table of history: what it is the history of
            if subject._meta.label not in NOT_BUILT_FROM and model._meta.managed and not model._meta.proxy:
                yield model


def watch_tables(using: str = "default", **_signal: Any) -> None:
    """After a migration: each of these tables marks its changes, and whatever was read before is read again."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if CopyMark._meta.db_table not in tables:
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
        known = read_triggers(cursor)
        for model in watched_models():
            table = model._meta.db_table
            for name, statement in write_triggers(connection, table).items():
                if table in tables and (table, name) not in known:
                    cursor.execute(statement)
        merge_marks(using)


def forget_tables(using: str = "default") -> None:
    """Nothing is marked any more."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for table, name in sorted(read_triggers(cursor)):
            of_table = f" ON {connection.ops.quote_name(table)}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}{of_table}")
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {WRITER}()")


def read_triggers(cursor: Any) -> set[tuple[str, str]]:
    """Table and name of those that there are."""
    if cursor.db.vendor == "postgresql":
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname = 'mark_change' AND pg_table_is_visible(c.oid)"
        )
    else:
        cursor.execute(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
        )
    return set(cursor.fetchall())


def write_triggers(connection: Any, table: str) -> dict[str, str]:
    """Name of each trigger → the statement that makes it."""
    quote = connection.ops.quote_name
    if connection.vendor == "postgresql":
        made = (
            f"CREATE TRIGGER {PREFIX} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {quote(table)} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {WRITER}()"
        )
        return {PREFIX: made}
    return {
        f"{PREFIX}_{event.lower()}_{table}": f"CREATE TRIGGER {quote(f'{PREFIX}_{event.lower()}_{table}')} "
        f"AFTER {event} ON {quote(table)} BEGIN {SQLITE}; END"
        for event in ("INSERT", "UPDATE", "DELETE")
    }


def merge_marks(using: str) -> None:
    """One mark instead of those that are seen."""
    marks = CopyMark.objects.using(using)
    marks.all().delete()
    marks.create(writer=0, drawn=secrets.randbelow(HIGHEST))


def merge_many_marks() -> None:
    """The same once they are many: what is asked at each view of the desk stays short, for years."""
    with transaction.atomic():
        if CopyMark.objects.count() > MOST_MARKS:
            merge_marks(DEFAULT_DB_ALIAS)
