"""A table: what its rows are about, and its columns, each with its name, its type and its meaning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from strategy_monitor.exports.tables.scope import Scope

Kind = Literal["text", "integer", "number", "date", "boolean", "list", "address"]
Value = str | int | Decimal | dt.date | bool | tuple[str, ...] | None
"""None: there is nothing to say, which is never zero."""

KINDS: dict[Kind, str] = {
    "text": "texte",
    "integer": "nombre entier",
    "number": "nombre",
    "date": "date",
    "boolean": "oui ou non",
    "list": "liste de codes",
    "address": "adresse web",
}
SEPARATOR = "|"
"""Between the codes of a list."""


@dataclass(frozen=True)
class Column:
    name: str
    """The machine name: that of the field of the document, where there is one. It does not change."""
    kind: Kind
    heading: str
    meaning: str
    read: Callable[[Any], Value]
    """What the column says of a subject of its table."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """The codes that it may hold, with their French words; empty where it holds anything else."""
    wide: bool = False
    """True for texts of several lines."""


@dataclass(frozen=True)
class Table:
    name: str
    """In addresses: « mesures »."""
    title: str
    """In French, and short: the name of a sheet."""
    meaning: str
    """What one row is."""
    columns: tuple[Column, ...]
    subjects: Callable[[Scope], Iterator[Any]]
    """What the rows are about, in the order of the report."""

    def rows(self, scope: Scope) -> Iterator[tuple[Value, ...]]:
        """One value for each column; an empty text is no value."""
        for subject in self.subjects(scope):
            yield tuple(nothing_as_none(column.read(subject)) for column in self.columns)


def nothing_as_none(value: Value) -> Value:
    return None if value in ("", ()) else value


def codes(vocabulary: Mapping[str, str]) -> dict[str, str]:
    """The words for each code, without the empty one, which says nothing."""
    return {code: word for code, word in vocabulary.items() if code}
