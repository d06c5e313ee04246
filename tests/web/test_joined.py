"""What pages ask for together is joined of files that are written apart."""

from __future__ import annotations

import os
import re
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from strategy_monitor.web import joined

RULES = re.compile(r"[^{}]+\{")


def rules(css: str) -> list[str]:
    return [" ".join(rule.split()) for rule in RULES.findall(joined.COMMENT.sub("", css))]


@pytest.mark.parametrize("name", joined.JOINED)
def test_a_joined_file_is_its_parts_in_their_order(name: str) -> None:
    found = Path(str(finders.find(name))).read_text(encoding="utf-8")
    parts = [part.read_text(encoding="utf-8") for part in joined.sources_of(name)]
    if name.endswith(".css"):
        assert rules(found) == [rule for part in parts for rule in rules(part)]
        assert "/*" not in found
        assert found.count("{") == found.count("}")
    else:
        assert found == "\n".join(parts)


@pytest.mark.parametrize("name", [name for name in joined.JOINED if name.endswith(".css")])
def test_no_part_of_a_sheet_names_another_file(name: str) -> None:
    """It would be looked for from where the joined one stands, and would be a request more."""
    assert not re.search(r"@import|@charset|url\((?!#)", joined.join(name))


def test_no_source_bears_the_name_of_a_joined_file() -> None:
    assert [name for name in joined.JOINED if (settings.BASE_DIR / "static" / name).exists()] == []


def test_pages_ask_for_what_is_joined_and_not_for_its_parts() -> None:
    folder = settings.BASE_DIR / "templates"
    own = [path for path in folder.rglob("*.html") if path.relative_to(folder).parts[0] != "admin"]
    named = {name for path in own for name in re.findall(r"static '([^']+)'", path.read_text(encoding="utf-8"))}
    assert named >= set(joined.JOINED)
    assert named & {part for parts in joined.JOINED.values() for part in parts} == set()


def test_threads_that_ask_at_once_find_it_in_one_folder_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    make = tempfile.TemporaryDirectory

    def make_slowly(**named: str) -> tempfile.TemporaryDirectory[str]:
        time.sleep(0.05)  # the other threads come meanwhile
        return make(**named)

    monkeypatch.setattr(joined.tempfile, "TemporaryDirectory", make_slowly)
    joined.make_folder.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(joined.write_joined, ["js/public.js"] * 4))
    assert len(set(found)) == 1
    assert all(one.is_file() for one in found)


def test_a_part_that_changes_shows_at_once(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(joined, "JOINED", {"css/both.css": ("one.css", "two.css")})
    (tmp_path / "static").mkdir()
    one, two = (tmp_path / "static" / name for name in ("one.css", "two.css"))
    one.write_text("a { color: red; }")
    two.write_text("b { color: red; }")
    first = joined.write_joined("css/both.css").read_text()
    two.write_text("/* why */ b { color: blue; }")
    os.utime(two, ns=(one.stat().st_mtime_ns + 10**9,) * 2)
    assert first == "a { color: red; }\nb { color: red; }"
    assert joined.write_joined("css/both.css").read_text() == "a { color: red; }\nb { color: blue; }"


def test_parts_that_are_joined_otherwise_show_at_once(
    tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are as old as they were; who collects them asks for what is newer than what it has."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "static").mkdir()
    for name in ("one.js", "two.js"):
        (tmp_path / "static" / name).write_text(name)
        os.utime(tmp_path / "static" / name, (0, 0))
    monkeypatch.setattr(joined, "JOINED", {"js/pair.js": ("one.js", "two.js")})
    assert joined.write_joined("js/pair.js").read_text() == "one.js\ntwo.js"
    monkeypatch.setattr(joined, "JOINED", {"js/pair.js": ("two.js", "one.js")})
    again = joined.write_joined("js/pair.js")
    assert again.read_text() == "two.js\none.js"
    assert again.stat().st_mtime_ns == Path(joined.__file__).stat().st_mtime_ns


def test_collected_for_production_it_has_a_name_of_its_content_and_is_compressed_twice(tmp_path, settings) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "strategy_monitor.web.statics.ManifestStorage"}}
    call_command("collectstatic", "--noinput", "--ignore", "vendor", "--ignore", "admin", verbosity=0)
    for name in joined.JOINED:
        stem, _, kind = name.rpartition(".")
        (hashed,) = tmp_path.glob(f"{stem}.*.{kind}")
        assert hashed.read_text(encoding="utf-8") == joined.join(name)
        assert {path.name.removeprefix(hashed.name) for path in hashed.parent.glob(f"{hashed.name}.*")} == {
            ".gz",
            ".br",
        }
