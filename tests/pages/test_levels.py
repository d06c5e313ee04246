"""A level is said with how far it is known to go and how one knows it, wherever it shows, in the words of the scale.

The working copy is edited as an editor and a provider would: one level confirmed by its provider, one read on its icon,
the scale in other words. Then everything that a release gives is read.
"""

from __future__ import annotations

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from indicators.models import Observation, ScaleStep
from strategy_monitor.documents import compose
from strategy_monitor.documents.compose.strip import strip_of
from strategy_monitor.exports.publication import Publication
from strategy_monitor.releases import load
from strategy_monitor.releases.editions import edition_of
from strategy_monitor.releases.publish import store
from strategy_monitor.report import canonical, sentences, summary
from strategy_monitor.report.build import build
from strategy_monitor.report.document import Report
from strategy_monitor.report.listing import listing_of
from tests.documents import tagged
from tests.memory import forget
from tests.pages.reading import main, soup, text

CONFIRMED, ICON, BEGUN, BLOCKS = "1.1-O1", "2.1-O1", "1.2-O1", "5.3-O1"
DONE = "C’est chose faite"
AT_LEAST = "niveau d’au moins 1 sur 5, déduit du libellé"


def plain(words: str) -> str:
    return " ".join(words.replace("\u202f", " ").split())


def publication() -> Publication:
    found = load.current()
    return Publication(found.report, found.head, "https://suivi.exemple.be")


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """The document of the edited working copy, once it was built."""
    return {}


@pytest.fixture
def report(request: pytest.FixtureRequest, db: None, kept: dict[str, str]) -> Report:
    if not kept:
        request.getfixturevalue("seeded")
        for code, basis in ((CONFIRMED, "confirmed"), (ICON, "icon")):
            Observation.objects.filter(series__indicator__code=code, level=5).update(level_basis=basis)
        ScaleStep.objects.filter(level=5).update(caption=f"{DONE}.")
        kept["document"] = canonical.dump(build("2025"))
    store(edition_of("2025"), kept["document"], "Niveaux confirmés", None)
    forget()
    return load.current().report


def levels_told(found: BeautifulSoup) -> dict[str, list[str]]:
    """Code of the indicator → what the marks of its levels say aloud; from the home page."""
    told = found.select(".at-a-glance [aria-labelledby=fait] > ul > li")
    return {
        one.select_one("p a")["href"].rstrip("/").rpartition("/")[2]: [
            plain(mark["aria-label"]) for mark in one.select("svg.progress")
        ]
        for one in told
    }


def test_each_page_says_each_level_as_it_is_known(client: Client, report: Report) -> None:
    home = soup(client.get("/"))
    said = levels_told(home)
    assert said[CONFIRMED] == ["niveau 5 sur 5, confirmé par le fournisseur"]
    assert said[ICON] == ["niveau 5 sur 5, lu sur l’icône"]
    assert said[BEGUN] == [AT_LEAST]
    assert said[BLOCKS] == ["niveau 5 sur 5, déduit du libellé"] * 2
    assert "Avancement de 0 à 5, déduit du libellé, confirmé par le fournisseur ou lu sur l’icône." in plain(text(home))
    assert sum(summary.distribution(listing_of(report)).levels) == 2

    figure = f"/indicateurs/{BEGUN}/releves/avancement/sans-date-rapport-2025/"
    addresses = (f"/indicateurs/{CONFIRMED}/", f"/indicateurs/{BEGUN}/", figure, "/axes/1/", "/rapport/")
    pages = {address: main(client.get(address)) for address in addresses}
    for address in (f"/indicateurs/{CONFIRMED}/", "/axes/1/", "/rapport/"):
        page = pages[address]
        assert "niveau 5 sur 5, confirmé par le fournisseur" in plain(page), address
        assert DONE in page, address
        assert "La réalisation est terminée" not in page, address
    for address in (f"/indicateurs/{BEGUN}/", "/axes/1/", "/rapport/", figure):
        assert AT_LEAST in plain(pages[address]), address
    for address in (f"/indicateurs/{BEGUN}/", "/axes/1/", figure):
        assert "moins d’un quart" not in pages[address], address
    assert "Chaque niveau affiché ici est donc déduit" not in main(client.get("/methode/"))


def test_the_catalogue_says_them_too_and_does_not_file_a_least_under_a_level(client: Client, report: Report) -> None:
    found = soup(client.get("/indicateurs/"))
    cells = {text(row.select_one("td.code")): plain(text(row.select_one("td.dit"))) for row in found.select("tbody tr")}
    assert cells[CONFIRMED].startswith("5 sur 5, confirmé par le fournisseur")
    assert cells[BEGUN].startswith("au moins 1 sur 5, déduit du libellé")
    assert "Espace réseaux" in cells[BLOCKS]
    assert "déduit du libellé" in cells[BLOCKS]

    def codes(query: str) -> list[str]:
        return [text(cell) for cell in soup(client.get(f"/indicateurs/?niveau={query}")).select("td.code")]

    assert codes("1") == []
    assert codes("au-moins-1") == [BEGUN, "3.1-O1"]
    assert codes("blocs") == [BLOCKS]
    assert codes("5") == [CONFIRMED, ICON]
    assert not {BEGUN, BLOCKS, CONFIRMED} & set(codes("sans"))


def test_a_least_is_hatched_up_to_four(client: Client, report: Report) -> None:
    home = soup(client.get("/"))
    listed = home.select("[aria-labelledby=fait] li")
    (told,) = [one for one in listed if one.select_one("p a")["href"].endswith(f"/{BEGUN}/")]
    assert [box["class"] for box in told.select("rect")] == [["on"], ["maybe"], ["maybe"], ["maybe"], ["off"]]
    assert len(told.select("path.hatch")) == 3
    progress = soup(client.get(f"/indicateurs/{BEGUN}/")).select_one("svg.progress")
    assert progress
    assert [box["class"][0] for box in progress.select("rect")] == ["on", "maybe", "maybe", "maybe", "off"]
    assert "au moins 1 sur 5" in plain(str(progress["aria-label"]))
    assert strip_of(report).svg.count("<path") == 2 * 3 + 1  # two indicators, and the legend


def test_documents_say_them(report: Report) -> None:
    paper = compose.annotated_report_paper(publication())
    said = plain(" ".join(tagged.said(paper)))
    assert f"{DONE} (niveau 5 sur 5, confirmé par le fournisseur)" in said
    assert AT_LEAST in said
    assert "La réalisation est terminée" not in said
    assert plain(sentences.write_standing(report)) in said


def test_data_files_and_the_interface_say_them(client: Client, report: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/donnees/indicateurs.csv").content.decode("utf-8-sig"))))
    found = {row["indicator_code"]: row for row in rows}
    assert [found[CONFIRMED][name] for name in ("level", "level_manner", "level_basis")] == ["5", "", "confirmed"]
    assert [found[BEGUN][name] for name in ("level", "level_manner", "level_basis")] == ["1", "minimum", "wording"]
    assert plain(found[BEGUN]["level_written"]) == AT_LEAST
    assert found[BLOCKS]["level"] == ""
    assert "Espace réseaux" in found[BLOCKS]["level_written"]
    item = json.loads(client.get(f"/api/v1/indicators/{BEGUN}").content)
    assert (item["level"], item["level_manner"], item["level_basis"]) == (1, "minimum", "wording")
    assert plain(item["level_written"]) == AT_LEAST


def test_a_change_of_what_is_known_is_told_as_one_of_level(client: Client, report: Report) -> None:
    text = canonical.dump(report)
    before = '"level":1,"level_basis":"wording","manner":"minimum"'
    assert before in text
    after = text.replace(before, '"level":1,"level_basis":"confirmed","manner":"exact"')
    store(edition_of("2025"), after, "Confirmé : moins d’un quart", None)
    forget()
    told = plain(main(client.get("/comparaison/2025.1/2025.2/")))
    assert f"{AT_LEAST} niveau 1 sur 5, confirmé par le fournisseur" in told.replace("sans date (rapport 2025) ", "")
    assert "plus bas" not in told
    assert "plus haut" not in told
    feed = plain(client.get("/flux/versions.atom").content.decode())
    assert "niveau" not in feed or "confirmé par le fournisseur" in feed


@pytest.mark.usefixtures("published")
def test_the_method_says_once_how_levels_are_known_where_all_are_known_so(client: Client) -> None:
    assert "6 niveaux affichés, chacun « déduit du libellé »." in plain(main(client.get("/methode/")))


def test_the_method_counts_what_is_deduced(client: Client, report: Report) -> None:
    page = soup(client.get("/methode/"))
    said = {text(row.dt): plain(text(row.dd)) for row in page.select("section[aria-labelledby=deduit] dl > div")}
    assert (
        "6 niveaux affichés : 4 « déduit du libellé », 1 « confirmé par le fournisseur », 1 « lu sur l’icône »"
        in said["Niveaux"]
    )
    assert "(2 ici)" in said["Niveaux"]
    assert "1 indicateur est donné en plusieurs blocs" in said["Niveaux"]
    series = [one for indicator in report.indicators for one in indicator.series]
    assert f"pour {len(report.indicators)} indicateurs" in said["Nature"]
    assert f"pour {sum(bool(one.population) for one in series)} séries sur {len(series)}" in said["Populations"]
    assert f"Les {len(report.providers)} fournisseurs" in said["Fournisseurs"]
    assert f"{len(report.acronyms)} sigles sont expliqués" in said["Sigles"]
    assert f"{len(list(report.measures()))} mesures" in said["Texte"]
    assert f"« {report.edition} »" in said["Édition"]
    for link in page.select("section[aria-labelledby=deduit] a[href^='#']"):
        assert page.find(id=link["href"][1:])
    line = soup(client.get("/rapport/")).find("a", href="/methode/#deduit")
    assert "le récit est reformulé" in plain(text(line.parent))
