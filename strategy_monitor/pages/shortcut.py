"""A page that this process has in memory, or that its reader has, is answered before its view is even looked for.

Only where the page depends on nothing but the releases, the settings and the code: those of the newest release and of a
past one, without a parameter that they know. Everything else, and all that is in doubt, goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response

from strategy_monitor.kept import keeping
from strategy_monitor.pages.tags import frame
from strategy_monitor.releases import load
from strategy_monitor.releases.load import Head
from strategy_monitor.web import metrics

MOST = 4000
"""Addresses that are remembered."""

SHARED = {"Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}
"""Headers of what any cache may keep, and asks about again."""


@dataclass(frozen=True)
class Place:
    """What stands at an address, as long as the releases are these very ones and nothing else changes what is said."""

    heads: tuple[Head, ...]
    frame: tuple[object, ...]
    doubts: int
    etag: str
    key: str


PLACES: dict[str, Place] = {}
"""By path."""


def note_place(path: str, heads: tuple[Head, ...], frame: tuple[object, ...], etag: str, key: str) -> None:
    if len(PLACES) >= MOST:
        PLACES.clear()
    PLACES[path] = Place(heads, frame, load.Memory.doubts, etag, key)


class KnownPages:
    """Middleware, after those that protect an answer, before those that know who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request) or self.get_response(request)

    def answer(self, request: HttpRequest) -> HttpResponseBase | None:
        place = PLACES.get(request.path)
        if place is None or request.method not in {"GET", "HEAD"} or settings.SHOW_NAMES:
            return None
        try:
            known = load.known()
        except load.Unreachable:
            return None
        same = known.heads is place.heads and place.doubts == load.Memory.doubts and place.frame == frame()
        if not (known.fresh and same):
            return None
        return not_modified(request, place.etag) or recall(request, place.key)


def not_modified(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """304 where the reader has this already, 412 where they ask for another; None where they are to be given it."""
    found = get_conditional_response(request, etag=etag)
    if found:
        told = SHARED if found.status_code == 304 else {"Cache-Control": "no-store"}
        for name, value in (("ETag", etag), *told.items()):
            found.headers[name] = value
    return found


def recall(request: HttpRequest, key: str) -> HttpResponseBase | None:
    kept = keeping.MEMORY.get(key)
    if kept is None:
        return None
    metrics.count_kept("memory")
    return keeping.give(request, key, kept)
