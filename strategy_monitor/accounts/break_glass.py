"""The account that enters when the directory is away: one, named by an operator, and seen whenever it serves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone

from strategy_monitor.accounts.models import BreakGlass

log = structlog.get_logger(__name__)

SHOWN_FOR = dt.timedelta(days=30)
"""How long those who administer the site are told that it served."""


def is_break_glass(person: Any) -> bool:
    return BreakGlass.objects.filter(person_id=person.pk).exists()


def may_use_password(person: Any) -> bool:
    """Where passwords of this site are closed, that of the break-glass account alone opens."""
    return settings.LOCAL_PASSWORDS or is_break_glass(person)


def note_break_glass(person: Any) -> None:
    """Loudly: an error of the log, which an operator is woken by; and on the pages of who administers."""
    if BreakGlass.objects.filter(person_id=person.pk).update(entered=timezone.now()):
        log.error("break_glass_account_entered", account=person.pk)


def find_last_use(person: Any) -> BreakGlass | None:
    """For who may change accounts: the account and when it entered, where that was lately. One query at most."""
    if not person.has_perm("auth.change_user"):
        return None
    lately = timezone.now() - SHOWN_FOR
    return BreakGlass.objects.select_related("person").filter(entered__gt=lately).first()
