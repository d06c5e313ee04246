"""A database of before is brought to this version, or stays as it was, wherever it is stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from strategy_monitor.backups import files, lines
from tests.databases import run, run_commands
from tests.demo_site import Prepared
from tests.operations.upgraded import SAID

BEFORE = "0008_search_index"


def tables(file: Path) -> list[lines.TableSum]:
    """What a backup holds, by the checksum of each table."""
    with files.open_lines(file) as kept:
        return [one for one in lines.read_lines(kept) if isinstance(one, lines.TableSum)]


def upgraded(url: str, folder: Path, *stops: str) -> dict[str, str]:
    """Way → what was said of an upgrade that went so far; fails where the database is not as it was after it, unless it
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
    return {one["stop"]: one["said"] for one in told}


def test_it_is_upgraded_or_stays_as_it_was(tmp_path: Path, database_with_tables: str, demonstration: Prepared) -> None:
    url = database_with_tables
    run_commands(f"sqlite:///{demonstration.database}", ["backup", str(tmp_path / "now")])
    run_commands(
        url,
        ["restore", str(tmp_path / "now")],
        ["migrate", "releases", BEFORE],
        ["backup", str(tmp_path / "before")],
    )
    said = upgraded(url, tmp_path, *SAID)
    assert "releases.0009_compressed_documents" in said["whole"]
    run_commands(url, ["backup", str(tmp_path / "after")])
    # On SQLite the last one began from what the kill had left, put back first.
    now, before, after, saved = (tables(tmp_path / one) for one in ("now", "before", "after", "whole.backup"))
    assert now == after
    assert now != before == saved


@pytest.mark.django_db
def test_where_nothing_waits_nothing_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("upgrade", tmp_path / "a.backup")
    assert "rien n’a été fait" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
