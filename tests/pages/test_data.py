"""What can be taken away: the very bytes that were published, their schema, one indicator, one chart."""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from django.test import Client

from strategy_monitor.pages import data
from strategy_monitor.releases import load
from strategy_monitor.releases.models import Release
from strategy_monitor.report import canonical
from strategy_monitor.report.charts import chart
from strategy_monitor.report.charts.image import HUES
from tests.pages.reading import main, soup, text

SCHEMA_FILE = Path(settings.BASE_DIR) / "docs" / "report.schema.json"


def test_an_image_has_the_colours_of_the_pages() -> None:
    light = (Path(settings.BASE_DIR) / "static" / "css" / "site.css").read_text(encoding="utf-8").split("@media")[0]
    assert all(f"--{name}: {colour};" in light for name, colour in HUES.items())


def test_the_schema_in_the_documentation_is_current() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == data.schema_text(), (
        "docs/report.schema.json is out of date: write strategy_monitor.pages.data.schema_text() to it"
    )


@pytest.mark.usefixtures("published")
class TestFiles:
    def test_the_document_is_the_published_text_byte_for_byte(self, client: Client) -> None:
        release = Release.objects.get()
        response = client.get("/donnees/rapport.json")
        assert response.content == release.document.encode()
        assert hashlib.sha256(response.content).hexdigest() == release.sha256
        assert response.headers["Content-Type"] == "application/json"
        assert response.headers["Content-Disposition"] == 'inline; filename="rapport-2025-1.json"'

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
            assert response.headers["Link"].startswith('</donnees/schema.json>; rel="describedby"')
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
        assert [provider["code"] for provider in found["providers"]] == ["IFPC"]

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
        expected = ["/donnees/rapport.json", "/donnees/schema.json"]
        for indicator in report.indicators:
            expected.append(f"/indicateurs/{indicator.code}.json")
            expected += [f"/indicateurs/{indicator.code}/{one.key}.svg" for one in chart.charts_for(indicator)]
        assert links == expected
        assert text(soup(response).select_one(".hash")) == head.sha256
        assert "EUPL-1.2" in main(response)
        assert f"{settings.SITE_URL}/versions/2025/1/" in main(response)

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
