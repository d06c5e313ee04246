"""Two releases compared, and which one a release is compared with.

What two releases differ in is a small thing beside their documents. Where one of them is long, it is stored beside the
later one; between short ones it is found again by each process, which reads them in less time than a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from django.db import Error

from strategy_monitor.kept import store
from strategy_monitor.releases import load
from strategy_monitor.releases.beside import Sealed, rules
from strategy_monitor.releases.load import Head, release_before
from strategy_monitor.releases.models import DocumentParts, ReleaseComparison
from strategy_monitor.releases.parts import is_long
from strategy_monitor.report import comparison_store
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.compare import compare
from strategy_monitor.report.comparison import Comparison
from strategy_monitor.report.once import PATIENCE, once

STORED: Final = Sealed(
    "release_comparison", ReleaseComparison, comparison_store.unpack_comparison, comparison_store.UnreadableComparison
)
MOST_STORED: Final = 16
"""Comparisons that are stored beside one release because somebody asked for them: anybody may ask for any two."""


@once(maxsize=64)
def compared(before: Head, after: Head) -> Comparison:
    """What changed from one release to another. Raises as `load.reached` does where one of them fails its check, and as
    `load.read_report` where both must be read."""
    for head in (before, after):
        load.reached(head)
    if load.is_silent() or all(map(is_known_short, (before, after))):
        return make_comparison(before, after, keep=False)
    found = find_stored(before, after)
    if found is not None:
        return found
    with store.writing(STORED.key_of(before.sha256, after.sha256), PATIENCE, "comparison-"):
        found = find_stored(before, after)
        return make_comparison(before, after, keep=has_room(after)) if found is None else found


def is_long_to_find(before: Head, after: Head) -> bool:
    """Whether it takes both documents to tell what they differ in, and whoever finds it can store it for all."""
    pair = before, after
    if compared.holds(*pair) or load.is_silent() or all(map(is_known_short, pair)) or not has_parts(pair):
        return False
    return find_stored(*pair) is None and has_room(after)


def is_known_short(head: Head) -> bool:
    """Whether its document is in memory, and read at once."""
    return load.document_of.holds(head.pk, head.sha256) and not is_long(load.read_report(head))


def find_stored(before: Head, after: Head) -> Comparison | None:
    return STORED.find(row_of_pair(before, after), before.sha256, after.sha256)


def row_of_pair(before: Head, after: Head) -> dict[str, int]:
    return {"release": after.pk, "before": before.pk}


@collector_at_rest()
def make_comparison(before: Head, after: Head, *, keep: bool) -> Comparison:
    """Of both documents; where one of them is long, stored for all if it is to be kept. Raises as `load.read_report`
    does."""
    reports = load.read_report(before), load.read_report(after)
    found = compare(*reports)
    if not any(map(is_long, reports)):
        return found
    packed = comparison_store.pack_comparison(found)
    if keep:
        store_comparison(before, after, packed)
    return comparison_store.unpack_comparison(packed)


def store_comparison(before: Head, after: Head, packed: bytes) -> None:
    """For all; that it could not be stored is logged, and no more."""
    STORED.keep(packed, row_of_pair(before, after), before.sha256, after.sha256)


def store_told(pk: int) -> bool:
    """What pages tell of this release, or of a later one against this one, where one of the two is long and it is not
    stored; whether any was made. Raises as `load.read_report` does."""
    pairs = [pair for pair in told_pairs(load.every_head()) if pk in {one.pk for one in pair}]
    lacking = [pair for pair in pairs if has_parts(pair) and find_stored(*pair) is None]
    for before, after in lacking:
        with suppress(load.BadRelease):  # who reads it is told
            make_comparison(before, after, keep=True)
    return bool(lacking)


def told_pairs(known: Sequence[Head]) -> Iterator[tuple[Head, Head]]:
    """Each release in force, after those that pages compare it with unasked."""
    for head in load.to_be_read(known):
        for before in dict.fromkeys((one_before(head, known), release_before(head, known))):
            if before:
                yield before, head


def find_lacking() -> list[tuple[Head, Head]]:
    """What pages tell of which nothing is stored by these rules, where one of the two is long. Three queries."""
    made = set(STORED.rows.filter(rules=rules()).values_list("before", "release"))
    long = set(DocumentParts.objects.values_list("release", flat=True))
    pairs = told_pairs(load.every_head())
    return [pair for pair in pairs if {one.pk for one in pair} & long and tuple(one.pk for one in pair) not in made]


def has_parts(pair: Iterable[Head]) -> bool:
    """Whether one of them is long, as far as that was seen."""
    return DocumentParts.objects.filter(release__in=[head.pk for head in pair]).exists()


def has_room(after: Head) -> bool:
    """Whether one more may be stored beside this release; not where the database does not answer."""
    with suppress(Error):
        return bool(STORED.rows.filter(release=after.pk, rules=rules()).count() < MOST_STORED)
    return False


def in_print(before: Head | None, head: Head | None) -> Comparison | None:
    """What a document of this release tells of the edition before. Never of a made-up one: what is printed travels."""
    if before is None or head is None or (before.fictive and not head.fictive):
        return None
    return compared(before, head)


def one_before(head: Head, known: Iterable[Head]) -> Head | None:
    """What this release is read against: the last of the edition before; else the one before it in its edition."""
    heads = [one for one in known if not one.withdrawn]
    older = [one for one in heads if one.edition == head.edition and one.number < head.number]
    return load.edition_before(head, heads) or max(older, key=lambda one: one.number, default=None)


def is_told(pair: tuple[Head, ...], newest: Head | None, known: Iterable[Head]) -> bool:
    """Whether this is the newest release against the one that it is read against, or the one that it follows."""
    before, after = pair
    return after == newest and before in (one_before(after, known), release_before(after, known))
