"""People who are written to, and what they are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from indicators.models import Observation, Provider
from strategy_monitor.backoffice.versions import revision
from strategy_monitor.language.codes import MailPace
from strategy_monitor.notices.models import MailChoice, Notice
from tests import people

NAMES = {"camille": "Camille Dubois", "dominique": "Dominique Martin", "sacha": "Sacha Peeters", "chef": "Alix Renard"}


def person(name: str, *roles: str, pace: str = MailPace.AT_ONCE, **more: Any) -> Any:
    """Someone of this role, for all providers there are, who wants mail at this pace."""
    user = people.person(name, *roles, providers=Provider.objects.all())
    user.first_name, _space, user.last_name = NAMES.get(name, name.capitalize()).partition(" ")
    user.email = f"{name}@exemple.be"
    for field, value in more.items():
        setattr(user, field, value)
    user.save()
    MailChoice.objects.create(person=user, pace=pace)
    return user


def seen(*rows: Observation) -> dict[int, int]:
    """These observations, as a page showed them."""
    return {row.pk: revision(row) for row in rows}


def sent() -> list[Any]:
    """What leaves now, and did not before."""
    before = len(mail.outbox)
    call_command("send_mail", verbosity=0)
    return mail.outbox[before:]


def next_morning() -> None:
    """Everything that waits was told before the last hour of the message of the day."""
    Notice.objects.filter(message=None).update(at=timezone.now() - dt.timedelta(days=1, minutes=1))
