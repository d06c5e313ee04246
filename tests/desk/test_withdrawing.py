"""Withdrawing from the desk: who may, what is shown before, what is kept after."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client

from strategy_monitor.language.french import write_account
from strategy_monitor.releases import load
from strategy_monitor.releases.editions import prepare
from strategy_monitor.releases.models import Edition, Release, Withdrawal
from strategy_monitor.releases.publish import publish
from strategy_monitor.releases.withdraw import withdraw
from tests import factories
from tests.admin_pages import faults_heard
from tests.memory import forget
from tests.people import READING
from tests.snapshot import remembered
from tests.vouched import change

pytestmark = pytest.mark.django_db

VERSIONS, WITHDRAW = "/bureau/versions/", "/bureau/versions/2025/2/retirer/"


@pytest.fixture(autouse=True)
def releases() -> None:
    """Two releases, the second by mistake."""
    forget()
    remembered("two releases, the second by mistake", publish_twice)


def publish_twice() -> None:
    made = factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1")))
    Edition.objects.create(label="2025")
    publish("2025", "Première version")
    change(made, value=5000)
    publish("2025", "Correction")


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois"))
    return client


def person(client: Client, *permissions: str) -> Client:
    user = get_user_model().objects.create_user("dominique", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=(*READING, *permissions)))
    client.force_login(user)
    return client


def page_of(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def said(response: HttpResponse) -> str:
    return page_of(response).get_text(" ", strip=True).replace("\u202f", " ").replace("\u00a0", " ")


def in_force() -> list[str]:
    return [head.name for head in load.heads()]


def test_a_stranger_is_sent_to_the_login(client: Client) -> None:
    for address in (VERSIONS, WITHDRAW):
        assert client.get(address).status_code == 302
        assert client.post(address, {"reason": "Pirate", "then": "2025.1"}).status_code in {302, 405}
    assert in_force() == ["2025.2", "2025.1"]


def test_who_may_not_withdraw_reads_the_list_only(client: Client) -> None:
    reader = person(client, "view_release", "add_release")
    page = reader.get(VERSIONS)
    assert "Ce compte ne peut pas retirer de version." in said(page)
    assert page_of(page).select("a[href$='/retirer/']") == []
    assert reader.get(WITHDRAW).status_code == 403
    assert reader.post(WITHDRAW, {"reason": "Pirate", "then": "2025.1"}).status_code == 403
    assert in_force() == ["2025.2", "2025.1"]


def test_the_permission_alone_lets_one_withdraw(client: Client) -> None:
    assert (
        person(client, "withdraw_release").post(WITHDRAW, {"reason": "Trop tôt", "then": "2025.1"}).status_code == 302
    )
    assert in_force() == ["2025.1"]


def test_the_list_leads_to_the_page_of_each(chief: Client) -> None:
    links = [a["href"] for a in page_of(chief.get(VERSIONS)).select("a[href$='/retirer/']")]
    assert links == [WITHDRAW, "/bureau/versions/2025/1/retirer/"]
    assert [chief.get(link).status_code for link in links] == [200, 200]


def test_it_says_what_the_public_will_read(chief: Client) -> None:
    assert "Le public lira aussitôt la version 2025.1" in said(chief.get(WITHDRAW))
    assert "Le public lit la version 2025.2, et continuera." in said(chief.get("/bureau/versions/2025/1/retirer/"))
    withdraw("2025", 1, "Par erreur")
    assert "Le public ne lira plus rien" in said(chief.get(WITHDRAW))


def test_it_promises_to_publish_again_only_where_one_can(chief: Client) -> None:
    """Nothing is published into an edition that is closed, and an erratum needs what is in force."""
    assert "on publie de nouveau" in said(chief.get(WITHDRAW))
    prepare("2026")
    told = said(chief.get(WITHDRAW))
    assert "on publie de nouveau" not in told
    assert "un erratum corrige ce qui en reste" in told
    withdraw("2025", 1, "Par erreur")
    told = said(chief.get(WITHDRAW))
    assert "un erratum corrige ce qui en reste" not in told
    assert "aucun erratum ne pourra la corriger" in told
    withdraw("2025", 2, "Par erreur")
    assert "le publier" not in said(chief.get(WITHDRAW))


def test_only_a_post_withdraws(chief: Client) -> None:
    for method in ("get", "head", "put", "delete", "patch"):
        assert getattr(chief, method)(WITHDRAW, {"reason": "Par erreur"}).status_code in {200, 405}
    assert in_force() == ["2025.2", "2025.1"]


def test_it_is_withdrawn_and_listed_with_its_reason(chief: Client) -> None:
    response = chief.post(WITHDRAW, {"reason": "Publiée trop tôt", "then": "2025.1"})
    assert (response.status_code, response["Location"]) == (302, VERSIONS)
    withdrawal = Withdrawal.objects.get()
    assert (str(withdrawal), withdrawal.reason, withdrawal.author.username) == ("2025.2", "Publiée trop tôt", "camille")
    page = said(chief.get(VERSIONS))
    assert "La version 2025.2 est retirée. Le public lit la version 2025.1." in page
    assert "par Camille Dubois. Elle n’est plus servie. Raison : Publiée trop tôt" in page
    who = " ".join(write_account(withdrawal.author.pk).split())
    assert f"par {who}. Elle n’est plus servie." in said(Client().get("/versions/")), "the public reads a number"


def test_colleagues_read_names_of_who_published(chief: Client) -> None:
    ada = get_user_model().objects.create_user("ada", first_name="Ada", last_name="Lovelace")
    QuerySet(Release).update(author=ada)  # the manager changes no release
    for address in (VERSIONS, WITHDRAW):
        page = said(chief.get(address))
        assert "par Ada Lovelace" in page
        assert "en cours" in page, "who reads it does not make it another release"
    assert "Lovelace" not in said(Client().get("/versions/"))


def test_a_form_of_another_site_does_not_withdraw() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.create_superuser("camille"))
    assert strict.post(WITHDRAW, {"reason": "Pirate", "then": "2025.1"}).status_code == 403
    assert in_force() == ["2025.2", "2025.1"]


@pytest.mark.parametrize("reason", ["", "   ", "\x00", "x" * 10_000])
def test_without_a_reason_nothing_is_done_and_what_was_typed_stays(chief: Client, reason: str) -> None:
    response = chief.post(WITHDRAW, {"reason": reason, "then": "2025.1"})
    assert response.status_code == 422
    assert faults_heard(page_of(response), "reason")
    assert page_of(response).select_one("[name=reason]").text.strip("\n") == reason
    assert in_force() == ["2025.2", "2025.1"]


@pytest.mark.parametrize("then", [None, "", "2024.9", "\x00"])
def test_where_the_public_would_read_something_else_one_is_told(chief: Client, then: str | None) -> None:
    response = chief.post(WITHDRAW, {"reason": "Trop tôt"} | ({} if then is None else {"then": then}))
    assert response.status_code == 409
    assert "ce que le public lira après ce retrait a changé" in said(response)
    page = page_of(response)
    assert (page.select_one("[name=reason]").text.strip(), page.select_one("[name=then]")["value"]) == (
        "Trop tôt",
        "2025.1",
    )
    assert in_force() == ["2025.2", "2025.1"]


def test_the_second_of_two_people_is_told_and_nothing_typed_is_lost(chief: Client) -> None:
    withdraw("2025", 2, "L’autre personne")
    response = chief.post(WITHDRAW, {"reason": "Ma raison", "then": "2025.1"})
    assert response.status_code == 409
    assert "Une autre personne vient de retirer cette version." in said(response)
    assert "Ma raison" in said(response)
    assert Withdrawal.objects.get().reason == "L’autre personne"


def test_one_withdrawn_already_has_nothing_to_fill_in(chief: Client) -> None:
    withdraw("2025", 2, "Par erreur")
    page = chief.get(WITHDRAW)
    assert "Elle est retirée : il n’y a rien à faire." in said(page)
    assert page_of(page).select_one("form.publish") is None


@pytest.mark.parametrize("name", ["2025/9", "2024/1", "2025/0", f"2025/{'9' * 30}", f"2025/{'9' * 5000}"])
def test_one_that_never_was_is_not_found(chief: Client, name: str) -> None:
    for answer in (chief.get, chief.post):
        assert answer(f"/bureau/versions/{name}/retirer/").status_code == 404


def test_the_list_stands_where_nothing_is_published(chief: Client) -> None:
    for number in (2, 1):
        withdraw("2025", number, "Par erreur")
    page = said(chief.get(VERSIONS))
    assert "Rien n’est publié : le public ne lit rien." in page
    assert Release.objects.count() == 2
