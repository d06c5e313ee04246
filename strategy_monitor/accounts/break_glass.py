"""The account that enters when the directory is away: one, named by an operator, and seen whenever it serves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from strategy_monitor.accounts.directory import known_to_directory
from strategy_monitor.accounts.models import BreakGlass

log = structlog.get_logger(__name__)

SHOWN_FOR = dt.timedelta(days=30)
"""How long those who administer the site are told that it served."""


def is_break_glass(person: Any) -> bool:
    return BreakGlass.objects.filter(person_id=person.pk).exists()


def can_serve(person: Any) -> bool:
    """Whether this account enters by itself, and may let others in."""
    return person.is_active and person.has_usable_password() and person.has_perm("auth.change_user")


def whose_password_opens() -> Q:
    """Accounts: the break-glass one always; others unless passwords of this site are closed, or their person comes by
    the directory: who is taken out of it would come in by theirs."""
    spare = Q(pk__in=BreakGlass.objects.values("person"))
    if not settings.LOCAL_PASSWORDS:
        return spare
    return spare | ~Q(pk__in=known_to_directory().values("person")) if settings.DIRECTORY else Q()


def may_use_password(person: Any) -> bool:
    return get_user_model()._default_manager.filter(whose_password_opens(), pk=person.pk).exists()


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
