"""Addresses that people kept: where a page once was, and where on it one landed. None is taken away."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from tests.pages.reading import soup

KEPT = {
    "/": "axes contenu dits regard tus",
    "/axes/2/": "2-1-m1 2-1-m4-n1 2-1-m4-r1 2-1-m5-4 2-1-o1 2-1-o1-t action-1 action-2 impact contenu sigles "
    "2-2-o2-taux-ecoles-evolution 2-i1-formation-recente-comparaison",
    "/comparaison/": "contenu",
    "/donnees/": "axes citer contenu flux indicateurs licence lire programmes rapport tables",
    "/errata/": "contenu edition-2025",
    "/gouvernance/": "contenu g-m1 g-m2 g-m3 mesures sigles",
    "/indicateurs/": "contenu resultat",
    "/indicateurs/2.2-O2/": "citer contenu contexte notes releves remarque 2-2-o2-taux-ecoles-evolution "
    "2-2-o2-taux-ecoles-evolution-code 2-2-o2-taux-ecoles-evolution-prendre",
    "/methode/": "contenu deduit echelle lire natures notes notes-doubt notes-error notes-information producteurs "
    "sigles n-1-01",
    "/rapport/": "introduction remarque gouvernance axe-1 axe-5 1-1-m1 2-1-m4-n1 2-1-m4-r1 5-3-o1 "
    "2-2-o2-taux-ecoles-evolution",
    "/recherche/?q=formation": "action contenu indicator measure resultat strategy",
    "/sans-indicateur/": "actions attendus axes contenu par-nature",
    "/versions/": "contenu flux v-2025-1",
}
"""Of version 0.2, and of the pages of before; one of each kind where there is one for each code."""

FILES = (
    "/donnees/producteurs.csv", "/donnees/rapport.csv", "/donnees/schema.json", "/rapport.bib", "/axes/2.csv",
    "/indicateurs/2.1-O2.csv", "/indicateurs/2.1-O2/releves/heures/2023-2024/",
    "/indicateurs/2.1-O2/releves/heures/2023-2024.json",
)  # fmt: skip


STOPS = "a[href], button, input, select, textarea, summary, [tabindex='0']"


def folded(tag: Tag) -> bool:
    """Whether a closed fold holds it: the summary of a fold stands outside of it."""
    outer = tag.parent if tag.name == "summary" else tag
    return outer is not None and outer.find_parent("details", open=False) is not None


def test_a_summary_in_a_fold_is_folded_and_its_own_is_not() -> None:
    page = BeautifulSoup(
        "<details><summary>a</summary><details><summary>b</summary></details></details>", "html.parser"
    )
    assert [folded(tag) for tag in page.select(STOPS)] == [False, True]


@pytest.mark.usefixtures("published")
def test_every_kept_address_and_anchor_still_answers_and_the_report_can_be_walked_by_keyboard(client: Client) -> None:
    lost = {}
    for address, anchors in KEPT.items():
        page = soup(client.get(address))
        there = [tag["id"] for tag in page.select("[id]")]
        assert len(there) == len(set(there)), address
        lost[address] = set(anchors.split()) - set(there)
        if address == "/rapport/":
            assert sum(not folded(tag) for tag in page.select(STOPS)) < 200, "stops of the Tab key, while folded"
            assert not page.select("a[tabindex='-1']")
    assert {address: gone for address, gone in lost.items() if gone} == {}
    assert [address for address in FILES if client.get(address).status_code != 200] == []
