"""The record of findings in the administration: read there, answered on the desk."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.urls import reverse

from indicators.models import Finding
from strategy_monitor.quality.gate import check_all
from tests.quality.test_gate import impossible

pytestmark = pytest.mark.django_db
LIST = "/admin/indicators/finding/"


@pytest.fixture
def chief(client):
    client.force_login(get_user_model().objects.create_superuser("camille"))
    return client


@pytest.fixture
def finding() -> Finding:
    impossible()
    check_all()
    return Finding.objects.get(rule="impossible_date")


def test_the_record_is_listed_searched_and_filtered(chief, finding):
    for query in ("", "?q=32/01", "?regle=impossible_date", "?severity__exact=blocking"):
        text = chief.get(f"{LIST}{query}").content.decode()
        assert finding.label in text, query
    assert finding.label not in chief.get(f"{LIST}?regle=jump").content.decode()


def test_a_finding_is_read_with_its_history_and_leads_to_the_desk(chief, finding):
    page = BeautifulSoup(chief.get(f"{LIST}{finding.pk}/change/").content, "lxml")
    assert not page.select("#finding_form :is(input, textarea, select):not([type=hidden], [hidden])")
    assert finding.message in page.get_text()
    assert reverse("desk-finding", args=[finding.pk]) in {link.get("href") for link in page.select("a")}
    assert chief.get(f"{LIST}{finding.pk}/history/").status_code == 200


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_nobody_adds_or_erases_one_by_hand(chief, finding, page):
    address = LIST + page.format(pk=finding.pk)
    assert chief.get(address).status_code == 403
    assert chief.post(address, {"post": "yes"}).status_code == 403


def test_nobody_changes_one_there(chief, finding):
    assert chief.post(f"{LIST}{finding.pk}/change/", {"answer": "confirmed"}).status_code == 403
    assert Finding.objects.get(pk=finding.pk).answer == ""
