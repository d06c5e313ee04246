"""The living site, asked in this process and in copies of it: no network, no server, the same views."""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, groupby
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_finished
from django.db import DatabaseError, close_old_connections, connection, connections
from django.test import RequestFactory

from strategy_monitor.bake import links
from strategy_monitor.report.collector import freeze_objects, unfreeze_objects

KEPT = (
    "Content-Type",
    "Content-Disposition",
    "Link",
    "Cache-Control",
    "Access-Control-Allow-Origin",
    "Content-Security-Policy",
    "X-Frame-Options",
    "X-Content-Type-Options",
    "X-Robots-Tag",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Strict-Transport-Security",
)
"""The headers of an answer that a file cannot carry, and that its server should add. The others (length, date, ETag)
are of each server's own making."""


@dataclass(frozen=True)
class BakedAnswer:
    status: int
    content: bytes
    headers: dict[str, str]
    to: str = ""
    """Where it redirects; empty elsewhere."""


@dataclass(frozen=True)
class BakedFile:
    """`path` is from the root of the baked site, `address` where the living site has it."""

    path: str
    address: str
    content: bytes
    headers: dict[str, str]

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @cached_property
    def pieces(self) -> list[str]:
        """Of a page: what stands between its links, and they."""
        return links.split_links(self.content.decode())

    @property
    def is_style(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/css")


def in_one_order(name: str, value: str) -> str:
    """The same header in every process: django-csp writes its directives in the order of a set."""
    return "; ".join(sorted(value.split("; "))) if name == "Content-Security-Policy" else value


class Watch:
    """Remembers what the database refused while the block ran: a page would hide it, and be served from memory."""

    error: DatabaseError | None = None

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        try:
            return execute(*args)
        except DatabaseError as error:
            self.error = error
            raise


@contextmanager
def refuse_database_errors() -> Iterator[None]:
    """Raises at the end the DatabaseError that was met within it, if any."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield
    if watch.error:
        raise watch.error


@contextmanager
def keep_connection() -> Iterator[None]:
    """Within it, an answer does not end the connection to the database, for all of them are one reader's: to open one
    takes as long as to write a file of data."""
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_finished.connect(close_old_connections)


@contextmanager
def without_request_logs() -> Iterator[None]:
    """Within it, requests that succeed are not logged: they are no reader's."""
    requests = logging.getLogger("strategy_monitor.web.logs")
    before = requests.level
    requests.setLevel(logging.WARNING)
    try:
        yield
    finally:
        requests.setLevel(before)


class Visitor:
    """Asks for addresses as the public would, at the address of the site."""

    def __init__(self) -> None:
        site = urlsplit(settings.SITE_URL)
        self.host = site.hostname if site.hostname in settings.ALLOWED_HOSTS else settings.ALLOWED_HOSTS[0]
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def ask(self, address: str) -> BakedAnswer:
        """GET, over what passes for HTTPS, behind a proxy or not."""
        headers = {"host": self.host, "x-forwarded-proto": "https"}
        request: WSGIRequest = RequestFactory().get(address, secure=True, headers=headers)
        response: Any = self.handler.get_response(request)
        content = response.getvalue() if response.streaming else response.content
        response.close()
        headers = {name: in_one_order(name, response[name]) for name in KEPT if name in response}
        return BakedAnswer(response.status_code, content, headers, response.get("Location", ""))


Ask = Callable[[Iterable[str]], Iterator[BakedAnswer]]
"""Addresses → the answers, in their order."""

MOST_PROCESSES = 4
"""Each of them may write documents, which takes up to 350 MB."""
SHARE = 4
"""Addresses that a process is given at once, about: one that is given a document leaves the others to the rest."""
MOUNT = re.compile(r"^/versions/[^/]+/[0-9]+(?=/)")
"""How the permanent address of what a release holds begins."""


def count_processes() -> int:
    """Among how many processes the pages are shared where nobody says it."""
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES) if sys.platform == "linux" else 1


@contextmanager
def visit_site(processes: int) -> Iterator[Ask]:
    """Within it, the site is asked by so many processes, which are copies of this one: what it has read of the releases
    is there already. By this one alone inside a transaction, of which no other one sees anything.

    Raises what a process raised (DatabaseError), and BrokenProcessPool where one was ended.
    """
    if processes < 2 or connection.in_atomic_block:
        yield partial(map, Visitor().ask)
        return
    connections.close_all()  # each process opens its own
    freeze_objects()  # what is here is no garbage, and to look at it would copy it into each process
    try:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), initializer=settle_visitor) as pool:
            try:
                yield lambda addresses: chain.from_iterable(pool.map(ask_here, share_out(addresses)))
            finally:
                pool.shutdown(cancel_futures=True)  # what nobody will read is not written
    finally:
        unfreeze_objects()


VISITORS: list[Visitor] = []
"""That of a process which `visit_site` made."""


def settle_visitor() -> None:
    VISITORS[:] = [Visitor()]


def ask_here(addresses: list[str]) -> list[BakedAnswer]:
    with refuse_database_errors():
        return list(map(VISITORS[0].ask, addresses))


def place_in_release(address: str) -> str:
    """What follows the mount of a release, where the address has one."""
    return MOUNT.sub("", address, count=1)


def put_together(addresses: Iterable[str]) -> list[str]:
    """The same, with what stands at the same place of several releases side by side."""
    found: dict[str, list[str]] = {}
    for address in addresses:
        found.setdefault(place_in_release(address), []).append(address)
    return list(chain.from_iterable(found.values()))


def share_out(addresses: Iterable[str]) -> Iterator[list[str]]:
    """The same in parts, each for one process: a file that stands at two addresses, side by side here, is written once,
    by the one that is given both."""
    share: list[str] = []
    for _place, same in groupby(addresses, place_in_release):
        share.extend(same)
        if len(share) >= SHARE:
            yield share
            share = []
    if share:
        yield share
