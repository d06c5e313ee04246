"""The archive is the same wherever it is written, and is enough to begin with."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.environment import skip_or_fail
from tests.supply.archive import LEFT_OUT, write_archive
from tests.supply.packages import ROOT

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (ROOT / ".git").exists():
        skip_or_fail("sources without their history: no commit to write")
    target = tmp_path_factory.mktemp("archive") / "one.tar"
    write_archive(target)
    return target


def test_two_builds_of_a_commit_are_the_same_bytes(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second in another folder, on a machine that is set up otherwise, where work is under way."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    (tmp_path / "ignored").write_text("docs/ export-ignore\n*.py eol=crlf\n")
    core = f"autocrlf = true\n\tattributesFile = {tmp_path}/ignored"
    (tmp_path / "settings").write_text(f"[tar]\n\tumask = 0077\n[core]\n\t{core}\n[safe]\n\tdirectory = *\n")
    clone = tmp_path / "elsewhere"
    before = os.umask(0o077)
    try:
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        (clone / "manage.py").write_text("# being worked on\n")
        write_archive(tmp_path / "other.tar", root=clone)
    finally:
        os.umask(before)
    assert (tmp_path / "other.tar").read_bytes() == archive.read_bytes()


def test_no_test_stands_in_it(archive: Path) -> None:
    with tarfile.open(archive) as opened:
        names = [Path(one.name).parts[1:] for one in opened]
    assert {parts[0] for parts in names if parts} & {*LEFT_OUT, ".git"} == set()
    assert {("manage.py",), ("requirements.lock",), ("docs", "sbom.cdx.json"), ("axes", "migrations")} <= {*names}


def test_a_site_begins_from_it_in_an_empty_folder(archive: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path, filter="data")
    (root,) = tmp_path.iterdir()
    given = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "DATABASE_URL", "DJANGO_ENV"}}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]  # which checks first what `check` does
    subprocess.run(command, cwd=root, env=given, check=True, timeout=300)
    assert (root / "db.sqlite3").stat().st_size > 0
