"""A process that has yet to read a long working copy reads it in a thread: a page says so, and asks again."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from strategy_monitor.desk import reading_copy
from strategy_monitor.releases import standing
from tests.pages.reading import soup, text

pytestmark = pytest.mark.django_db

PAGES = ("/bureau/", "/bureau/textes/", "/bureau/editions/", "/bureau/copie/indicateurs/", "/bureau/apercu/axes/2/")


class Slow:
    """A reading that takes as long as the test says."""

    def __init__(self) -> None:
        self.begun = 0
        self.over = Event()

    def read(self) -> None:
        self.begun += 1
        assert self.over.wait(60)


@pytest.fixture
def slow(published: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    found = Slow()
    monkeypatch.setattr(reading_copy, "read_copy_apart", found.read)
    monkeypatch.setattr(reading_copy, "MOST_READ_WHOLE", 5)
    monkeypatch.setattr(reading_copy, "MOST_WAITED", 0.01)
    monkeypatch.setattr(reading_copy.CopyReading, "thread", None)
    monkeypatch.setattr(standing.Last, "copy", None)
    yield found
    found.over.set()
    if reading_copy.CopyReading.thread:
        reading_copy.CopyReading.thread.join()


def test_a_page_says_that_the_copy_is_read_and_asks_again(slow: Slow, admin_client: Client) -> None:
    for address in PAGES:
        answer: Any = admin_client.get(address)
        assert answer.status_code == 503, address
        assert answer["Refresh"] == answer["Retry-After"] == "1"
        assert answer["Cache-Control"] == "no-store"
        assert text(soup(answer).h1) == "La copie de travail est en train d’être lue"
    assert slow.begun == 1
    slow.over.set()
    reading_copy.CopyReading.thread.join()  # type: ignore[union-attr]
    assert admin_client.get("/bureau/").status_code == 200


def test_who_may_not_read_it_is_told_nothing(slow: Slow, client: Client) -> None:
    client.force_login(get_user_model()._default_manager.create_user("personne", is_staff=True))
    assert {client.get(address).status_code for address in PAGES} == {403}
    assert not slow.begun


def test_what_is_sent_waits(slow: Slow, admin_client: Client) -> None:
    assert admin_client.post("/bureau/textes/", {"step": "none"}).status_code == 409
    assert not slow.begun


def test_a_short_copy_is_read_by_who_asks(slow: Slow, admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_copy, "MOST_READ_WHOLE", 300)
    assert admin_client.get("/bureau/").status_code == 200
    assert not slow.begun


def test_what_was_read_in_vain_is_not_read_apart_again(
    slow: Slow, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It failed, or nothing of it is kept, for changes leave no mark: who asked would be sent back for ever."""
    assert admin_client.get("/bureau/").status_code == 503
    slow.over.set()
    reading_copy.CopyReading.thread.join()  # type: ignore[union-attr]
    monkeypatch.setattr(standing.Last, "copy", None)
    monkeypatch.setattr(standing, "read_stamp", lambda: None)
    for address in PAGES:
        assert admin_client.get(address).status_code == 200, address
    assert slow.begun == 1


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_cannot_be_read_is_told_by_who_asks(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread is there for the wait alone: that nothing is there to be read is said as ever."""
    monkeypatch.setattr(reading_copy, "MOST_READ_WHOLE", -1)
    monkeypatch.setattr(reading_copy.CopyReading, "thread", None)
    monkeypatch.setattr(standing.Last, "copy", None)
    answer = admin_client.get("/bureau/")
    assert answer.status_code == 200
    assert reading_copy.CopyReading.thread is not None
    assert not reading_copy.CopyReading.thread.is_alive()
