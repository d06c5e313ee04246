"""Every page of the staff, as each role sees it: words, and never the codes, `None` or the zeros of the database.

`EVERY_ROLE=1` looks at every page as every role; else who only reads opens what stands in forms, and an administrator
opens the rest.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.urls import reverse

from axes.models import Axis
from indicators.models import Finding, ImportedFile, Indicator, Observation, Provider
from strategy_monitor.quality.gate import check_all
from strategy_monitor.quality.rules import RULES
from tests import factories
from tests.admin_pages import address, opened, sent
from tests.campaigns import making
from tests.indicators.exchange.files import csv_of
from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROLES = ("Lecture", "Contribution", "Édition", "Publication", "Administration")
ENGLISH = r"Why|None|True|False|Null|Changed|Created|Deleted|Current|Historical|historical|Date/time"
FAULTS = {
    "a name of the code": re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b"),
    "a word of the code": re.compile(rf"\b(?:{ENGLISH})\b"),
    "a day of the code": re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d\b"),
    "the zeros of the database": re.compile(r"\d[.,]\d*000\b(?![.,  \d])"),
}
HIDDEN = "script, style, code, template, .hash, [hidden]"
NAMED = re.compile(r"https?://\S+|\S+@\S+|\S+\.(?:csv|xlsx|json|pdf)\b")
"""What bears the name that somebody gave it."""


@cache
def codes() -> frozenset[str]:
    """Every value of a choice that is not its own label, and the codes of the rules."""
    found = {*RULES, "observation", "indicator", "series", "footnote", "provider", "reference"}
    labels: set[str] = set()
    for label in ("axes", "indicators", "releases", "campaigns", "errata"):
        for model in apps.get_app_config(label).get_models():
            for one in model._meta.get_fields():
                found |= {str(key) for key, _name in getattr(one, "flatchoices", ())}
                labels |= {str(name) for _key, name in getattr(one, "flatchoices", ())}
    return frozenset(code for code in found - labels if not code.isdigit() and len(code) > 1)


def world() -> None:
    """What people leave behind: a draft, a submission, a return, a file, a campaign, an answer."""
    sacha = person("sacha", "Contribution")
    check_all()
    rows = list(Observation.objects.filter(value__isnull=False).order_by("pk")[:4])
    for row, status in zip(rows, ("draft", "submitted", "returned", "draft"), strict=True):
        row.value, row._history_user = row.value + Decimal("0.5"), sacha
        row.save()
        row.status, row.keeps_status = status, True
        row.submitted_by = sacha if status == "submitted" else None
        row.returned_why = "Quelle année ?" if status == "returned" else ""
        row.save()
    content = csv_of({"code": "4.1-O2", "key": "visiteurs", "period_label": "2023", "value": "6"})
    ImportedFile.objects.create(name="a.csv", content=content, sha256="0" * 64, uploaded_by=sacha)
    making.demand(campaign=making.campaign(), provider=Provider.objects.order_by("code")[0])
    finding = Finding.objects.waiting()[0]
    finding.answer, finding.answer_text, finding.answered_by = "inquiry", "On demande.", sacha
    finding.answered_at = finding.history.latest().history_date
    finding.save()


def desk_pages() -> Iterator[str]:
    for name in ("desk", "desk-publish", "desk-releases", "desk-quality", "desk-journal", "desk-campaigns"):
        yield reverse(name)
    for name in ("desk-exchange", "desk-import", "desk-observations"):
        yield reverse(name)
    yield reverse("desk-withdraw", args=["2025", 1])
    yield reverse("desk-campaign", args=["2026"])
    yield f"{reverse('desk-observations')}?statut=soumis"
    yield f"{reverse('desk-journal')}?objet=alerte"
    yield f"{reverse('desk-journal')}?qui=sacha"
    yield f"{reverse('desk-quality')}?etat=told"
    for one in ImportedFile.objects.all():
        yield reverse("desk-import-preview", args=[one.pk])
    for row in Observation.objects.exclude(status="validated"):
        yield reverse("desk-observation", args=[row.pk])
    for rule in RULES:
        one = Finding.objects.filter(rule=rule).first()
        if one is not None:
            yield reverse("desk-finding", args=[one.pk])


def pages_to_read() -> Iterator[str]:
    for model in admin.site._registry:
        yield address(model, "changelist")
        for thing in some(model):
            yield address(thing, "change")
            if hasattr(thing, "history"):
                yield address(thing, "simple_history", thing.history.latest().pk)


def pages_to_write() -> Iterator[str]:
    for model in admin.site._registry:
        yield address(model, "add")
        for thing in some(model)[:1]:
            yield address(thing, "history")
            yield address(thing, "delete")


def some(model: type[Model]) -> list[Any]:
    """Things that differ: with a value, with a level, missing; of each rule."""
    things = model._default_manager.order_by("pk")
    if model is Observation:
        asked = ({"status": "returned"}, {"level__isnull": False}, {"missing_reason__gt": ""}, {"value_high__gt": 0})
        return [one for where in asked if (one := things.filter(**where).first())]
    if model is Finding:
        return [things.filter(answer__gt="")[0], things.filter(rule="unknown_wave").first() or things[0]]
    return list(things[:1])


def faults(html: str) -> set[str]:
    page = BeautifulSoup(html, "lxml")
    for one in page.select(HIDDEN):
        one.decompose()
    main = page.select_one("main, #container") or page
    known, found = codes(), set()
    for text in [*main.stripped_strings, *attributes(main)]:
        said = NAMED.sub("", text)
        found |= {f"{kind}: {text[:80]!r}" for kind, form in FAULTS.items() if form.search(said)}
        if text.strip() in known:
            found.add(f"a code: {text!r}")
    return found


def attributes(main: Tag) -> Iterator[str]:
    """What is read aloud, or stands in a field."""
    for one in main.select("[aria-label], [title], [placeholder], [alt]"):
        for name in ("aria-label", "title", "placeholder", "alt"):
            if one.get(name):
                yield str(one[name])
    for one in main.select("input[type=text][value][inputmode]"):
        yield str(one["value"])


def test_no_page_of_the_staff_shows_what_only_the_code_should_know(published):
    world()
    everywhere = {"axes": Axis.objects.all(), "providers": Provider.objects.all()}
    every = [*desk_pages(), *pages_to_read(), *pages_to_write()]
    asked = {"Lecture": [*pages_to_read()], "Administration": [*desk_pages(), *pages_to_write()]}
    found = []
    for role in ROLES if os.environ.get("EVERY_ROLE") == "1" else asked:
        client, opened = signed_in(person(role, role, **everywhere)), 0
        for url in every if os.environ.get("EVERY_ROLE") == "1" else asked[role]:
            response = client.get(url)
            if response.status_code == 200:
                opened += 1
                found += [f"{role}, {url}: {one}" for one in sorted(faults(response.content.decode()))]
        assert opened > 20, role
    assert found == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>Règle : unknown_wave</p>",
        "<dt>Why :</dt><dd>None</dd>",
        "<div>42115,0000</div>",
        "<td>validated</td>",
        "<img alt='True'>",
        "<p>Observé : 2024-08-28</p>",
    ],
)
def test_what_such_a_page_would_look_like_is_seen(html):
    assert faults(f"<main>{html}</main>")


def test_a_new_indicator_without_series_is_not_said_to_have_some(db):
    chief = signed_in(get_user_model().objects.create_superuser("camille"))
    given = {
        "code": "1.1-O7", "title": "Heures", "short_title": "Heures", "category": "operational", "source": "IFPC",
        "nature": "quantitative", "action": str(factories.action().pk), "providers": [str(factories.provider().pk)],
    }  # fmt: skip
    answer = sent(chief, address(Indicator, "add"), **given)
    said = opened(chief, answer.headers["Location"]).select_one(".messagelist").get_text()
    assert "n’a encore aucune série" in said
    assert "enregistrées" not in said
