"""From the desk to what is validated, in a browser: how many clicks, how many keys."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from tests.browser.axe import examined
from tests.browser.test_accessibility import WAYS
from tests.browser.visits import PATIENCE, Person, let_in
from tests.demo_site import ROOT, DemoSite, Prepared, environment, serve_prepared
from tests.environment import EVERY

pytestmark = pytest.mark.once

SUBMIT = """
from django.contrib.auth import get_user_model
from indicators import workflow
from indicators.models import Observation
from strategy_monitor.backoffice.versions import revisions
author = get_user_model().objects.get(is_superuser=True)
rows = list(Observation.objects.filter(series__quantity="count", value__gt=100).order_by("pk")[:10])
for row in rows:
    row.value += 1
    row._history_user, row._change_reason = author, "Compté à nouveau"
    row.save()
seen = revisions(Observation, [row.pk for row in rows])
workflow.submit(author, {row.pk: seen.get(row.pk, 0) for row in rows})

from axes.models import Measure
for row in Measure.objects.filter(code__startswith="2.1")[:3]:
    row.text = row.text.replace("e", "é")
    row._history_user, row._change_reason = author, "Récrit"
    row.save()
"""


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory, demonstration: Prepared) -> Iterator[DemoSite]:
    """A demonstration of one's own, in which ten values wait for a validation."""
    folder = demonstration.copied(tmp_path_factory.mktemp("waiting"))
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", SUBMIT]
    subprocess.run(command, cwd=ROOT, env=environment(folder), check=True, timeout=120)
    with serve_prepared(folder, demonstration.output) as running:
        yield running


@pytest.fixture(scope="module")
def publisher(waiting: DemoSite, chromium: Any) -> Iterator[Person]:
    with let_in(waiting, chromium) as enter:
        yield enter("demo-publication")


def tabs_to(page: Any, selector: str, most: int) -> int:
    """Presses Tab until this has the focus; by how many presses."""
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return pressed
    raise AssertionError(f"{selector} is more than {most} tab stops away")


def skip(page: Any) -> int:
    """By the skip link to the content of the page, which the browser goes to once more when all is loaded."""
    page.wait_for_load_state()
    pressed = tabs_to(page, ".skip", 1)
    page.keyboard.press("Enter")
    return pressed


def test_ten_values_are_validated_with_few_keys_and_few_clicks(publisher: Person):
    validate_one_by_keys(publisher)
    validate_nine_by_clicks(publisher)


def validate_one_by_keys(publisher: Person) -> None:
    """From the desk to its validation: twelve tab stops at most, by the skip links."""
    page = publisher.page
    page.goto("bureau/")
    pressed = skip(page) + tabs_to(page, "a[href*='/bureau/valeurs/']:not([href*='?'])", 12)
    page.keyboard.press("Enter")
    page.locator("button[value=valider]").wait_for(timeout=PATIENCE)
    pressed += skip(page) + tabs_to(page, "button[value=valider]", 12)
    page.keyboard.press("Enter")
    page.locator(".messages").wait_for(timeout=PATIENCE)
    publisher.reads("1 valeur validée.")
    assert pressed <= 12


def validate_nine_by_clicks(publisher: Person) -> None:
    """Each seen, with what the public reads in its place. Thirteen clicks are allowed for ten."""
    page, clicks = publisher.page, 0
    page.goto("bureau/")
    page.locator("main a[href*='?statut=soumis']").first.click()
    clicks += 1
    page.locator(".work tbody tr").nth(8).wait_for(timeout=PATIENCE)
    assert page.locator(".work tbody tr").count() == 9
    assert page.locator(".work tbody tr:has(del):has(ins)").count() == 9, "old and new stand in each row"
    page.locator("main a", has_text="Tout cocher").click()
    clicks += 1
    for box in page.locator("[name=row]:not(:checked)").all():
        box.check()
        clicks += 1
    page.locator("button[value=valider]").click()
    clicks += 1
    publisher.reads("9 valeurs validées.")
    assert clicks <= 12


def test_texts_that_wait_are_seen_by_all(publisher: Person):
    """By all rules on a phone or a desk, in one theme, and by those on looks on the other, in the other theme."""
    page = publisher.page
    addresses = ("bureau/textes/?a=renvoyes", "bureau/textes/", "bureau/publier/", "bureau/copie/axes/2/")
    for address, ways in zip(addresses, WAYS, strict=True):
        page.goto(address)
        for number, (width, theme) in enumerate(product((390, 1440), ("light", "dark")) if EVERY else ways):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            seen = address, width, theme
            assert examined(page, looks_only=number > 0 and not EVERY)["faults"] == [], seen
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), seen
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_texts_are_read_in_three_clicks(publisher: Person):
    """After they were seen by all: the tests of a module stand in their order."""
    page = publisher.page
    page.goto("bureau/")
    page.locator("main a[href$='textes/?a=moi']").click()
    page.locator(".texts li").nth(2).wait_for(timeout=PATIENCE)
    assert page.locator(".texts li:has(del):has(ins)").count() == 3, "old and new stand in each row"
    page.locator("main a", has_text="Tout cocher").click()
    page.locator("button[value=lire]").click()
    publisher.reads("3 textes lus.")
    page.locator("button[value=defaire]").click()
    publisher.reads("3 lectures défaites.")
