"""What is said where one saves: about the data as they now stand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from indicators.models import Finding, Observation
from strategy_monitor.quality.gate import check_all
from tests import factories
from tests.admin_pages import address, sent
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> Client:
    return signed_in(get_user_model().objects.create_superuser("camille"))


def said(client: Client, response: Any) -> list[str]:
    assert response.status_code == 302, BeautifulSoup(response.content, "lxml").select(".errorlist")
    page = BeautifulSoup(client.get(response.headers["Location"]).content, "lxml")
    return [one.get_text(" ", strip=True).replace("\u202f", " ") for one in page.select(".messagelist li")]


def old() -> Observation:
    """A validated figure of five years ago, of an indicator that is measured each year."""
    year = timezone.localdate().year - 5
    series = factories.series(indicator=factories.indicator(code="1.1-O1", frequency="annual"))
    return factories.observation(series=series, status="validated", **calendar(year))


def calendar(year: int) -> dict[str, Any]:
    days = {"period_start": dt.date(year, 1, 1), "period_end": dt.date(year, 12, 31)}
    return {"period_kind": "calendar_year", "period_label": str(year)} | days


def test_the_value_just_saved_for_this_year_is_not_called_old(chief):
    series = old().series
    check_all()
    assert Finding.objects.waiting().get(rule="stale")
    this_year = calendar(timezone.localdate().year) | {"value": "5000", "printed": "5 000", "place": "headline"}
    told = said(chief, sent(chief, f"{address(Observation, 'add')}?series={series.pk}", **this_year))
    assert not [one for one in told if "le plus récent" in one]
    kept = Finding.objects.get(rule="stale")
    assert kept.mended_in_draft, "the public still reads the old one"
    page = chief.get(f"/bureau/alertes/{kept.pk}/").content.decode()
    assert "corrigé dans un brouillon, à valider" in page


def test_what_is_old_is_named_as_it_is_read_not_by_a_day_that_was_reckoned(chief):
    row = old()
    check_all()
    message = Finding.objects.get(rule="stale").message
    assert f"celui de «\u202f{row.period_label}\u202f»" in message
    assert "décembre" not in message
    desk = BeautifulSoup(chief.get("/bureau/").content, "lxml").select_one("[aria-labelledby=attention]")
    text = desk.get_text(" ", strip=True).replace("\u202f", " ")
    assert f"dernière valeur : {row.period_label}" in text
    row.data_date, row.keeps_status = dt.date(row.period_end.year, 2, 1), True
    row.save()
    check_all()
    assert "est du 1er février" in Finding.objects.get(rule="stale", gone_on=None).message


def test_a_printed_text_stands_where_those_of_its_series_do(chief):
    row = factories.observation(place="remark", **calendar(2020))
    url = f"{address(Observation, 'add')}?series={row.series.pk}"
    said(chief, sent(chief, url, **calendar(2021) | {"value": "5000", "printed": "5 000"}))
    said(chief, sent(chief, url, **calendar(2022) | {"value": "6000", "printed": ""}))
    found = dict(Observation.objects.values_list("period_label", "place"))
    assert found == {"2020": "remark", "2021": "remark", "2022": ""}


def test_a_printed_text_that_could_stand_anywhere_is_asked_for_its_place(chief):
    series = factories.series(role="benchmark", population="OCDE")
    url = f"{address(Observation, 'add')}?series={series.pk}"
    page = BeautifulSoup(sent(chief, url, **calendar(2021) | {"value": "50", "printed": "50"}).content, "lxml")
    assert "Dire où ce texte se lit" in page.select_one(".field-place .errorlist").get_text()
    assert not Observation.objects.exists()
