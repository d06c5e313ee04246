"""Fills an empty database out of a backup, and brings it to the version that runs."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.backups import lines
from strategy_monitor.backups.dump import LEFT_OUT, is_binary, models_at, stored_columns_of, stored_fields_of, tables_of
from strategy_monitor.backups.errors import BackupDamaged, BackupRefused

MOST_PARAMETERS = 900
"""Per statement; far below the limit of any SQLite."""
MOST_CHARACTERS = 4_000_000
"""Of the values that wait in memory for their statement."""
FORBIDDEN = "42501"
"""How PostgreSQL says that a role may not."""
INHABITED = ("auth_user", "axes_strategy", "releases_release")
"""A row in any of these, and the database is somebody's."""


def require_room(migrations: list[lines.Step]) -> None:
    """Raises `BackupRefused` unless the database is empty, or as a restoration of this very backup left it half-way."""
    there = set(connection.introspection.table_names())
    for table in INHABITED:
        if table in there:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608 - of `INHABITED`
                if cursor.fetchone():
                    raise BackupRefused(_("Cette base n’est pas vide : restaurer dans une base nouvelle."))
    if set(MigrationRecorder(connection).applied_migrations()) - set(migrations):
        raise BackupRefused(
            _("Cette base a déjà les tables d’une version plus récente que la sauvegarde : en donner une sans tables.")
        )


def require_known(migrations: list[lines.Step]) -> None:
    """Raises `BackupRefused` if this version does not know all migrations of the backup."""
    known = set(migrations_for(migrations, None).disk_migrations or ())
    if unknown := sorted(set(migrations) - known):
        raise BackupRefused(
            _("Cette sauvegarde vient d’une version plus récente : celle-ci ne connaît pas %(step)s.")
            % {"step": ".".join(unknown[0])}
        )


def migrations_for(migrations: list[lines.Step], database: Any) -> MigrationLoader:
    """The migrations of this version, such that those of the backup are among them: step by step where it was made
    between two of the steps that one migration stands for now."""
    steps, found = set(migrations), MigrationLoader(database)
    between = (
        set(one.replaces) & steps and set(one.replaces) - steps for one in (found.disk_migrations or {}).values()
    )
    return MigrationLoader(database, replace_migrations=False) if any(between) else found


def last_of(loader: MigrationLoader, migrations: list[lines.Step]) -> list[lines.Step]:
    """Those among them that no other of them rests on: to ask for these is to ask for all, and for nothing else."""
    steps = {step for step in migrations if step in loader.graph.nodes}
    return sorted(
        step for step in steps if not any(child.key in steps for child in loader.graph.node_map[step].children)
    )


def lay_tables(migrations: list[lines.Step]) -> list[type[models.Model]]:
    """The tables as they were when the backup was made, without rows; what has a table there.

    All of them or none: Django notes some migrations after they are committed, and who was stopped between the two
    could not begin anew. Raises `BackupRefused` if the role may lay none."""
    with refuse_forbidden(), all_tables_or_none():
        executor = MigrationExecutor(connection)
        executor.loader = migrations_for(migrations, connection)
        executor.migrate(last_of(executor.loader, migrations))
    return models_at(executor.loader, migrations)


@contextmanager
def refuse_forbidden() -> Iterator[None]:
    """Raises `BackupRefused` where the database says that the role may not do what is done within."""
    try:
        yield
    except (DatabaseError, MigrationSchemaMissing) as error:
        if is_forbidden(error):
            raise BackupRefused(
                _("Le rôle de DATABASE_URL ne peut pas remplir cette base : donner DATABASE_OWNER, qui la possède.")
            ) from error
        raise


def is_forbidden(error: BaseException | None) -> bool:
    """Whether PostgreSQL refused the role what led to this error."""
    while error and getattr(error, "pgcode", "") != FORBIDDEN:
        error = error.__cause__ or error.__context__
    return error is not None


@contextmanager
def all_tables_or_none() -> Iterator[None]:
    """SQLite alters no table in a transaction while it checks keys, and stops to check them outside of one alone;
    PostgreSQL none of which a key is still to be checked, so each is by its own statement."""
    connection.disable_constraint_checking()
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            yield
    finally:
        connection.enable_constraint_checking()


def fill(found: list[type[models.Model]], said: Iterable[Any]) -> None:
    """Puts the rows of a backup into these tables, all or none, and reads them again from there.

    `said` is what `lines.read_lines` gives. Raises `BackupDamaged` if they do not fit, or do not read as they stand
    there; `BackupRefused` if the role may not write there."""
    tables = {model._meta.db_table: model for model in found}
    try:
        with refuse_forbidden(), transaction.atomic(), connection.cursor() as cursor:
            for name in [*tables, *(set(LEFT_OUT) & set(connection.introspection.table_names()))]:
                # What a migration put there.
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608 - the name of a model's table
            contents = insert_all(cursor, tables, said)
            require_same(contents, found)
            connection.check_constraints()
            for statement in connection.ops.sequence_reset_sql(no_style(), found):
                cursor.execute(statement)
    except (DatabaseError, ValidationError, ValueError, TypeError) as error:
        raise BackupDamaged(_("La sauvegarde ne tient pas dans la base : %(why)s") % {"why": error}) from error


def insert_all(cursor: Any, tables: dict[str, type[models.Model]], said: Iterable[Any]) -> lines.Contents:
    contents = None
    inserting: Insertion | None = None
    for one in said:
        if isinstance(one, lines.Contents):
            contents = one
        elif isinstance(one, lines.Begun):
            inserting = Insertion(cursor, tables.get(one.name), one)
        elif isinstance(one, list) and inserting:
            inserting.add(one)
        elif inserting:
            inserting.flush()
    assert contents is not None
    return contents


class Insertion:
    """Rows on their way into one table, many in each statement."""

    def __init__(self, cursor: Any, model: type[models.Model] | None, begun: lines.Begun) -> None:
        if model is None or stored_columns_of(model) != begun.columns:
            raise BackupDamaged(
                _("La table %(table)s de la sauvegarde n’est pas celle de sa version.") % {"table": begun.name}
            )
        quoted = ", ".join(map(connection.ops.quote_name, begun.columns))
        self.cursor = cursor
        self.into = f"INSERT INTO {connection.ops.quote_name(begun.name)} ({quoted}) VALUES "  # noqa: S608 - those of a model
        self.fields = stored_fields_of(model)
        self.one = f"({', '.join(['%s'] * len(self.fields))})"
        self.at_once = max(1, MOST_PARAMETERS // len(self.fields))
        self.waiting: list[list[Any]] = []
        self.weight = 0

    def add(self, row: list[Any]) -> None:
        self.waiting.append([prepare_value(one, value) for one, value in zip(self.fields, row, strict=True)])
        self.weight += sum(len(value) for value in row if isinstance(value, str))
        if len(self.waiting) >= self.at_once or self.weight > MOST_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        if self.waiting:
            values = [value for row in self.waiting for value in row]
            self.cursor.execute(self.into + ", ".join([self.one] * len(self.waiting)), values)
            self.waiting.clear()
            self.weight = 0


def prepare_value(one: models.Field[Any, Any], value: Any) -> Any:
    """A value of a line, as the database takes it in this column."""
    if value is None:
        return None
    if is_binary(one):
        return connection.Database.Binary(b64decode(value, validate=True))  # type: ignore[attr-defined]
    return one.get_db_prep_save(one.to_python(value), connection)


def require_same(contents: lines.Contents, found: list[type[models.Model]]) -> None:
    """Each table, read again from the database, has the checksum of the file."""
    there = [
        one
        for one in lines.read_lines(lines.write_backup(lines.make_head(timezone.now(), []), tables_of(found)))
        if isinstance(one, lines.TableSum)
    ]
    for ours, theirs in zip(there, contents.tables, strict=True):
        if ours != theirs:
            raise BackupDamaged(
                _("La table %(table)s ne se relit pas comme elle a été sauvegardée.") % {"table": theirs.name}
            )
