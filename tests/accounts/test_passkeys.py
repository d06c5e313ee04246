"""Passkeys: added, shown after a password or instead of one, and nothing that a device did not sign for this."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client

from strategy_monitor.accounts import passkeys
from strategy_monitor.accounts.erasing import erase_person
from strategy_monitor.accounts.models import Entry, Passkey, RecoveryCode, SecondFactor
from strategy_monitor.accounts.second_factor import renew_recovery
from tests.accounts.authenticator import PRESENT, VERIFIED, Authenticator, ec
from tests.accounts.test_second_factor import CODE, GIVE, LOGIN, MINE, _quick_hashes, is_in, someone, types
from tests.people import person, signed_in

__all__ = ["_quick_hashes", "someone"]

pytestmark = pytest.mark.django_db

ADD, ASK, ENTER = "/compte/cle-d-acces/", "/compte/cle-d-acces/demande/", "/compte/cle-d-acces/entrer/"


def asks(client: Client, purpose: str) -> dict[str, Any]:
    """What the page would hand to the browser."""
    answer = client.post(ASK, {"purpose": purpose})
    assert answer.status_code == 200, answer.content.decode()
    told: dict[str, Any] = answer.json()
    return told


def adds(client: Client, device: Authenticator, name: str = "téléphone", **forged: Any) -> Any:
    return client.post(ADD, {"name": name, "answer": device.makes(asks(client, "add"), **forged)})


def with_passkey(one: Any, **more: Any) -> Authenticator:
    device = Authenticator(**more)
    assert adds(signed_in(one), device).status_code == 200
    return device


def enters(device: Authenticator, **forged: Any) -> tuple[Client, Any]:
    client = Client()
    return client, client.post(ENTER, {"answer": device.signs(asks(client, "enter"), **forged), "next": "/bureau/"})


def said(answer: Any) -> str:
    alerts = BeautifulSoup(answer.content, "lxml").select("[role=alert]")
    return " ".join(one.get_text(" ", strip=True) for one in alerts)


def test_one_is_added_listed_and_taken_away(someone: Any) -> None:
    client, elsewhere, device = signed_in(someone), signed_in(someone), Authenticator()
    answer = adds(client, device)
    assert len(BeautifulSoup(answer.content, "lxml").select(".codes code")) == 10, "recovery codes, with the first"
    assert (is_in(client), is_in(elsewhere)) == (True, False)
    assert adds(client, Authenticator(), "clé du bureau")["Location"] == MINE, "those of before go on serving"
    page = BeautifulSoup(client.get(MINE).content, "lxml")
    first, second = page.select("section .sessions li")
    assert "téléphone" in first.get_text()
    assert "n’a pas encore servi" in first.get_text()
    assert client.post(MINE, {"passkey": second.button["value"]}).status_code == 302
    assert Passkey.objects.get().name == "téléphone"
    assert client.post(MINE, {"passkey": first.button["value"]}).status_code == 302
    assert not RecoveryCode.objects.exists(), "they go with the last factor"


def test_what_it_is_asked_names_this_site_and_nobody(someone: Any) -> None:
    device, client = with_passkey(someone), signed_in(someone)
    asked = asks(client, "add")
    assert asked["rp"]["id"] == "localhost"
    assert asked["user"]["id"] == passkeys.encode(device.handle), "one account, to the device"
    assert len(device.handle) == 32
    assert [one["id"] for one in asked["excludeCredentials"]] == [passkeys.encode(device.credential)]
    asked = asks(Client(), "enter")
    assert (asked["userVerification"], "allowCredentials" in asked) == ("required", False)


def test_after_the_password_it_serves_as_the_second_factor(someone: Any) -> None:
    device, client = with_passkey(someone, counts=True), Client()
    assert types(client, "/bureau/valeurs/")["Location"] == CODE
    assert not is_in(client)
    page = BeautifulSoup(client.get(CODE).content, "lxml")
    assert page.select("form[data-passkey=second]")
    answer = client.post(CODE, {"answer": device.signs(asks(client, "second"), flags=PRESENT)})
    assert client.get(answer["Location"])["Location"] == "/bureau/valeurs/"
    assert is_in(client)
    assert Passkey.objects.get().used


def test_without_it_a_recovery_code_lets_in(someone: Any) -> None:
    with_passkey(someone)
    code, client = renew_recovery(someone)[0], Client()
    types(client)
    client.post(CODE, {"code": code})
    assert is_in(client)


def test_instead_of_the_password_it_lets_in_who_is_known_to_the_device(
    someone: Any, caplog: pytest.LogCaptureFixture
) -> None:
    device = with_passkey(someone)
    client, answer = enters(device)
    assert device.credential.hex() not in caplog.text, "the log names no passkey"
    assert client.get(answer["Location"])["Location"] == "/bureau/"
    assert is_in(client)
    assert Entry.objects.get(pk=client.session["entry"]).way == "passkey"


FORGED: dict[str, dict[str, Any]] = {
    "for another site": {"origin": "https://localhost.exemple.be"},
    "for this site, without TLS or by another port": {"origin": "http://localhost:9000"},
    "by another name": {"place": "exemple.be"},
    "for another challenge": {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    "for something else": {"type": "webauthn.create"},
    "in a page of another site": {"crossOrigin": True},
    "while nobody was there": {"flags": VERIFIED},
    "without asking who holds it": {"flags": PRESENT},
    "by another key": {"key": ec.generate_private_key(ec.SECP256R1())},
    "for another account": {"handle": b"somebody else"},
    "for no account": {"handle": b""},
}


@pytest.mark.parametrize("how", FORGED)
def test_what_was_signed_otherwise_lets_nobody_in(someone: Any, how: str) -> None:
    device = with_passkey(someone)
    client, answer = enters(device, **FORGED[how])
    assert (answer.status_code, bool(said(answer))) == (400, True)
    assert not is_in(client)
    assert is_in(enters(device)[0]), "the device is not shut for that"


FORGED_MAKING: dict[str, dict[str, Any]] = {
    **{how: FORGED[how] for how in list(FORGED)[:4]},
    "for something else": {"type": "webauthn.get"},
    "in a page of another site": {"crossOrigin": True},
    "while nobody was there": {"flags": VERIFIED},
    "with a key of a kind that was not asked for": {"key": {3: -65535}},
    "with a key of no kind": {"key": {3: -1}},
}


@pytest.mark.parametrize("how", FORGED_MAKING)
def test_what_was_made_otherwise_is_not_kept(someone: Any, how: str) -> None:
    answer = adds(signed_in(someone), Authenticator(), **FORGED_MAKING[how])
    assert (answer.status_code, bool(said(answer))) == (400, True)
    assert not Passkey.objects.exists()


def test_one_whose_name_is_longer_than_the_standard_lets_it_be_is_not_kept(someone: Any) -> None:
    """PostgreSQL would refuse it, and SQLite keep it."""
    for length, kept in ((1024, 0), (1023, 1)):
        device = Authenticator()
        device.credential = secrets.token_bytes(length)
        answer = adds(signed_in(someone), device)
        assert (answer.status_code, Passkey.objects.count()) == (200 if kept else 400, kept), length
    assert is_in(enters(device)[0])


UNREADABLE = (
    "", "x", "[]", "{}", "null", '{"id": "x"}', '{"id": "AA", "rawId": "AA", "response": {}}', "[" * 5000,
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","attestationObject":"AA",'
    '"authenticatorData":"AA","signature":"AA"}}', "9" * 20_001,
)  # fmt: skip


def test_what_is_no_answer_is_refused_in_a_sentence(someone: Any) -> None:
    inside, outside = signed_in(someone), Client()
    for answer in UNREADABLE:
        asks(inside, "add")
        asks(outside, "enter")
        for client, address in ((inside, ADD), (outside, ENTER)):
            refused = client.post(address, {"name": "x", "answer": answer})
            assert (refused.status_code, bool(said(refused))) == (400, True), answer
    assert not Passkey.objects.exists()


def test_a_challenge_serves_once_for_two_minutes_in_its_session_and_for_its_purpose(
    someone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, client, other = with_passkey(someone), Client(), Client()
    answer = device.signs(asks(client, "enter"))
    asks(other, "enter")
    assert other.post(ENTER, {"answer": answer}).status_code == 400, "asked in another session"
    assert client.post(ENTER, {"answer": answer}).status_code == 302
    assert client.post(ENTER, {"answer": answer}).status_code == 400, "again"
    client.post("/admin/logout/")
    asked = asks(client, "enter")
    assert client.post(ENTER, {"answer": device.signs(asked, flags=0)}).status_code == 400
    assert client.post(ENTER, {"answer": device.signs(asked)}).status_code == 400, "after one that was wrong"
    types(client)
    answer = device.signs(asks(client, "second"))
    assert client.post(ENTER, {"answer": answer}).status_code == 400, "for something else"
    asked, begun = asks(client, "enter"), time.time()
    monkeypatch.setattr(passkeys.time, "time", lambda: begun + 121)
    assert client.post(ENTER, {"answer": device.signs(asked)}).status_code == 400, "too late"
    assert not is_in(client)


def test_the_passkey_of_another_is_no_second_factor(someone: Any) -> None:
    with_passkey(someone)
    other, client = with_passkey(person("other", "Lecture")), Client()
    types(client)
    assert client.post(CODE, {"answer": other.signs(asks(client, "second"))}).status_code == 400
    assert not is_in(client)


def test_a_device_whose_counter_goes_back_is_refused_and_told(someone: Any, caplog: pytest.LogCaptureFixture) -> None:
    device = with_passkey(someone, counts=True)
    assert is_in(enters(device, counter=7)[0])
    for counter in (7, 3, 0):
        client, answer = enters(device, counter=counter)
        assert "copiée" in said(answer)
        assert not is_in(client)
    assert [one.msg["event"] for one in caplog.records if one.levelname == "ERROR"] == ["passkey_counter_went_back"] * 3


def test_one_passkey_is_of_one_account(someone: Any) -> None:
    device = with_passkey(someone)
    assert "déjà ajoutée" in said(adds(signed_in(person("other", "Lecture")), device))
    assert Passkey.objects.get().person == someone


def close(one: Any) -> None:
    one.is_active = False
    one.save()


SHUT_OUT: dict[str, Callable[[Any], Any]] = {"fermé": close, "n’a pas de rôle": lambda one: one.groups.clear()}


@pytest.mark.parametrize("why", SHUT_OUT)
def test_it_opens_what_the_password_would_open_and_no_more(someone: Any, why: str) -> None:
    device = with_passkey(someone)
    SHUT_OUT[why](someone)
    client, answer = enters(device)
    assert (answer.status_code, why in said(answer)) == (400, True)
    assert not is_in(client)


def test_who_comes_by_the_directory_comes_in_by_no_passkey(someone: Any, settings: Any) -> None:
    from strategy_monitor.accounts.models import DirectoryIdentity
    from strategy_monitor.web.directory import Directory

    device = with_passkey(someone)
    settings.DIRECTORY = Directory("https://annuaire.exemple.be", "suivi", "x")
    DirectoryIdentity.objects.create(person=someone, issuer=settings.DIRECTORY.issuer, subject="s-1")
    assert "entre par l’annuaire" in said(enters(device)[1])
    settings.LOCAL_PASSWORDS = False
    DirectoryIdentity.objects.all().delete()
    assert "fermés" in said(enters(device)[1])


def test_who_has_one_is_not_given_another_before_they_show_it(someone: Any) -> None:
    """Or a password alone would open the account."""
    with_passkey(someone)
    client = Client()
    types(client)
    for page in (ADD, GIVE):
        assert client.get(page)["Location"] == LOGIN
        assert client.post(page, {"name": "x", "answer": "{}", "code": "000000"})["Location"] == LOGIN
    assert client.post(ASK, {"purpose": "add"}).status_code == 400
    assert (Passkey.objects.count(), SecondFactor.objects.count()) == (1, 0)


def test_without_a_script_the_page_says_what_is_needed(someone: Any) -> None:
    for client, address in ((Client(), ENTER), (signed_in(someone), ADD)):
        assert "JavaScript" in said(client.post(address, {"name": "x", "answer": ""}))


@pytest.mark.parametrize("purpose", ["", "x", "add", "second"])
def test_nobody_is_asked_for_what_is_not_theirs_to_show(purpose: str) -> None:
    answer = Client().post(ASK, {"purpose": purpose})
    assert (answer.status_code, bool(json.loads(answer.content)["said"])) == (400, True)


def test_who_must_have_a_second_factor_chooses_a_passkey_and_keeps_one(someone: Any, settings: Any) -> None:
    with_passkey(person("other", "Lecture"))  # which spares nobody else one of their own
    settings.SECOND_FACTOR = "all"
    client, device, mine = Client(), Authenticator(), Passkey.objects.filter(person=someone)
    assert types(client)["Location"] == GIVE
    assert ADD in client.get(GIVE).content.decode()
    assert adds(client, device).status_code == 200
    assert is_in(client)
    assert types(Client())["Location"] == CODE
    answer = client.post(MINE, {"passkey": mine.get().pk})
    assert (answer.status_code, mine.count()) == (400, 1)
    adds(client, Authenticator())
    assert client.post(MINE, {"passkey": mine.first().pk}).status_code == 302


def test_nobody_takes_away_what_they_have_not(someone: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The passkey of another, or an application that is none: it is not said that it is done, in the log neither."""
    with_passkey(someone)
    client = signed_in(person("other", "Lecture"))
    for sent in ({"passkey": Passkey.objects.get().pk}, {"passkey": "x"}, {"passkey": 10**30}, {"application": "x"}):
        answer = client.post(MINE, sent)
        assert (answer.status_code, "Rien n’est retiré" in said(answer)) == (400, True), sent
    assert Passkey.objects.count() == 1
    assert "second_factor_removed" not in caplog.text


def test_whoever_operates_the_site_takes_lost_ones_away(someone: Any) -> None:
    with_passkey(someone)
    call_command("forget_second_factor", "someone")
    client = Client()
    types(client)
    assert is_in(client)


def test_who_is_erased_has_none_left(someone: Any) -> None:
    with_passkey(someone)
    erase_person(someone.pk, person("chief", "Administration"))
    assert (Passkey.objects.count(), RecoveryCode.objects.count()) == (0, 0)


def test_on_a_site_that_is_a_number_none_is_offered(someone: Any, settings: Any) -> None:
    """Browsers take no passkey for it."""
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert "passkey" not in Client().get(LOGIN).content.decode()
    client = signed_in(someone)
    assert client.get(ADD).status_code == 302
    assert ADD not in client.get(MINE).content.decode()
    assert client.post(ASK, {"purpose": "add"}).status_code == 400
