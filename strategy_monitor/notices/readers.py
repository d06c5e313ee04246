"""Who may be written to of what is at the desk, and how they want it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from indicators.rights import READING, reads_working_copy
from strategy_monitor.language.codes import MailPace
from strategy_monitor.notices.models import MailChoice


def may_be_written_to(person: Any) -> bool:
    """Whether the desk, which messages are about, is open to this person, and there is an address."""
    return bool(person.is_active and person.is_staff and person.email and reads_working_copy(person))


def readers(*permissions: str) -> QuerySet[Any]:
    """The same, of all people, who hold these permissions besides; one query."""
    people = get_user_model()._default_manager
    found = people.filter(is_active=True, is_staff=True, email__gt="")
    for permission in (*READING, *permissions):
        found = found.filter(pk__in=people.with_perm(permission).values("pk"))
    return found.order_by("pk")


def paces(people: Iterable[Any]) -> dict[int, str]:
    """Key → pace of these; one query."""
    keys = [one.pk for one in people]
    chosen = dict(MailChoice.objects.filter(person__in=keys).values_list("person_id", "pace"))
    return {key: chosen.get(key, MailPace.DAILY) for key in keys}


def choice_of(person: Any) -> MailChoice:
    """What this person chose, or what holds for who chose nothing, not saved."""
    return MailChoice.objects.filter(person=person).first() or MailChoice(person=person)
