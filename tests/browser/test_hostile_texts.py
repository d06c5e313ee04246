"""Texts that mean harm, in every field that somebody types, read in a browser whose content policy is off: nothing of
them runs. With the policy on, a fault of the pages would not show.

The pages come from this very process. `EVERY_PAGE=1` reads them in all mounts.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from indicators.models import ImportedFile, Series
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.browser.addresses import NO_PAGE
from tests.browser.serving import answer_pages, serve_static_files
from tests.memory import forget
from tests.rights.test_matrix import address, patterns, upload, world  # noqa: F401  # world is a fixture

SHORT = "<img src onerror=ran(1)>"
LONG = (
    f"</script></style></textarea></title>\"'>{SHORT}<svg onload=ran(2)></svg><script>ran(3)</script>"
    "<a href=javascript:ran(4) onfocus=ran(5) autofocus>{{7*7}}</a><iframe srcdoc='<script>parent.ran(6)</script>'>"
)
OURS = ("axes", "indicators", "texts", "threads", "campaigns", "errata", "notices", "quality")
pytestmark = pytest.mark.once
EVERY_PAGE = "EVERY_PAGE" in os.environ
MOUNTS = ("/versions/", "/bureau/copie/", "/bureau/apercu/")
"""Where the public pages stand once more."""
WATCH = """
window.runs = [];
window.ran = (which) => runs.push(which);
window.alert = () => runs.push("alert");
"""
LEFT = """() => [
  ...runs,
  ...[...document.querySelectorAll("*")].flatMap((one) => one.getAttributeNames()
    .filter((name) => name.startsWith("on")).map((name) => `${one.tagName} ${name}`)),
  ...[...document.querySelectorAll("[href^='javascript:' i]")].map((one) => one.outerHTML),
]"""
"""What ran, and what would when somebody presses it."""


def typed(field: models.Field[Any, Any]) -> bool:
    """Whether it holds whatever somebody typed."""
    free = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField)
    return free and not field.choices and not field.primary_key


def spoil() -> int:
    """Puts hostile texts wherever the database takes them; how many fields hold one."""
    spoilt = 0
    people = (get_user_model(), ("first_name", "last_name"))
    rows = [(model, None) for model in apps.get_models() if model._meta.app_label in OURS]
    for model, names in [*rows, people]:
        for field in model._meta.concrete_fields:
            if not (typed(field) and (names is None or field.name in names)):
                continue
            text = LONG if field.max_length is None or field.max_length >= len(LONG) else SHORT
            found = model._default_manager.exclude(**{field.name: ""})
            try:
                field.clean(text[: field.max_length], None)
                with transaction.atomic():
                    spoilt += bool(found.update(**{field.name: text[: field.max_length]}))
            except (DatabaseError, ValidationError):  # the form, or a constraint, says what it may hold
                continue
    return spoilt


@pytest.fixture
def owner(world: None) -> Client:  # noqa: F811
    """Who may read everything of a site whose texts mean harm, published too."""
    series = Series.objects.get()
    factories.observation(
        series=series, period_start=dt.date(2024, 9, 1), period_end=dt.date(2025, 8, 31), period_label="2024-2025",
        value=Decimal(5438), printed="5.438 heures",
    )  # fmt: skip
    user = get_user_model().objects.create_superuser("owner", first_name=SHORT, last_name=SHORT)
    upload("owner")
    ImportedFile.objects.update(content=f"{LONG};{LONG}\n".encode())
    assert spoil() > 40
    publish("2025", LONG, override=LONG)
    forget()
    client = Client()
    client.force_login(user)
    return client


def addresses() -> Iterator[str]:
    """Of each page that a person may open, with its questions."""
    for page in ("/recherche/", "/indicateurs/", "/bureau/historique/", "/bureau/valeurs/"):
        yield f"{page}?q={quote(LONG)}&axe={quote(LONG)}"
    for name, path in patterns():
        if name not in NO_PAGE and (EVERY_PAGE or not path.startswith(MOUNTS)):
            yield address(name, path)
    yield "/comparaison/2025.1/2025.2/"
    for model in apps.get_models():
        row = model._default_manager.first() if model._meta.app_label in OURS else None
        for page, given in (("change", [row.pk]), ("history", [row.pk]), ("changelist", [])) if row else ():
            with suppress(NoReverseMatch):  # it has no such page
                if EVERY_PAGE or page == "change":
                    yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=given)


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    with serve_static_files() as site:
        context = chromium.new_context(base_url=site, bypass_csp=True)
        context.add_init_script(WATCH)
        yield context.new_page()
        context.close()


def test_what_runs_would_be_seen(page: Any) -> None:
    """Else nothing below says anything: a page that holds such a text as it is, under our policy, runs all of it."""
    policy = {"Content-Security-Policy": "default-src 'none'; require-trusted-types-for 'script'"}
    page.route(
        "**/*", lambda route: route.fulfill(body=f"<!doctype html>{LONG}", content_type="text/html", headers=policy)
    )
    page.goto("/")
    page.wait_for_function("runs.length >= 5")
    assert set(page.evaluate("runs")) == {1, 2, 3, 5, 6}
    assert {"IMG onerror", "svg onload", "A onfocus"} <= set(page.evaluate(LEFT))


@pytest.mark.django_db
def test_nothing_runs_of_what_was_typed_where_no_policy_stops_it(owner: Client, page: Any) -> None:
    answer_pages(page, owner)
    read, drawn, left = 0, 0, {}
    for path in dict.fromkeys(addresses()):
        opened = page.goto(path, wait_until="load")
        for chart in page.locator("[data-chart]").all():
            chart.scroll_into_view_if_needed()
            chart.locator(".chart-live .main-svg").first.wait_for(state="attached")
            drawn += 1
        read += opened.status == 200
        if found := page.evaluate(LEFT):
            left[path] = found
    assert left == {}
    assert read > 60
    assert drawn > 0
