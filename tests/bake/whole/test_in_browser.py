"""The baked site in a browser, from a plain server and from files: as the living one is tried, and its scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import pytest
from django.test import Client
from lxml import html

from strategy_monitor.bake import links
from tests.bake.whole.conftest import Whole
from tests.browser.addresses import PUBLIC, Page
from tests.browser.axe import examined
from tests.browser.test_pages import off_the_keyboard, sideways
from tests.browser.visits import Visit, open_tab

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FROM_FILES = (
    "home", "axis-2", "figure", "embed", "catalogue-filtered", "catalogue-fault", "search-hits", "search-nothing",
    "archive-indicator",
)  # fmt: skip
OVER_HTTP = ("indicator-rest", "catalogue-filtered", "search-hits")
PHONE = {"width": 320, "height": 900}
NAMED = {page.name: page for page in PUBLIC}
LOOKED_AT = [(form, NAMED[name]) for form, names in (("file", FROM_FILES), ("http", OVER_HTTP)) for name in names]

QUERIES = (
    "école", "ECOLES", "œuvre", "oeuvre", "Wi‑Fi", "wifi", "4 944", "4.944", "4944", "7 157 écoles", "PISA  2022",
    "e-classe", "2.2-O2", "numérique école", "décret", "1,5", "61,5 %", "l'école", "DGEO", "a", "introuvable",
    "école introuvable", "?", "<script>", "%(n)s $& $1", "ß", "x" * 230, "à un de le la les du en et au par pour sur",
    " ", "\u0007école", "e\u0301cole",
    "Combien d’enseignants ont reçu l’indemnité ?", "c’est quoi e classe", "150€", "chefs d'etablissement", "technoped",
    "protection des données personnelles", "2023-2024", "7.157 xylophones", "des pianos et des flûtes",
    "pianos d’élèves", "constructor", "cinéma harcèlement médiane câble décret",
    "SGNE", "c’est quoi le sgne ?", "chiffres de AGE", "à quel age", "DG REFORM", "dg reform et MFW-B", "FW-B,TIC",
    "tic xylophones", "conectivité", "tablete", "2.2-02", "3.2-3-01", "0.5-02 10,5-03",
    "qu’est-ce qui a changé depuis 2024 ?", "TALIS 2028", "322/01/2025", "écoles de 2028", "2028 xylophones",
    "erreurs du rapport", "où en est la stratégie", "stratégie des écoles", "données", "csv",
    "qui contacter", "contact", "quand seront publiés les prochains chiffres", "est-ce en retard",
    "qu’est-ce qui n’est pas fait", "ordinatuers des directuers", "formtion des enseigants", "rdinateur",
    "échéance batteries",
)  # fmt: skip

SELECTIONS = (
    {"axe": "2", "nature": "quantitatif", "tri": "-periode"}, {"categorie": "impact"}, {"niveau": "sans"},
    {"niveau": "5", "tri": "titre"}, {"signale": "non", "axe": "3"}, {"q": "4 944"}, {"q": "Écoles", "tri": "-titre"},
    {"q": "introuvable", "axe": "1"}, {"axe": "1", "niveau": "5", "signale": "oui"}, {"tri": "code"}, {"tri": "-code"},
    {"tri": "-axe"}, {"tri": "categorie"}, {"tri": "-nature"}, {"tri": "niveau"}, {"tri": "-niveau"}, {"tri": "source"},
    {"tri": "-signale"}, {"axe": "9"}, {"tri": "toString"}, {"axe": "constructor", "q": "?"}, {"q": "x" * 230},
    {"q": "<b>é</b>"}, {"producteur": "inconnu" * 10}, {"autre": "1"}, [("axe", "1"), ("axe", "2")],
    [("q", "a"), ("q", "école"), ("tri", "")], {"q": "école & co", "axe": "3"},
)  # fmt: skip

SHOWN = """() => [
  document.title,
  [...document.querySelectorAll("main :is(input, select)")].map((field) => field.value),
  [...document.querySelectorAll("main :is([href], h1, h2, p, caption, tr, mark)")].map((e) =>
    [e.localName, e.textContent.replace(/\\s+/g, " ").trim(), e.href ?? "", e.getAttribute("aria-sort")]),
]"""


@pytest.fixture
def roots(whole: Whole, served: str) -> dict[str, str]:
    return {"http": served, "file": whole.folder.as_uri()}


@pytest.fixture(scope="module")
def only_tab(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport=PHONE)
    yield open_tab(context)
    context.close()


@pytest.fixture
def tab(only_tab: Any) -> Iterator[Any]:
    """The same for all, as it was opened: another would cost as much as a page, and a process for its pages."""
    yield only_tab
    only_tab.goto("about:blank")
    only_tab.set_viewport_size(PHONE)


@pytest.mark.parametrize(("form", "page"), LOOKED_AT, ids=str)
def test_a_page_breaks_nothing_stays_in_its_folder_fits_its_window_and_is_accessible(
    roots: dict[str, str], tab: Any, form: str, page: Page
):
    path, mark, query = page.path.partition("?")
    baked = Page(page.name, f"/{links.file_of(path)}{mark}{query}", charts=page.charts)
    opened = Visit(tab, roots[form], baked)
    opened.through()
    assert sideways(opened, 320) == []
    opened.at_width(1440, 900)
    assert off_the_keyboard(opened) == []
    assert opened.elsewhere == []
    assert opened.failed == []
    assert opened.said == []
    if form == "file":  # a server gives the same
        assert examined(opened.page)["faults"] == []


def read_here(page: Any, root: str, path: str) -> list[Any]:
    """What the page says, once its script has run; where its links lead, as paths in the folder."""
    page.goto(f"{root}/{path}", wait_until="load")
    title, fields, shown = page.evaluate(SHOWN)
    told = [[name, text, led(href.removeprefix(f"{root}/")), sort] for name, text, href, sort in shown]
    return [words(title), fields, *told]


def read_there(client: Client, address: str) -> list[Any]:
    """The same of the living site."""
    page = html.fromstring(client.get(address, follow=True).content)
    found = page.xpath("//main//*[@href or self::h1 or self::h2 or self::p or self::caption or self::tr or self::mark]")
    shown = [
        [tag.tag, words(tag.text_content()), led(where(tag.get("href", ""), address)), tag.get("aria-sort")]
        for tag in found
    ]
    fields = [field.value or "" for field in page.xpath("//main//input | //main//select")]
    return [words(page.find("head").find("title").text_content()), fields, *shown]


def words(text: str) -> str:
    return " ".join(text.split())


def where(href: str, address: str) -> str:
    """An address as a path in the folder."""
    to = urlsplit(urljoin(address, href)) if href else urlsplit("")
    return urlunsplit(to._replace(path=links.file_of(to.path))) if href else ""


def led(path: str) -> Any:
    """Without how its query happens to be written."""
    to = urlsplit(path)
    return to.path, parse_qsl(to.query), to.fragment


def test_the_search_finds_what_the_server_finds(published: None, client: Client, tab: Any, roots: dict[str, str]):
    for query in QUERIES:
        asked = f"?{urlencode({'q': query})}"
        here = read_here(tab, roots["file"], f"recherche/index.html{asked}")
        assert here == read_there(client, f"/recherche/{asked}"), query


def test_the_catalogue_answers_what_the_server_answers(
    published: None, client: Client, tab: Any, roots: dict[str, str]
):
    for selection in SELECTIONS:
        asked = f"?{urlencode(selection)}"
        here = read_here(tab, roots["file"], f"indicateurs/index.html{asked}")
        assert here == read_there(client, f"/indicateurs/{asked}"), selection


@pytest.mark.parametrize("form", ["http", "file"])
def test_a_form_is_sent_and_the_way_back_works(tab: Any, roots: dict[str, str], form: str):
    page, root = tab, roots[form]
    page.goto(f"{root}/index.html")
    page.fill("#find", "école")
    page.press("#find", "Enter")
    page.locator(".results .hit a").first.click()
    page.wait_for_load_state("load")
    assert page.locator("main h1").is_visible()
    page.go_back()
    assert page.locator("#resultat").is_visible()
    page.goto(f"{root}/indicateurs/index.html")
    page.locator(".folded summary").click()
    page.select_option("#f-axe", "2")
    page.select_option("#f-tri", "-titre")
    page.click(".filters button")
    page.wait_for_load_state("load")
    assert page.locator("table.indicators tbody tr").count() == 9
    page.locator(".active a").first.click()
    page.wait_for_load_state("load")
    assert page.locator("table.indicators tbody tr").count() == 28


@pytest.mark.parametrize("form", ["http", "file"])
def test_a_figure_opens_in_place_over_http_and_as_a_page_from_files(tab: Any, roots: dict[str, str], form: str):
    page, root = tab, roots[form]
    page.goto(f"{root}/indicateurs/2.2-O2/index.html")
    page.locator("main a.figure").first.click()
    page.locator("article.trace").wait_for()
    assert page.locator("dialog[open] article.trace").count() == root.startswith("http")
    assert "/releves/" in page.url
    page.go_back()
    assert page.url == f"{root}/indicateurs/2.2-O2/index.html"
