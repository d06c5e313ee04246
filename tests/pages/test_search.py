"""The search page: what it finds, where it leads, and what it says when it finds nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.pages.reading import main, soup, text

pytestmark = pytest.mark.usefixtures("published")


def page(client: Client, query: str) -> BeautifulSoup:
    response = client.get("/recherche/", {"q": query})
    assert response.status_code == 200
    return soup(response)


def hits(found: BeautifulSoup) -> dict[str, str]:
    return {text(link): link["href"] for link in found.select(".hit a")}


def test_without_words_it_says_what_can_be_found(client: Client) -> None:
    response = client.get("/recherche/")
    assert "La recherche porte sur les axes, les actions, les mesures" in main(response)
    assert soup(response).title.string.startswith("Recherche –")
    for example in soup(response).select(".nothing a"):
        assert hits(soup(client.get("/recherche/" + example["href"]))), f"{example} finds nothing"


def test_results_are_counted_and_grouped_by_what_they_are(client: Client) -> None:
    found = page(client, "e-classe")
    groups = {text(section.h2): section.select("li") for section in found.select("section.results")}
    assert list(groups) == ["Indicateurs", "Mesures mises en œuvre"]
    total = sum(len(items) for items in groups.values())
    assert text(found.select_one(".count")) == f"{total} résultats pour « e-classe »"
    assert [link["href"] for link in found.select(".jump a")] == ["#indicator", "#measure"]
    assert all(found.find(id=link["href"][1:]) for link in found.select(".jump a"))
    assert found.title.string.startswith(
        "Recherche : « e-classe » –".replace(" :", "\u202f:").replace("« ", "«\u202f").replace(" »", "\u202f»")
    )


@pytest.mark.parametrize("query", ["formation", "axe", "numérique", "PISA", "gouvernance", "7831", "école"])
def test_every_result_leads_to_a_page_that_holds_its_anchor(client: Client, query: str) -> None:
    links = hits(page(client, query))
    assert links
    pages: dict[str, BeautifulSoup] = {}
    for href in links.values():
        parts = urlsplit(href)
        if parts.path not in pages:
            response = client.get(parts.path)
            assert response.status_code == 200, href
            pages[parts.path] = soup(response)
        assert not parts.fragment or pages[parts.path].find(id=parts.fragment), href


def test_the_words_found_are_marked_in_titles_and_excerpts(client: Client) -> None:
    marks = [text(mark).lower() for mark in page(client, "RESEAU").select(".hit mark, .excerpt mark")]
    assert marks
    assert set(marks) <= {"réseau", "reseau"}


def test_a_figure_is_marked_as_it_is_written(client: Client) -> None:
    found = page(client, "4944")
    assert list(hits(found).values()) == ["/indicateurs/2.1-O2/"]
    assert {text(mark) for mark in found.select("mark")} <= {"4 944", "4.944"}
    assert found.select("mark")


def test_a_hyphen_does_not_count(client: Client) -> None:
    assert hits(page(client, "eclasse")) == hits(page(client, "e-classe"))


def test_a_code_finds_its_indicator_first(client: Client) -> None:
    assert next(iter(hits(page(client, "2.1-O2")).values())) == "/indicateurs/2.1-O2/"


def test_nothing_found_says_so_and_what_to_try(client: Client) -> None:
    response = client.get("/recherche/", {"q": "xylophone"})
    assert "Rien dans le rapport ne contient tous les mots de « xylophone »." in main(response)
    links = {link["href"] for link in soup(response).select(".nothing a")}
    assert {"/axes/", "/indicateurs/", "/rapport/"} <= links


def test_words_that_hold_nothing_to_look_for(client: Client) -> None:
    assert "« ?! » ne contient ni lettre ni chiffre à chercher." in main(client.get("/recherche/", {"q": "?!"}))


def test_what_is_typed_is_escaped_and_without_control_characters(client: Client) -> None:
    response = client.get("/recherche/", {"q": '<script>alert(1)</script>"\x00\x1b'})
    assert b"<script>alert" not in response.content
    assert b"\x00" not in response.content
    assert b"\x1b" not in response.content
    assert soup(response).find(id="q")["value"] == '<script>alert(1)</script>"'


def test_a_long_text_is_cut_and_said_to_be(client: Client) -> None:
    found = page(client, "formation " * 1000)
    assert text(found.select_one(".fault")) == "La recherche est limitée à 200 caractères ; la suite est ignorée."
    assert hits(found)


def test_results_are_not_for_robots_and_the_page_is(client: Client) -> None:
    assert soup(client.get("/recherche/?q=wifi")).find("meta", attrs={"name": "robots"})["content"] == "noindex, follow"
    assert not soup(client.get("/recherche/")).find("meta", attrs={"name": "robots"})


def test_a_past_release_is_searched_in_its_own_address(client: Client) -> None:
    found = soup(client.get("/versions/2025/1/recherche/?q=formation"))
    assert all(href.startswith("/versions/2025/1/") for href in hits(found).values())
    assert found.select_one("form.search-form")["action"] == "/versions/2025/1/recherche/"
