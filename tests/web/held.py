"""A process that is asked, as a server is, for pages and then for what nobody asked before: `held.py ROUNDS`.

It prints, as JSON, the packages that it had loaded after the pages, the modules that pages had it load, whether it had
asked the database before the first one, the pages that left something half read in the database, so that what others
write is not seen after them, and of which kinds of things it holds more after so many rounds than after a first few:
one more for each round, or many.
"""

from __future__ import annotations

import gc
import json
import os
import random
import sqlite3
import string
import sys
from collections import Counter
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from io import BytesIO
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")

from django.db import connection

from strategy_monitor.kept import keeping
from strategy_monitor.wsgi import application

READ = (
    "/", "/axes/", "/axes/2/", "/indicateurs/", "/indicateurs/2.1-O2/", "/methode/", "/versions/", "/recherche/",
    "/api/v1/indicators", "/donnees/rapport.json",
)  # fmt: skip
ASKED = (
    "/recherche/?q={0}+{1}", "/indicateurs/?q={0}&axe=2", "/{0}/{1}/", "/indicateurs/{0}/", "/axes/2/?{0}={1}",
    "/versions/{2}/3/axes/2/", "/comparaison/{2}.1/2025.1/", "/api/v1/search?q={0}", "/api/v1/indicators?limit={2}",
    "/api/v1/{0}", "/admin/login/?next=/{0}", "/compte/mot-de-passe/{0}/{1}-{1}/", "/static/{0}.css",
    "/oembed?url=https://exemple.be/{0}",
)  # fmt: skip
BOUNDED = {"urllib.parse.SplitResult"}
"""What a library remembers of the last ones, whatever they were."""
ROUND = 4
"""Rounds that load what they need, and fill what is bounded."""


def ask(address: str, browser: str = "") -> str:
    """The status of its answer, which is read to its end."""
    path, _mark, query = address.partition("?")
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost"}
    environ |= {"SERVER_PORT": "80", "HTTP_USER_AGENT": browser, "HTTP_ACCEPT_ENCODING": "gzip, br"}
    given: dict[str, Any] = {"wsgi.input": BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http"}
    statuses: list[str] = []
    response = application(environ | given, lambda status, _headers, _error=None: statuses.append(status))
    list(response)
    response.close()
    return statuses[0]


def ask_round(draw: random.Random) -> None:
    words = ["".join(draw.choices(string.ascii_lowercase, k=9)) for _ in range(2)]
    for pattern in ASKED:
        ask(pattern.format(*words, draw.randint(3000, 9999)), words[0])


def count_held() -> Counter[str]:
    connection.close()  # it remembers its last 200 cursors
    gc.collect()
    return Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())


def list_memories() -> Iterator[tuple[str, int | None]]:
    """The functions of ours that remember results, and how many; None: all of them."""
    for module in list(sys.modules.values()):
        if str(module.__name__).startswith(("strategy_monitor.", "axes.", "indicators.")):
            for name, one in vars(module).items():
                if isinstance(one, _lru_cache_wrapper) and one.__module__ == module.__name__:
                    yield f"{module.__name__}.{name}", one.cache_parameters()["maxsize"]


class Other:
    """Another connection to the file, which writes."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        self.connection.execute("CREATE TABLE written (number)")
        self.connection.execute("INSERT INTO written VALUES (0)")
        self.number = 0

    def is_seen(self) -> bool:
        """Whether the connection of this thread, as the last request left it, sees what is written now."""
        self.number += 1
        self.connection.execute("UPDATE written SET number = ?", [self.number])
        connection.ensure_connection()
        return bool(connection.connection.execute("SELECT number FROM written").fetchone()[0] == self.number)


def main(rounds: int) -> None:
    from strategy_monitor.pages import shortcut  # once the application is loaded

    asked_before, begun = connection.connection is not None, set(sys.modules)
    other = Other()
    gc.disable()  # which might end what was left
    answered, half_read = {}, []
    for address in READ:
        answered[address] = ask(address)
        half_read += [] if other.is_seen() else [address]
    gc.enable()
    loaded = sorted({name for name in sys.modules if "." not in name} | {"django.test"} & set(sys.modules))
    late = sorted(set(sys.modules) - begun)
    keeping.ASKED.most = 20_000
    shortcut.MOST_QUESTIONS = 4
    draw = random.Random(1)
    for _ in range(ROUND):
        ask_round(draw)
    before = count_held()
    for _ in range(rounds):
        ask_round(draw)
    grown = {name: number for name, number in (count_held() - before).items() if number >= rounds}
    told = {"answered": answered, "half_read": half_read, "loaded": loaded, "memories": dict(list_memories())}
    told |= {"late": late, "asked_before": asked_before}
    print(json.dumps(told | {"grown": {name: number for name, number in grown.items() if name not in BOUNDED}}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
