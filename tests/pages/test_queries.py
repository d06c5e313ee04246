"""What a public page costs, and how it may be kept: one short query, one ETag, no cookie."""

from __future__ import annotations

from functools import cache

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator
from strategy_monitor.pages import crawlers, viewing
from strategy_monitor.releases import indexes, load
from strategy_monitor.releases.publish import publish
from tests.memory import forget, forget_answers

pytestmark = pytest.mark.usefixtures("published")

WORKING_COPY = ("axes_", "indicators_")


def public_addresses() -> list[str]:
    """Every public page and file, with and without parameters."""
    head = load.current().head
    shown = viewing.Viewing(load.current().report, "", "public", head, head)
    return [
        *crawlers.addresses(shown),
        "/recherche/",
        "/recherche/?q=formation",
        "/indicateurs/?axe=2&tri=-niveau",
        "/donnees/rapport.json",
        "/donnees/rapport.xlsx",
        "/donnees/schema.json",
        "/donnees/catalogue.ttl",
        "/rapport.bib",
        "/indicateurs/2.1-O2.ris",
        "/indicateurs/2.1-O2.json",
        "/indicateurs/2.1-O2/releves/heures/2023-2024.json",
        "/indicateurs/2-I4/programme-de-collaboration-evolution.png",
        "/indicateurs/2-I4/programme-de-collaboration-evolution/integrer/",
        "/indicateurs/2.1-O2.tableur.csv",
        "/api/",
        "/api/ressources/indicators/",
        "/api/formes/",
        "/versions/2025/1/",
        "/versions/2025/1/indicateurs/?q=formation",
        "/versions/2025/1/donnees/rapport.json",
    ]


def asked(client: Client, address: str) -> tuple[HttpResponse, list[str]]:
    """What is answered, and the queries that it took."""
    with CaptureQueriesContext(connection) as caught:
        response = client.get(address)
    assert response.status_code == 200, address
    return response, [query["sql"] for query in caught.captured_queries]


def queries_of(client: Client, address: str) -> list[str]:
    return asked(client, address)[1]


def each_asked(client: Client) -> dict[str, tuple[HttpResponse, list[str]]]:
    """All of them, by a process that knows the documents and has written nothing yet."""
    forget_answers()
    for head in load.heads():
        load.open_release(head)
        indexes.index_of_release(head.pk, head.sha256)
    return {address: asked(client, address) for address in public_addresses()}


@cache
def first_release_asked() -> dict[str, tuple[HttpResponse, list[str]]]:
    """Of the release that all these tests begin from: asked by the first that needs it, for all."""
    return each_asked(Client())


def test_a_page_costs_one_query_whatever_it_shows() -> None:
    costs_one_query(first_release_asked())


def costs_one_query(each: dict[str, tuple[HttpResponse, list[str]]]) -> None:
    """It asks for the heads of the releases, without their documents; the working copy is never read."""
    assert len(each) > 40
    for address, (_response, found) in each.items():
        assert len(found) == 1, (address, found)
        (only,) = found
        assert "releases_release" in only, address
        assert '"document"' not in only, address
        assert not any(table in only for table in WORKING_COPY), address


def test_a_bigger_report_costs_no_more(client: Client) -> None:
    indicator = Indicator.objects.get(code="1.4-O1")
    for number in range(20):
        Indicator.objects.create(
            code=f"1.4-O{number + 50}", category="operational", nature="quantitative", action=indicator.action,
            title=f"Indicateur {number}", short_title=f"Indicateur {number}", source="Essai", position=number + 50,
        )  # fmt: skip
    publish("2025", "Vingt indicateurs de plus.")
    costs_one_query(each_asked(client))


def test_the_first_reader_of_a_release_pays_for_reading_its_document(client: Client) -> None:
    """Two queries, once per process: the heads, then the document to check."""
    forget()
    first = queries_of(client, "/")
    assert len(first) == 2
    assert '"document"' in first[1]


def test_the_list_of_releases_costs_two_queries(client: Client) -> None:
    """The heads, to find the one shown; the heads again, to list them all. Each document was checked already."""
    publish("2026", "Une autre édition.")
    queries_of(client, "/versions/")
    found = queries_of(client, "/versions/")
    assert len(found) == 2
    assert not any('"document"' in sql for sql in found)


def test_the_list_of_pages_costs_two_queries(client: Client) -> None:
    """The heads, and when what the authority states last changed."""
    queries_of(client, "/sitemap.xml")
    found = queries_of(client, "/sitemap.xml")
    assert len(found) == 2
    assert "releases_historicalsitestatement" in found[1]


def test_a_reader_who_has_the_page_is_told_so_whatever_their_cookies_until_a_new_release(client: Client) -> None:
    addresses = public_addresses()
    before = {address: is_told_so(client, address) for address in addresses if "/versions/" not in address}
    for address in {*addresses, "/versions/", "/sitemap.xml", "/flux/versions.atom"} - before.keys():
        is_told_so(client, address)
    asked_with_cookies(client, "/robots.txt")
    indicator = Indicator.objects.get(code="1.4-O1")
    indicator.short_title = "Banques de ressources"
    indicator.save()
    publish("2025", "Un titre plus court.")
    for address, tag in before.items():
        response = client.get(address, headers={"If-None-Match": tag})
        assert response.status_code == 200, address


def asked_with_cookies(client: Client, address: str) -> HttpResponse:
    for cookie in ("", "sessionid=x; csrftoken=y", "sessionid=" + "a" * 32):
        found = client.get(address, headers={"cookie": cookie})
        assert not found.cookies, address
        assert "cookie" not in found.headers.get("Vary", "").lower(), address
    return found


def is_told_so(client: Client, address: str) -> str:
    """By the ETag of the page, which is given."""
    first = asked_with_cookies(client, address)
    for ask in (client.get, client.head):
        assert ask(address)["ETag"] == first["ETag"], address
        assert first["ETag"].startswith('W/"'), address
        assert first["Cache-Control"] == "public, no-cache", address
        again = ask(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304, address
        assert again["ETag"] == first["ETag"]
        assert not again.content
    return first["ETag"]


def test_the_same_page_is_the_same_bytes(client: Client) -> None:
    """Written twice, not remembered: nothing random, nothing of the reader, no time of day."""
    first = first_release_asked()
    forget()
    for address, (response, _queries) in first.items():
        assert client.get(address).content == response.content, address
