"""People come in by a real provider of OpenID Connect: Canaille, as it is published."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from strategy_monitor.accounts.models import Entry
from strategy_monitor.accounts.provider import provider_of
from strategy_monitor.accounts.sessions import ASKED_AFTER
from strategy_monitor.web.directory import Directory, read_groups
from tests.accounts.canaille import PASSWORD, Canaille
from tests.accounts.elsewhere import RETURNED, new_browser, sign_in_there

# It asks the provider, and our database as any other sign-in does.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def canaille(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canaille]:
    made = Canaille(tmp_path_factory.mktemp("canaille"), f"http://localhost:8000{RETURNED}")
    with made.served():
        yield made


@pytest.fixture
def directory(settings: Any, canaille: Canaille) -> Directory:
    groups = read_groups('{"lecteurs": ["Lecture"], "chefs": ["Administration"]}')
    scopes = "openid profile email groups"
    settings.DIRECTORY = Directory(canaille.url, "suivi", "un secret", scopes=scopes, groups=groups)
    provider_of.cache_clear()
    return settings.DIRECTORY


def pass_a_second() -> None:
    """Canaille 0.3.6 fails where it gives a person two tokens within a second: they are the same."""
    time.sleep(1.1)


def comes_in(client: Client) -> Any:
    pass_a_second()
    there = client.get("/compte/annuaire/", {"next": "/bureau/valeurs/"})
    said = sign_in_there(new_browser(), there["Location"], {"login": "zoe", "password": PASSWORD})
    return client.get(RETURNED, said, follow=True)


def test_somebody_comes_in_and_has_the_roles_of_their_groups(directory: Directory) -> None:
    client = Client()
    answer = comes_in(client)
    assert answer.redirect_chain[-1][0] == "/bureau/valeurs/", answer.content.decode()
    zoe = get_user_model().objects.get()
    assert (zoe.get_full_name(), zoe.email, zoe.identity.subject) == ("Zoé Petit", "zoe@exemple.be", "zoe")
    assert [one.name for one in zoe.groups.all()] == ["Lecture"]
    assert not zoe.has_usable_password()


def test_who_is_taken_out_of_canaille_is_out_within_five_minutes(directory: Directory, canaille: Canaille) -> None:
    """The session is asked about again as after five minutes: it stays as long as Canaille says so, and no longer."""
    client = Client()
    comes_in(client)
    for _ in range(2):
        pass_a_second()
        Entry.objects.update(checked=timezone.now() - ASKED_AFTER - dt.timedelta(seconds=1))
        assert client.get("/bureau/mon-courrier/").status_code == 200
    assert timezone.now() - Entry.objects.get().checked < dt.timedelta(minutes=1)
    canaille.run("canaille", "delete", "user", "--noconfirm", "--user-name", "zoe")
    Entry.objects.update(checked=timezone.now() - ASKED_AFTER - dt.timedelta(seconds=1))
    assert client.get("/bureau/mon-courrier/").status_code == 302
    assert not Entry.objects.exists()
