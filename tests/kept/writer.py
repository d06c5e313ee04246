"""A process that is asked for one page by several readers at once: `writer.py FOLDER READERS SECONDS`.

It says « ready », waits for a line, then for the readers. Each writing adds a line to `FOLDER/written`.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from strategy_monitor.kept import keeping, store
from strategy_monitor.report import once

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")  # no application: to load them takes long
if "kept" in settings.CACHES:  # how busy the machine is, is not asked here
    settings.CACHES["kept"]["OPTIONS"] |= {"socket_timeout": 30, "socket_connect_timeout": 30}

folder, readers, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
store.HOLDS_FOR = int(os.environ.get("HOLDS_FOR", store.HOLDS_FOR))
once.PATIENCE = float(os.environ.get("PATIENCE", once.PATIENCE))


def write() -> HttpResponse:
    with (folder / "written").open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(seconds)
    return HttpResponse("Une page.")


def ask(_: int) -> bytes:
    return keeping.respond(RequestFactory().get("/"), store.key_of("page"), write).content  # type: ignore[attr-defined,no-any-return]


print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(readers) as pool:
    found = set(pool.map(ask, range(readers)))
print(found, flush=True)
