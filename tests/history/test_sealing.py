"""Seals of the history: no change of before the last one is rewritten, moved, removed or slipped in unseen.

Twenty alterations by default; `MUTATED=1000` for a thousand.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from strategy_monitor.history import sealing
from strategy_monitor.history.models import Change, Seal
from strategy_monitor.releases import register, verifier
from strategy_monitor.releases.models import RegisterEntry, Release
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.snapshot import remembered

TIMES = int(os.environ.get("MUTATED", "20"))


def execute(sql: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def leave_room() -> None:
    """Between the keys of changes, for others to be slipped in."""
    keys = list(Change.objects.order_by("pk").values_list("pk", flat=True))
    execute("UPDATE history_change SET id = %s + (id - %s) * 10", keys[-1] + 100, keys[0])
    for sql in connection.ops.sequence_reset_sql(no_style(), [Change]):
        execute(sql)


@pytest.fixture
def sealed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four changes to a seal, a publication, and two more changes that nobody has sealed."""
    monkeypatch.setattr(sealing, "AT_ONCE", 4)
    remembered("changes of which some are sealed", change_and_seal)


def change_and_seal() -> None:
    observation = factories.observation(value=1)
    for value in range(2, 10):
        observation.value = value
        observation._change_reason = f"Chiffre {value}"
        observation.save()
    leave_room()
    sealing.seal_history()
    publish("2025", "Première")
    for label in ("Un", "Deux"):
        factories.reference(label=label)


def faults() -> list[str]:
    return sealing.check_history()[1]


def test_changes_are_sealed_after_the_fact(sealed: None) -> None:
    history, found = sealing.check_history()
    assert (found, history.sealed + history.unsealed) == ([], Change.objects.count())
    assert history.seals == list(Seal.objects.values_list("sha256", flat=True))
    assert len(history.seals) >= 3
    assert history.unsealed >= 2
    assert sealing.seal_history() == history.unsealed
    assert sealing.seal_history() == 0
    assert sealing.check_history()[0].unsealed == 0


def test_a_publication_holds_the_newest_seal(sealed: None) -> None:
    statement = json.loads(RegisterEntry.objects.get().statement)
    assert statement["history"] == Seal.objects.values_list("sha256", flat=True).last()
    assert list(register.faults()) == []


def test_before_anything_was_sealed_it_is_said(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    factories.observation()
    publish("2025", "Première")
    call_command("check_history")
    count = Change.objects.count()
    assert capsys.readouterr().out == (
        f"Historique entier : 0 changements scellés, {count} qui ne le sont pas encore.\n"
    )
    assert "history" not in json.loads(RegisterEntry.objects.get().statement)


# Whatever is altered is found

COLUMNS = ("model", "key", "record", "kind", "origin", "reason", "name", "subject", "subject_key", "fields", "user_id")


def sealed_key(dice: random.Random) -> int:
    last = sealing.last_key(Seal.objects.last())
    return dice.choice(list(Change.objects.filter(pk__lte=last).values_list("pk", flat=True)))


def a_byte_of_a_field(dice: random.Random) -> None:
    change = Change.objects.get(pk=sealed_key(dice))
    column = dice.choice(COLUMNS)
    value = getattr(change, column)
    if isinstance(value, list):
        text = json.dumps(value, ensure_ascii=False)
        words = [one.span() for one in re.finditer(r"\b(?:null|true|false)\b", text)]  # no JSON with a byte altered
        signs = [place for place, sign in enumerate(text) if sign.isalnum()]
        at = dice.choice([place for place in signs if not any(start <= place < end for start, end in words)])
        altered: Any = json.loads(f"{text[:at]}{'1' if text[at] != '1' else '2'}{text[at + 1 :]}")
    elif isinstance(value, str):
        at = dice.randrange(len(value)) if value else 0
        altered = f"{value[:at]}{'1' if value[at : at + 1] != '1' else '2'}{value[at + 1 :]}"
    else:
        altered = (value or 0) + dice.randrange(1_000, 1_000_000)
    Change.objects.filter(pk=change.pk).update(**{column: altered})


def a_date(dice: random.Random) -> None:
    key = sealed_key(dice)
    moment = Change.objects.get(pk=key).when
    later = moment.replace(microsecond=(moment.microsecond + dice.randrange(1, 1_000_000)) % 1_000_000)
    Change.objects.filter(pk=key).update(when=later)


def the_order(dice: random.Random) -> None:
    one, other = sealed_key(dice), sealed_key(dice)
    while other == one:
        other = sealed_key(dice)
    for before, after in ((one, 1), (other, one), (1, other)):
        execute("UPDATE history_change SET id = %s WHERE id = %s", after, before)


def one_away(dice: random.Random) -> None:
    execute("DELETE FROM history_change WHERE id = %s", sealed_key(dice))


def one_slipped_in(dice: random.Random) -> None:
    change = Change.objects.get(pk=sealed_key(dice))
    change.pk, change.record = dice.choice([change.pk - dice.randrange(1, 9), 0, -5]), 1_000_000
    change.save(force_insert=True)


def a_byte_of_a_seal(dice: random.Random) -> None:
    seal = dice.choice(list(Seal.objects.all()))
    column = dice.choice(["statement", "sha256", "digests"])
    text = getattr(seal, column)
    at = dice.randrange(len(text))
    altered = f"{text[:at]}{'0' if text[at] != '0' else '1'}{text[at + 1 :]}"
    execute(f"UPDATE history_seal SET {column} = %s WHERE id = %s", altered, seal.pk)


def a_seal_away(dice: random.Random) -> None:
    execute("DELETE FROM history_seal WHERE id = %s", dice.choice(list(Seal.objects.values_list("pk", flat=True))))


def all_sealed_anew(dice: random.Random) -> None:
    """By who has the server: the seals hold each other, and an entry of the register holds another one."""
    a_byte_of_a_field(dice)
    execute("DELETE FROM history_seal")
    sealing.seal_history()


WAYS: list[Callable[[random.Random], None]] = [
    a_byte_of_a_field, a_date, the_order, one_away, one_slipped_in, a_byte_of_a_seal, a_seal_away, all_sealed_anew,
]  # fmt: skip


def test_whatever_is_altered_is_found(sealed: None) -> None:
    dice, unseen = random.Random(20261128), []
    for number in range(TIMES):
        way = WAYS[number % len(WAYS)]
        with transaction.atomic():
            way(dice)
            if not faults():
                unseen.append(way.__name__)
            transaction.set_rollback(True)
    assert unseen == []
    assert faults() == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE history_change SET reason = 'Autre' WHERE id = {key}", "Changement {key} : ce n’est pas celui"),
        ("UPDATE history_change SET fields = '7' WHERE id = {key}", "Changement {key} : ce n’est pas celui"),
        ("DELETE FROM history_change WHERE id = {last}", "Sceau {seals} : il y manque des changements"),
        ("UPDATE history_change SET id = {last} - 1 WHERE id > {last}", "Changement {before} : ce n’est pas celui"),
        ("UPDATE history_seal SET statement = '7' WHERE number = 1", "Ligne 2 : elle ne se lit pas"),
        ("DELETE FROM history_seal WHERE number = 1", "Sceau 1 : il ne suit pas"),
        ("DELETE FROM history_seal", "Inscription 1 : le sceau de l’historique qu’elle tient"),
    ],
)
def test_the_first_change_that_differs_is_named(sealed: None, sql: str, said: str) -> None:
    last = sealing.last_key(Seal.objects.last())
    assert last
    newest = Change.objects.latest("id")
    Change.objects.filter(pk__gt=last).exclude(pk=newest.pk).delete()
    key = Change.objects.filter(pk__lt=last).order_by("pk")[5].pk
    given = {"key": key, "last": last, "before": last - 1, "seals": Seal.objects.count()}
    execute(sql.format(**given))
    with pytest.raises(CommandError, match=said.format(**given)):
        call_command("check_history")


# What is taken away


def test_it_is_exported_and_verified_without_the_site(sealed: None, tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    call_command("export_history", str(path))
    with pytest.raises(CommandError, match="ne s’écrit pas"):
        call_command("export_history", str(path))
    document = tmp_path / verifier.document_path("2025.1")
    document.parent.mkdir(parents=True)
    document.write_text(Release.objects.get().document)
    (tmp_path / "registre.json").write_bytes(register.write_register(["2025.1"]))
    command = [sys.executable, "-I", verifier.__file__, str(tmp_path), "--history", str(path)]

    def verified() -> tuple[int, list[str]]:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        return done.returncode, done.stdout.splitlines()[-2:]

    history = sealing.check_history()[0]
    assert verified() == (
        0,
        [
            f"Historique entier : {history.sealed} changements scellés, {history.unsealed} qui ne le sont pas encore.",
            f"Dernier sceau : {len(history.seals)} {history.seals[-1]}",
        ],
    )
    whole = path.read_text()
    path.write_text(whole.replace("Chiffre 5", "Chiffre 6", 1))
    status, lines = verified()
    assert status == 1
    assert "ce n’est pas celui qui a été scellé à cette place." in lines[-1]
    for spoilt in ("", "{}\n", whole.replace("\n", "\n\n", 1), whole.replace('"kind"', '"kind" ', 1), "[" * 100_000):
        path.write_text(spoilt)
        assert verified()[0] == 1
    path.write_bytes(whole.encode().replace(b"Chiffre 5", b"Chiffre \xff"))
    assert verified()[0] == 1
    assert "elle ne se lit pas" in verified()[1][-1]
    seal = {"statement": Seal.objects.get(number=1).statement, "sha256": "", "digests": 5}
    path.write_text("".join(f"{verifier.write_statement(one)}\n" for one in ({"format": verifier.HISTORY}, seal)))
    assert "Ligne 2" in verified()[1][-1]


def test_it_is_written_to_the_terminal(sealed: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("export_history", "-")
    assert capsys.readouterr().out.splitlines() == list(sealing.export_history())


# While others write


def test_another_process_seals_at_the_same_moment(sealed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    last, columns = sealing.settled_key(), sealing.address_columns

    def another_was_first() -> Any:
        monkeypatch.setattr(sealing, "address_columns", columns)
        sealing.seal_next(last - 1)
        return columns()

    monkeypatch.setattr(sealing, "address_columns", another_was_first)
    sealing.seal_history()
    history, found = sealing.check_history()
    assert (found, history.unsealed) == ([], 0)


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    factories.observation()
    yield
    execute("DELETE FROM history_seal")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_a_change_that_is_not_written_yet_is_waited_for(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its key is older than that of a change which is: sealed now, the seal would miss it."""
    monkeypatch.setattr(sealing, "PATIENCE", 50)
    written, over = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            factories.reference(label="Lente")
            written.set()
            over.wait(10)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    written.wait(10)
    factories.reference(label="Rapide")
    with pytest.raises(CommandError, match="Une écriture est en cours"):
        call_command("seal_history")
    assert not Seal.objects.exists()
    over.set()
    writer.join()
    monkeypatch.undo()
    call_command("seal_history", verbosity=0)
    history, found = sealing.check_history()
    assert (found, history.sealed, history.unsealed) == ([], Change.objects.count(), 0)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_who_looks_after_the_table_is_no_writer(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the vacuum and the statistics that PostgreSQL makes by itself, which hold a lock for as long as they take."""
    monkeypatch.setattr(sealing, "PATIENCE", 50)
    factories.reference(label="Écrite")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE history_change IN SHARE UPDATE EXCLUSIVE MODE")
    try:
        assert sealing.seal_history() == Change.objects.count()
    finally:
        other.close()
