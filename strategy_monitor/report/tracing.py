"""Which rows the parts of a document are made of; and what is taken over, where they say the same, from the one before.

An indicator is taken over if each row that it was made of is there again with the same in every column, and if the rest
that it says is the same too. It is the very same part then: to compare two such documents costs what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from strategy_monitor.report.document import Indicator
from strategy_monitor.report.node import Node

Row = Any
"""Of a database, which nothing here asks: a model with its columns."""
Sources = dict[int, tuple[Row, ...]]
"""`id` of a part of a document, which must live as long → the rows that it was made of."""


@dataclass(frozen=True)
class MadeIndicator:
    part: Indicator
    about: tuple[Any, ...]
    """What it was made of that is no row of its own."""
    rows: Sequence[Row]
    sources: Sources
    """Of it, and of all that it holds."""


Made = Mapping[int, MadeIndicator]
"""By the keys of their rows."""


class Tracing:
    """One document while it is made. `former`: the indicators of the one before it."""

    def __init__(self, former: Made) -> None:
        self.sources: Sources = {}
        self.former = former
        self.made: dict[int, MadeIndicator] = {}

    def note(self, part: Node, row: Row) -> None:
        self.sources[id(part)] = (*self.sources.get(id(part), ()), row)

    def indicator(
        self, key: int, about: tuple[Any, ...], rows: Sequence[Row], make: Callable[[], Indicator]
    ) -> Indicator:
        """The one of before where it would be the same; else what `make` gives."""
        known = self.former.get(key)
        if known and known.about == about and say_the_same(known.rows, rows):
            now = dict(zip(map(id, known.rows), rows, strict=True))
            part, own = known.part, {one: tuple(now[id(row)] for row in of) for one, of in known.sources.items()}
        else:
            part, own = self.apart(make)
        self.sources.update(own)
        self.made[key] = MadeIndicator(part, about, rows, own)
        return part

    def apart(self, make: Callable[[], Indicator]) -> tuple[Indicator, Sources]:
        """What this makes, and the rows of that alone."""
        others, self.sources = self.sources, {}
        try:
            return make(), self.sources
        finally:
            self.sources = others


def say_the_same(some: Sequence[Row], others: Sequence[Row]) -> bool:
    """Whether these rows, in this order, have the same in every column, their keys among them."""
    return len(some) == len(others) and all(map(has_the_same, some, others))


def has_the_same(one: Row, other: Row) -> bool:
    kind = one._meta
    return other._meta is kind and columns_of(kind)(vars(one)) == columns_of(kind)(vars(other))


@cache
def columns_of(kind: Any) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    return itemgetter(*(column.attname for column in kind.concrete_fields))


class Former:
    """The indicators of the working copy before, in each of its two documents, until they are taken over: what they
    were made of is not held for longer."""

    def __init__(self, **made: Made) -> None:
        self.made = made

    def take(self, name: str) -> Made:
        return self.made.pop(name, {})
