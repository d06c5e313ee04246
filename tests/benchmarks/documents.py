"""What a cold document costs who asks for it, those who read other pages meanwhile, and the memory of the machine.

    .venv/bin/python -m tests.benchmarks.documents [DATABASE_URL] [--rounds 3]

Two gunicorn servers on a fresh database, as `serving` has them: one writes documents in processes of their own, the
other in the process that answers, as all did before. They take turns; each turn has a store of its own, so that nothing
is written yet. Asserts no limit: machines differ; only the ratios mean something, and of memory the megabytes.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.benchmarks import figures, needs
from tests.benchmarks.figures import Figures
from tests.benchmarks.serving import BROWSER, HTTPS, PAGE, Server, median_ratio, prepare, served, warm

DOCUMENT = "/rapport.pdf"
READERS = 8
VIEWS = 2000
SECONDS = 4
"""For which other pages are asked for, idle and beside documents."""
SITES = {"apart": "strategy_monitor.settings", "here": "tests.benchmarks.here"}


def fetch(server: Server, path: str) -> float:
    """Seconds until the file is there: as a program asks, which comes back when it is told to."""
    begun = time.perf_counter()
    while True:
        try:
            with urlopen(Request(server.url + path, headers=HTTPS), timeout=600) as response:
                response.read()
                return time.perf_counter() - begun
        except HTTPError as error:
            if error.code != 503:
                raise
            again = float(error.headers["Retry-After"])
            error.close()  # gunicorn waits for a reader who keeps a connection open that it closed
            time.sleep(again)


def fetch_together(server: Server) -> list[float]:
    with ThreadPoolExecutor(READERS) as pool:
        return list(pool.map(lambda _: fetch(server, DOCUMENT), range(READERS)))


def rate_of_pages(server: Server, seconds: int = SECONDS) -> float:
    """Requests a second for a kept page, by two readers: the machine has room for something else. Each request comes by
    a connection of its own, as from nginx: two that are kept would go to both processes in one run, to one in another,
    and answer half as much there, whatever else is done."""
    given = [f"-H{name}: {value}" for name, value in (HTTPS | BROWSER | {"Connection": "close"}).items()]
    command = ["wrk", "-t1", "-c2", f"-d{seconds}s", *given, server.url + PAGE]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"Requests/sec: +([\d.]+)", told)
    assert found
    return float(found[1])


def rate_beside_documents(server: Server) -> tuple[float, list[float]]:
    """The same while eight readers ask for a cold document, and how long each of them waits."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(fetch_together, server)
        rate = rate_of_pages(server)
        return rate, asked.result()


@contextmanager
def turn(database: str, folder: Path, site: str) -> Iterator[Server]:
    """A server to which nothing was asked but the page, with an empty store."""
    shutil.rmtree(folder / "kept", ignore_errors=True)
    with served(database, folder, SITES[site]) as server:
        warm(server, PAGE)
        yield server


def processes(server: Server) -> list[int]:
    return [server.process.pid, *server.workers()]


def megabytes(pids: list[int]) -> float:
    """The proportional set size of these processes together; what went meanwhile counts for nothing."""
    total = 0
    for pid in pids:
        try:
            told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(re.search(r"^Pss: +(\d+)", told, re.MULTILINE)[1])  # type: ignore[index]
    return total / 1024


@dataclass
class Writers:
    """Watches the processes apart of a server."""

    server: Server
    most: float = 0.0
    """Megabytes of the largest one."""
    over: Event = field(default_factory=Event)

    def now(self) -> list[int]:
        found = []
        for pid in self.server.workers():
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, task.read_text().split())
        return found

    def watch(self) -> None:
        while not self.over.wait(0.02):
            self.most = max([self.most, *(megabytes([pid]) for pid in self.now())])

    def __enter__(self) -> Writers:
        Thread(target=self.watch, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()


def pages_of(server: Server) -> list[str]:
    with urlopen(Request(server.url + "/sitemap.xml", headers=HTTPS)) as response:
        found = re.findall(r"<loc>https://[^/]+(/[^<]*)</loc>", response.read().decode())
    return [path for path in found if path.endswith("/")]


def documents_of_axes() -> list[str]:
    return [f"/axes/{axis}{end}" for axis in range(1, 6) for end in (".pdf", ".docx", "-annote.pdf", "-annote.docx")]


@dataclass(frozen=True)
class Memory:
    """Megabytes of a server and its processes; of the largest process apart, at its most; how many such are left."""

    loaded: float
    views: float
    documents: float
    writer: float
    writers_left: int


def measure_memory(database: str, folder: Path, site: str) -> Memory:
    with turn(database, folder, site) as server, Writers(server) as writers:
        loaded = megabytes(processes(server))
        pages = pages_of(server)
        for number in range(VIEWS):
            with urlopen(Request(server.url + pages[number % len(pages)], headers=HTTPS | BROWSER)) as response:
                response.read()
        views = megabytes(processes(server))
        for path in (DOCUMENT, *documents_of_axes()):
            fetch(server, path)
        time.sleep(1)
        return Memory(loaded, views, megabytes(processes(server)), writers.most, len(writers.now()))


@dataclass
class Found:
    alone: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    """The one who waited longest, by round."""
    idle: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    under_load: list[float] = field(default_factory=list)

    def eight_for_one(self) -> float:
        """How many times as long eight readers wait at once as one alone."""
        return median_ratio(self.together, self.alone)

    def pages_beside(self) -> float:
        """How many other pages are answered meanwhile, for one without."""
        return median_ratio(self.beside, self.idle)


def measure(database: str, rounds: int, noted: Figures) -> None:
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        database = database or f"sqlite:///{folder / 'bench.sqlite3'}"
        prepare(database, folder)
        found = {site: Found() for site in SITES}
        for _ in range(rounds):
            for site, one in found.items():
                with turn(database, folder, site) as server:
                    one.alone.append(fetch(server, DOCUMENT))
                with turn(database, folder, site) as server:
                    one.together.append(max(fetch_together(server)))
                with turn(database, folder, site) as server:
                    one.idle.append(rate_of_pages(server))
                    rate, waited = rate_beside_documents(server)
                    one.beside.append(rate)
                    one.under_load.append(max(waited))
        memory = {site: measure_memory(database, folder, site) for site in SITES}
    print(f"\n{database.partition(':')[0]}, {os.cpu_count()} cores, {rounds} rounds; medians")
    print(f"{'':10}{'alone':>8}{'eight':>8}{'×':>7}{'× alone here':>14}{'pages beside ×':>16}{'eight, beside':>15}")
    base = statistics.median(found["here"].alone)
    for site, one in found.items():
        alone, together, load = map(statistics.median, (one.alone, one.together, one.under_load))
        ratios = f"{one.eight_for_one():>7.2f}{together / base:>14.2f}{one.pages_beside():>16.2f}"
        print(f"{site:10}{alone:>7.2f}s{together:>7.2f}s{ratios}{load:>14.2f}s")
    print(f"\n{'MB (PSS)':10}{'loaded':>9}{'views':>9}{'documents':>11}{'a writer':>10}{'writers left':>14}")
    for site, told in memory.items():
        sizes = f"{told.loaded:>9.0f}{told.views:>9.0f}{told.documents:>11.0f}"
        print(f"{site:10}{sizes}{told.writer:>10.0f}{told.writers_left:>14}")
    note(noted, found["apart"], memory["apart"])


def note(noted: Figures, found: Found, memory: Memory) -> None:
    noted.note("eight at once × one", found.eight_for_one(), "×")
    noted.note("other pages meanwhile × their rate", found.pages_beside(), "×")
    noted.note("memory once loaded", memory.loaded, "MB")
    noted.note(f"memory after {VIEWS} views", memory.views, "MB")
    noted.note("memory after documents", memory.documents, "MB")
    noted.note("memory of the largest writer of a document", memory.writer, "MB")
    noted.note("writers left", memory.writers_left, "")


def main() -> None:
    needs.program("wrk")
    parser = figures.command(__doc__)
    parser.add_argument("databases", nargs="*", default=[""])
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    for database in asked.databases:
        measure(database, asked.rounds, asked.figures)


if __name__ == "__main__":
    main()
