"""Whatever anyone sends: no failure, no exception, nothing written where the answer is not a success.

`HOSTILE=20000` sends so many for each role, which takes long; `HOSTILE_SEED` draws others; `HOSTILE_WORLD=report` asks
of the whole printed report instead of one thing of each kind.
"""

from __future__ import annotations

import os
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.http import SimpleCookie
from django.test import Client

from indicators.models import Finding, ImportedFile, Observation
from strategy_monitor.errata.models import Erratum
from strategy_monitor.releases.models import Edition
from strategy_monitor.web.encodings import Utf8Request
from tests import snapshot
from tests.hostile.asking import Ask, Asking, routes
from tests.rights.table import ANYONE
from tests.rights.test_matrix import member, upload, world  # noqa: F401  # world is a fixture

EACH = int(os.environ.get("HOSTILE") or 30)
SEED = os.environ.get("HOSTILE_SEED", "1")
REPORT = os.environ.get("HOSTILE_WORLD") == "report"
LONG = EACH > 200

pytestmark = [pytest.mark.django_db]

TOKEN = "a" * 32
OWN = {
    *("django_session", "accounts_entry", "accounts_attempt", "django_admin_log"),
    *("releases_searchindex", "releases_documentparts", "releases_releasecomparison"),
}
"""Tables that say who came and who tried, whatever they were answered; and what is made of a release where it lacks."""
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) ["`]?(\w+)', re.IGNORECASE)


@pytest.fixture
def asked_of(request: pytest.FixtureRequest) -> None:
    """What is asked of: one thing of each kind; or the report, with what it lacks of them."""
    if not REPORT:
        request.getfixturevalue("world")
        return
    request.getfixturevalue("published")
    edition = Edition.objects.get()
    campaign = apps.get_model("campaigns.Campaign")(edition=edition, opens_on="2025-01-01", due_on="2025-06-01")
    campaign.save()
    provider = apps.get_model("indicators.Provider").objects.first()
    apps.get_model("errata.Erratum").objects.create(edition=edition)
    apps.get_model("campaigns.Demand").objects.create(campaign=campaign, provider=provider, due_on="2025-06-01")


def known() -> dict[str, tuple[str, ...]]:
    """Real values of the variable parts of addresses, by their name."""

    def some(label: str, name: str) -> tuple[str, ...]:
        return tuple(str(one) for one in apps.get_model(label)._default_manager.values_list(name, flat=True)[:5])

    keys = {str(pk) for model in admin.site._registry for pk in model._default_manager.values_list("pk", flat=True)[:2]}
    ours: tuple[Any, ...] = (ImportedFile, Finding, Observation, Erratum)
    own = [model.objects.values_list("pk", flat=True).first() for model in ours]
    return {
        "edition": ("2025",),
        "release": ("1", "2025.1"),
        "number": ("1",),
        "rank": ("1", "99"),
        "axis": ("axe-1", "hors-axe"),
        "page": ("2",),
        "part": ("action-1", "impact", "rien"),
        "first": ("2025.1",),
        "second": ("2025.1",),
        "form": ("pdf", "docx"),
        "code": some("indicators.Indicator", "code") + some("axes.Measure", "code"),
        "series": some("indicators.Series", "key"),
        "key": (*(str(key) for key in own if key), "dessin"),
        "period": ("2023-2024",),
        "provider": some("indicators.Provider", "code"),
        "object_id": tuple(sorted(keys, key=int)),
        "version_id": ("1", "2"),
        "rest": ("rien", "v1"),
        "url": ("rien",),
        "app_label": ("axes", "auth"),
    }


@contextmanager
def noted_writes() -> Iterator[set[str]]:
    """The tables that are written to meanwhile."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = WRITES.match(sql)
        if found:
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def stored() -> dict[str, list[Any]]:
    """All rows that a request that fails must leave alone."""

    def told(row: snapshot.Row) -> str:
        return repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row])

    with transaction.atomic():
        return {table.name: sorted(map(told, rows)) for table, rows in snapshot.read().items() if table.name not in OWN}


class Sender:
    """Sends each request as if it were the first: what it wrote, and what it did to its cookies, is undone."""

    def __init__(self, role: str) -> None:
        self.client: Client = member(role)
        self.client.handler.enforce_csrf_checks = True
        self.session = {name: morsel.value for name, morsel in self.client.cookies.items()}
        self.before = stored()
        self.faults: list[str] = []
        self.statuses: Counter[int] = Counter()
        self.wrote = 0
        self.slowest: list[tuple[float, str]] = []

    def read(self, address: str) -> bytes:
        """A page as its reader sees it, for its forms; without any where it breaks: its own request says so."""
        self.fresh()
        try:
            with undone():
                answer = self.client.get(address)
                return (
                    b"" if answer.streaming or "html" not in answer.headers.get("Content-Type", "") else answer.content
                )
        except Exception:
            self.fault(Ask("GET", address), traceback.format_exc())
            return b""

    def fresh(self) -> None:
        self.client.cookies = SimpleCookie({**self.session, "csrftoken": TOKEN})

    def send(self, ask: Ask) -> None:
        self.fresh()
        started = time.perf_counter()
        try:
            with undone(), noted_writes() as tables:
                answer = self.client.generic(ask.method, ask.address, ask.body, ask.content_type, headers=ask.headers)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                self.judge(ask, answer, body, tables)
        except Exception:
            self.fault(ask, traceback.format_exc())
        self.slowest = sorted([*self.slowest, (time.perf_counter() - started, str(ask))], reverse=True)[:5]

    def judge(self, ask: Ask, answer: Any, body: bytes, tables: set[str]) -> None:
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.fault(ask, f"answered {answer.status_code}")
        if b"<script>alert(1)" in body and "html" in answer.headers.get("Content-Type", "html"):
            self.fault(ask, "a script came back")
        if tables - OWN:
            self.wrote += 1
            done = answer.status_code in {301, 302, 303} or (
                answer.status_code == 200 and b"data-popup-response" in body
            )
            if not done and stored() != self.before:
                self.fault(ask, f"answered {answer.status_code}, and wrote to {sorted(tables - OWN)}")

    def fault(self, ask: Ask, why: str) -> None:
        self.faults.append(f"{ask}\n    {why[-1800:]}")


@contextmanager
def undone() -> Iterator[None]:
    """What is written meanwhile is taken back, as well as can be where the transaction itself is broken."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


PUBLIC = ("/", "/axes/", "/indicateurs/", "/rapport/", "/versions/", "/donnees/rapport.json", "/healthz", "/api/v1/")


@pytest.mark.parametrize("role", ANYONE)
def test_hostile_requests(role: str, asked_of: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.test.client.WSGIRequest", Utf8Request)  # as `strategy_monitor.wsgi` makes them
    upload(role)
    sender = Sender(role)
    asking = Asking(random.Random(f"{SEED} {role}"), known(), sender.read, TOKEN)
    for number in range(EACH):
        sender.send(asking.next())
        if LONG and number % 500 == 499:
            print(
                f"{role}: {number + 1}, {dict(sender.statuses)}, {len(sender.faults)} faults",
                file=sys.stderr,
                flush=True,
            )
    if LONG:
        print(f"{role}: {EACH} sent, {sender.wrote} wrote, {dict(sender.statuses)}", file=sys.stderr)
        print("\n".join(f"  {seconds:.1f} s {ask[:300]}" for seconds, ask in sender.slowest), file=sys.stderr)
    assert not sender.faults, f"{len(sender.faults)} of {EACH}, seed {SEED}:\n" + "\n".join(sender.faults[:8])
    for one in PUBLIC:
        assert Client().get(one).status_code == 200, one
    assert stored() == sender.before


def test_every_route_is_asked() -> None:
    assert len(routes()) > 300
    assert {"/admin/login/", "/bureau/publier/", "/api/v1/", "/.well-known/security.txt"} <= set(routes())
