"""What changed is too much for one page: each axis is read by itself, on as many pages as it takes; nothing is lost."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from strategy_monitor.bake.routes import addresses_of_site
from strategy_monitor.pages import history
from strategy_monitor.releases import load
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report import paging
from strategy_monitor.report.comparison import Comparison
from tests.memory import forget_answers
from tests.pages.reading import main, soup, text
from tests.pages.test_comparing import make_editions
from tests.snapshot import remembered

PAIR = "/comparaison/2024.1/2025.1/"
TOLD = ".moves tbody tr, .told .said"


@pytest.fixture(autouse=True)
def editions(db: None) -> None:
    remembered("two editions of two axes", make_editions)


@pytest.fixture(params=[1, 2])
def most(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Entries of a page."""
    monkeypatch.setattr(paging, "MOST_ON_PAGE", request.param)
    return int(request.param)


def told(page: BeautifulSoup) -> list[str]:
    return [text(row) for row in page.main.select(TOLD)]


def follow(client: Client, address: str) -> list[BeautifulSoup]:
    """A page, and those after it."""
    pages = [soup(client.get(address))]
    while link := pages[-1].select_one(".neighbours a[rel=next]"):
        pages.append(soup(client.get(link["href"])))
    return pages


def test_its_pages_tell_all_of_it_once_in_its_order(client: Client, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = soup(client.get(PAIR)).select("section .ways a")
    pages = [page for line in lines for page in follow(client, line["href"])]
    assert all(0 < len(told(page)) <= most for page in pages)
    assert len({page.title.get_text() for page in pages if page.title}) == len(pages)
    for page in pages:
        canonical = page.select_one("link[rel=canonical]")["href"].removeprefix(settings.SITE_URL)
        assert client.get(canonical).status_code == 200
        assert len(page.select("h1")) == 1
    parts = [row for page in pages for row in told(page)]
    monkeypatch.undo()
    forget_answers()
    assert sorted(parts) == sorted(told(soup(client.get(PAIR)))) != []


def test_the_whole_says_how_much_there_is_of_each_and_what_went_furthest(client: Client, most: int) -> None:
    page = soup(client.get(PAIR))
    assert text(page.select_one(".lead")).startswith("1 ajout, retrait ou nouveau nom d’indicateur, 1 chiffre")
    assert "5 438 heures" in text(page.select_one(".moves tbody tr"))
    lines = [text(line) for line in page.select("section .ways li")]
    assert lines[0].startswith("Axe 1. Titre de l’axe 1 1 chiffre")
    assert [line.split(" ", 2)[:2] for line in lines] == [["Axe", "1."], ["Axe", "2."], ["Hors", "des"]]


@pytest.mark.parametrize("most", [1], indirect=True)
def test_each_page_of_an_axis_is_named_by_what_it_goes_from_and_to(client: Client, most: int) -> None:
    page = soup(client.get(f"{PAIR}axe-2/"))
    assert [text(link) for link in page.select(".pages a")] == [
        "page 1 : 2.1-M1 – 2.1-M1", "page 2 : 2.1-O1 – 2.1-O1",
    ]  # fmt: skip
    assert [link["href"] for link in page.select(".pages [aria-current]")] == [f"{PAIR}axe-2/"]
    second = soup(client.get(f"{PAIR}axe-2/page-2/"))
    assert text(second.title).startswith("Ce qui a changé de 2024.1 à 2025.1, axe 2, page 2 sur 2")
    assert [link["href"] for link in second.select(".neighbours a")] == [f"{PAIR}axe-2/"]
    assert [text(link) for link in second.select(".by-axis [aria-current]")] == ["Axe 2 Axe n° 2 2 changements"]


def test_a_page_that_is_not_there_is_not_found_in_words(client: Client, most: int) -> None:
    response = client.get(f"{PAIR}axe-2/page-9/")
    assert response.status_code == 404
    assert "Il n’y a pas tant de pages ici." in main(response)
    for end in ("axe-2/page-1/", "axe-2/page-0/", "axe-2/page-99999/", "axe-0/", "hors-axe/page-02/"):
        assert client.get(PAIR + end).status_code == 404, end


def test_its_file_has_all_of_it(client: Client, most: int) -> None:
    """What is divided is what is read on pages."""
    page = soup(client.get(PAIR))
    whole = client.get(f"{PAIR[:-1]}.csv").content.decode().splitlines()
    ends = [link["href"][:-1] + ".csv" for link in page.select("section .ways a")]
    parts = [row for end in ends for row in client.get(end).content.decode().splitlines()[1:]]
    assert sorted(whole[1:]) == sorted(parts) != []


def test_every_page_is_baked(most: int) -> None:
    found = set(addresses_of_site(load.heads()))
    assert {f"{PAIR}hors-axe/", f"{PAIR}axe-2/", f"{PAIR}axe-2.csv"} <= found
    assert (f"{PAIR}axe-2/page-2/" in found) is (most == 1)


def test_an_axis_that_only_the_older_release_has_is_baked_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page leads there."""
    real = compared(*reversed(load.heads()))
    gone = Comparison(real.before, real.after.__class__("2025", real.after.axes[:1]), real.entries, real.changes)
    monkeypatch.setattr("strategy_monitor.bake.routes.compared", lambda _before, _after: gone)
    assert f"{PAIR}axe-2/" in set(addresses_of_site(load.heads()))


def test_the_list_of_releases_leads_to_what_it_does_not_tell(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = soup(client.get("/versions/")).select_one("#v-2025-1")
    (summary,) = listed.select("summary")
    monkeypatch.setattr(history, "MOST_LISTED", 2)
    forget_answers()
    brief = soup(client.get("/versions/")).select_one("#v-2025-1")
    assert not brief.select("details")
    assert text(summary) in text(brief)
    assert PAIR in [link["href"] for link in brief.select("a")]


def test_of_what_was_withdrawn_it_says_how_much_and_leads_nowhere(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_LISTED", 2)
    withdraw("2025", 1, "Publiée trop tôt.")
    brief = soup(client.get("/versions/")).select_one("#v-2025-1")
    assert re.search(r"ajouts?.* depuis la version 2024\.1 \(la version est retirée", text(brief))
    assert PAIR not in [link["href"] for link in brief.select("a")]
