"""A bake takes the place of a folder whole, or not at all; and never that of something else."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from strategy_monitor.bake.writing import Folder, Misplaced, NotOurs, replace_folder, unportable

TEXT = b"<p>4 944 \xc3\xa9coles</p>\n" * 100
COPIES = {".br": brotli.decompress, ".gz": gzip.decompress}


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


def bake_texts(target: Path, files: dict[str, bytes], content_type: str = "text/html; charset=utf-8") -> set[str]:
    """Returns what was taken over from the last bake."""
    with replace_folder(target) as folder:
        for path, content in files.items():
            folder.write(path, content, content_type)
        folder.seal()
        folder.compress(2)
    return folder.unchanged


def inodes(target: Path) -> dict[str, int]:
    return {path: (target / path).stat().st_ino for path in held(target)}


def test_a_text_is_given_copies_that_hold_it(tmp_path: Path):
    bake_texts(tmp_path / "site", {"a/index.html": TEXT})
    for suffix, read in COPIES.items():
        assert read((tmp_path / f"site/a/index.html{suffix}").read_bytes()) == TEXT
    assert (tmp_path / "site/a/index.html.gz").read_bytes()[3:8] == bytes(5), "neither a name nor a time"


@pytest.mark.parametrize(
    ("path", "content", "content_type"),
    [
        ("image.png", TEXT, "image/png"),
        ("rapport.pdf", TEXT, "application/pdf"),
        ("no-type", TEXT, ""),
        ("short.html", TEXT[:500], "text/html"),
        ("dense.txt", os.urandom(4000), "text/plain"),
        ("x" * 198, TEXT, "text/html"),
    ],
)
def test_other_files_are_given_none(tmp_path: Path, path: str, content: bytes, content_type: str):
    bake_texts(tmp_path / "site", {path: content}, content_type)
    assert held(tmp_path / "site") == {path, "_bake/SHA256SUMS"}


def test_a_copy_never_takes_the_place_of_a_file(tmp_path: Path):
    with pytest.raises(Misplaced):
        bake_texts(tmp_path / "site", {"a.json": TEXT, "a.json.GZ": b""})
    assert not (tmp_path / "site").exists()


def test_copies_have_no_say_in_the_sums(tmp_path: Path):
    folder = Folder(tmp_path)
    folder.write("a.html", TEXT, "text/html")
    folder.compress(1)
    folder.seal()
    assert (tmp_path / "_bake/SHA256SUMS").read_text().split()[1:] == ["a.html"]


def test_what_did_not_change_is_the_same_file_and_so_are_its_copies(tmp_path: Path):
    site = tmp_path / "site"
    bake_texts(site, {"same.html": TEXT, "other.html": TEXT, "gone.html": TEXT})
    before = inodes(site)
    taken = bake_texts(site, {"same.html": TEXT, "other.html": TEXT + b"!", "new.html": TEXT})
    assert taken == {"same.html", "same.html.br", "same.html.gz"}
    now = inodes(site)
    assert {path for path in now if now[path] == before.get(path)} == taken
    assert {path for path in now if path.startswith("gone")} == set()
    assert gzip.decompress((site / "other.html.gz").read_bytes()) == TEXT + b"!"
    assert {(site / path).stat().st_nlink for path in now} == {1}, "nothing of the last bake remains"


ALTERED: dict[str, Callable[[Path], object]] = {
    "same.html": lambda file: file.write_bytes(TEXT.replace(b"4", b"5")),
    "same.html.gz": lambda file: file.write_bytes(gzip.compress(b"other")),
    "same.html.br": lambda file: file.write_bytes(file.read_bytes()[:-5]),
}


@pytest.mark.parametrize("name", ALTERED)
def test_what_was_altered_in_the_last_bake_is_written_anew(tmp_path: Path, name: str):
    site = tmp_path / "site"
    bake_texts(site, {"same.html": TEXT})
    ALTERED[name](site / name)
    assert name not in bake_texts(site, {"same.html": TEXT})
    assert (site / "same.html").read_bytes() == TEXT
    for suffix, read in COPIES.items():
        assert read((site / f"same.html{suffix}").read_bytes()) == TEXT


def test_a_link_that_somebody_put_there_is_not_taken_over(tmp_path: Path):
    site, outside = tmp_path / "site", tmp_path / "outside"
    bake_texts(site, {"same.html": TEXT})
    outside.write_bytes(TEXT)
    (site / "same.html").unlink()
    (site / "same.html").symlink_to(outside)
    bake_texts(site, {"same.html": TEXT})
    assert not (site / "same.html").is_symlink()


def test_what_a_web_server_could_not_read_is_written_anew(tmp_path: Path):
    """Whoever finds that out mends their umask and bakes again."""
    site = tmp_path / "site"
    usual = os.umask(0o077)
    try:
        bake_texts(site, {"same.html": TEXT})
        os.umask(0o022)
        assert bake_texts(site, {"same.html": TEXT}) == set()
    finally:
        os.umask(usual)
    for path in held(site):
        assert (site / path).stat().st_mode & 0o777 == 0o644, path


def test_on_a_disk_without_links_all_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refused(self: Path, target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    bake_texts(tmp_path / "site", {"same.html": TEXT})
    monkeypatch.setattr(Path, "hardlink_to", refused)
    assert bake_texts(tmp_path / "site", {"same.html": TEXT}) == set()
    written = {"same.html", "same.html.br", "same.html.gz", "_bake/SHA256SUMS", "_bake/SHA256SUMS.copies"}
    assert held(tmp_path / "site") == written


def test_a_bake_that_fails_leaves_what_it_had_taken_over(tmp_path: Path):
    site = tmp_path / "site"
    bake_texts(site, {"same.html": TEXT})
    with pytest.raises(Misplaced):
        bake_texts(site, {"same.html": TEXT, "../outside": TEXT})
    assert (site / "same.html").read_bytes() == TEXT
