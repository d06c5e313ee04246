"""What robots are given: the public pages, and only those."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import localtime

from strategy_monitor.releases import load
from strategy_monitor.releases.models import SiteStatement
from strategy_monitor.web.authority import Contact

API_RESOURCES = {
    *("racine", "openapi", "schema", "report", "search", "strategy", "governance", "axes", "actions", "measures"),
    *("references", "notes", "scale", "indicators", "observations", "providers", "acronyms", "releases", "changes"),
}
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def entries(published: None, client: Client) -> dict[str, str]:
    """Address → last change."""
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    return read_entries(response.content)


def read_entries(written: bytes) -> dict[str, str]:
    tree = ET.fromstring(written)
    return {e.findtext("s:loc", "", SPACE): e.findtext("s:lastmod", "", SPACE) for e in tree.findall("s:url", SPACE)}


def test_it_names_every_public_page_once_at_its_absolute_address(entries: dict[str, str]) -> None:
    report = load.current().report
    paths = [
        "/",
        "/gouvernance/",
        "/axes/",
        "/indicateurs/",
        "/rapport/",
        "/methode/",
        "/calendrier/",
        "/methode/notes/",
        "/sans-indicateur/",
        "/donnees/",
    ]
    paths += [f"/axes/{axis.number}/" for axis in report.axes]
    paths += [f"/indicateurs/{indicator.code}/" for indicator in report.indicators]
    paths += ["/contact/", "/mentions-legales/", "/accessibilite/", "/vie-privee/"]
    paths += ["/versions/", "/errata/", "/comparaison/", "/api/", "/api/formes/"]
    paths += [f"/api/ressources/{name}/" for name in API_RESOURCES]
    assert sorted(entries) == sorted(settings.SITE_URL + path for path in paths)


def test_each_page_reads_and_names_the_same_canonical_address(entries: dict[str, str], client: Client) -> None:
    for address in entries:
        response = client.get(address.removeprefix(settings.SITE_URL))
        assert response.status_code == 200, address
        assert f'<link rel="canonical" href="{address}">' in response.text


STATEMENTS = {"/contact/", "/mentions-legales/", "/accessibilite/", "/vie-privee/"}
"""What the authority states of its site: of no release."""


def test_a_page_last_changed_when_its_release_was_published(entries: dict[str, str]) -> None:
    of_releases = {address for address in entries if address.removeprefix(settings.SITE_URL) not in STATEMENTS}
    changed = {dt.datetime.fromisoformat(entries[address]) for address in of_releases}
    assert changed == {load.current().head.published_at}


def test_what_the_authority_states_changed_when_it_was_stated(published: None, client: Client) -> None:
    """Not when a release was published; unknown as long as nothing was stated. Who kept the list is told."""

    def ask() -> tuple[set[str], str]:
        response = client.get("/sitemap.xml")
        changed = read_entries(response.content)
        return {changed[settings.SITE_URL + path] for path in STATEMENTS}, response["ETag"]

    changed, first = ask()
    assert changed == {""}
    stated = SiteStatement.objects.create(host="Etnic")
    changed, second = ask()
    assert changed == {localtime(stated.history.first().history_date).isoformat()}
    stated.contact_phone = "+32 2 000 00 00"
    stated.save()
    again, third = ask()
    assert again == {localtime(stated.history.first().history_date).isoformat()} != changed
    assert len({first, second, third}) == 3


def test_robots_stay_out_of_the_desk_and_the_admin(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /bureau/",
        "Disallow: /compte/",
        "",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]


def test_the_icon_is_found_under_its_old_name_too(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/img/icon.svg")
    assert "max-age" in response["Cache-Control"]


def test_whom_to_tell_of_a_fault_is_what_the_authority_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = Contact.read("mailto:securite@exemple.be, https://exemple.be/failles", "2027-06-30")
    monkeypatch.setattr(settings, "SECURITY_CONTACT", contact)
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.splitlines() == [
        "Contact: mailto:securite@exemple.be",
        "Contact: https://exemple.be/failles",
        "Expires: 2027-06-30T00:00:00Z",
        "Preferred-Languages: fr",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]


def test_nobody_is_invented_whom_to_tell_of_a_fault(client: Client) -> None:
    response = client.get("/.well-known/security.txt")
    assert response.status_code == 404
    assert "n’a pas communiqué qui prévenir" in response.text
