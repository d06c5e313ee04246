"""A release is served only if it is what was published; else it is refused, loudly, and the last good one stands in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.utils import timezone

from strategy_monitor.releases import load
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.publish import publish
from strategy_monitor.report import canonical
from tests.memory import forget
from tests.releases.altering import alter_documents


def released(number: int, document: str, sha256: str = "", **values: Any) -> Release:
    """A release with this text, whatever it is worth; one hour after the one before."""
    edition, _ = Edition.objects.get_or_create(label="2025")
    given = {
        "edition": edition,
        "number": number,
        "document": document,
        "sha256": sha256 or canonical.digest(document),
        "schema_version": "1",
        "reason": f"Raison {number}",
        "published_at": timezone.now() + dt.timedelta(hours=number),
    }
    return Release.objects.create(**given | values)


@pytest.fixture
def good(published: None) -> str:
    """The text of a release that is in order, numbered 1."""
    return Release.objects.get().document


def tamper(release: Release, before: str, after: str) -> None:
    """Changes a published document behind the back of the product."""
    alter_documents(lambda text: text.replace(before, after), pk=release.pk)
    forget()


def events(caplog: pytest.LogCaptureFixture, name: str) -> list[dict[str, Any]]:
    return [record.msg for record in caplog.records if isinstance(record.msg, dict) and record.msg["event"] == name]


def test_the_newest_release_is_served(good: str) -> None:
    newer = released(2, good.replace('"edition":"2025"', '"edition":"2026"'))
    found = load.current()
    assert found.head.pk == newer.pk
    assert found.report.edition == "2026"


def test_one_figure_changed_in_a_published_document_is_enough_to_refuse_it(
    good: str, caplog: pytest.LogCaptureFixture
) -> None:
    newer = released(2, good.replace('"edition":"2025"', '"edition":"2026"'))
    tamper(newer, "4944", "4945")
    found = load.current()
    assert (found.head.number, found.report.edition) == (1, "2025")
    (said,) = events(caplog, "release_refused")
    assert (said["release"], said["level"]) == ("2025.2", "error")
    assert said["why"] == "le document ne correspond plus à son empreinte SHA-256"


FAULTS = {
    "not JSON": ("{", "EOF while parsing"),
    "not a report": ("{}", "edition : Field required"),
    "a list": ("[]", "valid dictionary"),
    "not a number": ('{"edition":NaN}', "« NaN » n’est pas un nombre JSON"),
    "too deep": ("[" * 100_000, "recursion"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_document_that_is_no_report_is_refused_though_its_hash_is_right(fault: str, good: str) -> None:
    text, why = FAULTS[fault]
    released(2, text)
    with pytest.raises(load.BadRelease, match=r"^le document est illisible$") as caught:
        load.past("2025", 2)
    assert why in caught.value.detail
    assert load.current().head.number == 1


def test_where_nothing_was_published_nothing_is_served(db: None) -> None:
    with pytest.raises(load.NoRelease):
        load.current()


def test_where_nothing_can_be_read_nothing_is_served(db: None, caplog: pytest.LogCaptureFixture) -> None:
    released(1, "{")
    released(2, "{}", sha256="0" * 64)
    with pytest.raises(load.NoRelease):
        load.current()
    assert [said["release"] for said in events(caplog, "release_refused")] == ["2025.2", "2025.1"]


def test_while_the_database_is_down_the_last_release_served_goes_on(
    good: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = load.current()
    monkeypatch.setattr(load, "every_head", down)
    assert load.current() == before
    (said,) = events(caplog, "database_down_serving_from_memory")
    assert (said["release"], said["why"]) == ("2025.1", "no route to host")


def test_a_process_that_served_nothing_yet_has_nothing_to_fall_back_on(
    good: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "every_head", down)
    with pytest.raises(load.NoRelease):
        load.current()


def down() -> list[load.Head]:
    raise DatabaseError("no route to host")


def test_the_database_may_go_down_between_the_heads_and_the_document(
    good: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load.current()
    load.document_of.cache_clear()

    def lost(pk: int, sha256: str) -> bytes:
        raise DatabaseError("connection lost")

    monkeypatch.setattr(load, "kept_whole", lost)
    assert load.current() == before


def test_a_document_is_read_and_checked_once(good: str, django_assert_num_queries: Any) -> None:
    forget()
    with django_assert_num_queries(2):  # the heads, then the document
        load.current()
    with django_assert_num_queries(1):  # the heads
        load.current()


class TestWhatThisProcessPublished:
    @pytest.fixture(autouse=True)
    def first_look(self) -> None:
        forget()

    def test_is_not_taken_apart_to_be_read(self, seeded: None, monkeypatch: pytest.MonkeyPatch) -> None:
        def take_apart(content: bytes) -> load.StoredDocument:
            raise AssertionError("it was known")

        release, _ = publish("2025", "Première version.")
        with monkeypatch.context() as patch:
            patch.setattr(load, "read_document", take_apart)
            known = load.current().report
        forget()
        assert load.current().report == known == canonical.load(release.document)

    def test_is_refused_where_it_is_no_longer_what_was_written(self, seeded: None) -> None:
        publish("2025", "Première version.")
        alter_documents(lambda text: text.replace("4944", "4945"))
        with pytest.raises(load.NoRelease):
            load.current()


def test_a_past_release_comes_with_the_newest_one(good: str) -> None:
    newer = released(2, good.replace('"edition":"2025"', '"edition":"2026"'))
    found, now = load.past("2025", 1)
    assert found.head.number == 1
    assert now
    assert now.pk == newer.pk


@pytest.mark.parametrize(("edition", "number"), [("2025", 2), ("2024", 1), ("", 0), ("2025", 10**30)])
def test_an_unknown_release_is_not_found(good: str, edition: str, number: int) -> None:
    with pytest.raises(load.NoRelease):
        load.past(edition, number)


def test_the_heads_tell_everything_but_the_document(good: str) -> None:
    named = get_user_model().objects.create_user("ada", first_name="Ada", last_name="Lovelace")
    unnamed = get_user_model().objects.create_user("camille")
    released(2, good, author=named)
    released(3, good, author=unnamed)
    heads = load.heads()
    assert [(head.name, head.author, head.reason) for head in heads[:2]] == [
        ("2025.3", f"le compte n°\xa0{unnamed.pk}", "Raison 3"),
        ("2025.2", f"le compte n°\xa0{named.pk}", "Raison 2"),
    ]
    assert heads[2].author == ""
    assert not hasattr(heads[0], "document")


def test_a_release_of_the_late_evening_is_dated_where_its_readers_live() -> None:
    late = dt.datetime(2025, 6, 30, 22, 30, tzinfo=dt.UTC)
    head = load.Head(1, "2025", 1, "0" * 64, late, "Raison", "")
    assert head.day == dt.date(2025, 7, 1)


def test_the_text_given_away_is_checked_too(good: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the code would write another text today, the stored one is read again: it may have been altered since."""
    head = load.current().head
    assert load.text_of(head) == good
    load.text_of.cache_clear()
    monkeypatch.setattr(canonical, "dump", lambda report: "another text")
    assert load.text_of(head) == good
    load.text_of.cache_clear()
    alter_documents(lambda text: text.replace("4944", "4945"))
    with pytest.raises(load.BadRelease):
        load.text_of(head)
