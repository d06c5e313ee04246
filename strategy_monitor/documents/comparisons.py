"""What two long releases differ in, found by a process apart where nobody found it yet: it takes both documents, which
the process that answers would hold for as long as it lives."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from strategy_monitor.documents import apart, orders
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.orders import Resting, Tell, Underway
from strategy_monitor.kept.answer import Answer
from strategy_monitor.kept.budget import Budget
from strategy_monitor.language.codes import WritingStage
from strategy_monitor.releases.compared import is_long_to_find
from strategy_monitor.releases.load import Head
from strategy_monitor.web.processes import run_command

log = structlog.get_logger(__name__)

COMMAND = "compare_releases"
STAGES = (WritingStage.WAITING, WritingStage.COMPARING)
DONE = Answer({}, {"": b""})
"""What is found stands in the database, not in what processes keep of pages."""


@dataclass(frozen=True)
class ComparisonOrder:
    pair: tuple[Head, Head]
    budget: Budget | None = None
    code: str = "comparison"

    @property
    def key(self) -> str:
        return orders.key_of_order("comparison", *(head.sha256 for head in self.pair))

    @property
    def what(self) -> str:
        return " / ".join(head.name for head in self.pair)

    def write_apart(self, tell: Tell) -> Answer:
        tell(WritingStage.COMPARING)
        if not run_command(COMMAND, *(head.name for head in self.pair), longest=apart.LONGEST):
            raise CannotWrite(_("Les deux versions n’ont pas pu être comparées."))
        return DONE

    def write_here(self) -> Answer:
        """Who compares in a process that is apart already does not order."""
        return DONE


def ask_ahead(before: Head, after: Head, budget: Budget | None) -> Underway | Resting | None:
    """None where what they differ in can be told now; else how far it is, or when to come back: what few read has a
    budget. Raises CannotWrite."""
    if settings.DOCUMENTS_APART and not orders.HERE.get() and is_long_to_find(before, after):
        order = ComparisonOrder((before, after), budget)
        try:
            found = orders.ask_document(order)
        except CannotWrite as error:
            log.error("document_not_written", document=order.what, form=order.code, why=str(error))
            raise
        if not isinstance(found, Answer):
            return found
    rest = budget.rest() if budget else 0
    return Resting(rest) if rest else None
