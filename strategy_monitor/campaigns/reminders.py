"""The reminder that a provider is sent: written, shown, then sent as it was shown, and kept. Or sent by itself."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from axes.models import Strategy
from indicators.models import Provider
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.campaigns.models import Campaign, Demand, Reminder
from strategy_monitor.campaigns.moments import moment_reached
from strategy_monitor.campaigns.owed import ProviderStanding, standings
from strategy_monitor.language import french
from strategy_monitor.language.codes import MessageState
from strategy_monitor.notices import outbox
from strategy_monitor.notices.models import OutgoingMessage
from strategy_monitor.releases.statement import read_statement
from strategy_monitor.web import mail

TEMPLATE = "desk/reminder.txt"
ADDRESS = "\ue000"
"""Stands for the address of the file while French spaces are set, which would break it."""
IN_HAND = dt.timedelta(minutes=5)
"""How long the sender of the outbox leaves a reminder to the page that sends it."""


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


def workbook_path(campaign: Campaign, provider: Provider) -> str:
    """The file that this provider fills: the rows that it owes, and only those."""
    asked = {"campagne": campaign.edition.label, "producteur": provider.code}
    return f"{reverse('desk-export-xlsx')}?{urlencode(asked)}"


def write_letter(campaign: Campaign, standing: ProviderStanding, sender: Any) -> Letter:
    """From a person, or from the authority. The letter of a provider without a contact has no `to`."""
    strategy = Strategy.objects.first()
    subject = french.typeset(
        _("Données attendues pour le %(day)s : %(strategy)s, édition %(edition)s")
        % {
            "day": french.write_date(standing.due),
            "strategy": strategy.short_title if strategy else "",
            "edition": campaign.edition.label,
        }
    )
    answered = sender.email if sender is not None else read_statement().contact_email
    context = {
        "campaign": campaign,
        "standing": standing,
        "strategy": strategy,
        "workbook": ADDRESS,
        "answered": bool(answered) or sender is not None,
        "sender": sign(sender, strategy),
    }
    address = settings.SITE_URL + workbook_path(campaign, standing.provider)
    body = french.typeset(render_to_string(TEMPLATE, context).strip() + "\n").replace(ADDRESS, address)
    to = standing.demand.contact if standing.demand else ""
    return Letter(to, Truncator(" ".join(subject.split())).chars(250), body, answered)


def sign(sender: Any, strategy: Strategy | None) -> str:
    if sender is not None:
        return name_person(sender)
    return strategy.authority if strategy else ""


def send_reminder(demand: Demand, written: Letter, sender: Any, already: int) -> Reminder:
    """Sends the letter at once and keeps it. Raises CannotSend, and keeps nothing, where it does not go; where it may
    have gone, the reminder is kept without a date.

    `already` is the number of reminders that the sender saw: should another one be under way, this one stays.
    """
    reminder = begin_reminder(demand, written, sender, already, after=IN_HAND)
    message: Any = reminder.message
    try:
        message = outbox.send_now(message)
    except mail.MailAway as away:
        take_back_reminder(reminder)
        raise did_not_go(str(away)) from away
    if message.state == MessageState.WAITING:  # refused
        take_back_reminder(reminder)
        raise did_not_go(message.why)
    reminder.refresh_from_db()
    return reminder


def did_not_go(why: str) -> CannotSend:
    return CannotSend(_("Le courrier n’est pas parti : %(why)s.") % {"why": why})


@transaction.atomic
def take_back_reminder(reminder: Reminder) -> None:
    """As if it had never been begun."""
    OutgoingMessage.objects.filter(reminder=reminder, state=MessageState.WAITING).delete()
    reminder.refresh_from_db()
    reminder.delete()


@dataclass(frozen=True)
class Dispatch:
    """A letter to one provider, among several."""

    standing: ProviderStanding
    letter: Letter

    @property
    def already(self) -> int:
        return len(self.standing.reminders)

    @property
    def seen(self) -> str:
        """What a form sends back of it."""
        return f"{self.letter.digest}:{self.already}"


def write_all(campaign: Campaign, sender: Any, today: dt.date) -> list[Dispatch]:
    """The letter of each provider that was asked, and still owes something."""
    found = [one for one in standings(campaign, today) if one.demand and one.left]
    return [Dispatch(one, write_letter(campaign, one, sender)) for one in found]


@transaction.atomic
def send_all(dispatches: Iterable[Dispatch], sender: Any) -> int:
    """Puts all of these into the outbox, in one act: they go within a minute. Raises CannotSend, and then none does."""
    if not mail.has_way_out():
        raise did_not_go(_("ce site n’a pas de serveur de courrier, la variable EMAIL_HOST manque"))
    begun = [begin_reminder(demand_of(one), one.letter, sender, one.already) for one in dispatches]
    return len(begun)


def demand_of(one: Dispatch) -> Demand:
    if one.standing.demand is None:
        raise CannotSend(_("Rien n’est encore demandé à un de ces fournisseurs."))
    return one.standing.demand


def remind_by_themselves(today: dt.date) -> int:
    """Puts into the outbox the reminders whose day has come, each once; returns how many.

    They come from the person who made the campaign, while they work here; else from the authority. One that a person
    sent since that day stands for it.
    """
    sent = 0
    if not mail.has_way_out():
        return sent
    campaigns = Campaign.objects.filter(automatic=True, opens_on__lte=today, edition__closed_at=None)
    for campaign in campaigns.select_related("edition", "created_by"):
        leader = campaign.created_by
        sender = leader if leader is not None and leader.is_active and leader.email else None
        for one in write_all(campaign, sender, today):
            moment = moment_reached(one.standing.due, today)
            if moment is not None and one.letter.to and not reminded_since(one.standing, moment):
                sent += begin_by_itself(one, moment)
    return sent


def reminded_since(standing: ProviderStanding, moment: dt.date) -> bool:
    """Whether the reminder of this moment has gone, or a person sent one on that day or later."""
    return any(one.moment == moment or timezone.localdate(one.begun_at) >= moment for one in standing.reminders)


def begin_by_itself(one: Dispatch, moment: dt.date) -> bool:
    """Whether it was begun: not where somebody was faster."""
    try:
        begin_reminder(demand_of(one), one.letter, None, one.already, moment=moment)
    except CannotSend:
        return False
    return True


@transaction.atomic
def begin_reminder(
    demand: Demand,
    written: Letter,
    sender: Any,
    already: int,
    *,
    after: dt.timedelta | None = None,
    moment: dt.date | None = None,
) -> Reminder:
    """Notes the reminder and puts it into the outbox, one person at a time, so that two do not send it twice. Raises
    CannotSend."""
    if not written.to:
        raise CannotSend(_("Cette demande n’a pas d’adresse de contact : l’ajouter à la campagne, puis recommencer."))
    held = Demand.objects.select_for_update().get(pk=demand.pk)
    if held.reminders.count() != already:
        raise CannotSend(_("Un autre rappel vient de partir : le relire ci-dessous avant d’en envoyer un de plus."))
    message = outbox.post(written.subject, written.body, to=written.to, reply_to=written.reply_to, after=after)
    return Reminder.objects.create(
        demand=held,
        to=written.to,
        subject=written.subject,
        body=written.body,
        sent_by=sender,
        moment=moment,
        message=message,
    )


def note_sent(message: OutgoingMessage, at: dt.datetime, **_told: Any) -> None:
    """Listens to `notices.outbox.message_sent`: the reminder has the date of its message."""
    Reminder.objects.filter(message=message).update(sent_at=at)
