"""One row per note: what is printed, why it is doubtful, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from strategy_monitor.exports.tables.columns import Column, Table, fields_of
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.report.document import Indicator, Note
from strategy_monitor.report.summary import Signal, signals, signals_of_indicator

ABOUT = {
    "strategy": "stratégie",
    "scale": "échelle d’avancement",
    "axis": "axe",
    "action": "action prioritaire",
    "measure": "mesure",
    "reference": "référence d’une mesure",
    "indicator": "indicateur",
}


@dataclass(frozen=True)
class PlacedNote:
    """A note, and what it speaks of; the series and the period where it is about one value."""

    note: Note
    about: str
    code: str
    axis: int | None
    series: str = ""
    period: str = ""


def list_notes(scope: Scope) -> Iterator[PlacedNote]:
    """Each note of the scope once, in the order of the report."""
    values = places_of_values(scope.indicators)
    for signal in signals_in(scope):
        series, period = values.get(signal.note.code, ("", ""))
        yield PlacedNote(signal.note, signal.about, signal.code, signal.axis, series, period)


def signals_in(scope: Scope) -> tuple[Signal, ...]:
    """Of an axis, those that no axis before it tells: the whole report is asked. Of an indicator, its own."""
    if scope.indicator:
        return signals_of_indicator(scope.indicator)
    axis, found = scope.axis, signals(scope.report)
    return tuple(one for one in found if one.axis == axis.number) if axis else found


def places_of_values(indicators: Iterable[Indicator]) -> dict[str, tuple[str, str]]:
    """Code of a note on a value → key of the series, label of the period."""
    return {
        note.code: (series.key, observation.period.label)
        for indicator in indicators
        for series in indicator.series
        for observation in series.observations
        for note in observation.notes
    }


note = fields_of(Note, "note")

NOTES = Table(
    "notes", "Notes", "Une ligne par note : ce qu’elle relève, ce qui pose question, ce qui est décidé.",
    (
        note("code", name="note_code"),
        Column("about", "text", "Porte sur", "Sorte de chose dont la note parle.", lambda t: t.about, ABOUT),
        Column(
            "about_code", "text", "Code de ce dont elle parle",
            "Code de l’indicateur ou de la mesure, numéro de l’axe, section de l’action.", lambda t: t.code,
        ),
        Column("axis", "integer", "Axe", "Numéro de l’axe ; vide hors d’un axe.", lambda t: t.axis),
        Column("series_key", "text", "Série", "Clé de la série, si la note porte sur une valeur.", lambda t: t.series),
        Column("period_label", "text", "Période", "Période de cette valeur.", lambda t: t.period),
        *map(note, ("kind", "severity", "status")),
        *(note(name, wide=True) for name in ("printed", "reason", "decision")),
        *map(note, ("off_scale", "section", "page")),
        note("summary", wide=True),
    ),
    list_notes,
    printed=("note_code", "about_code", "kind", "status", "printed", "reason", "decision"),
)  # fmt: skip
