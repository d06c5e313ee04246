"""Names of people on the public pages: nobody's, unless the authority chose to show them (`SHOW_NAMES`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import structlog
from django.conf import settings
from django.db import Error
from django.utils import timezone

from strategy_monitor.backoffice.people import NAMED_BY, asked_names, is_neutral, names_of, read_name
from strategy_monitor.language import french
from strategy_monitor.releases.look import Look
from strategy_monitor.report.people import Bearer

log = structlog.get_logger(__name__)


LOOK: Look[Mapping[int, str]] = Look("public_names", asked_names, names_of)


class LastNames:
    """What this process read last."""

    last: Mapping[int, str] = {}


def public_names() -> Mapping[int, str]:
    """Number of an account → the name that readers are shown for it; none where the authority did not choose so. While
    the database is out, as they were read last."""
    if not settings.SHOW_NAMES:
        return {}
    try:
        LastNames.last = LOOK()
    except Error as error:
        log.error("database_down_names_from_memory", why=str(error))
    return LastNames.last


def write_public(number: int | None, first: str | None, last: str | None, username: str | None) -> str:
    """How the public reads of an account: « le compte n° 12 », or its name if they are shown; empty for nobody."""
    if number is None or settings.SHOW_NAMES:
        return write_colleague(number, first, last, username)
    return french.write_account(number)


def write_colleague(number: int | None, first: str | None, last: str | None, username: str | None) -> str:
    """How colleagues read of an account at the desk: its name; empty for nobody."""
    return "" if number is None else read_name(number, first or "", last or "", username or "")


def find_bearers() -> Mapping[str, Bearer]:
    """Name → the one account that is called so. What two accounts are called is nobody's; and no name is anybody's once
    a person was erased: it may have been theirs. A wrong number is worse than nobody. One query."""
    known = list(asked_names().values_list(*NAMED_BY, "date_joined"))
    if any(is_neutral(*row) for *row, _joined in known):
        return {}
    borne = Counter(read_name(*row) for *row, _joined in known)
    bearers = {read_name(*row): Bearer(row[0], timezone.localdate(joined)) for *row, joined in known}
    return {name: bearer for name, bearer in bearers.items() if borne[name] == 1}
