"""The sessions that are open: each has a row, and one without its row is nobody's.

So a session ends at its next request wherever it is: when its person says so, when their rights or password change,
when the account is closed, when nobody used it for long, when the directory says that they left, or does not say in
time that they are still there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from time import sleep
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user, get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from strategy_monitor.accounts.attempts import digest_name
from strategy_monitor.accounts.directory import follow_directory
from strategy_monitor.accounts.models import DirectoryIdentity, Entry, SpentToken
from strategy_monitor.accounts.noting import note_refusal
from strategy_monitor.accounts.refusals import DirectoryRefused, NotLetIn
from strategy_monitor.language.codes import EntryWay

log = structlog.get_logger(__name__)

ENTRY = "entry"
"""Where a session keeps the number of its row."""
SEEN_EVERY = dt.timedelta(minutes=5)
"""How often it is noted that a session was used."""
CHECKED_EVERY = dt.timedelta(minutes=5)
"""How long who came by the directory stays without its word."""
ASKED_AFTER = dt.timedelta(minutes=4)
"""After how long it is asked again: what it does not answer at once, it may answer within the minute that is left."""
ASKED_WITHIN = dt.timedelta(seconds=45)
"""After how long a request that asks is not heard of any more, and another asks: longer than all that it waits for."""
LOOKED_AT_EVERY = 0.1
"""Seconds after which a request that waits for another looks again."""

BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS"}
SYSTEMS |= {"Linux": "Linux"}
"""Words of what a browser says of itself, the more telling first → what they are called."""


def name_device(agent: str) -> str:
    """« Firefox, Windows »: what a person knows their device by, and no more; empty where nothing is said."""
    found = [next((name for word, name in known.items() if word in agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found))


def open_entry(request: HttpRequest, person: Any) -> None:
    """The row of the session of who just signed in, instead of the one it had; rows of sessions that are over go."""
    now = timezone.now()
    over = Q(at__lt=now - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)) | Q(seen__lt=now - idle_limit())
    Entry.objects.filter(over).delete()
    close_entry(request)
    device = name_device(request.META.get("HTTP_USER_AGENT", ""))
    request.session[ENTRY] = Entry.objects.create(person=person, device=device, at=now, seen=now).pk


def idle_limit() -> dt.timedelta:
    """After how long a session ends that nobody used. Use is noted every five minutes: it may end so much sooner."""
    return dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def note_directory(request: HttpRequest, sid: str, refreshing: str) -> None:
    """That the directory vouches for this session now: what it calls it, and the token by which it is asked again."""
    told = {"way": EntryWay.DIRECTORY, "checked": timezone.now(), "sid": sid, "refreshing": refreshing}
    Entry.objects.filter(pk=request.session[ENTRY]).update(**told)


def entry_of(request: HttpRequest) -> int:
    """The number of the row of this session; 0 where it has none."""
    return int(request.session.get(ENTRY) or 0)


def close_entry(request: HttpRequest) -> None:
    """Its person signs out, or in again."""
    Entry.objects.filter(pk=entry_of(request)).delete()


def end_sessions(person: Any, but: int | None = None) -> int:
    """How many of a person's sessions ended: all, or all but the one of this row."""
    ended, _rows = Entry.objects.filter(person=person).exclude(pk=but or 0).delete()
    return ended


def end_directory_sessions(told: dict[str, Any]) -> int:
    """How many sessions ended, of who the directory says left: that of its `sid`, else all of this person.

    Raises IntegrityError where this very token was acted upon before.
    """
    now = timezone.now()
    SpentToken.objects.filter(until__lt=now).delete()
    with transaction.atomic():
        until = dt.datetime.fromtimestamp(told["until"], dt.UTC)
        SpentToken.objects.create(name=digest_name(f"{told['iss']} {told['jti']}"), until=until)
        entries = Entry.objects.filter(way=EntryWay.DIRECTORY, person__identity__issuer=told["iss"])
        if "sub" in told:
            entries = entries.filter(person__identity__subject=told["sub"])
        if "sid" in told:  # without a name, it may be this one
            entries = entries.filter(sid__in=[told["sid"], ""] if "sub" in told else [told["sid"]])
        ended, _rows = entries.delete()
    return ended


class HeldSessions:
    """Middleware: who asks is nobody where their session has no row, or the directory does not vouch for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: find_person(request))  # type: ignore[assignment]
        response = self.get_response(request)
        note_refusal(request, response)
        return response


def find_person(request: HttpRequest) -> Any:
    person = get_user(request)
    if not person.is_authenticated or is_held(request, person):
        return person
    request.session.flush()
    return AnonymousUser()


def is_held(request: HttpRequest, person: Any) -> bool:
    entry = Entry.objects.filter(pk=entry_of(request), person_id=person.pk).first()
    if entry is None:
        return False
    now = timezone.now()
    if now - entry.seen > idle_limit():
        entry.delete()
        return False
    if entry.checked is not None and now - entry.checked > ASKED_AFTER and not vouch(entry.pk):
        return False
    if now - entry.seen > SEEN_EVERY:
        Entry.objects.filter(pk=entry.pk).update(seen=now)
    return True


def subject_of(person: Any) -> str:
    """What the directory of now calls this person. Raises DirectoryRefused for who is no longer linked to it."""
    known = DirectoryIdentity.objects.filter(person=person, issuer=settings.DIRECTORY.issuer).first()
    if known is None:
        raise DirectoryRefused("no identity")
    return known.subject


def vouch(key: int) -> bool:
    """Whether the directory still knows whose session this is; asked once, whatever comes at the same moment.

    Others let it answer until the limit of the session, and wait for it after that. No transaction is open meanwhile:
    it may take seconds, and on SQLite nobody would write.
    """
    while (entry := Entry.objects.select_related("person").filter(pk=key).first()) and entry.checked is not None:
        now, limit = timezone.now(), entry.checked + CHECKED_EVERY
        if now - entry.checked <= ASKED_AFTER:
            return True
        if claim_check(entry, now):
            return ask_directory(entry, limit)
        if now <= limit:
            return True
        sleep(LOOKED_AT_EVERY)
    return False


def claim_check(entry: Entry, now: dt.datetime) -> bool:
    """Whether it is this request that asks: of two who try, one finds the row as it must still be."""
    free = Q(asked=None) | Q(asked__lt=now - ASKED_WITHIN)
    return bool(Entry.objects.filter(free, pk=entry.pk, checked=entry.checked).update(asked=now))


def ask_directory(entry: Entry, limit: dt.datetime) -> bool:
    """Whether the session goes on. The directory then gives what it gives now: a person whose roles changed signs in
    again. While it is away, a session lasts until its limit; one that it refuses ends at once."""
    from strategy_monitor.accounts.provider import ask_again  # noqa: PLC0415  # megabytes, for this alone

    row = Entry.objects.filter(pk=entry.pk)
    try:
        claims, refreshing = ask_again(entry.refreshing, subject_of(entry.person))
    except NotLetIn as refused:
        held = refused.status == 503 and timezone.now() <= limit
        log.warning("directory_session_not_vouched_for", why=type(refused).__name__, ended=not held)
        if held:
            row.update(asked=None)
        else:
            row.delete()
        return held
    with transaction.atomic():
        person = get_user_model()._default_manager.select_for_update().get(pk=entry.person_id)
        if row.update(checked=timezone.now(), refreshing=refreshing, asked=None):  # not ended meanwhile
            follow_directory(person, settings.DIRECTORY.grants(claims.get(settings.DIRECTORY.claim)))
    return row.exists()
