"""How notes stand beside what they speak of: what waits or is wrong in a line, the rest folded and counted.

What is folded is never lost from sight: the fold says how many remarks it holds, and how many of them are doubts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from strategy_monitor.language import french
from strategy_monitor.language.codes import NoteWord, Severity
from strategy_monitor.report.document import Measure, Note, Reference
from strategy_monitor.report.wording import CUT

MOST_WORDS: Final = 25
"""Of the reason that stands under a figure."""

BETWEEN: Final = " · "


def list_lines(notes: Iterable[Note]) -> list[Note]:
    """Those that stand under what they speak of: open questions, then errors of the report."""
    return [note for note in in_order(notes) if note.word != NoteWord.REMARK]


def list_remarks(notes: Iterable[Note]) -> list[Note]:
    return [note for note in notes if note.word == NoteWord.REMARK]


def in_order(notes: Iterable[Note]) -> list[Note]:
    """Open questions first, then errors, then remarks; otherwise as they come."""
    words = list(NoteWord)
    return sorted(notes, key=lambda note: words.index(note.word))


def write_reason(note: Note) -> str:
    """Why, in at most 25 words: what its note says in brief, else its reason; what is longer is cut, after a sentence
    where one ends in time."""
    said = note.summary or note.reason
    words = said.split()
    if len(words) <= MOST_WORDS:
        return said
    ends = [rank for rank in range(1, MOST_WORDS + 1) if words[rank - 1][-1] in ".!?" and words[rank][:1].isupper()]
    return " ".join([*words[: max(ends, default=MOST_WORDS)], CUT])


def count_by_word(notes: Iterable[Note]) -> str:
    """« 6 questions ouvertes, 1 erreur du rapport, 34 remarques de lecture »; only what there is."""
    found = [note.word for note in notes]
    return ", ".join(french.count_code(found.count(word), word) for word in NoteWord if word in found)


def count_remarks(notes: Iterable[Note]) -> str:
    """« 3 remarques de lecture, dont 1 doute »; empty where there is none."""
    remarks = list_remarks(notes)
    if not remarks:
        return ""
    doubts = count_doubts(remarks)
    return french.count_code(len(remarks), NoteWord.REMARK) + (f", dont {doubts}" if doubts else "")


def count_doubts(notes: Iterable[Note]) -> str:
    """« 2 doutes », of those that wait for nothing; empty where there is none."""
    doubts = sum(note.severity == Severity.DOUBT for note in list_remarks(notes))
    return french.count_code(doubts, Severity.DOUBT) if doubts else ""


def count_references(references: Collection[Reference]) -> str:
    """« 2 références, dont 1 sans adresse », « 1 référence, sans adresse »; empty where there is none."""
    if not references:
        return ""
    lost = sum(not one.url for one in references)
    which = {0: "", len(references): ", sans adresse"}.get(lost, f", dont {lost} sans adresse")
    return french.count_noun(len(references), "référence", "références") + which


def name_whole_notes(notes: Iterable[Note]) -> str:
    """« toute la note », « les 2 notes entières »: what a fold holds of those that stand in a line above it."""
    lines = len(list_lines(notes))
    return "" if not lines else "toute la note" if lines == 1 else f"les {lines} notes entières"


def write_fold(notes: Collection[Note], references: Collection[Reference] = (), besides: str = "") -> str:
    """« 2 références, dont 1 sans adresse · toute la note · 3 remarques de lecture »: what a fold holds.

    `besides` names what else it holds, after them.
    """
    parts = [count_references(references), name_whole_notes(notes), count_remarks(notes), besides]
    said = BETWEEN.join(filter(None, parts))
    return french.typeset(said[:1].upper() + said[1:])


def with_parts(measures: Iterable[Measure]) -> list[Measure]:
    """Each measure, followed by its parts."""
    return [one for measure in measures for one in (measure, *measure.measures)]
