"""A long release is there with all that its pages are read from: no reader waits for it, nor takes it whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import current_thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client

from indicators.models import Observation
from strategy_monitor.kept import store
from strategy_monitor.pages import views
from strategy_monitor.releases import ahead, indexes, load, parts
from strategy_monitor.releases import publish as publishing
from strategy_monitor.releases.compared import find_stored, one_before, release_before
from strategy_monitor.releases.load import Head
from strategy_monitor.releases.models import DocumentParts, Edition, ReleaseComparison, SearchIndex
from strategy_monitor.releases.parts import PARTS
from strategy_monitor.releases.publish import publish
from strategy_monitor.report import canonical
from strategy_monitor.web import forked
from tests.memory import forget

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def shared(tmp_path: Path, settings: Any) -> Iterator[None]:
    """What processes keep for each other."""
    settings.KEPT_PAGES, settings.KEPT_PAGES_REDIS = str(tmp_path / "kept"), ""
    store.shared.cache_clear()
    yield
    store.shared.cache_clear()


@pytest.fixture(autouse=True)
def any_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_READ_WHOLE", 10)
    monkeypatch.setattr(views, "MARKED", 10)


def correct(by: int) -> None:
    row = Observation.objects.get(series__indicator__code="2.1-O2", value__gte=4944, value__lt=4954)
    Observation.objects.filter(pk=row.pk).update(value=row.value + by)


def publish_one_more(edition: str, by: int = 1) -> Head:
    """What a process that has read nothing finds of it, as soon as it is published, and nothing was done after."""
    correct(by)
    release, new = publish(edition, "Le fournisseur a corrigé un chiffre.")
    assert new
    forget()
    return next(head for head in load.every_head() if head.pk == release.pk)


def test_what_pages_read_of_it_is_stored_with_it() -> None:
    publish_one_more("2026")
    head = publish_one_more("2026", 2)
    assert indexes.INDEX.recall(head.pk, head.sha256) is not None
    assert PARTS.recall(head.pk, head.sha256) is not None
    known = load.every_head()
    told = one_before(head, known), release_before(head, known)
    assert [one.name for one in told if one] == ["2025.1", "2026.1"]
    assert all(find_stored(one, head) is not None for one in told if one)


def test_what_is_stored_ahead_is_what_would_be_made_of_the_release() -> None:
    head = publish_one_more("2026")

    def rows() -> list[bytes]:
        models = SearchIndex, DocumentParts, ReleaseComparison
        return [bytes(model.objects.get(release=head.pk).content) for model in models]

    ahead_of_it = rows()
    for model in (SearchIndex, DocumentParts, ReleaseComparison):
        model.objects.filter(release=head.pk).delete()
    forget()
    indexes.store_all(head.pk, head.sha256)
    assert rows() == ahead_of_it


def test_no_process_takes_its_document_apart_to_know_that_it_can_be_served(shared: None) -> None:
    head = publish_one_more("2025")
    assert load.finding_of(head.sha256).is_known()


def test_its_pages_are_read_without_its_document(client: Client, shared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("index_releases", verbosity=0)
    publish_one_more("2026")
    monkeypatch.setattr(load, "read_document", lambda *_given: pytest.fail("a reader takes it whole"))
    for address in ("/", "/axes/2/", "/indicateurs/", "/indicateurs/2.2-O2/", "/recherche/?q=école", "/versions/"):
        assert client.get(address).status_code == 200


def test_a_short_one_is_made_ready_once_it_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_READ_WHOLE", 10_000)
    monkeypatch.setattr(ahead, "head_to_be", lambda *_given: pytest.fail("it takes less than a reader would notice"))
    publish_one_more("2025")


def test_it_is_published_though_nothing_could_be_stored_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError("no room")

    for model in (SearchIndex, DocumentParts, ReleaseComparison):
        monkeypatch.setattr(type(model.objects), "update_or_create", fail)
    head = publish_one_more("2025")
    assert head.name == "2025.2"
    assert not DocumentParts.objects.filter(release=head.pk).exists()


def test_nobody_waits_for_what_is_made_of_what_is_published_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "finish", lambda *_given: pytest.fail("nothing is published"))
    _release, new = publish("2025", "Rien de neuf.")
    assert not new


def test_it_is_told_against_one_that_was_published_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a process that reads the list of releases after this one did, and before it looks which is the newest."""
    first, honest, others = publish_one_more("2026"), publishing.find_to_publish, ["Une autre version"]

    def overtake(candidate: Any) -> Any:
        if others:
            report = load.verified(first.pk, first.sha256)
            strategy = report.strategy.model_copy(update={"title": others.pop()})
            text = canonical.dump(report.model_copy(update={"strategy": strategy}))
            publishing.store(Edition.objects.get(label="2026"), text, "Par un autre processus.", None)
        return honest(candidate)

    monkeypatch.setattr(publishing, "find_to_publish", overtake)
    head = publish_one_more("2026", 2)
    known = load.every_head()
    told = one_before(head, known), release_before(head, known)
    assert [one.name for one in told if one] == ["2025.1", "2026.2"]
    assert all(find_stored(one, head) is not None for one in told if one)


@pytest.mark.parametrize("processors", [1, 2])
def test_copies_of_the_process_make_it_where_there_are_processors_for_them(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by: list[int] = []
    monkeypatch.setattr(forked, "list_threads", lambda: [current_thread()])  # whatever tests of before left
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(processors)))
    for name in ("pack_own", "pack_told"):
        honest = getattr(ahead, name)
        monkeypatch.setattr(ahead, name, lambda given, honest=honest: made_by.append(os.getpid()) or honest(given))
    head = publish_one_more("2026")
    assert PARTS.recall(head.pk, head.sha256) is not None
    assert made_by == [os.getpid()] * 2 * (processors == 1)


def test_what_a_copy_could_not_make_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    here, honest = os.getpid(), ahead.pack_own

    def die_elsewhere(given: Any) -> Any:
        return honest(given) if os.getpid() == here else os._exit(1)

    monkeypatch.setattr(ahead, "pack_own", die_elsewhere)
    head = publish_one_more("2026")
    assert PARTS.recall(head.pk, head.sha256) is not None


@pytest.mark.parametrize("what", ["pack_own", "pack_told", "list_to_tell"])
def test_what_cannot_be_made_is_published_without_it(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise LookupError("a fault of ours")

    monkeypatch.setattr(ahead, what, fail)
    head = publish_one_more("2025")
    assert head.name == "2025.2"
    assert not DocumentParts.objects.filter(release=head.pk).exists()


def test_editors_do_not_wait_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody writes all the time, it is published under the lock, and made ready after."""
    honest = ahead.head_to_be

    def disturb(*given: Any) -> Head:
        correct(1)
        return honest(*given)

    monkeypatch.setattr(ahead, "head_to_be", disturb)
    correct(1)
    release, new = publish("2025", "Le fournisseur corrige sans cesse.")
    assert new
    assert not DocumentParts.objects.filter(release=release.pk).exists()
