"""What the CSV files hold, for programs: metadata of the W3C's « CSV on the Web », from the same columns."""

from __future__ import annotations

import json
from typing import Any

from strategy_monitor.exports.addresses import name_of_file
from strategy_monitor.exports.delimited import delimiter_of
from strategy_monitor.exports.tables.columns import SEPARATOR, Column, ColumnKind, Table
from strategy_monitor.exports.tables.every import DICTIONARY, OBSERVATIONS, TABLES
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language import french

DATATYPES: dict[ColumnKind, str | dict[str, str]] = {
    "text": "string",
    "integer": "integer",
    "number": "decimal",
    "date": "date",
    "boolean": "boolean",
    "list": "string",
    "address": "anyURI",
}

KEYS = {"releves": ["indicator_code", "series_key", "period_label"], "indicateurs": "indicator_code"}
"""What no two rows of a table share."""

DECIMAL_COMMA, FRENCH_DAY = {"decimalChar": ",", "groupChar": " "}, "dd/MM/yyyy"
"""Of a file for people, as patterns of the W3C have them."""


def file_name(table: Table) -> str:
    """« rapport.csv » for the observations, else that of the table."""
    return "rapport.csv" if table is OBSERVATIONS else f"{table.name}.csv"


def metadata(scope: Scope) -> bytes:
    """For the whole report: every table. Addresses are relative to the metadata, in the archive as on the site."""
    publication = scope.publication
    found: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "fr"}],
        "@id": publication.permalink(name_of_file("report", "csvw")),
        "dc:title": french.typeset(scope.title),
        "dc:creator": scope.report.strategy.authority,
        "dc:identifier": publication.head.sha256 if publication.head else "",
        "dc:bibliographicCitation": publication.citation(),
        "tables": [table_metadata(table) for table in (*TABLES, DICTIONARY)],
    }
    if publication.licence.url:
        found["dc:license"] = {"@id": publication.licence.url}
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def table_metadata(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [describe_column(column, table.for_people) for column in table.columns]}
    if table.name in KEYS:
        schema["primaryKey"] = KEYS[table.name]
    found = {"url": file_name(table), "dc:description": french.typeset(table.meaning), "tableSchema": schema}
    return found | {"dialect": {"delimiter": delimiter_of(table)}} if table.for_people else found


def describe_column(column: Column, for_people: bool) -> dict[str, Any]:
    """`for_people`: the file has French headings and writes numbers and days as French does."""
    found: dict[str, Any] = {
        "name": column.name,
        "titles": column.heading if for_people else column.name,
        "rdfs:label": column.heading,
        "dc:description": french.typeset(column.meaning),
        "datatype": french_datatype(column.kind) if for_people else DATATYPES[column.kind],
    }
    if column.kind == "list":
        found["separator"] = SEPARATOR
    return found


def french_datatype(kind: ColumnKind) -> Any:
    if kind == "number":
        return {"base": DATATYPES[kind], "format": DECIMAL_COMMA}
    return {"base": DATATYPES[kind], "format": FRENCH_DAY} if kind == "date" else DATATYPES[kind]
