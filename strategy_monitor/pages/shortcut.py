"""What this process has in memory, or its reader has, is answered before its view is even looked for.

Only where it depends on nothing but the releases, the settings, the code and what stands in the address: pages, files
and answers of the API, of the newest release and of a past one. Everything else, and all that is in doubt, goes the
long way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response

from strategy_monitor.kept import keeping
from strategy_monitor.pages.tags import frame
from strategy_monitor.releases import load
from strategy_monitor.releases.load import Head

MOST = 4000
"""Addresses that are remembered."""
MOST_QUESTIONS = 500
"""Of those without end: there is no room for the answers of more (`keeping.ASKED`)."""
LONGEST_QUESTION = 500
"""Characters of one that is remembered: headers of the API say it again, several times."""

SHARED = {"Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}
"""Headers of what any cache may keep, and asks about again."""


@dataclass(frozen=True)
class KeptPlace:
    """What stands at an address, as long as the releases are these very ones and nothing else changes what is said."""

    heads: tuple[Head, ...]
    frame: tuple[object, ...]
    doubts: int
    etag: str
    key: str
    exact: bool
    """Whether what stands after « ? » may change the answer, or have it refused."""
    asked: bool
    """Whether the answer is kept as that to a question."""
    told_again: Mapping[str, str]
    """What is said, besides the ETag, to a reader who has it already."""
    media: tuple[str, ...]
    """Where its reader must accept one of these types."""


PLACES: dict[str, KeptPlace] = {}
"""By path: what stands there without a question."""
QUESTIONS: dict[tuple[str, str], KeptPlace] = {}
"""By path and by what stands after « ? »."""


def note_place(
    request: HttpRequest,
    heads: tuple[Head, ...],
    etag: str,
    key: str,
    *,
    doubts: int,
    exact: bool = False,
    asked: bool = False,
    told_again: Mapping[str, str] = SHARED,
    media: tuple[str, ...] = (),
) -> None:
    """What was answered to this request; nothing where it asks what the address knows nothing of, which has no end, or
    at length. `doubts`: of which release there were some before what is answered was found."""
    place = KeptPlace(heads, frame(), doubts, etag, key, exact, asked, told_again, media)
    question = read_query_string(request)
    if len(question) > LONGEST_QUESTION:
        return
    if asked:
        if len(QUESTIONS) >= MOST_QUESTIONS:
            QUESTIONS.clear()
        QUESTIONS[request.path, question] = place
    elif not (exact and question):
        if len(PLACES) >= MOST:
            PLACES.clear()
        PLACES[request.path] = place


def read_query_string(request: HttpRequest) -> str:
    """What stands after « ? »; a server may leave out that nothing does."""
    return str(request.META.get("QUERY_STRING", ""))


def find_known_place(request: HttpRequest) -> KeptPlace | None:
    place, question = PLACES.get(request.path), read_query_string(request)
    if question and (place is None or place.exact):
        return QUESTIONS.get((request.path, question))
    return place


class KnownPages:
    """Middleware, after those that protect an answer, before those that know who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request) or self.get_response(request)

    def answer(self, request: HttpRequest) -> HttpResponseBase | None:
        place = find_known_place(request)
        if place is None or request.method not in {"GET", "HEAD"} or settings.SHOW_NAMES:
            return None
        try:
            known = load.known()
        except load.Unreachable:
            return None
        same = known.heads is place.heads and place.doubts == load.KnownReleases.doubts and place.frame == frame()
        if not (known.fresh and same) or (place.media and not accepts_one_of(request, place.media)):
            return None
        unchanged = not_modified(request, place.etag, place.told_again)
        if unchanged is None:
            return keeping.give_remembered(request, place.key, asked=place.asked)
        return unchanged if unchanged.status_code == 304 else None


def accepts_one_of(request: HttpRequest, media: tuple[str, ...]) -> bool:
    """Whether its header « Accept » has one of these types."""
    return is_one_accepted(request.META.get("HTTP_ACCEPT", "*/*"), media)


@lru_cache(maxsize=256)
def is_one_accepted(accepted: str, media: tuple[str, ...]) -> bool:
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accepted
    try:
        return any(map(request.accepts, media))
    except ValueError:  # it names an encoding that nobody knows
        return False


def not_modified(request: HttpRequest, etag: str, told_again: Mapping[str, str] = SHARED) -> HttpResponseBase | None:
    """304 where the reader has this already, 412 where they ask for another; None where they are to be given it."""
    found = get_conditional_response(request, etag=etag)
    if found:
        told = told_again if found.status_code == 304 else {"Cache-Control": "no-store"}
        for name, value in (("ETag", etag), *told.items()):
            found.headers[name] = value
    return found
