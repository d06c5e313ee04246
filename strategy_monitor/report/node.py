"""What every part of the document has in common, and the public signal that any part can carry."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from strategy_monitor.report.vocabulary import DOUBTS, NoteKind, NoteStatus, Severity


class Node(BaseModel):
    """What every part of the tree has in common: it cannot be changed, and it refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Note(Node):
    """A public signal: what is printed, why it is doubtful, what was decided. Never a silent correction."""

    code: str
    kind: NoteKind
    severity: Severity
    status: NoteStatus
    printed: str
    reason: str
    decision: str
    off_scale: bool = False
    """True where the value it speaks of must not set the scale of a chart."""
    section: str
    page: int | None = None

    @property
    def doubts(self) -> bool:
        """True where it doubts the value itself, not its date, its wording or what is missing around it."""
        return self.severity != "information" and self.kind in DOUBTS
