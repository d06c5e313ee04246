"""66 % → 69 %, « +2 points »: whoever writes such a difference also writes that the earlier value is 67 % now."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.test import Client

from strategy_monitor.documents import blocks
from strategy_monitor.documents.compose import papers
from strategy_monitor.exports.publication import Publication
from strategy_monitor.releases import load
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.documents import tagged
from tests.memory import forget
from tests.spaces import plain
from tests.vouched import change

CODE = "1.1-O1"
WHY = "depuis 67 %, valeur corrigée entre-temps"


@pytest.fixture
def restated(db: None) -> None:
    """Last year's 66 % became 67 % while this year's 69 % came."""
    forget()
    series = factories.series(
        indicator=factories.indicator(code=CODE), unit="%", unit_singular="", quantity="share", label="Taux"
    )
    old = factories.observation(series=series, value=66, printed="66 %")
    publish("2025", "Première.", override="Pour essayer.")
    change(old, value=67, printed="67 %")
    days = {"period_start": dt.date(2024, 9, 1), "period_end": dt.date(2025, 8, 31)}
    factories.observation(series=series, value=69, printed="69 %", period_label="2024-2025", **days)
    publish("2026", "Suivante.", override="Pour essayer.")


def on_paper(compose: Callable[..., blocks.Paper]) -> str:
    now = load.current()
    publication = Publication(now.report, now.head, "https://suivi.exemple.be")
    since = compared(load.past("2025", 1)[0].head, now.head)
    return plain(" ".join(tagged.said(compose(publication, since=since))))


@pytest.mark.usefixtures("restated")
def test_every_page_document_and_feed_that_gives_the_difference_says_from_what_it_is_taken(client: Client) -> None:
    said = {
        address: plain(client.get(address).content.decode())
        for address in ("/", f"/indicateurs/{CODE}/", "/comparaison/2025.1/2026.1/", "/flux/versions.atom")
    }
    said |= {"report": on_paper(papers.annotated_report_paper), "summary": on_paper(papers.summary_paper)}
    said["axis"] = on_paper(lambda publication, since: papers.annotated_axis_paper(publication, 1, since))
    for where, text in said.items():
        assert "+2 points" in text, where
        assert WHY in text, where


@pytest.mark.usefixtures("restated")
def test_a_file_gives_it_in_a_column_beside_the_difference(client: Client) -> None:
    content = client.get("/comparaison/2025.1/2026.1.csv").content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(content)) if row["step"] == "newer"]
    assert [(row["value_before"], plain(row["restated"]), row["value_after"], row["difference"]) for row in rows] == [
        ("66", "67 %", "69", "2")
    ]
