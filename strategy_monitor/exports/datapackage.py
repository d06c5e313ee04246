"""What the CSV files hold, for programs: a « Data Package » 2.0 of Frictionless Data, from the same columns as CSVW."""

from __future__ import annotations

import json
from typing import Any, Final

from django.utils.text import slugify

from strategy_monitor.exports import citing
from strategy_monitor.exports.addresses import Page, name_of_file
from strategy_monitor.exports.csvw import KEYS, file_name
from strategy_monitor.exports.delimited import FRENCH_DAY, delimiter_of
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.columns import SEPARATOR, Column, ColumnKind, Table
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language import french

PROFILES: Final = "https://datapackage.org/profiles/2.0/"

TYPES: Final[dict[ColumnKind, dict[str, Any]]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "date": {"type": "date"},
    "boolean": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "list": {"type": "string"},
    "address": {"type": "string", "format": "uri"},
}
APART: Final = f" Séparés par « {SEPARATOR} »."
"""Of a list: its profile knows no type for one."""
FRENCH_TYPES: Final[dict[ColumnKind, dict[str, Any]]] = TYPES | {
    "number": {"type": "number", "decimalChar": ","},
    "date": {"type": "date", "format": FRENCH_DAY},
    "boolean": {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
}
"""Of a file for people."""


def package(scope: Scope) -> bytes:
    """For the whole report: every table. Paths are relative to it, in the archive as on the site."""
    publication, head = scope.publication, scope.publication.head
    found: dict[str, Any] = {
        "$schema": PROFILES + "datapackage.json",
        "name": citing.key(publication),
        "id": publication.permalink(name_of_file("report", "datapackage")),
        "title": french.typeset(scope.title),
        "description": publication.citation(),
        "homepage": publication.permalink(Page.DATA),
        "keywords": [french.typeset(axis.short_title) for axis in scope.report.axes if axis.short_title],
        "contributors": [{"title": scope.report.strategy.authority, "roles": ["publisher"]}],
        "resources": [resource(table) for table in (*TABLES, DICTIONARY)],
    }
    if head:
        found |= {"version": head.name, "created": head.published_at.isoformat()}
    return (json.dumps(found | licences(publication), ensure_ascii=False, indent=2) + "\n").encode()


def licences(publication: Publication) -> dict[str, Any]:
    """Nothing where the authority has decided none, or gave it no address: the profile asks for one."""
    licence = publication.licence
    return {"licenses": [{"title": licence.name, "path": licence.url}]} if licence.url else {}


def resource(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": PROFILES + "tableschema.json",
        "fields": [field(column, table.for_people) for column in table.columns],
        "missingValues": [""],
    }
    if key := KEYS.get(table.name):
        schema["primaryKey"] = [key] if isinstance(key, str) else key
    return {
        "name": slugify(table.name),
        "type": "table",
        "title": table.title,
        "description": french.typeset(table.meaning),
        "path": file_name(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": delimiter_of(table)},
        "schema": schema,
    }


def field(column: Column, for_people: bool) -> dict[str, Any]:
    """A file for people has French headings and words; that for programs has names and codes, each with its word."""
    found: dict[str, Any] = {
        "name": column.heading if for_people else column.name,
        **(FRENCH_TYPES if for_people else TYPES)[column.kind],
        "title": column.heading,
        "description": french.typeset(f"{column.meaning}{APART if column.kind == 'list' else ''}"),
    }
    if column.codes and found["type"] == "string" and not for_people:
        found["categories"] = [{"value": code, "label": word} for code, word in column.codes.items()]
    return found
