"""An index as bytes, and back: what a process reads in one piece, and takes apart as far as it is asked.

In this order: the lengths of the parts, then each of them. `about`, what expressions mean, kinds and codes of entries;
`terms`, sorted, one a line; `starts`, where the postings of each term begin; `ranks` and `points`, the postings;
`hint`, what entries have in common; `bounds`, where each entry begins; `entries`, each compressed by itself with that
hint. The weight of a term is not stored: it follows from how many entries hold it.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, Final, Generic, TypeVar, cast, get_args

from strategy_monitor.report.search_index import EntryKind, Index, Meanings, SearchEntry, weigh_term

KINDS: Final = get_args(EntryKind)
LENGTHS: Final = struct.Struct("<8I")
HINT: Final = 32_768
"""Bytes that the compression looks back."""
SAMPLES: Final = 24
"""Entries that the hint is made of."""
NUMBERS: Final = "I"
"""Of an array: four bytes each, the first one the least."""


class UnreadableIndex(Exception):
    """These bytes are no index."""


# Written


def pack_index(index: Index) -> bytes:
    numbers = {term: number for number, term in enumerate(index.terms)}
    entries = [write_entry(*one, numbers) for one in zip(index.entries, index.said, strict=True)]
    hint = b"".join(entries[:: max(1, len(entries) // SAMPLES)])[-HINT:]
    held = [index.points[term] for term in index.terms]
    compressed = compress_each(entries, hint)
    about = {
        "kinds": "".join(str(KINDS.index(kind)) for kind in index.kinds),
        "codes": index.codes,
        "meanings": [[list(stems), list(terms)] for stems, terms in index.meanings.items()],
        "unknown": index.unknown,
    }
    parts = [
        zlib.compress(json.dumps(about, ensure_ascii=False).encode()),
        zlib.compress("\n".join(index.terms).encode()),
        write_numbers(accumulate(map(len, held), initial=0)),
        write_numbers(rank for one in held for rank in one),
        write_numbers(points for one in held for points in one.values()),
        hint,
        write_numbers(accumulate(map(len, compressed), initial=0)),
        b"".join(compressed),
    ]
    return LENGTHS.pack(*map(len, parts)) + b"".join(parts)


def write_entry(entry: SearchEntry, said: Iterable[Iterable[str]], numbers: Mapping[str, int]) -> bytes:
    """`numbers`: of each term."""
    found = [sorted(numbers[term] for term in terms) for terms in said]
    told = [entry.kind, entry.code, entry.axis, entry.title, entry.headline, entry.passages, found]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def compress_each(contents: Iterable[bytes], hint: bytes) -> list[bytes]:
    """Each by itself. The hint is read once: most of what a short one takes is to read it."""
    ready = zlib.compressobj(zdict=hint)
    writers = ((content, ready.copy()) for content in contents)
    return [writer.compress(content) + writer.flush() for content, writer in writers]


def write_numbers(numbers: Iterable[int]) -> bytes:
    found = array(NUMBERS, numbers)
    if sys.byteorder == "big":
        found.byteswap()
    return zlib.compress(found.tobytes())


# Read


def unpack_index(content: bytes) -> Index:
    """Raises Unreadable for what `pack_index` did not write."""
    try:
        about, terms, starts, ranks, points, hint, bounds, entries = split_parts(content)
        told = json.loads(zlib.decompress(about))
        found = StoredTerms(
            zlib.decompress(terms).decode().split("\n"),
            read_numbers(starts),
            read_numbers(ranks),
            read_numbers(points),
            len(told["kinds"]),
        )
        stored = StoredEntries(entries, read_numbers(bounds), hint, found.terms)
        meanings = Meanings({tuple(stems): tuple(terms) for stems, terms in told["meanings"]})
        return Index(
            kinds=[KINDS[int(kind)] for kind in told["kinds"]],
            codes=told["codes"],
            entries=StoredPart(stored, lambda one: one[0]),
            said=StoredPart(stored, lambda one: one[1]),
            terms=found.terms,
            points=ByTerm(found, found.read_points),
            weights=ByTerm(found, found.read_weight),
            unknown=told["unknown"],
            meanings=meanings,
        )
    except (ValueError, LookupError, TypeError, struct.error, zlib.error) as error:
        raise UnreadableIndex(str(error)) from error


def split_parts(content: bytes) -> list[bytes]:
    ends = list(accumulate(LENGTHS.unpack_from(content), initial=LENGTHS.size))
    if ends[-1] != len(content):
        raise ValueError("its parts are not as long as it says")
    return [content[start:end] for start, end in pairwise(ends)]


def read_numbers(content: bytes) -> array[int]:
    found = array(NUMBERS, zlib.decompress(content))
    if sys.byteorder == "big":
        found.byteswap()
    return found


@dataclass(frozen=True)
class StoredTerms:
    terms: list[str]
    starts: array[int]
    ranks: array[int]
    points: array[int]
    entries: int
    """How many there are."""

    def find(self, term: str) -> int:
        """The rank of a term; -1 where it stands in no entry."""
        place = bisect_left(self.terms, term)
        return place if place < len(self.terms) and self.terms[place] == term else -1

    def read_points(self, place: int) -> Mapping[int, int]:
        start, end = self.starts[place : place + 2]
        return dict(zip(self.ranks[start:end], self.points[start:end], strict=True))

    def read_weight(self, place: int) -> int:
        start, end = self.starts[place : place + 2]
        return weigh_term(end - start, self.entries)


Read = TypeVar("Read")


@dataclass(frozen=True)
class ByTerm(Mapping[str, Read]):
    of: StoredTerms
    read: Callable[[int], Read]
    """Rank of a term → what is known of it."""

    def __getitem__(self, term: str) -> Read:
        place = self.of.find(term)
        if place < 0:
            raise KeyError(term)
        return self.read(place)

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self.of.find(term) >= 0

    def __iter__(self) -> Iterator[str]:
        return iter(self.of.terms)

    def __len__(self) -> int:
        return len(self.of.terms)


Said = tuple[frozenset[str], ...]
RECENT: Final = 256
"""Entries that are kept as they were read: those of some pages of results."""


class StoredEntries:
    def __init__(self, content: bytes, bounds: Sequence[int], hint: bytes, terms: Sequence[str]) -> None:
        self.content = content
        self.bounds = bounds
        self.hint = hint
        self.terms = terms
        self.read = lru_cache(maxsize=RECENT)(self.read_entry)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def read_entry(self, rank: int) -> tuple[SearchEntry, Said]:
        start, end = self.bounds[rank : rank + 2]
        reader = zlib.decompressobj(zdict=self.hint)
        kind, code, axis, title, headline, passages, numbers = json.loads(reader.decompress(self.content[start:end]))
        said = tuple(frozenset(self.terms[number] for number in found) for found in numbers)
        return SearchEntry(kind, code, axis, title, tuple(passages), headline), said


class StoredPart(Sequence[Read], Generic[Read]):
    """Of each entry, what `take` says."""

    def __init__(self, stored: StoredEntries, take: Callable[[tuple[SearchEntry, Said]], Read]) -> None:
        self.stored = stored
        self.take = take

    def __len__(self) -> int:
        return len(self.stored)

    def __getitem__(self, rank: Any) -> Any:
        if isinstance(rank, slice):
            return [self[one] for one in range(len(self))[rank]]
        return self.take(self.stored.read(range(len(self))[cast(int, rank)]))
