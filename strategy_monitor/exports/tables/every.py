"""All the tables of a release, the figures first; and the dictionary that tells what their columns mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from strategy_monitor.exports.tables.columns import KINDS, Column, Table
from strategy_monitor.exports.tables.figures import FIGURES
from strategy_monitor.exports.tables.indicators import INDICATORS, PROVIDERS
from strategy_monitor.exports.tables.measures import MEASURES, REFERENCES
from strategy_monitor.exports.tables.notes import NOTES
from strategy_monitor.exports.tables.observations import OBSERVATIONS
from strategy_monitor.exports.tables.scope import Scope

TABLES = (FIGURES, OBSERVATIONS, INDICATORS, MEASURES, REFERENCES, NOTES, PROVIDERS)


@dataclass(frozen=True)
class DictionaryRow:
    table: Table
    column: Column


def list_columns(_scope: Scope | None = None) -> Iterator[DictionaryRow]:
    for table in TABLES:
        for column in table.columns:
            yield DictionaryRow(table, column)


def unit_of_column(row: DictionaryRow) -> str:
    """What a number counts."""
    if row.column.name in {"value", "value_high"}:
        return "celle de la colonne « unit »"
    return "niveau de 0 à 5" if row.column.name == "level" else ""


DICTIONARY = Table(
    "dictionnaire", "Dictionnaire", "Une ligne par colonne de chaque table : son nom, son type, ce qu’elle veut dire.",
    (
        Column("table", "text", "Table", "Nom de la table.", lambda e: e.table.name),
        Column(
            "column", "text", "Colonne", "Nom de la colonne dans les fichiers CSV ; il ne change pas.",
            lambda e: e.column.name,
        ),
        Column("heading", "text", "Intitulé", "Intitulé dans les tableurs.", lambda e: e.column.heading),
        Column("type", "text", "Type", "Sorte de valeur.", lambda e: KINDS[e.column.kind]),
        Column("unit", "text", "Unité", "Ce qu’un nombre compte.", unit_of_column),
        Column("meaning", "text", "Sens", "Ce que la colonne veut dire.", lambda e: e.column.meaning, wide=True),
        Column(
            "codes", "text", "Codes", "Les codes possibles, un par ligne, et leurs mots.",
            lambda e: "\n".join(f"{code} : {word}" for code, word in e.column.codes.items()), wide=True,
        ),
    ),
    list_columns,
)  # fmt: skip

LISTED = tuple(table for table in (*TABLES, DICTIONARY) if table not in (FIGURES, OBSERVATIONS))
"""The tables that are files of their own, beside the figures."""
