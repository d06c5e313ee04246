"""What a process remembers between requests, and must not remember between tests."""

from __future__ import annotations

from collections.abc import Iterable

from django.test import Client

from strategy_monitor.api import openapi
from strategy_monitor.documents import orders
from strategy_monitor.kept import budget, keeping
from strategy_monitor.pages import data, shortcut
from strategy_monitor.releases import candidate, compared, indexes, load, parts, statement


def forget() -> None:
    """All of it, as a process that begins: what was altered in the database is read again, and refused."""
    load.document_of.cache_clear()
    load.text_of.cache_clear()
    load.checked.cache_clear()
    load.KnownReleases.written = None
    indexes.index_of_release.cache_clear()
    parts.parts_of_release.cache_clear()
    parts.are_names_stored.cache_clear()
    forget_answers()


def forget_answers() -> None:
    """What follows from the state of the database: pages, lists. Documents stay: they are kept by their hash, the
    published ones are the same for all tests, and reading one takes as long as a test."""
    load.KnownReleases.last = load.KnownReleases.heads = load.KnownReleases.served = None
    load.KnownReleases.asks_again = 0.0
    candidate.LastCandidate.last = None
    statement.LastStatement.last = statement.LastStatement.changed = None
    parts.indicators_of.cache_clear()
    compared.compared.cache_clear()
    openapi.describe_api.cache_clear()
    data.weigh_listed.cache_clear()
    shortcut.PLACES.clear()
    shortcut.QUESTIONS.clear()
    keeping.MEMORY.clear()
    keeping.ASKED.clear()
    budget.OwnDebts.debts.clear()
    orders.OwnOrders.held.clear()
    orders.OwnOrders.refused.clear()


def ask_anew(client: Client, addresses: Iterable[str]) -> dict[str, tuple[int, bytes, dict[str, str]]]:
    """Status, content and headers of what each of them answers, none from what is remembered of another."""
    found = {}
    for address in addresses:
        forget_answers()
        response = client.get(address)
        found[address] = response.status_code, response.content, dict(response.headers)
    return found
