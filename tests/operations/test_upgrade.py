"""A database of before is brought to this version, or stays as it was, wherever it is stopped."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from strategy_monitor.backups import files, lines
from tests.databases import back_up, go_back_and_save, run, run_commands
from tests.demo_site import Prepared
from tests.operations.upgraded import SAID


def tables(file: Path) -> list[lines.TableSum]:
    """What a backup holds, by the checksum of each table."""
    with files.open_lines(file) as kept:
        return [one for one in lines.read_lines(kept) if isinstance(one, lines.TableSum)]


@dataclass(frozen=True)
class Upgraded:
    said: str
    tables: list[lines.TableSum]
    """What it left."""


def upgraded(url: str, folder: Path, *stops: str) -> dict[str, Upgraded]:
    """Way → what became of an upgrade that went so far; fails where the database is not as it was after it, unless it
    went its whole way."""
    done = run(url, "-m", "tests.operations.upgraded", str(folder), *stops)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["stop"] for one in told] == list(stops)
    put_back_later = {"killed"} if url.startswith("sqlite") else set()
    assert [one["stop"] for one in told if not one["as it was"] and one["stop"] not in put_back_later] == [
        one for one in stops if one == "whole"
    ]
    assert [one for one in told if SAID[one["stop"]] not in one["said"]] == []
    return {one["stop"]: Upgraded(one["said"], [lines.TableSum(*table) for table in one["sums"]]) for one in told}


@pytest.fixture
def former(
    request: pytest.FixtureRequest, tmp_path: Path, database_with_tables: str, demonstration: Prepared
) -> tuple[str, Path]:
    """The demonstration of before documents were compressed, on the database under test; and its backup."""
    if connection.vendor == "sqlite":
        former = request.getfixturevalue("uncompressed")
        shutil.copy(former.database, database_with_tables.removeprefix("sqlite:///"))
        return database_with_tables, former.backup
    now, before = tmp_path / "restored", tmp_path / "before"
    back_up(demonstration.database, now)
    run_commands(database_with_tables, ["restore", str(now)], *go_back_and_save(before))
    return database_with_tables, before


def test_it_is_upgraded_or_stays_as_it_was(tmp_path: Path, former: tuple[str, Path], demonstration: Prepared) -> None:
    url, before = former
    back_up(demonstration.database, tmp_path / "now")
    whole = upgraded(url, tmp_path, *SAID)["whole"]
    assert "releases.0009_compressed_documents" in whole.said
    # On SQLite the last one began from what the kill had left, put back first.
    now, then, saved = (tables(one) for one in (tmp_path / "now", before, tmp_path / "whole.backup"))
    assert now == whole.tables
    assert now != then == saved


@pytest.mark.django_db
def test_where_nothing_waits_nothing_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("upgrade", tmp_path / "a.backup")
    assert "rien n’a été fait" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
