"""How long readers of a large strategy wait while one more release of it is published, and as they begin to read it.

    .venv/bin/python -m tests.benchmarks.published sqlite:////tmp/bench.sqlite3 10000x10
    .venv/bin/python -m tests.benchmarks.published postgres://user@127.0.0.1/empty 10000x10

A server as `deploy/` describes it, on a strategy in its second year that is ready to be read. One figure in a hundred
is corrected, and `manage publish` puts that out, while one reader for each of some pages asks for it again and again.
Without the documents that follow a publication, which take what is left of the machine. Asserts no limit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tests.benchmarks import figures
from tests.benchmarks.documents import SITES, megabytes
from tests.benchmarks.serving import BROWSER, ROOT, Server, environment, headers_of, manage, served, warm

PAGES = ("/", "/axes/1/", "/indicateurs/", "/indicateurs/1.1-O1/", "/versions/")
PAUSE = 0.2
"""Seconds after which a reader asks again."""
AFTER = 5.0
"""For which readers go on once the release is there."""


@dataclass(frozen=True)
class Read:
    path: str
    seconds: float
    new: bool
    """Whether it is the first answer that is not the one before."""


def run(module: str, *arguments: str, given: Mapping[str, str]) -> None:
    subprocess.run([sys.executable, "-m", f"tests.benchmarks.{module}", *arguments], cwd=ROOT, env=given, check=True)


def prepare(database: str, folder: Path, size: str) -> None:
    given = environment(database, folder, SITES["here"]) | {"LOG_LEVEL": "ERROR"}
    manage(given, "collectstatic", "--noinput", "--verbosity=0")
    manage(given, "migrate", "--verbosity=0")
    run("first_page", "fill", size, given=given)
    run("published", "correct", given=given)


def correct() -> None:
    import django

    django.setup()
    from django.db import transaction

    from tests.benchmarks.publishing import correct_some

    with transaction.atomic():
        correct_some()


def read_on(server: Server, path: str, last: Event) -> list[Read]:
    """What one reader met, who asks for this page until it is the last time."""
    found: list[Read] = []
    tag = headers_of(server, path, BROWSER)["ETag"]
    while not last.is_set():
        begun = time.perf_counter()
        now = headers_of(server, path, BROWSER)["ETag"]
        found.append(Read(path, time.perf_counter() - begun, now != tag))
        tag = now
        time.sleep(PAUSE)
    return found


def publish_beside_readers(server: Server, given: Mapping[str, str]) -> tuple[float, list[Read]]:
    """Seconds that the command took, and what readers met meanwhile."""
    last = Event()
    with ThreadPoolExecutor(len(PAGES)) as pool:
        readers = [pool.submit(read_on, server, path, last) for path in PAGES]
        begun = time.perf_counter()
        manage(given, "publish", "--reason=Mesure", "--verbosity=0")
        took = time.perf_counter() - begun
        time.sleep(AFTER)
        last.set()
        return took, [one for reader in readers for one in reader.result()]


def measure(database: str, size: str, noted: figures.Figures) -> None:
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        database = database or f"sqlite:///{folder / 'bench.sqlite3'}"
        prepare(database, folder, size)
        with served(database, folder, SITES["apart"]) as server:
            for path in PAGES:
                warm(server, path)
            took, found = publish_beside_readers(server, environment(database, folder, SITES["here"]))
            memory = {pid: megabytes([pid]) for pid in server.workers()}
    if {one.path for one in found if one.new} != set(PAGES):
        raise SystemExit("Not every reader came to read the new release.")
    print(f"{size}, {database.partition(':')[0]}: « publish » took {took:.1f} s")
    for path in PAGES:
        mine = [one for one in found if one.path == path]
        longest, first = (max(one.seconds for one in some) for some in (mine, [one for one in mine if one.new]))
        print(f"  {path:24} {len(mine):4} answers, the longest after {longest:.2f} s, the first new one {first:.2f}")
    slowest, largest = max(found, key=lambda one: one.seconds), max(memory.values())
    print(f"  processes that answer, MB: {', '.join(f'{one:.0f}' for one in memory.values())}")
    noted.note(f"longest answer meanwhile, at {size}", slowest.seconds, "s", slowest.path)
    noted.note(f"memory of a process that answers, after, at {size}", largest, "MB")


def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("database", nargs="?", default="", help="empty; without one, SQLite in a folder of its own")
    parser.add_argument("size", nargs="?", default="10000x10")
    asked = parser.parse_args()
    measure(asked.database, asked.size, asked.figures)


if __name__ == "__main__":
    if sys.argv[1:] == ["correct"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
        correct()
    else:
        main()
