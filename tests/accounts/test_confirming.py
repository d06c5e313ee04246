"""Who has a session proves again who they are, before they change what opens the account or end sessions."""

from __future__ import annotations

import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from strategy_monitor.accounts import confirming
from strategy_monitor.accounts.attempts import PER_ACCOUNT
from strategy_monitor.accounts.erasing import is_erased
from strategy_monitor.accounts.models import DirectoryIdentity, Entry, Passkey, RecoveryCode, SecondFactor
from strategy_monitor.web.directory import Directory
from tests.accounts.authenticator import PRESENT, VERIFIED
from tests.accounts.provider import StandIn, directory
from tests.accounts.test_passkeys import ADD, asks, said, with_passkey
from tests.accounts.test_second_factor import (
    GIVE,
    MINE,
    PASSWORD,
    _quick_hashes,
    code_of,
    is_in,
    someone,
    types,
    with_application,
)
from tests.people import person, signed_in

__all__ = ["_quick_hashes", "directory", "someone"]

pytestmark = pytest.mark.django_db


def left_open(client: Client) -> Client:
    """As if its person had signed in more than ten minutes ago."""
    session = client.session
    session[confirming.PROVED] = time.time() - confirming.LATELY - 1
    session.save()
    return client


def shown(answer: Any) -> dict[str, str]:
    """The fields of the form that asks for a password, with what they hold."""
    form = BeautifulSoup(answer.content, "lxml").select_one(".door form:not([data-passkey])")
    return {one["name"]: one.get("value", "") for one in form.select("[name]")} if form else {}


def asks_for_proof(answer: Any) -> bool:
    return "proof_password" in shown(answer)


@pytest.fixture
def waiting(someone: Any) -> tuple[Client, Client]:
    """A session that was left open, and another that somebody there may want to end."""
    return left_open(signed_in(someone)), signed_in(someone)


def test_a_session_is_ended_once_the_password_is_typed_and_nothing_is_asked_twice(waiting: Any) -> None:
    here, there = waiting
    number = Entry.objects.order_by("-pk").first().pk
    answer = here.post(MINE, {"session": number})
    assert (answer.status_code, shown(answer)["session"]) == (200, str(number)), "what was asked is kept"
    assert is_in(there)
    refused = here.post(MINE, shown(answer) | {"proof_password": "faux"})
    assert (refused.status_code, "Rien n’est fait" in said(refused)) == (400, True)
    assert is_in(there)
    assert here.post(MINE, shown(refused) | {"proof_password": PASSWORD}).status_code == 302
    assert not is_in(there)
    there = signed_in(Entry.objects.get().person)
    assert here.post(MINE, {"session": "autres"}).status_code == 302, "within ten minutes nothing is asked"
    assert not is_in(there)


def test_what_opens_the_account_is_shown_after_it_alone(someone: Any) -> None:
    client = signed_in(someone)
    for page in (GIVE, ADD):
        left_open(client)
        answer = client.get(page)
        assert asks_for_proof(answer)
        assert "secret" not in answer.content.decode()
        answer = client.post(page, shown(answer) | {"proof_password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, page)
        assert client.get(page).status_code == 200
    left_open(client)
    assert client.post("/compte/cle-d-acces/demande/", {"purpose": "add"}).status_code == 400


REMOVALS = ({"application": "retirer"}, {"codes": "nouveaux"})


@pytest.mark.parametrize("sent", REMOVALS)
def test_who_has_a_second_factor_shows_it_too(someone: Any, sent: dict[str, str]) -> None:
    secret, _codes = with_application(someone)
    client, before = left_open(signed_in(someone)), list(RecoveryCode.objects.values_list("digest", flat=True))
    answer = client.post(MINE, sent)
    assert set(shown(answer)) >= {"proof_password", "proof_code", *sent}
    for code in ("", "000000"):
        assert client.post(MINE, sent | {"proof_password": PASSWORD, "proof_code": code}).status_code == 400
    assert client.post(MINE, sent | {"proof_password": "faux", "proof_code": code_of(secret)}).status_code == 400
    assert (SecondFactor.objects.count(), list(RecoveryCode.objects.values_list("digest", flat=True))) == (1, before)
    assert client.post(MINE, sent | {"proof_password": PASSWORD, "proof_code": code_of(secret)}).status_code in {
        200,
        302,
    }
    assert list(RecoveryCode.objects.values_list("digest", flat=True)) != before


def test_a_passkey_proves_it_alone_where_the_device_asks_who_holds_it(someone: Any) -> None:
    device = with_passkey(someone)
    client, sent = left_open(signed_in(someone)), {"passkey": Passkey.objects.get().pk}
    form = BeautifulSoup(client.post(MINE, sent).content, "lxml").select_one("form[data-passkey=again]")
    assert form.select_one("[name=passkey]")["value"] == str(sent["passkey"])
    for flags in (PRESENT, PRESENT | VERIFIED):
        answer = device.signs(asks(client, "again"), flags=flags)
        sent_back = client.post(MINE, sent | {"proof_answer": answer})
        assert sent_back.status_code == (302 if flags & VERIFIED else 400)
    assert not Passkey.objects.exists()


def test_a_passkey_that_opens_nothing_any_more_proves_nothing(someone: Any, settings: Any) -> None:
    device, client = with_passkey(someone), left_open(signed_in(someone))
    settings.LOCAL_PASSWORDS = False
    settings.DIRECTORY = Directory("https://annuaire.exemple.be", "suivi", "x")
    sent = {"passkey": Passkey.objects.get().pk}
    answer = client.post(MINE, sent)
    assert not BeautifulSoup(answer.content, "lxml").select("form[data-passkey]")
    answer = client.post(MINE, sent | {"proof_answer": device.signs(asks(client, "again"))})
    assert (answer.status_code, Passkey.objects.count()) == (400, 1)


def test_whoever_finds_the_session_does_not_try_passwords_for_ever(waiting: Any) -> None:
    here, there = waiting
    for _ in range(PER_ACCOUNT):
        here.post(MINE, {"session": "autres", "proof_password": "faux"})
    answer = here.post(MINE, {"session": "autres", "proof_password": PASSWORD})
    assert "Trop d’essais" in said(answer)
    assert is_in(there)


def test_who_just_signed_in_is_asked_nothing(someone: Any) -> None:
    client, there = Client(), signed_in(someone)
    types(client)
    assert client.post(MINE, {"session": "autres"}).status_code == 302
    assert not is_in(there)


def test_an_administrator_who_changes_an_account_proves_it_and_types_nothing_twice(someone: Any) -> None:
    chief = person("chief", "Administration")
    chief.set_password(PASSWORD)
    chief.save()
    client, address = left_open(signed_in(chief)), f"/admin/auth/user/{someone.pk}/change/"
    sent = {"username": "someone", "email": "nouvelle@exemple.be", "is_active": "on"}
    sent |= {"groups": [str(one.pk) for one in Group.objects.filter(name__in=("Lecture", "Publication"))]}
    answer = client.post(address, sent)
    kept = BeautifulSoup(answer.content, "lxml").select(".door [name=groups]")
    assert [one["value"] for one in kept] == sent["groups"], "each of a list"
    someone.refresh_from_db()
    assert someone.email == ""
    assert client.post(address, sent | {"proof_password": PASSWORD}).status_code == 302
    someone.refresh_from_db()
    assert (someone.email, someone.groups.count()) == ("nouvelle@exemple.be", 2)
    left_open(client)
    assert asks_for_proof(client.post(f"/admin/auth/user/{someone.pk}/sessions/", {"session": "toutes"}))


def test_an_administrator_does_to_nobody_what_they_did_not_prove_first(someone: Any, mailoutbox: list[Any]) -> None:
    """Or a session that was left open makes an account that stays."""
    chief = person("chief", "Administration")
    chief.set_password(PASSWORD)
    chief.save()
    client, people = signed_in(chief), get_user_model().objects
    with_application(someone)
    invited = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@exemple.be", "groups": chief.groups.get().pk}
    for address, sent, is_done in (
        ("/admin/auth/user/add/", invited, lambda: people.filter(email="ada@exemple.be").exists()),
        (
            f"/admin/auth/user/{someone.pk}/sessions/",
            {"second-facteur": "1"},
            lambda: not SecondFactor.objects.filter(person=someone).exists(),
        ),
        (
            f"/admin/auth/user/{someone.pk}/effacer/",
            {"username": "someone"},
            lambda: is_erased(people.get(pk=someone.pk)),
        ),
    ):
        answer = left_open(client).post(address, sent)
        assert (asks_for_proof(answer), is_done(), mailoutbox) == (True, False, []), address
        client.post(address, shown(answer) | {"proof_password": PASSWORD})
        assert is_done(), address
        mailoutbox.clear()


# By the directory, which asks anew


def by_directory(directory: StandIn, **claims: Any) -> Client:
    directory.claimed |= claims
    client = Client()
    assert directory.comes_back(client).status_code == 302
    return client


def test_who_comes_by_the_directory_confirms_there_and_what_was_asked_waits(directory: StandIn) -> None:
    client = by_directory(directory)
    other = signed_in(DirectoryIdentity.objects.get().person)
    answer = client.post(MINE, {"session": "autres"})
    assert is_in(other), "a session that the directory had open proves nothing of now"
    (link,) = BeautifulSoup(answer.content, "lxml").select(".by-directory a")
    there = client.get(link["href"])
    assert "prompt=login" in there["Location"]
    assert "max_age=0" in there["Location"]
    directory.claimed |= {"auth_time": int(time.time())}
    answer = directory.returns(client, there)
    assert client.get(answer["Location"])["Location"] == MINE
    held = client.get(MINE)
    assert shown(held) == {"csrfmiddlewaretoken": shown(held)["csrfmiddlewaretoken"], "session": "autres"}
    assert is_in(other), "a link does nothing by itself"
    assert client.post(MINE, {"session": "autres"}).status_code == 302
    assert not is_in(other)


@pytest.mark.parametrize(("ago", "proves"), [(5, True), (3600, False)])
def test_when_the_directory_asked_is_what_counts(directory: StandIn, ago: int, proves: bool) -> None:
    client = by_directory(directory, auth_time=int(time.time()) - ago)
    answer = client.post(MINE, {"session": "autres"})
    assert (answer.status_code == 302) is proves


def test_a_directory_that_does_not_say_when_it_asked_confirms_nothing(directory: StandIn) -> None:
    """It may have asked nothing of who sits there: a page and a session that were left open would be enough."""
    client = by_directory(directory)
    answer = directory.returns(client, client.get("/compte/annuaire/", {"again": "1", "next": MINE}))
    assert answer.status_code == 403
    assert "ne dit pas quand il l’a demandé" in answer.text
    other = signed_in(DirectoryIdentity.objects.get().person)
    assert client.post(MINE, {"session": "autres"}).status_code == 200
    assert is_in(client)
    assert is_in(other)


def test_what_such_a_directory_takes_away_is_taken_away_all_the_same(directory: StandIn) -> None:
    client = by_directory(directory)
    directory.claims["groups"] = []
    directory.returns(client, client.get("/compte/annuaire/", {"again": "1", "next": MINE}))
    assert not DirectoryIdentity.objects.get().person.groups.exists()


def test_a_directory_that_did_not_ask_anew_confirms_nothing(directory: StandIn) -> None:
    client = by_directory(directory, auth_time=int(time.time()) - 3600)
    directory.returns(client, client.get("/compte/annuaire/", {"again": "1", "next": MINE}))
    other = signed_in(DirectoryIdentity.objects.get().person)
    assert client.post(MINE, {"session": "autres"}).status_code == 200
    assert is_in(other)
