"""The calendar of what is expected: in one list as long as it is short, else page by page; nothing is lost."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from strategy_monitor.bake.routes import addresses_of_site
from strategy_monitor.language.codes import FrequencyBasis
from strategy_monitor.pages import views
from strategy_monitor.releases import load
from strategy_monitor.report import paging
from tests.memory import forget_answers
from tests.pages.reading import main, soup, text
from tests.publications import Publication

CALENDAR = "/calendrier/"
pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_answers()
    monkeypatch.setattr(paging, "MOST_ON_PAGE", 10)


def rows(page: BeautifulSoup) -> list[str]:
    return [text(row) for row in page.main.select("tbody tr")]


def test_the_printed_report_has_one(client: Client, publication: Publication) -> None:
    page = soup(client.get(CALENDAR))
    assert len(rows(page)) == len(publication.report.indicators)
    assert not page.select("nav.pages, nav.neighbours")
    assert client.get(f"{CALENDAR}page-2/").status_code == 404


def test_it_says_once_of_what_day_ages_are_and_first_how_many_wait(client: Client) -> None:
    page = soup(client.get(CALENDAR))
    late = [row for row in rows(page) if "attendue depuis" in row]
    assert f"À cette date, {len(late)} indicateurs sur {len(rows(page))} attendaient leur valeur suivante." in text(
        page.select_one("p.lead")
    )
    assert "à la publication" not in text(page.main)
    assert late[0].endswith("24 février 2023, attendue depuis mars 2023 chaque année, selon nous")


def test_the_first_page_calls_what_is_late_awaited_and_no_longer_next(client: Client) -> None:
    page = soup(client.get("/"))
    (part,) = [one.parent for one in page.select("h2") if one.find(id="prochains") or one.get("id") == "prochains"]
    assert text(part.h2) == "Valeurs attendues"
    late = [row for row in rows(soup(client.get(CALENDAR))) if "attendue depuis" in row]
    assert re.fullmatch(
        rf"Le \S+ \S+ \d{{4}}, {len(late)} indicateurs sur 28 attendaient leur valeur suivante\.", text(part.p)
    )
    told = [text(one) for one in part.select("li small")]
    assert told
    assert all("attendue depuis" in one for one in told)


def test_a_long_one_is_read_on_pages_that_hold_all_of_it_once(client: Client, request: pytest.FixtureRequest) -> None:
    whole = rows(soup(client.get(CALENDAR)))
    request.getfixturevalue("short_pages")
    pages = [soup(client.get(CALENDAR))]
    while link := pages[-1].select_one(".neighbours a[rel=next]"):
        pages.append(soup(client.get(link["href"])))
    assert [row for page in pages for row in rows(page)] == whole
    assert len(pages) == len(pages[0].select("nav.pages a")) == 3
    assert len({page.title.get_text() for page in pages if page.title}) == 3
    for number, page in enumerate(pages, 1):
        (here,) = page.select("nav.pages a[aria-current=page]")
        assert f"page {number} :" in text(here)
    assert soup(client.get(f"{CALENDAR}page-2/")).select_one(".neighbours a[rel=prev]")["href"] == CALENDAR


@pytest.mark.usefixtures("short_pages")
def test_each_page_says_when_what_it_lists_is_expected(client: Client) -> None:
    spans = [text(one).partition(" : ")[2] for one in soup(client.get(CALENDAR)).select("nav.pages a")]
    assert spans == ["mars 2023 – octobre 2025", "octobre 2025 – septembre 2026", "septembre 2026 – sans date"]


@pytest.mark.usefixtures("short_pages")
def test_a_page_that_is_not_there_is_not_found_in_words(client: Client) -> None:
    response = client.get(f"{CALENDAR}page-4/")
    assert response.status_code == 404
    assert "Il n’y a pas tant de pages ici." in main(response)
    assert client.get(f"{CALENDAR}page-1/").status_code == 404


@pytest.mark.usefixtures("short_pages")
def test_robots_and_the_site_as_files_have_all_of_them(client: Client) -> None:
    others = {f"{CALENDAR}page-2/", f"{CALENDAR}page-3/"}
    listed = client.get("/sitemap.xml").content.decode()
    assert all(f"{one}<" in listed for one in others)
    baked = set(addresses_of_site(load.heads()))
    assert {one for one in baked if one.startswith(f"{CALENDAR}page")} == others
    assert f"/versions/2025/1{CALENDAR}page-2/" in baked


def test_that_the_origin_of_a_frequency_is_unknown_is_said_where_one_is(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    unstated = "cette version ne précise pas l’origine"
    assert unstated not in main(client.get(CALENDAR))
    forget_answers()
    make = views.schedules_of
    without = {"frequency_basis": FrequencyBasis.UNSTATED}
    monkeypatch.setattr(views, "schedules_of", lambda *asked: tuple(replace(one, **without) for one in make(*asked)))
    assert unstated in main(client.get(CALENDAR))
