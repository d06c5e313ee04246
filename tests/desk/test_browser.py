"""The administration and the desk in a browser, under the content security policy that the site sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo_site import DemoSite

WIDTHS = (320, 1280)


@pytest.fixture
def page(site: DemoSite, chromium: Any, signed_in: list[dict[str, Any]]) -> Iterator[Any]:
    """A page of the demonstration's administrator. Whatever the browser complains of fails the test."""
    context = chromium.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    context.add_cookies(signed_in)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert complaints == []


def test_the_login_leads_back_to_the_desk(page: Any, site: DemoSite):
    page.context.clear_cookies()
    page.goto("bureau/")
    page.fill("[name=username]", site.username)
    page.fill("[name=password]", site.password)
    page.click("[type=submit]")
    assert page.url.endswith("/bureau/")
    assert page.inner_text("h1") == "Bureau"


def test_the_lists_of_the_foot_stand_together(page: Any):
    for path in ("bureau/", "bureau/publier/", "errata/"):
        for width in (1440, 1280, 900):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            tops = [one.bounding_box()["y"] for one in page.locator(".bottom ul").all()]
            assert tops == [tops[0]] * 2, (path, width)


def open_indicator(page: Any) -> None:
    page.goto("admin/indicators/indicator/?q=1.1-O1")
    page.click("#result_list tbody th a")
    page.locator("#observations-group .add-row a").wait_for()


def test_rows_are_added_to_an_indicator(page: Any):
    open_indicator(page)
    before = page.locator("[id^=observations-]:not(.empty-form).inline-related").count()
    page.click("#observations-group .add-row a")
    assert page.locator("[id^=observations-]:not(.empty-form).inline-related").count() == before + 1
    added = page.locator(f"#id_observations-{before}-value")
    assert added.is_visible()
    assert added.get_attribute("aria-label") == "Valeur, valeur à ajouter"


def test_a_calendar_opens_beside_a_date(page: Any):
    open_indicator(page)
    page.locator("#observations-group .datetimeshortcuts a[id^=calendarlink]").first.click()
    assert page.locator(".calendarbox:visible").count() == 1


def test_a_list_is_searched_as_one_types(page: Any):
    from playwright.sync_api import expect

    page.goto("admin/axes/measure/add/")
    page.click(".field-action .select2-selection")
    # Typed into the box itself: on a busy machine the list opens before the box has the focus.
    page.locator(".select2-search__field").press_sequentially("ecole")
    found = page.locator(".select2-results__option[aria-selected]")
    expect(found.filter(has_text="école").first).to_be_visible()
    expect(found.filter(has_not_text="école")).to_have_count(0, timeout=30_000)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["bureau/", "bureau/copie/"])
def test_the_desk_fits_its_window(page: Any, address: str, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


SMALL = """() => [...document.querySelectorAll("main :is(button, input, select, textarea, .buttons a), #user-tools *")]
  .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
  .filter(([one]) => one.matches(":is(a, button, input, select, textarea):not([type=hidden])") && one.checkVisibility())
  .filter(([, box]) => box.width > 1 && Math.min(box.width, box.height) < 24)
  .map(([one]) => one.outerHTML.slice(0, 80))"""
"""What one presses that is smaller than a finger can aim at."""


UPLOAD = "bureau/importer-exporter/importer/"


@pytest.mark.parametrize(
    "address", ["bureau/valeurs/1/", "bureau/modifier/valeurs/1/", "bureau/alertes/", UPLOAD, "admin/"]
)
def test_what_one_presses_is_large_enough_for_a_finger(page: Any, address: str):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    assert page.locator("h1").count()
    assert page.evaluate(SMALL) == []
