"""The reminder that a provider is sent: written, shown, then sent as it was shown, and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from axes.models import Strategy
from strategy_monitor.campaigns.models import Campaign, Demand, Reminder
from strategy_monitor.campaigns.owed import Standing
from strategy_monitor.language import french
from strategy_monitor.web import mail

TEMPLATE = "desk/reminder.txt"
ADDRESS = "\ue000"
"""Stands for the address of the file while French spaces are set, which would break it."""


class CannotSend(Exception):
    """Nothing was sent: why, in French."""


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    body: str
    reply_to: str = ""

    @property
    def digest(self) -> str:
        """What a form sends back, to be sure that what goes is what was shown."""
        return hashlib.sha256("\n".join((self.to, self.subject, self.body)).encode()).hexdigest()


def write_letter(campaign: Campaign, standing: Standing, workbook: str, sender: Any) -> Letter:
    """`workbook` is the address of the file to fill. The letter of a provider without a contact has no `to`."""
    strategy = Strategy.objects.first()
    subject = french.typeset(
        _("Données attendues pour le %(day)s : %(strategy)s, édition %(edition)s")
        % {
            "day": french.write_date(standing.due),
            "strategy": strategy.short_title if strategy else "",
            "edition": campaign.edition.label,
        }
    )
    context = {
        "campaign": campaign,
        "standing": standing,
        "strategy": strategy,
        "workbook": ADDRESS,
        "sender": sender.get_full_name() or sender.get_username(),
    }
    body = french.typeset(render_to_string(TEMPLATE, context).strip() + "\n").replace(ADDRESS, workbook)
    to = standing.demand.contact if standing.demand else ""
    return Letter(to, Truncator(" ".join(subject.split())).chars(250), body, sender.email)


def send(demand: Demand, written: Letter, sender: Any, already: int) -> Reminder:
    """Sends the letter and keeps it. Raises CannotSend, and keeps nothing, where it does not go.

    `already` is the number of reminders that the sender saw: should another one be under way, this one stays.
    """
    if not written.to:
        raise CannotSend(_("Cette demande n’a pas d’adresse de contact : l’ajouter à la campagne, puis recommencer."))
    message = EmailMessage(
        written.subject, written.body, to=[written.to], reply_to=[written.reply_to] if written.reply_to else None
    )
    reminder = begin_reminder(demand, written, sender, already)
    try:
        with going():
            mail.send(mail.open_connection(), message)
    except CannotSend:
        reminder.delete()
        raise
    reminder.sent_at = timezone.now()
    reminder.save(update_fields=["sent_at"])
    return reminder


@contextmanager
def going() -> Iterator[None]:
    """Says of a letter that does not go that it did not, and why."""
    try:
        yield
    except mail.MailAway as away:
        raise CannotSend(_("Le courrier n’est pas parti : %(why)s.") % {"why": away}) from away


@transaction.atomic
def begin_reminder(demand: Demand, written: Letter, sender: Any, already: int) -> Reminder:
    """Notes the reminder before it goes, one person at a time, so that two do not send it twice."""
    held = Demand.objects.select_for_update().get(pk=demand.pk)
    if held.reminders.count() != already:
        raise CannotSend(_("Un autre rappel vient de partir : le relire ci-dessous avant d’en envoyer un de plus."))
    return Reminder.objects.create(
        demand=held, to=written.to, subject=written.subject, body=written.body, sent_by=sender
    )
