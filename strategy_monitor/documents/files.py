"""What is written by the page of its address, in a process of its own that has the database: what is too long for the
process that answers readers to hold."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from strategy_monitor.documents import apart, orders
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.orders import Tell
from strategy_monitor.kept import keeping, store
from strategy_monitor.kept.answer import Answer
from strategy_monitor.kept.budget import Budget
from strategy_monitor.language.codes import WritingStage
from strategy_monitor.web.processes import run_command

COMMAND = "write_file"


def are_written_apart() -> bool:
    """Whether this process has files written by another one, and is given what that one wrote."""
    return settings.DOCUMENTS_APART and not orders.HERE.get() and store.is_shared()


@dataclass(frozen=True)
class FileOrder:
    """Of a file that is written by the page of this address, and then found by this key."""

    key: str
    path: str
    what: str
    budget: Budget | None = None
    stage: WritingStage = WritingStage.FILLING
    """What the process apart is at."""

    @property
    def code(self) -> str:
        return self.path.rpartition(".")[2]

    def write_apart(self, tell: Tell) -> Answer:
        tell(self.stage)
        run_command(COMMAND, self.path, longest=apart.LONGEST)
        return self.find_written()

    def write_here(self) -> Answer:
        """Where pages are written by a process that is apart already, they do not order: it is there, or never."""
        return self.find_written()

    def find_written(self) -> Answer:
        found = keeping.read_stored(self.key)
        if found is None:
            raise CannotWrite(self.path)
        return found
