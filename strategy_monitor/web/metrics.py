"""What a monitor is told of requests: counted by each process in files that they share; `serve_metrics` reads them.

Nothing is counted, and no package loaded, unless METRICS_FOLDER is set. Labels are names of the code and numbers of
HTTP: nobody who asks can add one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from strategy_monitor.web.headers import STAFF

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge, Histogram

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


class Memory:
    meters: Meters | None = None
    """Those of this process; None where nothing is counted."""


def start(folder: str) -> None:
    """From now on this process, and those that it makes, count into this folder."""
    Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # read by the package as it is imported
    from prometheus_client import Counter, Gauge, Histogram  # noqa: PLC0415  # only where it is used

    Memory.meters = Meters(
        Counter("strategy_monitor_requests", "Requests answered", ["kind", "method", "status"]),
        Histogram("strategy_monitor_request_seconds", "Time to answer", ["kind"], buckets=BUCKETS),
        Counter("strategy_monitor_kept_answers", "Answers kept in memory, in the store, or written anew", ["found"]),
        Counter("strategy_monitor_events", "Warnings and errors of the log", ["event", "level"]),
        Gauge("strategy_monitor_documents_underway", "Documents being written", multiprocess_mode="livesum"),
    )


def count_request(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    if Memory.meters:
        kind = kind_of(request)
        method = request.method if request.method in METHODS else "other"
        Memory.meters.requests.labels(kind, method, str(response.status_code)).inc()
        Memory.meters.seconds.labels(kind).observe(seconds)


def kind_of(request: HttpRequest) -> str:
    """« admin », « bureau », « compte », « api », the name of a public address, or « none »."""
    first = request.path_info.split("/")[1]
    if request.path_info.startswith((*STAFF, "/api/")):
        return first
    try:
        return (request.resolver_match or resolve(request.path_info)).url_name or "none"
    except Resolver404:
        return "none"


def count_kept(found: Literal["memory", "store", "written"]) -> None:
    if Memory.meters:
        Memory.meters.kept.labels(found).inc()


def count_event(event: str, level: str, logger: str) -> None:
    """One of our own names; else the logger, as « django.request »."""
    if Memory.meters:
        Memory.meters.events.labels(event if EVENT.match(event) else logger, level).inc()


@contextmanager
def document_underway() -> Iterator[None]:
    if Memory.meters is None:
        yield
        return
    with Memory.meters.documents.track_inprogress():
        yield
