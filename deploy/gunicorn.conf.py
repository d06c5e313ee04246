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


def pre_fork(_server: object, _worker: object) -> None:
    """What is loaded by now stays: looking through it for garbage would copy it into each process."""
    gc.collect()
    gc.freeze()
