"""The page of a figure: what is printed and where, who says so, in which releases it stood, how to cite it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from indicators.models import Observation
from strategy_monitor.charts.chart import charts_for
from strategy_monitor.demo.prepare import add_earlier_edition
from strategy_monitor.language import french
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from strategy_monitor.report import figures
from strategy_monitor.report.leads import leads_of
from tests.memory import forget
from tests.outages import database_down
from tests.pages.reading import main, soup, text
from tests.releases.altering import alter_documents
from tests.snapshot import remembered
from tests.vouched import change, one_more

pytestmark = pytest.mark.usefixtures("published")

HOURS = "/indicateurs/2.1-O2/releves/heures/2023-2024/"


def addresses(base: str = "/") -> set[str]:
    report = load.current().report
    return {
        f"{base}indicateurs/{one.code}/releves/{'/'.join(figure.slugs)}/"
        for one in report.indicators
        for figure in figures.figures(one)
    }


def lineage(client: Client, address: str = HOURS) -> list[str]:
    return [text(item) for item in soup(client.get(address)).select(".lineage li")]


def links(client: Client, address: str) -> set[str]:
    return {link["href"] for link in soup(client.get(address)).select("a.figure")}


@pytest.fixture
def corrected(published: None) -> None:
    """A second release, with one hour more, and the day on which it was counted."""
    remembered("a second release, with one hour more", correct)


def correct() -> None:
    change(one_more(), data_date=dt.date(2024, 12, 31))
    publish("2025", "Le fournisseur a corrigé un chiffre.")


def test_a_figure_is_found_through_its_indicator_and_its_own_page_is_not_for_robots(client: Client) -> None:
    def robots(address: str) -> list[str]:
        return [one["content"] for one in soup(client.get(address)).select('meta[name="robots"]')]

    assert {*map(tuple, map(robots, addresses()))} == {("noindex, follow",)}
    assert robots("/indicateurs/2.1-O2/") == []
    assert robots(HOURS.replace("/indicateurs", "/versions/2025/1/indicateurs")) == ["noindex, follow"]


def test_every_figure_has_a_page_that_says_its_value_and_what_is_printed(client: Client) -> None:
    for one in load.current().report.indicators:
        for figure in figures.figures(one):
            page = client.get(f"/indicateurs/{one.code}/releves/{'/'.join(figure.slugs)}/").content.decode()
            assert f"<title>{escape(french.write_value(figure.series, figure.observation))} – " in page
            assert f'<q class="printed">{escape(figure.observation.printed)}</q>' in page


def test_it_says_where_the_figure_comes_from(client: Client) -> None:
    facts = {text(row.dt): text(row.dd) for row in soup(client.get(HOURS)).select(".facts > div")}
    assert facts["Imprimé"] == "4.944 heures de formation pour 7.780 participants inscrits."
    assert facts["Place dans le rapport"] == "Chiffre principal, section 2.1, à partir de la page 12"
    assert facts["Source"] == "IFPC"
    assert facts["Source à terme"] == "FPO"
    assert facts["Validation"] == "repris du rapport imprimé, sans confirmation de son fournisseur"


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (HOURS, "2023-2024, imprimée Données de l'année 2023-2024"),
        ("/indicateurs/5.3-O1/releves/espace-personnel/sans-date-rapport-2025/", "imprimée Données au 322/01/2025"),
        ("/indicateurs/1.1-O1/releves/adoption/23-juin-2022/", "20 octobre 2022, imprimée Donnée : M.B. du 20/10/2022"),
        ("/indicateurs/2-I1/releves/fwb/talis-2018/", "non précisée"),
    ],
)
def test_it_says_the_date_of_its_data_as_its_indicator_does(client: Client, figure: str, said: str) -> None:
    facts = {text(row.dt): text(row.dd) for row in soup(client.get(figure)).select(".facts > div")}
    assert facts["Date des données"] == said


def test_who_validated_it_is_said_by_number(client: Client) -> None:
    figure = Observation.objects.get(series__indicator__code="2.1-O2", series__key="heures")
    ada = get_user_model().objects.create_user("ada", first_name="Ada", last_name="Lovelace")
    change(figure, validated_by=ada, validated_on=dt.date(2025, 3, 1))
    publish("2025", "Une validation.")
    assert f"par le compte n° {ada.pk}, le 1er mars 2025" in main(client.get(HOURS)).replace("\xa0", " ")


def test_a_doubt_stands_under_the_value(client: Client) -> None:
    page = soup(client.get("/indicateurs/2.2-O2/releves/ecoles-fondamental/2023-2024/"))
    note = page.select_one(".trace .note.question")
    assert text(note).startswith("Question ouverte. Si 7 157 écoles font 37 %")
    assert note.find_next("dl", class_="facts") == page.select_one(".trace .facts")
    assert text(page.select_one(".trace .note.question + details.fold > summary")) == "Toute la note"
    assert text(page.select_one(".citation")).endswith("Valeur mise en doute, note N-2.2-08.")
    assert "Valeur mise en doute : N-2.2-08." in page.select_one("meta[name=description]")["content"].replace(
        "\u202f", " "
    )


def test_it_leads_to_the_other_periods_the_chart_and_the_indicator(client: Client) -> None:
    found = {
        link["href"]
        for link in soup(client.get("/indicateurs/2-I4/releves/programme-de-collaboration/2018/")).select(".trace a")
    }
    assert "/indicateurs/2-I4/releves/programme-de-collaboration/pisa-2022/" in found
    assert "/indicateurs/2-I4/#2-i4-programme-de-collaboration-evolution" in found
    assert "/indicateurs/2-I4/#r-programme-de-collaboration-1" in found
    assert "/indicateurs/2-I4/" in found


def test_it_is_cited_with_its_value_its_release_and_a_permanent_address(client: Client) -> None:
    words = main(client.get(HOURS))
    assert "4 944 heures (Heures de formation au numérique, 2023-2024). Fédération Wallonie-Bruxelles" in words
    assert "édition 2025, version 1" in words
    assert f"/versions/2025/1{HOURS}" in words


def test_the_period_of_a_figure_without_date_stands_between_brackets_where_it_is_told_between_parentheses(
    client: Client,
) -> None:
    page = soup(client.get("/indicateurs/3.1-O1/releves/etat/sans-date-rapport-2025/"))
    assert "et les Régions, sans date [rapport 2025])." in text(page.select_one(".citation"))
    found = main(client.get("/recherche/", {"q": "utilisateurs actifs"}))
    assert "disponible ultérieurement (sans date [rapport 2025])" in found


def test_it_is_given_as_json(client: Client) -> None:
    found = client.get(HOURS.rstrip("/") + ".json").json()
    assert found["observation"]["value"] == 4944
    assert (found["release"], found["series"]["unit"], found["indicator"]["code"]) == (1, "heures", "2.1-O2")
    assert "observations" not in found["series"]
    assert found["address"].endswith(f"/versions/2025/1{HOURS}")


class TestLineage:
    def test_the_first_release_says_that_it_is_the_first(self, client: Client) -> None:
        (only,) = lineage(client)
        assert only.startswith("Version 2025.1")
        assert only.endswith("4 944 heures , pour la première fois")

    def test_a_correction_is_told_and_the_value_before_stays(self, client: Client, corrected: None) -> None:
        newest, first = lineage(client)
        assert "Version 2025.2" in newest
        assert newest.endswith("4 945 heures , a changé : valeur, date des données")
        assert "4 944 heures" in first
        found = [link["href"] for link in soup(client.get(HOURS)).select(".lineage a")]
        assert found == [f"/versions/2025/2{HOURS}", f"/versions/2025/1{HOURS}"]

    def test_what_does_not_change_is_said_to_be_unchanged(self, client: Client, corrected: None) -> None:
        newest, _first = lineage(client, "/indicateurs/2.1-O2/releves/participants/2023-2024/")
        assert newest.endswith("7 780 participants , inchangé")

    def test_an_old_page_tells_of_the_release_after_it(self, client: Client, corrected: None) -> None:
        assert "4 945 heures" in lineage(client, f"/versions/2025/1{HOURS}")[0]
        shown = soup(client.get(f"/versions/2025/1{HOURS}")).select_one(".lineage [aria-current]")
        assert text(shown) == "Version 2025.1"

    def test_what_happens_to_another_release_renews_the_page(self, client: Client, corrected: None) -> None:
        tag = client.get(HOURS)["ETag"]
        assert client.get(HOURS, headers={"If-None-Match": tag}).status_code == 304
        withdraw("2025", 1, "Publiée trop tôt.", get_user_model().objects.create_user("ada"))
        response = client.get(HOURS, headers={"If-None-Match": tag})
        assert response.status_code == 200
        assert "retirée le" in main(response)

    def test_a_figure_that_left_the_report_keeps_its_page_where_it_stood(self, client: Client, corrected: None) -> None:
        Observation.objects.get(series__indicator__code="2.1-O2", series__key="heures").delete()
        publish("2025", "Valeur abandonnée.")
        assert client.get(HOURS).status_code == 404
        assert lineage(client, f"/versions/2025/2{HOURS}")[0].endswith("cette valeur n’y figure plus")

    def test_a_withdrawn_release_is_told_with_its_reason_and_no_link(self, client: Client, corrected: None) -> None:
        withdraw("2025", 2, "Publiée trop tôt.", get_user_model().objects.create_user("ada"))
        newest, first = lineage(client)
        assert newest.startswith("Version 2025.2")
        assert "retirée le" in newest
        assert "Publiée trop tôt." in newest
        assert "4 945" not in main(client.get(HOURS)), "what was withdrawn is read nowhere"
        assert "4 944 heures" in first
        hrefs = [link["href"] for link in soup(client.get(HOURS)).select(".lineage a")]
        assert hrefs == [f"/versions/2025/1{HOURS}"]

    def test_what_follows_a_withdrawn_release_is_compared_with_the_one_before_it(
        self, client: Client, corrected: None
    ) -> None:
        withdraw("2025", 2, "Publiée trop tôt.", get_user_model().objects.create_user("ada"))
        one_more(value=7780)
        publish("2025", "Un autre chiffre.")
        newest = lineage(client)[0]
        assert newest.startswith("Version 2025.3")
        assert newest.endswith("a changé : valeur, date des données")

    def test_the_working_copy_is_told_first_and_compared(self, client: Client) -> None:
        client.force_login(get_user_model().objects.create_superuser("ada"))
        one_more()
        copy, published = lineage(client, f"/bureau/copie{HOURS}")
        assert copy.startswith("Copie de travail : 4 945 heures")
        assert copy.endswith("a changé : valeur")
        assert "4 944 heures" in published

    def test_what_was_made_up_is_never_told_beside_what_is_real(self, client: Client) -> None:
        name, _new = add_earlier_edition()
        assert "fictive" in name
        assert [words.split(",")[0].strip() for words in lineage(client)] == ["Version 2025.1"]
        edition, number = name.split(".")
        made_up = sorted(links(client, f"/versions/{edition}/{number}/indicateurs/2.1-O2/"))[0]
        (own,) = lineage(client, made_up)
        assert own.startswith(f"Version {name}")

    def test_a_release_that_was_altered_is_told_as_such(self, client: Client, corrected: None) -> None:
        alter_documents(lambda text: text.replace("4944", "9944"), number=1)
        forget()
        newest, first = lineage(client)
        assert first.endswith("ne peut plus être lue")
        assert newest.endswith("4 945 heures , pour la première fois")

    def test_while_the_database_is_down_the_page_says_what_it_cannot_know(
        self, client: Client, corrected: None
    ) -> None:
        whole = client.get(HOURS).content
        with database_down():
            assert client.get(HOURS).content == whole
        forget()
        client.get("/")
        with database_down():
            assert "La base de données ne répond pas" in main(client.get(HOURS))
            assert len(lineage(client)) == 1

    def test_it_costs_two_short_queries(self, client: Client, corrected: None) -> None:
        client.get(HOURS)
        with CaptureQueriesContext(connection) as caught:
            client.get(HOURS)
        assert len(caught) == 2
        assert not any('"document"' in query["sql"] for query in caught.captured_queries)


class TestEveryFigureIsALink:
    def test_no_link_to_a_figure_leads_nowhere(self, client: Client) -> None:
        for page in ("/", "/indicateurs/", "/rapport/"):
            assert links(client, page) <= addresses()
        archive = links(client, "/versions/2025/1/axes/2/")
        assert archive
        assert archive <= addresses("/versions/2025/1/")

    def test_the_page_of_an_indicator_leads_to_each_of_its_figures(self, client: Client) -> None:
        found = {address for address in addresses() if address.startswith("/indicateurs/2.2-O2/")}
        assert links(client, "/indicateurs/2.2-O2/") == found

    def test_the_whole_report_leads_to_all_that_it_writes_large_or_draws(self, client: Client) -> None:
        wanted = set()
        for one in load.current().report.indicators:
            drawn = {(point.series, point.period) for chart in charts_for(one) for point in chart.points}
            for figure in figures.figures(one):
                large = figure.series.role == "headline" and figure.observation is figure.series.latest
                if large or (figure.series.key, figure.slugs[1]) in drawn:
                    wanted.add(f"/indicateurs/{one.code}/releves/{'/'.join(figure.slugs)}/")
        assert wanted <= links(client, "/rapport/")

    def test_the_catalogue_and_the_home_page_lead_to_the_figures_that_they_show(self, client: Client) -> None:
        leading = {
            f"/indicateurs/{one.code}/releves/{'/'.join(figure.slugs)}/"
            for one in load.current().report.indicators
            for lead in leads_of(one).every
            for figure in figures.figures(one)
            if figure.observation in lead.series.leading
        }
        assert links(client, "/indicateurs/") == leading
        shown = soup(client.get("/")).select(
            ".at-a-glance li li > p, .at-a-glance [aria-labelledby=depart] > ul > li > p"
        )
        assert shown
        assert all(value.select("a.figure") for value in shown)

    def test_a_comparison_leads_to_the_figure_on_each_side(self, client: Client, corrected: None) -> None:
        found = links(client, "/comparaison/2025.1/2025.2/")
        assert found == {f"/versions/2025/1{HOURS}", f"/versions/2025/2{HOURS}"}

    def test_an_edition_leads_to_the_figures_of_the_one_before(self, client: Client) -> None:
        one_more()
        publish("2026", "Édition suivante.")
        found = links(client, "/indicateurs/2.1-O2/")
        assert {f"/versions/2025/1{HOURS}", f"/versions/2026/1{HOURS}"} <= found


@pytest.mark.parametrize(
    "tail", ["rien/2023-2024/", "heures/1999/", "heures/2023-2024/rien/", "heures/", "HEURES/2023-2024/"]
)
def test_what_is_no_figure_is_not_found(client: Client, tail: str) -> None:
    response = client.get(f"/indicateurs/2.1-O2/releves/{tail}")
    assert response.status_code == 404


def test_an_unknown_figure_is_refused_in_words(client: Client) -> None:
    response = client.get("/indicateurs/2.1-O2/releves/heures/1999/")
    assert "Cet indicateur n’a pas de valeur de ce nom." in main(response)
