"""A comparison of two releases as CSV: one row for each thing that changed, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from strategy_monitor.exports.delimited import csv_bytes, plain_cell
from strategy_monitor.exports.tables.columns import Column, Value
from strategy_monitor.language.topics import TITLES
from strategy_monitor.report.comparison import Comparison, ComparisonEntry, Move
from strategy_monitor.report.movement import STEPS
from strategy_monitor.report.things import PAGES


@dataclass(frozen=True)
class ComparisonRow:
    before: str
    """The release before: « 2024.2 »."""
    after: str
    entry: ComparisonEntry


SUBJECTS = {"strategy": "stratégie ou gouvernance", **{page: part.name for page, part in PAGES.items()}}
CHANGES = {"added": "ajouté", "removed": "retiré", "changed": "modifié"}

WHAT = (
    Column("release_before", "text", "Version avant", "Nom de la première version.", lambda r: r.before),
    Column("release_after", "text", "Version après", "Nom de la seconde version.", lambda r: r.after),
    Column("axis", "integer", "Axe", "Numéro de l’axe ; vide hors des axes.", lambda r: r.entry.subject.axis),
    Column(
        "subject", "text", "Sujet", "Ce qui montre ce qui a changé.", lambda r: r.entry.subject.page, codes=SUBJECTS
    ),
    Column("code", "text", "Code", "Code de l’indicateur ou de la mesure.", lambda r: r.entry.subject.code),
    Column("title", "text", "Intitulé", "Intitulé après ; avant, si retiré.", lambda r: r.entry.subject.title),
    Column(
        "topic",
        "text",
        "Rubrique",
        "Ce dont il s’agit.",
        lambda r: r.entry.topic,
        codes={str(topic): title for topic, title in TITLES.items()},
    ),
    Column("change", "text", "Changement", "Ajout, retrait, modification.", lambda r: r.entry.kind, codes=CHANGES),
    Column("thing", "text", "Objet", "Ce qui a changé dans le sujet ; vide si c’est lui.", lambda r: r.entry.thing),
    Column("field", "text", "Champ", "Le champ ; vide pour une valeur ou un objet entier.", lambda r: r.entry.label),
    Column("before", "text", "Avant", "Tel qu’un lecteur le lit.", lambda r: r.entry.before, wide=True),
    Column("after", "text", "Après", "Tel qu’un lecteur le lit.", lambda r: r.entry.after, wide=True),
)


def of_move(read: Callable[[Move], Value]) -> Callable[[ComparisonRow], Value]:
    """What a column says of a figure, a level or a state that moved; nothing of anything else."""
    return lambda row: read(row.entry.move) if row.entry.move else None


HOW_FAR = (
    Column("series", "text", "Série", "Libellé de la série, après.", of_move(lambda m: m.series)),
    Column(
        "step", "text", "Passage", "Nouvelle donnée, ou correction de la même période.", of_move(lambda m: m.step),
        codes={str(step): text for step, text in STEPS.items()},
    ),
    Column(
        "period_before", "text", "Période avant", "Période de la valeur avant.",
        of_move(lambda m: m.before.period),
    ),
    Column(
        "period_after", "text", "Période après", "Période de la valeur après.",
        of_move(lambda m: m.after.period),
    ),
    Column("value_before", "number", "Valeur avant", "Dans l’unité de la série.", of_move(lambda m: m.before.value)),
    Column("value_after", "number", "Valeur après", "Dans l’unité de la série.", of_move(lambda m: m.after.value)),
    Column(
        "restated", "text", "Valeur corrigée", "La plus ancienne des deux valeurs, telle que corrigée entre-temps.",
        of_move(lambda m: m.restated),
    ),
    Column(
        "difference", "number", "Écart", "Depuis la valeur corrigée, s’il y en a une.",
        of_move(lambda m: m.difference.absolute),
    ),
    Column(
        "difference_unit", "text", "Unité de l’écart", "Points pour une part.",
        of_move(lambda m: m.difference.unit),
    ),
    Column(
        "relative_percent", "number", "Écart en %", "En pour cent de la valeur avant.",
        of_move(lambda m: m.difference.relative),
    ),
    Column(
        "not_compared", "text", "Sans écart, pourquoi", "Pourquoi les deux valeurs ne se soustraient pas.",
        of_move(lambda m: m.difference.why_not),
    ),
)  # fmt: skip
COLUMNS = (*WHAT, *HOW_FAR)


def comparison_as_csv(comparison: Comparison, before: str, after: str) -> bytes:
    """RFC 4180 in UTF-8, with machine names that do not change, and no text that a spreadsheet would work out."""
    rows = (
        [plain_cell(column.read(ComparisonRow(before, after, entry))) for column in COLUMNS]
        for entry in comparison.entries
    )
    return csv_bytes([column.name for column in COLUMNS], rows, ",")
