"""How what a strategy costs grows with its size: exponents, of which 1 is in proportion and 2 its square.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.benchmarks.growth 28x10 1000x10 10000x10

Needs a database that is migrated and empty, and leaves it so. Asserts no limit: machines differ. Processor seconds of
one turn each, and between two sizes log(times as long) / log(times as many indicators). What does not grow (a
statement, a style) weighs most at the smallest size: the last exponent is the one that large strategies meet.
"""

from __future__ import annotations

import gc
import logging
import math
import os
from collections.abc import Callable
from itertools import pairwise

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from django.db import transaction  # noqa: E402 - after the settings

from strategy_monitor.exports.delimited import as_csv  # noqa: E402
from strategy_monitor.exports.publication import Publication  # noqa: E402
from strategy_monitor.exports.tables.observations import OBSERVATIONS  # noqa: E402
from strategy_monitor.exports.tables.scope import Scope  # noqa: E402
from strategy_monitor.exports.workbook import as_xlsx  # noqa: E402
from strategy_monitor.releases import load  # noqa: E402
from strategy_monitor.releases.publish import publish  # noqa: E402
from strategy_monitor.web.call_stack import with_room  # noqa: E402
from tests.benchmarks import figures  # noqa: E402
from tests.benchmarks.figures import Figures  # noqa: E402
from tests.benchmarks.publishing import correct_some, seconds  # noqa: E402
from tests.benchmarks.sized import Sized, read_size  # noqa: E402

Costs = dict[str, float]
"""Processor seconds, by what was done."""


def spent(work: Callable[[], object]) -> float:
    """After what was made before was looked through: no walk of the collector falls due for it."""
    gc.collect()
    return seconds(work).processor


def measure(size: str) -> Costs:
    Sized(*read_size(size)).fill()
    costs = {"publish": spent(lambda: publish("2025", "Essai"))}
    correct_some()
    costs["publish again"] = spent(lambda: publish("2025", "Essai : correction"))
    load.document_of.cache_clear()
    load.KnownReleases.written = None
    found = load.current().head
    load.document_of.cache_clear()
    costs["load"] = spent(lambda: load.verified(found.pk, found.sha256))
    scope = Scope(Publication(load.verified(found.pk, found.sha256), None, "https://exemple.be"))
    costs["CSV"] = spent(lambda: as_csv(OBSERVATIONS, scope))
    costs["XLSX"] = spent(lambda: as_xlsx(scope))
    return costs


def exponent(fewer: tuple[int, float], more: tuple[int, float]) -> float:
    return math.log(more[1] / fewer[1]) / math.log(more[0] / fewer[0])


def report(found: dict[str, Costs], noted: Figures) -> None:
    sizes = sorted(found, key=read_size)
    for name in found[sizes[0]]:
        points = [(read_size(size)[0], found[size][name]) for size in sizes]
        told = "  ".join(f"{size}: {cost:.2f} s" for size, cost in points)
        grown = "  ".join(f"{exponent(*pair):.2f}" for pair in pairwise(points))
        print(f"{name:14} {told}   between: {grown}   in all: {exponent(points[0], points[-1]):.2f}", flush=True)
        noted.note(f"exponent of {name} from {sizes[0]}, at {sizes[-1]}", exponent(points[0], points[-1]), "")


@with_room
def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("sizes", nargs="*", default=["28x10", "1000x10", "10000x10"])
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    found: dict[str, Costs] = {}
    for size in asked.sizes:
        with transaction.atomic():
            found[size] = measure(size)
            transaction.set_rollback(True)
        print(f"{size}: {found[size]}", flush=True)
    report(found, asked.figures)


if __name__ == "__main__":
    main()
