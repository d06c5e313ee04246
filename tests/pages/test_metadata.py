"""What machines find on the site: the catalogue, the feeds, the citations, and what a page says of itself."""

from __future__ import annotations

import json
import re
from typing import Any

import feedparser
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import resolve

from indicators.models import Indicator
from strategy_monitor.demo.prepare import add_earlier_edition
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.web.authority import Licence
from tests.pages.reading import main, soup, text
from tests.people import person, signed_in
from tests.vouched import one_more

pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.once]

HOSTILE = "</script><script>alert(1)</script><!--"


def renamed(title: str, reason: str = "Un titre plus court.") -> None:
    indicator = Indicator.objects.get(code="1.4-O1")
    indicator.title = title
    indicator.save()
    publish("2025", reason)


def linked(response: HttpResponse) -> list[dict[str, Any]]:
    return [json.loads(tag.string or "") for tag in soup(response).select('script[type="application/ld+json"]')]


class TestCatalogue:
    def test_every_file_that_it_lists_is_served_as_what_it_says(self, client: Client) -> None:
        graph = client.get("/donnees/catalogue.jsonld").json()["@graph"]
        files = [node for node in graph if node["@type"] == "dcat:Distribution"]
        assert len(files) > len(load.current().report.indicators)
        for file in files:
            path = file["downloadURL"].removeprefix(settings.SITE_URL)
            assert resolve(path)
            if path.startswith("/versions/2025/1/donnees/") or "/2.2-O2" in path:
                response = client.get(path)
                assert response.status_code == 200, path
                assert file["mediaType"].endswith(response["Content-Type"].partition(";")[0]), path

    def test_the_service_that_it_names_is_the_api(self, client: Client) -> None:
        graph = client.get("/donnees/catalogue.jsonld").json()["@graph"]
        (service,) = [node for node in graph if node["@type"] == "dcat:DataService"]
        assert service["endpointURL"] == f"{settings.SITE_URL}/api/v1/"
        described = client.get(service["endpointDescription"].removeprefix(settings.SITE_URL)).json()
        assert described["openapi"].startswith("3.1"), service["conformsTo"]

    def test_each_release_has_its_own_under_addresses_that_never_change(self, client: Client) -> None:
        newest, past = (client.get(f"{base}donnees/catalogue.jsonld") for base in ("/", "/versions/2025/1/"))
        assert newest["Content-Type"] == "application/ld+json"
        assert newest["Access-Control-Allow-Origin"] == "*"
        assert newest["Content-Disposition"] == 'inline; filename="strategie-numerique-2025-1-catalogue.jsonld"'
        assert newest.json()["@graph"][0]["@id"] == f"{settings.SITE_URL}/donnees/#catalogue"
        assert past.json()["@graph"][0]["@id"] == f"{settings.SITE_URL}/versions/2025/1/donnees/#catalogue"

    def test_the_data_page_leads_to_both_writings(self, client: Client) -> None:
        links = {tag["type"]: tag["href"] for tag in soup(client.get("/donnees/")).select("link[rel=alternate]")}
        for media_type in ("application/ld+json", "text/turtle"):
            assert client.get(links[media_type])["Content-Type"].startswith(media_type)


class TestFeeds:
    def test_a_correction_and_a_withdrawal_are_news(self, client: Client) -> None:
        one_more(value=7780)
        publish("2025", "Un chiffre corrigé.")
        before = client.get("/flux/versions.atom")
        assert before["Content-Type"] == "application/atom+xml; charset=utf-8"
        found = feedparser.parse(before.content)
        assert [entry.id.rpartition(":")[2] for entry in found.entries] == ["versions/2025/2", "versions/2025/1"]
        assert "7\u202f780\u00a0participants → 7\u202f781\u00a0participants" in found.entries[0].content[0].value
        withdraw("2025", 2, "Publiée par erreur.")
        after = client.get("/flux/versions.atom", headers={"If-None-Match": before["ETag"]})
        assert after.status_code == 200, "the reader’s copy is out of date"
        newest = feedparser.parse(after.content).entries[0]
        assert newest.id == found.entries[0].id
        assert "Publiée par erreur." in newest.content[0].value
        assert "7\u202f781" not in newest.content[0].value

    def test_an_axis_has_its_own(self, client: Client) -> None:
        renamed("Banques de ressources", "Un titre.")
        for axis, count in ((1, 2), (2, 1)):
            found = feedparser.parse(client.get(f"/flux/axe-{axis}.atom").content)
            assert len(found.entries) == count
            assert f"axe {axis}" in found.feed.title
        assert client.get("/flux/axe-9.atom").status_code == 404

    def test_every_address_in_a_feed_answers(self, client: Client) -> None:
        Indicator.objects.get(code="4.1-O3").delete()
        publish("2025", "Indicateur abandonné.")
        for address in ("/flux/versions.atom", "/flux/axe-4.atom"):
            body = client.get(address).content.decode()
            paths = {path.partition("#")[0] for path in re.findall(rf'{settings.SITE_URL}(/[^"&<]*)', body)}
            assert len(paths) >= 5
            assert [path for path in sorted(paths) if client.get(path).status_code != 200] == []

    def test_a_made_up_edition_is_news_to_nobody(self, client: Client) -> None:
        name, _new = add_earlier_edition()
        (entry,) = feedparser.parse(client.get("/flux/versions.atom").content).entries
        assert entry.id.endswith("versions/2025/1")
        assert "fictive" not in entry.content[0].value
        edition, _, number = name.partition(".")
        response = client.get(f"/versions/{edition}/{number}/indicateurs/2.2-O2/")
        assert response.status_code == 200
        assert linked(response) == []

    def test_a_page_announces_them(self, client: Client) -> None:
        def announced(path: str) -> list[str]:
            return [tag["href"] for tag in soup(client.get(path)).select('link[type="application/atom+xml"]')]

        assert announced("/") == ["/flux/versions.atom"]
        assert announced("/axes/2/") == ["/flux/versions.atom", "/flux/axe-2.atom"]
        shown = [link["href"] for link in soup(client.get("/versions/")).select("main a[href^='/flux/']")]
        assert shown == ["/flux/versions.atom", *(f"/flux/axe-{number}.atom" for number in range(1, 6))]


class TestCitations:
    @pytest.mark.parametrize(("page", "name"), [("/indicateurs/2.2-O2/", "2.2-O2"), ("/donnees/", "rapport")])
    def test_a_page_leads_to_its_citation_in_each_format(self, client: Client, page: str, name: str) -> None:
        links = [tag["href"] for tag in soup(client.get(page)).select("main a[download]")]
        for suffix in ("bib", "ris", "txt"):
            (href,) = [link for link in links if link.endswith(f"/{name}.{suffix}")]
            response = client.get(href)
            assert response["Content-Disposition"] == f'inline; filename="strategie-numerique-2025-1-{name}.{suffix}"'
            assert "charset=utf-8" in response["Content-Type"]

    def test_a_past_release_cites_itself(self, client: Client) -> None:
        section = soup(client.get("/versions/2025/1/indicateurs/2.2-O2/")).select_one("section[aria-labelledby=citer]")
        assert section
        found = {text(link): link["href"] for link in section.select("a[download]")}
        base = "/versions/2025/1/indicateurs/2.2-O2"
        assert found == {"BibTeX": f"{base}.bib", "RIS": f"{base}.ris", "texte": f"{base}.txt"}
        assert b"fwb-sne-2025-1-2-2-o2" in client.get(f"{base}.bib").content

    def test_what_is_unknown_is_not_cited(self, client: Client) -> None:
        response = client.get("/indicateurs/9.9-O9.bib")
        assert response.status_code == 404
        assert "Aucun indicateur ne porte ce code." in main(response)


class TestPages:
    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/", "DataCatalog"),
            ("/donnees/", "DataCatalog"),
            ("/rapport/", "Report"),
            ("/indicateurs/2-I4/", "Dataset"),
        ],
    )
    def test_a_page_says_what_it_is_to_search_engines(self, client: Client, path: str, kind: str) -> None:
        (found,) = linked(client.get(path))
        assert found["@type"] == kind
        assert found["url"].startswith(f"{settings.SITE_URL}/versions/2025/1/")

    def test_no_title_can_end_the_script_that_holds_it(self, client: Client) -> None:
        renamed(HOSTILE)
        response = client.get("/indicateurs/1.4-O1/")
        (found,) = linked(response)
        assert found["name"] == HOSTILE
        assert b"<script>alert(1)" not in response.content

    def test_an_answer_says_by_which_address_to_cite_it(self, client: Client) -> None:
        version = f"{settings.SITE_URL}/versions/2025/1"
        for path in ("/", "/axes/2/", "/indicateurs/2.2-O2/", "/indicateurs/2.2-O2.json", "/donnees/rapport.csv"):
            for _written_then_remembered in range(2):
                assert f'<{version}{path}>; rel="cite-as"' in client.get(path)["Link"]
        assert f'<{version}/axes/2/>; rel="cite-as"' in client.get("/versions/2025/1/axes/2/")["Link"]
        for path in ("/versions/", "/flux/versions.atom"):
            assert "cite-as" not in client.get(path).get("Link", ""), "it is of no release"

    def test_a_decided_licence_is_named_everywhere(self, client: Client) -> None:
        assert "license" not in client.get("/")["Link"]
        with override_settings(DATA_LICENCE=Licence("CC BY 4.0", "https://exemple.be/by")):
            response = client.get("/indicateurs/2.2-O2/")
        assert '<https://exemple.be/by>; rel="license"' in response["Link"]
        assert linked(response)[0]["license"] == "https://exemple.be/by"
        assert soup(response).select_one("link[rel=license]")["href"] == "https://exemple.be/by"

    def test_the_working_copy_is_for_no_search_engine(self) -> None:
        client = signed_in(person("lea", "Lecture"))
        response = client.get("/bureau/copie/indicateurs/2.2-O2/")
        assert response.status_code == 200
        assert linked(response) == []
        assert "Link" not in response
        assert not soup(response).select('link[type="application/atom+xml"]')
        assert "copie de travail" in client.get("/bureau/copie/rapport.bib").content.decode()
