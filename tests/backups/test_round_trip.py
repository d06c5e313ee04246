"""What is saved is what comes back, by the checksum of each table, on one database and from one to the other."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext

from axes.models import Axis
from strategy_monitor.accounts.erasing import erase_person
from strategy_monitor.backups import dump, files, lines, load
from strategy_monitor.backups.errors import BackupDamaged, BackupRefused
from strategy_monitor.history import sealing
from strategy_monitor.releases.models import Release
from strategy_monitor.threads.models import Attachment, Message
from tests import factories
from tests.accounts.test_passkeys import enters, with_passkey
from tests.commands import TO_BE_REFUSED
from tests.databases import Former, back_up, run, run_commands
from tests.demo_site import Prepared
from tests.people import person


@pytest.fixture(autouse=True)
def numbers_go_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a restoration does to the sequences of PostgreSQL outlives the rollback of a test; others count on them."""
    asks = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if not asks or connection.vendor != "postgresql":
        yield
        return
    for name in ("db", "snapshots"):  # whose rows took their numbers from the sequences
        request.getfixturevalue(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        before = cursor.fetchall()
        yield
        for name, value in before:
            cursor.execute("SELECT setval(%s, %s)", [name, value])


@pytest.fixture(autouse=True)
def tables_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has a table after the same migrations is the same: Django makes a hundred models to say it."""
    monkeypatch.setattr(dump, "models_at", find_tables_once)


FOUND: dict[frozenset[lines.Step], list[Any]] = {}


def find_tables_once(loader: MigrationLoader, steps: list[lines.Step], find: Any = dump.models_at) -> list[Any]:
    key = frozenset(steps)
    if key not in FOUND:
        FOUND[key] = find(loader, steps)
    return FOUND[key]


def saved() -> list[bytes]:
    return list(dump.backup_lines())


def tables(said: list[bytes]) -> list[lines.TableSum]:
    return [one for one in lines.read_lines(said) if isinstance(one, lines.TableSum)]


def models() -> list[Any]:
    loader = MigrationLoader(connection)
    return dump.models_at(loader, list(loader.applied_migrations))


@pytest.mark.usefixtures("published")
def test_whatever_happened_since_all_is_as_it_was() -> None:
    sealing.seal_history()
    before = saved()
    release, known = Release.objects.get(), set(Axis.objects.values_list("pk", flat=True))
    factories.axis(9)
    get_user_model().objects.create_user("quelqu’un")
    connection.cursor().execute("DELETE FROM history_change")
    assert tables(saved()) != tables(before)
    load.fill(models(), lines.read_lines(before))
    assert tables(saved()) == tables(before)
    history, found = sealing.check_history()
    assert (found, history.unsealed, history.sealed > 100) == ([], 0, True)
    again = Release.objects.get()
    assert (again.document, again.sha256) == (release.document, release.sha256)
    # The next row gets a number of its own.
    assert factories.axis(9).pk not in known


@pytest.mark.usefixtures("published")
def test_what_is_altered_in_the_database_is_saved_as_it_stands() -> None:
    """A backup that mended, or emptied, what it cannot read would hide that somebody wrote there."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE releases_release SET document = %s", [b"not a compressed text"])
    before = saved()
    load.fill(models(), lines.read_lines(before))
    with connection.cursor() as cursor:
        cursor.execute("SELECT document FROM releases_release")
        assert bytes(cursor.fetchone()[0]) == b"not a compressed text"


@pytest.mark.django_db
def test_few_files_are_in_memory_together() -> None:
    """Those of a table may be larger than the machine."""
    message = Message.objects.create(indicator=factories.indicator(), author=person("someone"), text="Voir.")
    for number in range(6):
        content = os.urandom(2_000_000)
        Attachment.objects.create(message=message, name=f"{number}.txt", content=content, size=1, sha256=str(number))
    before = saved()
    with CaptureQueriesContext(connection) as asked:
        load.fill(models(), lines.read_lines(before))
    writing = [one["sql"] for one in asked if one["sql"].startswith('INSERT INTO "threads_attachment"')]
    assert len(writing) == 3, "two a statement: 4 million characters of base64 are one and a half"
    assert tables(saved()) == tables(before)


@pytest.mark.django_db
def test_who_is_signed_in_is_not_saved() -> None:
    names = {table.name for table in tables(saved())}
    assert not names & set(dump.LEFT_OUT)
    assert {"auth_user", "axes_strategy", "releases_release", "history_change", "threads_attachment"} <= names
    assert set(dump.LEFT_OUT) <= set(connection.introspection.table_names()), "a table that is no longer there"


@pytest.mark.django_db
def test_passkeys_that_were_saved_open_after_a_restoration() -> None:
    one = person("someone", "Lecture")
    device = with_passkey(one)
    before = saved()
    erase_person(one.pk, person("chief", "Administration"))
    load.fill(models(), lines.read_lines(before))
    client, answer = enters(device)
    assert answer.status_code == 302
    assert client.get("/bureau/mon-courrier/").status_code == 200


@pytest.mark.usefixtures("seeded")
def test_a_database_that_is_somebody_s_is_left_alone() -> None:
    steps = list(MigrationLoader(connection).applied_migrations)
    with pytest.raises(BackupRefused, match="n’est pas vide"):
        load.require_room(steps)


@pytest.mark.django_db
def test_an_empty_one_that_is_ahead_is_refused() -> None:
    steps = list(MigrationLoader(connection).applied_migrations)
    load.require_room(steps)
    with pytest.raises(BackupRefused, match="en donner une sans tables"):
        load.require_room([step for step in steps if step[0] != "threads"])


def test_a_newer_version_is_told_so() -> None:
    with pytest.raises(BackupRefused, match=r"ne connaît pas axes\.9999_later"):
        load.require_known([("axes", "9999_later")])


@pytest.mark.django_db
def test_rows_that_do_not_fit_change_nothing() -> None:
    said = saved()
    count = get_user_model().objects.count()
    columns = {one.name: one.columns for one in lines.read_lines(said) if isinstance(one, lines.Begun)}
    for name, wrong in {"axes_axis": ["one"], "nowhere": ["id"], "axes_measure": columns["axes_measure"][:-1]}.items():
        with pytest.raises(BackupDamaged, match=f"La table {name} "):
            load.fill(models(), lines.read_lines(lines.write_backup({**head(said)}, [(name, wrong, [])])))
    orphan = [(name, columns[name], [[1, 77]]) for name in columns if columns[name] == ["id", "user_id", "axis_id"]]
    with pytest.raises(BackupDamaged):
        load.fill(
            models(),
            lines.read_lines(lines.write_backup(head(said), orphan or [("axes_axis", columns["axes_axis"], [[1]])])),
        )
    assert get_user_model().objects.count() == count


def head(said: list[bytes]) -> dict[str, Any]:
    first = next(iter(lines.read_lines(said)))
    assert isinstance(first, lines.Contents)
    return {"backup": lines.NAME, "format": lines.FORMAT, "made_at": first.made_at, "migrations": first.migrations}


# The file


def read(path: Path, identity: Path | None = None) -> list[bytes]:
    with files.open_lines(path, identity) as kept:
        return list(kept)


def test_the_file_is_its_owner_s_and_replaces_none(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    files.write_file(path, [b"one\n", b"two\n"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read(path) == [b"one\n", b"two\n"]
    with pytest.raises(BackupRefused, match="existe déjà"):
        files.write_file(path, [b"three\n"])
    assert read(path) == [b"one\n", b"two\n"]
    assert [one.name for one in tmp_path.iterdir()] == ["a.backup"]


def test_what_fails_half_way_leaves_no_file(tmp_path: Path) -> None:
    def failing() -> Any:
        yield b"one\n"
        raise BackupRefused("Non")

    for recipient in ("", str(pyrage.x25519.Identity.generate().to_public())):
        with pytest.raises(Exception, match="Non"):
            files.write_file(tmp_path / "a.backup", failing(), recipient)
        assert list(tmp_path.iterdir()) == []
    with pytest.raises(BackupRefused, match="ne s’écrit pas"):
        files.write_file(tmp_path / "nowhere" / "a.backup", [b"one\n"])


def test_only_the_key_opens_an_encrypted_one(tmp_path: Path) -> None:
    key, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    path, ours, theirs = tmp_path / "a.backup", tmp_path / "ours.txt", tmp_path / "theirs.txt"
    ours.write_text(f"# created: today\n{key}\n")
    theirs.write_text(f"{other}\n")
    many = [os.urandom(300).hex().encode() + b"\n" for _ in range(5000)]
    files.write_file(path, many, str(key.to_public()))
    assert many[0][:40] not in path.read_bytes()
    assert read(path, ours) == many
    with pytest.raises(BackupDamaged, match="n’ouvre pas"):
        read(path, theirs)
    with pytest.raises(BackupRefused, match="--identity"):
        read(path)
    for spoilt in (path.read_bytes()[:-20], path.read_bytes()[:-1] + b"!", path.read_bytes()[:200_000]):
        path.write_bytes(spoilt)
        with pytest.raises(BackupDamaged):
            read(path, ours)
    for wrong in ("age1nothing", "ssh-rsa AAAA"):
        with pytest.raises(BackupRefused, match="clé publique age"):
            files.write_file(tmp_path / "b.backup", many, wrong)
    for content in ("# nothing", "AGE-SECRET-KEY-NO"):
        ours.write_text(content)
        with pytest.raises(BackupRefused, match="clé"):
            read(path, ours)


# By the commands


def attach_files(database: Path) -> None:
    """What came in an import, and to a thread: bytes that are no text."""
    content, moment = bytes(range(256)), "2026-11-28 12:00:00"
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute(
            "INSERT INTO indicators_importedfile (name, content, sha256, uploaded_at, reason, added, changed,"
            " unchanged, uploaded_by_id, left_aside, undone_left, undone_why)"
            " VALUES ('juin.xlsx', ?, 'a', ?, '', 0, 0, 0, 1, '[]', 0, '')",
            (content, moment),
        )
        opened.execute(
            "INSERT INTO threads_message (id, kind, posted_at, text, proposed, state, settled_why,"
            " author_id, measure_id) SELECT 1, 'message', ?, 'Voir.', '', '', '', 1, min(id) FROM axes_measure",
            (moment,),
        )
        opened.execute(
            "INSERT INTO threads_attachment (name, content, size, sha256, message_id)"
            " VALUES ('note.pdf', ?, 256, 'b', 1)",
            (content,),
        )


def documents(database: Path) -> list[tuple[str, bytes]]:
    """The hash under which each was published, and its bytes as they are kept, in order of publication."""
    with closing(sqlite3.connect(database)) as opened:
        return opened.execute("SELECT sha256, document FROM releases_release ORDER BY id").fetchall()


def test_from_one_kind_of_database_to_the_other_and_back(
    tmp_path: Path, laid_tables: Path | str, database_with_tables: str, demonstration: Prepared
) -> None:
    """SQLite, then the kind under test, where a release is published, then SQLite again. (Into a database without
    tables goes the backup of an older version below; here too, where PostgreSQL is under test.)"""
    first, second, third = (tmp_path / f"{name}.backup" for name in ("first", "second", "third"))
    began_as, last = tmp_path / "began.sqlite3", tmp_path / "last.sqlite3"
    shutil.copy(demonstration.database, began_as)
    if connection.vendor == "sqlite":
        shutil.copy(laid_tables, last)
    attach_files(began_as)
    back_up(began_as, first)
    said = run_commands(
        database_with_tables,
        ["restore", str(first)],
        ["withdraw", "2025", "1", "--reason", "Après restauration"],
        ["publish", "--reason", "Après restauration"],
        ["backup", str(second)],
    )
    assert "relues" in said
    run_commands(f"sqlite:///{last}", ["restore", str(second)], ["backup", str(third)])
    began, went_on, ended = (tables(read(path)) for path in (first, second, third))
    assert went_on == ended
    kept = {"indicators_observation", "indicators_importedfile", "axes_measure", "history_change", "auth_user"}
    kept |= {"auth_user_groups", "threads_message", "threads_attachment"}
    assert kept == {table.name for table in set(began) & set(ended) if table.name in kept and table.rows}
    assert {"releases_release", "releases_withdrawal"} <= {table.name for table in set(went_on) - set(began)}
    before, after = documents(began_as), documents(last)
    assert after[:-1] == before
    assert [sha256(gzip.decompress(one)).hexdigest() for _hash, one in after] == [one[0] for one in after]


def test_it_is_of_one_moment_while_others_write(database_with_tables: str) -> None:
    done = run(database_with_tables, "-m", "tests.backups.meanwhile")
    assert done.stdout == "one moment\n", done.stdout + done.stderr


def test_tables_are_laid_all_or_none(database: str) -> None:
    """Whoever was stopped on the way restores again, into the same database."""
    done = run(database, "-m", "tests.backups.stopped")
    assert done.stdout == "[]\n", done.stdout + done.stderr


@pytest.mark.once
@pytest.mark.django_db
def test_one_of_an_older_version_is_brought_to_this_one(
    tmp_path: Path, uncompressed: Former, demonstration: Prepared
) -> None:
    """Here of before documents were compressed: their bytes are the same again, and so is the rest."""
    old, new = uncompressed.backup, tmp_path / "new.sqlite3"
    # A file that does not fit leaves tables without rows, into which the right one then goes.
    files.write_file(tmp_path / "bare.backup", lines.write_backup(head(read(old)), []))
    said = run_commands(
        f"sqlite:///{new}",
        [TO_BE_REFUSED, "restore", str(tmp_path / "bare.backup")],
        ["restore", str(old)],
        ["backup", str(tmp_path / "again.backup")],
    )
    assert "La sauvegarde ne tient pas" in said
    back_up(demonstration.database, tmp_path / "now.backup")
    before, now, again = (tables(read(one)) for one in (old, tmp_path / "now.backup", tmp_path / "again.backup"))
    assert {table.name for table in set(now) - set(before)} >= {"releases_release"}
    assert again == now


@pytest.mark.django_db
def test_the_commands_say_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    with pytest.raises(CommandError, match="ne se lit pas"):
        call_command("restore", path)
    path.write_bytes(b"GIF89a")
    with pytest.raises(CommandError, match="n’est pas une sauvegarde"):
        call_command("restore", path)
    with pytest.raises(CommandError, match="existe déjà"):
        call_command("backup", path)
