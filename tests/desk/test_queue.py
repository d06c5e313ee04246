"""Who validates sees: what the public reads in its place, what the rules find, what was said with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators import workflow
from indicators.models import Observation
from indicators.workflow import Remark
from strategy_monitor.accounts.roles import PUBLISHER
from strategy_monitor.backoffice.versions import revisions
from strategy_monitor.desk.work import rows_of_observations
from strategy_monitor.quality.gate import check_indicator
from tests import factories
from tests.pages.reading import soup, text
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/bureau/valeurs/?statut=soumis"


@pytest.fixture
def series(db: None) -> Any:
    return factories.series(indicator=factories.indicator(code="1.1-O1"))


def next_period(series: Any, start: int, **values: Any) -> Observation:
    return factories.observation(
        series=series, status="draft", period_label=f"{start}-{start + 1}",
        period_start=dt.date(start, 9, 1), period_end=dt.date(start + 1, 8, 31), **values,
    )  # fmt: skip


@pytest.fixture
def submitted(series: Any) -> list[Observation]:
    """A figure changed since it was validated, and the first one of a new period, ten times what it was."""
    changed = factories.observation(series=series)
    changed.value = 5000
    changed.save()
    new = next_period(series, 2024, value=50_000)
    rows = [changed, new]
    seen = revisions(Observation, [one.pk for one in rows])
    sent = {one.pk: seen.get(one.pk, 0) for one in rows}
    remarks = {new.pk: Remark("Compté autrement.", "https://exemple.be/x")}
    workflow.submit(get_user_model().objects.create_superuser("ada"), sent, remarks)
    check_indicator(series.indicator_id)
    return rows


@pytest.fixture
def publisher(submitted: list[Observation]) -> Client:
    return signed_in(person("paul", PUBLISHER.name))


def rows_of(client: Client, address: str = LIST) -> Any:
    return soup(client.get(address)).select(".work tbody tr")


def test_each_row_says_what_the_public_reads_in_its_place(publisher: Client) -> None:
    assert [(text(row.find("del")), text(row.find("ins"))) for row in rows_of(publisher)] == [
        ("4 944 heures", "5 000 heures"), ("4 944 heures (2023-2024)", "50 000 heures"),
    ]  # fmt: skip


def test_a_jump_of_ten_times_is_told_beside_the_figure_with_its_message_and_its_source(publisher: Client) -> None:
    plain, jump = rows_of(publisher)
    assert not plain.select(".fault")
    assert jump.select(".fault")
    assert "Compté autrement." in text(jump)
    assert jump.select_one("a[href='https://exemple.be/x']")


def test_all_rows_are_ticked_at_once_and_validated(publisher: Client, submitted: list[Observation]) -> None:
    page = soup(publisher.get(LIST))
    everything = next(link["href"] for link in page.select("main a") if text(link) == "Tout cocher")
    ticked = [box["value"] for box in soup(publisher.get(everything)).select("[name=row][checked]")]
    assert len(ticked) == 2
    response = publisher.post("/bureau/valeurs/etape/", {"row": ticked, "step": "valider"}, follow=True)
    assert "2 valeurs validées." in text(BeautifulSoup(response.content, "lxml").main)


def test_what_was_validated_is_shown_alone(publisher: Client) -> None:
    assert not soup(publisher.get("/bureau/valeurs/?statut=valide")).select(".work del")


def test_a_longer_list_asks_no_more_queries(series: Any, submitted: list[Observation], admin_user: Any) -> None:
    def cost() -> int:
        found = list(Observation.objects.filter(status="submitted").select_related("series__indicator"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            rows_of_observations(admin_user, found)
        return len(asked)

    before = cost()
    for start in range(2025, 2035):
        one = next_period(series, start, value=4000 + start)
        workflow.submit(admin_user, {one.pk: revisions(Observation, [one.pk]).get(one.pk, 0)})
    assert cost() == before
