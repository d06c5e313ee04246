"""How much cheaper a page gets: written for the first time, kept, not modified. Ratios of medians, from one run.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.benchmarks.pages

Needs a database that is migrated, seeded and published, and writes nothing to it. Asserts no limit: machines differ.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from django.test import Client  # noqa: E402 - after the settings

from strategy_monitor.kept import keeping  # noqa: E402
from strategy_monitor.report import canonical  # noqa: E402
from strategy_monitor.report.build import build  # noqa: E402
from strategy_monitor.web.call_stack import with_room  # noqa: E402
from tests.benchmarks import figures  # noqa: E402

PAGES = ("/", "/axes/2/", "/indicateurs/2.2-O2/", "/indicateurs/", "/methode/", "/rapport/")
RUNS = 15


def median(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Milliseconds: the median of several runs, each after `before`, which is not counted."""
    times = []
    for _ in range(RUNS):
        before()
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


@with_room
def main() -> None:
    noted = figures.command(__doc__).parse_args().figures
    client = Client()
    print(f"{'page':24}{'written':>10}{'kept':>8}{'304':>8}   written/kept  written/304   kB")
    for path in PAGES:
        response = client.get(path)
        headers = {"If-None-Match": response["ETag"]}
        written = median(lambda path=path: client.get(path), keeping.MEMORY.clear)
        kept = median(lambda path=path: client.get(path))
        same = median(lambda path=path, headers=headers: client.get(path, headers=headers))
        ratios = f"{written / kept:>14.0f}{written / same:>13.0f}"
        print(f"{path:24}{written:>8.1f}ms{kept:>6.1f}ms{same:>6.1f}ms{ratios}{len(response.content) / 1000:>8.0f}")
        noted.note(f"{path}: written × kept", written / kept, "×")
        noted.note(f"{path}: written × not modified", written / same, "×")
    text = canonical.dump(build("2025"))
    built, read = median(lambda: build("2025")), median(lambda: canonical.load(text))
    print(f"\nbuild {built:.0f} ms, {built / read:.1f} × the time to read the document back ({read:.0f} ms)")


if __name__ == "__main__":
    main()
