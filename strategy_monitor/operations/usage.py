"""What readers use, by week, from the lines that nginx writes (`deploy/nginx.conf`): no address, no cookie, no person.

A line says the day, the path, the status, whether who asked is a person's browser or a program (by what it says of
itself), and how many results a search had. Counted are answers that a reader was given (200, or 304: what they have is
still right) at public addresses.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from strategy_monitor.report.search import MAX_QUERY
from strategy_monitor.web.headers import STAFF

READ = {200, 304}
NOT_COUNTED = (
    *STAFF,
    "/static/",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/favicon.ico",
    "/sitemap.xml",
    "/.well-known/",
)
"""What staff, browsers and monitors ask for by themselves."""
SEARCH = "/recherche/"
ASKED_OFTEN = 3
"""Words that were searched in vain are told from so many times on: what one reader typed may be about a person."""
MOST_WORDS = 50_000
"""Different words of a week that are held in memory; who sends more is not a reader."""


class NotALog(Exception):
    """The file cannot be read, or no line of it is one of ours: why, in French."""


@dataclass
class Week:
    """What was asked for from Monday to Sunday, as the log dates it."""

    pages: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    searches: int = 0
    in_vain: int = 0
    words: Counter[str] = field(default_factory=Counter)
    machines: int = 0
    """Requests of programs, the API's among them; all else is of people's browsers."""

    def count(self, line: dict[str, Any]) -> None:
        path = line["path"]
        if line["reader"] != "person" or path.startswith("/api/"):
            self.machines += 1
        elif path.endswith(SEARCH) and line["results"]:
            self.searches += 1
            self.in_vain += line["results"] == "0"
            self.keep_words(line.get("asked", ""))
        elif path.endswith("/"):
            self.pages[path] += 1
        else:
            self.files[path] += 1

    def keep_words(self, asked: str) -> None:
        words = " ".join(unquote_plus(asked).casefold().split())[:MAX_QUERY]
        if words and (words in self.words or len(self.words) < MOST_WORDS):
            self.words[words] += 1

    def told(self) -> dict[str, Any]:
        """For JSON: counts, the addresses from the most asked for on, words only where they were asked often."""
        return {
            "pages": dict(self.pages.most_common()),
            "files": dict(self.files.most_common()),
            "searches": self.searches,
            "searches_without_result": self.in_vain,
            "asked_in_vain": {word: n for word, n in self.words.most_common() if n >= ASKED_OFTEN},
            "requests_of_programs": self.machines,
        }


@dataclass(frozen=True)
class Usage:
    weeks: dict[dt.date, Week]
    """Monday → its week, the first one first."""
    passed_over: int
    """Lines that are not ours, or cut."""


def count_usage(files: Iterable[Path]) -> Usage:
    """Reads each file once, line by line. Raises NotALog."""
    weeks: dict[dt.date, Week] = {}
    passed_over = 0
    for file in files:
        known = 0
        for text in lines_of(file):
            line = parse_line(text)
            if line is None:
                passed_over += 1
                continue
            known += 1
            if is_counted(line):
                day = dt.date.fromisoformat(line["timestamp"][:10])
                weeks.setdefault(day - dt.timedelta(days=day.weekday()), Week()).count(line)
        if not known and file.stat().st_size:
            raise NotALog(f"« {file} » n’a aucune ligne du format de deploy/nginx.conf.")
    return Usage(dict(sorted(weeks.items())), passed_over)


def lines_of(file: Path) -> Iterator[str]:
    """Of a log, compressed (`.gz`) or not."""
    try:
        with gzip.open(file, "rt", errors="replace") if file.suffix == ".gz" else file.open(errors="replace") as log:
            yield from log
    except (OSError, EOFError, zlib.error) as error:
        raise NotALog(f"« {file} » ne se lit pas : {error}.") from error


def parse_line(text: str) -> dict[str, Any] | None:
    """A line of ours; None for any other."""
    with suppress(ValueError, TypeError, KeyError):
        line = json.loads(text)
        dt.date.fromisoformat(line["timestamp"][:10])
        if isinstance(line["path"], str) and {"method", "status", "reader", "results"} <= line.keys():
            return dict(line)
    return None


def is_counted(line: dict[str, Any]) -> bool:
    return line["method"] == "GET" and line["status"] in READ and not line["path"].startswith(NOT_COUNTED)
