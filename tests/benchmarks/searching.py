"""What a search costs of a large strategy: the index made, read, asked; in processor time, × an answer with no hit.

    .venv/bin/python -m tests.benchmarks.searching /tmp/1000x10.json /tmp/10000x10.json

Takes canonical documents (`/donnees/rapport.json`, or what `sized` writes), and no database. Asserts no limit:
machines differ.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from strategy_monitor.report import canonical, search  # noqa: E402 - after the settings
from strategy_monitor.report.search_index import index  # noqa: E402
from strategy_monitor.report.search_store import pack_index, unpack_index  # noqa: E402
from strategy_monitor.web.call_stack import with_room  # noqa: E402
from tests.benchmarks import figures  # noqa: E402

SILENT = "xylophone"
QUERIES = ("écoles", "écoles équipées de conseillers", "réseaux transmettent", "form", "equipemant", "4944")
RUNS = 9
Made = TypeVar("Made")


def cost(work: Callable[[], Made], runs: int = RUNS) -> tuple[float, Made]:
    """Milliseconds of processor time, of the quickest of several runs."""
    times = []
    for _ in range(runs):
        begun = time.process_time()
        made = work()
        times.append((time.process_time() - begun) * 1000)
    return min(times), made


@with_room
def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("documents", nargs="+", type=Path)
    asked = parser.parse_args()
    for path in asked.documents:
        report = canonical.load(path.read_text(encoding="utf-8"))
        making, made = cost(lambda report=report: index(report), 1)
        packing, packed = cost(lambda made=made: pack_index(made), 1)
        reading, stored = cost(lambda packed=packed: unpack_index(packed))
        print(f"{len(report.indicators)} indicators, {len(made.entries)} entries, {len(packed) / 1e6:.2f} MB")
        told = f"made {making / reading:.0f} × and packed {packing / reading:.0f} ×"
        print(f"  {told} the time to read it: {reading:.1f} ms")
        silent, _ = cost(lambda stored=stored: search.answer_question(stored, SILENT))
        for query in QUERIES:
            took, found = cost(lambda stored=stored, query=query: search.answer_question(stored, query))
            print(f"  {query:34}{found.total:>7} hits {took:>7.2f} ms {took / silent:>6.0f} × « {SILENT} »")
            asked.figures.note(f"« {query} » × « {SILENT} », at {path.stem}", took / silent, "×")


if __name__ == "__main__":
    main()
