"""The files in which a release is taken away: how each is named, what it is, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from strategy_monitor.exports import csvw, extract
from strategy_monitor.exports.delimited import as_csv, as_tableur
from strategy_monitor.exports.sdmx import as_sdmx_csv
from strategy_monitor.exports.sdmx_structure import as_structure
from strategy_monitor.exports.tables.columns import Table
from strategy_monitor.exports.tables.every import LISTED, OBSERVATIONS
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.exports.workbook import as_xlsx

CSV = "text/csv; charset=utf-8; header=present"
SDMX = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
SDMX_STRUCTURE = "application/vnd.sdmx.structure+xml; version=3.0.0"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class File:
    suffix: str
    """After the name of what it is about: « .tableur.csv »."""
    content_type: str
    write: Callable[[Scope], bytes]
    shown: bool = False
    """True where a browser shows it; else it saves it."""
    name: str = ""
    """What it is called, where not after what it is about."""

    def called(self, scope: Scope) -> str:
        """Its name once taken away, which says of what release it is: « rapport-2025-1.csv »."""
        return f"{self.name or scope.name}-{scope.publication.version}{self.suffix}"


FILES = {
    "csv": File(".csv", CSV, lambda scope: as_csv(OBSERVATIONS, scope)),
    "tableur": File(".tableur.csv", CSV, lambda scope: as_tableur(OBSERVATIONS, scope)),
    "xlsx": File(".xlsx", XLSX, as_xlsx),
    "json": File(".json", "application/json", extract.as_json, shown=True),
    "sdmx": File(".sdmx.csv", SDMX, as_sdmx_csv),
    "structure": File(".sdmx.xml", SDMX_STRUCTURE, as_structure, shown=True, name="structure"),
    "csvw": File(".csv-metadata.json", "application/csvm+json", csvw.metadata, shown=True),
}


def of_table(table: Table) -> File:
    return File(".csv", CSV, lambda scope: as_csv(table, scope), name=table.name)


TABLES = {table.name: of_table(table) for table in LISTED}
"""The tables that are files of their own, for the whole report."""
