"""The life of a figure: printed, published, edited, seen on the desk, published again; and the past stays as it was."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from indicators.models import Indicator, Observation
from strategy_monitor.backoffice.versions import revision
from strategy_monitor.releases.models import Release
from tests.admin_pages import address, filled, opened
from tests.people import person, signed_in

PAGE = "indicateurs/2-I2/"


def figure(client: Client, base: str) -> str:
    """The headline figure that a page of the indicator shows under this mount."""
    response = client.get(f"/{base}{PAGE}")
    assert response.status_code == 200
    shown = BeautifulSoup(response.content, "lxml").select_one("dl.head dd a.figure")
    assert shown is not None
    return " ".join(shown.get_text().split())


def type_in(client: Client, old: str, new: str) -> None:
    """Opens the indicator in the administration, replaces one value, saves."""
    form_address = address(Indicator.objects.get(code="2-I2"), "change")
    data = filled(opened(client, form_address))
    field = next(name for name, value in data.items() if name.endswith("-value") and value == old)
    response = client.post(form_address, data | {field: new, "why": "Chiffre corrigé par l’OCDE"})
    assert response.status_code == 302, response.content.decode()[:2000]


def vouched_for(client: Client) -> None:
    """Whoever typed it submits it, and someone else validates it: what is not is not published."""
    for who, step in ((client, "soumettre"), (signed_in(person("dominique", "Publication")), "valider")):
        row = Observation.objects.get(series__indicator__code="2-I2", value=Decimal("21.5"))
        token = f"{row.pk}:{revision(row)}"
        assert who.post(reverse("desk-step"), {"step": step, "row": token}).status_code == 302


@pytest.mark.usefixtures("published")
def test_a_figure_is_edited_published_and_its_past_kept(admin_client: Client, client: Client) -> None:
    assert figure(client, "") == "20 %"
    kept = client.get(f"/{PAGE}")["ETag"]

    type_in(admin_client, "20", "21,5")
    assert figure(client, "") == "20 %"
    assert client.get(f"/{PAGE}", headers={"If-None-Match": kept}).status_code == 304
    assert figure(admin_client, "bureau/copie/") == "21,5 %"
    assert figure(admin_client, "bureau/apercu/") == "20 %", "not validated yet"
    desk = admin_client.get(reverse("desk")).content.decode()
    assert "2-I2" in desk
    assert "21,5\u202f%" in desk

    vouched_for(admin_client)
    shown = opened(admin_client, reverse("desk-publish")).select_one("[name=seen]")
    assert shown is not None
    given = {"edition": "2025", "kind": "update", "reason": "Essai de correction", "seen": shown["value"]}
    done = admin_client.post(reverse("desk-publish"), given)
    assert done.status_code == 302
    assert figure(client, "") == "21,5 %"
    assert client.get(f"/{PAGE}", headers={"If-None-Match": kept}).status_code == 200
    assert figure(client, "versions/2025/1/") == "20 %"
    assert figure(client, "versions/2025/2/") == "21,5 %"
    assert [str(release) for release in Release.objects.newest_first()] == ["2025.2", "2025.1"]
