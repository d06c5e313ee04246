"""gunicorn: two processes of four threads, behind nginx. `gunicorn -c deploy/gunicorn.conf.py strategy_monitor.wsgi`"""

import gc
import os

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


def child_exit(_server: object, worker: object) -> None:
    """What a process that ended was doing is no longer counted as under way; what it had done still is."""
    if os.environ.get("METRICS_FOLDER"):
        from prometheus_client import multiprocess  # noqa: PLC0415  # only where it is used

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[attr-defined]


def pre_fork(_server: object, _worker: object) -> None:
    """What is loaded by now stays: looking through it for garbage would copy it into each process."""
    gc.collect()
    gc.freeze()
