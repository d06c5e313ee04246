"""What is made once for all readers: in the memory of this process, and in a store that processes share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from strategy_monitor.kept import answer, code, store
from strategy_monitor.kept.answer import Answer
from strategy_monitor.report import once
from strategy_monitor.report.once import Flights
from strategy_monitor.web import metrics

log = structlog.get_logger(__name__)

MOST = 16_000_000
"""Bytes of answers in the memory of a process; the store has the others."""


class RecentAnswers:
    """The answers last given, up to so many bytes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self.lock = Lock()
        self.kept: OrderedDict[str, Answer] = OrderedDict()

    def get(self, key: str) -> Answer | None:
        with self.lock:
            found = self.kept.get(key)
            if found:
                self.kept.move_to_end(key)
            return found

    def put(self, key: str, given: Answer) -> None:
        with self.lock:
            known = self.kept.pop(key, None)
            self.size += given.size - (known.size if known else 0)
            self.kept[key] = given
            while self.size > self.most and len(self.kept) > 1:
                self.size -= self.kept.popitem(last=False)[1].size

    def clear(self) -> None:
        with self.lock:
            self.kept.clear()
            self.size = 0


MEMORY = RecentAnswers(MOST)
LARGEST = MOST // 4
"""Bytes of an answer that is kept in memory where the store has it too: a larger one would push all others out."""
ASKED = RecentAnswers(MOST // 4)
"""Answers to questions, of which there is no end: they push out each other only, and no other process has them."""
BEING_WRITTEN: Flights[Answer | None] = Flights()


def key_by_code(*parts: str) -> str:
    """Of what these parts say, written by this very code."""
    return store.key_of(code.identity(), *parts)


def respond(
    request: HttpRequest, key: str, write: Callable[[], HttpResponseBase], *, asked: bool = False
) -> HttpResponseBase:
    """What is kept under this key; else what `write` gives, kept if any reader could be given it. `asked`: it answers
    a question of this reader.

    One thread of one process writes, while the others wait for it: half a minute at most, then they write too.
    """
    memory = ASKED if asked else MEMORY
    accepted = accepted_by(request)
    own: list[HttpResponseBase] = []
    until = monotonic() + once.PATIENCE

    def written() -> Answer | None:
        own.append(write())
        metrics.count_kept("written")
        response = own[0]
        if response.status_code != 200 or not isinstance(response, HttpResponse):
            return None  # a HEAD may be answered without the content that a GET waits for
        made = answer.make(response)
        if asked:
            memory.put(key, made)
            return made
        return keep(key, answer.compress_answer(made) if made.lacks(accepted) else made)

    def found() -> Answer | None:
        if asked:
            return memory.get(key) or written()
        if known := find_kept(key):
            return known
        with store.writing(key, max(until - monotonic(), 0)):
            return recall(key) or written()

    if remembered := give_remembered(request, key, asked=asked):
        return remembered
    kept = BEING_WRITTEN.one((key, request.method), found)
    if kept:
        return kept.response(accepted) if asked else give(request, key, kept)
    return own[0] if own else write()


def give_remembered(request: HttpRequest, key: str, *, asked: bool = False) -> HttpResponse | None:
    """What this process has in memory under this key, as `respond` gives it."""
    kept = (ASKED if asked else MEMORY).get(key)
    if kept is None:
        return None
    metrics.count_kept("memory")
    return kept.response(accepted_by(request)) if asked else give(request, key, kept)


def accepted_by(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def give(request: HttpRequest, key: str, kept: Answer) -> HttpResponse:
    """This answer, kept under this key, in the form that this reader likes best."""
    accepted = accepted_by(request)
    if kept.lacks(accepted):
        kept = keep(key, answer.compress_answer(kept))
    return kept.response(accepted)


def keep(key: str, given: Answer) -> Answer:
    remember(key, given)
    store.write(key, given.dump())
    return given


def remember(key: str, given: Answer) -> None:
    if given.size <= LARGEST or not store.is_shared():
        MEMORY.put(key, given)


def find_kept(key: str) -> Answer | None:
    """What is kept under this key, by this process or another."""
    return MEMORY.get(key) or recall(key)


def recall(key: str) -> Answer | None:
    """What another process left in the store, or this one before it was renewed."""
    found = read_stored(key)
    if found:
        metrics.count_kept("store")
        remember(key, found)
    return found


def read_stored(key: str) -> Answer | None:
    """The answer that the store has under this key, if any that can be read."""
    stored = store.read(key)
    if stored is None:
        return None
    try:
        return answer.load_answer(stored)
    except answer.UnreadableAnswer as error:
        log.error("kept_page_unreadable", key=key, why=str(error))
        return None


@dataclass(frozen=True)
class Finding:
    """That something holds, for this code, wherever it is asked: told by whoever found it, to spare the others."""

    what: str

    def is_known(self) -> bool:
        return store.read(key_by_code(self.what)) is not None

    def tell(self) -> None:
        store.write(key_by_code(self.what), b"")
