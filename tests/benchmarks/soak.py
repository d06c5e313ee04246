"""Many requests of all sorts on the site as it is deployed: what it answers, and whether its memory grows.

    .venv/bin/python -m tests.benchmarks.soak [DATABASE_URL] [--requests 200000] [--seed 1] [--renewed]

Two processes of gunicorn as `deploy/` describes them, asked over eight connections: pages and « not modified »,
searches that the report answers and that it does not, files, the API, hostile requests (`tests/hostile/asking.py`),
pages of the desk, and texts saved there by somebody who is signed in. What each connection asks is drawn from the seed.
A process is renewed every 5,000 requests in production, which would hide what leaks: here it is not, unless `--renewed`
says so. That a PDF or Word file is still being written (503, « come back ») is no failure, and is told apart.

Told: answers by sort and status, failures (5xx, cut connections, errors in the log), and the proportional set size
(PSS) of the server and its processes, as a median of the second tenth of the requests, of the sixth and of the last:
what a process remembers has bounds, which are reached on the way; what leaks has none. Ends with an error if anything
failed, or if the memory grew by more than 5 % in the second half.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import django
from bs4 import BeautifulSoup

from tests.admin_pages import filled
from tests.benchmarks import figures
from tests.benchmarks.documents import megabytes, pages_of, processes
from tests.benchmarks.goals import MOST_GROWTH
from tests.benchmarks.serving import BROWSER, HTTPS, Server, environment, manage, prepare, served

CONNECTIONS = 8
NAME, PASSWORD = "endurance", "un-long-mot-de-passe-1"
OFTEN = 2000
"""Requests between two looks at the memory."""
DOCUMENT = re.compile(r"\.(?:pdf|docx)\b")
FAULT = re.compile(r'"level": ?"(?:error|critical)"|Traceback')
"""A line of the log that should not be there."""
FRAMING = {"host", "content-length", "transfer-encoding", "cookie"}
"""What nginx writes itself, or what says who asks: hostile requests leave these alone here."""

SORTS = {
    "page": 44, "not modified": 17, "file": 5, "API": 10, "search, known": 5, "search, unknown": 5,
    "catalogue, unknown": 3, "hostile": 8, "desk": 2.4, "saved": 0.6,
}  # fmt: skip
"""What is asked → its share of a hundred requests."""
FILES = (
    "/donnees/rapport.json", "/donnees/rapport.csv", "/donnees/rapport.xlsx", "/axes/2.json", "/axes/3.csv",
    "/indicateurs/2.1-O2.json", "/rapport.bib", "/flux/versions.atom", "/calendrier.ics", "/donnees/catalogue.ttl",
    "/indicateurs/2-I4/programme-de-collaboration-evolution.svg",
)  # fmt: skip
API = (
    "/api/v1/report", "/api/v1/indicators", "/api/v1/releases", "/api/v1/changes", "/api/v1/openapi.json",
    "/api/v1/releases/2025.1/axes", "/api/v1/indicators?limit=3", "/api/v1/indicators/2.1-O2",
)  # fmt: skip
KNOWN = (
    "école",
    "formation des enseignants",
    "équipement",
    "combien d’heures",
    "wifi",
    "décret",
    "référentiel",
    "2.1-O2",
)
DESK = (
    "/bureau/",
    "/bureau/valeurs/",
    "/bureau/historique/",
    "/bureau/alertes/",
    "/bureau/copie/",
    "/bureau/copie/axes/2/",
)
HOSTILE = {
    "edition": ("2025",), "release": ("1", "2025.1"), "number": ("1",), "first": ("2025.1",), "second": ("2025.1",),
    "form": ("pdf", "docx"), "code": ("2.1-O2", "2-I4"), "series": ("heures",), "period": ("2023-2024",),
    "rest": ("rien", "v1"), "app_label": ("axes", "auth"),
}  # fmt: skip


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Counts:
    """What all connections met."""

    lock: Any = field(default_factory=Lock)
    told: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Sort and status → answers."""
    being_written: int = 0
    """Documents that their reader was told to come back for."""
    failures: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    """Megabytes, every `OFTEN` requests."""

    def note(self, sort: str, what: str, answer: Answer) -> int:
        """How many answers there are now."""
        being_written = answer.status == 503 and "Retry-After" in answer.headers and DOCUMENT.search(what)
        with self.lock:
            self.told[sort, answer.status] += 1
            self.being_written += bool(being_written)
            if (answer.status >= 500 or not answer.status) and not being_written:
                self.failures.append(f"{answer.status} {sort}: {what}")
            return self.told.total()


class Connection:
    """One that is kept, as nginx keeps its own; opened again where a process was renewed."""

    def __init__(self, url: str) -> None:
        self.place = urlsplit(url).netloc
        self.open = HTTPConnection(self.place, timeout=120)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        given = {**HTTPS, **self.of_a_browser(), **(headers or {})}
        for last in (False, True):
            try:
                self.open.request(method, path, body or None, given)
                response = self.open.getresponse()
                answer = Answer(response.status, dict(response.headers.items()), response.read())
            except (HTTPException, OSError):
                self.open.close()
                if last:
                    return Answer(0, {}, b"")
            else:
                for set_cookie in response.headers.get_all("Set-Cookie") or ():
                    name, _equals, rest = set_cookie.partition("=")
                    self.cookies[name] = rest.partition(";")[0]
                return answer
        raise AssertionError("one of the two was the last")

    def of_a_browser(self) -> dict[str, str]:
        said = {"Origin": f"https://{self.place}", "Referer": f"https://{self.place}/"}
        if self.cookies:
            said["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return said

    def send_form(self, path: str, page: bytes, changes: Mapping[str, Any]) -> Answer:
        """The form of this page, filled as it is shown but for these changes."""
        body = urlencode(filled(BeautifulSoup(page, "lxml")) | changes, doseq=True).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def sign_in(self) -> None:
        page = self.ask("GET", "/admin/login/").body
        answer = self.send_form("/admin/login/", page, {"username": NAME, "password": PASSWORD, "next": "/bureau/"})
        if answer.status != 302:
            raise SystemExit(f"Nobody could sign in: {answer.status}")


class Visitor:
    """Asks what is drawn, over one connection as anybody and one as somebody who is signed in."""

    def __init__(self, server: Server, seed: str, pages: list[str], texts: list[str]) -> None:
        from tests.hostile.asking import Asking

        self.draw = random.Random(seed)
        self.pages, self.texts = pages, texts
        self.public, self.staff = Connection(server.url), Connection(server.url)
        self.staff.sign_in()
        self.tags: dict[str, str] = {}
        self.hostile = Asking(random.Random(f"hostile {seed}"), HOSTILE, self.read, "a" * 32)
        self.asks: dict[str, Callable[[], tuple[str, Answer]]] = {
            "page": self.page, "not modified": self.known, "file": lambda: self.one_of(FILES),
            "API": lambda: self.one_of(API), "search, known": lambda: self.search(self.draw.choice(KNOWN)),
            "search, unknown": lambda: self.search(self.unknown()), "catalogue, unknown": self.catalogue,
            "hostile": self.bad, "desk": self.desk, "saved": self.save,
        }  # fmt: skip

    def next(self) -> tuple[str, str, Answer]:
        (sort,) = self.draw.choices(list(SORTS), list(SORTS.values()))
        return (sort, *self.asks[sort]())

    def read(self, path: str) -> bytes:
        return self.public.ask("GET", quote(path, safe="%/?&=.,;:@+")).body

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[str, Answer]:
        return path, self.public.ask("GET", path, headers=BROWSER | dict(headers or {}))

    def one_of(self, paths: tuple[str, ...]) -> tuple[str, Answer]:
        return self.get(self.draw.choice(paths))

    def page(self) -> tuple[str, Answer]:
        path, answer = self.get(self.draw.choice(self.pages))
        if "ETag" in answer.headers:
            self.tags[path] = answer.headers["ETag"]
        return path, answer

    def known(self) -> tuple[str, Answer]:
        if not self.tags:
            return self.page()
        path = self.draw.choice(sorted(self.tags))
        return self.get(path, {"If-None-Match": self.tags[path]})

    def unknown(self) -> str:
        return " ".join(
            "".join(self.draw.choices("abcdefghijlmnopqrstuvé", k=self.draw.randint(3, 9))) for _ in range(3)
        )

    def search(self, words: str) -> tuple[str, Answer]:
        return self.get("/recherche/?" + urlencode({"q": words}))

    def catalogue(self) -> tuple[str, Answer]:
        return self.get("/indicateurs/?" + urlencode({"q": self.unknown(), "axe": self.draw.randint(1, 6)}))

    def bad(self) -> tuple[str, Answer]:
        ask = self.hostile.next()
        headers = {
            name: value
            for name, value in {**ask.headers, "Content-Type": ask.content_type}.items()
            if name.lower() not in FRAMING and value.isprintable() and value.isascii()
        }
        headers["Cookie"] = "csrftoken=" + "a" * 32
        path = quote(ask.address, safe="%/?&=.,;:@+")
        return str(ask), self.public.ask(quote(ask.method), path, ask.body, headers)

    def desk(self) -> tuple[str, Answer]:
        path = self.draw.choice(DESK)
        return path, self.staff.ask("GET", path)

    def save(self) -> tuple[str, Answer]:
        """Opens a form of the desk and sends it with another text: the answer to what was sent."""
        path = self.draw.choice(self.texts)
        field_name = re.search(r"champ=(\w+)", path)
        assert field_name
        page = self.staff.ask("GET", path)
        if page.status != 200:
            return path, page
        text = f"Texte d’endurance {self.draw.randint(1, 10**9)}."
        return path, self.staff.send_form(path, page.body, {field_name[1]: text})


def soak(server: Server, requests: int, seed: str) -> Counts:
    counts, pages, texts = Counts(), pages_of(server), texts_of(server)
    shares = [texts[number::CONNECTIONS] for number in range(CONNECTIONS)]  # nobody meets another's conflict

    def visit(number: int) -> None:
        visitor = Visitor(server, f"{seed} {number}", pages, shares[number])
        for _ in range(requests // CONNECTIONS):
            sort, what, answer = visitor.next()
            asked = counts.note(sort, what, answer)
            if asked % OFTEN == 0:
                counts.memory.append(megabytes(processes(server)))
                print(f"{asked:>8} {counts.memory[-1]:7.1f} MB {len(counts.failures)} failures", flush=True)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(visit, range(CONNECTIONS)))
    return counts


def texts_of(server: Server) -> list[str]:
    """Addresses of forms at the desk by which one text of an indicator is changed."""
    staff = Connection(server.url)
    staff.sign_in()
    found: set[str] = set()
    for axis in range(1, 6):
        page = BeautifulSoup(staff.ask("GET", f"/bureau/copie/axes/{axis}/").body, "lxml")
        links = (str(link["href"]) for link in page.select('a[href^="/bureau/modifier/indicateurs/"]'))
        found |= {link for link in links if "champ=remark" in link}
    return sorted(found)


def tenth(memory: list[float], number: int) -> float:
    """Megabytes in this tenth of the requests, the first of which is 0: their median."""
    size = max(len(memory) // 10, 1)
    return statistics.median(memory[number * size : (number + 1) * size] or memory)


def tell(counts: Counts, faults: list[str], asked: argparse.Namespace) -> bool:
    """Prints what was met; whether all was well."""
    statuses = sorted({status for _sort, status in counts.told})
    print(f"\n{'':22}" + "".join(f"{status:>9}" for status in statuses))
    for sort in SORTS:
        print(f"{sort:22}" + "".join(f"{counts.told[sort, status]:>9}" for status in statuses))
    early, middle, end = (tenth(counts.memory, number) for number in (1, 5, 9))
    print(f"\n{counts.told.total()} requests, {len(counts.failures)} failures, {len(faults)} errors in the log")
    print(f"{counts.being_written} documents not yet written")
    print(f"memory: {early:.1f} MB in the second tenth, {middle:.1f} in the sixth, {end:.1f} in the last:")
    print(f"× {end / early:.3f} since the second, × {end / middle:.3f} since the sixth")
    asked.figures.note(f"memory in the last tenth × in the sixth, at {asked.requests}", end / middle, "×")
    for line in (*counts.failures[:20], *faults[:20]):
        print(line[:400])
    return not counts.failures and not faults and end <= middle * MOST_GROWTH


def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("database", nargs="?", default="")
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--renewed", action="store_true")
    asked = parser.parse_args()
    if asked.requests < OFTEN:
        parser.error(f"--requests: {OFTEN} at least, for the memory is looked at every {OFTEN} requests")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    django.setup()
    if not asked.renewed:
        os.environ["GUNICORN_CMD_ARGS"] = "--max-requests 0"
    with tempfile.TemporaryDirectory() as given:
        folder, begun = Path(given), time.monotonic()
        database = asked.database or f"sqlite:///{folder / 'soak.sqlite3'}"
        prepare(database, folder)
        given_to = environment(database, folder, "strategy_monitor.settings") | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
        manage(given_to, "createsuperuser", "--noinput", "--username", NAME, "--email", "endurance@exemple.be")
        with served(database, folder, "strategy_monitor.settings") as server:
            counts = soak(server, asked.requests, asked.seed)
        faults = [line for line in (folder / "log").read_text(errors="replace").splitlines() if FAULT.search(line)]
    well = tell(counts, faults, asked)
    print(f"{database.partition(':')[0]}, {os.cpu_count()} cores, {time.monotonic() - begun:.0f} s, seed {asked.seed}")
    if not well:
        raise SystemExit(f"{len(counts.failures)} failures, {len(faults)} errors in the log, or memory that grows.")


if __name__ == "__main__":
    main()
