"""A database of before is brought to this version, or stays as it was, wherever it is stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from strategy_monitor.backups import files, lines
from tests.databases import database, run
from tests.demo_site import Prepared

__all__ = ["database"]

BEFORE = "0008_search_index"


def tables(url: str, file: Path) -> list[lines.TableSum]:
    """What the database holds, by the checksums of a backup."""
    done = run(url, "manage.py", "backup", str(file))
    assert done.returncode == 0, done.stderr
    with files.open_lines(file) as kept:
        return [one for one in lines.read_lines(kept) if isinstance(one, lines.TableSum)]


def test_it_is_upgraded_or_stays_as_it_was(tmp_path: Path, database: str, demonstration: Prepared) -> None:
    assert run(f"sqlite:///{demonstration.database}", "manage.py", "backup", str(tmp_path / "now")).returncode == 0
    assert run(database, "manage.py", "restore", str(tmp_path / "now")).returncode == 0
    now = tables(database, tmp_path / "restored")
    assert run(database, "manage.py", "migrate", "releases", BEFORE).returncode == 0
    before = tables(database, tmp_path / "before")
    assert before != now
    ways = {
        "backup": "existe déjà",
        "migration": "stopped",
        "trouble": "restée comme elle était\u202f: Essai",
        "killed": "",
    }
    for stop, said in ways.items():
        done = run(database, "-m", "tests.operations.upgraded", str(tmp_path / f"{stop}.backup"), stop)
        assert done.returncode != 0, stop
        assert said in done.stderr, stop
        if stop != "killed" or database.startswith("postgres"):
            assert tables(database, tmp_path / f"after-{stop}") == before, stop
    done = run(database, "-m", "tests.operations.upgraded", str(tmp_path / "whole.backup"), "whole")
    assert "releases.0009_compressed_documents" in done.stdout, done.stderr
    assert tables(database, tmp_path / "after") == now
    with files.open_lines(tmp_path / "whole.backup") as kept:  # on SQLite, of what the kill had left, put back first
        assert [one for one in lines.read_lines(kept) if isinstance(one, lines.TableSum)] == before


@pytest.mark.django_db
def test_where_nothing_waits_nothing_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("upgrade", tmp_path / "a.backup")
    assert "rien n’a été fait" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
