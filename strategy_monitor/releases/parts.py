"""The document of a long release in parts, stored beside it: a page of an axis or of an indicator reads its own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from strategy_monitor.releases import load
from strategy_monitor.releases.beside import Beside
from strategy_monitor.releases.load import Head, Published
from strategy_monitor.releases.models import DocumentParts
from strategy_monitor.report import excerpts, people
from strategy_monitor.report.document import Indicator, Report
from strategy_monitor.report.excerpts import StoredParts
from strategy_monitor.report.once import once

MOST_READ_WHOLE: Final = 300
"""Indicators of a document that is read whole at once: it takes less than a second."""

MUCH: Final = 1_000_000
"""Bytes of its parts, as they are stored, from which the files of a release take seconds to write: some 30,000
figures."""

PARTS: Final = Beside(
    "document_parts", DocumentParts, excerpts.unpack_parts, excerpts.UnreadableParts, excerpts.pack_parts
)


def is_long(report: Report) -> bool:
    return len(report.indicators) > MOST_READ_WHOLE


def is_much(head: Head) -> bool:
    """Whether it takes seconds to write all that this release tells into a file."""
    known = stored_parts(head)
    return known is not None and len(known.content) > MUCH


def lacks_parts(head: Head, report: Report) -> bool:
    """Whether this release, which this is, is long, and has none that can be used."""
    return is_long(report) and PARTS.recall(head.pk, head.sha256) is None


def store_parts(pk: int, sha256: str) -> bool:
    """Of this release, if it is long and has none; whether they were made. Raises as `load.verified` does."""
    if PARTS.recall(pk, sha256) is not None or not is_long(load.verified(pk, sha256)):
        return False
    PARTS.make(pk, sha256)
    return True


class NoParts(Exception):
    """Nothing is stored that can be used."""


@once(maxsize=16)
def parts_of_release(pk: int, sha256: str) -> StoredParts:
    """Of several at once: the page of a figure tells of every release. Raises NoParts, which is not kept: they may be
    stored a moment later, or the database may not have answered."""
    found = PARTS.recall(pk, sha256)
    if found is None:
        raise NoParts
    return found


def parts_of(head: Head) -> StoredParts | None:
    """None where its document is in memory, or has no parts, and is to be read whole."""
    return None if load.document_of.holds(head.pk, head.sha256) else stored_parts(head)


def stored_parts(head: Head) -> StoredParts | None:
    """None where it has none."""
    try:
        return parts_of_release(head.pk, head.sha256)
    except NoParts:
        return None


@once(maxsize=256)
def are_names_stored(pk: int, sha256: str) -> bool:
    """Whether this long release has names of people. Raises NoParts, as `parts_of_release`."""
    return bool(parts_of_release(pk, sha256).told["names"])


def bears_names(head: Head) -> bool:
    """Whether this release has names of people, as those of before the numbers of accounts. Raises as
    `load.read_report` does."""
    key = head.pk, head.sha256
    if are_names_stored.holds(*key) or not load.document_of.holds(*key):
        with suppress(NoParts):
            return are_names_stored(*key)
    return people.bears_names(load.read_report(head))


@once(maxsize=128)
def indicators_of(head: Head) -> Mapping[str, Indicator]:
    """By code, of a release that is read whole. Raises as `load.read_report` does."""
    return {one.code: one for one in load.read_report(head).indicators}


def find_indicator(head: Head, code: str) -> Indicator | None:
    """As this release has it, whichever is shown. Raises as `load.read_report` does."""
    known = None if indicators_of.holds(head) else parts_of(head)
    return known.find_indicator(code) if known else indicators_of(head).get(code)


def is_in_memory(head: Head) -> bool:
    """Whether its indicators can be read while the database does not answer."""
    key = head.pk, head.sha256
    return indicators_of.holds(head) or load.document_of.holds(*key) or parts_of_release.holds(*key)


@dataclass(frozen=True)
class Excerpted(Published):
    """A release of which a part is read, and no more."""

    part: Report = field(kw_only=True, compare=False, repr=False)

    @property
    def report(self) -> Report:
        return self.part


def excerpted(found: Published, part: Report) -> Excerpted:
    return Excerpted(found.head, found.before, found.among, part=part)


def with_frame(found: Published) -> Published:
    """What a page is shown from that names the strategy, and says nothing of it."""
    known = parts_of(found.head)
    return excerpted(found, known.of_none()) if known else found


def with_indicator(found: Published, code: str) -> Published:
    """What the page of an indicator is shown from."""
    known = parts_of(found.head)
    return excerpted(found, known.of_indicator(code)) if known else found


def with_axis(found: Published, number: int) -> Published:
    """What a page of an axis is shown from."""
    known = parts_of(found.head)
    return excerpted(found, known.of_axis(number)) if known else found


def with_outline_of_axis(found: Published, number: int) -> Published:
    """What an axis is written from, indicator by indicator."""
    known = parts_of(found.head)
    return excerpted(found, known.outline_of(number)) if known else found


def with_lists(found: Published) -> Published:
    """What is shown from that lists indicators, or says something of all: whatever is in memory, unless it is short, or
    the database does not answer."""
    head = found.head
    in_vain = load.is_silent() and not parts_of_release.holds(head.pk, head.sha256)
    if load.document_of.holds(head.pk, head.sha256) and (in_vain or not is_long(found.report)):
        return found
    known = stored_parts(head)
    return excerpted(found, known.abridged) if known else found


def with_action(found: Published, section: str) -> Published:
    """What is shown from that tells an action."""
    known = parts_of(found.head)
    return excerpted(found, known.of_action(section)) if known else found


def with_ways(found: Published, number: int) -> Published:
    """What the page of an axis is shown from, which leads to its pages where it is long."""
    known = parts_of(found.head)
    return excerpted(found, known.of_ways(number)) if known else found


def with_outline(found: Published) -> Published:
    """What is shown from that says nothing of what indicators say."""
    known = parts_of(found.head)
    return excerpted(found, known.outline()) if known else found


def with_ways_of_all(found: Published) -> Published:
    """What the whole report is shown from, which leads to its parts where it is long."""
    known = parts_of(found.head)
    return excerpted(found, known.outline()) if known and known.is_divided else found


def with_axis_page(found: Published, number: int, slug: str) -> Published:
    """What a page of a long axis is shown from."""
    known = parts_of(found.head)
    return excerpted(found, known.of_axis_page(number, slug)) if known else found


def with_cover(found: Published) -> Published:
    """What the document of the report is composed from, which leads to its volumes where it is long."""
    known = parts_of(found.head)
    return excerpted(found, known.outline()) if known and known.volumes else found


def with_axis_document(found: Published, number: int) -> Published:
    """What that of an axis is composed from, which leads to its volumes where it is long. Where the report is
    one document, its notes are told once in all of its axes: then all of it is read."""
    known = parts_of(found.head)
    return excerpted(found, known.of_axis_document(number)) if known and known.volumes else found


def with_volume(found: Published, number: int, rank: int) -> Published:
    """What a volume of a long axis is composed from."""
    known = parts_of(found.head)
    return excerpted(found, known.of_volume(number, rank)) if known else found
