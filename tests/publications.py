"""The printed report as it was published: what exports and documents are made from."""

from __future__ import annotations

import datetime as dt

import pytest

from strategy_monitor.exports.publication import Publication
from strategy_monitor.releases.compressed import expand
from strategy_monitor.releases.load import Head
from strategy_monitor.report import canonical
from tests import snapshot

SITE = "https://suivi.exemple.be"


@pytest.fixture(scope="session")
def publication(snapshots: dict[str, snapshot.Rows]) -> Publication:
    """The printed report, published as 2025.1 on 2 March 2026; no database is asked for it again.

    The first to ask needs one: mark the module `django_db`, and `once`, for it does not matter which.
    """
    table, ((*row,),) = next(pair for pair in snapshots["published"].items() if pair[0].name == "releases_release")
    text = expand(row[table.columns.index("document")])
    day = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
    head = Head(1, "2025", 1, canonical.digest(text), day, "Première publication.", "Ada Lovelace")
    return Publication(canonical.load(text), head, SITE)
