"""What is said in a thread, told by mail to whom it concerns: those it names, those who spoke before, who proposed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from indicators.models import Observation
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language.codes import MessageKind, NoticeKind, ProposalState
from strategy_monitor.notices.readers import readers
from strategy_monitor.notices.telling import News, tell, untell
from strategy_monitor.threads.models import Message
from strategy_monitor.threads.places import address_of_thread
from strategy_monitor.threads.talking import PERMISSIONS, may_settle


def hear_message(message: Message, **_told: Any) -> None:
    """Listens to `message_posted`: tells those it names and those who spoke there before; of a proposal, those who may
    settle it too."""
    thing = message.thing
    people = {one.pk: one for one in message.mentions.all()}
    spoke = Message.objects.on(thing).exclude(pk=message.pk).order_by().values("author")
    people |= {one.pk: one for one in get_user_model()._default_manager.filter(pk__in=spoke)}
    if message.kind == MessageKind.PROPOSAL:
        people |= {one.pk: one for one in who_may_settle(thing)}
    tell(people.values(), write_thread_news(message), by=message.author)


def hear_removed(message: Message, **_told: Any) -> None:
    """Listens to `message_removed`: what was taken back is not told the next morning."""
    untell(write_thread_news(message), since=message.posted_at)


def write_thread_news(message: Message) -> News:
    thing, text = message.thing, message.text
    if message.kind == MessageKind.PROPOSAL:
        title = _("%(who)s propose une correction : %(where)s")
        text = _("Texte proposé : « %(proposed)s »") % {"proposed": message.proposed} + "\n\n" + message.text
    else:
        title = _("%(who)s a écrit à propos de %(where)s")
    told = title % {"who": name_person(message.author), "where": name_place(thing)}
    return News(NoticeKind.MENTIONED, told, text, address_of_thread(thing))


def hear_settled(message: Message, **_told: Any) -> None:
    """Listens to `proposal_settled`: tells who proposed, with the reason."""
    done = message.state == ProposalState.DONE
    title = _("%(who)s a fait la correction proposée : %(where)s")
    if not done:
        title = _("%(who)s a écarté la correction proposée : %(where)s")
    told = title % {"who": name_person(message.settled_by), "where": name_place(message.thing)}
    news = News(NoticeKind.MENTIONED, told, message.settled_why, address_of_thread(message.thing))
    tell([message.author], news, by=message.settled_by)


def who_may_settle(thing: Any) -> list[Any]:
    """Those who change the thing itself; of a value also those who validate, who may not change it."""
    able = {one.pk: one for one in readers(PERMISSIONS[type(thing)])}
    if isinstance(thing, Observation):
        able |= {one.pk: one for one in readers("indicators.validate_observation")}
    return [one for one in able.values() if may_settle(one, thing)]


def name_place(thing: Any) -> str:
    """« 2.1-O2, 2023-2024 »; of a measure and an indicator, the code."""
    return f"{thing.series.indicator.code}, {thing.period_label}" if isinstance(thing, Observation) else str(thing.code)
