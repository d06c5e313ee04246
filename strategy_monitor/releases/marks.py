"""Triggers that mark each change of a row which the document is built from.

They are made anew after each migration: a table that SQLite alters is another table, without the triggers of the first.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
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
LAST = "releases.last_mark"
"""A setting that lives as long as the transaction that writes it: what it drew last, on PostgreSQL."""

POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {WRITER}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    mark bigint := floor(random() * {HIGHEST});
BEGIN
    IF coalesce(current_setting('{LAST}', true), '') = '' THEN
        INSERT INTO releases_copymark (writer, drawn) VALUES (txid_current(), mark)
            ON CONFLICT (writer) DO UPDATE SET drawn = EXCLUDED.drawn;
    END IF;
    PERFORM set_config('{LAST}', mark::text, true);
    RETURN NULL;
END $$
"""  # noqa: S608 - constants
"""One row for each transaction, so that nobody waits for who else writes; written once, for each version of it would be
looked through at the next change. What follows in this transaction, it alone sees: its setting tells. (A number of a
transaction comes again where a database was restored.)"""

SQLITE = f"UPDATE releases_copymark SET drawn = abs(random() % {HIGHEST})"  # noqa: S608 - as above
"""There is one writer at a time, and one row. (An INSERT would obey « OR IGNORE » of the statement that fired it.)"""

Stamp = tuple[int, int, str]
"""How many marks a connection sees, their sum, and what its own transaction drew: which changes it sees."""


def read_stamp() -> Stamp | None:
    """None where no change is marked: then nothing is kept. One query."""
    own = f"current_setting('{LAST}', true)" if connection.vendor == "postgresql" else "NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), sum(drawn), {own} FROM releases_copymark")  # noqa: S608 - as above
        seen, drawn, mine = cursor.fetchone()
    return (seen, int(drawn), mine or "") if seen else None


def watched_models() -> Iterator[type[Model]]:
    """Those whose rows a document is built from, their history and their links among them."""
    for label in BUILT_FROM:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            subject = getattr(model, "instance_type", model)  # of a table of history: what it is the history of
            if subject._meta.label not in NOT_BUILT_FROM and model._meta.managed and not model._meta.proxy:
                yield model


def watch_tables(using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """After a migration: each of these tables marks its changes, and whatever was read before is read again."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if CopyMark._meta.db_table not in tables:
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
        known = read_triggers(cursor)
        for table in sorted({model._meta.db_table for model in watched_models()} & tables):
            for name, statements in write_triggers(connection, table).items():
                if (table, name) not in known:
                    cursor.execute(statements)
        merge_marks(using)


def forget_marks(using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Before a migration, which may leave tables without triggers: if it fails, nothing is kept until one is done."""
    connection = connections[using]
    if CopyMark._meta.db_table not in connection.introspection.table_names():
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # A table that gets another name keeps its own, of which there is one of each in a database; and no table
            # that they write to can be altered.
            drop_triggers(cursor)
        CopyMark.objects.using(using).delete()


def forget_tables(using: str = DEFAULT_DB_ALIAS) -> None:
    """Nothing is marked any more."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        drop_triggers(cursor)
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {WRITER}() CASCADE")


def drop_triggers(cursor: Any) -> None:
    quote = cursor.db.ops.quote_name
    for table, name in sorted(read_triggers(cursor)):
        of_table = f" ON {quote(table)}" if cursor.db.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {quote(name)}{of_table}")


def read_triggers(cursor: Any) -> set[tuple[str, str]]:
    """Table and name of those that there are, and that nothing keeps from marking."""
    if cursor.db.vendor == "postgresql":
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname = %s AND t.tgenabled = 'A' AND pg_table_is_visible(c.oid)",
            [PREFIX],
        )
    else:
        cursor.execute(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
        )
    return set(cursor.fetchall())


def write_triggers(connection: Any, table: str) -> dict[str, str]:
    """Name of each trigger → the statements that make it."""
    quote = connection.ops.quote_name
    on = quote(table)
    if connection.vendor == "postgresql":
        made = (
            f"CREATE OR REPLACE TRIGGER {PREFIX} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {on} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {WRITER}();"
            # Also for who sets `session_replication_role`, to look at no key.
            f"ALTER TABLE {on} ENABLE ALWAYS TRIGGER {PREFIX}"
        )
        return {PREFIX: made}
    names = {event: f"{PREFIX}_{event.lower()}_{table}" for event in ("INSERT", "UPDATE", "DELETE")}
    return {
        name: f"CREATE TRIGGER {quote(name)} AFTER {event} ON {on} BEGIN {SQLITE}; END" for event, name in names.items()
    }


def merge_marks(using: str = DEFAULT_DB_ALIAS) -> None:
    """One mark instead of those that are seen. Two may do it at once."""
    marks = CopyMark.objects.using(using)
    marks.exclude(writer=0).delete()
    marks.update_or_create(writer=0, defaults={"drawn": draw()})


def draw() -> int:
    return secrets.randbelow(HIGHEST)


def draw_again(instance: CopyMark, raw: bool, **_signal: Any) -> None:
    """A mark that a dump brings back stood for what there was then; a load leaves what was added since."""
    if raw:
        instance.drawn = draw()


def merge_many_marks() -> None:
    """The same once they are many: what is asked at each view of the desk stays short, for years."""
    with transaction.atomic():
        if CopyMark.objects.count() > MOST_MARKS:
            merge_marks()
