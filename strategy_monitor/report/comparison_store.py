"""A comparison as bytes, and back: a page reads what it tells of it, and no more.

In this order: the length of the table, the table, then what it gives the lengths of, each compressed by itself: the
entries in blocks, then each difference by itself. A block holds entries of one axis, in their order. The table has how
many entries there are of each topic in each axis, those that are told first, and of what the entries of a block speak.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import Any, Final, Generic, TypeVar, overload

from pydantic import TypeAdapter, ValidationError

from strategy_monitor.language.topics import Topic
from strategy_monitor.report.comparison import MOST_TOLD, Comparison, ComparisonEntry, NamedReport, in_order
from strategy_monitor.report.diff import ChangeKind, ToldChange

LENGTH: Final = struct.Struct("<I")
TOGETHER: Final = 40
"""Entries of a block."""
CHANGES_TOGETHER: Final = 1000
"""Differences that are compressed together: who asks for one asks for all."""

Row = TypeVar("Row")
ENTRIES: Final = TypeAdapter(tuple[ComparisonEntry, ...])
CHANGES: Final = TypeAdapter(tuple[ToldChange, ...])


class UnreadableComparison(Exception):
    """These bytes are no comparison."""


@dataclass(frozen=True)
class Block:
    count: int
    length: int
    """Bytes."""
    axis: int | None = None
    subjects: tuple[tuple[str, str], ...] = ()
    """The page and the code of each thing that its entries speak of."""


@dataclass(frozen=True)
class Tally:
    """How many entries there are of each topic in one axis."""

    axis: int | None
    topics: dict[Topic, int]


@dataclass(frozen=True)
class ComparisonTable:
    before: NamedReport
    after: NamedReport
    tallies: tuple[Tally, ...]
    telling: tuple[ComparisonEntry, ...]
    kinds: dict[ChangeKind, int]
    """How many differences there are of each kind."""
    entries: tuple[Block, ...]
    changes: tuple[Block, ...]


TABLE: Final = TypeAdapter(ComparisonTable)


# Written


def pack_comparison(found: Comparison) -> bytes:
    axes = [(axis, tuple(told)) for axis, told in groupby(found.entries, lambda entry: entry.subject.axis)]
    entries = [write_entries(axis, some) for axis, told in axes for some in cut_rows(told, TOGETHER)]
    changes = [write_rows(CHANGES, some) for some in cut_rows(found.changes, CHANGES_TOGETHER)]
    table = ComparisonTable(
        found.before,
        found.after,
        tuple(Tally(axis, dict(Counter(entry.topic for entry in told))) for axis, told in axes),
        found.telling(),
        dict(found.kinds),
        tuple(block for block, _content in entries),
        tuple(block for block, _content in changes),
    )
    first = zlib.compress(TABLE.dump_json(table, exclude_defaults=True))
    return b"".join((LENGTH.pack(len(first)), first, *(content for _block, content in (*entries, *changes))))


def cut_rows(rows: Sequence[Row], together: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + together] for start in range(0, len(rows), together))


def write_entries(axis: int | None, told: Sequence[ComparisonEntry]) -> tuple[Block, bytes]:
    block, content = write_rows(ENTRIES, told)
    subjects = dict.fromkeys((entry.subject.page, entry.subject.code) for entry in told)
    return replace(block, axis=axis, subjects=tuple(subjects)), content


def write_rows(adapter: TypeAdapter[tuple[Row, ...]], rows: Sequence[Row]) -> tuple[Block, bytes]:
    content = zlib.compress(adapter.dump_json(tuple(rows), exclude_defaults=True))
    return Block(len(rows), len(content)), content


# Read


def unpack_comparison(content: bytes) -> StoredComparison:
    """Raises UnreadableComparison for what `pack_comparison` did not write."""
    try:
        (length,) = LENGTH.unpack_from(content)
        start = LENGTH.size + length
        table = TABLE.validate_json(zlib.decompress(content[LENGTH.size : start]))
    except (ValidationError, struct.error, zlib.error) as error:
        raise UnreadableComparison(str(error)) from error
    entries = StoredRows(content, tuple(lay(table.entries, start)), ENTRIES)
    start += sum(block.length for block in table.entries)
    changes = StoredRows(content, tuple(lay(table.changes, start)), CHANGES)
    return StoredComparison(table.before, table.after, entries, changes, table.tallies, table.telling, table.kinds)


def lay(blocks: Iterable[Block], start: int) -> Iterator[tuple[int, Block]]:
    """Each with where it begins."""
    for block in blocks:
        yield start, block
        start += block.length


@dataclass(frozen=True, eq=False)
class StoredRows(Sequence[Row], Generic[Row]):
    """Rows that are read where they are asked for, each time anew: none stays in memory."""

    content: bytes = field(repr=False)
    blocks: tuple[tuple[int, Block], ...] = field(repr=False)
    """Each with where it begins."""
    adapter: TypeAdapter[tuple[Row, ...]] = field(repr=False)

    def __len__(self) -> int:
        return sum(block.count for _start, block in self.blocks)

    def __iter__(self) -> Iterator[Row]:
        for start, block in self.blocks:
            yield from self.read(start, block)

    def read(self, start: int, block: Block) -> tuple[Row, ...]:
        try:
            return self.adapter.validate_json(zlib.decompress(self.content[start : start + block.length]))
        except (ValidationError, zlib.error) as error:
            raise UnreadableComparison(str(error)) from error

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        asked = range(len(self))[place]
        wanted = asked if isinstance(asked, range) else range(asked, asked + 1)
        found = self.read_ranks(wanted)
        return tuple(found[rank] for rank in asked) if isinstance(asked, range) else found[asked]

    def read_ranks(self, wanted: range) -> dict[int, Row]:
        """Rows by their rank, of the blocks that hold any of these."""
        found: dict[int, Row] = {}
        first = 0
        for start, block in self.blocks:
            ranks = range(first, first + block.count)
            if set(ranks).intersection(wanted):
                found |= zip(ranks, self.read(start, block), strict=True)
            first = ranks.stop
        return found

    def of_axis(self, number: int | None) -> StoredRows[Row]:
        return replace(self, blocks=tuple(one for one in self.blocks if one[1].axis == number))

    def of(self, page: str, code: str) -> StoredRows[Row]:
        """Of the blocks that speak of this thing."""
        return replace(self, blocks=tuple(one for one in self.blocks if (page, code) in one[1].subjects))


@dataclass(frozen=True)
class StoredComparison(Comparison):
    """One of which is read what is asked."""

    entries: StoredRows[ComparisonEntry]
    changes: StoredRows[ToldChange] | tuple[ToldChange, ...] = field(repr=False)
    tallies: tuple[Tally, ...] = ()
    first: tuple[ComparisonEntry, ...] | None = None
    """What `telling` finds; None where it was not found yet."""
    of_kinds: Mapping[ChangeKind, int] = field(default_factory=dict)

    def of_axis(self, number: int | None) -> StoredComparison:
        tallies = tuple(one for one in self.tallies if one.axis == number)
        return StoredComparison(self.before, self.after, self.entries.of_axis(number), (), tallies)

    def of(self, page: str, code: str) -> tuple[ComparisonEntry, ...]:
        return Comparison(self.before, self.after, self.entries.of(page, code)).of(page, code)

    @cached_property
    def counts(self) -> tuple[tuple[Topic, int], ...]:
        return in_order(sum((Counter(one.topics) for one in self.tallies), Counter[Topic]()))

    @property
    def kinds(self) -> Mapping[ChangeKind, int]:
        return self.of_kinds

    def telling(self, most: int = MOST_TOLD) -> tuple[ComparisonEntry, ...]:
        known: Any = self.first if most == MOST_TOLD else None
        return super().telling(most) if known is None else known
