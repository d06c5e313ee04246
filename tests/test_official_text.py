"""A field that a measure may have, from the form to every file: what any new field of a measure must do."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from django.test import Client

from axes.models import Measure, Strategy
from indicators.models import Indicator
from strategy_monitor.documents import compose
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import publish
from strategy_monitor.report.compare import compare
from strategy_monitor.seed.schema import MeasureEntry
from tests.documents import tagged
from tests.pages.reading import soup

CODE = "2.1-M1"
OFFICIAL = "Le réseau des conseillers technopédagogiques est opérationnel depuis la rentrée."

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def told() -> load.Published:
    """The release in force, in which one measure has its official text."""
    measure = Measure.objects.get(code=CODE)
    measure.official_text = OFFICIAL
    measure.save()
    publish("2025", "Le texte officiel d’une mesure.")
    return load.current()


def test_it_is_typed_in_the_form(admin_client: Client) -> None:
    pk = Measure.objects.get(code=CODE).pk
    html = admin_client.get(f"/admin/axes/measure/{pk}/change/").content.decode()
    assert 'name="official_text"' in html
    assert "Texte officiel" in html
    assert "Mot pour mot" in html


def test_files_of_the_printed_report_may_bring_it() -> None:
    entry = MeasureEntry.model_validate({"code": CODE, "text": "Court.", "official_text": OFFICIAL})
    assert entry.official_text == OFFICIAL
    assert MeasureEntry.model_validate({"code": CODE, "text": "Court."}).official_text == ""


def test_nothing_is_said_where_it_is_empty(client: Client) -> None:
    assert "Texte officiel" not in client.get("/axes/2/").content.decode()
    assert all(not measure.official_text for measure in load.current().report.measures())


def test_a_reader_finds_it_on_the_page(told: load.Published, client: Client) -> None:
    html = client.get("/axes/2/").content.decode()
    assert html.count("Texte officiel") == 1
    assert "technopédagogiques" in html


def test_it_is_in_every_file(told: load.Published, client: Client) -> None:
    rows = {
        row["measure_code"]: row for row in csv.DictReader(io.StringIO(read(client, "/donnees/mesures.csv").decode()))
    }
    assert rows[CODE]["official_text"] == OFFICIAL
    sheet = openpyxl.load_workbook(io.BytesIO(read(client, "/donnees/rapport.xlsx")), read_only=True)["Mesures"]
    heading, *lines = sheet.iter_rows(values_only=True)
    column = list(heading).index("Texte officiel")
    assert [line[column] for line in lines if line[0] == CODE] == [OFFICIAL]
    document = json.loads(read(client, "/donnees/rapport.json"))
    assert OFFICIAL in {m["official_text"] for m in document["axes"][1]["actions"][0]["measures"]}
    assert json.loads(read(client, f"/api/v1/measures/{CODE}"))["official_text"] == OFFICIAL


def read(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content


def test_it_is_printed(told: load.Published) -> None:
    for paper in (compose.report_paper(published_as(told)), compose.annotated_report_paper(published_as(told))):
        said = [text for text in tagged.said(paper) if "technopédagogiques est opérationnel" in text]
        assert len(said) == 1


def published_as(told: load.Published) -> Publication:
    return Publication(told.report, told.head, "https://suivi.exemple.be")


def test_a_change_of_it_is_told_among_the_texts(told: load.Published) -> None:
    (before,) = [head for head in load.heads() if head.name == "2025.1"]
    (entry,) = compare(load.open_release(before).report, told.report).entries
    assert (entry.topic, entry.label, entry.before, entry.after) == ("wording", "texte officiel", "", OFFICIAL)


class TestOfTheOtherTexts:
    """Of the introduction, and of the context and the remark of an indicator."""

    @pytest.fixture
    def told(self) -> load.Published:
        Strategy.objects.update(official_introduction="Une introduction validée.\n\nEt sa suite.")
        Indicator.objects.filter(code="2.1-O2").update(
            official_context="Un contexte validé.", official_remark="Une remarque validée."
        )
        publish("2025", "Les textes officiels.")
        return load.current()

    def test_they_are_typed_in_the_forms(self, admin_client: Client) -> None:
        pk = Indicator.objects.get(code="2.1-O2").pk
        html = admin_client.get(f"/admin/indicators/indicator/{pk}/change/").content.decode()
        assert 'name="official_context"' in html
        assert 'name="official_remark"' in html
        html = admin_client.get(f"/admin/axes/strategy/{Strategy.objects.get().pk}/change/").content.decode()
        assert 'name="official_introduction"' in html

    def test_they_are_empty_in_the_files_of_the_printed_report(self) -> None:
        report = load.current().report
        assert report.strategy.official_introduction == ()
        assert {(one.official_context, one.official_remark) for one in report.indicators} == {("", "")}

    def test_pages_fold_them_under_ours(self, told: load.Published, client: Client) -> None:
        found = told.report.indicator("2.1-O2")
        assert found
        for address in ("/indicateurs/2.1-O2/", "/axes/2/", "/rapport/"):
            page = soup(client.get(address))
            folded = [fold.get_text(" ", strip=True) for fold in page.select("details.official:not([open])")]
            assert "Texte officiel du contexte Un contexte validé." in folded, address
            assert "Texte officiel de la remarque Une remarque validée." in folded, address
            assert found.context[:20] in page.get_text(), address
        assert "Texte officiel de l’introduction Une introduction validée. Et sa suite." in folded

    def test_the_report_to_sign_prints_them_in_the_place_of_ours(self, told: load.Published) -> None:
        said = " ".join(tagged.said(compose.report_paper(published_as(told))))
        annotated = " ".join(tagged.said(compose.annotated_report_paper(published_as(told))))
        ours = [french.typeset(told.report.strategy.introduction[0])[:40]]
        ours += [french.typeset(one.context)[:40] for one in told.report.indicators if one.official_context]
        for text in ("Une introduction validée.", "Et sa suite.", "Un contexte validé.", "Une remarque validée."):
            assert text in said
            assert text in annotated
        assert [text for text in ours if text in said] == []
        assert [text for text in ours if text not in annotated] == []

    def test_they_are_in_the_table_of_indicators(self, told: load.Published, client: Client) -> None:
        rows = csv.DictReader(io.StringIO(read(client, "/donnees/indicateurs.csv").decode("utf-8-sig")))
        (row,) = [row for row in rows if row["indicator_code"] == "2.1-O2"]
        assert (row["official_context"], row["official_remark"]) == ("Un contexte validé.", "Une remarque validée.")
