"""A file that takes long to write is written by a process apart: no thread that answers is held, and nobody writes it
twice. The process itself is played by this one, but in the last test."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from strategy_monitor.documents import files, orders
from strategy_monitor.documents.orders import Order, Underway
from strategy_monitor.exports.formats import FORMATS
from strategy_monitor.kept import budget, keeping, store
from strategy_monitor.language.codes import WritingStage
from strategy_monitor.pages import long_files, warming
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.models import DocumentParts
from strategy_monitor.releases.publish import publish
from tests.demo_site import ROOT, Prepared, environment
from tests.memory import forget, forget_answers
from tests.pages.reading import main
from tests.vouched import one_more

pytestmark = [pytest.mark.once]
LONG = ("/donnees/rapport.xlsx", "/donnees/rapport.zip", "/axes/2.csv", "/versions/2025/1/donnees/rapport.json",
        "/donnees/catalogue.ttl", "/versions/2025/1/donnees/catalogue.jsonld", "/calendrier.ics")  # fmt: skip
SHORT = ("/rapport.bib", "/donnees/dictionnaire.csv", "/indicateurs/2.2-O2.csv", "/donnees/schema.json")


@pytest.fixture
def much(published: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the printed report had a hundred thousand figures."""
    monkeypatch.setattr(parts, "MOST_READ_WHOLE", 0)
    monkeypatch.setattr(parts, "MUCH", 0)
    call_command("index_releases", verbosity=0)
    settings.KEPT_PAGES = str(tmp_path / "kept")
    store.shared.cache_clear()
    forget()
    yield
    settings.KEPT_PAGES = ""
    store.shared.cache_clear()
    forget()


@pytest.fixture
def started(much: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that the process apart was asked for, which does its work before anybody else goes on."""
    found: list[str] = []

    def run(command: str, path: str, longest: float) -> bool:
        found.append(path)
        call_command(command, path)
        return True

    def ask(order: Order) -> Any:
        return orders.find_document(order.key) or order.write_apart(lambda _stage: None)

    monkeypatch.setattr(files, "run_command", run)
    monkeypatch.setattr(orders, "ask_document", ask)
    settings.DOCUMENTS_APART = True
    return found


def test_it_is_written_apart_once_and_is_the_same_file(client: Client, started: list[str], settings: Any) -> None:
    given = {path: client.get(path, headers={"Accept-Encoding": "br"}) for path in LONG}
    assert started == list(LONG)
    forget_answers()
    assert all(client.get(path).status_code == 200 for path in LONG)
    assert client.get(LONG[0], headers={"If-None-Match": given[LONG[0]]["ETag"]}).status_code == 304
    assert client.get("/versions/2025/1/donnees/rapport.xlsx").content == given[LONG[0]].content
    assert started == list(LONG), "the store has them, under one name for all addresses of a file"
    settings.DOCUMENTS_APART, settings.KEPT_PAGES = False, ""
    store.shared.cache_clear()
    forget_answers()
    for path, response in given.items():
        own = client.get(path, headers={"Accept-Encoding": "br"})
        assert (own.content, own.headers) == (response.content, response.headers), path


def test_what_is_soon_written_is_written_where_it_is_asked(client: Client, started: list[str]) -> None:
    assert {client.get(path).status_code for path in SHORT} == {200}
    assert started == []


@pytest.mark.parametrize("why", ["little to write", "nothing is shared", "it is written here"])
def test_so_is_all(
    why: str, client: Client, started: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why == "little to write":
        monkeypatch.setattr(parts, "MUCH", 10_000_000)
    elif why == "nothing is shared":
        settings.KEPT_PAGES = ""
        store.shared.cache_clear()
    else:
        settings.DOCUMENTS_APART = False
    assert {client.get(path).status_code for path in LONG} == {200}
    assert started == []


def test_who_waits_is_told_how_far_it_is(
    client: Client, much: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DOCUMENTS_APART = True
    monkeypatch.setattr(orders, "PATIENCE", 0.05)
    may_end, begun = threading.Event(), threading.Event()

    def run(*_command: str, longest: float) -> bool:
        begun.set()
        return may_end.wait(60)

    monkeypatch.setattr(files, "run_command", run)
    first = client.get(LONG[0], headers={"Accept": "text/html"})
    assert begun.wait(60)
    page = client.get(LONG[0], headers={"Accept": "text/html"})
    assert {first.status_code, page.status_code} == {503}
    assert "Le document rapport.xlsx n’est pas encore prêt : ses données sont écrites." in main(page)
    assert "Refresh" in page
    told = client.get(LONG[0], headers={"Accept": "*/*"})
    assert (told.status_code, told["Retry-After"], told["Content-Type"]) == (503, "1", "text/plain; charset=utf-8")
    may_end.set()
    while orders.OwnOrders.flights:
        threading.Event().wait(0.01)
    refused = client.get(LONG[0])
    assert refused.status_code == 503, "nothing was written"
    assert "Refresh" not in refused


def test_those_of_past_releases_have_a_budget(
    client: Client, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one_more()
    publish("2026", "Un an après.")
    call_command("index_releases", verbosity=0)
    asked: list[Order] = []
    monkeypatch.setattr(
        orders, "ask_document", lambda order: asked.append(order) or Underway(WritingStage.WAITING, 0.0)
    )
    for path in ("/donnees/rapport.csv", "/versions/2025/1/donnees/rapport.csv"):
        assert client.get(path).status_code == 503
    assert [order.budget for order in asked] == [None, budget.PAST_DOCUMENTS]


def test_all_are_written_ahead(client: Client, started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Even by who comes before the parts of the document are stored."""
    found = load.current()
    paths = list(long_files.addresses_of_long_files(found.head, newest=True))
    assert {"/calendrier.ics", "/donnees/catalogue.ttl", "/versions/2025/1/donnees/rapport.zip"} <= set(paths)
    data = [form for form in FORMATS if form.use == "data"]
    of_report, of_axis = ([form for form in data if subject in form.offers] for subject in ("report", "axis"))
    axes = len(load.current().report.axes)
    assert len(set(paths)) == len(paths) == 3 + len(of_report) + axes * len(of_axis)
    monkeypatch.setattr(warming, "addresses_of_documents", lambda _head: ["/rapport.pdf"])
    monkeypatch.setattr(warming, "write_document", lambda _address: True)
    DocumentParts.objects.all().delete()
    parts.parts_of_release.cache_clear()
    written = list(warming.write_documents([found.head]))
    assert written == [(path, True) for path in (*paths, "/rapport.pdf")]
    forget_answers()
    assert {client.get(path).status_code for path in (*paths, "/donnees/rapport.zip", "/axes/2.zip")} == {200}
    assert started == []


def test_the_command_says_what_is_not_there_or_cannot_be_written(much: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/donnees/rien.xlsx", "/indicateurs/9.9-O9.csv"):
        with pytest.raises(CommandError, match="Il n’y a rien"):
            call_command("write_file", path)
    monkeypatch.setattr(load, "current", refuse_release)
    with pytest.raises(CommandError, match="n’a pas pu"):
        call_command("write_file", "/donnees/rapport.csv")


def refuse_release(*_given: Any) -> Any:
    raise load.NoRelease


def test_the_index_spares_who_answers_the_reading_of_whole_documents(client: Client, much: None) -> None:
    """They stay in the memory of a process: a gigabyte, at 10,000 indicators."""
    call_command("index_releases", verbosity=0)
    forget()
    assert client.get("/vie-privee/").status_code == 200
    assert load.document_of.cache_info().currsize == 0


@pytest.mark.slow
def test_a_process_apart_writes_it_where_others_find_it(demonstration: Prepared, tmp_path: Path) -> None:
    folder = demonstration.copied(tmp_path)
    given = environment(folder, KEPT_PAGES=str(tmp_path / "kept"), REDIS_URL="")

    def run(path: str) -> int:
        command = [sys.executable, "manage.py", "write_file", path]
        return subprocess.run(command, cwd=ROOT, env=given, check=False, capture_output=True).returncode

    assert run("/donnees/rapport.zip") == 0
    assert max(one.stat().st_size for one in (tmp_path / "kept").rglob("*")) > 100_000
    assert run("/donnees/rien.zip") == 1


def test_what_the_store_lost_is_written_again(client: Client, started: list[str]) -> None:
    client.get(LONG[0])
    keeping.MEMORY.clear()
    store.shared().folder.rename(store.shared().folder.with_name("lost"))  # type: ignore[attr-defined]
    assert client.get(LONG[0]).status_code == 200
    assert started == [LONG[0]] * 2
