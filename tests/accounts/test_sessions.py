"""Sessions: listed and ended by their person; ended by whatever changes who may do what, and by the directory."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from strategy_monitor.accounts import sessions
from strategy_monitor.accounts.links import FORGOTTEN, INVITATION
from strategy_monitor.accounts.models import BreakGlass, DirectoryIdentity, Entry, SpentToken
from strategy_monitor.accounts.provider import LOGOUT, provider_of
from strategy_monitor.accounts.sessions import ASKED_AFTER, ASKED_WITHIN, CHECKED_EVERY, name_device
from strategy_monitor.web.directory import NO_DIRECTORY
from tests import factories
from tests.accounts.provider import CLIENT, ISSUER, StandIn, directory
from tests.people import person, signed_in

__all__ = ["directory"]

pytestmark = pytest.mark.django_db

DESK, MINE, ENDED = "/bureau/mon-courrier/", "/bureau/mes-sessions/", "/compte/annuaire/fin/"
LOGIN, PASSWORD = "/admin/login/", "une phrase assez longue"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


def someone(name: str = "someone", role: str = "Lecture") -> Any:
    found = person(name, role)
    found.set_password(PASSWORD)
    found.save()
    return found


def signs_in(name: str = "someone", **headers: str) -> Client:
    client = Client()
    answer = client.post(LOGIN, {"username": name, "password": PASSWORD}, headers=headers)
    assert answer.status_code == 302, answer.content.decode()
    return client


# One's own


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 "
    "Edg/140.0.0.0"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "called"),
    [(FIREFOX, "Firefox, Linux"), (EDGE, "Edge, Windows"), (IPHONE, "Safari, iPhone"), ("curl/8", ""), ("", "")],
)
def test_a_device_is_called_by_its_browser_and_system_and_no_more(agent: str, called: str) -> None:
    assert name_device(agent) == called


def test_sessions_are_listed_and_ended_by_their_person(db: None) -> None:
    someone()
    here, there = signs_in(**{"User-Agent": FIREFOX}), signs_in(**{"User-Agent": EDGE})
    page = BeautifulSoup(here.get(MINE).content, "lxml")
    told = [one.get_text(" ", strip=True) for one in page.select(".sessions li")]
    assert [("cette session" in one, "Edge, Windows" in one, "Firefox, Linux" in one) for one in told] == [
        (False, True, False), (True, False, True),
    ]  # fmt: skip
    (button,) = page.select(".sessions button")
    assert here.post(MINE, {"session": button["value"]}).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)


def test_all_others_are_ended_at_once_and_nobody_else_s(db: None) -> None:
    someone()
    here, there, third = signs_in(), signs_in(), signed_in(person("other", "Lecture"))
    assert here.post(MINE, {"session": "autres"}).status_code == 302
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)


@pytest.mark.parametrize("sent", ["", "x", "-1", "999999999999999999999", "²"])
def test_what_is_no_session_ends_none_and_it_is_said(db: None, sent: str) -> None:
    client = signed_in(someone())
    answer = client.post(MINE, {"session": sent})
    assert (answer.status_code, "choisir une session" in answer.content.decode()) == (400, True)
    assert is_in(client)


def test_nobody_ends_the_session_of_another(db: None) -> None:
    theirs = signed_in(someone())
    number = Entry.objects.get().pk
    signed_in(person("other", "Lecture")).post(MINE, {"session": number})
    assert is_in(theirs)


def test_signing_out_leaves_no_row(db: None) -> None:
    client = signed_in(someone())
    client.post("/admin/logout/")
    assert not Entry.objects.exists()


def test_rows_of_sessions_that_are_over_go_when_anybody_signs_in(db: None, settings: Any) -> None:
    signed_in(someone())
    life = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Entry.objects.update(at=timezone.now() - life - dt.timedelta(seconds=1))
    other = person("other", "Lecture")
    signed_in(other)
    assert Entry.objects.get().person == other


def test_who_signs_in_again_in_the_same_browser_has_one_session(directory: StandIn) -> None:
    client = Client()
    for subject in ("s-1", "s-1", "s-2"):
        directory.claims["sub"] = subject
        assert directory.comes_back(client).status_code == 302
        assert Entry.objects.get().person.identity.subject == subject


def test_it_is_noted_every_five_minutes_that_a_session_is_used(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client, begun = signed_in(someone()), timezone.now()
    assert is_in(client)
    first = Entry.objects.get().seen
    monkeypatch.setattr(sessions.timezone, "now", lambda: begun + dt.timedelta(minutes=6))
    assert is_in(client)
    assert Entry.objects.get().seen - first > dt.timedelta(minutes=5)


def unused_for(minutes: int) -> None:
    Entry.objects.update(seen=timezone.now() - dt.timedelta(minutes=minutes))


def test_a_session_that_nobody_uses_ends(db: None, settings: Any) -> None:
    client = signed_in(someone())
    unused_for(settings.SESSION_IDLE_MINUTES - 1)
    assert is_in(client)
    settings.SESSION_IDLE_MINUTES = 30
    unused_for(29)
    assert is_in(client)
    unused_for(31)
    assert not is_in(client)
    assert not Entry.objects.exists()


# Those of others, in « Personnes et accès »


@pytest.mark.parametrize("chosen", ["one", "all"])
def test_an_administrator_ends_the_sessions_of_another_and_it_is_noted(
    db: None, caplog: pytest.LogCaptureFixture, chosen: str
) -> None:
    one, chief = someone(), person("chief", "Administration")
    first, second, chiefs = signs_in(**{"User-Agent": FIREFOX}), signs_in(), signed_in(chief)
    address = f"/admin/auth/user/{one.pk}/sessions/"
    page = BeautifulSoup(chiefs.get(address).content, "lxml")
    row, other = page.select(".open-sessions li")
    assert ["Firefox, Linux" in each.get_text() for each in (row, other)] == [False, True]
    sent = other.button["value"] if chosen == "one" else page.select_one(".submit-row button")["value"]
    assert chiefs.post(address, {"session": sent}).status_code == 302
    assert (is_in(first), is_in(second)) == (False, chosen == "one")
    (told,) = [record.msg for record in caplog.records if "sessions_ended" in str(record.msg)]
    assert (told["account"], told["by"], told["ended"]) == (one.pk, chief.pk, 1 if chosen == "one" else 2)
    assert "Sessions fermées" in LogEntry.objects.get().change_message


def test_a_session_of_somebody_else_is_not_ended_from_this_page(db: None) -> None:
    one, chiefs = someone(), signed_in(person("chief", "Administration"))
    other = signed_in(person("other", "Lecture"))
    for sent in (Entry.objects.get(person__username="other").pk, "", "x", 10**30):
        chiefs.post(f"/admin/auth/user/{one.pk}/sessions/", {"session": sent})
    assert is_in(other)


def test_whom_one_may_not_change_one_does_not_sign_out(db: None) -> None:
    owner = someone("owner")
    make_owner(owner)
    client, address = signed_in(owner), f"/admin/auth/user/{owner.pk}/sessions/"
    for role in ("Administration", "Publication"):
        assert signed_in(person(f"a {role}", role)).post(address, {"session": "toutes"}).status_code == 403
    assert is_in(client)


# How long they last, which pages say before they end

LASTS = "/compte/session/"


def test_it_is_told_how_long_a_session_lasts_and_to_ask_is_no_use_of_it(db: None) -> None:
    client = signed_in(someone())
    Entry.objects.update(seen=timezone.now() - dt.timedelta(minutes=110))
    for _ in range(2):
        told = client.get(LASTS).json()
        assert 590 <= told["idle"] <= 600
        assert 43_000 < told["whole"] <= 43_200
        assert told["token"]
    assert 7190 <= client.post(LASTS).json()["idle"] <= 7200, "it is prolonged"
    Entry.objects.update(seen=timezone.now() - dt.timedelta(minutes=121))
    over = {"idle": 0, "whole": 0, "token": "", "account": ""}
    assert client.get(LASTS).json() == client.post(LASTS).json() == Client().get(LASTS).json() == over


def test_it_is_told_whose_session_it_is(db: None) -> None:
    one = someone()
    assert signed_in(one).get(LASTS).json()["account"] == str(one.pk)


def test_who_is_in_comes_in_again_for_twelve_hours_more(db: None) -> None:
    one = someone()
    client = signed_in(one)
    session = client.session
    session.set_expiry(timezone.now() + dt.timedelta(minutes=5))
    session["kept"] = "ici"
    session.save()
    assert client.get(LASTS).json()["whole"] <= 300
    page = client.get("/admin/login/", {"encore": "1"})
    assert (page.status_code, 'name="password"' in page.text) == (200, True)
    client.post("/admin/login/?encore=1", {"username": one.username, "password": PASSWORD})
    assert client.get(LASTS).json()["whole"] > 43_000
    assert client.session["kept"] == "ici"
    assert Entry.objects.count() == 1


# What ends them


def close(one: Any) -> None:
    one.is_active = False
    one.save()


def give_password(one: Any) -> None:
    one.set_password("une autre phrase assez longue")
    one.save(update_fields=["password"])


def make_owner(one: Any) -> None:
    one.is_superuser = True
    one.save()


CHANGES: dict[str, Callable[[Any], None]] = {
    "a role more": lambda one: one.groups.add(Group.objects.get(name="Publication")),
    "a role less": lambda one: one.groups.clear(),
    "a role, given from its side": lambda one: one.groups.model.objects.get(name="Édition").user_set.add(one),
    "a permission": lambda one: one.user_permissions.add(Permission.objects.get(codename="add_user")),
    "an owner": make_owner,
    "a closed account": close,
    "another password": give_password,
}


@pytest.mark.parametrize("change", CHANGES)
def test_who_may_something_else_signs_in_again(db: None, change: str) -> None:
    one, other = someone(), signed_in(person("other", "Lecture"))
    client = signed_in(one)
    assert is_in(client)
    CHANGES[change](one)
    assert not is_in(client)
    assert is_in(other)
    assert not Entry.objects.filter(person=one).exists()


def test_an_account_that_opens_again_does_not_open_the_sessions_of_before(db: None) -> None:
    one = someone()
    client = signed_in(one)
    close(one)
    one.is_active = True
    one.save()
    assert not is_in(client)


def test_what_changes_nothing_of_rights_ends_nothing(db: None) -> None:
    one = someone()
    client = signed_in(one)
    one.first_name = "Zoé"
    one.save()
    one.groups.add(*one.groups.all())
    assert is_in(client)


def test_who_changes_their_password_stays_and_their_other_sessions_end(db: None) -> None:
    someone()
    here, there = signs_in(), signs_in()
    new = {"new_password1": "Chapeau-17-nuage", "new_password2": "Chapeau-17-nuage"}
    assert here.post("/admin/password_change/", {"old_password": PASSWORD, **new}).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)


# By the directory


def later(after: dt.timedelta) -> None:
    """As if the directory had answered for all sessions so long ago."""
    Entry.objects.update(checked=timezone.now() - after)


def came_in(directory: StandIn) -> Client:
    client = Client()
    assert directory.comes_back(client).status_code == 302
    assert is_in(client)
    return client


def test_who_has_no_password_here_is_sent_to_none(directory: StandIn) -> None:
    page = BeautifulSoup(came_in(directory).get(MINE).content, "lxml")
    assert "qui tient l’annuaire" in page.select_one(".lead").get_text(" ", strip=True)
    assert page.select("main [href*=password], main [href*=facteur]") == []


def times_asked(directory: StandIn) -> int:
    return sum(sent.get("grant_type") == "refresh_token" for _place, sent in directory.asked)


def test_the_directory_is_asked_again_after_four_minutes_and_not_before(directory: StandIn) -> None:
    client = came_in(directory)
    later(ASKED_AFTER - dt.timedelta(seconds=10))
    assert (is_in(client), times_asked(directory)) == (True, 0)
    for count in (1, 2):
        later(ASKED_AFTER + dt.timedelta(hours=1))
        assert (is_in(client), is_in(client), times_asked(directory)) == (True, True, count)
    tokens = [sent["refresh_token"] for _place, sent in directory.asked if "refresh_token" in sent]
    assert len(set(tokens)) == 2, "the token that it gave the last time"


def test_who_was_taken_out_of_the_directory_is_out(directory: StandIn) -> None:
    client = came_in(directory)
    directory.ended = True
    later(ASKED_AFTER + dt.timedelta(seconds=1))
    assert not is_in(client)
    directory.ended = False
    assert not is_in(client)


def test_who_was_taken_out_does_not_come_in_by_a_session_that_lasts_over_there(
    directory: StandIn, settings: Any
) -> None:
    directory.ended = True
    assert directory.comes_back(Client()).status_code == 302, "without a token that outlives it, it cannot be known"
    settings.DIRECTORY = dataclasses.replace(settings.DIRECTORY, scopes="openid offline_access")
    provider_of.cache_clear()
    assert directory.comes_back(Client()).status_code == 403
    directory.ended = False
    assert directory.comes_back(Client()).status_code == 302


def test_who_lost_a_group_loses_its_roles_and_signs_in_again(directory: StandIn) -> None:
    client = came_in(directory)
    directory.claims["groups"] = []
    later(ASKED_AFTER + dt.timedelta(seconds=1))
    assert not is_in(client)
    assert not DirectoryIdentity.objects.get().person.groups.exists()


def test_while_the_directory_is_away_a_session_ends_at_its_limit(directory: StandIn) -> None:
    client = came_in(directory)
    directory.away = True
    later(CHECKED_EVERY - dt.timedelta(seconds=20))
    assert is_in(client), "within the five minutes"
    later(CHECKED_EVERY + dt.timedelta(seconds=1))
    assert not is_in(client)
    directory.away = False
    assert not is_in(client), "it is not prolonged afterwards"


def test_who_is_no_longer_linked_to_the_directory_is_out(directory: StandIn) -> None:
    client = came_in(directory)
    DirectoryIdentity.objects.all().delete()
    later(ASKED_AFTER + dt.timedelta(seconds=1))
    assert not is_in(client)


def test_somebody_else_does_not_take_a_session_over(directory: StandIn) -> None:
    client = came_in(directory)
    directory.claims["sub"] = "s-2"
    later(ASKED_AFTER + dt.timedelta(seconds=1))
    assert not is_in(client)


def test_a_session_of_a_password_is_not_asked_about(directory: StandIn) -> None:
    client = signed_in(someone())
    directory.away = True
    assert is_in(client)
    assert Entry.objects.get().checked is None


def asked_by_another(since: dt.timedelta, checked: dt.timedelta) -> int:
    """As if another request had asked the directory for so long, whose last word is so old: the number of the row."""
    Entry.objects.update(asked=timezone.now() - since, checked=timezone.now() - checked)
    return int(Entry.objects.get().pk)


def test_no_lock_of_the_database_is_held_while_the_directory_is_asked(
    directory: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, answers = came_in(directory), directory.answers
    outside, open_then = len(connection.savepoint_ids), []

    def look(place: str) -> Any:
        open_then.append(len(connection.savepoint_ids))
        return answers(place)

    monkeypatch.setattr(directory, "answers", look)
    later(ASKED_AFTER + dt.timedelta(seconds=1))
    assert is_in(client)
    assert set(open_then) == {outside}


def test_one_request_asks_and_others_do_not_wait_within_the_limit(directory: StandIn) -> None:
    client = came_in(directory)
    asked_by_another(dt.timedelta(seconds=1), ASKED_AFTER + dt.timedelta(seconds=1))
    assert (is_in(client), times_asked(directory)) == (True, 0)


def answered() -> None:
    Entry.objects.update(checked=timezone.now(), asked=None)


@pytest.mark.parametrize(("ends", "held"), [(answered, True), (lambda: Entry.objects.all().delete(), False)])
def test_beyond_the_limit_others_wait_for_its_answer(
    directory: StandIn, monkeypatch: pytest.MonkeyPatch, ends: Callable[[], None], held: bool
) -> None:
    client = came_in(directory)
    asked_by_another(dt.timedelta(seconds=1), dt.timedelta(hours=1))
    monkeypatch.setattr(sessions, "sleep", lambda _seconds: ends())
    assert (is_in(client), times_asked(directory)) == (held, 0)


def test_who_asks_and_is_not_heard_of_any_more_is_not_waited_for(directory: StandIn) -> None:
    client = came_in(directory)
    key = asked_by_another(ASKED_WITHIN + dt.timedelta(seconds=1), dt.timedelta(hours=1))
    assert (is_in(client), times_asked(directory)) == (True, 1)
    assert Entry.objects.get(pk=key).asked is None


def test_what_is_answered_for_a_session_that_was_ended_meanwhile_gives_nothing(
    directory: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, answers = came_in(directory), directory.answers

    def end(place: str) -> Any:
        Entry.objects.all().delete()
        return answers(place)

    directory.claims["groups"] = ["chefs"]
    later(ASKED_AFTER + dt.timedelta(seconds=1))
    monkeypatch.setattr(directory, "answers", end)
    assert not is_in(client)
    assert [one.name for one in DirectoryIdentity.objects.get().person.groups.all()] == ["Lecture"]


# Back-channel logout


def logout_token(directory: StandIn, **changed: Any) -> dict[str, Any]:
    """What a provider claims when somebody leaves; a claim that is None is left out."""
    now = int(time.time())
    told = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": uuid.uuid4().hex, "sub": "s-1"}
    return {name: one for name, one in (told | {"events": {LOGOUT: {}}} | changed).items() if one is not None}


def says(token: str) -> int:
    answer = Client(enforce_csrf_checks=True).post(ENDED, {"logout_token": token})
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code


@pytest.mark.parametrize("named", [{"sub": "s-1"}, {"sub": None, "sid": "sid-1"}, {"sub": "s-1", "sid": "sid-1"}])
def test_who_leaves_the_directory_is_out_at_the_next_request(directory: StandIn, named: dict[str, Any]) -> None:
    client = came_in(directory)
    assert says(directory.signed(logout_token(directory, **named), typ="logout+JWT")) == 200
    assert not is_in(client)


def test_it_ends_the_session_that_it_names_and_no_other(directory: StandIn) -> None:
    first = came_in(directory)
    directory.claimed["sid"] = "sid-2"
    second = came_in(directory)
    local = signed_in(DirectoryIdentity.objects.get().person)
    assert says(directory.signed(logout_token(directory, sid="sid-1"))) == 200
    assert (is_in(first), is_in(second), is_in(local)) == (False, True, True)
    assert says(directory.signed(logout_token(directory))) == 200
    assert (is_in(second), is_in(local)) == (False, True)


def test_it_may_speak_of_who_is_not_here(directory: StandIn) -> None:
    client = came_in(directory)
    assert says(directory.signed(logout_token(directory, sub="s-9"))) == 200
    assert is_in(client)


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://mechant.example"},
    "for another site": {"aud": "autre"},
    "for nobody": {"aud": None},
    "too old": {"exp": 1},
    "made too long ago": {"iat": 1, "exp": None},
    "made tomorrow": {"iat": int(time.time()) + 86400},
    "without a moment": {"iat": None},
    "with a nonce": {"nonce": "n"},
    "without events": {"events": None},
    "with another event": {"events": {"https://exemple.be/autre": {}}},
    "with an event that is no object": {"events": {LOGOUT: "x"}},
    "without a name": {"jti": None},
    "without anybody": {"sub": None},
    "of a session without a name": {"sub": None, "sid": ""},
    "with a name that is none": {"jti": 7},
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_logout_token_that_is_none_ends_nothing(directory: StandIn, fault: str) -> None:
    client = came_in(directory)
    assert says(directory.signed(logout_token(directory, **WRONG[fault]))) == 400
    assert is_in(client)
    assert not SpentToken.objects.exists()


def test_a_logout_token_that_is_forged_ends_nothing(directory: StandIn) -> None:
    client, told = came_in(directory), logout_token(directory)
    forged = (
        directory.unsigned(told), directory.signed_with_what_all_read(told), directory.signed(told, directory.foreign),
        directory.signed(told, kid="two"), directory.signed(told)[:-8], "", "x.y.z",
        directory.signed(told, typ="at+jwt"),
    )  # fmt: skip
    assert [says(one) for one in forged] == [400] * len(forged)
    assert is_in(client)
    assert sum(place == "/keys" for place, _sent in directory.asked) <= 3, "whoever asks cannot make us ask for keys"


def test_an_id_token_is_no_logout_token(directory: StandIn) -> None:
    client = came_in(directory)
    assert says(directory.signed(directory.id_token())) == 400
    assert is_in(client)


def test_a_logout_token_serves_once(directory: StandIn) -> None:
    came_in(directory)
    token = directory.signed(logout_token(directory))
    assert says(token) == 200
    again = came_in(directory)
    assert says(token) == 400
    assert is_in(again)


def test_keys_that_were_renewed_are_asked_for_again(directory: StandIn) -> None:
    client = came_in(directory)
    directory.key = directory.foreign.__class__.generate_key(2048, {"kid": "new", "use": "sig"}, auto_kid=False)
    assert says(directory.signed(logout_token(directory), kid="new")) == 200
    assert not is_in(client)


# When the directory is away


@pytest.fixture
def spare(directory: StandIn) -> Any:
    chief = someone("secours", "Administration")
    call_command("break_glass", "secours")
    return chief


def test_the_break_glass_account_enters_while_the_directory_is_away_and_it_is_seen(
    directory: StandIn, spare: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LOCAL_PASSWORDS, directory.away = False, True
    someone()
    answer = Client().post(LOGIN, {"username": "someone", "password": PASSWORD})
    assert "Les mots de passe de ce site sont fermés" in answer.content.decode()
    client = signs_in("secours")
    assert is_in(client)
    assert "break_glass_account_entered" in [one.msg["event"] for one in caplog.records if one.levelname == "ERROR"]
    other = signed_in(person("chief", "Administration"))
    factories.strategy()
    assert "compte de secours" in other.get("/admin/auth/user/").content.decode()
    assert "compte de secours" in other.get("/bureau/").content.decode()
    assert "compte de secours" not in signed_in(person("reader", "Lecture")).get("/bureau/").content.decode()
    assert not is_in(Client())


def test_there_is_one_and_it_can_enter(directory: StandIn, spare: Any, capsys: pytest.CaptureFixture[str]) -> None:
    someone("second", "Administration")
    call_command("break_glass", "second")
    assert "« second »" in capsys.readouterr().out
    assert BreakGlass.objects.get().person.username == "second"
    without = person("without", "Administration")
    without.set_unusable_password()
    without.save()
    someone("reader")
    linked = someone("linked", "Administration")
    DirectoryIdentity.objects.create(person=linked, issuer=ISSUER, subject="s-1")
    for name, why in (
        ("nobody", "Aucun"),
        ("without", "mot de passe"),
        ("reader", "administre"),
        ("linked", "annuaire"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("break_glass", name)
    call_command("break_glass", none=True)
    assert not BreakGlass.objects.exists()


def test_where_passwords_are_closed_no_link_to_one_is_sent_and_nobody_invited(
    directory: StandIn, spare: Any, settings: Any, mailoutbox: list[Any]
) -> None:
    from strategy_monitor.accounts.forms import ForgottenPassword

    for one in (spare, someone()):
        one.email = "x@exemple.be"
        one.save()
    found = ForgottenPassword().get_users("x@exemple.be")
    assert len(found) == 2
    settings.LOCAL_PASSWORDS = False
    assert ForgottenPassword().get_users("x@exemple.be") == [spare]
    assert signed_in(spare).get("/admin/auth/user/add/").status_code == 403
    page = BeautifulSoup(Client().get(LOGIN).content, "lxml")
    assert page.select_one("details [name=password]"), "behind a word, for the break-glass account"
    invites(spare, get_user_model().objects.get(username="someone"))
    assert mailoutbox == []


def invites(chief: Any, one: Any) -> None:
    """An administrator sends what the button « renvoyer l’invitation » sends, whether it shows or not."""
    address, chiefs = f"/admin/auth/user/{one.pk}/change/", signed_in(chief)
    assert "_invite" not in chiefs.get(address).content.decode()
    sent = {"username": one.username, "email": one.email, "is_active": "on", "groups": [one.groups.get().pk]}
    assert chiefs.post(address, sent | {"_invite": "x"}).status_code == 302


# Who was linked


@pytest.fixture
def linked(directory: StandIn) -> Any:
    """Somebody with a password and an address, linked to the directory since."""
    one = someone("linked")
    one.email = "linked@exemple.be"
    one.save()
    call_command("link_person", "linked", "s-1")
    return one


def test_who_is_linked_comes_in_by_the_directory_alone(linked: Any) -> None:
    answer = Client().post(LOGIN, {"username": "linked", "password": PASSWORD})
    assert (answer.status_code, "entre par l’annuaire" in answer.content.decode()) == (200, True)


def test_who_is_linked_comes_to_no_password(linked: Any, mailoutbox: list[Any]) -> None:
    from strategy_monitor.accounts.forms import ForgottenPassword

    assert ForgottenPassword().get_users(linked.email) == []
    for link in (FORGOTTEN, INVITATION):
        address = link.write(linked).removeprefix("http://localhost:8000")
        assert "Ce lien ne sert plus" in Client().get(address, follow=True).content.decode()
    invites(person("chief", "Administration"), linked)
    assert mailoutbox == []


def test_a_password_does_not_make_a_session_of_the_directory_one_of_ours(directory: StandIn, linked: Any) -> None:
    client = came_in(directory)
    new = {"new_password1": "Chapeau-17-nuage", "new_password2": "Chapeau-17-nuage"}
    answer = client.post("/admin/password_change/", {"old_password": PASSWORD, **new})
    assert (answer.status_code, "entre par l’annuaire" in answer.content.decode()) == (200, True)
    assert Entry.objects.get().checked is not None


def test_linking_ends_the_sessions_of_before(directory: StandIn) -> None:
    client = signed_in(someone())
    call_command("link_person", "someone", "s-1")
    assert not is_in(client)


def test_the_break_glass_account_is_not_linked(spare: Any) -> None:
    with pytest.raises(CommandError, match="compte de secours"):
        call_command("link_person", "secours", "s-1")
    assert not DirectoryIdentity.objects.exists()


def test_without_the_directory_who_was_linked_is_as_anybody_else(linked: Any, settings: Any) -> None:
    settings.DIRECTORY = NO_DIRECTORY
    signs_in("linked")
    page = signed_in(person("chief", "Administration")).get(f"/admin/auth/user/{linked.pk}/change/")
    assert BeautifulSoup(page.content, "lxml").select("[name=groups]")
    assert "entre par l’annuaire" not in page.content.decode()
