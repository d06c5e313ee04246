"""Nobody loses what they typed to the end of their session: it is said before, prolonged, and nothing is sent after it
(RGAA 13.1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.visits import Person, sign_in
from tests.demo_site import DemoSite

pytestmark = pytest.mark.once

ENDS = "**/compte/session/"
TEXT = "textarea[name=text]"
HOURS = 1000 * 3600


UNDER = """() => {
  const { top, left } = document.activeElement.getBoundingClientRect();
  return document.elementFromPoint(left + 2, top + 2)?.closest("#session") && document.activeElement.outerHTML;
}"""
"""What has the focus and cannot be seen for what is said of the session."""


def shown(page: Any) -> str:
    return " ".join(page.locator("#session").inner_text().split())


def opened(page: Any, path: str) -> None:
    """With a clock that the test moves on; what the server counts is its own."""
    page.clock.install()
    page.goto(path)
    assert shown(page) == ""


def tells(page: Any, **left: int) -> list[str]:
    """Stands in the place of the server; the methods by which it was asked."""
    asked: list[str] = []
    account = page.locator("#session").get_attribute("data-account")

    def answer(route: Any) -> None:
        asked.append(route.request.method)
        told = {"idle": 7200, "whole": 43_000} if route.request.method == "POST" else left
        route.fulfill(body=json.dumps(told | {"token": "x", "account": account}), content_type="application/json")

    page.route(ENDS, answer)
    return asked


def end_session(page: Any) -> None:
    for cookie in page.context.cookies():
        if "sessionid" in cookie["name"]:
            page.context.clear_cookies(name=cookie["name"])


def sign_in_elsewhere(page: Any, link: str, site: DemoSite) -> None:
    with page.context.expect_page() as tab:
        page.get_by_role("link", name=link).click()
    tab.value.fill("[name=username]", site.username)
    tab.value.fill("[name=password]", site.password)
    tab.value.press("[name=password]", "Enter")
    tab.value.wait_for_url("**/bureau/")


def opened_measure(page: Any, typed: str) -> str:
    """The form of a measure, in which this was typed for a minute; what it said before."""
    page.goto("bureau/modifier/mesures/")
    page.locator("#result_list tbody th a").first.click()
    opened(page, page.url)
    printed = str(page.locator(TEXT).input_value())
    page.locator(TEXT).fill(typed)
    page.clock.fast_forward(60_000)
    return printed


def save_measure(page: Any) -> None:
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Enregistré").first.wait_for()


def put_back(page: Any, printed: str) -> None:
    """A text that changed waits for its second reader, and others publish here."""
    page.goto("bureau/modifier/mesures/")
    page.locator("#result_list tbody th a").first.click()
    page.locator(TEXT).fill(printed)
    save_measure(page)


@pytest.mark.parametrize("path", ["bureau/", "admin/"])
def test_who_does_nothing_is_told_and_stays_by_one_button(enter: Callable[[str], Person], path: str) -> None:
    page = enter("demo").page
    opened(page, path)
    asked = tells(page, idle=200, whole=43_000)
    page.clock.fast_forward(2 * HOURS - 590_000)
    page.locator("#session [data-when=idle]").wait_for(state="visible")
    assert "Sans usage, cette session finit dans moins de cinq minutes." in shown(page)
    page.get_by_role("button", name="Rester connecté").click()
    page.locator("#session [data-when=idle]").wait_for(state="hidden")
    assert asked == ["GET", "POST"]


def test_what_has_the_focus_is_not_under_what_is_said(enter: Callable[[str], Person]) -> None:
    page = enter("demo").page
    page.set_viewport_size({"width": 320, "height": 400})
    page.emulate_media(reduced_motion="reduce")
    opened(page, "bureau/")
    tells(page, idle=7000, whole=500)
    page.clock.fast_forward(12 * HOURS - 590_000)
    page.locator("#session [data-when=late]").wait_for(state="visible")
    under = []
    for _stop in range(40):
        page.keyboard.press("Tab")
        under.append(page.evaluate(UNDER))
    assert [one for one in under if one] == []


def test_before_the_twelve_hours_are_over_one_signs_in_again_elsewhere(enter: Callable[[str], Person]) -> None:
    page = enter("demo").page
    opened(page, "bureau/")
    tells(page, idle=7000, whole=500)
    page.clock.fast_forward(12 * HOURS - 590_000)
    page.locator("#session [data-when=late]").wait_for(state="visible")
    link = page.get_by_role("link", name="Se connecter de nouveau, dans un autre onglet")
    assert (link.get_attribute("href"), link.get_attribute("target")) == ("/admin/login/?encore=1", "_blank")


def test_once_it_has_ended_nothing_is_sent_and_what_was_typed_is_sent_later(
    enter: Callable[[str], Person], edited: DemoSite
) -> None:
    page, typed = enter("demo").page, "Une précision qui a pris une heure."
    page.goto("admin/axes/measure/")
    page.locator("#result_list tbody th a").first.click()
    opened(page, page.url)
    printed = page.locator(TEXT).input_value()
    page.locator(TEXT).fill(typed)
    end_session(page)
    page.clock.fast_forward(13 * HOURS)
    page.locator("[name=_continue]").first.click()
    page.locator("#session [data-when=over]").wait_for(state="visible")
    assert "La session est finie" in shown(page)
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate("document.querySelector('#session').getBoundingClientRect().bottom <= innerHeight"), "in view"
    sign_in_elsewhere(page, "Se connecter dans un autre onglet", edited)
    page.locator("[name=_continue]").first.click()
    page.locator(".messagelist .success").wait_for()
    assert page.locator(TEXT).input_value() == typed
    put_back(page, printed)


def test_a_session_that_ends_before_its_time_loses_nothing_of_a_form(
    enter: Callable[[str], Person], edited: DemoSite
) -> None:
    """As it does for who is given one more role, or loses one."""
    page, typed = enter("demo").page, "Écrit pendant qu’une collègue changeait les rôles."
    printed = opened_measure(page, typed)
    end_session(page)
    page.get_by_role("button", name="Enregistrer").dblclick()
    page.locator("#session [data-when=over]").wait_for(state="visible")
    assert page.locator(TEXT).input_value() == typed
    sign_in_elsewhere(page, "Se connecter dans un autre onglet", edited)
    save_measure(page)
    put_back(page, printed)


def test_a_form_does_not_go_in_the_name_of_who_signed_in_meanwhile(
    enter: Callable[[str], Person], edited: DemoSite
) -> None:
    page, typed = enter("demo").page, "Écrit avant que quelqu’un d’autre n’emploie ce navigateur."
    printed = opened_measure(page, typed)
    sign_in(page.context, "demo-publication", edited.password, "admin/login/?encore=1")
    page.get_by_role("button", name="Enregistrer").click()
    page.locator("#session [data-when=others]").wait_for(state="visible")
    assert "Une autre personne est connectée dans ce navigateur" in shown(page)
    sign_in_elsewhere(page, "Se connecter à sa place, dans un autre onglet", edited)
    save_measure(page)
    put_back(page, printed)


def test_what_is_sent_a_while_after_its_page_came_goes_by_one_click(enter: Callable[[str], Person]) -> None:
    page = enter("demo").page
    printed = opened_measure(page, "Écrit d’un trait, en une minute.")
    save_measure(page)
    put_back(page, printed)
