"""Sign-in: so many attempts and no more, whoever is tried, from wherever; and a session that ends."""

from __future__ import annotations

import datetime as dt
import os
import re
import sqlite3
import subprocess
import sys
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client, RequestFactory
from django.utils import timezone

from strategy_monitor.accounts import attempts
from strategy_monitor.accounts.apps import proxies_are_counted
from strategy_monitor.accounts.attempts import PER_ACCOUNT, PER_ADDRESS, TooMany, address_of, attempt, network
from strategy_monitor.accounts.forms import NOT_LOOKED_AT, STAYING, WRONG
from strategy_monitor.accounts.models import Attempt
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
PASSWORD = "une phrase assez longue"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def someone() -> Any:
    user = person("someone", "Lecture")
    user.set_password(PASSWORD)
    user.save()
    return user


def tries(name: str, password: str = "autre chose", door: str = LOGIN, **extra: Any) -> Any:
    return Client(**extra).post(door, {"username": name, "password": password, "next": "/bureau/"})


def said(answer: Any) -> str:
    note = BeautifulSoup(answer.content, "lxml").select_one(".errornote")
    return note.get_text(" ", strip=True) if note else ""


def is_shut(words: str) -> bool:
    """Whether these are the words of an account that is shut, and say until when."""
    return bool(re.fullmatch(rf"{NOT_LOOKED_AT} Réessayer à partir de \d\d:\d\d\. {STAYING}", words))


def test_the_token_of_forms_of_before_is_of_no_use_after_a_sign_in(someone: Any) -> None:
    """Whoever knew it, or had planted it in this browser, would else send forms in the name of who came in."""
    browser = Client(enforce_csrf_checks=True)
    page = BeautifulSoup(browser.get(LOGIN).content, "lxml")
    before = str(page.select_one("[name=csrfmiddlewaretoken]")["value"])
    answer = browser.post(LOGIN, {"username": "someone", "password": PASSWORD, "csrfmiddlewaretoken": before})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/bureau/")
    assert browser.post("/admin/logout/", {"csrfmiddlewaretoken": before}).status_code == 403


def test_ten_attempts_and_no_more_whether_the_account_exists_or_not(someone: Any) -> None:
    seen = {}
    for name in ("someone", "nobody"):
        answers = [tries(name) for _ in range(PER_ACCOUNT + 30)]
        seen[name] = [(one.status_code, re.sub(r"\d\d:\d\d", "", said(one)), len(one.content)) for one in answers]
        assert [one.status_code for one in answers] == [200] * PER_ACCOUNT + [429] * 30
        assert said(answers[0]) == str(WRONG)
        assert is_shut(said(answers[-1]))
    lengths = [{length for _code, _words, length in seen[name]} for name in seen]
    assert [one[:2] for one in seen["someone"]] == [one[:2] for one in seen["nobody"]]
    assert max(map(max, lengths)) - min(map(min, lengths)) < 200, (
        "the pages differ by the name that was typed, and words"
    )


def test_a_shut_account_does_not_look_at_the_right_password_either(someone: Any, monkeypatch: Any) -> None:
    for name in ("someone", "nobody") * PER_ACCOUNT:
        tries(name)
    asked: list[str] = []
    monkeypatch.setattr(
        "django.contrib.auth.forms.authenticate", lambda *_args, **given: asked.append(given["username"])
    )
    assert tries("someone", PASSWORD).status_code == tries("nobody", PASSWORD).status_code == 429
    assert asked == [], "neither is hashed, so neither takes longer"


def test_the_desk_leads_to_the_same_door(someone: Any) -> None:
    door = Client().get("/bureau/")["Location"]
    assert door.startswith(LOGIN)
    for rank in range(PER_ACCOUNT):
        tries("someone", door=door if rank % 2 else LOGIN)
    assert tries("someone", PASSWORD, door=door).status_code == 429


def test_what_succeeds_or_is_not_let_through_does_not_count(someone: Any) -> None:
    for _ in range(PER_ACCOUNT - 1):
        tries("someone")
    for _ in range(PER_ACCOUNT + 5):
        assert tries("someone", PASSWORD).status_code == 302
    assert Attempt.objects.count() == PER_ACCOUNT - 1
    tries("someone")
    tries("someone", PASSWORD)
    assert Attempt.objects.count() == PER_ACCOUNT


def test_after_a_quarter_of_an_hour_it_opens_again_and_nothing_is_kept(someone: Any, monkeypatch: Any) -> None:
    for _ in range(PER_ACCOUNT + 1):
        tries("someone")
    later = timezone.now() + attempts.WITHIN + dt.timedelta(seconds=1)
    monkeypatch.setattr(attempts.timezone, "now", lambda: later)
    assert tries("someone", PASSWORD).status_code == 302
    assert not Attempt.objects.exists(), "old rows are purged"


def test_an_address_has_ten_times_as_many(someone: Any) -> None:
    old = [
        Attempt(account=f"n{n}", address=attempts.digest_name("192.0.2.7"), at=timezone.now())
        for n in range(PER_ADDRESS - 1)
    ]
    Attempt.objects.bulk_create(old)
    assert tries("another", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert tries("someone", PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 429
    assert tries("someone", PASSWORD, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_nobody_writes_their_own_address(settings: Any) -> None:
    def asked(remote: str, passed: str) -> str:
        return address_of(RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=passed))

    assert asked("192.0.2.1", "198.51.100.9") == "192.0.2.1"
    settings.TRUSTED_PROXIES = 1
    assert asked("10.0.0.1", "198.51.100.9") == "198.51.100.9", "who writes nothing is told by the proxy alone"
    assert asked("127.0.0.1", "198.51.100.9, 203.0.113.5") == "203.0.113.5"
    assert asked("127.0.0.1", "") == "127.0.0.1"
    assert asked("", "198.51.100.9, garbage") == ""
    settings.TRUSTED_PROXIES = 2
    assert asked("127.0.0.1", "1.1.1.1, 198.51.100.9, 10.0.0.1") == "198.51.100.9"
    assert asked("127.0.0.1", "10.0.0.1") == "127.0.0.1"


def test_an_ipv6_address_counts_by_its_network() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff:1") != network("2001:db8:0:1::1")
    assert network("::ffff:192.0.2.1") == "192.0.2.1"


def test_the_table_says_neither_who_nor_from_where(someone: Any) -> None:
    tries("someone")
    kept = Attempt.objects.values().get()
    assert "someone" not in str(kept)
    assert "127.0.0.1" not in str(kept)


def test_who_is_signed_in_cannot_try_passwords_either(someone: Any) -> None:
    client, page = signed_in(someone), "/admin/password_change/"
    new = {"new_password1": "Chapeau-17-nuage", "new_password2": "Chapeau-17-nuage"}
    for _ in range(PER_ACCOUNT):
        assert client.post(page, {"old_password": "non", **new}).status_code == 200
    answer = client.post(page, {"old_password": PASSWORD, **new})
    (wrong,) = BeautifulSoup(answer.content, "lxml").select(".errorlist li")
    assert is_shut(wrong.get_text(" ", strip=True))
    Attempt.objects.all().delete()
    assert client.post(page, {"old_password": PASSWORD, **new}).status_code == 302


TABLE = "CREATE TABLE accounts_attempt (id integer PRIMARY KEY, account text, address text, at datetime)"
COUNTED = """
import os
import django; django.setup()
from strategy_monitor.accounts.attempts import TooMany, attempt
def count():
    passed = 0
    for _ in range(12):
        try:
            with attempt("someone", "192.0.2.1"): passed += 1
        except TooMany: pass
    print(passed, flush=True)
for _ in range(2):
    if not os.fork():
        count()
        os._exit(0)
for _ in range(2): os.wait()
"""


def test_all_processes_count_together(tmp_path: Any) -> None:
    """Two at once, twelve attempts each, on a database of their own: forked from one that has asked it nothing, as
    those of gunicorn are."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}", "DJANGO_SETTINGS_MODULE": "strategy_monitor.settings",
    }  # fmt: skip
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")  # as in any site that was migrated
        database.execute(TABLE)
    said = subprocess.check_output([sys.executable, "-c", COUNTED], env=environment, text=True)
    passed = [int(one) for one in said.split()]
    assert (len(passed), sum(passed)) == (2, PER_ACCOUNT)


def test_a_session_ends_twelve_hours_after_the_sign_in_whatever_is_done(someone: Any, settings: Any) -> None:
    client = Client()
    client.post(LOGIN, {"username": "someone", "password": PASSWORD, "next": "/bureau/"})
    ends = client.session.get_expiry_date()
    assert abs(ends - timezone.now() - dt.timedelta(hours=12)) < dt.timedelta(minutes=1)
    session = client.session
    session["touched"] = True
    session.save()
    assert client.session.get_expiry_date() == ends
    assert settings.SESSION_COOKIE_AGE == 12 * 3600


def test_a_proxy_that_nobody_counted_is_told_before_deploying(settings: Any) -> None:
    assert proxies_are_counted() == []
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert [found.id for found in proxies_are_counted()] == ["accounts.W001"]
    settings.TRUSTED_PROXIES = 1
    assert proxies_are_counted() == []


def test_an_attempt_that_breaks_counts() -> None:
    with pytest.raises(ZeroDivisionError), attempt("someone", ""):
        raise ZeroDivisionError
    assert Attempt.objects.count() == 1
    for _ in range(PER_ACCOUNT - 1):
        with attempt("someone", ""):
            pass
    with pytest.raises(TooMany), attempt("someone", ""):
        raise AssertionError("it was let through")


def test_it_says_from_which_minute_on_one_may_try_again(someone: Any, monkeypatch: Any) -> None:
    """The first of the ten was made at 10:00:30: it is forgotten at 10:15:30, and 10:16 is the first full minute."""
    start = dt.datetime(2026, 11, 26, 9, 0, 30, tzinfo=dt.UTC)
    for rank in range(PER_ACCOUNT):
        monkeypatch.setattr(attempts.timezone, "now", lambda: start + dt.timedelta(minutes=rank))  # noqa: B023
        tries("someone")
    assert "Réessayer à partir de 10:16." in said(tries("someone", PASSWORD))
    monkeypatch.setattr(attempts.timezone, "now", lambda: start + dt.timedelta(minutes=15))
    assert tries("someone", PASSWORD).status_code == 302


def test_the_address_says_when_too_whichever_is_later(someone: Any, monkeypatch: Any) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    old = [Attempt(account=f"n{n}", address=attempts.digest_name("192.0.2.7"), at=now) for n in range(PER_ADDRESS)]
    Attempt.objects.bulk_create(old)
    with pytest.raises(TooMany) as shut, attempt("someone", "192.0.2.7"):
        raise AssertionError("it was let through")
    assert shut.value.until == now + attempts.WITHIN


def without_role(someone: Any) -> None:
    someone.groups.clear()


def test_an_account_without_a_role_is_told_what_is_missing_and_whom_to_ask(someone: Any) -> None:
    chief = person("chief", "Administration")
    chief.first_name, chief.last_name, chief.email = "Camille", "Dubois", "camille@exemple.be"
    chief.save()
    without_role(someone)
    assert said(tries("someone", PASSWORD)) == (
        "Le mot de passe est le bon, mais ce compte n’a pas de rôle\u202f: rien ne lui est ouvert. "
        "En demander un à Camille Dubois (camille@exemple.be)."
    )
    assert said(tries("someone")) == said(tries("nobody")) == str(WRONG), "only with the right password"


def test_where_nobody_can_be_written_to_it_names_nobody(someone: Any) -> None:
    person("chief", "Administration")
    without_role(someone)
    assert said(tries("someone", PASSWORD)).endswith("En demander un à qui administre le site.")


def test_a_closed_account_is_told_the_same_as_a_wrong_password(someone: Any) -> None:
    someone.is_active = False
    someone.save()
    assert said(tries("someone", PASSWORD)) == said(tries("nobody")) == str(WRONG)


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("", "/bureau/"),
        ("/bureau/historique/?axe=2", "/bureau/historique/?axe=2"),
        ("/admin/", "/admin/"),
        ("http://testserver/bureau/publier/", "http://testserver/bureau/publier/"),
        ("https://mechant.example/", "/bureau/"),
        ("//mechant.example/", "/bureau/"),
        ("/\\mechant.example/", "/bureau/"),
        ("javascript:alert(1)", "/bureau/"),
        ("http:///mechant.example", "/bureau/"),
        ("\x00", "/bureau/"),
        ("/bureau/\r\nLocation: //mechant.example/", "/bureau/"),
        ("/admin/\n", "/bureau/"),
        ("no-page", "/bureau/"),
        ("desk-publish", "/bureau/"),
    ],
)
def test_the_sign_in_leads_to_the_page_of_ours_that_was_asked_for_else_to_the_desk(
    someone: Any, asked: str, reached: str
) -> None:
    given = {"username": "someone", "password": PASSWORD}
    assert Client().post(LOGIN, {**given, "next": asked})["Location"] == reached
    assert Client().post(f"{LOGIN}?{urlencode({'next': asked})}", given)["Location"] == reached
    assert signed_in(someone).get(LOGIN, {"next": asked})["Location"] == reached


def test_the_form_of_the_sign_in_asks_for_no_page_by_itself(someone: Any) -> None:
    form = BeautifulSoup(Client().get(LOGIN).content, "lxml")
    (hidden,) = form.select("[name=next]")
    assert hidden["value"] == ""


def test_who_works_in_the_administration_alone_comes_there(someone: Any) -> None:
    keepers = Group.objects.create(name="Comptes")
    keepers.permissions.set(Permission.objects.filter(codename="view_user"))
    someone.groups.set([keepers])
    assert Client().post(LOGIN, {"username": "someone", "password": PASSWORD})["Location"] == "/admin/"
