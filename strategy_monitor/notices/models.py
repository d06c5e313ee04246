"""What people are told by mail: how each wants it, what waits to be told, and the messages on their way out."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language.codes import MailPace, MessageState, NoticeKind


def new_message_id() -> str:
    """Given once, when the message is written: whoever receives it twice can tell."""
    return f"<{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname}>"


class MailChoice(models.Model):
    """How a person wants to be written to. Without a row, once a day."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choice")
    pace = models.CharField(max_length=10, choices=MailPace.choices, default=MailPace.DAILY)
    every_release = models.BooleanField(default=False)
    """Whether they are told of releases that hold nothing of theirs, too."""

    class Meta:
        verbose_name = "choix de courrier"
        verbose_name_plural = "choix de courrier"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(pace__in=["at_once", "daily", "never"]), name="mail_pace_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.person} : {MailPace(self.pace).word}"


class OutgoingMessage(models.Model):
    """One mail to one person, or to one address. Written in the transaction of what it tells, claimed before it goes.

    That of an account is looked up as it goes, so that a closed account gets nothing and no second address is kept.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="messages")
    to = models.EmailField(blank=True)
    """Of who has no account; empty for who has."""
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    message_id = models.CharField(max_length=120, unique=True, default=new_message_id)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often the server refused it, or was away."""
    next_try_at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)
    """Why it did not go, in French."""
    written_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    """When it was known to be sent, held to be, or dropped."""
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    """Whoever said what becomes of it; nobody where the mail server did."""

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("settle_message", "Peut voir le courrier du site et dire ce que devient un message")]
        indexes = [models.Index(fields=["state", "next_try_at"], name="messages_to_send")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "claimed", "sent", "uncertain", "failed", "held", "dropped"]
                ),
                name="message_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(to=""), name="message_goes_to_a_person_or_an_address"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject

    @property
    def recipient(self) -> str:
        """Whom it is for, as the desk says it."""
        return self.to or name_person(self.person)


class Notice(models.Model):
    """One thing that a person is told. It waits for the message that tells it, and goes with it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    title = models.CharField(max_length=300)
    """A sentence without its full stop: « Camille Dubois a soumis 3 valeurs »."""
    text = models.TextField(blank=True)
    """What it is about, a line each."""
    path = models.CharField(max_length=300)
    """Where it is looked at on this site."""
    at = models.DateTimeField(default=timezone.now)
    message = models.ForeignKey(OutgoingMessage, models.CASCADE, null=True, related_name="notices")
    """The message that tells it; None while it waits."""

    class Meta:
        verbose_name = "nouvelle"
        verbose_name_plural = "nouvelles"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["submitted", "returned", "validated", "published", "asked", "due", "mentioned"]
                ),
                name="notice_kind_is_known",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()
