"""What can be taken away: the very bytes that were published, their schema, one indicator, one chart."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import urljoin

import jsonschema
import pytest
from django.conf import settings
from django.test import Client

from strategy_monitor.charts import chart
from strategy_monitor.exports import weights
from strategy_monitor.exports.addresses import FileSubject, at
from strategy_monitor.kept import keeping
from strategy_monitor.pages import data
from strategy_monitor.releases import load
from strategy_monitor.releases.models import Release
from strategy_monitor.report import canonical
from strategy_monitor.web.authority import Licence
from tests.exports.offered import DATA_FORMATS
from tests.pages.reading import main, soup, text
from tests.vouched import one_more

DICTIONARY = "/donnees/dictionnaire.csv"
"""Linked twice: among the tables, and where the page says how to read them."""
CSV = "text/csv; charset=utf-8; header=present"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GIVEN = [
    ("/donnees/rapport.csv", CSV, "strategie-numerique-2025-1-rapport.csv"),
    ("/donnees/rapport.tableur.csv", CSV, "strategie-numerique-2025-1-rapport.tableur.csv"),
    ("/donnees/rapport.xlsx", XLSX, "strategie-numerique-2025-1-rapport.xlsx"),
    ("/donnees/rapport.zip", "application/zip", "strategie-numerique-2025-1-rapport.zip"),
    (
        "/donnees/rapport.sdmx.csv",
        "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
        "strategie-numerique-2025-1-rapport.sdmx.csv",
    ),
    (
        "/donnees/structure.sdmx.xml",
        "application/vnd.sdmx.structure+xml; version=3.0.0",
        "strategie-numerique-2025-1-structure.sdmx.xml",
    ),
    ("/donnees/notes.csv", CSV, "strategie-numerique-2025-1-notes.csv"),
    ("/axes/2.xlsx", XLSX, "strategie-numerique-2025-1-axe-2.xlsx"),
    ("/axes/2.zip", "application/zip", "strategie-numerique-2025-1-axe-2.zip"),
    ("/indicateurs/2.1-O2.tableur.csv", CSV, "strategie-numerique-2025-1-2.1-O2.tableur.csv"),
    ("/indicateurs/2.1-O2.json", "application/json", "strategie-numerique-2025-1-2.1-O2.json"),
]


def data_files(subject: FileSubject, *args: object) -> set[str]:
    """The address of each file of the open data of this."""
    return {at("", form.name(subject), *args) for form in DATA_FORMATS if subject in form.offers}


@pytest.mark.usefixtures("published")
class TestFiles:
    def test_the_document_is_the_published_text_byte_for_byte(self, client: Client) -> None:
        release = Release.objects.get()
        response = client.get("/donnees/rapport.json")
        assert response.content == release.document.encode()
        assert hashlib.sha256(response.content).hexdigest() == release.sha256
        assert response.headers["Content-Type"] == "application/json"
        assert response.headers["Content-Disposition"] == 'inline; filename="strategie-numerique-2025-1-rapport.json"'

    def test_the_text_that_was_published_is_served_where_the_code_would_now_write_another(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        release = Release.objects.get()
        monkeypatch.setattr(canonical, "dump", lambda report: report.model_dump_json(indent=1))
        assert client.get("/donnees/rapport.json").content == release.document.encode()

    def test_any_site_may_fetch_it_and_finds_its_schema(self, client: Client) -> None:
        for _written_then_remembered in range(2):
            response = client.get("/donnees/rapport.json")
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            assert response.headers["Link"].startswith('<schema.json>; rel="describedby"')
        schema = client.get("/donnees/schema.json")
        assert schema.headers["Content-Type"] == "application/schema+json"
        jsonschema.validate(response.json(), json.loads(schema.content))

    def test_an_indicator_stands_alone(self, client: Client) -> None:
        found = client.get("/indicateurs/2.1-O2.json").json()
        head, report = load.current().head, load.current().report
        indicator = report.indicator("2.1-O2")
        assert indicator
        assert found["indicator"] == indicator.model_dump(mode="json")
        assert (found["edition"], found["release"], found["release_sha256"]) == ("2025", 1, head.sha256)
        assert [provider["code"] for provider in found["providers"]] == ["FPO", "IFPC"]

    def test_every_chart_is_an_image_of_its_own(self, client: Client) -> None:
        drawn = [one for indicator in load.current().report.indicators for one in chart.charts_for(indicator)]
        assert drawn
        for one in drawn:
            response = client.get(f"/indicateurs/{one.code}/{one.key}.svg")
            assert response.status_code == 200, one.key
            assert response.headers["Content-Type"] == "image/svg+xml"
            image = ET.fromstring(response.content)
            assert image.tag == "{http://www.w3.org/2000/svg}svg"
            said = "".join(image.itertext())
            assert one.sentence in said
            assert "Source" in said
            assert one.code in said

    def test_the_page_lists_everything_that_can_be_taken(self, client: Client) -> None:
        response = client.get("/donnees/")
        report, head = load.current().report, load.current().head
        links = [link["href"] for link in soup(response).select("main a[download]")]
        assert len(set(links) - {DICTIONARY}) == len([href for href in links if href != DICTIONARY])
        assert data_files("report") <= set(links)
        for axis in report.axes:
            assert data_files("axis", axis.number) <= set(links)
        for indicator in report.indicators:
            assert data_files("indicator", indicator.code) <= set(links)
            assert {f"/indicateurs/{indicator.code}/{one.key}.svg" for one in chart.charts_for(indicator)} <= set(links)
        assert text(soup(response).select_one(".hash")) == head.sha256
        assert "EUPL-1.2" in main(response)
        assert f"{settings.SITE_URL}/versions/2025/1/" in main(response)

    def test_the_page_says_what_each_file_weighs(self, client: Client) -> None:
        page = soup(client.get("/donnees/"))
        for address in ("/donnees/rapport.zip", "/donnees/rapport.xlsx", "/donnees/notes.csv"):
            size = page.select_one(f'main a[href="{address}"]').find_next("small")
            told = int("".join(filter(str.isdigit, text(size))))
            assert told == -(-len(client.get(address).content) // 1000), address

    def test_files_are_weighed_once_for_what_is_published_and_for_a_copy_that_rests(
        self, client: Client, admin_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        weighed: list[str] = []

        def watch(forms: Any, publication: Any) -> Any:
            weighed.append(publication.version)
            return honest(forms, publication)

        honest = data.weigh_formats
        monkeypatch.setattr(data, "weigh_formats", watch)
        data.weigh_listed.cache_clear()
        for _time in range(2):
            for address in ("/donnees/", "/versions/2025/1/donnees/"):
                keeping.MEMORY.clear()
                assert client.get(address).status_code == 200
            assert admin_client.get("/bureau/copie/donnees/").status_code == 200
        assert weighed == ["2025-1", "copie-de-travail"]
        one_more()
        admin_client.get("/bureau/copie/donnees/")
        assert weighed == ["2025-1", "copie-de-travail", "copie-de-travail"]

    def test_of_a_large_report_it_says_about_how_much_and_where_the_files_of_an_indicator_are(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(weights, "COMMON", 10)
        data.weigh_listed.cache_clear()
        monkeypatch.setattr(data, "LISTED_TOGETHER", 10)
        page = soup(client.get("/donnees/"))
        size = text(page.select_one('main a[href="/donnees/rapport.csv"]').find_next("small"))
        assert size.startswith("environ ")
        assert size.endswith(" ko")
        assert not page.select("#indicateurs table")
        assert page.select_one("#indicateurs a")["href"] == "/indicateurs/"
        own = {link["href"] for link in soup(client.get("/indicateurs/2.1-O1/")).select("main a")}
        assert data_files("indicator", "2.1-O1") <= own
        charts = chart.charts_for(load.current().report.indicator("2.1-O1"))
        assert {f"/indicateurs/2.1-O1/{one.key}.svg" for one in charts} <= own

    def test_no_licence_is_presumed_and_the_one_that_was_decided_is_linked(self, client: Client, settings: Any) -> None:
        before = client.get("/donnees/")
        assert "n’a pas encore précisé la licence" in main(before)
        settings.DATA_LICENCE = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.fr")
        after = client.get("/donnees/", headers={"If-None-Match": before["ETag"]})
        assert "CC BY 4.0" in main(after)
        assert soup(after).select_one('main a[rel="license"]')["href"] == settings.DATA_LICENCE.url

    @pytest.mark.parametrize(("address", "kind", "name"), GIVEN)
    def test_a_file_has_its_type_and_a_name_that_says_of_what_release_it_is(
        self, client: Client, address: str, kind: str, name: str
    ) -> None:
        response = client.get(address)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == kind
        assert response.headers["Content-Disposition"].endswith(f'; filename="{name}"')
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        again = client.get(address, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert client.get(f"/versions/2025/1{address}").content == response.content

    @pytest.mark.parametrize(
        "address", ["/axes/9.csv", "/axes/0.csv", "/indicateurs/9.9-O9.xlsx", "/indicateurs/9.9-O9.tableur.csv"]
    )
    def test_what_does_not_exist_has_no_file(self, client: Client, address: str) -> None:
        assert client.get(address).status_code == 404

    def test_a_file_for_programs_says_where_it_is_described(self, client: Client) -> None:
        described = {
            "/donnees/rapport.csv": "/donnees/rapport.csv-metadata.json",
            "/donnees/notes.csv": "/donnees/rapport.csv-metadata.json",
            "/donnees/rapport.sdmx.csv": "/donnees/structure.sdmx.xml",
            "/axes/2.json": "/donnees/schema-axe.json",
            "/indicateurs/2.1-O2.json": "/donnees/schema-indicateur.json",
        }
        for address, description in described.items():
            for mount in ("", "/versions/2025/1"):
                link = re.match('<([^>]+)>; rel="describedby"', client.get(mount + address).headers["Link"])
                assert link
                assert urljoin(mount + address, link[1]) == mount + description
                assert client.get(mount + description).status_code == 200

    def test_a_page_offers_the_data_that_it_shows(self, client: Client) -> None:
        for page, files in (
            ("/axes/2/", data_files("axis", 2)),
            ("/indicateurs/2.1-O2/", data_files("indicator", "2.1-O2")),
        ):
            links = {link["href"] for link in soup(client.get(page)).select("main a[download]")}
            assert files <= links

    def test_the_working_copy_gives_files_that_say_that_it_is_not_published(self, admin_client: Client) -> None:
        response = admin_client.get("/bureau/copie/donnees/rapport.csv")
        assert response.headers["Content-Disposition"].endswith(
            'filename="strategie-numerique-copie-de-travail-rapport.csv"'
        )
        assert response.headers["Cache-Control"] == "no-store"
        rows = list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))
        assert {(row["release"], row["release_sha256"]) for row in rows} == {("", "")}
        assert admin_client.get("/bureau/copie/donnees/").status_code == 200

    def test_it_says_how_to_quote_the_report(self, client: Client) -> None:
        quoted = text(soup(client.get("/donnees/")).select_one(".citation"))
        assert "édition 2025, version 1 (" in quoted
        assert quoted.startswith(load.current().report.strategy.authority)

    def test_a_past_release_gives_its_own_files(self, client: Client) -> None:
        links = [link["href"] for link in soup(client.get("/versions/2025/1/donnees/")).select("main a[download]")]
        assert all(href.startswith("/versions/2025/1/") for href in links)
        assert (
            client.get("/versions/2025/1/donnees/rapport.json").content == client.get("/donnees/rapport.json").content
        )


def test_the_page_says_of_each_apostrophe_that_its_files_add_why_it_is_there(client: Client, published: None) -> None:
    file = client.get("/donnees/rapport.tableur.csv")
    rows = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert "'2.2" in {row["Section"] for row in rows}
    said = text(soup(client.get("/donnees/")).select_one("section:has(#programmes)"))
    assert "un texte qui ressemble à un nombre ou à une date, comme « 2.2 »" in said
