"""What publishing costs as a strategy grows: its parts, and what they are to building and compressing a document.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.benchmarks.publishing 28x4 1000x10

Needs a database that is migrated and empty, and leaves it so. Asserts no limit: machines differ. « again » is one more
release, after one figure in a hundred was corrected.
"""

from __future__ import annotations

import gzip
import logging
import os
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from django.db import transaction  # noqa: E402 - after the settings

from indicators.models import Observation  # noqa: E402
from strategy_monitor.quality.gate import check_all  # noqa: E402
from strategy_monitor.releases.publish import check_charts, publish  # noqa: E402
from strategy_monitor.report import canonical  # noqa: E402
from strategy_monitor.report.build import build  # noqa: E402
from tests.benchmarks.sized import Sized  # noqa: E402


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def correct_some() -> None:
    for row in Observation.objects.filter(value__isnull=False, value_high=None).order_by("pk")[::100]:
        Observation.objects.filter(pk=row.pk).update(value=row.value + 1)


def measure(indicators: int, figures: int) -> None:
    Sized(indicators, figures).fill()
    bare = seconds(lambda: gzip.compress(canonical.dump(build("2025")).encode(), 6))
    report = build("2025")
    parts = {
        "build": lambda: build("2025"),
        "check of the figures": check_all,
        "check of the charts": lambda: check_charts(report),
        "publish": lambda: publish("2025", "Essai"),
    }
    print(f"{indicators} × {figures}: build, write and compress {bare:.2f} s")
    for name, work in parts.items():
        took = seconds(work)
        print(f"  {name:22}{took:8.2f} s {took / bare:6.1f} ×")
    correct_some()
    took = seconds(lambda: publish("2025", "Essai encore"))
    print(f"  {'again':22}{took:8.2f} s {took / bare:6.1f} ×")


def main(sizes: list[str]) -> None:
    logging.disable(logging.INFO)
    for size in sizes:
        with transaction.atomic():
            measure(*map(int, size.split("x")))
            transaction.set_rollback(True)


if __name__ == "__main__":
    main(sys.argv[1:] or ["28x4", "1000x10"])
