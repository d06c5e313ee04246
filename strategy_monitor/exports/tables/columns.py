"""A table: what its rows are about, and its columns, each with its name, its type and its meaning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.language.fields import PARTS
from strategy_monitor.report.node import Node
from strategy_monitor.report.terms import vocabulary_of

ColumnKind = Literal["text", "integer", "number", "date", "boolean", "list", "address"]
Value = str | int | Decimal | dt.date | bool | tuple[str, ...] | None
"""None: there is nothing to say, which is never zero."""

KINDS: dict[ColumnKind, str] = {
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
    kind: ColumnKind
    heading: str
    meaning: str
    read: Callable[[Any], Value]
    """What the column says of a subject of its table."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """The codes that it may hold, with their French words; empty where it holds anything else."""
    wide: bool = False
    """True for texts of several lines."""
    wrapped: bool = False
    """True where a cell shows all of its text, on as many lines as it needs."""
    part: str = ""
    """The attribute of a subject of which it says something, and of nothing else: where two subjects share it, they
    have the same here. Empty where it says something of more."""

    @classmethod
    def of_field(
        cls,
        model: type[Node],
        field: str,
        read: Callable[[Any], Value],
        *,
        name: str = "",
        heading: str = "",
        wide: bool = False,
        part: str = "",
    ) -> Column:
        """A column that shows a field of the document, which says what it is, means and may hold.

        `name` and `heading`: in the table of something else, where those of the field would not say whose it is.
        """
        words, vocabulary = PARTS[model.__name__][field], vocabulary_of(model, field)
        codes = vocabulary.words() if vocabulary else {}
        kind = kind_of_field(model, field)
        return cls(name or field, kind, heading or words.heading, words.meaning, read, codes, wide, part=part)


def kind_of_field(model: type[Node], field: str) -> ColumnKind:
    """The kind of value that a field of the document holds."""
    if field == "url":
        return "address"
    held = held_by(model.model_fields[field].annotation)
    return next(kind for type_, kind in HELD if issubclass(held, type_))


HELD: tuple[tuple[type, ColumnKind], ...] = (
    (bool, "boolean"), (int, "integer"), (Decimal, "number"), (dt.date, "date"), (tuple, "list"), (str, "text"),
)  # fmt: skip
"""A type of Python → the kind of value of a table; bool before int, which it is one of."""


def held_by(annotation: Any) -> type:
    """The one type that is annotated, whether or not it may be None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return held_by(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return held_by(next(one for one in get_args(annotation) if one is not NoneType))
    found: type = origin or annotation
    return found


def fields_of(model: type[Node], part: str) -> Callable[..., Column]:
    """Makes the columns of one part of the document, found in each subject of a table at this path: « series »."""

    def column(field: str, **more: Any) -> Column:
        return Column.of_field(model, field, attrgetter(f"{part}.{field}"), part=part.partition(".")[0], **more)

    return column


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
    for_people: bool = False
    """True where its file is for a person's spreadsheet, with French headings and words; else it is for programs."""
    printed: tuple[str, ...] = ()
    """Names of the columns that stand first in a workbook, and are printed; empty: all of them."""

    def rows(self, scope: Scope) -> Iterator[tuple[Value, ...]]:
        """One value for each column; an empty text is no value."""
        reads = [column.read for column in self.columns]
        for subject in self.subjects(scope):
            row = [read(subject) for read in reads]
            yield tuple([None if not value and value in NOTHING else value for value in row])

    @property
    def places(self) -> dict[str, list[int]]:
        """The part that columns say something of → the ranks of these columns."""
        found: dict[str, list[int]] = {}
        for rank, column in enumerate(self.columns):
            found.setdefault(column.part, []).append(rank)
        return found


NOTHING: Final[tuple[Value, ...]] = ("", ())


def codes(vocabulary: Mapping[str, str]) -> dict[str, str]:
    """The words for each code, without the empty one, which says nothing."""
    return {code: word for code, word in vocabulary.items() if code}
