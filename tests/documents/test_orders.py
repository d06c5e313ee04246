"""A document is written apart, once for all who ask, a few at a time; who waits is told how far it is."""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.conf import settings as given_settings
from django.test import Client

from strategy_monitor.documents import apart, orders
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.formats import FORMATS
from strategy_monitor.documents.orders import DocumentOrder, Resting, Underway
from strategy_monitor.kept import budget, store
from strategy_monitor.kept.answer import Answer
from strategy_monitor.language.codes import WritingStage
from strategy_monitor.pages import warming
from strategy_monitor.releases.publish import publish
from tests.documents.specimen import every_kind, paper
from tests.memory import forget_answers
from tests.pages.reading import main
from tests.processes import is_running

pytestmark = pytest.mark.once
READERS = 8


@pytest.fixture(autouse=True)
def written_apart(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DOCUMENTS_APART, settings.DOCUMENT_WRITERS = True, 1
    settings.KEPT_PAGES, settings.KEPT_PAGES_REDIS = str(tmp_path / "kept"), ""
    store.shared.cache_clear()
    forget_answers()
    yield
    store.shared.cache_clear()
    forget_answers()


class Writing:
    """In the place of the process apart: counts, and takes as long as it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.at_once = self.most_at_once = 0
        self.may_end = Event()
        self.fails: Exception | None = None
        self.lock = threading.Lock()
        monkeypatch.setattr(apart, "write_by_process", self)

    def __call__(self, code: str, paper: Any) -> bytes:
        with self.lock:
            self.begun.append(paper)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        assert self.may_end.wait(60)
        with self.lock:
            self.at_once -= 1
        if self.fails:
            raise self.fails
        return f"Le document {paper}.".encode()


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Writing]:
    found = Writing(monkeypatch)
    yield found
    found.may_end.set()
    until(lambda: not orders.OwnOrders.flights)


def until(holds: Callable[[], object]) -> None:
    for _ in range(3000):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it never came to that")


def order(name: str = "un", compose: Callable[[], Any] | None = None, lasting: bool = True) -> DocumentOrder:
    key = store.key_of("document", name)
    return DocumentOrder(
        key, FORMATS["pdf"], name, {"Content-Type": "application/pdf"}, compose or (lambda: name), lasting
    )


def past(name: str) -> DocumentOrder:
    """Of a release that is not the newest."""
    return replace(order(name), budget=budget.PAST_DOCUMENTS)


def content(found: Answer | Underway | Resting) -> bytes:
    assert isinstance(found, Answer)
    return found.forms[""]


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Those that were started."""
    found = []

    class Seen(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.env = kwargs["env"]
            found.append(self)

    monkeypatch.setattr(apart.subprocess, "Popen", Seen)
    return found  # type: ignore[return-value]


def test_the_process_apart_writes_the_same_bytes_and_is_gone(processes: list[subprocess.Popen[bytes]]) -> None:
    for code in ("pdf", "docx"):
        assert apart.write_by_process(code, paper(*every_kind())) == FORMATS[code].write(paper(*every_kind()))
    assert [is_running(process.pid) for process in processes] == [False, False]


def test_it_knows_no_secret_and_loads_neither_pages_nor_applications(
    processes: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 60)
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody:secret@127.0.0.1/somewhere")
    with apart.started():
        assert {"SECRET_KEY", "DATABASE_URL"}.isdisjoint(processes[0].env)
        assert "PATH" in processes[0].env
    monkeypatch.setattr(apart, "COMMAND", (sys.executable, "-c", WRITER_OF_ITS_MODULES))
    loaded = set(apart.write_by_process("pdf", paper(*every_kind())).decode().split())
    assert "typst" in loaded
    assert not [
        name for name in loaded if name.startswith(("axes", "indicators", "strategy_monitor.pages", "django.contrib"))
    ]


WRITER_OF_ITS_MODULES = """
from strategy_monitor.documents import writer, writers
import sys
def write(paper):
    from strategy_monitor.documents.pdf import write_pdf
    write_pdf(paper)
    return " ".join(sys.modules).encode()
writer.WRITERS["pdf"] = write
writer.main()
"""


def test_what_it_logs_is_logged_here(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "COMMAND", (sys.executable, "-c", LOGGING_WRITER))
    with caplog.at_level(logging.ERROR):
        assert apart.write_by_process("pdf", paper(*every_kind())) == b"un"
    assert "document_without_promise" in caplog.text
    assert "ua-1" in caplog.text


LOGGING_WRITER = """
from strategy_monitor.documents import writer, writers
import structlog
def write(paper):
    print("this is no answer")
    structlog.get_logger().error("document_without_promise", lost=["ua-1"])
    return b"un"
writer.WRITERS["pdf"] = write
writer.main()
"""


def test_a_writer_that_is_killed_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    killing = LOGGING_WRITER.replace("import structlog", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setattr(apart, "COMMAND", (sys.executable, "-c", killing))
    with pytest.raises(CannotWrite, match="arrêté avant la fin"):
        apart.write_by_process("pdf", paper(*every_kind()))


def test_where_no_process_can_be_started_that_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(apart, "COMMAND", ("/nowhere/python",))
    with pytest.raises(CannotWrite, match="démarrer"):
        apart.write_by_process("pdf", paper(*every_kind()))
    assert "document_writer_not_started" in caplog.text


def test_where_no_thread_can_be_started_its_reader_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        assert isinstance(orders.ask_document(order(), 0), Underway)
    assert orders.OwnOrders.flights == {}


def test_where_there_is_room_for_no_other_thread_it_is_told_and_no_process_is_left(
    monkeypatch: pytest.MonkeyPatch, processes: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    start = threading.Thread.start

    def refuse(self: threading.Thread) -> None:
        if self.name != "document":
            raise RuntimeError("can't start new thread")
        start(self)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(CannotWrite, match="démarrer"):
        orders.ask_document(order(compose=lambda: paper(*every_kind())), 60)
    assert "document_writer_not_started" in caplog.text
    assert [is_running(process.pid) for process in processes] == [False]


def test_it_ends_with_who_asked(tmp_path: Path) -> None:
    """Killed, too: nobody is left to take what it writes, nor to end it."""
    command = (
        "import django; django.setup();"
        "from strategy_monitor.documents import apart, frames, writer; import pickle, time\n"
        "with apart.started() as process:\n"
        "    print(process.pid, flush=True)\n"
        "    time.sleep(600)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "strategy_monitor.settings"}
    asking = subprocess.Popen(
        [sys.executable, "-c", command], cwd=given_settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert asking.stdout
    written = int(asking.stdout.readline())
    assert is_running(written)
    asking.send_signal(signal.SIGKILL)
    asking.communicate()
    until(lambda: not is_running(written))


def test_all_who_ask_get_what_one_writes(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders.OwnOrders, "waiting", threading.BoundedSemaphore(READERS))
    with ThreadPoolExecutor(READERS) as pool:
        asked = [pool.submit(orders.ask_document, order(), 60) for _ in range(READERS)]
        until(lambda: writing.begun)
        writing.may_end.set()
        assert {content(one.result()) for one in asked} == {b"Le document un."}
    assert writing.begun == ["un"]
    assert content(orders.ask_document(order())) == b"Le document un."
    assert writing.begun == ["un"]


def test_who_waits_too_long_is_told_how_far_it_is_and_finds_it_later(writing: Writing) -> None:
    found = orders.ask_document(order(), 0)
    assert isinstance(found, Underway)
    until(lambda: writing.begun)
    found = orders.ask_document(order(), 0)
    assert isinstance(found, Underway)
    assert found.stage == WritingStage.SETTING
    writing.may_end.set()
    until(lambda: orders.find_document(order().key))
    assert writing.begun == ["un"]


def test_only_few_threads_wait(writing: Writing) -> None:
    """The others have other pages to answer."""
    with ThreadPoolExecutor(READERS) as pool:
        waiting = [pool.submit(orders.ask_document, order(), 60) for _ in range(orders.WAITING_THREADS)]
        until(lambda: not orders.OwnOrders.waiting._value)  # type: ignore[attr-defined]
        assert isinstance(orders.ask_document(order(), 60), Underway), "it did not wait"
        writing.may_end.set()
        assert {content(one.result()) for one in waiting} == {b"Le document un."}


@pytest.mark.parametrize("writers", [1, 2])
def test_as_many_are_written_at_once_as_may_be(writers: int, settings: Any, writing: Writing) -> None:
    settings.DOCUMENT_WRITERS = writers
    for name in "abcd":
        orders.ask_document(order(name), 0)
    until(lambda: len(writing.begun) == writers)
    time.sleep(0.15)
    writing.may_end.set()
    until(lambda: len(writing.begun) == 4 and not orders.OwnOrders.flights)
    assert writing.most_at_once == writers


def test_so_they_are_among_processes(writing: Writing) -> None:
    name = f"{0:08x}{store.key_of('turns', orders.gethostname())}"
    other = store.shared().claim(name, "turn-")
    assert other
    orders.ask_document(order(), 0)
    time.sleep(0.15)
    assert writing.begun == []
    found = orders.ask_document(order(), 0)
    assert isinstance(found, Underway)
    assert found.stage == WritingStage.WAITING
    other.release()
    until(lambda: writing.begun)


def test_what_another_process_writes_is_awaited_and_told(writing: Writing) -> None:
    other = store.shared().claim(order().key, "document-")
    assert other
    orders.tell(orders.Flight(order(), since=time.time() - 7), WritingStage.SETTING)
    found = orders.ask_document(order(), 0)
    assert isinstance(found, Underway)
    assert (found.stage, found.seconds) == (WritingStage.SETTING, 7)
    store.write(order().key, Answer({}, {"": b"Par l'autre."}).dump())
    other.release()
    assert content(orders.await_written(order())) == b"Par l'autre."
    assert writing.begun == []


ORDERING_PROCESS = """
import sys, time
import django; django.setup()
from strategy_monitor.documents import apart, orders
from strategy_monitor.documents.formats import FORMATS
from strategy_monitor.language.codes import WritingStage
apart.COMMAND = (sys.executable, "-c", "import sys; sys.stdin.read()")
order = orders.DocumentOrder(sys.argv[1], FORMATS["pdf"], "un", {}, lambda: None)
while orders.ask_document(order, 0).stage != WritingStage.SETTING:
    time.sleep(0.02)
print("it is being written", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("killed", [True, False])
def test_what_a_process_that_is_killed_was_writing_is_written_by_the_next_who_asks(
    killed: bool, writing: Writing, settings: Any
) -> None:
    given = {"KEPT_PAGES": settings.KEPT_PAGES, "SECRET_KEY": settings.SECRET_KEY, "DOCUMENT_WRITERS": "1"}
    environment = os.environ | given | {"DJANGO_SETTINGS_MODULE": "strategy_monitor.settings", "REDIS_URL": ""}
    other = subprocess.Popen(
        [sys.executable, "-c", ORDERING_PROCESS, order().key],
        cwd=given_settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
    )
    try:
        assert other.stdout
        assert other.stdout.readline()
        writing.may_end.set()
        if killed:
            other.send_signal(signal.SIGKILL)
            other.wait()
        found = orders.ask_document(order(), 30 if killed else 0.3)
        assert isinstance(found, Answer if killed else Underway)
        assert writing.begun == ["un"] * killed, "while the other one writes, this one does not"
    finally:
        other.kill()
        other.communicate()


def test_a_process_takes_no_more_orders_than_it_can_keep(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST", 2)
    for name in "abc":
        assert isinstance(orders.ask_document(order(name), 0), Underway)
    assert len(orders.OwnOrders.flights) == 2
    writing.may_end.set()
    until(lambda: not orders.OwnOrders.flights)
    assert content(orders.ask_document(order("c"), 60)) == b"Le document c."


def test_what_cannot_be_written_is_told_to_who_comes_back_and_not_tried_at_once(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing.fails = CannotWrite("rien ne va")
    orders.ask_document(order(), 0)
    writing.may_end.set()
    until(lambda: not orders.OwnOrders.flights)
    with pytest.raises(CannotWrite, match="rien ne va"):
        orders.ask_document(order())
    assert len(writing.begun) == 1
    monkeypatch.setattr(orders, "monotonic", lambda: time.monotonic() + orders.REFUSED_FOR)
    writing.fails = None
    assert content(orders.ask_document(order(), 60)) == b"Le document un."


def test_what_is_told_of_it_holds_nothing_of_who_asked(writing: Writing) -> None:
    """Nor grows with each who does: an error that is raised again carries all the places where it was."""

    class Request:
        pass

    def refused(_request: Request) -> None:
        with pytest.raises(CannotWrite):
            orders.ask_document(order())

    writing.fails = CannotWrite("rien ne va")
    writing.may_end.set()
    left = []
    for _ in range(3):
        request = Request()
        left.append(weakref.ref(request))
        refused(request)
        writing.fails = None  # it is what was raised to the first
        del request
    gc.collect()
    assert [one() for one in left] == [None] * 3


def test_how_far_it_was_is_no_more_told_once_it_ended(writing: Writing) -> None:
    """Else who orders it again would be told of the first writing, until their own begins."""
    orders.ask_document(order(), 0)
    until(lambda: writing.begun)
    assert orders.progress_of(orders.Flight(order())).stage == WritingStage.SETTING
    writing.fails = CannotWrite("rien ne va")
    writing.may_end.set()
    until(lambda: not orders.OwnOrders.flights)
    assert orders.progress_of(orders.Flight(order())).stage == WritingStage.WAITING


def test_it_is_told_as_long_as_its_process_lives_and_not_for_long_after(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "HOLDS_FOR", 0.1)
    orders.ask_document(order(), 0)
    until(lambda: writing.begun)
    key = orders.key_of_progress(order())
    left = store.read(key)
    assert left
    written_at = json.loads(left)["at"]

    def is_told() -> bool:
        """Longer after it was first than what one tells who dies."""
        if time.time() < written_at + 3 * store.HOLDS_FOR:
            return False
        told = orders.read_progress(order())
        return told is not None and told.stage == WritingStage.SETTING

    until(is_told)
    writing.may_end.set()
    until(lambda: not orders.OwnOrders.flights)
    store.write(key, left)  # as one leaves it who dies
    assert orders.read_progress(order()) is None


def test_a_fault_of_its_composition_is_logged_and_told(writing: Writing, caplog: pytest.LogCaptureFixture) -> None:
    def compose() -> Any:
        raise KeyError("a field")

    with pytest.raises(KeyError):
        orders.ask_document(order(compose=compose), 60)
    assert "document_failed" in caplog.text
    assert orders.OwnOrders.flights == {}


@pytest.mark.parametrize("where", ["nowhere", "a folder that cannot be written"])
def test_without_a_store_who_waits_gets_it_all_the_same(
    where: str, writing: Writing, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    settings.KEPT_PAGES = "" if where == "nowhere" else str(tmp_path / "file" / "kept")
    store.shared.cache_clear()
    orders.ask_document(order(), 0)
    writing.may_end.set()
    until(lambda: not orders.OwnOrders.flights)
    assert content(orders.ask_document(order(), 0)) == b"Le document un."
    assert len(writing.begun) == 1


def test_the_working_copy_is_not_left_in_the_store(writing: Writing) -> None:
    writing.may_end.set()
    orders.ask_document(order(lasting=False), 60)
    assert store.read(order().key) is None
    assert orders.find_document(order().key), "who waits for it gets it"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a budget limits lets nobody begin before it."""
    monkeypatch.setattr(orders, "GIVES_WAY", 0.0)


class TestOfPastReleases:
    @pytest.mark.usefixtures("at_once")
    def test_they_are_written_one_at_a_time_and_hold_up_no_other(
        self, writing: Writing, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.DOCUMENT_WRITERS = 2
        monkeypatch.setattr(orders, "MOST_RATIONED", 3)
        orders.ask_document(past("a"), 0)
        until(lambda: writing.begun)
        for name in "bcde":
            orders.ask_document(past(name), 0)
        orders.ask_document(order("of the newest"), 0)
        until(lambda: len(writing.begun) == 2)
        time.sleep(0.15)
        assert writing.begun == ["a", "of the newest"]
        writing.may_end.set()
        until(lambda: not orders.OwnOrders.flights)
        assert sorted(writing.begun) == ["a", "b", "c", "of the newest"], "who asks for more comes back"

    def test_the_newest_release_goes_before_those_that_wait(self, writing: Writing, settings: Any) -> None:
        settings.DOCUMENT_WRITERS = 1
        for name in "abc":
            orders.ask_document(past(name), 0)
        until(lambda: writing.begun)
        orders.ask_document(order("here"), 0)

        def write_elsewhere() -> None:
            turn = orders.take_turn(1)  # waited for as another process does
            writing.begun.append("elsewhere")
            turn.release()

        elsewhere = threading.Thread(target=write_elsewhere)
        elsewhere.start()
        writing.may_end.set()
        until(lambda: not orders.OwnOrders.flights)
        elsewhere.join()
        assert set(writing.begun[1:3]) == {"here", "elsewhere"}

    @pytest.mark.usefixtures("at_once")
    def test_what_they_take_is_counted_and_the_others_are_not(self, writing: Writing) -> None:
        writing.may_end.set()
        orders.ask_document(order(), 60)
        assert not budget.PAST_DOCUMENTS.debts()
        orders.ask_document(past("un autre"), 60)
        assert budget.PAST_DOCUMENTS.debts(), "of what takes no time, nothing is owed a moment later"

    @pytest.mark.usefixtures("at_once")
    def test_where_it_is_spent_what_is_written_is_given_and_the_rest_later(self, writing: Writing) -> None:
        writing.may_end.set()
        assert content(orders.ask_document(past("un"), 60)) == b"Le document un."
        budget.PAST_DOCUMENTS.spend(budget.AT_ONCE + 30)
        found = orders.ask_document(past("deux"), 60)
        assert isinstance(found, Resting)
        assert found.seconds > 0
        assert content(orders.ask_document(past("un"), 60)) == b"Le document un."
        assert content(orders.ask_document(order("de la version en cours"), 60))
        assert writing.begun == ["un", "de la version en cours"]

    @pytest.mark.usefixtures("at_once")
    def test_what_another_process_writes_or_will_is_told_as_such(self, writing: Writing) -> None:
        """A reader who asks again may come to any process, and the budget may be spent meanwhile."""
        orders.ask_document(past("un"), 0)
        until(lambda: writing.begun)
        orders.ask_document(past("deux"), 0)
        until(lambda: orders.read_progress(past("deux")))
        budget.PAST_DOCUMENTS.spend(budget.AT_ONCE + 30)
        here, orders.OwnOrders.flights = orders.OwnOrders.flights, {}  # this is another process for a moment
        try:
            for name, stage in (("un", WritingStage.SETTING), ("deux", WritingStage.WAITING)):
                found = orders.ask_document(past(name), 0)
                assert isinstance(found, Underway), name
                assert found.stage == stage
            assert isinstance(orders.ask_document(past("trois"), 0), Resting)
        finally:
            orders.OwnOrders.flights = here

    @pytest.mark.usefixtures("at_once")
    def test_who_waits_for_one_that_is_being_written_gets_it(self, writing: Writing) -> None:
        orders.ask_document(past("un"), 0)
        budget.PAST_DOCUMENTS.spend(budget.AT_ONCE + 1)
        writing.may_end.set()
        assert content(orders.ask_document(past("un"), 60)) == b"Le document un."


@pytest.mark.django_db(transaction=True)
class TestAtItsAddress:
    """The document itself is made by `Writing`: nothing here asks the database from another thread."""

    @pytest.fixture(autouse=True)
    def impatient(self, published: None, writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(orders, "PATIENCE", 0.0)

    def test_a_browser_gets_a_page_that_leads_to_it(self, client: Client, writing: Writing) -> None:
        browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        page = client.get("/resume.pdf", headers=browser)
        assert page.status_code == 503
        assert (page["Refresh"], page["Retry-After"], page["Cache-Control"]) == ("1", "1", "no-store")
        assert page["Vary"] == "Accept"
        assert "n’est pas encore prêt" in page.text
        assert "<script" not in page.text.partition("<main")[2]
        writing.may_end.set()
        until(lambda: not orders.OwnOrders.flights)
        found = client.get("/resume.pdf", headers=browser)
        assert (found.status_code, found["Content-Type"]) == (200, "application/pdf")
        assert found["ETag"]
        assert "Refresh" not in found

    def test_that_it_is_not_ready_is_no_error_of_the_log(
        self, client: Client, writing: Writing, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO):
            assert client.get("/resume.pdf").status_code == 503
        assert "request" in caplog.text
        assert [line for line in caplog.records if line.levelno >= logging.WARNING] == []

    def test_a_program_is_told_when_to_come_back(self, client: Client, writing: Writing) -> None:
        for accepted in ("*/*", "application/pdf", ""):
            told = client.get("/resume.pdf", headers={"Accept": accepted} if accepted else {})
            assert (told.status_code, told["Retry-After"], told["Content-Type"]) == (
                503,
                "1",
                "text/plain; charset=utf-8",
            )
            assert told.text == "Ce document est en train d’être écrit. Le demander de nouveau dans 1 s.\n"
            assert "Refresh" not in told

    def test_of_a_past_release_it_is_written_later_where_too_many_were(
        self, client: Client, writing: Writing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(warming, "start", lambda: None)
        publish("2026", "Une autre édition.")
        budget.PAST_DOCUMENTS.spend(budget.AT_ONCE + 30)
        told = client.get("/versions/2025/1/resume.pdf")
        assert (told.status_code, told["Cache-Control"]) == (503, "no-store")
        assert 290 <= int(told["Retry-After"]) <= 300
        assert "Redemander cette adresse dans 5 minutes." in main(told)
        writing.may_end.set()
        assert warming.write_document("/versions/2025/1/resume.pdf"), "by a command, at any time"
        assert client.get("/versions/2025/1/resume.pdf").status_code == 200
        assert budget.PAST_DOCUMENTS.owed() < budget.AT_ONCE + 31, "nor is it counted"
        for address in ("/resume.pdf", "/versions/2026/1/resume.pdf"):
            client.get(address)
            until(lambda: not orders.OwnOrders.flights)
            assert client.get(address).status_code == 200

    def test_a_release_is_the_same_file_in_each_mount(self, client: Client, writing: Writing) -> None:
        writing.may_end.set()
        client.get("/resume.pdf")
        until(lambda: not orders.OwnOrders.flights)
        for address in ("/resume.pdf", "/versions/2025/1/resume.pdf"):
            found = client.get(address)
            assert found.status_code == 200
            assert found["Content-Disposition"] == 'inline; filename="strategie-numerique-2025-1-resume.pdf"'
            assert client.get(address, headers={"If-None-Match": found["ETag"]}).status_code == 304
        assert len(writing.begun) == 1
