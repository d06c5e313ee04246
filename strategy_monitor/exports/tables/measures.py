"""One row per measure, and one per reference that a measure cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from strategy_monitor.exports.tables.columns import Column, Table, fields_of
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language.fields import MEASURE
from strategy_monitor.report.document import Action, Measure, Reference


@dataclass(frozen=True)
class PlacedMeasure:
    """A measure, and where it stands: no axis for the governance of the strategy, no parent for most."""

    measure: Measure
    axis: int | None = None
    action: Action | None = None
    parent: str = ""


def list_measures(scope: Scope) -> Iterator[PlacedMeasure]:
    if not scope.axis and not scope.indicator:
        yield from with_parts(PlacedMeasure(measure) for measure in scope.report.governance.measures)
    for axis in scope.axes:
        for action in axis.actions:
            yield from with_parts(PlacedMeasure(m, axis.number, action) for m in action.measures)


def with_parts(found: Iterable[PlacedMeasure]) -> Iterator[PlacedMeasure]:
    """Each measure, then its sub-measures, at any depth."""
    for one in found:
        yield one
        yield from with_parts(replace(one, measure=part, parent=one.measure.code) for part in one.measure.measures)


def footnotes(measure: Measure) -> str:
    """One per line: its mark, its text, its address."""
    return "\n".join(" ".join(part for part in (f.marker, f.text, f.url) if part) for f in measure.footnotes)


HEADINGS = {"text": "Mesure"}
"""Of a text, where its title would not say whose it is."""

measure = fields_of(Measure, "measure")

MEASURES = Table(
    "mesures", "Mesures", "Une ligne par mesure mise en œuvre, sous-mesures comprises.",
    (
        measure("code", name="measure_code"),
        Column("axis", "integer", "Axe", "Numéro de l’axe ; vide pour la gouvernance.", lambda p: p.axis),
        Column.of_field(
            Action, "number", lambda p: p.action.number if p.action else "", name="action", heading="Action prioritaire"
        ),
        Column(
            "action_title", "text", "Titre de l’action", "Titre de l’action.",
            lambda p: p.action.title if p.action else "",
        ),
        Column(
            "parent_code", "text", "Partie de", "Code de la mesure dont celle-ci est une partie.",
            lambda p: p.parent,
        ),
        *(measure(name, heading=HEADINGS.get(name, ""), wide=True) for name in MEASURE.form_fields if name != "code"),
        Column(
            "reference_codes", "list", "Références", "Codes des références citées : voir la table des références.",
            lambda p: tuple(reference.code for reference in p.measure.references),
        ),
        Column(
            "footnotes", "text", "Notes de bas de page", "Une par ligne : appel, texte, adresse.",
            lambda p: footnotes(p.measure), wide=True,
        ),
        Column(
            "table_codes", "list", "Tableaux", "Codes de ses tableaux, dont le contenu est dans le document JSON.",
            lambda p: tuple(table.code for table in p.measure.tables),
        ),
        Column(
            "note_codes", "list", "Notes", "Codes des notes de la mesure.",
            lambda p: tuple(note.code for note in p.measure.notes),
        ),
    ),
    list_measures,
    printed=("measure_code", "axis", "action", "text", "reference_codes", "note_codes"),
)  # fmt: skip


@dataclass(frozen=True)
class CitedReference:
    reference: Reference
    by: PlacedMeasure


def list_citations(scope: Scope) -> Iterator[CitedReference]:
    for one in list_measures(scope):
        for reference in one.measure.references:
            yield CitedReference(reference, one)


reference = fields_of(Reference, "reference")

REFERENCES = Table(
    "references", "Références", "Une ligne par citation : une référence, dans une mesure qui s’appuie sur elle.",
    (
        reference("code", name="reference_code"),
        Column("measure_code", "text", "Mesure", "Code de la mesure qui la cite.", lambda c: c.by.measure.code),
        Column("axis", "integer", "Axe", "Numéro de l’axe ; vide pour la gouvernance.", lambda c: c.by.axis),
        *map(reference, ("kind", "label", "printed_label", "identifier", "date", "url")),
        Column(
            "note_codes", "list", "Notes", "Codes des notes de la référence.",
            lambda c: tuple(note.code for note in c.reference.notes),
        ),
    ),
    list_citations,
    printed=("reference_code", "measure_code", "kind", "label", "identifier", "date", "url"),
)  # fmt: skip
