"""What is to be written is ordered here: written once for all who ask, a few documents at a time, kept for all of them.

Who orders waits a moment, and is then told how far it is; they find it again by asking again. The writing goes on
without them, in a thread that waits for the process apart (see `apart`). Where that process or this one dies, the next
who asks orders again: nothing is ever half written.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from socket import gethostname
from threading import BoundedSemaphore, Event, Lock, Thread
from time import monotonic
from typing import Protocol

import structlog
from django.conf import settings
from django.db import connection

from strategy_monitor.documents import apart
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.formats import Format
from strategy_monitor.exports.raster import CannotRasterise
from strategy_monitor.kept import budget, code, keeping, store
from strategy_monitor.kept.answer import Answer
from strategy_monitor.kept.budget import Budget
from strategy_monitor.language.codes import WritingStage
from strategy_monitor.releases import load
from strategy_monitor.report.once import Flights
from strategy_monitor.web import faults, metrics

log = structlog.get_logger(__name__)

PATIENCE = 2.0
"""Seconds for which a thread that answers readers waits for a document."""
WAITING_THREADS = 2
"""How many of them do, in a process: the others have other pages to answer."""
MOST, MOST_RATIONED = 32, 8
"""Orders that a process takes, and those among them that a budget limits. Who asks for more is told to come back."""
STEP = 0.05
"""Seconds between two looks at what another process holds."""
GIVES_WAY = 0.25
"""Seconds for which a document that a budget limits lets those begin that wait: all of them look sooner."""
REFUSED_FOR = 60.0
"""Seconds for which a document that could not be written is not tried again."""

HELD, HELD_ALONE = 4_000_000, 16_000_000
"""Bytes of the documents last written that a process holds: whoever waits for one gets it even where the store takes
nothing; without a store, there is no other place."""


Tell = Callable[[WritingStage], None]
"""Takes how far it is."""


class Order(Protocol):
    """Of what is written once, and kept for all who ask."""

    @property
    def key(self) -> str:
        """The same for the same thing, of this very code: see `key_of_order`."""

    @property
    def what(self) -> str:
        """« 2025.1 rapport », for the log."""

    @property
    def code(self) -> str:
        """Of its format, for the log."""

    @property
    def budget(self) -> Budget | None:
        """What limits its writing: such things are written one at a time, and where the budget is spent, later."""

    def write_apart(self, tell: Tell) -> Answer:
        """By a process apart; kept for all. Raises CannotWrite or CannotRasterise where it cannot be written."""

    def write_here(self) -> Answer:
        """The same, by this process."""


@dataclass(frozen=True)
class DocumentOrder:
    """Of a document that is set."""

    key: str
    form: Format
    what: str
    headers: Mapping[str, str]
    """Of its answer, whoever asks and wherever."""
    compose: Callable[[], Paper]
    lasting: bool = True
    """Not for the working copy, which this process alone holds for a moment, for those who wait for it."""
    budget: Budget | None = None

    @property
    def code(self) -> str:
        return self.form.code

    def write_apart(self, tell: Tell) -> Answer:
        tell(WritingStage.COMPOSING)
        paper = self.compose()
        tell(WritingStage.SETTING)
        return self.keep(apart.write_by_process(self.code, paper))

    def write_here(self) -> Answer:
        return self.keep(self.form.write(self.compose()))

    def keep(self, written: bytes) -> Answer:
        made = Answer(dict(self.headers), {"": written})
        OwnOrders.held.most = HELD if store.is_shared() else HELD_ALONE
        OwnOrders.held.put(self.key, made)
        if self.lasting:
            store.write(self.key, made.dump())
        return made


@dataclass(frozen=True)
class Underway:
    stage: WritingStage
    since: float
    """As `time.time()` counts: when it was begun, or ordered."""

    @property
    def seconds(self) -> int:
        return max(0, int(time.time() - self.since))


@dataclass(frozen=True)
class Resting:
    seconds: int
    """After which it is to be asked for again: until then, its budget is spent."""


@dataclass
class Flight:
    order: Order
    since: float = field(default_factory=time.time)
    stage: WritingStage = WritingStage.WAITING
    done: Future[Answer] = field(default_factory=Future)
    claims: list[store.Claim] = field(default_factory=list)
    """What this process holds for it."""
    told: bool = False
    """Whether other processes are told how far it is."""
    lock: Lock = field(default_factory=Lock)
    """Held by who tells it: what is over is not told again."""


class OwnOrders:
    """Of this process."""

    lock = Lock()
    flights: dict[str, Flight] = {}
    refused: dict[str, tuple[float, Callable[[], Exception]]] = {}
    """Until when it is not tried again, and what says why: each time another error, for one holds all those to whom it
    was raised."""
    held = keeping.RecentAnswers(HELD)
    waiting = BoundedSemaphore(WAITING_THREADS)


HERE: ContextVar[bool] = ContextVar("here", default=False)
PATIENT: ContextVar[bool] = ContextVar("patient", default=False)
HERE_NOW: Flights[Answer] = Flights()


@contextmanager
def written_here() -> Iterator[None]:
    """Within it, documents are written in this very process: a command is a process apart already."""
    token = HERE.set(True)
    try:
        yield
    finally:
        HERE.reset(token)


@contextmanager
def patiently() -> Iterator[None]:
    """Within it, whoever orders waits for as long as it takes, and no budget counts: nobody reads there."""
    token = PATIENT.set(True)
    try:
        with budget.unlimited():
            yield
    finally:
        PATIENT.reset(token)


def key_of_order(*parts: str) -> str:
    """Of what these parts say, written by this very code."""
    return store.key_of("document", code.identity(), *parts)


def find_document(key: str) -> Answer | None:
    """The document, where it was written."""
    return OwnOrders.held.get(key) or keeping.read_stored(key)


def ask_document(order: Order, patience: float | None = None) -> Answer | Underway | Resting:
    """An Answer: the document. Underway: how far it is, where it takes longer than `patience` seconds (PATIENCE without
    it), or too many wait for it already. Resting: when to come back, where the budget for such documents is spent.

    Raises CannotWrite or CannotRasterise where it cannot be written, and whatever its composition raises.
    """
    if HERE.get() or not settings.DOCUMENTS_APART:
        return HERE_NOW.one(order.key, lambda: write_here(order))
    if PATIENT.get() and patience is None:
        return await_written(order)
    if order.budget and order.key not in OwnOrders.flights and (rest := order.budget.rest()):
        return find_document(order.key) or read_progress(order) or Resting(rest)
    if known := OwnOrders.held.get(order.key):
        return known
    flight = join(order)
    if flight is None:
        return Underway(WritingStage.WAITING, time.time())
    if OwnOrders.waiting.acquire(blocking=False):
        try:
            wait_for((flight.done,), PATIENCE if patience is None else patience)
        finally:
            OwnOrders.waiting.release()
    return flight.done.result() if flight.done.done() else progress_of(flight)


def write_here(order: Order) -> Answer:
    with store.writing(order.key, PATIENCE, "here-"):
        return find_document(order.key) or order.write_here()


def await_written(order: Order) -> Answer:
    """The document, however long it takes. Raises as `ask_document`."""
    while True:
        found = ask_document(order, apart.LONGEST)
        if isinstance(found, Answer):
            return found
        time.sleep(STEP)


def join(order: Order) -> Flight | None:
    """The writing of this document in this process, begun if it was not; None where too many wait, or it cannot be
    begun now."""
    with OwnOrders.lock:
        found = OwnOrders.flights.get(order.key)
        if found:
            return found
        until, refusal = OwnOrders.refused.get(order.key, (0.0, None))
        if refusal and monotonic() < until:
            raise refusal()
        if len(OwnOrders.flights) >= MOST or (order.budget and count_rationed() >= MOST_RATIONED):
            return None
        found = OwnOrders.flights[order.key] = Flight(order)
    try:
        # Ends with this process, and the process apart with it.
        Thread(target=fly, args=(found,), name="document", daemon=True).start()
    except RuntimeError as error:  # no room for another thread
        log.error("document_not_begun", document=order.what, why=str(error))
        with OwnOrders.lock:
            del OwnOrders.flights[order.key]
        return None
    return found


def count_rationed() -> int:
    return sum(flight.order.budget is not None for flight in OwnOrders.flights.values())


ONE_OF: dict[int, BoundedSemaphore] = {}
RATIONED = BoundedSemaphore(1)
"""Held by the one rationed document that this process has written: the others wait outside of `places`."""


def places() -> BoundedSemaphore:
    """How many documents this process has written at once: `DOCUMENT_WRITERS`."""
    with OwnOrders.lock:
        return ONE_OF.setdefault(settings.DOCUMENT_WRITERS, BoundedSemaphore(settings.DOCUMENT_WRITERS))


def fly(flight: Flight) -> None:
    order = flight.order
    try:
        with renewed(flight):
            if order.budget and not read_progress(order):
                tell(flight, WritingStage.WAITING)  # another process would refuse it where the budget is spent
            with in_turn(order):
                found = write_once(flight)
    except Exception as error:
        if not isinstance(error, CannotWrite | CannotRasterise):
            log.exception("document_failed", document=order.what, form=order.code)
        with OwnOrders.lock:
            OwnOrders.refused = {key: one for key, one in OwnOrders.refused.items() if monotonic() < one[0]}
            if not passes(error):
                OwnOrders.refused[order.key] = monotonic() + REFUSED_FOR, partial(type(error), *error.args)
            del OwnOrders.flights[order.key]
        flight.done.set_exception(error)
    else:
        with OwnOrders.lock:
            OwnOrders.refused.pop(order.key, None)
            del OwnOrders.flights[order.key]
        flight.done.set_result(found)
    finally:
        connection.close()


@contextmanager
def in_turn(order: Order) -> Iterator[None]:
    """Within it, it is one of the few documents that this process has written."""
    with RATIONED if order.budget else nullcontext():
        if order.budget:
            time.sleep(GIVES_WAY)
        with places():
            yield


def passes(error: Exception) -> bool:
    """Whether the next who asks should have it tried again at once."""
    return isinstance(error, load.BadRelease | load.NoRelease) or faults.outage(error)


def write_once(flight: Flight) -> Answer:
    """By this process, or by another that was asked before: of all of them, one writes it, and few write at once."""
    order = flight.order
    while True:
        found = find_document(order.key)
        if found:
            return found
        mine = store.shared().claim(order.key, "document-")
        if mine:
            break
        time.sleep(STEP)
    with held(flight, mine):
        return find_document(order.key) or write_in_turn(flight)


def write_in_turn(flight: Flight) -> Answer:
    order = flight.order
    turn = take_turn(1 if order.budget else settings.DOCUMENT_WRITERS)
    begun = monotonic()
    try:
        with held(flight, turn), metrics.document_underway():
            written = order.write_apart(partial(tell, flight))
            seconds = round(monotonic() - begun, 2)
            log.info("document_written", document=order.what, form=order.code, bytes=written.size, seconds=seconds)
            return written
    finally:
        if order.budget:
            order.budget.spend(monotonic() - begun)
        tell_no_more(flight)


def take_turn(places: int) -> store.Claim:
    """One of the first so many of the places where documents are written at once, by all processes of this site on this
    machine."""
    name = store.key_of("turns", gethostname())
    while True:
        for place in range(places):
            claim = store.shared().claim(f"{place:08x}{name}", "turn-")
            if claim:
                return claim
        time.sleep(STEP)


@contextmanager
def held(flight: Flight, claim: store.Claim) -> Iterator[None]:
    """Within it, the claim is this flight's; after it, anybody's."""
    flight.claims.append(claim)
    try:
        yield
    finally:
        flight.claims.remove(claim)
        claim.release()


@contextmanager
def renewed(flight: Flight) -> Iterator[None]:
    """Within it, what it holds does not expire, nor what is told of it, as long as this process lives, and has room for
    another thread."""
    over = Event()

    def renew() -> None:
        while not over.wait(store.HOLDS_FOR / 3):
            for claim in tuple(flight.claims):
                claim.renew()
            with flight.lock:
                if flight.told and not is_overtaken(flight):
                    write_progress(flight)

    renewing = Thread(target=renew, name="claim", daemon=True)
    with suppress(RuntimeError):  # else another process may join it after a while, and both write the same
        renewing.start()
    try:
        yield
    finally:
        over.set()
        if renewing.ident is not None:
            renewing.join()


def tell(flight: Flight, stage: WritingStage) -> None:
    """How far it is, for the readers of the other processes too."""
    with flight.lock:
        flight.stage, flight.told = stage, store.is_shared()
        if flight.told:
            write_progress(flight)


def tell_no_more(flight: Flight) -> None:
    with flight.lock:
        if flight.told:
            store.shared().drop(key_of_progress(flight.order))
        flight.told = False


def is_overtaken(flight: Flight) -> bool:
    """Whether it waits, and another process tells that it writes it."""
    known = read_progress(flight.order) if flight.stage == WritingStage.WAITING else None
    return known is not None and known.stage != WritingStage.WAITING


def write_progress(flight: Flight) -> None:
    told = {"stage": flight.stage, "since": flight.since, "at": time.time()}
    store.write(key_of_progress(flight.order), json.dumps(told).encode())


def key_of_progress(order: Order) -> str:
    return store.key_of("progress", order.key)


def progress_of(flight: Flight) -> Underway:
    """As this process knows it, or the one that writes."""
    told = read_progress(flight.order) if flight.stage == WritingStage.WAITING else None
    return told or Underway(flight.stage, flight.since)


def read_progress(order: Order) -> Underway | None:
    """As the process told it that writes it, if any does."""
    told = store.read(key_of_progress(order)) if store.is_shared() else None
    with suppress(ValueError, KeyError, TypeError):
        known = json.loads(told or b"")
        found = Underway(WritingStage(known["stage"]), float(known["since"]))
        if abs(time.time() - float(known["at"])) < 2 * store.HOLDS_FOR:  # else it tells of one who died
            return found
    return None
