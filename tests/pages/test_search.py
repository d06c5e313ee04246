"""The search page: what it finds, where it leads, and what it says when it finds nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from axes.models import Acronym
from strategy_monitor.pages.searching import KINDS
from strategy_monitor.releases.publish import publish
from strategy_monitor.report import search
from strategy_monitor.report.document import Axis
from tests.memory import forget_answers
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


def test_results_are_counted_and_each_says_what_it_is(client: Client) -> None:
    found = page(client, "e-classe")
    kinds = [text(kind) for kind in found.select(".results .kind")]
    assert set(kinds) == {"Indicateur", "Mesure mise en œuvre"}
    assert text(found.select_one("h2#resultat")) == f"{len(kinds)} résultats pour « e-classe »"
    assert found.select_one("section.results")["aria-labelledby"] == "resultat"
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


def test_links_of_before_to_a_kind_of_results_land_on_the_first_of_them(client: Client) -> None:
    """When they were grouped, « #indicator » and « #measure » were addresses that people kept."""
    items = soup(client.get("/recherche/?q=formation")).select(".results li")
    kinds = [text(item.select_one(".kind")) for item in items]
    first = {str(KINDS[item["id"]]): rank for rank, item in enumerate(items) if item.has_attr("id")}
    assert {"Indicateur", "Mesure mise en œuvre"} <= set(first)
    assert first == {kind: kinds.index(kind) for kind in kinds}


def test_the_words_found_are_marked_in_titles_and_excerpts(client: Client) -> None:
    marks = {text(mark).lower() for mark in page(client, "RESEAU").select(".hit mark, .excerpt mark")}
    assert marks
    assert marks <= {"réseau", "réseaux"}


def test_an_indicator_that_is_found_says_its_figures(client: Client) -> None:
    found = page(client, "heures de formation au numérique")
    first = found.select_one(".results li")
    assert text(first.select_one(".code")) == "2.1-O2"
    told = text(first.select_one(".headline")).replace(" )", ")")  # what was searched is marked up to its bracket
    assert told == "4 944 heures (de formation au numérique) ; 7 780 participants (inscrits)"


def test_a_figure_is_marked_as_it_is_written(client: Client) -> None:
    found = page(client, "4944")
    assert list(hits(found).values()) == ["/indicateurs/2.1-O2/"]
    assert {text(mark) for mark in found.select("mark")} <= {"4 944", "4.944"}
    assert found.select("mark")


def test_a_hyphen_does_not_count(client: Client) -> None:
    assert hits(page(client, "eclasse")) == hits(page(client, "e-classe"))


@pytest.mark.parametrize(
    ("asked", "code"), [("2.1-O2", "2.1-O2"), ("2.1-o2", "2.1-O2"), ("2.1-02", "2.1-O2"), ("3.2-3-01", "3.2-3-O1")]
)
def test_a_code_finds_its_indicator_first_even_with_a_zero_for_its_letter(
    client: Client, asked: str, code: str
) -> None:
    assert next(iter(hits(page(client, asked)).values())) == f"/indicateurs/{code}/"


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("axe 3", "/axes/3/"),
        ("L’axe 5", "/axes/5/"),
        ("action 2.2", "/axes/2/#action-2"),
        ("action prioritaire 3.2-3", "/axes/3/#action-2-3"),
    ],
)
def test_a_part_that_is_named_by_its_kind_and_number_comes_before_what_refers_to_it(
    client: Client, asked: str, first: str
) -> None:
    assert next(iter(hits(page(client, asked)).values())) == first


def test_the_silence_of_the_report_is_said_with_where_else_to_look(client: Client) -> None:
    found = page(client, "xylophone")
    assert text(found.select_one("#resultat")) == "Le rapport ne parle pas de « xylophone »."
    assert not hits(found)
    assert {link["href"] for link in found.select(".browse a")} == {"/", "/axes/", "/indicateurs/", "/rapport/"}


def test_where_the_report_is_silent_the_nearest_is_shown(client: Client) -> None:
    found = page(client, "des xylophones, des pianos pour les enseignants")
    assert text(found.select_one("#resultat")) == "Le rapport ne parle pas de « xylophones, des pianos »."
    assert text(found.select_one(".nearest")) == "Ce qui s’en rapproche le plus :"
    assert 1 <= len(hits(found)) <= 5


def test_a_word_that_is_missing_is_told_beside_the_results(client: Client) -> None:
    found = page(client, "conseillers technopédagogiques déployés dans les fédérations, xylophone")
    assert text(found.select_one(".without")) == "sans « xylophone », dont le rapport ne parle pas"
    assert next(iter(hits(found).values())) == "/indicateurs/2.2-O1/"


def test_words_that_hold_nothing_to_look_for(client: Client) -> None:
    assert "« ?! » ne contient aucun mot à chercher." in main(client.get("/recherche/", {"q": "?!"}))


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


def test_pages_of_results_hold_together_what_one_page_would(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MAX_HITS", 1000)
    whole = [link["href"] for link in page(client, "élèves").select(".hit a")]
    assert len(whole) > 12
    forget_answers()
    monkeypatch.setattr(search, "MAX_HITS", 5)
    found, address = [], "?q=élèves"
    while address:
        shown = soup(client.get(f"/recherche/{address}"))
        assert text(shown.select_one("#resultat")) == f"{len(whole)} résultats pour « élèves »"
        found += [link["href"] for link in shown.select(".hit a")]
        after = shown.select_one('.turning a[rel="next"]')
        address = after["href"] if after else ""
    assert found == whole
    last = -(-len(whole) // 5)
    assert f"page {last} sur {last}" in text(shown.select_one(".turning"))
    assert shown.select_one('.turning a[rel="prev"]')


@pytest.mark.parametrize("asked", ["0", "-1", "deux", "99999999999", "²", "toutes", "1&page=2"])
def test_a_page_of_results_that_means_nothing_is_the_nearest_one(client: Client, asked: str) -> None:
    response = client.get(f"/recherche/?q=élèves&page={asked}")
    assert response.status_code == 200
    assert hits(soup(response))


def test_the_report_is_gone_through_once_to_be_recognised(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept for a report is looked up under it: once it is known, a search costs what it shows."""
    page(client, "élèves")
    monkeypatch.setattr(Axis, "__hash__", lambda _axis: pytest.fail("the whole report is gone through again"))
    assert hits(page(client, "élèves"))


def test_an_acronym_that_the_lexicon_alone_holds_is_explained(client: Client) -> None:
    Acronym.objects.create(letters="HPI", meaning="haut potentiel intellectuel")
    publish("2025", "Un sigle de plus.")
    forget_answers()
    found = text(page(client, "hpi").main)
    assert "Le rapport ne parle pas de « hpi »." in found
    assert "Le lexique explique « HPI » : haut potentiel intellectuel." in found
    assert "lexique explique" not in text(page(client, "zzz").main)


LED_ELSEWHERE = {
    "/": ["où en est la stratégie ?", "Où en est la Stratégie numérique", "un bilan"],
    "/methode/#a-temps": ["est-ce en retard ?", "quelle est l’échéance", "cibles"],
    "/methode/#cout": ["quel est le budget ?", "combien ça coûte", "combien a-t-on dépensé", "les dépenses", "argent"],
    "/comparaison/": ["qu’est-ce qui a changé depuis 2024", "quoi de neuf", "les nouveautés"],
    "/calendrier/": ["quand seront publiés les prochains chiffres", "calendrier", "est-ce en retard ?"],
    "/sans-indicateur/": ["qu’est-ce qui manque", "lacunes"],
    "/methode/notes/": ["erreurs du rapport", "une erreur ?", "contradictions", "les notes"],
    "/methode/": ["comment est-ce calculé ? méthodologie", "ces chiffres sont-ils fiables"],
    "/donnees/": ["télécharger les données", "csv", "open data", "données", "fichier excel"],
    "/contact/": ["contact", "qui contacter"],
}
"""The address that a question of what no report says leads to → such questions."""


@pytest.mark.parametrize(("address", "asked"), [(to, one) for to, many in LED_ELSEWHERE.items() for one in many])
def test_a_question_that_a_page_of_the_site_answers_leads_there(client: Client, address: str, asked: str) -> None:
    found = page(client, asked)
    (link,) = found.select(f".nearest a[href='{address}']")
    assert client.get(address).status_code == 200
    place = address.partition("#")[2]
    assert not place or soup(client.get(address)).find(id=place)
    assert text(link.parent).endswith(f" : {text(link)} .")


def test_who_asks_whether_it_is_late_is_told_that_nothing_here_says_it(client: Client) -> None:
    """No target and no deadline is followed: the first page and the method say so, rather than leave one to look."""
    link = soup(client.get("/")).main.select_one("a[href='/methode/#a-temps']")
    assert text(link) == "ni cible ni échéance suivie"
    said = soup(client.get("/methode/")).find(id="a-temps").parent
    assert "non si c’est à temps" in text(said)
    assert said.select_one("a[href='/calendrier/']")


def test_who_asks_what_it_costs_is_told_that_nothing_here_says_it_and_how_the_sums_are_found(client: Client) -> None:
    said = soup(client.get("/methode/")).find(id="cout").parent
    assert "Ni budget ni dépense" in text(said)
    assert said.select_one("a[href='/recherche/']")
    assert "« euros »" in text(said)
    assert hits(page(client, "euros"))
    assert elsewhere(client, "aide financière aux parents") == []


def test_each_page_that_words_ask_for_is_tried(client: Client) -> None:
    led = {str(link["href"]) for many in LED_ELSEWHERE.values() for one in many for link in elsewhere(client, one)}
    assert led == set(LED_ELSEWHERE)
    assert len(led) == len(search.ASKED_ELSEWHERE)


def elsewhere(client: Client, asked: str) -> list[Any]:
    return list(page(client, asked).select(".nearest a"))


@pytest.mark.parametrize(
    ("asked", "word", "note"),
    [
        ("TALIS 2028", "2028", "N-2-03"),
        ("322/01/2025", "322/01", "N-5.3-05"),
        ("interrégionaux", "interrégionaux", "N-3.2-3-09"),
    ],
)
def test_what_the_printed_report_says_is_not_said_to_stand_nowhere(
    client: Client, asked: str, word: str, note: str
) -> None:
    """What a note alone quotes, because ours says it otherwise."""
    found = page(client, asked)
    assert "ne parle pas" not in text(found.main)
    assert f"Seule une note parle de « {word} »." in text(found.h2)
    (link,) = found.select(".nearest a")
    assert text(link.parent) == f"Le rapport imprimé contient « {word} », dans un passage que cite la note {note} ."
    assert (text(link), link["href"]) == (note, f"/methode/notes/#{note.lower().replace('.', '-')}")


def test_a_word_that_no_note_quotes_is_said_to_stand_nowhere(client: Client) -> None:
    assert "Le rapport ne parle pas de « 2028 xylophones »." in text(page(client, "2028 xylophones").main)


@pytest.mark.parametrize("asked", ["échanges de données", "stratégie des écoles", "contacts avec les Régions", "wifi"])
def test_no_other_question_does(client: Client, asked: str) -> None:
    assert not elsewhere(client, asked)


def test_who_reads_a_past_release_is_led_within_it(client: Client) -> None:
    found = soup(client.get("/versions/2025/1/recherche/", {"q": "csv"}))
    assert found.select_one(".nearest a[href='/versions/2025/1/donnees/']")


def test_a_question_without_a_word_to_search_leads_on(client: Client) -> None:
    """« Qu’est-ce qui n’est pas fait ? » ended at a sentence."""
    found = page(client, "qu’est-ce qui n’est pas fait ?")
    assert "ne contient aucun mot à chercher" in text(found.main)
    assert [link["href"] for link in found.select(".browse a")] == ["/", "/axes/", "/indicateurs/", "/rapport/"]


@pytest.mark.parametrize("asked", ["SGNE", "sgne", "c’est quoi le sgne ?", "missions du SGNE et du CINE"])
def test_an_acronym_that_is_asked_for_is_explained_and_leads_to_what_says_what_it_is(
    client: Client, asked: str
) -> None:
    found = page(client, asked)
    assert "Le lexique explique « SGNE » : Service général du Numérique éducatif." in text(found.main)
    assert ("« CINE »" in text(found.main).split("Le lexique", 1)[1]) is ("CINE" in asked)
    if "missions" not in asked:
        assert next(iter(hits(found).values())) == "/gouvernance/#g-m2"


def test_a_word_within_a_question_is_no_acronym_unless_it_is_written_as_one(client: Client) -> None:
    assert "lexique explique" not in text(page(client, "à quel age apprend-on le numérique").main)
    assert "Le lexique explique « AGE »" in text(page(client, "chiffres de AGE").main)
