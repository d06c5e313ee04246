"""Who goes back to a form finds what was typed, and is not asked whether to send it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.visits import Person

pytestmark = pytest.mark.once

TEXT = "textarea[name=text]"
BACK = "rien n’en est encore enregistré"


def test_what_was_typed_is_there_until_it_is_saved(enter: Callable[[str], Person]) -> None:
    """After a refusal, which a browser would send again; after a failure on the way; and no more once it is saved."""
    someone = enter("demo")
    page, first, last = someone.page, "Écrit après un refus.", "Écrit avant une panne."
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("bureau/modifier/mesures/")
    page.locator("#result_list tbody th a").last.click()
    printed = page.locator(TEXT).input_value()
    page.locator(TEXT).fill("")
    someone.press("Enregistrer")
    someone.reads("Ce qui est saisi est gardé ci-dessous")
    page.locator(TEXT).fill(first)
    page.goto("bureau/")
    page.go_back()
    assert page.locator(TEXT).input_value() == first
    someone.reads(BACK)

    page.locator(TEXT).fill(last)
    page.route("**/bureau/modifier/mesures/**", fail_if_sent)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("Une panne").wait_for()
    page.unroute_all()
    someone.met.clear()
    page.go_back()
    assert page.locator(TEXT).input_value() == last
    someone.reads(BACK)

    someone.press("Enregistrer")
    someone.reads("Enregistré", "body")
    page.go_back()
    assert page.locator(TEXT).input_value() == last
    assert not page.get_by_text(BACK).is_visible(), "it is what is stored"

    page.locator(TEXT).fill(printed)  # a text that changed waits for its second reader, and others publish here
    someone.press("Enregistrer")
    someone.reads("Enregistré", "body")


def test_a_page_that_the_browser_kept_is_asked_for_anew_once_its_form_was_sent(enter: Callable[[str], Person]) -> None:
    """Safari keeps pages of a site without TLS whole: they would say of what is saved that it is not."""
    page = enter("demo").page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("bureau/modifier/mesures/")
    page.locator("#result_list tbody th a").last.click()
    page.locator(TEXT).fill("Écrit, puis envoyé.")
    page.wait_for_load_state()  # only then what the page does with its form is sure to be there
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")  # one on its way could stop the next
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.get_by_text(BACK).is_visible(), "it was not saved"
    page.goto("bureau/")


def fail_if_sent(route: Any) -> None:
    if route.request.method == "POST":
        route.fulfill(status=500, body="Une panne", content_type="text/plain; charset=utf-8")
    else:
        route.continue_()
