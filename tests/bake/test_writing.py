"""A bake takes the place of a folder whole, or not at all; and never that of something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from strategy_monitor.bake.writing import Folder, Misplaced, NotOurs, replace_folder, unportable


def bake(target: Path, *files: str, force: bool = False) -> None:
    with replace_folder(target, force) as folder:
        for path in files:
            folder.write(path, path.encode())
        folder.seal()


def held(target: Path) -> set[str]:
    return {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}


def test_a_new_bake_takes_the_place_of_the_last_and_leaves_nothing_of_it(tmp_path: Path):
    bake(tmp_path / "site", "index.html", "old/index.html")
    bake(tmp_path / "site", "index.html", "new/index.html")
    assert held(tmp_path / "site") == {"index.html", "new/index.html", "_bake/SHA256SUMS"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert (tmp_path / "site").stat().st_mode & 0o055 == 0o055, "a web server reads it"


def test_what_fails_half_way_changes_nothing(tmp_path: Path):
    bake(tmp_path / "site", "index.html")
    before = held(tmp_path / "site")
    with pytest.raises(Misplaced):
        bake(tmp_path / "site", "other.html", "../outside")
    assert held(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_cannot_be_moved_stays_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    bake(tmp_path / "site", "index.html")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if target.name == "site" and not self.name.endswith("-old"):
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no"):
        bake(tmp_path / "site", "index.html", "new.html")
    assert held(tmp_path / "site") == {"index.html", "_bake/SHA256SUMS"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_holds_something_else_is_left_alone_unless_forced(tmp_path: Path):
    (tmp_path / "letters").write_text("mine")
    with pytest.raises(NotOurs, match="autre chose"):
        bake(tmp_path, "index.html")
    assert held(tmp_path) == {"letters"}
    bake(tmp_path, "index.html", force=True)
    assert "letters" not in held(tmp_path)


def test_an_empty_folder_is_filled_and_a_file_is_no_folder(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    bake(tmp_path / "empty", "index.html")
    assert "index.html" in held(tmp_path / "empty")
    (tmp_path / "file").write_text("")
    with pytest.raises(NotOurs, match="pas un dossier"):
        bake(tmp_path / "file", "index.html", force=True)


@pytest.mark.parametrize("target", [Path("/"), settings.BASE_DIR, settings.BASE_DIR.parent])
def test_the_program_itself_is_never_replaced_even_by_force(target: Path):
    with pytest.raises(NotOurs, match="contient l’application"):
        bake(target, "index.html", force=True)


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../a", "a/../../b", "a\\b", "a\0b"])
def test_nothing_is_written_outside(tmp_path: Path, path: str):
    with pytest.raises(Misplaced):
        Folder(tmp_path).write(path, b"")


@pytest.mark.parametrize(
    ("first", "second"),
    [("a/x.csv", "a/X.csv"), ("A/x", "a/y"), ("a/x", "a/x/index.html"), ("a/x/index.html", "a/x"), ("a", "a")],
)
def test_no_file_takes_the_place_of_another_wherever_the_folder_is_copied(tmp_path: Path, first: str, second: str):
    folder = Folder(tmp_path)
    folder.write(first, b"")
    with pytest.raises(Misplaced):
        folder.write(second, b"")


def test_names_that_windows_refuses_are_told():
    fine = ["indicateurs/2.2-O2/index.html", "donnees/rapport.sdmx.csv", "console/index.html", "a" * 200]
    wrong = ["a:b", "what?.html", "folder./x", "folder /x", "CON/index.html", "lpt1.csv", "x" * 201]
    assert unportable([*fine, *wrong]) == sorted(wrong)


def test_the_same_files_have_the_same_digest_in_any_order(tmp_path: Path):
    one, other = Folder(tmp_path / "one"), Folder(tmp_path / "other")
    for folder, names in ((one, "ab"), (other, "ba")):
        for name in names:
            folder.write(name, name.encode())
    assert one.seal() == other.seal()
