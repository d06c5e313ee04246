"""What the first page of a fresh process costs of a large strategy, × a page that needs no document; and its memory.

    DATABASE_URL=… .venv/bin/python -m tests.benchmarks.first_page 10000x10     # a database that is migrated and empty

Each page is asked once of a process of its own, which finds what others keep but not the page: as a worker that was
renewed; then again, as one that has what it needs, and not the page. Processor time, of which the least of some rounds;
the memory is the most that the process had the first time, and what it had before. (It inherits what the process that
starts it had at most: so the database is filled by a process apart.) Without a size, it is measured as it is. Asserts
no limit.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django

from strategy_monitor.web.call_stack import with_room
from tests.benchmarks import figures
from tests.benchmarks.figures import Figures

AGAIN = 5
PAGES = (
    "/vie-privee/",
    "/indicateurs/1.1-O1/",
    "/axes/1/",
    "/axes/1/action-1/",
    "/",
    "/indicateurs/",
    "/indicateurs/?axe=2&nature=avancement&tri=-titre",
    "/indicateurs/?q=formation",
    "/recherche/",
    "/recherche/?q=formation",
    "/api/v1/indicators?sort=-title",
    "/api/v1/observations?limit=50&offset=5000",
    "/api/v1/observations?doubtful=true",
    "/api/v1/measures",
    "/api/v1/notes",
    "/rapport/",
    "/indicateurs/1.1-O1/releves/nombre/2024/",
    "/api/v1/axes/1",
    "/api/v1/actions/1.1",
    "/axes/",
    "/methode/",
    "/sans-indicateur/",
    "/calendrier/",
    "/donnees/",
    "/versions/",
    "/errata/",
    "/flux/versions.atom",
    "/comparaison/",
    "/comparaison/2025.1/2026.1/",
    "/comparaison/2025.1/2026.1/axe-1/",
    "/comparaison/2025.1/2026.1/axe-1/page-2/",
    "/comparaison/2025.1/2026.1/axe-1.csv",
    "/api/v1/changes?limit=50",
)
"""The first one says nothing of the strategy but its name."""


def prepare(size: str) -> None:
    from django.core.management import call_command
    from django.db import transaction

    from strategy_monitor.releases.publish import publish
    from tests.benchmarks.sized import Sized, read_size

    sized = Sized(*read_size(size))
    for edition, write in (("2025", sized.fill), ("2026", sized.go_on)):
        with transaction.atomic():
            write()
        publish(edition, "Mesure")
    call_command("index_releases", verbosity=0)


def ask(path: str) -> None:
    """Prints what it cost this process, and what it costs to write the same page again."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    response, took = measure(path)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    from tests.memory import forget_answers  # after: it loads much

    again = []
    for _time in range(AGAIN):
        forget_answers()
        shutil.rmtree(os.environ["KEPT_PAGES"])
        Path(os.environ["KEPT_PAGES"]).mkdir()
        again.append(measure(path)[1])
    told = {"status": response.status_code, "took": took, "again": min(again), "before": before, "most": most}
    sys.stdout.write(json.dumps(told | {"size": len(response.content)}))


@with_room
def measure(path: str) -> tuple[Any, float]:
    """What is answered, and the processor seconds that it took."""
    from django.test import Client

    begun = time.process_time()
    response = Client().get(path, headers={"Accept-Encoding": "br"})
    return response, time.process_time() - begun


def ask_apart(path: str, kept: Path) -> dict[str, Any]:
    """In a process that shares what others kept in this folder, and that leaves it as it was."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "kept"
        shutil.copytree(kept, own)
        found: dict[str, Any] = json.loads(run_apart("ask", path, kept=own))
    return found


def run_apart(*command: str, kept: Path | None = None) -> bytes:
    """What this module prints when it is told so in a process of its own."""
    given = os.environ | ({"KEPT_PAGES": str(kept)} if kept else {})
    whole = [sys.executable, "-m", "tests.benchmarks.first_page", *command]
    return subprocess.run(whole, check=True, stdout=subprocess.PIPE, env=given).stdout


def check_once(kept: Path) -> None:
    """As another worker did: that the document is a Report is then known to all."""
    kept.mkdir()
    run_apart("open", kept=kept)


def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("size", nargs="?", default="")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    if asked.size:
        run_apart("fill", asked.size)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept"
        check_once(kept)
        rounds = [{path: ask_apart(path, kept) for path in PAGES} for _round in range(asked.rounds)]
    print(f"{'page':50}{'s':>8}{'×':>8}{'s again':>9}{'MB before':>11}{'MB at most':>12}{'kB':>8}")
    least = {path: min(one[path]["took"] for one in rounds) for path in PAGES}
    for path in PAGES:
        told = rounds[0][path]
        assert told["status"] in {200, 302, 404}, path  # what is short is read on its one page
        memory = f"{told['before'] / 1024:>11.0f}{told['most'] / 1024:>12.0f}"
        again = f"{min(one[path]['again'] for one in rounds):>9.3f}"
        ratio = least[path] / least[PAGES[0]]
        print(f"{path:50}{least[path]:>8.2f}{ratio:>8.1f}{again}{memory}{told['size'] / 1000:>8.0f}")
    note(asked.figures, asked.size or "what is there", least, rounds[0])


def note(noted: Figures, size: str, least: dict[str, float], found: dict[str, dict[str, Any]]) -> None:
    """The dearest and the largest of them, which may not be the same."""
    dearest, largest = max(least, key=least.__getitem__), max(found, key=lambda path: found[path]["most"])
    beyond = least[dearest] - least[PAGES[0]]
    noted.note(f"the dearest first page, beyond one that needs nothing, at {size}", beyond, "s", dearest)
    noted.note(f"memory at most, of the largest first page, at {size}", found[largest]["most"] / 1024, "MB", largest)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    django.setup()
    if sys.argv[1:2] == ["ask"]:
        ask(sys.argv[2])
    elif sys.argv[1:2] == ["open"]:
        measure(PAGES[0])
    elif sys.argv[1:2] == ["fill"]:
        prepare(sys.argv[2])
    else:
        main()
