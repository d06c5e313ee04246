"""Addresses of the desk from before its words changed."""

from __future__ import annotations

import pytest
from django.test import Client

from strategy_monitor.accounts.roles import ADMINISTRATOR
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> Client:
    return signed_in(person("ada", ADMINISTRATOR.name))


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("/bureau/releves/", "/bureau/valeurs/"),
        ("/bureau/releves/?statut=soumis&a=moi", "/bureau/valeurs/?statut=soumis&a=moi"),
        ("/bureau/releves/12/", "/bureau/valeurs/12/"),
        ("/bureau/qualite/3/", "/bureau/alertes/3/"),
        ("/bureau/echanges/importer/", "/bureau/importer-exporter/importer/"),
        ("/bureau/echanges/releves.xlsx?a=moi", "/bureau/importer-exporter/valeurs.xlsx?a=moi"),
        ("/bureau/releves///evil.example/", "/bureau/valeurs///evil.example/"),
    ],
)
def test_a_former_address_leads_to_the_present_one_with_its_question(chief, former, present):
    answer = chief.get(former)
    assert (answer.status_code, answer.headers["Location"]) == (308, present)


def test_a_form_that_was_open_meanwhile_arrives_with_what_it_carries(chief):
    answer = chief.post("/bureau/releves/etape/", {"step": "valider"}, follow=True)
    assert answer.redirect_chain == [("/bureau/valeurs/etape/", 308)]
    assert "Cocher au moins une valeur." in answer.content.decode()


def test_who_has_no_account_is_led_to_sign_in(client):
    assert client.get("/bureau/releves/").headers["Location"].startswith("/admin/login/")
