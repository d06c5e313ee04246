"""People come in by a certified provider that says by itself who left: LemonLDAP::NG, as Debian has it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
import time
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from strategy_monitor.accounts.confirming import LATELY, PROVED
from strategy_monitor.accounts.models import Entry
from strategy_monitor.accounts.provider import provider_of
from strategy_monitor.accounts.sessions import ASKED_AFTER, CHECKED_EVERY
from strategy_monitor.web.directory import Directory, read_groups
from tests.accounts.elsewhere import RETURNED, new_browser, sign_in_there
from tests.accounts.lemonldap import PASSWORD, LemonLDAP
from tests.ports import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DESK, ENDED = "/bureau/mon-courrier/", "/compte/annuaire/fin/"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_given: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def ours() -> Iterator[WSGIServer]:
    """The whole application, at an address that the provider reaches: it answers in the thread of the test, when asked
    to, for the database of a test is of that thread."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        server.timeout = 60
        yield server


def answer_once(ours: WSGIServer) -> None:
    """Without an end to the connection of the test, as Django’s own client does it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    ours.handle_request()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def lemonldap(tmp_path_factory: pytest.TempPathFactory, ours: WSGIServer) -> Iterator[LemonLDAP]:
    came_back, ended_at = f"http://localhost:8000{RETURNED}", f"http://127.0.0.1:{ours.server_port}{ENDED}"
    made = LemonLDAP(tmp_path_factory.mktemp("lemonldap"), free_port(), came_back, ended_at)
    with made.served():
        yield made


@pytest.fixture(autouse=True)
def directory(settings: Any, lemonldap: LemonLDAP) -> None:
    groups = read_groups('{"lecteurs": ["Lecture"], "chefs": ["Administration"]}')
    scopes = "openid profile email groups offline_access"
    settings.DIRECTORY = Directory(f"{lemonldap.url}/", "suivi", "un secret", scopes=scopes, groups=groups)
    provider_of.cache_clear()


class Person:
    """With a browser: what is theirs at the provider, and a session of ours."""

    def __init__(self, name: str) -> None:
        self.name, self.there, self.here = name, new_browser(), Client()
        self.sent: list[str] = []
        """By what methods the provider was asked."""
        self.there.hooks["response"].append(lambda answer, **_given: self.sent.append(answer.request.method))

    def comes_in(self, **asked: str) -> Any:
        way = self.here.get("/compte/annuaire/", {"next": "/bureau/valeurs/", **asked})
        said = sign_in_there(self.there, way["Location"], {"user": self.name, "password": PASSWORD})
        return self.here.get(RETURNED, said, follow=True)

    def is_in(self) -> bool:
        return self.here.get(DESK).status_code == 200


def asked_again(after: dt.timedelta = ASKED_AFTER) -> None:
    """As if the provider had last answered so long ago, and a second."""
    Entry.objects.update(checked=timezone.now() - after - dt.timedelta(seconds=1))


def test_who_leaves_the_provider_is_out_at_the_next_request(lemonldap: LemonLDAP, ours: WSGIServer) -> None:
    """It says so itself, to a process that has not read its keys yet."""
    lemonldap.engage("zoe", "lecteurs")
    zoe, answers = Person("zoe"), []
    answer = zoe.comes_in()
    assert answer.redirect_chain[-1][0] == "/bureau/valeurs/", answer.content.decode()
    account = get_user_model().objects.get()
    assert (account.get_full_name(), account.email, account.identity.subject) == ("Zoé Petit", "zoe@exemple.be", "zoe")
    assert [one.name for one in account.groups.all()] == ["Lecture"]
    assert Entry.objects.get().sid
    assert zoe.is_in()
    provider_of.cache_clear()
    leaving = threading.Thread(target=lambda: answers.append(zoe.there.get(f"{lemonldap.url}/?logout=1")))
    leaving.start()
    answer_once(ours)
    leaving.join()
    assert not Entry.objects.exists(), answers[0].text
    assert not zoe.is_in()


def test_it_asks_anew_who_somebody_is_where_this_site_wants_it(lemonldap: LemonLDAP) -> None:
    lemonldap.engage("sam", "lecteurs")
    sam = Person("sam")
    sam.comes_in()
    sam.sent.clear()
    sam.comes_in()
    assert "POST" not in sam.sent, "their session there lets them in"
    session = sam.here.session
    session[PROVED] = 0
    session.save()
    time.sleep(1.1)  # LemonLDAP::NG asks nobody twice within a second, and five as it comes
    sam.comes_in(again="1")
    assert "POST" in sam.sent
    assert time.time() - sam.here.session[PROVED] < LATELY


def test_who_is_taken_out_of_it_or_moved_is_so_here_within_five_minutes(lemonldap: LemonLDAP) -> None:
    """By a token of « offline access », for which it looks people up. Their session there knows nothing of changes,
    and would let them in as they were."""
    lemonldap.engage("ines", "lecteurs")
    ines = Person("ines")
    ines.comes_in()
    for _ in range(2):
        asked_again()
        assert ines.is_in()
    assert timezone.now() - Entry.objects.get().checked < dt.timedelta(minutes=1)
    lemonldap.ask_people("UPDATE people SET team = 'chefs' WHERE uid = 'ines'")
    asked_again()
    assert not ines.is_in(), "who has other roles signs in again"
    ines.comes_in()
    assert [one.name for one in get_user_model().objects.get().groups.all()] == ["Administration"]
    lemonldap.ask_people("DELETE FROM people WHERE uid = 'ines'")
    asked_again()
    assert not ines.is_in()
    assert ines.comes_in().status_code == 403
    assert not Entry.objects.exists()


@pytest.mark.parametrize("offline", [True, False])
def test_whose_session_there_is_ended_by_who_administers_it_is_out_within_five_minutes(
    lemonldap: LemonLDAP, settings: Any, offline: bool
) -> None:
    name = f"lou-{offline}"
    lemonldap.engage(name, "lecteurs")
    if not offline:
        settings.DIRECTORY = dataclasses.replace(settings.DIRECTORY, scopes="openid profile email groups")
        provider_of.cache_clear()
    lou = Person(name)
    lou.comes_in()
    asked_again()
    assert lou.is_in()
    lemonldap.end_sessions_of(name)
    asked_again()
    assert not lou.is_in()


def test_while_it_is_away_sessions_end_at_their_limit_and_nobody_comes_in(lemonldap: LemonLDAP) -> None:
    lemonldap.engage("noa", "lecteurs")
    noa, other = Person("noa"), Person("other")
    noa.comes_in()
    lemonldap.stop()
    try:
        asked_again()
        assert noa.is_in(), "within the five minutes"
        asked_again(CHECKED_EVERY)
        assert not noa.is_in()
        answer = other.here.get("/compte/annuaire/")
        assert (answer.status_code, "L’annuaire ne répond pas" in answer.content.decode()) == (503, True)
    finally:
        lemonldap.start()
    provider_of.cache_clear()
    assert noa.comes_in().status_code == 200
    assert noa.is_in()
