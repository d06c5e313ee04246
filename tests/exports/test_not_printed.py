"""A value that is not printed: nothing says that the report prints it, and everything says where it comes from."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client

from indicators.exchange.applying import Decision, confirm, make_imported_file
from indicators.exchange.plan import plan
from indicators.models import Observation, Series
from strategy_monitor.documents.compose import tables
from strategy_monitor.releases.publish import publish
from strategy_monitor.report.build import build
from tests import factories
from tests.indicators.exchange.files import csv_of


def plainly(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.fixture
def series(db: None) -> Series:
    """A published series with a printed value, one brought by a file and one typed by a person."""
    series = factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures")
    factories.observation(series=series, place="remark")
    chief = get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois")
    row = {"code": "1.1-O1", "key": "heures", "period_label": "2024-2025", "value": "5120"}
    file = make_imported_file("valeurs.csv", csv_of(row), chief)
    file.save()
    confirm(file.pk, chief, Decision(shown=plan(bytes(file.content), chief).digest))
    days = {"period_start": "2025-09-01", "period_end": "2026-08-31", "period_label": "2025-2026"}
    factories.observation(series=series, value=5230, printed="", place="", **days)
    Observation.objects.update(status="validated")
    publish("2025", "Chiffres de mai")
    return series


WHENCE = {
    "2024-2025": "importé d’un fichier : valeurs.csv, D2",
    "2025-2026": "saisi par une personne",
}


@pytest.mark.usefixtures("series")
def test_a_figure_that_is_not_printed_says_where_it_comes_from_and_quotes_no_report() -> None:
    """Issue 9, 2.3: « Imprimé : 5 120 heures … à partir de la page 23 »."""
    for period, whence in WHENCE.items():
        answer = Client().get(f"/indicateurs/1.1-O1/releves/heures/{period}/")
        facts = BeautifulSoup(answer.content, "lxml").select_one("dl.facts")
        text = plainly(facts.get_text(" ", strip=True))
        assert whence.lower() in text.lower()
        assert [
            dt.get_text() for dt in facts.select("dt") if dt.get_text() in {"Imprimé", "Place dans le rapport"}
        ] == []
        assert facts.select("q") == []
        assert "page" not in text
        assert "repris du rapport" not in text
    printed = Client().get("/indicateurs/1.1-O1/releves/heures/2023-2024/").content.decode()
    assert "4.944 heures" in printed
    assert "Provenance</dt>" not in printed


@pytest.mark.usefixtures("series")
def test_tables_documents_and_data_say_the_same() -> None:
    client = Client()
    page = BeautifulSoup(client.get("/indicateurs/1.1-O1/").content, "lxml")
    told = [plainly(one.get_text(" ")) for one in page.select("table.observations .provenance")]
    assert [text.split(" ; ")[0].split(" section")[0] for text in told[:3]] == [
        "4.944 heures remarque sur les données,",
        *WHENCE.values(),
    ]
    observations: Any = client.get("/indicateurs/1.1-O1.json").json()["indicator"]["series"][0]["observations"]
    shown = [(o["printed"], o["place"], o["section"], o["page"], o["origin"], o["origin_detail"]) for o in observations]
    assert shown[1:] == [("", "", "", None, "file", "valeurs.csv, D2"), ("", "", "", None, "person", "")]
    assert shown[0][-2:] == ("", "")
    (indicator,) = build("2025").indicators
    rows = [row[3].text for row in tables.observations_table(indicator).rows]
    paper = [plainly("".join(run.text for run in text)) for text in rows]
    assert paper[1:] == list(WHENCE.values())
