"""Which rows the parts of a document are made of; and what is taken over, where they say the same, from the one before.

An indicator is taken over if each row that it was made of is there again with the same in every column, and if the rest
that it says is the same too. It is the very same part then: to compare two such documents costs what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import is_, itemgetter
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

    def take_over(self, about: tuple[Any, ...], rows: Sequence[Row]) -> MadeIndicator | None:
        """This one, made of these rows; None where they would make another."""
        if self.about != about or len(self.rows) != len(rows):
            return None
        if all(map(is_, self.rows, rows)):
            return self
        if not all(map(has_the_same, self.rows, rows)):
            return None
        now = dict(zip(map(id, self.rows), rows, strict=True))
        sources = {one: tuple(now[id(row)] for row in of) for one, of in self.sources.items()}
        return MadeIndicator(self.part, about, rows, sources)


Made = Mapping[int, MadeIndicator]
"""By the keys of their rows."""


class Tracing:
    """One document while it is made. `former`: the indicators of others that were made before it."""

    def __init__(self, *former: Made) -> None:
        self.sources: Sources = {}
        self.former = former
        self.made: dict[int, MadeIndicator] = {}

    def note(self, part: Node, row: Row) -> None:
        self.sources[id(part)] = (*self.sources.get(id(part), ()), row)

    def indicator(
        self, key: int, about: tuple[Any, ...], rows: Sequence[Row], make: Callable[[], Indicator]
    ) -> Indicator:
        """One of before where it would be the same; else what `make` gives."""
        known = next(filter(None, (made.take_over(about, rows) for one in self.former if (made := one.get(key)))), None)
        if known is None:
            part, own = self.apart(make)
            known = MadeIndicator(part, about, rows, own)
        self.sources.update(known.sources)
        self.made[key] = known
        return known.part

    def apart(self, make: Callable[[], Indicator]) -> tuple[Indicator, Sources]:
        """What this makes, and the rows of that alone."""
        others, self.sources = self.sources, {}
        try:
            return make(), self.sources
        finally:
            self.sources = others


def has_the_same(one: Row, other: Row) -> bool:
    """In every column, the key among them."""
    if one is other:
        return True
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
