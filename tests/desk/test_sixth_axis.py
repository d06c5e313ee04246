"""A strategy may have another axis: it takes a colour that none has, and no page counts them by heart."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from axes.models import Axis
from indicators.models import Indicator
from strategy_monitor.language.codes import Hue
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.admin_pages import address, errors, filled, opened
from tests.memory import forget
from tests.pages.reading import soup, text
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

COUNTED = (
    *("/", "/axes/", "/gouvernance/", "/methode/", "/rapport/", "/sans-indicateur/", "/calendrier/", "/donnees/"),
    *("/versions/", "/indicateurs/", "/axes/6/", "/llms.txt", "/donnees/catalogue.jsonld"),
)
FIVE = re.compile(r"\b(cinq|5)\s(grands )?axes\b", re.IGNORECASE)


def measured(axis: Axis) -> None:
    code = f"{axis.number}-I1"
    indicator = factories.indicator(code=code, category="impact", action=None, axis=axis)
    factories.observation(series=factories.series(indicator=indicator))


@pytest.fixture
def sixth(db: None, settings: Any) -> Axis:
    """After five others, added by an administrator in the colour that its form proposes, then published."""
    forget()
    settings.ALLOW_SELF_VALIDATION = True
    strategy = factories.strategy()
    for number, hue in enumerate(list(Hue)[:5], 1):
        measured(factories.axis(strategy=strategy, number=number, short_title=f"Axe {number}", hue=hue))
    client = signed_in(person("boss", "Administration"))
    form = opened(client, address(Axis, "add"))
    typed = {"strategy": str(strategy.pk), "number": "6", "title": "Mesurer ce qui change", "short_title": "Mesurer"}
    response = client.post(address(Axis, "add"), filled(form) | typed)
    assert response.status_code == 302, errors(response)
    axis = Axis.objects.get(number=6)
    measured(axis)
    publish("2025", "Un sixième axe.")
    return axis


def test_it_takes_the_colour_that_no_other_has(sixth: Axis, client: Client) -> None:
    assert sixth.hue == "plum"
    assert len({one.hue for one in Axis.objects.all()}) == 6
    for url in ("/", "/axes/", "/axes/6/", "/indicateurs/6-I1/"):
        assert BeautifulSoup(client.get(url).content, "lxml").select(".hue-plum"), url


@pytest.mark.usefixtures("sixth")
def test_no_page_says_five(client: Client) -> None:
    for url in COUNTED:
        response = client.get(url)
        assert response.status_code == 200, url
        told = " ".join(BeautifulSoup(response.content, "lxml").get_text(" ").split())
        assert not FIVE.search(told), url
    told = " ".join(client.get("/donnees/catalogue.jsonld").content.decode().split())
    assert re.search(r"\b(six|6) axes", told), "it does count them"


def test_see_on_the_site_opens_the_site(sixth: Axis, client: Client) -> None:
    boss = signed_in(person("boss-2", "Administration"))
    for there, thing in {"/axes/6/": sixth, "/indicateurs/6-I1/": Indicator.objects.get(code="6-I1")}.items():
        form = reverse(f"edit:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
        page = BeautifulSoup(boss.get(form).content, "lxml")
        (link,) = [one for one in page.select("main a") if one.get_text(strip=True) == "Voir sur le site"]
        assert link["href"] == there
        site = client.get(there).content.decode()
        assert "Copie de travail" not in site
        assert thing.short_title in site


def test_an_action_without_a_measure_has_no_heading_of_measures(admin_client: Client):
    factories.action(axis=factories.axis(6))
    page = soup(admin_client.get("/bureau/copie/axes/6/"))
    assert "Mesures mises en œuvre" not in text(page.select_one("section.action"))


def test_a_strategy_without_an_axis_claims_nothing_of_all_of_them(admin_client: Client):
    factories.strategy()
    home, gaps = (text(soup(admin_client.get(f"/bureau/copie/{page}")).main) for page in ("", "sans-indicateur/"))
    for said in (home, gaps):
        assert "La stratégie n’a encore ni axe ni action" in said
        assert "Toutes les actions" not in said
    assert "La stratégie n’a encore aucun indicateur." in gaps
    listed = text(soup(admin_client.get("/bureau/copie/indicateurs/")).main)
    assert "La stratégie n’a encore aucun indicateur." in listed
    assert "tous ces critères" not in listed
    assert "la stratégie n’a encore ni axe ni indicateur." in text(soup(admin_client.get("/bureau/")).main)
    factories.observation()
    gaps = text(soup(admin_client.get("/bureau/copie/sans-indicateur/")).main)
    assert "Tous les indicateurs ont une donnée." in gaps
