"""What publishing costs as a strategy grows: its parts, and what they are to building and compressing a document.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.benchmarks.publishing 28x4 1000x10

Needs a database that is migrated and empty, and leaves it so. Asserts no limit: machines differ. « again » is one more
release, after one figure in a hundred was corrected; « one figure », another one; « anew », as « again » in a process
that has read nothing yet, as that of a job. « locked » is how much of it editors wait: the working copy is locked
meanwhile. Processor time, that of the copies of this process too; in brackets, by the clock, which other work disturbs.
What is noted is by the clock, in seconds and beside that document, which is written before and after each publication:
a machine's speed does not stand still for the minutes that this takes.
"""

from __future__ import annotations

import gzip
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from django.db import transaction  # noqa: E402 - after the settings

from indicators.models import Observation  # noqa: E402
from strategy_monitor.quality import gate  # noqa: E402
from strategy_monitor.releases import publish as publishing  # noqa: E402
from strategy_monitor.releases import standing  # noqa: E402
from strategy_monitor.releases.publish import check_charts, publish  # noqa: E402
from strategy_monitor.report import canonical  # noqa: E402
from strategy_monitor.report.build import build  # noqa: E402
from strategy_monitor.report.collector import collector_at_rest  # noqa: E402
from strategy_monitor.web.call_stack import with_room  # noqa: E402
from tests.benchmarks import figures  # noqa: E402
from tests.benchmarks.figures import Figures  # noqa: E402
from tests.benchmarks.sized import Sized, read_size  # noqa: E402
from tests.memory import forget  # noqa: E402


@dataclass(frozen=True)
class Took:
    """Seconds."""

    processor: float
    clock: float

    def beside(self, other: Took) -> str:
        ratios = f"{self.processor / other.processor:6.2f} × ({self.clock / other.clock:.2f} ×)"
        return f"{self.processor:8.2f} s ({self.clock:.2f}) {ratios}"


def seconds(work: Callable[[], object]) -> Took:
    begun, at = processor_time(), time.perf_counter()
    work()
    return Took(processor_time() - begun, time.perf_counter() - at)


def processor_time() -> float:
    """Of this process, finely, and of those that it began and that have ended, in hundredths of a second."""
    return time.process_time() + sum(os.times()[2:4])


def correct_some(each: int = 100) -> None:
    for row in Observation.objects.filter(value__isnull=False, value_high=None).order_by("pk")[::each]:
        Observation.objects.filter(pk=row.pk).update(value=row.value + 1)


def begin_anew() -> None:
    """Forgets what was read and looked at, as a process that begins; then corrects some figures."""
    forget()
    standing.read_copy_once.cache_clear()
    standing.build_once.cache_clear()
    standing.Last.copy = gate.LOOKS.known = None
    correct_some()


@contextmanager
def watch_lock(held: list[Took]) -> Iterator[None]:
    """Notes how long each attempt to publish holds the lock of the working copy."""
    honest = publishing.publish_locked

    def watched(*given: Any, **named: Any) -> Any:
        found: list[Any] = []
        held.append(seconds(lambda: found.append(honest(*given, **named))))
        return found[0]

    with mock.patch.object(publishing, "publish_locked", watched):
        yield


def write_and_compress() -> None:
    with collector_at_rest():
        gzip.compress(canonical.dump(build("2025")).encode(), 6)


def mean(one: Took, other: Took) -> Took:
    return Took((one.processor + other.processor) / 2, (one.clock + other.clock) / 2)


def measure(size: str, noted: Figures) -> None:
    Sized(*read_size(size)).fill()
    bare = seconds(write_and_compress)
    report = build("2025")
    print(f"{size}: build, write and compress {bare.processor:.2f} s ({bare.clock:.2f})", flush=True)

    def tell(name: str, took: Took, document: Took = bare) -> None:
        print(f"  {name:22}{took.beside(document)}", flush=True)

    for name, work in {
        "build": lambda: build("2025"),
        "check of the figures": gate.check_all,
        "check of the charts": lambda: check_charts(report),
    }.items():
        tell(name, seconds(work))
    took: dict[str, Took] = {}
    documents: dict[str, Took] = {}
    held: list[Took] = []
    written = seconds(write_and_compress)
    for name, before in (
        ("publish", lambda: None), ("again", correct_some), ("one figure", lambda: correct_some(10**9)),
        ("anew", begin_anew),
    ):  # fmt: skip
        before()
        with watch_lock(held):
            took[name] = seconds(lambda name=name: publish("2025", f"Essai : {name}"))
        earlier, written = written, seconds(write_and_compress)
        documents[name] = mean(earlier, written)
        tell(name, took[name], documents[name])
        tell("  locked", held[-1], documents[name])
    for name, process in {"again": "a warm process", "anew": "a process that begins"}.items():
        noted.note(f"one more release, in {process}, at {size}", took[name].clock, "s")
        beside = took[name].clock / documents[name].clock
        noted.note(f"one more release × its document, in {process}, at {size}", beside, "×")
    noted.note(f"editors wait, at the longest, at {size}", max(one.clock for one in held), "s")


@with_room
def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("sizes", nargs="*", default=["28x4", "1000x10"])
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    for size in asked.sizes:
        with transaction.atomic():
            measure(size, asked.figures)
            transaction.set_rollback(True)


if __name__ == "__main__":
    main()
