"""The catalogue: its address filters, sorts and turns its pages; what means nothing is said to be ignored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from indicators.models import Observation
from strategy_monitor.kept.budget import unlimited
from strategy_monitor.language.codes import Category, Nature
from strategy_monitor.language.folding import fold
from strategy_monitor.pages import catalogue, tables
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import publish
from strategy_monitor.report.document import Indicator, Report
from strategy_monitor.report.listing import Listed, make_listing
from tests.factories import note
from tests.memory import forget_answers
from tests.pages.reading import soup, text

pytestmark = pytest.mark.usefixtures("published")
PATH = "/indicateurs/"


@pytest.fixture
def report(published: None) -> Report:
    return load.current().report


def page(client: Client, query: str = "") -> BeautifulSoup:
    response = client.get(PATH + query)
    assert response.status_code == 200
    return soup(response)


def codes(found: BeautifulSoup) -> list[str]:
    return [text(cell) for cell in found.select("td.code")]


def test_what_it_can_be_narrowed_to_is_found_without_comparing_two_readings_of_a_document(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is thousands of objects, and each visit would compare them all."""
    catalogue.filters(report)
    monkeypatch.setattr(Report, "__eq__", lambda *both: pytest.fail("they were compared"))
    catalogue.filters(report.model_copy())


def faults(found: BeautifulSoup) -> list[str]:
    return [text(sentence) for sentence in found.select(".fault")]


def test_it_lists_every_indicator_in_the_order_of_the_report(client: Client, report: Report) -> None:
    found = page(client)
    assert codes(found) == [indicator.code for indicator in report.indicators]
    assert [link["href"] for link in found.select("th.titre a")] == [f"/indicateurs/{code}/" for code in codes(found)]
    assert text(found.select_one(".count")) == f"{len(report.indicators)} indicateurs"


CHOICES: dict[str, Callable[[Indicator], bool]] = {
    "?axe=2": lambda i: i.axis == 2,
    "?categorie=operationnel": lambda i: i.category == "operational",
    "?categorie=impact": lambda i: i.category == "impact",
    "?nature=avancement": lambda i: i.nature == "progress",
    "?nature=quantitatif": lambda i: i.nature == "quantitative",
    "?niveau=5": lambda i: i.level == 5,
    "?niveau=sans": lambda i: all(one.level is None for series in i.headlines for one in series.observations),
    "?producteur=OECD": lambda i: "OECD" in i.providers,
    "?signale=oui": lambda i: i.flagged,
    "?signale=non": lambda i: not i.flagged,
    "?axe=2&categorie=impact&signale=non": lambda i: i.axis == 2 and i.category == "impact" and not i.flagged,
}


@pytest.mark.parametrize("query", CHOICES)
def test_each_filter_keeps_what_it_says(client: Client, report: Report, query: str) -> None:
    expected = [indicator.code for indicator in report.indicators if CHOICES[query](indicator)]
    assert expected
    found = page(client, query)
    assert codes(found) == expected
    assert f"sur {len(report.indicators)}" in text(found.select_one(".count"))


@pytest.mark.parametrize("written", ["élèves capables", "ELEVES   CAPABLES", "eleves capables"])
def test_text_ignores_accents_case_and_spaces(client: Client, written: str) -> None:
    found = codes(page(client, f"?q={written}"))
    assert found
    assert "1-I1" in found


def test_text_finds_a_number_however_its_thousands_are_separated(client: Client) -> None:
    for written in ("4944", "4.944", "4 944", "4\u202f944"):
        assert codes(page(client, f"?q={written}")) == ["2.1-O2"], written


SORTS: dict[str, Callable[[Listed, Indicator], Any]] = {
    "code": lambda listed, one: listed.rank,
    "titre": lambda listed, one: fold(one.title),
    "niveau": lambda listed, one: one.level,
    "periode": lambda listed, one: listed.day,
    "axe": lambda listed, one: one.axis,
    "categorie": lambda listed, one: Category(one.category).word,
    "nature": lambda listed, one: Nature(one.nature).word,
    "source": lambda listed, one: listed.provider,
    "signale": lambda listed, one: sum(note.severity != "information" for note in one.all_notes),
}


def test_every_sensible_column_can_be_sorted() -> None:
    assert list(tables.ORDERS) == list(SORTS)


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("name", SORTS)
def test_a_column_sorts_both_ways_with_what_has_no_value_last(
    client: Client, report: Report, name: str, sign: str
) -> None:
    keys = {
        one.code: SORTS[name](listed, one) for listed, one in zip(make_listing(report), report.indicators, strict=True)
    }
    known = [code for code, key in keys.items() if key is not None]
    unknown = [code for code, key in keys.items() if key is None]
    expected = sorted(known, key=keys.__getitem__, reverse=sign == "-")
    assert codes(page(client, f"?tri={sign}{name}")) == expected + unknown


def test_a_heading_says_how_the_table_is_sorted_and_what_its_link_does(client: Client) -> None:
    found = page(client, "?axe=2&tri=niveau")
    sorted_by = found.select("thead [aria-sort]")
    assert [head["aria-sort"] for head in sorted_by] == ["ascending"]
    link = sorted_by[0].a
    assert text(link).startswith("Niveau : trier par ordre décroissant")
    assert parse_qs(urlsplit(link["href"]).query) == {"axe": ["2"], "tri": ["-niveau"]}
    links = found.select("thead th a")
    assert [parse_qs(urlsplit(one["href"]).query)["tri"][0].removeprefix("-") for one in links] == list(SORTS)
    assert text(links[0]) == "Code : trier par ordre croissant"


def test_whatever_is_asked_lands_on_how_many_there_are(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROWS_PER_PAGE", 3)
    found = page(client, "?axe=2&q=formation")
    landing = found.select_one("#resultat")
    assert landing["tabindex"] == "-1"
    assert text(found.title).startswith(f"{text(landing.b)} · Texte : « formation » · Axe : 2. Accompagner et former –")
    asking = [one["href"] for one in found.select(".active a, thead a, .pages a")]
    assert len(asking) > len(SORTS) + 3
    assert {urlsplit(href).fragment for href in (*asking, found.select_one("form.filters")["action"])} == {"resultat"}
    assert text(page(client).title).startswith("Tous les indicateurs –")


def test_the_table_keeps_its_roles_where_it_is_laid_out_as_blocks(client: Client) -> None:
    table = page(client).find("table")
    assert table["role"] == "table"
    assert text(table.caption)
    for row in table.select("tbody tr"):
        assert row["role"] == "row"
        assert len(row.select("th[scope=row][role=rowheader]")) == 1
        labels = [cell["data-label"] for cell in row.select("td[role=cell]")]
        assert labels == ["Code", "Ce qu’il dit", "Axe", "Catégorie et nature", "Fournisseur", "Doutes"]


def test_each_active_filter_is_removed_by_a_link(client: Client, report: Report) -> None:
    found = page(client, "?q=formation&axe=2&tri=-code")
    links = {text(link): link["href"] for link in found.select(".active a")}
    assert parse_qs(urlsplit(links["Retirer le filtre : Axe : 2. Accompagner et former ×"]).query) == {
        "q": ["formation"],
        "tri": ["-code"],
    }
    assert parse_qs(urlsplit(links["Retirer le filtre : Texte : « formation » ×"]).query) == {
        "axe": ["2"],
        "tri": ["-code"],
    }
    assert links["Tout retirer"] == f"{PATH}#resultat"
    assert not page(client).select(".active")


def test_the_form_shows_what_is_chosen(client: Client) -> None:
    form = page(client, "?q=formation&axe=2&signale=oui&tri=-periode").select_one("form.filters")
    assert form["method"] == "get"
    assert form.select_one("[name=q]")["value"] == "formation"
    chosen = {select["name"]: select.select("option[selected]") for select in form.select("select")}
    values = {name: options[0]["value"] for name, options in chosen.items() if options}
    assert values == {"axe": "2", "signale": "oui", "tri": "-periode"}
    for field in form.select("input, select"):
        assert form.select_one(f"label[for={field['id']}]"), field


def test_empty_fields_leave_the_address(client: Client) -> None:
    response = client.get(PATH + "?q=&axe=2&categorie=&nature=&niveau=&producteur=&signale=&tri=")
    assert (response.status_code, response["Location"]) == (302, PATH + "?axe=2")
    assert client.get(PATH + "?q=")["Location"] == PATH


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?axe=9", "Le filtre « Axe » ne connaît pas la valeur « 9 » ; il est ignoré."),
        ("?niveau=-1", "Le filtre « Niveau » ne connaît pas la valeur « -1 » ; il est ignoré."),
        ("?signale=1%00", "Le filtre « Doutes » ne connaît pas la valeur « 1 » ; il est ignoré."),
        ("?tri=valeur", "Le tri « valeur » n’existe pas ; les indicateurs sont dans l’ordre du rapport."),
        ("?tri=--code", "Le tri « --code » n’existe pas ; les indicateurs sont dans l’ordre du rapport."),
        ("?page=0", "La page « 0 » n’existe pas ; voici la première."),
        ("?page=abc", "La page « abc » n’existe pas ; voici la première."),
        ("?page=2", "La page 2 n’existe pas ; voici la dernière."),
        ("?page=9999999", "La page 10000 n’existe pas ; voici la dernière."),
        (
            "?page=" + "9" * 6000,
            "La page « 999999999999999999999999999999999999999… » n’existe pas ; voici la première.",
        ),
        ("?page=٣", "La page « ٣ » n’existe pas ; voici la première."),
        ("?q=!!!", "« !!! » ne contient aucun mot à chercher ; la recherche est ignorée."),
    ],
)
def test_what_means_nothing_is_ignored_and_said(client: Client, report: Report, query: str, said: str) -> None:
    found = page(client, query)
    assert faults(found) == [said]
    assert codes(found) == [indicator.code for indicator in report.indicators]


def test_the_method_leads_to_the_indicators_of_whoever_gives_some(client: Client, report: Report) -> None:
    """A provider that only later gives any is said to have none: the catalogue would ignore it and show all."""
    entries = soup(client.get("/methode/")).select("#producteurs ~ dl > div, section:has(#producteurs) dl > div")
    assert len(entries) == len(report.providers)
    for entry, provider in zip(entries, report.providers, strict=True):
        theirs = [one.code for one in report.indicators if provider.code in one.providers]
        links = [link["href"] for link in entry.select("a")]
        if theirs:
            (link,) = links
            assert codes(page(client, link.removeprefix(PATH))) == theirs
        else:
            assert (links, "aucun indicateur" in text(entry)) == ([], True), provider.code
    assert any(not entry.select("a") for entry in entries)


def test_what_an_acronym_stands_for_is_said_once_on_the_page_of_an_indicator(client: Client, report: Report) -> None:
    for indicator in report.indicators:
        page = soup(client.get(f"/indicateurs/{indicator.code}/"))
        beside = [text(one) for one in page.select(".side p.note b")]
        listed = [text(one) for one in page.select("section.acronyms dt")]
        assert len(set(beside + listed)) == len(beside + listed), indicator.code
    assert (beside, listed) == (["AGE", "DGPSE", "DQPS", "SGNE", "Suivi du Pacte"], ["MDP", "FW-B"])


def test_where_a_value_is_printed_is_not_said_again_by_its_role(client: Client) -> None:
    rows = soup(client.get("/indicateurs/2.2-O2/")).select("table.observations tbody tr")
    said = [text(row.th) for row in rows]
    assert [one.count("chiffre principal") for one in said[:2]] == [1, 1]
    assert "répartition" in said[2]
    assert "remarque sur les données, section 2.2" in said[2]


def test_an_acronym_that_nobody_expands_is_not_told_twice(client: Client, report: Report) -> None:
    unknown = [one for one in report.providers if one.name == one.acronym]
    assert "DQPS" in {one.acronym for one in unknown}
    offered = {option["value"]: text(option) for option in page(client).select("#f-producteur option")}
    method = {
        text(one.dt): text(one.dd) for one in soup(client.get("/methode/")).select("section:has(#producteurs) div")
    }
    for provider in unknown:
        assert offered[provider.code] == provider.acronym
        assert method[provider.acronym].startswith("nom complet non précisé")
    beside = [text(one) for one in soup(client.get(f"{PATH}5.3-O1/")).select(".side p.note")]
    assert "DQPS nom complet non précisé" in beside


def test_the_last_of_a_repeated_parameter_counts(client: Client) -> None:
    found = page(client, "?axe=2&axe=3")
    assert faults(found) == ["« axe » est donné plusieurs fois ; seule la dernière valeur compte."]
    assert {code[0] for code in codes(found)} == {"3"}


def test_a_long_text_is_cut_and_said_to_be(client: Client) -> None:
    found = page(client, "?q=" + "formation " * 1000)
    assert faults(found) == ["La recherche est limitée à 200 caractères ; la suite est ignorée."]
    assert codes(found)


def test_an_empty_result_says_why_and_what_comes_next(client: Client) -> None:
    found = page(client, "?axe=5&niveau=0")
    assert not found.find("table")
    assert text(found.select_one(".count")).startswith("0 indicateur sur")
    assert "Aucun indicateur ne répond à tous ces critères à la fois." in text(found.select_one(".nothing"))
    assert found.select_one(".nothing a")["href"] == PATH
    wider = page(client, "?axe=5&q=wifi&niveau=0").select_one(".nothing a")["href"]
    assert wider == "/recherche/?q=wifi"


def test_a_long_table_is_turned_by_pages_that_keep_the_filter(
    client: Client, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROWS_PER_PAGE", 10)
    everyone = [indicator.code for indicator in report.indicators]
    assert codes(page(client)) == everyone[:10]
    found = page(client, "?page=3&tri=code")
    assert codes(found) == everyone[20:30]
    assert [parse_qs(urlsplit(link["href"]).query) for link in found.select(".pages a")] == [
        {"tri": ["code"], "page": [str(number)]} for number in (1, 2, 3)
    ]
    assert text(found.select_one(".pages [aria-current=page]")) == "Page 3"
    assert "page" not in parse_qs(urlsplit(found.select_one("thead a")["href"]).query), "a new order starts at page 1"


def test_all_pages_at_once_have_a_limit_but_for_who_writes_the_site_as_files(
    client: Client, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 10,000 indicators such a page has 70 MB and takes eight seconds, for whoever asks."""
    monkeypatch.setattr(tables, "ROWS_PER_PAGE", 10)
    everyone = [indicator.code for indicator in report.indicators]
    assert codes(page(client, "?page=toutes")) == everyone
    monkeypatch.setattr(tables, "MOST_ON_ONE_PAGE", 9)
    forget_answers()
    found = page(client, "?page=toutes")
    assert codes(found) == everyone[:10]
    assert faults(found) == ["C’est trop d’indicateurs pour une seule page ; voici les premiers."]
    assert len(codes(page(client, "?page=toutes&axe=4"))) == 5, "a selection that is short enough"
    forget_answers()
    with unlimited():
        assert codes(page(client, "?page=toutes")) == everyone


def test_of_many_pages_some_are_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROWS_PER_PAGE", 1)
    listed = [text(one) for one in page(client, "?page=10").select(".pages li")]
    assert listed == ["Page 1", "…", "Page 8", "Page 9", "Page 10", "Page 11", "Page 12", "…", "Page 28"]
    assert text(page(client, "?page=10").select_one(".pages [aria-current=page]")) == "Page 10"


def test_a_past_release_keeps_its_links_to_itself(client: Client) -> None:
    found = soup(client.get("/versions/2025/1/indicateurs/?axe=1"))
    links = [link["href"] for link in found.select("table a, .active a") if link.has_attr("href")]
    assert links
    assert all(href.startswith("/versions/2025/1/indicateurs/") for href in links)
    assert found.select_one("form.filters")["action"] == "/versions/2025/1/indicateurs/#resultat"


def test_a_value_in_doubt_and_a_missing_one_are_told_apart(client: Client) -> None:
    found = page(client)
    cells = {text(row.select_one("td.code")): row.select_one("td.dit") for row in found.select("tbody tr")}
    values = [text(value) for value in cells["2.2-O2"].select(".value")]
    assert values[0] == "37 % Taux d’écoles attribuant des périodes, fondamental +4 points (33 %, 2022-2023)"
    assert [text(value) for value in cells["2.2-O2"].select(".doubtful")] == values[-1:]
    assert values[-1] == "7 157 Écoles du fondamental, question ouverte"
    assert text(cells["1.3-O1"].select_one(".none")) == "à construire"
    assert text(cells["2.1-O2"]) == "4 944 Heures de formation au numérique 7 780 Participants inscrits 2023-2024"


def test_a_doubt_about_a_value_is_said_in_words(client: Client) -> None:
    """As on the page of the indicator: without it, the table gives as sure what a note doubts."""
    cells = {text(row.select_one("td.code")): row.select_one("td.dit") for row in page(client).select("tbody tr")}
    (doubted,) = (text(one) for one in cells["4.2-O1"].select(".value") if "615 088" in text(one))
    assert doubted.startswith("615 088 Utilisateurs ayant accès à Happi, mis en doute")


@pytest.mark.parametrize(("status", "word"), [("open", "question ouverte"), ("kept", "mis en doute")])
def test_what_is_asked_of_the_only_value_of_an_indicator_is_said_in_words(
    client: Client, status: str, word: str
) -> None:
    only = Observation.objects.get(series__indicator__code="1.4-O1", series__role="headline")
    note(observation=only, status=status)
    publish("2025", "Une note de plus.")
    forget_answers()
    cells = {text(row.select_one("td.code")): row.select_one("td.dit") for row in page(client).select("tbody tr")}
    assert text(cells["1.4-O1"].select_one(".value")) == f"527 banques de ressources {word}"
