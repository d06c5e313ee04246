"""Who has sent a form hears what became of it: it has the focus on the page that answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.visits import Person

pytestmark = pytest.mark.once

FORM = "bureau/modifier/valeurs/"


def focused(page: Any) -> str:
    return " ".join(page.evaluate("document.activeElement.innerText").split())


def test_a_refusal_is_heard_first_and_leads_to_the_field(enter: Callable[[str], Person]) -> None:
    person = enter("demo")
    page = person.page
    page.goto(FORM)
    page.locator("main tbody th a").first.click()
    page.fill("#id_period_label", "")
    person.press("Enregistrer")
    assert page.title().startswith("Erreur\u202f:")
    assert focused(page).startswith("Rien n’est enregistré.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_period_label"


def test_a_refusal_is_heard_first_in_the_administration_too_and_leads_to_the_field(
    enter: Callable[[str], Person],
) -> None:
    person = enter("demo")
    page = person.page
    page.goto("admin/axes/measure/add/")
    page.locator("[name=_save]").click()
    page.locator(".errornote").wait_for()
    assert page.title().startswith("Erreur")
    assert page.title().count("Erreur") == 1
    assert "erreurs ci-dessous" in focused(page)
    page.keyboard.press("Tab")
    assert focused(page) == "Code"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_code"


def test_what_was_done_is_heard_first(enter: Callable[[str], Person]) -> None:
    person = enter("demo")
    page = person.page
    page.goto(FORM)
    assert page.evaluate("document.activeElement === document.body"), "nothing was done yet"
    page.locator("main tbody th a").first.click()
    person.press("Enregistrer")
    assert "Rien n’a changé" in focused(page)
    assert "Erreur" not in page.title()
