"""No bare figure: wherever the headline of an indicator stands, so does what the document sets it against."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from strategy_monitor.language import french
from strategy_monitor.releases import load
from strategy_monitor.report.leads import Comparator, Lead, leads_of, write_comparators
from tests.pages.reading import soup, text

pytestmark = pytest.mark.usefixtures("published")


def plain(words: str) -> str:
    """With ordinary spaces, and none before a sign: the parts of a page are told apart by more than it writes."""
    return " ".join(words.split()).replace(" ,", ",")


def compared() -> dict[str, list[Lead]]:
    """Code → the leading figures that something stands beside."""
    found = {
        one.code: [lead for lead in leads_of(one).first if write_comparators(lead)]
        for one in load.current().report.indicators
    }
    return {code: leads for code, leads in found.items() if leads}


def lacking(words: str, leads: list[Lead]) -> list[str]:
    """What the words leave out of what stands beside these figures."""
    return [told for lead in leads if (told := plain(write_comparators(lead))) not in plain(words)]


def value(one: Lead | Comparator) -> str:
    return plain(french.write_value(one.series, one.observation))


def test_there_are_figures_to_compare() -> None:
    assert sum(map(len, compared().values())) > 10


def test_its_own_page_and_the_description_of_it_compare(client: Client) -> None:
    for code, leads in compared().items():
        page = soup(client.get(f"/indicateurs/{code}/"))
        assert lacking(text(page.main), leads) == [], code
        for name in ("description", "og:description"):
            said = page.select_one(f"meta[name='{name}'], meta[property='{name}']")["content"]
            for lead in leads:
                if value(lead) in plain(said):
                    assert lacking(said, [lead]) == [] or said.endswith("…"), (code, name)


@pytest.mark.parametrize("address", ["/rapport/", "/indicateurs/", "/llms.txt"])
def test_where_all_stand_each_is_compared(client: Client, address: str) -> None:
    content = client.get(address).content.decode()
    words = content if address.endswith(".txt") else text(BeautifulSoup(content, "lxml").main)
    assert [one for leads in compared().values() for one in lacking(words, leads)] == []


def test_an_axis_compares_its_own(client: Client) -> None:
    known = compared()
    for axis in load.current().report.axes:
        words = text(soup(client.get(f"/axes/{axis.number}/")).main)
        assert {one.code: lacking(words, known.get(one.code, [])) for one in axis.indicators} == {
            one.code: [] for one in axis.indicators
        }


def test_a_result_of_the_search_compares(client: Client) -> None:
    for code, leads in compared().items():
        words = text(soup(client.get("/recherche/", {"q": code})).main)
        assert lacking(words, leads) == [], code


def test_the_first_screen_compares_each_value_that_it_says(client: Client) -> None:
    """In its own way, « 33 % → 37 % »: the other value stands in the same item."""
    page, said = soup(client.get("/")), 0
    for code, leads in compared().items():
        for lead in leads:
            others = [one for one in lead.comparators if one.kind in {"before", "benchmark"}]
            for link in page.select(f"main a[href^='/indicateurs/{code}/releves/']"):
                if plain(text(link)) == value(lead):
                    item = plain(text(link.find_parent("li")))
                    assert [value(one) for one in others if value(one) not in item] == []
                    said += 1
    assert said > 3


def test_the_first_screen_names_which_figure_of_an_indicator_its_two_values_are(client: Client) -> None:
    """« Équipement des membres des personnels » counts computers of heads of schools, and allowances."""
    page, named = soup(client.get("/")), {}
    for code, leads in compared().items():
        for lead in leads:
            for link in page.select(f"section[aria-labelledby=change] a[href^='/indicateurs/{code}/releves/']"):
                if plain(text(link)) in value(lead):
                    named[lead.series.key] = plain(lead.name) in plain(text(link.find_parent("li")))
    assert named["pc-directions-renouveles"]
    assert set(named.values()) == {True}


def test_an_arrow_between_two_values_is_read_as_a_word(client: Client) -> None:
    page = soup(client.get("/"))
    arrows = page.main.find_all(string=lambda said: "→" in said)
    assert arrows
    assert [str(one.parent.parent) for one in arrows if one.parent.get("aria-hidden") != "true"] == []
    assert "33 % → devient 37 %" in text(page.main)


def test_the_first_screen_says_what_lacks_which_indicator_and_leads_there(client: Client) -> None:
    (gaps,) = (one.parent for one in soup(client.get("/")).select("h2#tus"))
    assert [text(item) for item in gaps.select("li")] == [
        "Sans indicateur opérationnel : action 5.1 ; action 5.2",
        "Sans indicateur d’impact : axe 4, Partager et diffuser ; axe 5, Gouvernance numérique",
    ]
    assert [link["href"] for link in gaps.select("li a")] == [
        "/axes/5/#action-1", "/axes/5/#action-2", "/axes/4/#impact", "/axes/5/#impact",
    ]  # fmt: skip
