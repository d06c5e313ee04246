"""The dictionary of the data as documentation."""

from __future__ import annotations

from strategy_monitor.exports.tables.columns import KINDS, Table
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.language import french

PREFACE = """# Dictionnaire des données

Les tables des fichiers CSV, du classeur et de l’archive : la même chose que `donnees/dictionnaire.csv`, tirée de la
même définition (`strategy_monitor/exports/tables/`). Un test refuse ce fichier s’il n’est plus à jour.
"""


def as_markdown() -> str:
    return PREFACE + "".join(described(table) for table in (*TABLES, DICTIONARY))


def described(table: Table) -> str:
    lines = [f"\n## {table.title}", "", french.typeset(f"{table.meaning} (`{table.name}`)"), ""]
    lines += ["| Colonne | Intitulé | Type | Sens | Codes |", "| --- | --- | --- | --- | --- |"]
    for column in table.columns:
        codes = "<br>".join(f"`{code}` : {word}" for code, word in column.codes.items())
        cells = (f"`{column.name}`", column.heading, KINDS[column.kind], column.meaning, codes)
        lines.append("| " + " | ".join(french.typeset(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"
