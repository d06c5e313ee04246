"""What readers use is counted by week from the log of nginx, and nobody is in it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.core.management import CommandError, call_command

from strategy_monitor.operations import usage
from strategy_monitor.operations.usage import ASKED_OFTEN

SPOILT_GZIP = gzip.compress(b"a")[:10] + b"\xff" * 20
MONDAY, SUNDAY, NEXT = "2026-03-02", "2026-03-08", "2026-03-09"


def line(path: str, day: str = MONDAY, **other: Any) -> str:
    """As nginx writes it."""
    usual = {"method": "GET", "status": 200, "reader": "person", "results": "", "of": "strategy-monitor"}
    return json.dumps({"timestamp": f"{day}T10:00:00+01:00", "path": path} | usual | other) + "\n"


def search(words: str, found: int) -> str:
    return line("/recherche/", results=str(found), asked="" if found else quote_plus(words))


def counted(folder: Path, *lines: str, capsys: Any) -> Any:
    log = folder / "access.log"
    log.write_text("".join(lines))
    call_command("usage", str(log), "--json")
    return json.loads(capsys.readouterr().out)


def test_what_was_read_is_counted_by_week_people_apart_from_programs(tmp_path: Path, capsys: Any) -> None:
    told = counted(
        tmp_path,
        *[line("/"), line("/", SUNDAY, status=304), line("/", NEXT), line("/axes/2/")],
        *[line("/rapport.pdf"), line("/", reader="machine"), line("/api/v1/")],
        *[search("école", 12), search("tablette", 0)],
        capsys=capsys,
    )
    assert told == {
        MONDAY: {
            "pages": {"/": 2, "/axes/2/": 1},
            "files": {"/rapport.pdf": 1},
            "searches": 2,
            "searches_without_result": 1,
            "asked_in_vain": {},
            "requests_of_programs": 2,
        },
        NEXT: {
            "pages": {"/": 1},
            "files": {},
            "searches": 0,
            "searches_without_result": 0,
            "asked_in_vain": {},
            "requests_of_programs": 0,
        },
    }


def test_what_nobody_read_is_not_counted(tmp_path: Path, capsys: Any) -> None:
    unread = [line("/", method="HEAD"), line("/nulle/part/", status=404), line("/", status=301), line("/bureau/")]
    assert counted(tmp_path, *unread, line("/admin/"), line("/static/css/site.css"), capsys=capsys) == {}


def test_words_are_told_once_several_asked_for_them(tmp_path: Path, capsys: Any) -> None:
    asked = [search("Camille  Dubois", 0)] * (ASKED_OFTEN - 1) + [search("Tablette ", 0)] * ASKED_OFTEN
    told = counted(tmp_path, *asked, capsys=capsys)
    assert told[MONDAY]["asked_in_vain"] == {"tablette": ASKED_OFTEN}
    assert "dubois" not in json.dumps(told).casefold()


def test_words_without_end_do_not_fill_the_memory(monkeypatch: Any, tmp_path: Path, capsys: Any) -> None:
    monkeypatch.setattr(usage, "MOST_WORDS", 2)
    asked = [search(words, 0) for words in ("a", "b", "c", "a", "c", "a", "c", "c")]
    assert counted(tmp_path, *asked, capsys=capsys)[MONDAY]["asked_in_vain"] == {"a": 3}


def test_several_logs_compressed_or_not_and_lines_that_are_cut(tmp_path: Path, capsys: Any) -> None:
    plain, packed = tmp_path / "access.log", tmp_path / "access.log.2.gz"
    plain.write_text(line("/") + line("/axes/2/")[:40] + "\n[1, 2]\n")
    packed.write_bytes(gzip.compress(line("/", day=NEXT).encode()))
    call_command("usage", str(plain), str(packed))
    said = capsys.readouterr()
    rows = [row.split() for row in said.out.splitlines() if row.startswith("2026") and "," not in row]
    assert rows == [[MONDAY, "1", "0", "0", "0", "0"], [NEXT, "1", "0", "0", "0", "0"]]
    assert said.err.startswith("2 lignes")


@pytest.mark.parametrize("content", [b"192.0.2.1 - - GET /\n", None, b"\x1f\x8bno", SPOILT_GZIP])
def test_what_is_no_log_of_ours_is_told(tmp_path: Path, content: bytes | None) -> None:
    log = tmp_path / ("access.log.gz" if content and content.startswith(b"\x1f") else "access.log")
    if content is not None:
        log.write_bytes(content)
    with pytest.raises(CommandError, match=r"access\.log"):
        call_command("usage", str(log))


@pytest.mark.usefixtures("published")
def test_a_search_says_to_the_log_how_much_it_found(client: Any) -> None:
    in_vain, found = client.get("/recherche/?q=introuvable+ici"), client.get("/recherche/?q=%C3%A9cole")
    assert (in_vain["X-Results"], in_vain["X-Unanswered"]) == ("0", "introuvable+ici")
    assert int(found["X-Results"]) > 0
    assert "X-Unanswered" not in found.headers
    assert "X-Results" not in client.get("/recherche/").headers
