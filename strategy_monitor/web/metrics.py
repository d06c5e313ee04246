"""What a monitor is told of requests: counted by each process in files that they share; `serve_metrics` reads them.

Nothing is counted, and no package loaded, unless METRICS_FOLDER is set. Labels are names of the code and numbers of
HTTP: nobody who asks can add one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import structlog
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from strategy_monitor.web.headers import STAFF

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge, Histogram

log = structlog.get_logger(__name__)

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
EVENT = re.compile(r"[a-z_]{3,60}\Z")
"""A name that the code gives to what it logs; what libraries log are sentences, and may hold anything."""
BUCKETS = (0.005, 0.02, 0.1, 0.5, 2, 10, 60)
"""Seconds."""


@dataclass(frozen=True)
class Meters:
    requests: Counter
    seconds: Histogram
    kept: Counter
    events: Counter
    documents: Gauge


class Counting:
    meters: Meters | None = None
    """Those of this process; None where nothing is counted."""
    place: tuple[int, int] | None = None
    """Process, and its place among those of the server."""


def start_counting(folder: str) -> None:
    """From now on this process, and those that it makes, count into this folder; into none where it cannot be made."""
    try:
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        log.warning("nothing_counted", why=str(error))
        return
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # read by the package as it is imported
    from prometheus_client import Counter, Gauge, Histogram, values  # noqa: PLC0415  # only where it is used

    reserve_files(values)
    values.ValueClass = values.MultiProcessValue(name_process)
    Counting.meters = Meters(
        Counter("strategy_monitor_requests", "Requests answered", ["kind", "method", "status"]),
        Histogram("strategy_monitor_request_seconds", "Time to answer", ["kind"], buckets=BUCKETS),
        Counter("strategy_monitor_kept_answers", "Answers kept in memory, in the store, or written anew", ["found"]),
        Counter("strategy_monitor_events", "Warnings and errors of the log", ["event", "level"]),
        Gauge("strategy_monitor_documents_underway", "Documents being written", multiprocess_mode="livesum"),
    )


def reserve_files(values: Any) -> None:
    """Has the package's files take their room on the disk as they grow: written to by way of memory, one that finds no
    room there would end the process (SIGBUS), and the server with it. Where there is none, an OSError says so."""

    class Reserved(values.MmapedDict):
        def __init__(self, filename: str, read_mode: bool = False) -> None:
            if not read_mode:
                with open(filename, "ab") as file:
                    reserve(file.fileno(), max(os.fstat(file.fileno()).st_size, SMALLEST))
            super().__init__(filename, read_mode)

        def _init_value(self, key: str) -> None:
            if self._used + len(key.encode()) + BESIDE_KEY > self._capacity:
                reserve(self._f.fileno(), 2 * self._capacity)  # by so much it grows
            super()._init_value(key)

    values.MmapedDict = Reserved


SMALLEST = 1 << 16
"""Bytes of a new file."""
BESIDE_KEY = 32
"""Bytes that a counter takes besides its name, at most."""


def reserve(file: int, size: int) -> None:
    """Raises OSError where the disk has no such room. (Not on macOS and Windows, which do not say.)"""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)


def name_process() -> str:
    """In the names of its files. One of the server has those of its place, and goes on where the one before it in that
    place ended: however many there were, there are as many files as places."""
    process, place = Counting.place or (0, 0)
    return f"place-{place}" if process == os.getpid() else str(os.getpid())


def take_place(place: int) -> None:
    """This process, just made, is one of the server; no other that runs has this place."""
    Counting.place = os.getpid(), place


def leave_place(place: int) -> None:
    """Who had it ended: what it was doing is no longer under way; what it had done stays counted."""
    if Counting.meters:
        from prometheus_client import multiprocess  # noqa: PLC0415

        multiprocess.mark_process_dead(f"place-{place}")


def count_safely(one: Callable[[Meters], object]) -> None:
    """A folder that went, or that nobody may write to, ends the counting of this process: never its answers."""
    if Counting.meters is None:
        return
    try:
        one(Counting.meters)
    except (OSError, ValueError) as error:
        Counting.meters = None
        log.warning("nothing_counted", why=str(error))


def count_request(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    def both(meters: Meters) -> None:
        kind = kind_of_request(request)
        method = request.method if request.method in METHODS else "other"
        meters.requests.labels(kind, method, str(response.status_code)).inc()
        meters.seconds.labels(kind).observe(seconds)

    count_safely(both)


def kind_of_request(request: HttpRequest) -> str:
    """« admin », « bureau », « compte », « api », the name of a public address, or « none »."""
    if request.path_info.startswith((*STAFF, "/api/")):
        return request.path_info.split("/")[1]
    try:
        return (request.resolver_match or resolve(request.path_info)).url_name or "none"
    except Resolver404:
        return "none"


def count_kept(found: Literal["memory", "store", "written"]) -> None:
    count_safely(lambda meters: meters.kept.labels(found).inc())


def count_event(event: str, level: str, logger: str) -> None:
    """One of our own names; else the logger, as « django.request »."""
    count_safely(lambda meters: meters.events.labels(event if EVENT.match(event) else logger, level).inc())


@contextmanager
def document_underway() -> Iterator[None]:
    count_safely(lambda meters: meters.documents.inc())
    try:
        yield
    finally:
        count_safely(lambda meters: meters.documents.dec())
