"""Editorial notes: the doubts beside what they speak of, the information at the end."""

from __future__ import annotations

from collections.abc import Iterable

from strategy_monitor.documents import blocks
from strategy_monitor.documents.blocks import Note
from strategy_monitor.documents.compose.texts import plain
from strategy_monitor.language import french
from strategy_monitor.language.codes import NoteKind, NoteStatus, Severity
from strategy_monitor.report import document


def note(found: document.Note) -> Note:
    severity = Severity(found.severity)
    title = " · ".join((severity.word, NoteKind(found.kind).word, NoteStatus(found.status).word))
    return Note(
        severity=severity,
        title=title[:1].upper() + title[1:],
        printed=french.typeset(found.printed),
        reason=plain(found.reason),
        decision=plain(found.decision),
        code=found.code,
    )


def doubts(found: Iterable[document.Note]) -> tuple[blocks.Block, ...]:
    """The notes that stand beside what they speak of; each once, even where two observations share it."""
    once = {one.code: one for one in found if one.severity != "information"}
    return tuple(note(one) for one in once.values())
