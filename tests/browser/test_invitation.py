"""From the invitation to the desk, by the pages and the letter alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.axe import examined
from tests.browser.visits import Person
from tests.demo_site import DemoSite

pytestmark = pytest.mark.once
PASSWORD = "Chapeau-17-nuage"


def last_link(site: DemoSite) -> str:
    """The path of the link in the last letter that the server wrote."""
    said = site.log.read_text(encoding="utf-8").replace("=\n", "")
    return re.findall(r"/(compte/invitation/\S+?/\S+?/)\s", said)[-1]


def faults(page: Any) -> list[str]:
    """What axe finds, on a phone in the dark and on a desk."""
    said = []
    for width, theme in ((390, "dark"), (1440, "light")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=theme)
        found = examined(page)
        said += [f"{width} px, {theme} | {fault}" for fault in [*found["faults"], *found["unsure"]]]
    return said


def test_a_person_is_invited_sets_a_password_and_comes_to_the_desk(
    enter: Callable[[str], Person], edited: DemoSite, chromium: Any
) -> None:
    chief = enter(edited.username)
    chief.page.goto("admin/auth/user/")
    chief.follow("Inviter une personne")
    for name, typed in (("first_name", "Éloïse"), ("last_name", "De Smet"), ("email", "eloise@exemple.be")):
        chief.page.fill(f"[name={name}]", typed)
    chief.page.get_by_role("checkbox", name="Contribution").check()
    chief.page.get_by_role("checkbox", name="DGEO").check()
    chief.press("Inviter")
    chief.reads("Invitation envoyée à eloise@exemple.be pour le compte « eloise.de-smet ».", ".messagelist")

    page = chromium.new_page(base_url=edited.url, locale="fr-BE")
    page.goto(last_link(edited))
    page.fill("[name=new_password1]", "court")
    page.fill("[name=new_password2]", "courte")
    page.get_by_role("button", name="Enregistrer le mot de passe").click()
    page.locator("#id_new_password1_error").get_by_text("trop court").wait_for()
    page.locator("#id_new_password2_error").get_by_text("ne correspondent pas").wait_for()
    assert faults(page) == []
    for field in ("new_password1", "new_password2"):
        page.fill(f"[name={field}]", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("Le mot de passe est enregistré.").wait_for()
    assert faults(page) == []
    page.fill("[name=username]", "eloise.de-smet")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/bureau/")
    page.close()
