"""What is taken of a chart: its images, a frame that any site may show, an address, a citation; oEmbed."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from indicators.models import Indicator
from strategy_monitor.charts.chart import Chart, charts_for
from strategy_monitor.exports import raster
from strategy_monitor.pages import taking
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from tests.pages.reading import main, soup, text
from tests.vouched import one_more

pytestmark = pytest.mark.usefixtures("published")

CHART = "/indicateurs/2-I4/programme-de-collaboration-evolution"
PERMANENT = f"{settings.SITE_URL}/versions/2025/1{CHART}/integrer/"
LIVING = f"{settings.SITE_URL}{CHART}/integrer/"
PAGE = f"{settings.SITE_URL}/indicateurs/2-I4/"


def drawn() -> list[Chart]:
    return [one for indicator in load.current().report.indicators for one in charts_for(indicator)]


def taken(client: Client, address: str = "/indicateurs/2-I4/") -> BeautifulSoup:
    return soup(client.get(address)).select_one("details.take")


class TestPng:
    def test_a_chart_is_a_png_twice_the_size_of_its_svg(self, client: Client) -> None:
        response = client.get(f"{CHART}.png")
        assert response["Content-Type"] == "image/png"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response.content.startswith(b"\x89PNG")
        width = struct.unpack(">I", response.content[16:20])[0]
        assert width == 2 * int(ET.fromstring(client.get(f"{CHART}.svg").content).attrib["width"])

    def test_a_machine_that_cannot_draw_it_says_so(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def cannot(svg: str, scale: float) -> bytes:
            raise raster.CannotRasterise("absent")

        monkeypatch.setattr(raster, "png", cannot)
        response = client.get(f"{CHART}.png")
        assert response.status_code == 404
        assert "le SVG montre la même chose" in main(response)


class TestFrame:
    def test_every_chart_has_a_page_that_any_site_may_frame(self, client: Client) -> None:
        for one in drawn():
            response = client.get(f"/indicateurs/{one.code}/{one.key}/integrer/")
            for _written_then_remembered in range(2):
                assert "frame-ancestors *" in response["Content-Security-Policy"]
                assert "X-Frame-Options" not in response
                response = client.get(f"/indicateurs/{one.code}/{one.key}/integrer/")
            assert len(response.content) < 30_000
            page = soup(response)
            assert text(page.h1) == " ".join(one.title.split())
            assert " ".join(one.caption.split()) in text(page.figcaption)
            assert "Source :" in text(page.footer)
            assert len(page.select("tbody tr")) == len(one.table.rows)

    def test_no_other_page_may_be_framed(self, client: Client) -> None:
        for address in ("/", "/indicateurs/2-I4/", f"{CHART}.svg", "/oembed"):
            response = client.get(address)
            assert response["X-Frame-Options"] == "DENY", address
            assert "frame-ancestors 'none'" in response["Content-Security-Policy"], address

    def test_it_runs_no_script_and_asks_nothing_elsewhere(self, client: Client) -> None:
        page = soup(client.get(f"{CHART}/integrer/"))
        assert not page.select("script, img, iframe")
        assert {urlsplit(link["href"]).path.split("/")[1] for link in page.select("link[rel=stylesheet]")} == {"static"}

    def test_its_links_leave_the_frame(self, client: Client) -> None:
        links = soup(client.get(f"{CHART}/integrer/")).select("a")
        assert {link["target"] for link in links} == {"_top"}
        shown = f"/versions/2025/1/indicateurs/2-I4/#{taking.ident(drawn_of('2-I4'))}"
        assert links[-1]["href"] == settings.SITE_URL + shown

    @pytest.mark.parametrize("asked", ["", "?lang=fr", "?lang=fr-BE", "?lang=nl", "?lang=%00", "?lang=../fr"])
    def test_a_language_that_the_site_lacks_is_answered_in_its_own(self, client: Client, asked: str) -> None:
        assert soup(client.get(f"{CHART}/integrer/{asked}")).html["lang"] == "fr"

    def test_a_language_that_the_site_has_is_followed(self, client: Client, settings) -> None:
        settings.LANGUAGES = [("fr", "français"), ("nl", "Nederlands")]
        assert soup(client.get(f"{CHART}/integrer/?lang=nl-BE")).html["lang"] == "nl"

    def test_an_old_one_stays_as_it_was_and_says_that_a_newer_one_exists(self, client: Client) -> None:
        address = f"/versions/2025/1{CHART}/integrer/"
        before = soup(client.get(address))
        assert not before.select(".newer")
        one_more()
        publish("2025", "Un chiffre de plus.")
        after = soup(client.get(address))
        assert after.select_one("svg") == before.select_one("svg")
        assert "Chiffres de la version 2025.1." in text(after.select_one(".newer"))
        assert after.select_one(".newer a")["href"] == f"{PAGE}#2-i4-programme-de-collaboration-evolution"
        assert not soup(client.get(f"{CHART}/integrer/")).select(".newer")

    def test_where_the_indicator_is_gone_it_leads_home(self, client: Client) -> None:
        Indicator.objects.get(code="2-I4").delete()
        publish("2025", "Indicateur abandonné.")
        link = soup(client.get(f"/versions/2025/1{CHART}/integrer/")).select_one(".newer a")
        assert link["href"] == f"{settings.SITE_URL}/"

    def test_in_a_withdrawn_release_the_frame_says_so(self, client: Client) -> None:
        one_more()
        publish("2025", "Un chiffre de plus.")
        withdraw("2025", 1, "Publiée trop tôt.", get_user_model().objects.create_user("ada"))
        response = client.get(f"/versions/2025/1{CHART}/integrer/")
        assert response.status_code == 410
        assert "X-Frame-Options" not in response
        page = soup(response)
        assert "retirée" in text(page.h1)
        assert "Publiée trop tôt." in text(page.main)
        assert [(link["href"], link["target"]) for link in page.select("a")] == [(urlsplit(PAGE).path, "_top")]
        assert not page.select("nav, form, script, footer")
        assert client.get(urlsplit(PAGE).path).status_code == 200


class TestTake:
    def test_the_code_is_a_frame_at_an_address_that_never_changes(self, client: Client) -> None:
        frame = BeautifulSoup(taken(client).select_one("textarea").text, "lxml").iframe
        assert frame["src"] == PERMANENT
        assert frame["title"] == drawn_of("2-I4").title
        assert int(frame["height"]) > 300
        assert client.get(urlsplit(frame["src"]).path).status_code == 200

    def test_another_code_follows_the_newest_release_and_outlives_its_chart(self, client: Client) -> None:
        """Offered beside the newest release only; where the chart is gone, the frame says so instead of a blank."""
        frames = [BeautifulSoup(one.text, "lxml").iframe for one in taken(client).select("textarea")[:2]]
        assert [frame["src"] for frame in frames] == [PERMANENT, LIVING]
        Indicator.objects.get(code="2-I4").delete()
        publish("2025", "Indicateur abandonné.")
        gone = client.get(f"{CHART}/integrer/")
        assert gone.status_code == 404
        assert "X-Frame-Options" not in gone
        assert "ne fait plus partie du rapport" in text(soup(gone).h1)
        (past,) = soup(client.get("/versions/2025/1/indicateurs/2-I4/")).select("details.take textarea[id$=-code]")
        assert PERMANENT in past.text
        assert not soup(client.get("/versions/2025/1/indicateurs/2-I4/")).select("details.take textarea[id$=-suivi]")

    def test_each_thing_to_take_is_there(self, client: Client) -> None:
        for link in taken(client).select("a[download]"):
            assert client.get(link["href"]).status_code == 200
        names = [text(link) for link in taken(client).select("a[download]")]
        title = drawn_of("2-I4").title
        assert names == [f"SVG : {title}", f"PNG : {title}", "CSV", "JSON"]
        assert "édition 2025, version 1" in taken(client).select_one("textarea[id$=-citation]").text

    def test_it_is_shared_by_mail_with_its_sentence_and_address_and_without_a_third_party(self, client: Client) -> None:
        (mail,) = [link["href"] for link in taken(client).select("a") if link["href"].startswith("mailto:")]
        given = parse_qs(urlsplit(mail).query)
        assert given["subject"] == [drawn_of("2-I4").title]
        assert "/versions/2025/1/indicateurs/2-I4/#2-i4-" in given["body"][0]
        assert "+" not in mail
        assert drawn_of("2-I4").sentence in unquote(mail)

    def test_elsewhere_a_link_leads_to_it(self, client: Client) -> None:
        links = [link["href"] for link in soup(client.get("/axes/2/")).select("p.take a")]
        assert len(links) == 8
        for link in links:
            page, _, ident = link.partition("#")
            assert soup(client.get(page)).find(id=ident), link

    def test_what_is_not_published_cannot_be_framed_from_elsewhere(self, client: Client) -> None:
        client.force_login(get_user_model().objects.create_superuser("ada"))
        page = taken(client, "/bureau/copie/indicateurs/2-I4/")
        assert page.select("a[download]")
        assert not page.select("textarea")

    def test_the_image_of_a_shared_page_is_its_first_chart(self, client: Client) -> None:
        page = soup(client.get("/indicateurs/2-I4/"))
        image = page.select_one("meta[property='og:image']")["content"]
        assert image == f"{settings.SITE_URL}/versions/2025/1{CHART}.png"
        assert client.get(urlsplit(image).path)["Content-Type"] == "image/png"
        plain = soup(client.get("/indicateurs/1.1-O1/")).select_one("meta[property='og:image']")["content"]
        assert plain.endswith("/static/img/carte.png")


def drawn_of(code: str) -> Chart:
    return next(one for one in drawn() if one.code == code)


class TestOembed:
    def ask(self, client: Client, **asked: str) -> dict[str, object]:
        response = client.get("/oembed", {"url": PAGE, **asked})
        assert response.status_code == 200
        return response.json()

    def test_an_indicator_is_described_as_a_frame(self, client: Client) -> None:
        found = self.ask(client)
        assert (found["version"], found["type"]) == ("1.0", "rich")
        assert found["title"] == drawn_of("2-I4").title
        frame = BeautifulSoup(str(found["html"]), "lxml").iframe
        assert frame["src"] == LIVING, "of the newest release: it follows"
        assert (int(frame["width"]), int(frame["height"])) == (found["width"], found["height"])

    def test_a_release_is_described_as_it_stays(self, client: Client) -> None:
        found = self.ask(client, url=f"{settings.SITE_URL}/versions/2025/1/indicateurs/2-I4/")
        assert BeautifulSoup(str(found["html"]), "lxml").iframe["src"] == PERMANENT

    def test_the_page_tells_where_to_ask(self, client: Client) -> None:
        for kind in ("application/json+oembed", "text/xml+oembed"):
            link = soup(client.get("/indicateurs/2-I4/")).select_one(f"link[type='{kind}']")
            address = urlsplit(link["href"])
            assert client.get(f"{address.path}?{address.query}").status_code == 200
        assert not soup(client.get("/indicateurs/1.1-O1/")).select("link[type='application/json+oembed']")

    def test_xml_says_the_same_as_json(self, client: Client) -> None:
        response = client.get("/oembed", {"url": PAGE, "format": "xml"})
        assert response["Content-Type"] == "text/xml"
        written = {element.tag: element.text for element in ET.fromstring(response.content)}
        assert written == {name: str(value) for name, value in self.ask(client).items()}

    def test_a_frame_is_no_larger_than_the_host_allows(self, client: Client) -> None:
        found = self.ask(client, maxwidth="400", maxheight="300")
        assert (found["width"], found["height"]) == (400, 300)
        assert self.ask(client, maxwidth="rien", maxheight="-1") == self.ask(client)

    def test_a_chart_is_described_by_any_of_its_addresses(self, client: Client) -> None:
        second = f"{settings.SITE_URL}/versions/2025/1/indicateurs/2.2-O2/"
        key = charts_for(load.current().report.indicator("2.2-O2"))[1].key
        small = second.lower()
        ways = (f"{key}.svg", f"{key}.png", f"{key}/integrer/", f"#2-2-o2-{key}")
        for url in (f"{small}{key}.svg", *(second + way for way in ways)):
            assert f"/{key}/" in str(self.ask(client, url=url)["html"]), url

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "https://ailleurs.example/indicateurs/2-I4/",
            "//ailleurs.example/indicateurs/2-I4/",
            f"{settings.SITE_URL}@ailleurs.example/indicateurs/2-I4/",
            f"{settings.SITE_URL}.ailleurs.example/indicateurs/2-I4/",
            f"{settings.SITE_URL}/",
            f"{settings.SITE_URL}/nulle/part/",
            f"{settings.SITE_URL}/indicateurs/1.1-O1/",
            f"{settings.SITE_URL}/indicateurs/9-I9/",
            f"{settings.SITE_URL}/indicateurs/2-I4/rien.svg",
            f"{settings.SITE_URL}/versions/2024/1/indicateurs/2-I4/",
            f"{settings.SITE_URL}/bureau/copie/indicateurs/2-I4/",
            f"{settings.SITE_URL}/indicateurs/2-I4/\x00",
            "file:///etc/passwd",
            "http://[",
            "http://localhost:999999999/",
            "javascript:alert(1)",
        ],
    )
    def test_what_is_no_chart_of_this_site_is_not_found(self, client: Client, url: str) -> None:
        response = client.get("/oembed", {"url": url})
        assert response.status_code == 404
        assert "Location" not in response
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response["Access-Control-Allow-Origin"] == "*", "the page that asks is told why, not only that it failed"
        assert response.content.decode().endswith(".")

    def test_a_withdrawn_release_is_described_no_more(self, client: Client) -> None:
        one_more()
        publish("2025", "Un chiffre de plus.")
        withdraw("2025", 1, "Publiée trop tôt.", get_user_model().objects.create_user("ada"))
        url = f"{settings.SITE_URL}/versions/2025/1/indicateurs/2-I4/"
        assert client.get("/oembed", {"url": url}).status_code == 404

    def test_a_format_that_it_does_not_write_is_not_implemented(self, client: Client) -> None:
        response = client.get("/oembed", {"url": PAGE, "format": "yaml"})
        assert (response.status_code, response["Content-Type"]) == (501, "text/plain; charset=utf-8")

    def test_an_address_that_is_missing_is_said_to_be(self, client: Client) -> None:
        response = client.get("/oembed")
        assert response.status_code == 404
        assert "Il manque l’adresse de la page à intégrer" in response.content.decode()
