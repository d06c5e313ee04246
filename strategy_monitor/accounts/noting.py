"""What the log says of who comes in, and who is refused what: accounts by their numbers, no word that was typed."""

from __future__ import annotations

import logging
from typing import Any

import structlog
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponseBase

log = structlog.get_logger(__name__)

REFUSING = {400: logging.INFO, 403: logging.WARNING, 429: logging.WARNING}
"""Statuses by which somebody is refused what they asked → how loudly; a mistake in a form is a 400 too."""


def door_of(request: HttpRequest | None) -> str:
    """The name of the address by which somebody comes."""
    match = request.resolver_match if request else None
    return match.view_name if match else ""


def note_sign_in(request: HttpRequest, person: Any) -> None:
    log.info("signed_in", account=person.pk, by=door_of(request))


def note_failure(request: HttpRequest | None, why: str | None, account: int | None) -> None:
    """`why` is a code of ours; `account` is nobody's where no account was meant."""
    log.warning("sign_in_failed", why=why, account=account, by=door_of(request))


def find_number(name: str) -> int | None:
    """Of the account of this very name."""
    accounts = get_user_model()._default_manager.filter(username=name)
    return accounts.values_list("pk", flat=True).first()


def note_refusal(request: HttpRequest, response: HttpResponseBase) -> None:
    """With the number of who asked. A page that nobody need sign in for does not ask who that is."""
    level = REFUSING.get(response.status_code)
    if level is not None and (response.status_code == 403 or request.session.accessed):
        log.log(level, "act_refused", status=response.status_code, account=request.user.pk, by=door_of(request))
