"""What many readers ask at once is written once; what stands after « ? » makes no other page of a page."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from strategy_monitor.exports import raster
from strategy_monitor.kept import keeping
from strategy_monitor.releases import load
from strategy_monitor.report import once as flights_module
from strategy_monitor.report.once import Flights, once, once_for_each
from tests.memory import forget

READERS = 8


class Writer:
    """Counts its writings; each waits until all other readers wait, or have had the time to come."""

    all_there = threading.Event()

    def __init__(self, result: Callable[[], Any], longest: float = 3) -> None:
        self.result = result
        self.longest = longest
        self.count = 0
        self.lock = threading.Lock()

    def __call__(self, *args: object) -> Any:
        with self.lock:
            self.count += 1
        self.all_there.wait(self.longest)
        return self.result()


@pytest.fixture(autouse=True)
def others_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    wait = flights_module.wait
    waiting, all_there = itertools.count(2), threading.Event()

    def seen(*args: Any, **given: Any) -> Any:
        if next(waiting) == READERS:
            all_there.set()
        return wait(*args, **given)

    monkeypatch.setattr(flights_module, "wait", seen)
    monkeypatch.setattr(Writer, "all_there", all_there)


def together(ask: Callable[[], Any]) -> list[Any]:
    """What each of the readers gets, or its exception, where all ask at the same moment."""
    gate = threading.Barrier(READERS)

    def one() -> Any:
        gate.wait()
        try:
            return ask()
        except Exception as error:
            return error

    with ThreadPoolExecutor(READERS) as pool:
        return [future.result(timeout=20) for future in [pool.submit(one) for _ in range(READERS)]]


def remembered(write: Callable[[], Any], method: str = "get") -> HttpResponse:
    request = getattr(RequestFactory(), method)("/rapport.pdf")
    return keeping.respond(request, keeping.key_by_code('W/"a"'), write)  # type: ignore[return-value]


class TestADocument:
    def test_is_written_once_for_all_who_ask_at_once(self) -> None:
        writer = Writer(lambda: HttpResponse("Un document.", headers={"X-Of": "its own"}))
        found = together(lambda: remembered(writer))
        assert writer.count == 1
        assert {(one.content, one["X-Of"]) for one in found} == {(b"Un document.", "its own")}
        assert len({id(one) for one in found}) == READERS, "each reader has a response of their own, to add headers to"
        remembered(writer)
        assert writer.count == 1

    def test_that_fails_fails_for_all_and_is_tried_again(self) -> None:
        def fails() -> Any:
            raise OSError("no room")

        writer = Writer(fails)
        found = together(lambda: remembered(writer))
        assert [str(one) for one in found] == ["no room"] * READERS
        assert writer.count == 1
        writer.result = lambda: HttpResponse("Un document.")
        assert remembered(writer).content == b"Un document."

    def test_that_is_not_kept_is_answered_to_each(self) -> None:
        found = together(lambda: remembered(Writer(lambda: HttpResponseRedirect("/"))))
        assert [one.status_code for one in found] == [302] * READERS
        assert len({id(one) for one in found}) == READERS

    def test_is_not_what_a_head_was_answered(self) -> None:
        slow = Writer(lambda: HttpResponseRedirect("/head"), 0.3)
        with ThreadPoolExecutor(1) as pool:
            head = pool.submit(remembered, slow, "head")
            assert remembered(lambda: HttpResponse("Un document.")).content == b"Un document."
            assert head.result().status_code in {200, 302}

    @pytest.mark.usefixtures("published")
    def test_at_its_address_too(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Everything is in memory but the picture: no thread of this test needs the database."""
        address = "/indicateurs/2-I4/programme-de-collaboration-evolution.png"
        client.get("/")
        heads = list(load.KnownReleases.heads or ())
        monkeypatch.setattr(load, "every_head", lambda: heads)
        writer = Writer(lambda: b"An image.")
        monkeypatch.setattr(raster, "png", writer)
        found = together(lambda: Client().get(address))
        assert {(one.status_code, one.content) for one in found} == {(200, b"An image.")}
        assert writer.count == 1


class TestAFunctionThatKeeps:
    def test_computes_once_for_all_threads_and_counts(self) -> None:
        writer = Writer(object)
        function = once(maxsize=2)(writer)  # type: ignore[var-annotated]
        assert len(set(together(lambda: function("a")))) == 1
        assert writer.count == 1
        assert function("a") is function("a")
        assert (function.cache_info().misses, function.cache_info().currsize) == (1, 1)

    def test_keeps_the_last_ones_asked_for(self) -> None:
        asked = []
        function = once(maxsize=2)(lambda one: asked.append(one) or one)
        for one in ("a", "b", "a", "c", "a", "b"):
            assert function(one) == one
        assert asked == ["a", "b", "c", "b"]
        function.cache_clear()
        assert function("a") == "a"
        assert asked[-1] == "a"

    def test_gives_its_exception_to_all_and_forgets_it(self) -> None:
        def fails() -> Any:
            raise KeyError("a")

        writer = Writer(fails)
        function = once(maxsize=2)(writer)  # type: ignore[var-annotated]
        assert [type(one) for one in together(lambda: function("a"))] == [KeyError] * READERS
        assert writer.count == 1
        writer.result = lambda: "better"
        assert function("a") == "better"

    def test_that_asks_for_itself_does_not_wait_for_itself(self) -> None:
        depth: list[int] = []

        @once(maxsize=2)
        def function(name: str) -> int:
            depth.append(1)
            return function(name) if len(depth) < 2 else len(depth)

        assert function("a") == 2

    def test_waits_for_nobody_for_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two computations that need each other, in two threads, would wait so."""
        monkeypatch.setattr(flights_module, "PATIENCE", 0.05)
        flights: Flights[str] = Flights()
        both = threading.Barrier(2)

        def crossing(one: str, other: str) -> str:
            def compute() -> str:
                both.wait()
                return flights.one(other, lambda: f"{other} itself")

            return flights.one(one, compute)

        with ThreadPoolExecutor(2) as pool:
            found = [pool.submit(crossing, *names) for names in (("a", "b"), ("b", "a"))]
            assert {one.result(timeout=20) for one in found} <= {"a itself", "b itself"}

    def test_what_is_kept_for_an_object_is_not_given_for_its_equal(self) -> None:
        """5 and 5.0 are equal, and are not written alike."""
        asked: list[Decimal] = []

        @once_for_each(maxsize=2)
        def written(number: Decimal) -> str:
            asked.append(number)
            return str(number)

        first, equal, third = Decimal("5"), Decimal("5.0"), Decimal("7")
        assert [written(one) for one in (first, equal, first, equal)] == ["5", "5.0", "5", "5.0"]
        assert len(asked) == 2
        written(third)
        assert (written(equal), len(asked)) == ("5.0", 3)
        assert (written(first), len(asked)) == ("5", 4)


PLAIN = ("/axes/2/", "/versions/2025/1/axes/2/", "/indicateurs/", "/recherche/", "/comparaison/", "/versions/",
         "/errata/", "/donnees/rapport.csv", "/flux/versions.atom", "/sitemap.xml", "/api/",
         "/indicateurs/2-I4/programme-de-collaboration-evolution/integrer/")  # fmt: skip
FOREIGN = (
    "x=1",
    "utm_source=lettre&utm_medium=mail",
    "fbclid=IwAR0",
    "x=",
    "%00=%ff",
    "x",
    "&&",
    "next=//ailleurs.example",
)


@pytest.mark.usefixtures("published")
class TestAnUnknownParameter:
    def test_is_ignored_and_writes_nothing_anew(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        known = {address: client.get(address) for address in PLAIN}
        written = []
        monkeypatch.setattr(keeping.BEING_WRITTEN, "one", lambda *args: written.append(args))
        for address, first in known.items():
            for query in FOREIGN:
                response = client.get(f"{address}?{query}")
                assert (response.status_code, response.content) == (200, first.content), (address, query)
                assert response["ETag"] == first["ETag"]
                head = client.head(f"{address}?{query}")
                assert (head.status_code, head.content) == (200, b"")
        assert written == []
        assert client.post("/axes/2/?utm_source=x").status_code == 405
        seen = client.get("/axes/2/?x=1", headers={"If-None-Match": known["/axes/2/"]["ETag"]})
        assert seen.status_code == 304

    def test_leaves_those_that_a_page_knows_what_they_are(self, client: Client) -> None:
        for known in (
            "/indicateurs/?axe=2", "/indicateurs/?tri=-niveau&page=1", "/recherche/?q=formation",
            "/comparaison/?avant=2024.1",
        ):  # fmt: skip
            plain, tagged = client.get(known), client.get(f"{known}&utm_source=lettre")
            assert tagged.content == plain.content
            assert plain.content != client.get(known.partition("?")[0]).content
        assert client.get("/indicateurs/?axe=2&q=&utm_source=x")["Location"] == "/indicateurs/?axe=2"

    def test_of_the_api_is_refused_as_it_says(self, client: Client) -> None:
        assert client.get("/api/v1/axes?utm_source=x").status_code == 400


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    forget()
