"""What the role by which the site is served may do to its database, on PostgreSQL: written once, granted and looked at.

It owns no table, so it can alter, drop and empty none. What is written once it can only add; the rest follows from the
models: a new table needs no line here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges

from indicators.models.observation import UndoneRecord
from strategy_monitor.accounts.erasing import address_columns
from strategy_monitor.history.models import Change
from strategy_monitor.releases.models import Permanent

LAID = {
    MigrationRecorder.Migration._meta.db_table,
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}
"""Tables whose rows `migrate` lays, and nobody else."""
READ, ADD, CHANGE, ERASE = "SELECT", "INSERT", "UPDATE", "DELETE"
EVERY = (READ, ADD, CHANGE, ERASE)
NEVER = ("TRUNCATE", "REFERENCES", "TRIGGER")
"""Rights on a table that the site has no use for."""

Rights = tuple[str, ...]
"""As PostgreSQL writes them: « SELECT », « UPDATE (email) »."""


class RightsRefused(CommandError):
    """Nothing was granted: why, in French."""


def rights_by_table() -> dict[str, Rights]:
    """Each table of the models, and what the site needs to do there."""
    models = apps.get_models(include_auto_created=True)
    found = {one._meta.db_table: rights_on(one) for one in models if one._meta.managed and not one._meta.proxy}
    return found | dict.fromkeys(LAID, (READ,))


def rights_on(model: type[Model]) -> Rights:
    """Rows that stand for what happened are added and read. Two things are changed there: an erasure empties the
    address of a person, and a record says that it was undone since."""
    if issubclass(model, Permanent):
        return READ, ADD
    if model is Change:
        return READ, ADD, on_columns(["fields"])
    if issubclass(model, HistoricalChanges):
        named = sorted({name for one, name in address_columns() if one is model} | columns_of_undoing(model))
        return (READ, ADD, on_columns(named)) if named else (READ, ADD)
    return EVERY


def columns_of_undoing(model: type[Model]) -> set[str]:
    return {one.name for one in UndoneRecord._meta.local_fields} if issubclass(model, UndoneRecord) else set()


def on_columns(names: list[str]) -> str:
    return f"{CHANGE} ({', '.join(map(quote, names))})"


def quote(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def write_grants(role: str) -> list[str]:
    """The statements that give this role its rights on what is there, and take all others away."""
    to, schema = quote(role), quote(query_one("SELECT current_schema()"))
    there = set(connection.introspection.table_names())
    together = defaultdict(list)
    for table, rights in sorted(rights_by_table().items()):
        if table in there:
            together[rights].append(table)
    every = sorted(table for tables in together.values() for table in tables)
    if not every:
        return []
    listed = ", ".join(map(quote, every))
    sequences = ", ".join(map(quote, list_sequences(every)))
    return [
        f"GRANT USAGE ON SCHEMA {schema} TO {to}",
        f"REVOKE ALL ON TABLE {listed} FROM {to}",
        *(
            f"GRANT {', '.join(rights)} ON TABLE {', '.join(map(quote, tables))} TO {to}"
            for rights, tables in sorted(together.items())
        ),
        # To read one is what pg_dump needs.
        *([f"REVOKE ALL ON SEQUENCE {sequences} FROM {to}", f"GRANT USAGE, SELECT ON SEQUENCE {sequences} TO {to}"]
          if sequences else []),
    ]  # fmt: skip


def list_sequences(tables: list[str]) -> list[str]:
    """Those that number the rows of these tables."""
    return [
        name
        for (name,) in query_rows(
            "SELECT s.relname FROM pg_class s "
            "JOIN pg_depend d ON d.objid = s.oid JOIN pg_class t ON t.oid = d.refobjid "
            "WHERE s.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass "
            "AND t.relname = ANY(%s) AND pg_table_is_visible(t.oid) ORDER BY 1",
            [tables],
        )
    ]


def grant_rights(role: str) -> None:
    """All of them or none. Raises RightsRefused."""
    with transaction.atomic():
        require_grantable(role)
        with connection.cursor() as cursor:
            for statement in write_grants(role):
                cursor.execute(statement)


def require_grantable(role: str) -> None:
    """Raises RightsRefused unless there is such a role, it is not the owner nor may become it, and we are."""
    if connection.vendor != "postgresql":
        raise RightsRefused(_("Seul PostgreSQL connaît des rôles et leurs droits."))
    if not query_one("SELECT count(*) FROM pg_roles WHERE rolname = %s", role):
        raise RightsRefused(
            _("PostgreSQL ne connaît pas de rôle « %(role)s » : le créer d’abord (createuser).") % {"role": role}
        )
    if owners := list_owners(role):
        raise RightsRefused(
            _("Le rôle « %(role)s » possède les tables du site, ou peut tout : en servir un autre.") % {"role": role}
            if not owners - {role}
            else _("Le rôle « %(role)s » peut devenir %(owners)s, à qui sont les tables.")
            % {"role": role, "owners": ", ".join(sorted(owners))}
        )
    foreign = query_one(
        "SELECT string_agg(c.relname, ', ') FROM pg_class c WHERE c.relname = ANY(%s) AND pg_table_is_visible(c.oid) "
        "AND NOT pg_has_role(current_user, c.relowner, 'USAGE')",
        list(rights_by_table()),
    )
    if foreign:
        raise RightsRefused(
            _("Ces tables sont à un autre rôle que celui de DATABASE_OWNER : %(names)s.") % {"names": foreign}
        )


def list_owners(role: str) -> set[str]:
    """Owners of the site's tables whose rights this role has: itself, those of which it is a member, or any where it is
    a superuser. None: it is one that the site may be served by."""
    return {
        name
        for (name,) in query_rows(
            "SELECT DISTINCT CASE WHEN r.rolsuper THEN r.rolname ELSE pg_get_userbyid(c.relowner) END "
            "FROM pg_class c CROSS JOIN pg_roles r "
            "WHERE r.rolname = %s AND c.relname = ANY(%s) AND pg_table_is_visible(c.oid) "
            "AND pg_has_role(r.oid, c.relowner, 'MEMBER')",
            [role, list(rights_by_table())],
        )
    }


def served_role() -> str:
    """By which role the site is served: where this process is the owner's, the one that its address names."""
    return settings.SERVED_ROLE or str(query_one("SELECT current_user"))


def list_lacking(role: str) -> Iterator[str]:
    """What the site needs to do and this role may not: « INSERT: releases_release »."""
    for table, right, has, needed in compare_rights(role):
        if needed and not has:
            yield f"{right}: {table}"


def list_beyond(role: str) -> Iterator[str]:
    """What this role may do and the site does not need, whoever granted it: to all, or to a group that it is of."""
    for table, right, has, needed in compare_rights(role):
        if has and not needed:
            yield f"{right}: {table}"
    if query_one("SELECT has_schema_privilege(%s, current_schema(), 'CREATE')", role):
        yield _("CREATE : schéma %(name)s") % {"name": query_one("SELECT current_schema()")}


def compare_rights(role: str) -> list[tuple[str, str, bool, bool]]:
    """Table, right, whether the role has it, and whether the site needs it: of a table as a whole, for of columns it
    needs no more than them."""
    needed = rights_by_table()
    found = query_rows(
        "SELECT c.relname, one, has_table_privilege(%s, c.oid, one) FROM pg_class c CROSS JOIN unnest(%s) one "
        "WHERE c.relname = ANY(%s) AND pg_table_is_visible(c.oid) ORDER BY c.relname, one",
        [role, [*EVERY, *NEVER], list(needed)],
    )
    return [(table, right, has, right in needed[table]) for table, right, has in found]


def query_rows(statement: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def query_one(statement: str, *parameters: Any) -> Any:
    return query_rows(statement, parameters)[0][0]


def grant_after_migration(**_signal: Any) -> None:
    """What was migrated may have new tables: whoever serves the site is given its rights on them, by the same act."""
    if settings.SERVED_ROLE:
        grant_rights(settings.SERVED_ROLE)
