"""Which values may be set against one another: what the notes of comparability speak of."""

from __future__ import annotations

from strategy_monitor.report.document import Indicator, Observation
from strategy_monitor.report.node import Note


def notes_around(indicator: Indicator, observation: Observation) -> tuple[Note, ...]:
    """The notes of comparability of an indicator that speak of one of its values.

    A remark that quotes some values speaks of these; one that quotes none, and any doubt, of all.
    """
    around = (note for note in indicator.notes if note.kind == "comparability")
    return tuple(
        note
        for note in around
        if note.severity != "information" or quotes(note, observation) or not quotes_any(note, indicator)
    )


def notes_on(indicator: Indicator, observation: Observation) -> tuple[Note, ...]:
    """All the notes of comparability that speak of a value: its own, then those of its indicator."""
    own = (note for note in observation.notes if note.kind == "comparability")
    return (*own, *notes_around(indicator, observation))


def quotes(note: Note, observation: Observation) -> bool:
    """Whether the note quotes the words that the value was printed with, or some of them the note."""
    told, printed = note.printed.strip(), observation.printed.strip()
    return bool(told and printed) and (told in printed or printed in told)


def quotes_any(note: Note, indicator: Indicator) -> bool:
    return any(quotes(note, observation) for observation in indicator.observations)
