"""Two releases compared: the page, its axes, its CSV, the form that leads to it, and what other pages say of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from axes.models import Measure
from indicators.models import Indicator, Observation
from strategy_monitor.exports.guard import unguard_cell
from strategy_monitor.kept import budget, keeping
from strategy_monitor.releases import load
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from tests import factories
from tests.memory import forget
from tests.outages import database_down
from tests.pages.reading import main, soup, text
from tests.releases.altering import alter_documents
from tests.snapshot import remembered

pytestmark = pytest.mark.once
PAIR, BACK = "/comparaison/2024.1/2025.1/", "/comparaison/2025.1/2024.1/"
TEXT = "Les écoles reçoivent une connexion, un équipement et l’aide d’un conseiller technopédagogique de leur réseau."


@pytest.fixture
def editions(db: None) -> None:
    """Two editions of two axes: a new figure in the first, a measure reworded in the second, an indicator that came."""
    remembered("two editions of two axes", make_editions)


def make_editions() -> None:
    series = factories.series(key="heures")
    factories.observation(series=series)
    second = factories.action(axis=factories.axis(2), number="1")
    factories.measure(action=second, code="2.1-M1", text=TEXT)
    publish("2024", "Première édition.")
    factories.observation(
        series=series, period_start=dt.date(2024, 9, 1), period_end=dt.date(2025, 8, 31), period_label="2024-2025",
        value=Decimal(5438), printed="5.438 heures",
    )  # fmt: skip
    Measure.objects.filter(code="2.1-M1").update(text=TEXT.replace("une connexion", "=une liaison"))
    factories.observation(series=factories.series(indicator=factories.indicator(action=second, code="2.1-O1")))
    publish("2025", "Seconde édition.")


@pytest.mark.usefixtures("editions")
class TestPage:
    def test_a_new_figure_stands_beside_the_old_one_with_how_far_it_went(self, client: Client) -> None:
        page = soup(client.get(PAIR))
        (row,) = page.select(".moves tbody tr")
        assert [text(cell) for cell in row.select("td")] == [
            "4 944 heures 2023-2024",
            "5 438 heures 2024-2025",
            "+494 heures (+10 %) nouvelle donnée",
        ]
        assert row.a["href"] == "/versions/2025/1/indicateurs/1.1-O1/"

    def test_a_text_is_told_word_by_word_and_says_so_to_who_cannot_see_it(self, client: Client) -> None:
        page = soup(client.get(PAIR))
        told = text(page.select_one(".told .text"))
        assert "[supprimé : une connexion, ] [ajouté : =une liaison, ]" in told

    def test_what_came_is_read_where_it_stands(self, client: Client) -> None:
        link = soup(client.get(PAIR)).find("a", href=True, string=lambda s: s and "2.1-O1" in s)
        assert link["href"] == "/versions/2025/1/indicateurs/2.1-O1/"
        turned = soup(client.get("/comparaison/2025.1/2024.1/"))
        link = turned.find("a", href=True, string=lambda s: s and "2.1-O1" in s)
        assert link["href"] == "/versions/2025/1/indicateurs/2.1-O1/", "it is gone from the release that is read after"

    def test_every_link_of_the_page_leads_somewhere(self, client: Client) -> None:
        for path in (PAIR, "/comparaison/"):
            links = soup(client.get(path)).main.select("a[href^='/']")
            assert links
            for link in links:
                assert client.get(link["href"]).status_code == 200, link

    def test_one_axis_is_read_alone(self, client: Client) -> None:
        page = soup(client.get(f"{PAIR}axe-2/"))
        assert [text(title) for title in page.select("main section h2")] == ["Axe 2. Titre de l’axe 2"]
        assert text(page.select_one(".by-axis [aria-current]")) == "Axe 2 Axe n° 2 2 changements"
        assert client.get(f"{PAIR}axe-3/").status_code == 404

    def test_what_belongs_to_no_axis_is_read_alone(self, client: Client) -> None:
        page = soup(client.get(f"{PAIR}hors-axe/"))
        assert text(page.select_one(".by-axis [aria-current]")) == "Hors des axes 1 changement"
        assert [text(title) for title in page.select("main section h2")] == ["Stratégie et gouvernance"]
        rows = client.get(f"{PAIR[:-1]}/hors-axe.csv").content.decode().splitlines()
        assert len(rows) == 2

    def test_the_parts_hold_all_that_the_whole_does(self, client: Client) -> None:
        links = soup(client.get(PAIR)).select(".by-axis a")
        counts = [int(text(link.select_one(".count")).split()[0]) for link in links]
        assert counts[0] == sum(counts[1:]) == 4

    def test_a_release_compared_with_itself_has_no_difference(self, client: Client) -> None:
        assert "Aucune différence : c’est la même version." in main(client.get("/comparaison/2025.1/2025.1/"))

    def test_an_unknown_release_is_not_found_in_words(self, client: Client) -> None:
        for path in (
            "/comparaison/2020.1/2025.1/",
            "/comparaison/2025.1/2025.99999/",
            "/comparaison/2025.1/2020.1.csv",
        ):
            response = client.get(path)
            assert response.status_code == 404
            assert "Aucune version de ce nom n’a été publiée." in main(response)
        for path in (
            "/comparaison/2025/2024/",
            "/comparaison/2025.0/2025.1/",
            f"/comparaison/2025.{'9' * 500}/2025.1/",
        ):
            assert client.get(path).status_code == 404, path[:40]

    def test_a_withdrawn_release_is_gone_and_says_why(self, client: Client) -> None:
        withdraw("2024", 1, "Publiée trop tôt.")
        response = client.get(PAIR)
        assert response.status_code == 410
        assert "Publiée trop tôt." in main(response)
        assert "2024.1" not in main(client.get("/comparaison/"))

    def test_an_altered_release_is_refused_and_hides_nothing_else(self, client: Client) -> None:
        alter_documents(lambda text: text + " ", reason="Première édition.")
        forget()
        assert client.get(PAIR).status_code == 503
        home = client.get("/")
        assert home.status_code == 200
        assert "depuis l’édition" not in main(home)

    def test_a_reader_who_has_the_page_is_told_so(self, client: Client) -> None:
        for path in (PAIR, f"{PAIR}axe-2/", "/comparaison/2024.1/2025.1.csv", "/comparaison/"):
            first = client.get(path)
            assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304, path
            assert first["Cache-Control"] == "public, no-cache"

    def test_it_costs_two_queries_and_reads_no_domain_table(self, client: Client) -> None:
        """The heads, to find the newest release; the heads again, to find the two that are named."""
        client.get(PAIR)
        with CaptureQueriesContext(connection) as caught:
            client.get(f"{PAIR}axe-2/")
        assert len(caught) == 2
        assert not any(
            '"document"' in query["sql"] or "indicators_" in query["sql"] for query in caught.captured_queries
        )

    def test_two_releases_are_compared_once(self, client: Client) -> None:
        for path in (PAIR, f"{PAIR}axe-1/", f"{PAIR}axe-2/", "/comparaison/2024.1/2025.1.csv", "/"):
            client.get(path)
        assert compared.cache_info().misses == 1

    def test_a_figure_leads_to_its_page_where_the_documents_were_read_again_since(self, client: Client) -> None:
        before = client.get(PAIR).content
        assert b"/releves/heures/2023-2024/" in before
        load.document_of.cache_clear()
        keeping.MEMORY.clear()
        assert client.get(PAIR).content == before

    def test_while_the_database_is_down_it_compares_what_is_in_memory(self, client: Client) -> None:
        before = client.get(PAIR).content
        with database_down():
            assert client.get(PAIR).content == before
            assert client.get(f"/comparaison/2024.1/{'9' * 4}.1/").status_code == 503, "it may be published by now"
            load.document_of.cache_clear()
            compared.cache_clear()
            assert client.get(PAIR).content == before, "it is kept, whatever became of the documents"
            keeping.MEMORY.clear()
            response = client.get(PAIR)
        assert (response.status_code, response["Retry-After"]) == (503, "60")


@pytest.mark.usefixtures("editions")
class TestCsv:
    def test_it_holds_what_the_page_tells_character_for_character(self, client: Client) -> None:
        response = client.get("/comparaison/2024.1/2025.1.csv")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(response.content.decode())))
        first, second = (head for head in reversed(load.heads()))
        entries = compared(first, second).entries
        assert [(unguard_cell(row["before"]), unguard_cell(row["after"]), row["topic"]) for row in rows] == [
            (entry.before, entry.after, entry.topic) for entry in entries
        ]
        figure = next(row for row in rows if row["topic"] == "figures")
        assert [figure[name] for name in ("step", "value_before", "value_after", "difference", "relative_percent")] == [
            "newer", "4944", "5438", "494", "10.0",
        ]  # fmt: skip
        assert (figure["release_before"], figure["release_after"], figure["axis"]) == ("2024.1", "2025.1", "1")

    def test_no_cell_is_a_formula(self, client: Client) -> None:
        Measure.objects.filter(code="2.1-M1").update(text="=1+1")
        publish("2025", "Une formule.")
        rows = list(csv.reader(io.StringIO(client.get("/comparaison/2025.1/2025.2.csv").content.decode())))
        assert any("'=1+1" in row for row in rows)
        assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row)

    def test_one_axis_is_taken_alone(self, client: Client) -> None:
        content = client.get(f"{PAIR}axe-1.csv").content.decode()
        assert {row["axis"] for row in csv.DictReader(io.StringIO(content))} == {"1"}


@pytest.mark.usefixtures("editions")
class TestChoice:
    def test_the_form_offers_the_newest_against_the_edition_before(self, client: Client) -> None:
        Measure.objects.filter(code="2.1-M1").update(text="Autre.")
        publish("2025", "Correction.")
        page = soup(client.get("/comparaison/"))
        before, after = page.select_one("#avant [selected]"), page.select_one("#apres [selected]")
        assert (before["value"], after["value"]) == ("2024.1", "2025.2"), "not 2025.1, which it corrects"

    def test_a_correction_is_offered_against_what_it_corrects_too(self, client: Client) -> None:
        Measure.objects.filter(code="2.1-M1").update(text=TEXT)
        publish("2025", "Correction.")
        links = soup(client.get("/comparaison/")).select("section[aria-labelledby=suite] a[href^='/comparaison/']")
        assert [link["href"] for link in links] == [
            "/comparaison/2025.1/2025.2/",
            "/comparaison/2024.1/2025.2/",
            PAIR,
        ]

    def test_what_is_chosen_leads_to_its_address(self, client: Client) -> None:
        for query, path in (
            ("avant=2024.1&apres=2025.1", PAIR),
            ("avant=2024.1&apres=2025.1&axe=", PAIR),
            ("avant=2024.1&apres=2025.1&axe=2", f"{PAIR}axe-2/"),
            ("avant=2024.1&apres=2025.1&axe=hors-axe", f"{PAIR}hors-axe/"),
            ("avant=2024.1&apres=2025.1&axe=9", PAIR),
            ("avant=2024.1&apres=2025.1&axe=²", PAIR),
            ("avant=%202025.1&apres=2024.1", "/comparaison/2025.1/2024.1/"),
        ):
            response = client.get(f"/comparaison/?{query}")
            assert (response.status_code, response["Location"]) == (302, path), query

    def test_each_part_of_a_comparison_can_be_chosen(self, client: Client) -> None:
        chosen = soup(client.get("/comparaison/")).select("[name=axe] option")
        parts = {f"{PAIR}axe-{one['value']}/".replace("axe-hors", "hors") for one in chosen if one["value"]}
        linked = {one["href"] for one in soup(client.get(PAIR)).select("main a[href]")}
        assert parts == {one for one in linked if one.startswith(PAIR) and one.endswith("/")} - {PAIR}

    def test_what_is_unknown_is_said_and_the_rest_is_kept(self, client: Client) -> None:
        response = client.get("/comparaison/?avant=<b>&apres=2024.1")
        assert response.status_code == 200
        assert "La version « <b> » n’est pas publiée" in main(response)
        assert [one["value"] for one in soup(response).select("#apres [selected]")] == ["2024.1"]


def test_a_single_release_has_nothing_to_be_compared_with(client: Client, db: None) -> None:
    factories.observation()
    publish("2025", "Première.")
    page = client.get("/comparaison/")
    assert "Une seule version est publiée" in main(page)
    assert not soup(page).select("form.choose")
    assert "depuis l’édition" not in main(client.get("/"))
    assert "Dans l’édition" not in main(client.get("/indicateurs/1.1-O1/"))


@pytest.mark.usefixtures("editions")
class TestOtherPages:
    def test_the_home_page_says_what_changed_since_the_edition_before(self, client: Client) -> None:
        section = soup(client.get("/")).select_one("section.since")
        assert text(section.h2) == "Ce qui a changé depuis l’édition 2024"
        assert "1 chiffre" in text(section.p)
        assert text(section.dd) == "+10 %"
        assert section.p.a["href"] == PAIR
        assert (section.dt.a["href"], section.dd.a) == ("/indicateurs/1.1-O1/", None)
        assert text(section.dt.a) == Indicator.objects.get(code="1.1-O1").short_title

    def test_the_home_page_says_of_a_corrected_figure_that_it_is_one(self, client: Client) -> None:
        Observation.objects.filter(period_label="2023-2024", series__indicator__code="1.1-O1").update(value=5000)
        Observation.objects.filter(period_label="2024-2025").delete()
        publish("2025", "Le chiffre était faux.")
        told = text(soup(client.get("/")).select_one("section.since dt"))
        assert told.endswith("4 944 heures → devient 5 000 heures (2023-2024 ; même période, corrigé)"), told

    def test_a_correction_is_compared_with_the_edition_before_not_with_what_it_corrects(self, client: Client) -> None:
        Measure.objects.filter(code="2.1-M1").update(text="Autre.")
        publish("2025", "Correction.")
        assert soup(client.get("/")).select_one("section.since p a")["href"] == "/comparaison/2024.1/2025.2/"
        assert reverse("comparison", args=["2025.1", "2025.2"]) in client.get("/versions/").content.decode()

    def test_an_indicator_says_what_it_was_in_the_edition_before(self, client: Client) -> None:
        section = soup(client.get("/indicateurs/1.1-O1/")).select_one("section.since")
        assert text(section.h2) == "Dans l’édition 2024"
        assert "4 944 heures (2023-2024) → devient 5 438 heures (2024-2025) , +494 heures (+10 %)" in text(section.li)
        new = soup(client.get("/indicateurs/2.1-O1/")).select_one("section.since")
        assert "Cet indicateur n’y était pas." in text(new)

    def test_an_indicator_that_came_with_its_axis_or_its_action_was_not_there(self, client: Client) -> None:
        held = (
            factories.action(axis=factories.axis(2), number="2"),
            factories.action(axis=factories.axis(3), number="1"),
        )
        for number, action in zip(("2.2-O1", "3.1-O1"), held, strict=True):
            factories.observation(series=factories.series(indicator=factories.indicator(action=action, code=number)))
        publish("2025", "Une action, un axe.")
        for code in ("2.1-O1", "2.2-O1", "3.1-O1"):
            (told,) = soup(client.get(f"/indicateurs/{code}/")).select("section.since li")
            assert text(told) == "Cet indicateur n’y était pas."

    def test_an_old_edition_is_not_compared_with_a_newer_one(self, client: Client) -> None:
        assert not soup(client.get("/versions/2024/1/")).select("section.since")

    def test_pages_are_renewed_when_the_edition_before_is_withdrawn(self, client: Client) -> None:
        before = client.get("/")
        withdraw("2024", 1, "Publiée trop tôt.")
        after = client.get("/", headers={"If-None-Match": before["ETag"]})
        assert after.status_code == 200
        assert not soup(after).select("section.since")


@pytest.mark.usefixtures("editions")
class TestNobodyHasTheSiteCompareWithoutEnd:
    def test_what_it_costs_is_counted_once(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(budget, "SHARE", 1e-9)
        for address in (BACK, f"{BACK}axe-1/", f"{BACK[:-1]}.csv"):
            before = budget.COMPARISONS.owed()
            assert client.get(address).status_code == 200
            spent = budget.COMPARISONS.owed()
            assert spent > before
            client.get(address)
            assert budget.COMPARISONS.owed() <= spent, "it is kept"

    def test_where_that_was_too_much_what_is_kept_is_read_and_the_rest_later(self, client: Client) -> None:
        client.get(BACK)
        budget.COMPARISONS.spend(budget.AT_ONCE + 30 - budget.COMPARISONS.owed())
        assert client.get(BACK).status_code == 200
        for address in ("/comparaison/2025.1/2025.1/", f"{BACK[:-1]}.csv"):
            told = client.get(address)
            assert (told.status_code, told["Cache-Control"]) == (503, "no-store")
            assert 290 <= int(told["Retry-After"]) <= 310
        budget.OwnDebts.debts.clear()
        assert client.get("/comparaison/2025.1/2025.1/").status_code == 200

    def test_what_changed_in_the_newest_release_is_read_at_any_time(self, client: Client) -> None:
        """Its pages lead there, and there is an end of them."""
        budget.COMPARISONS.spend(budget.AT_ONCE + 30 - budget.COMPARISONS.owed())
        (link,) = soup(client.get("/")).select(".since a[href^='/comparaison/']")
        owed = budget.COMPARISONS.owed()
        for address in (str(link["href"]), f"{PAIR}axe-1/", f"{PAIR[:-1]}.csv"):
            assert client.get(address).status_code == 200, address
        assert budget.COMPARISONS.owed() <= owed, "nor is it counted"
        Measure.objects.filter(code="2.1-M1").update(text="Autre.")
        publish("2025", "Correction.")
        for pair in ("2024.1/2025.2", "2025.1/2025.2"):
            assert client.get(f"/comparaison/{pair}/").status_code == 200, pair
        assert client.get(f"{PAIR}axe-2/").status_code == 503, "it is a past one"


@pytest.fixture
def moved(db: None) -> None:
    """A measure that went from the first axis to the second, between two releases."""
    remembered("a measure that moved", move_measure)


def move_measure() -> None:
    first, second = factories.action(axis=factories.axis(1)), factories.action(axis=factories.axis(2))
    factories.measure(action=second, code="2.1-M1")
    moving = factories.measure(action=first, code="1.1-M1", text=TEXT)
    factories.footnote(measure=moving, marker="1")
    publish("2025", "Première version.")
    moving.action = second
    moving.save()
    moving.footnotes.all().delete()
    publish("2025", "Une mesure change d’axe.")


@pytest.mark.usefixtures("moved")
@pytest.mark.parametrize("page", ["/comparaison/2025.1/2025.2/", "/versions/", "/flux/versions.atom"])
def test_what_moved_is_read_where_it_went(client: Client, page: str) -> None:
    content = client.get(page).content.decode()
    assert "/versions/2025/2/axes/2/#1-1-m1" in content
    assert "/versions/2025/2/axes/1/#1-1-m1" not in content


@pytest.mark.usefixtures("moved")
def test_turned_round_what_moved_is_read_where_it_was(client: Client) -> None:
    content = client.get("/comparaison/2025.2/2025.1/").content.decode()
    assert "/versions/2025/1/axes/1/#1-1-m1" in content
    assert "/versions/2025/1/axes/2/#1-1-m1" not in content
