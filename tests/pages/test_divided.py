"""An axis too long for one page is read by action, from a page that leads to each; nothing of it is lost on the way."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from strategy_monitor.bake.routes import addresses_of_site
from strategy_monitor.pages import views
from strategy_monitor.releases import load
from strategy_monitor.report import dividing
from strategy_monitor.report.document import Axis
from strategy_monitor.report.notes import with_parts
from tests.memory import forget_answers
from tests.pages.reading import soup, text

pytestmark = pytest.mark.usefixtures("published")

OF_THE_PAGE = {"actions", "impact", "sigles", "notes-de-fin"}
"""Headings that a page has of its own."""


@pytest.fixture(params=[4, 15])
def divided(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """As if the printed report were long: with actions on several pages, and each on one."""
    monkeypatch.setattr(views, "TOLD_WHOLE", 0)
    monkeypatch.setattr(views, "TOLD_WHOLE_TOGETHER", 0)
    monkeypatch.setattr(dividing, "MOST_OF_AXIS", request.param)
    return int(request.param)


def ids(page: BeautifulSoup) -> list[str]:
    return [tag["id"] for tag in page.main.select("[id]")]


def follow(client: Client, address: str) -> list[tuple[str, BeautifulSoup]]:
    """The pages of an axis, from its first, by what leads to the next one."""
    found = []
    page = soup(client.get(address))
    link = page.select_one(".ways a")
    while link:
        found.append((link["href"], soup(client.get(link["href"]))))
        link = found[-1][1].select_one(".neighbours a[rel=next]")
    return found


def test_its_pages_hold_all_of_it_once_in_its_order(client: Client, divided: int) -> None:
    axis = load.current().report.axis(2)
    pages = follow(client, "/axes/2/")
    lines = [link["href"] for link in soup(client.get("/axes/2/")).select(".ways a")]
    assert lines == [address for address, _page in pages]
    for address, page in pages:
        assert page.select_one("link[rel=canonical]")["href"] == settings.SITE_URL + address
        assert len(page.select("h1")) == 1
        assert len(ids(page)) == len(set(ids(page)))
        assert len(page.select(".measures > li, .stands > li")) <= divided
    shown = [line["id"] for _address, page in pages for line in page.select(".measures li[id], .stands > li")]
    assert shown == [code.lower().replace(".", "-") for code in codes(axis)]
    back = [page.select_one(".neighbours a[rel=prev]")["href"] for _address, page in pages]
    assert back == ["/axes/2/", *lines[:-1]]


def test_each_page_has_a_title_and_a_heading_of_its_own(client: Client, divided: int) -> None:
    pages = [page for axis in load.current().report.axes for _at, page in follow(client, f"/axes/{axis.number}/")]
    titles = [page.title.get_text() for page in pages if page.title]
    headings = [text(page.h1) for page in pages]
    assert len(set(titles)) == len(titles) == len(pages)
    assert len(set(headings)) == len(headings)


def codes(axis: Axis) -> list[str]:
    """Of what an axis holds, as it is read."""
    held = [(action.measures, action.indicators) for action in axis.actions]
    return [
        *(one.code for measures, indicators in held for one in (*with_parts(measures), *indicators)),
        *(one.code for one in axis.indicators),
    ]


@pytest.mark.parametrize("path", ["/axes/2/", "/rapport/"])
def test_every_anchor_of_before_lands_at_the_way_to_what_it_names(
    client: Client, path: str, divided: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = soup(client.get(path))
    assert "action par action" in text(page.main) or "lue sur sa page" in text(page.main)
    now = ids(page)
    monkeypatch.setattr(dividing, "MOST_OF_AXIS", 10_000)
    forget_answers()
    before = set(ids(soup(client.get(path))))
    assert len(now) == len(set(now))
    assert before - set(now) - OF_THE_PAGE == set()


@pytest.mark.parametrize("path", ["/axes/2/", "/rapport/"])
def test_so_does_that_of_a_note_on_an_indicator_that_was_told_there(
    client: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {one for one in ids(soup(client.get(path))) if one.startswith("n-")}
    monkeypatch.setattr(dividing, "MOST_OF_AXIS", 15)
    forget_answers()
    now = ids(soup(client.get(path)))
    assert len(now) == len(set(now))
    assert before
    assert before - set(now) == set()


def test_an_address_of_a_release_that_had_more_pages_leads_to_the_place_in_this_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leads(part: str) -> str:
        response = client.get(f"/axes/2/{part}/")
        return response.get("Location", str(response.status_code))

    assert leads("action-2") == leads("action-2_7") == "/axes/2/#action-2"
    assert leads("impact") == "/axes/2/#impact"
    assert leads("action-99") == leads("rien") == "404"
    assert client.get("/versions/2025/1/axes/2/action-2/")["Location"] == "/versions/2025/1/axes/2/#action-2"
    monkeypatch.setattr(dividing, "MOST_OF_AXIS", 15)
    forget_answers()
    assert leads("action-2") == "200"
    assert leads("action-2_7") == "/axes/2/action-2/"


def test_robots_and_files_have_each_page(client: Client, divided: int) -> None:
    pages = [address for address, _page in follow(client, "/axes/2/")]
    listed = client.get("/sitemap.xml").text
    assert [address for address in pages if f"<loc>{settings.SITE_URL}{address}</loc>" not in listed] == []
    assert set(pages) <= set(addresses_of_site(load.heads()))


def test_what_is_of_common_size_is_on_one_page(client: Client) -> None:
    assert [axis.number for axis in load.current().report.axes if dividing.divide_axis(axis)] == []
    assert not dividing.is_divided(load.current().report)
    assert not soup(client.get("/rapport/")).select(".ways")
