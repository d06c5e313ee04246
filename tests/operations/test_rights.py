"""A site that is served by a role that owns nothing: it does all that people do there, and cannot do more."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from strategy_monitor.backups import load
from strategy_monitor.backups.errors import BackupDamaged, BackupRefused
from strategy_monitor.operations import rights, symptoms
from strategy_monitor.releases.models import Permanent
from tests import factories
from tests.databases import run, server
from tests.environment import skip_or_fail

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no roles")
PASSWORD = "mot:de passe"


@pytest.fixture(scope="module")
def made_role() -> Iterator[str]:
    """One that may sign in, and nothing else; dropped once no transaction holds it any more."""
    import psycopg2

    name = f"site_{os.getpid()}"
    with server() as ask:
        try:
            ask(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
            ask(f"GRANT {name} TO CURRENT_USER")  # who is no superuser acts as it by this
        except psycopg2.errors.InsufficientPrivilege:
            skip_or_fail("the role of the tests may make no other (CREATEROLE)")
        yield name
        ask(f"DROP ROLE {name}")


@pytest.fixture
def role(made_role: str, db: None) -> str:
    return made_role


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """What follows on this connection is by that role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        yield
        cursor.execute("RESET ROLE")


def test_a_role_that_may_not_restore_is_told_which_may(role: str) -> None:
    """It is no fault of the backup."""
    with acting_as(role), pytest.raises(BackupRefused, match="DATABASE_OWNER") as refused:
        load.fill([get_user_model()], [])
    assert not isinstance(refused.value, BackupDamaged)


def test_nor_is_one_that_may_not_lay_tables(role: str) -> None:
    """As in a new database, of which it owns nothing: PostgreSQL tells Django so in words of SQL."""
    ask("CREATE SCHEMA new")
    ask(f"GRANT USAGE ON SCHEMA new TO {role}")
    ask("SET LOCAL search_path TO new")
    with acting_as(role), pytest.raises(BackupRefused, match="DATABASE_OWNER"):
        load.lay_tables([("contenttypes", "0001_initial")])


def ask(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# All that people do


@pytest.mark.once
def test_every_table_of_the_models_has_its_rights() -> None:
    """By the models alone: what is written once is added and read, whatever is new is the site's to change."""
    given = rights.rights_by_table()
    once = {one._meta.db_table for one in Permanent.__subclasses__()}
    assert {given[table] for table in once} == {("SELECT", "INSERT")}
    assert given["django_migrations"] == ("SELECT",)
    assert given["history_change"] == ("SELECT", "INSERT", 'UPDATE ("fields")')
    assert given["indicators_historicalobservation"] == ("SELECT", "INSERT", 'UPDATE ("undone")')
    assert given["indicators_historicalprovider"] == ("SELECT", "INSERT", 'UPDATE ("contact")')
    assert given["axes_historicalmeasure"] == given["indicators_historicalindicator_providers"] == ("SELECT", "INSERT")
    assert given["indicators_observation"] == rights.EVERY


@pytest.mark.slow
def test_all_that_people_and_timers_do_is_done_by_a_role_that_owns_nothing(
    role: str, database_with_tables: str
) -> None:
    """The tables are laid and granted by their owner; then no process knows the owner any more."""
    place = urlsplit(database_with_tables)
    owner = place.netloc.rpartition("@")[0]
    url = f"postgres://{role}:mot%3Ade%20passe@{place.netloc.rpartition('@')[2]}{place.path}"
    migrated = run(url, "manage.py", "migrate", "--verbosity", "0", DATABASE_OWNER=owner)
    assert migrated.returncode == 0, migrated.stderr
    for command in (["seed"], ["publish", "--edition", "2025", "--reason", "Première version"]):
        done = run(url, "manage.py", *command)
        assert done.returncode == 0, done.stderr
    done = run(url, "-m", "tests.operations.bare")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout.splitlines()[-1])) == 7
    looked = run(url, "manage.py", "doctor")
    assert "Droits sur la base\u202f: rien à dire." in looked.stdout, looked.stdout + looked.stderr
    refused = run(url, "manage.py", "migrate", "axes", "zero")
    assert refused.returncode != 0
    assert "La base de données fait défaut" in refused.stderr
    assert "DATABASE_OWNER là où un autre rôle possède les tables" in refused.stderr


@pytest.fixture
def granted(role: str) -> str:
    """It has its rights on the tables of this test, until that is rolled back."""
    factories.observation()
    rights.grant_rights(role)
    return role


REFUSED = (
    "CREATE TABLE more (id int)",
    "ALTER TABLE axes_linkcheck ADD COLUMN more int",
    "DROP TABLE axes_linkcheck",
    "TRUNCATE axes_linkcheck",
    "TRUNCATE history_change",
    "ALTER TABLE axes_linkcheck DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "DROP TRIGGER mark_change ON axes_axis",
    "CREATE OR REPLACE FUNCTION releases_mark_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "UPDATE releases_release SET document = ''",
    "DELETE FROM releases_release",
    "UPDATE releases_registerentry SET statement = ''",
    "DELETE FROM releases_withdrawal",
    "UPDATE releases_registerstamp SET token = ''",
    "UPDATE history_seal SET statement = ''",
    "DELETE FROM history_change",
    "UPDATE history_change SET reason = ''",
    "DELETE FROM indicators_historicalobservation",
    "UPDATE indicators_historicalobservation SET value = 0",
    "UPDATE indicators_historicalobservation SET history_user_id = NULL",
    "DELETE FROM django_migrations",
    "INSERT INTO auth_group_permissions (group_id, permission_id) SELECT 1, 1",
    "SELECT setval('axes_axis_id_seq', 1)",
    "LOCK TABLE history_change IN SHARE MODE",
)


def test_what_the_server_refuses_the_site(granted: str) -> None:
    """And it refuses it for want of rights alone: whoever owns the tables could do it."""
    for statement in REFUSED:
        with acting_as(granted), pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            ask(statement)
        if not statement.startswith("SET"):  # that one is for superusers
            with transaction.atomic():
                ask(statement)
                transaction.set_rollback(True)


def test_rights_of_before_are_taken_back(granted: str) -> None:
    ask(f"GRANT ALL ON releases_release TO {granted}")
    ask(f"GRANT UPDATE (reason) ON history_change TO {granted}")
    rights.grant_rights(granted)
    assert list(rights.list_beyond(granted)) == []
    with acting_as(granted), pytest.raises(DatabaseError, match="permission denied"):
        ask("UPDATE history_change SET reason = ''")


@pytest.mark.once
def test_what_serves_does_not_start_as_the_owner() -> None:
    started = run("postgres://site@127.0.0.1/none", "-c", "import strategy_monitor.wsgi", DATABASE_OWNER="owner:x")
    assert "DATABASE_OWNER est donné à un processus qui sert le site" in started.stderr


# What is granted to whom


def test_it_is_written_and_not_done(role: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("grant_rights", role, dry_run=True)
    written = capsys.readouterr().out
    assert f'TO "{role}";' in written
    assert list(rights.list_lacking(role))
    for statement in written.splitlines():
        ask(statement)
    assert list(rights.list_lacking(role)) == []


def give_tables(role: str) -> None:
    ask(f"GRANT CREATE ON SCHEMA public TO {role}")
    ask(f"ALTER TABLE axes_axis OWNER TO {role}")


def let_become_owner(role: str) -> None:
    ask("CREATE ROLE house")
    ask("GRANT house TO CURRENT_USER")
    give_tables("house")
    ask(f"GRANT house TO {role}")


@pytest.mark.parametrize(("arrange", "why"), [(give_tables, "possède les tables"), (let_become_owner, "peut devenir")])
def test_no_rights_are_granted_to_who_has_them_all(role: str, arrange: Callable[[str], None], why: str) -> None:
    arrange(role)
    with pytest.raises(CommandError, match=why):
        call_command("grant_rights", role)


def test_neither_to_a_role_that_is_not_there_nor_by_one_that_owns_nothing(granted: str) -> None:
    with pytest.raises(CommandError, match=r"ne connaît pas de rôle « personne »"):
        call_command("grant_rights", "personne")
    with pytest.raises(CommandError, match="Donner le nom du rôle"):
        call_command("grant_rights")
    ask("CREATE ROLE another_one")
    with acting_as(granted), pytest.raises(CommandError, match="à un autre rôle que celui de DATABASE_OWNER"):
        call_command("grant_rights", "another_one")


def test_what_is_migrated_grants_by_itself_and_so_does_an_upgrade_that_migrates_nothing(
    role: str, settings: Any, tmp_path: Any
) -> None:
    call_command("migrate", verbosity=0)
    assert list(rights.list_lacking(role))
    settings.SERVED_ROLE = role
    call_command("upgrade", str(tmp_path / "none"), verbosity=0)
    assert list(rights.list_lacking(role)) == []
    ask(f"REVOKE INSERT ON axes_axis FROM {role}")
    call_command("migrate", verbosity=0)
    assert list(rights.list_lacking(role)) == []


# What doctor says


def said(role: str) -> list[tuple[str, bool]]:
    with acting_as(role):
        return [(one.what, one.grave) for one in symptoms.look_at_rights()]


def test_doctor_says_what_the_role_lacks_and_what_it_has_too_much(granted: str, settings: Any) -> None:
    assert said(granted) == []
    ask(f"REVOKE INSERT ON axes_axis FROM {granted}")
    ask(f"GRANT CREATE ON SCHEMA public TO {granted}")
    ask(f"GRANT UPDATE ON releases_release TO {granted}")
    (lacking, grave), (beyond, light) = said(granted)
    assert (lacking.rpartition("\u202f: ")[2], grave) == ("INSERT: axes_axis.", True)
    assert (beyond.partition("\u202f: ")[2], light) == (
        "UPDATE: releases_release, CREATE\u202f: schéma public.", False,
    )  # fmt: skip


def test_doctor_says_in_production_that_the_role_owns_the_tables(granted: str, settings: Any) -> None:
    assert list(symptoms.look_at_rights()) == [], "as in development"
    settings.PRODUCTION = True
    (one,) = symptoms.look_at_rights()
    assert ("modifier et vider toutes ses tables" in one.what, one.grave) == (True, False)
    settings.SERVED_ROLE = granted
    assert list(symptoms.look_at_rights()) == [], "the owner looks at the role that serves"
