"""What the authority states of its site, as a page reads it: in one query, and from memory while none is answered."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import Error
from django.utils.text import capfirst

from strategy_monitor.releases.load import Unreachable
from strategy_monitor.releases.models import SiteStatement

log = structlog.get_logger(__name__)

TITLES = {
    field.name: capfirst(str(field.verbose_name))
    for field in SiteStatement._meta.concrete_fields
    if not field.primary_key and field.name != "slot"
}
"""What the authority can state, and what it is called."""


class LastStatement:
    """What this process read last."""

    last: SiteStatement | None = None
    changed: dt.datetime | None = None


def read_statement() -> SiteStatement:
    """An empty one as long as nothing was stated; while the database is out, the last one read. Raises Unreachable
    where none was."""
    try:
        LastStatement.last = SiteStatement.objects.first() or SiteStatement()
    except Error as error:
        if LastStatement.last is None:
            raise Unreachable from error
        log.error("database_down_statement_from_memory", why=str(error))
    return LastStatement.last


def last_changed() -> dt.datetime | None:
    """When what is stated last changed, as its history has it; None as long as nothing was stated. While the
    database is out, as it was read last."""
    try:
        LastStatement.changed = (
            SiteStatement.history.order_by("-history_date", "-history_id")
            .values_list("history_date", flat=True)
            .first()
        )
    except Error as error:
        log.error("database_down_statement_from_memory", why=str(error))
    return LastStatement.changed
