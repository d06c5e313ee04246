"""The pages that are read most are written as soon as a release is published, before a reader has to wait for them.

Where processes share what they keep; elsewhere, the process that published is not the one that answers. In a thread of
its own, once the transaction is committed: who published waits for nothing.
"""

from __future__ import annotations

from threading import Thread

import structlog
from django.db import connection, transaction
from django.test import RequestFactory
from django.urls import resolve

from strategy_monitor.exports.addresses import at
from strategy_monitor.kept import store

log = structlog.get_logger(__name__)

MOST_READ = ("home", "axes", "catalogue")
"""Names of addresses."""


def hear_publication(**_signal: object) -> None:
    """Listens to `releases.signals.release_published`."""
    if store.is_shared():
        transaction.on_commit(start, robust=True)


def start() -> None:
    # A command that publishes ends when they are written; so does a server that is stopped meanwhile.
    Thread(target=warm, name="warming").start()


def warm() -> None:
    """Writes each of these pages, if nobody did yet. What fails is logged, and costs its first reader the wait."""
    try:
        for name in MOST_READ:
            write(at("", name))
    except Exception:
        log.exception("pages_not_warmed")
    finally:
        connection.close()


def write(address: str) -> None:
    request = RequestFactory().get(address, headers={"Accept-Encoding": "br, gzip"})
    request.resolver_match = match = resolve(address)
    match.func(request, *match.args, **match.kwargs)
