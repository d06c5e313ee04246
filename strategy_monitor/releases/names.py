"""Names of people on the public pages: nobody's, unless the authority chose to show them (`SHOW_NAMES`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import structlog
from django.conf import settings
from django.db import Error

from strategy_monitor.backoffice.people import asked_names, names_of, read_name, read_names
from strategy_monitor.language import french
from strategy_monitor.releases.look import Look

log = structlog.get_logger(__name__)


LOOK: Look[Mapping[int, str]] = Look("public_names", asked_names, names_of)


class Memory:
    """What this process read last."""

    last: Mapping[int, str] = {}


def public_names() -> Mapping[int, str]:
    """Number of an account → the name that readers are shown for it; none where the authority did not choose so. While
    the database is out, as they were read last."""
    if not settings.SHOW_NAMES:
        return {}
    try:
        Memory.last = LOOK()
    except Error as error:
        log.error("database_down_names_from_memory", why=str(error))
    return Memory.last


def write_public(number: int | None, first: str | None, last: str | None, username: str | None) -> str:
    """How the public reads of an account: « le compte n° 12 », or its name if they are shown; empty for nobody."""
    if number is None or settings.SHOW_NAMES:
        return write_colleague(number, first, last, username)
    return french.write_account(number)


def write_colleague(number: int | None, first: str | None, last: str | None, username: str | None) -> str:
    """How colleagues read of an account at the desk: its name; empty for nobody."""
    return "" if number is None else read_name(number, first or "", last or "", username or "")


def numbers_by_name() -> Mapping[str, int]:
    """Name → number of the one account that is called so. What two accounts are called is nobody's."""
    known = read_names()
    borne = Counter(known.values())
    return {name: number for number, name in known.items() if borne[name] == 1}
