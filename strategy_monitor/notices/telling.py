"""The one door by which anything is told to people: `tell`, in the transaction of what it tells.

Each is told as they want: at once, in the message of the day, or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from strategy_monitor.language import french
from strategy_monitor.language.codes import MailPace, NoticeKind
from strategy_monitor.notices import outbox
from strategy_monitor.notices.models import Notice, OutgoingMessage
from strategy_monitor.notices.readers import may_be_written_to, paces, readers
from strategy_monitor.notices.wording import write_body, write_subject
from strategy_monitor.web import mail

MOST = 20
"""Lines of a list; a page of the desk shows the others."""
DAILY_AT = 7
"""The hour from which on the message of the day goes."""


@dataclass(frozen=True)
class News:
    """What people are told: texts in plain spaces, set as French is when they are written."""

    kind: NoticeKind
    title: str
    """A sentence without its full stop, which says who did what."""
    text: str = ""
    path: str = "/"
    """Where it is looked at on this site."""


def tell(people: Iterable[Any], news: News, by: Any = None) -> None:
    """Lets these people know. To be called in the transaction of what happened.

    Left out: who did it (`by`), who may not read the desk or has no address, who wants no mail; and everybody, where
    the site has no mail server. Three queries, and two for each who wants it at once.
    """
    keys = {one.pk for one in people} - {by.pk if by is not None else None}
    if not keys or not mail.has_way_out():
        return
    listening = list(readers().filter(pk__in=keys))
    chosen = paces(listening)
    heard = [one for one in listening if chosen[one.pk] != MailPace.NEVER]
    notices = Notice.objects.bulk_create(notice_of(one, news) for one in heard)
    for person, notice in zip(heard, notices, strict=True):
        if chosen[person.pk] == MailPace.AT_ONCE:
            write_message(person, [notice])


@transaction.atomic
def tell_along(people: Iterable[Any], news: News, lines: Iterable[str], by: Any) -> None:
    """Lets these people know of what somebody goes on doing: these lines are added to the notice of this title that
    still waits to be sent, or begin one.

    It is sent when the sender next runs, also to those who want their mail at once, so that a minute's work makes one
    message. The number of queries does not grow with the lines or the people.
    """
    if not mail.has_way_out():
        return
    listening = list(readers().filter(pk__in={one.pk for one in people} - {by.pk}))
    chosen = paces(listening)
    heard = [one for one in listening if chosen[one.pk] != MailPace.NEVER]
    made, added = notice_of(None, news), [f"- {french.typeset(line)}" for line in lines]
    waiting = Notice.objects.filter(person__in=heard, message=None, kind=made.kind, path=made.path, title=made.title)
    held = waiting.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
    begun = {one.person_id: one for one in held.order_by("pk")}
    first = [notice_of(one, news) for one in heard if one.pk not in begun]
    for notice in (*first, *begun.values()):
        notice.text = add_lines(notice.text, added)
    Notice.objects.bulk_create(first)
    Notice.objects.bulk_update(begun.values(), ["text"])


def add_lines(text: str, added: Iterable[str]) -> str:
    """A list with these lines more, each said once; of a long one, its beginning and that there is more."""
    lines = list(dict.fromkeys([*text.splitlines(), *added]))
    return "\n".join(lines if len(lines) <= MOST else [*lines[:MOST], "- " + _("et d’autres")])


def untell(news: News, since: dt.datetime) -> None:
    """Lets nobody know of this after all, where no message tells it yet: once for each person, for what was said twice
    may be taken back once. To be called in the transaction of what takes it back."""
    made = notice_of(None, news)
    waiting = Notice.objects.filter(message=None, at__gte=since, kind=made.kind, path=made.path)
    same = waiting.filter(title=made.title, text=made.text).order_by()
    first = same.values("person").annotate(first=Min("pk")).values_list("first", flat=True)
    Notice.objects.filter(pk__in=list(first)).delete()


def list_lines(lines: Iterable[str]) -> str:
    """As a list in plain text; of a long one, its beginning and how many more there are."""
    every = [f"- {one}" for one in lines]
    if len(every) > MOST:
        every[MOST:] = [_("- et %(n)d autres") % {"n": len(every) - MOST}]
    return "\n".join(every)


def notice_of(person: Any, news: News) -> Notice:
    title = Truncator(" ".join(french.typeset(news.title).split())).chars(300)
    return Notice(person=person, kind=news.kind, title=title, text=french.typeset(news.text), path=news.path)


def write_message(person: Any, notices: list[Notice], daily: bool = False) -> OutgoingMessage:
    """Puts into the outbox the message that tells these."""
    message = outbox.post(write_subject(notices), write_body(person, notices, daily), person=person)
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(message=message)
    return message


def gather_news(now: dt.datetime) -> int:
    """Writes the messages of the day, once its hour has come; returns how many.

    Whoever has changed their mind meanwhile gets what waits at once, or never.
    """
    written = 0
    people = list(
        readers()
        .model._default_manager.filter(pk__in=Notice.objects.filter(message=None).values("person"))
        .order_by("pk")
    )
    chosen = paces(people)
    for person in people:
        written += gather_for(person, chosen[person.pk], now)
    return written


@transaction.atomic
def gather_for(person: Any, pace: str, now: dt.datetime) -> bool:
    """Writes one message of what waits for this person, nobody else doing so; whether there was something to write."""
    ready = Q() if pace != MailPace.DAILY else Q(at__lt=last_daily_hour(now))
    waiting = Notice.objects.filter(ready, person=person, message=None).order_by("pk")
    held = list(waiting.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked))
    if held and (pace == MailPace.NEVER or not may_be_written_to(person)):
        Notice.objects.filter(pk__in=[one.pk for one in held]).delete()
        return False
    if held:
        write_message(person, held, daily=pace == MailPace.DAILY)
    return bool(held)


def last_daily_hour(now: dt.datetime) -> dt.datetime:
    """The moment at which the message of the day was due last."""
    today = timezone.localtime(now).replace(hour=DAILY_AT, minute=0, second=0, microsecond=0)
    return today if today <= now else today - dt.timedelta(days=1)
