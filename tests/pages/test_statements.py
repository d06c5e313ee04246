"""Contact, legal notice, accessibility, privacy: what the authority gave, that it gave nothing, and never a guess."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from strategy_monitor.pages.statements import NOTICES
from strategy_monitor.releases.models import SiteStatement
from strategy_monitor.releases.statement import TITLES
from tests.outages import database_down
from tests.pages.reading import main, soup

ADDRESSES = {
    "contact": "/contact/",
    "legal": "/mentions-legales/",
    "accessibility": "/accessibilite/",
    "privacy": "/vie-privee/",
}


def test_every_piece_has_its_page_once() -> None:
    assert sorted(piece for notice in NOTICES.values() for piece in notice.given) == sorted(TITLES)


@pytest.mark.usefixtures("published")
def test_each_piece_is_missing_until_it_is_given_and_shows_at_once(client: Client) -> None:
    """Typed text stays text; what was kept by a reader is out of date as soon as it is saved."""
    before = {name: client.get(address) for name, address in ADDRESSES.items()}
    for name, notice in NOTICES.items():
        given = soup(before[name]).select("main dl.explained dd")
        assert [dd.get_text(strip=True) for dd in given] == ["non communiqué"] * len(notice.given)
    SiteStatement.objects.create(
        **{piece: f"<b>{piece}</b> https://exemple.be/" for piece in TITLES} | {"contact_email": "suivi@exemple.be"}
    )
    for name, notice in NOTICES.items():
        again = client.get(ADDRESSES[name], headers={"If-None-Match": before[name]["ETag"]})
        assert again.status_code == 200
        page = soup(again)
        told = [dd.get_text(strip=True) for dd in page.select("main dl.explained dd")]
        assert told == ["suivi@exemple.be" if one == "contact_email" else f"<b>{one}</b>https://exemple.be/"
                        for one in notice.given]  # fmt: skip
        kept = client.get(ADDRESSES[name], headers={"If-None-Match": again["ETag"]})
        assert (kept.status_code, kept["ETag"]) == (304, again["ETag"])
        assert not again.cookies
    assert soup(client.get("/contact/")).select_one("main a[href='mailto:suivi@exemple.be']")


@pytest.mark.django_db
def test_they_stand_before_anything_is_published_and_while_the_database_is_out(client: Client) -> None:
    nothing = client.get("/")
    assert nothing.status_code == 503
    assert len(soup(nothing).select("header nav a")) == 6
    assert soup(nothing).select_one("footer a[href='/contact/']")
    assert "non communiqué" in main(client.get("/contact/"))
    SiteStatement.objects.create(contact_service="Service du suivi")
    assert "Service du suivi" in main(client.get("/contact/"))
    with database_down() as refused:
        assert "Service du suivi" in main(client.get("/contact/"))
    assert refused


@pytest.mark.usefixtures("published")
def test_the_foot_of_every_page_leads_to_them(client: Client, admin_client: Any) -> None:
    for address in ("/", "/indicateurs/2.2-O2/", "/versions/2025/1/axes/2/", "/api/", "/nulle/part/", "/contact/"):
        found = {link["href"] for link in soup(client.get(address)).select("footer a")}
        assert set(ADDRESSES.values()) <= found, address
    for address in ("/bureau/", "/bureau/copie/", "/admin/", "/admin/login/"):
        found = {link["href"] for link in soup(admin_client.get(address, follow=True)).select("#footer a, footer a")}
        assert set(ADDRESSES.values()) <= found, address


@pytest.mark.usefixtures("published")
def test_the_end_of_a_session_is_told_as_it_is(client: Client, settings: Any) -> None:
    """What is said is done: `tests/browser/test_session_ends.py`."""
    said = main(client.get(ADDRESSES["accessibility"]))
    assert f"{settings.SESSION_COOKIE_AGE // 3600} heures après la connexion" in said
    hours = settings.SESSION_COOKIE_AGE // 3600
    assert f"tient la session ({hours} heures)" in main(client.get(ADDRESSES["privacy"]))
    assert f"{settings.SESSION_IDLE_MINUTES} minutes après son dernier usage" in said
    assert "la page l’annonce, la session se prolonge, et ce qui est tapé reste" in said
