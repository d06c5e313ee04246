"""The index of a release is stored beside it: once, sealed, and made again where it cannot be used."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strategy_monitor.releases import beside, indexes, load
from strategy_monitor.releases.models import SearchIndex
from strategy_monitor.releases.publish import publish
from strategy_monitor.report import search, search_index
from tests.memory import forget
from tests.outages import database_down

QUERY = "écoles équipées"


@pytest.fixture(autouse=True)
def a_new_process() -> None:
    indexes.index_of_release.cache_clear()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The documents that an index is made of from now on."""
    made: list[Any] = []
    whole = search_index.index
    monkeypatch.setattr(search_index, "index", lambda report: made.append(report) or whole(report))
    return made


def codes() -> list[str]:
    head = load.heads()[0]
    found = indexes.index_of(load.verified(head.pk, head.sha256), head)
    return [hit.entry.code for hit in search.answer_question(found, QUERY).hits]


def test_a_publication_stores_it_and_a_process_only_asks_it(
    seeded: None, counted: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        release, _new = publish("2025", "Première version")
    assert SearchIndex.objects.get().release == release
    assert len(counted) == 1
    assert codes()
    assert len(counted) == 1


def test_one_that_is_missing_is_made_once_and_stored(published: None, counted: list[Any]) -> None:
    first = codes()
    indexes.index_of_release.cache_clear()
    assert codes() == first
    assert len(counted) == 1


def test_its_answers_are_those_of_the_document(published: None) -> None:
    report = load.current().report
    assert codes() == [hit.entry.code for hit in search.answer_question(search_index.index(report), QUERY).hits]


@pytest.mark.parametrize("change", [{"rules": "0" * 16}, {"content": b"x" * 200}, {"content": b""}])
def test_what_other_rules_wrote_or_somebody_altered_is_made_again(
    published: None, counted: list[Any], change: dict[str, Any]
) -> None:
    first = codes()
    SearchIndex.objects.update(**change)
    indexes.index_of_release.cache_clear()
    assert codes() == first
    assert len(counted) == 2
    indexes.index_of_release.cache_clear()
    assert codes() == first
    assert len(counted) == 2
    assert SearchIndex.objects.count() == 1


def test_the_index_of_another_release_is_not_taken_for_this_one(published: None, counted: list[Any]) -> None:
    codes()
    head = load.heads()[0]
    stored = bytes(SearchIndex.objects.get().content)
    SearchIndex.objects.update(content=stored)
    assert indexes.INDEX.recall(head.pk, head.sha256) is not None
    assert indexes.INDEX.recall(head.pk, "0" * 64) is None


def test_its_rules_are_those_of_the_code_that_this_process_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment replaces the sources before the process: its index is not taken for one that the new code made."""
    beside.rules.cache_clear()
    apps.get_app_config("releases").ready()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda _path: b"what was deployed since")
        found = beside.rules()
        beside.rules.cache_clear()
        assert beside.rules() != found
    beside.rules.cache_clear()
    assert beside.rules() == found


@pytest.mark.parametrize(
    "name",
    [
        "strategy_monitor/language/stems.py",
        "strategy_monitor/report/search_store.py",
        "strategy_monitor/releases/upgrades.py",
    ],
)
def test_its_rules_are_others_where_a_source_that_it_follows_from_changed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, read = beside.rules(), Path.read_bytes
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda path: read(path) + b"# changed" * path.as_posix().endswith(name))
        beside.rules.cache_clear()
        assert beside.rules() != before
    beside.rules.cache_clear()


def test_a_search_answers_where_it_cannot_be_stored(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError("read only")

    monkeypatch.setattr(type(SearchIndex.objects), "update_or_create", fail)
    assert codes()
    assert not SearchIndex.objects.exists()


def test_a_process_that_has_it_answers_while_the_database_is_down(published: None) -> None:
    forget()
    client = Client()
    before = client.get("/recherche/", {"q": "pianos et écoles"})
    with database_down():
        for query in ("pianos et écoles", "formation des enseignants"):
            assert client.get("/recherche/", {"q": query}).status_code == 200
    assert before.status_code == 200


def test_a_second_search_asks_nothing_of_the_index_that_is_stored(published: None) -> None:
    codes()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        codes()
    assert not [one for one in queries.captured_queries if "searchindex" in one["sql"]]


def test_a_command_prepares_all_releases_in_force(published: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("index_releases")
    assert capsys.readouterr().out == "Version 2025.1 : index écrit.\n"
    call_command("index_releases")
    assert capsys.readouterr().out == "Version 2025.1 : index à jour.\n"


def test_it_prepares_the_one_that_is_read_alone_where_that_is_asked(
    published: None, capsys: pytest.CaptureFixture[str]
) -> None:
    publish("2026", "Édition suivante.")
    call_command("index_releases", "--newest")
    assert capsys.readouterr().out == "Version 2026.1 : index écrit.\n"


def test_the_command_holds_one_document_at_a_time(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of all releases together may be more than a machine holds."""
    publish("2026", "Édition suivante.")
    forget()
    held, store_all = [], indexes.store_all

    def look(pk: int, sha256: str) -> bool:
        held.append(load.document_of.cache_info().currsize)
        return store_all(pk, sha256)

    monkeypatch.setattr(indexes, "store_all", look)
    call_command("index_releases", verbosity=0)
    assert [*held, load.document_of.cache_info().currsize] == [1, 1, 0]


def test_a_large_release_is_indexed_by_a_thread_of_its_own(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    apart: list[tuple[Any, ...]] = []
    monkeypatch.setattr(indexes, "AT_ONCE", 3)
    monkeypatch.setattr(indexes, "index_apart", lambda *given: apart.append((threading.current_thread().name, *given)))
    head = load.heads()[0]
    monkeypatch.setattr(load, "verified", lambda *_given: pytest.fail("who publishes does not read it again"))
    indexes.index_published(head.pk, head.sha256, size=4)
    (thread,) = [one for one in threading.enumerate() if one.name == "indexing"] or [None]
    if thread:
        thread.join()
    assert apart == [("indexing", head.pk, head.sha256)]
