"""The way of a message: waiting → claimed → sent, once at most.

It is claimed, and that is committed, before it goes; a process that dies between the two leaves it claimed, and nothing
sends it again by itself: a person looks, and says. What the server refuses is tried again, some times, then shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from strategy_monitor.language.codes import MessageState
from strategy_monitor.notices.models import Notice, OutgoingMessage
from strategy_monitor.notices.readers import may_be_written_to
from strategy_monitor.web import mail

log = structlog.get_logger(__name__)

message_sent = Signal()
"""Sent with `message` and `at`, in the transaction that notes that it has gone, or is held to have."""

TRIES_AFTER = tuple(dt.timedelta(minutes=one) for one in (1, 5, 30, 120, 480, 1440))
"""How long after each refusal a message is tried again; after the last one, it is not."""
LONGEST_SENDING = dt.timedelta(minutes=10)
"""A message that was claimed longer ago is not being sent any more: each step waits `EMAIL_TIMEOUT` at most."""
KEPT_FOR = dt.timedelta(days=30)
"""How long messages stay that nobody has to look at any more."""
ENDED = (MessageState.SENT, MessageState.HELD, MessageState.DROPPED)


class Settled(Exception):
    """Somebody, or the sender, has moved this message on since it was shown."""


def post(
    subject: str, body: str, *, person: Any = None, to: str = "", reply_to: str = "", after: dt.timedelta | None = None
) -> OutgoingMessage:
    """Writes a message into the outbox, in the transaction that is open: to a person with an account, or to an address.

    `after`: how long the sender leaves it to whoever writes it.
    """
    line = Truncator(" ".join(subject.split())).chars(250)
    at = timezone.now() + (after or dt.timedelta())
    return OutgoingMessage.objects.create(
        subject=line, body=body, person=person, to=to, reply_to=reply_to, next_try_at=at
    )


@dataclass
class Sent:
    """What a turn of the sender did, in messages."""

    sent: int = 0
    uncertain: int = 0
    refused: int = 0
    dropped: int = 0


def send_waiting() -> Sent:
    """Sends what is to be sent, one by one. Raises MailAway where the mail server is, and then the rest waits."""
    tell_interrupted()
    done = Sent()
    while due(timezone.now()).exists():
        way = open_or_put_off()
        message = claim(due(timezone.now()))
        if message is None:  # another sender was faster
            mail.leave(way)
            continue
        count_sent(done, deliver(message, way))
    return done


def send_now(message: OutgoingMessage) -> OutgoingMessage:
    """Sends this one without waiting for the sender; its state says what became of it. Raises MailAway, and then it
    waits as before."""
    way = mail.open_connection()
    found = claim(OutgoingMessage.objects.filter(pk=message.pk, state=MessageState.WAITING))
    if found is None:  # the sender was faster
        mail.leave(way)
        message.refresh_from_db()
        return message
    return deliver(found, way)


def count_sent(done: Sent, message: OutgoingMessage) -> None:
    name = {MessageState.SENT: "sent", MessageState.UNCERTAIN: "uncertain", MessageState.DROPPED: "dropped"}
    counted = name.get(MessageState(message.state), "refused")
    setattr(done, counted, getattr(done, counted) + 1)


def due(now: dt.datetime) -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(state=MessageState.WAITING, next_try_at__lte=now).order_by("pk")


def lock(rows: QuerySet[OutgoingMessage]) -> OutgoingMessage | None:
    """The first of these that nobody else has in hand, until the end of the transaction. On SQLite a transaction has
    the whole database."""
    skipping = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=skipping).first()


def claim(rows: QuerySet[OutgoingMessage]) -> OutgoingMessage | None:
    """The first of these, taken for good: from here on nobody else sends it. None where there is none to take."""
    with transaction.atomic(durable=True):
        found = lock(rows)
        if found is not None:
            found.state, found.claimed_at = MessageState.CLAIMED, timezone.now()
            found.save(update_fields=["state", "claimed_at"])
    return found


def open_or_put_off() -> Any:
    """The open way to the mail server. Where it is away, the first message that waits has had one try more."""
    try:
        return mail.open_connection()
    except mail.MailAway as away:
        with transaction.atomic():
            found = lock(due(timezone.now()))
            if found is not None:
                put_off(found, str(away))
        raise


def deliver(message: OutgoingMessage, way: Any) -> OutgoingMessage:
    """Sends a message that is claimed, and notes what became of it."""
    address = message.to or (message.person.email if message.person else "")
    if message.person is not None and not may_be_written_to(message.person):
        mail.leave(way)
        settle_message(message, MessageState.DROPPED, why=_("compte fermé, sans adresse ou sans rôle"))
        return message
    try:
        mail.hand_over(way, write_mail(message, address))
    except mail.MailAway as refused:
        with transaction.atomic():
            put_off(message, str(refused))
    except mail.MailUncertain as cut:
        log.error("mail_uncertain", message=message.message_id)
        message.state, message.why = MessageState.UNCERTAIN, str(cut)
        message.save(update_fields=["state", "why"])
    else:
        settle_message(message, MessageState.SENT)
    return message


def write_mail(message: OutgoingMessage, address: str) -> EmailMessage:
    headers = {"Message-ID": message.message_id}
    if message.person_id:
        headers["Auto-Submitted"] = "auto-generated"  # no holiday answers to it
    reply_to = [message.reply_to] if message.reply_to else None
    return EmailMessage(message.subject, message.body, to=[address], reply_to=reply_to, headers=headers)


def put_off(message: OutgoingMessage, why: str) -> None:
    """After a refusal: to be tried again later, or to be shown once that was done often enough."""
    tries = message.attempts
    message.attempts, message.why, message.claimed_at = tries + 1, why, None
    if tries < len(TRIES_AFTER):
        message.state, message.next_try_at = MessageState.WAITING, timezone.now() + TRIES_AFTER[tries]
    else:
        message.state = MessageState.FAILED
        log.error("mail_failed", message=message.message_id)
    message.save(update_fields=["state", "attempts", "why", "claimed_at", "next_try_at"])


def settle_message(message: OutgoingMessage, state: MessageState, by: Any = None, why: str = "") -> None:
    """Notes what became of a message, for good."""
    message.state, message.why, message.settled_by, message.settled_at = state, why, by, timezone.now()
    with transaction.atomic():
        message.save(update_fields=["state", "why", "settled_by", "settled_at"])
        if state in {MessageState.SENT, MessageState.HELD}:
            message_sent.send(OutgoingMessage, message=message, at=message.claimed_at or message.settled_at)


def tell_interrupted() -> None:
    """What was claimed so long ago that its sender must have died is uncertain."""
    old = OutgoingMessage.objects.filter(state=MessageState.CLAIMED, claimed_at__lt=timezone.now() - LONGEST_SENDING)
    for key in list(old.values_list("message_id", flat=True)):
        log.error("mail_uncertain", message=key)
    old.update(state=MessageState.UNCERTAIN, why=_("l’envoi a été interrompu"))


# What a person says of a message


def in_trouble() -> QuerySet[OutgoingMessage]:
    """What waits for a person to look at it."""
    interrupted = Q(state=MessageState.CLAIMED, claimed_at__lt=timezone.now() - LONGEST_SENDING)
    known = Q(state__in=(MessageState.UNCERTAIN, MessageState.FAILED))
    return OutgoingMessage.objects.filter(known | interrupted)


@transaction.atomic
def send_again(key: int, by: Any) -> None:
    """To be sent once more, under the same Message-ID. Raises Settled where it is no longer in trouble."""
    found = find_in_trouble(key)
    found.state, found.attempts, found.next_try_at = MessageState.WAITING, 0, timezone.now()
    found.claimed_at, found.settled_by = None, by
    found.save(update_fields=["state", "attempts", "next_try_at", "claimed_at", "settled_by"])


@transaction.atomic
def hold_for_sent(key: int, by: Any) -> None:
    """It has arrived, or is as good as that. Raises Settled where it is no longer in trouble."""
    settle_message(find_in_trouble(key), MessageState.HELD, by)


@transaction.atomic
def drop(key: int, by: Any) -> None:
    """It is not to be sent any more. Raises Settled where it is no longer in trouble."""
    settle_message(find_in_trouble(key), MessageState.DROPPED, by)


@transaction.atomic
def drop_all() -> int:
    """Nothing that waits, to be sent or to be told, is sent any more: for a database that was put back, whose messages
    have gone since. Returns how many messages."""
    Notice.objects.filter(message=None).delete()
    waiting = OutgoingMessage.objects.filter(state=MessageState.WAITING)
    return waiting.update(state=MessageState.DROPPED, settled_at=timezone.now())


def find_in_trouble(key: int) -> OutgoingMessage:
    found = in_trouble().select_for_update(of=("self",)).filter(pk=key).first()
    if found is None:
        raise Settled
    return found


def prune() -> int:
    """Forgets the messages that went, or were dropped, long enough ago, and what they told; returns how many."""
    old = OutgoingMessage.objects.filter(state__in=ENDED, settled_at__lt=timezone.now() - KEPT_FOR)
    Notice.objects.filter(message__in=old.values("pk")).delete()
    return old.delete()[1].get(OutgoingMessage._meta.label, 0)
