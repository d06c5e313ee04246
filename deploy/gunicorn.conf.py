"""gunicorn: two processes of four threads, behind nginx. `gunicorn -c deploy/gunicorn.conf.py strategy_monitor.wsgi`"""

import ctypes
import gc
import itertools
import os
from contextlib import suppress
from typing import Any

bind = os.environ.get("GUNICORN_BIND", "unix:/run/strategy-monitor/gunicorn.sock")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60

# The application is loaded once, before the processes are made: they share its memory, and a fault stops the start.
# It also gives gunicorn's own messages the form of ours.
preload_app = True

# A fresh process now and then bounds whatever may leak.
max_requests = 5000
max_requests_jitter = 500

# strategy_monitor.web.logs writes one line per request, without personal data; gunicorn's would hold addresses.
accesslog = None
control_socket_disable = True


def on_starting(_server: Any) -> None:
    """The library of C, where it is glibc, keeps memory for each thread, and the more of it the larger what was freed:
    now one place for all threads, and what is larger than 128 kB goes back to the system at once (M_ARENA_MAX,
    M_MMAP_THRESHOLD, M_TRIM_THRESHOLD of mallopt(3))."""
    with suppress(OSError, AttributeError):
        for option, value in ((-8, 1), (-3, 131_072), (-1, 131_072)):
            ctypes.CDLL(None).mallopt(option, value)


def pre_fork(server: Any, worker: Any) -> None:
    """What is loaded by now stays: looking through it for garbage would copy it into each process. Each process has a
    place, under which it counts."""
    from strategy_monitor.report.collector import freeze_objects  # noqa: PLC0415  # once the application is loaded

    gc.collect()
    freeze_objects()
    taken = {one.place for one in server.WORKERS.values()}
    worker.place = next(place for place in itertools.count() if place not in taken)


def post_fork(_server: Any, worker: Any) -> None:
    gc.collect()  # nothing is left to look through; by what it found here, Python decides when to look again
    gc.set_threshold(700, 10, 2)  # pages leave rings of garbage: looking for them sooner costs less than keeping them
    from strategy_monitor.web import metrics  # noqa: PLC0415  # once the application is loaded

    metrics.take_place(worker.place)


def child_exit(_server: Any, worker: Any) -> None:
    from strategy_monitor.web import metrics  # noqa: PLC0415

    metrics.leave_place(worker.place)
