"""A passkey in Chromium, whose device is Chromium's own: added at the desk, then instead of the password."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.axe import examined
from tests.browser.visits import let_in
from tests.demo_site import DemoSite, Prepared, serve_prepared
from tests.ports import free_port

pytestmark = pytest.mark.once

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_is_added_and_signs_in(tmp_path: Path, demonstration: Prepared, chromium: Any) -> None:
    port = free_port()
    named = f"http://localhost:{port}"  # browsers take no passkey for a number
    with serve_prepared(demonstration.copied(tmp_path), demonstration.output, port, SITE_URL=named) as site:
        here = DemoSite(f"{named}/", site.username, site.password, site.output, site.log)
        with let_in(here, chromium) as enter:
            person = enter(here.username)
            device = person.context.new_cdp_session(person.page)
            device.send("WebAuthn.enable")
            added = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
            person.page.goto("bureau/mes-sessions/")
            person.follow("Ajouter une clé d’accès")
            assert examined(person.page)["faults"] == []
            person.page.fill("[name=name]", "ordinateur du bureau")
            person.press("Ajouter cette clé")
            person.page.locator(".codes code").first.wait_for()
            person.follow("Ils sont notés", ".beside-form")
            person.reads("ordinateur du bureau")
            person.page.goto("bureau/")
            person.page.locator("form[action$='/admin/logout/'] button").click()
            person.page.wait_for_load_state("load")
            person.page.goto("bureau/valeurs/")
            assert examined(person.page)["faults"] == []
            device.send("WebAuthn.setUserVerified", {"authenticatorId": added, "isUserVerified": False})
            person.press("Se connecter par une clé d’accès")
            person.page.locator(".passkey [role=alert]", has_text="Rien n’est fait").wait_for()
            device.send("WebAuthn.setUserVerified", {"authenticatorId": added, "isUserVerified": True})
            person.press("Se connecter par une clé d’accès")
            person.page.wait_for_url(f"{named}/bureau/valeurs/")
