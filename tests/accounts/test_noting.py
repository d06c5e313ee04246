"""The log says who came in, and who was refused what: by numbers of accounts, and by nothing that was typed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.test import Client

from strategy_monitor.accounts.attempts import PER_ACCOUNT
from strategy_monitor.accounts.models import DirectoryIdentity
from strategy_monitor.accounts.second_factor import STEP, keep_application, make_secret, totp_of
from tests.accounts.provider import StandIn, directory
from tests.accounts.test_passkeys import enters, with_passkey
from tests.people import person, signed_in

__all__ = ["directory"]

pytestmark = pytest.mark.django_db

LOGIN, CODE = "/admin/login/", "/compte/code/"
PASSWORD, WRONG, NOBODY = "une phrase assez longue", "Chapeau-17-nuage", "jeanne.dupont@exemple.be"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def account() -> Any:
    made = person("camille", "Lecture")
    made.set_password(PASSWORD)
    made.save()
    return made


class Said:
    """What the log says, in the order in which it was said."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self.caplog = caplog

    def of(self, event: str, *names: str) -> list[tuple[Any, ...]]:
        told = [one.msg for one in self.caplog.records if isinstance(one.msg, dict)]
        return [tuple(one.get(name) for name in names) for one in told if one["event"] == event]


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Said:
    caplog.set_level("INFO")
    return Said(caplog)


def tries(name: str, password: str, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(LOGIN, {"username": name, "password": password})
    return client


def test_passwords(account: Any, said: Said) -> None:
    tries("camille", PASSWORD)
    assert said.of("signed_in", "account", "by") == [(account.pk, "admin:login")]
    tries("camille", WRONG)
    for _ in range(PER_ACCOUNT + 1):
        tries(NOBODY, WRONG)
    account.groups.clear()
    tries("camille", PASSWORD)
    failed = said.of("sign_in_failed", "account", "why")
    assert failed[:2] == [(account.pk, "invalid_login"), (None, "invalid_login")]
    assert failed[-2:] == [(None, "shut"), (account.pk, "shut_out")]


def test_codes(account: Any, said: Said) -> None:
    secret = make_secret()
    keep_application(account, secret, totp_of(secret).generate(time.time() - STEP).decode())
    client = tries("camille", PASSWORD)
    assert said.of("second_factor_asked", "account") == [(account.pk,)]
    client.post(CODE, {"code": "000000x"})
    assert said.of("signed_in") == []
    client.post(CODE, {"code": totp_of(secret).generate(time.time()).decode()})
    assert said.of("sign_in_failed", "account", "why") == [(account.pk, "code")]
    assert said.of("signed_in", "account", "by") == [(account.pk, "account-code")]


def test_passkeys_and_proofs(account: Any, said: Said) -> None:
    secret = make_secret()
    keep_application(account, secret, totp_of(secret).generate(time.time() - STEP).decode())
    client = tries("camille", PASSWORD)
    client.post(CODE, {"answer": "{}"})
    Client().post("/compte/cle-d-acces/entrer/", {"answer": "{}"})
    signed_in(account).post("/bureau/mes-sessions/", {"proof_password": WRONG})
    failed = said.of("sign_in_failed", "account", "why")
    assert failed == [(account.pk, "passkey"), (None, "passkey"), (account.pk, "not_proved")]


def test_a_passkey_of_who_has_no_role(account: Any, said: Said) -> None:
    device = with_passkey(account)
    account.groups.clear()
    enters(device)
    assert said.of("sign_in_failed", "account", "why", "by") == [(account.pk, "shut_out", "account-enter")]


def test_the_passkey_of_a_closed_account(account: Any, said: Said) -> None:
    device = with_passkey(account)
    account.is_active = False
    account.save()
    enters(device)
    assert said.of("sign_in_failed", "account", "why") == [(account.pk, "shut_out")]


def test_the_directory(directory: StandIn, said: Said) -> None:
    client = Client()
    directory.comes_back(client)
    known = DirectoryIdentity.objects.get().person
    assert said.of("signed_in", "account", "by") == [(known.pk, "account-returned")]
    directory.claims["groups"] = []
    directory.comes_back(client)
    assert said.of("directory_sign_in_refused", "account", "why") == [(known.pk, "NoRole")]


def test_links_and_a_changed_password(account: Any, said: Said) -> None:
    from strategy_monitor.accounts.links import FORGOTTEN

    address = FORGOTTEN.write(account).removeprefix("http://localhost:8000")
    client, new = Client(), {"new_password1": WRONG, "new_password2": WRONG}
    client.post(client.get(address)["Location"], new)
    assert said.of("password_set", "account") == [(account.pk,)]
    Client().get(address)
    assert said.of("link_refused") == [()]
    account.refresh_from_db()
    signed_in(account).post("/admin/password_change/", {"old_password": PASSWORD, **new})
    assert said.of("sign_in_failed", "account", "why") == [(account.pk, "old_password")]


def test_acts_that_are_refused(account: Any, said: Said) -> None:
    client = signed_in(account)
    assert client.get("/bureau/courrier/").status_code == 403
    assert client.post("/bureau/mes-sessions/", {"session": "x"}).status_code == 400
    assert Client(enforce_csrf_checks=True).post(LOGIN).status_code == 403
    assert Client().get("/donnees/rapport.json", {"q": "\0"}).status_code in {400, 404, 503}
    assert said.of("act_refused", "account", "status", "by")[:2] == [
        (account.pk, 403, "desk-mail"), (account.pk, 400, "desk-my-sessions"),
    ]  # fmt: skip
    assert said.of("act_refused", "account", "status")[2:] == [(None, 403)]


def test_nothing_that_somebody_typed_is_said(account: Any, said: Said) -> None:
    for name, password in (("camille", WRONG), (NOBODY, PASSWORD)):
        tries(name, password)
    Client().post("/compte/mot-de-passe/", {"email": NOBODY})
    signed_in(account).get("/bureau/courrier/", {"q": NOBODY})
    whole = json.dumps([str(one.msg) for one in said.caplog.records])
    assert [one for one in ("camille", NOBODY, PASSWORD, WRONG, "127.0.0.1") if one in whole] == []
