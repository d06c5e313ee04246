"""What pages read of a long release beside its document, made before anybody can read it.

It is stored in the transaction that publishes: from its first reader on, no process takes the document whole to show a
page. Made after, as that of a short release is, it would be made by whichever process is asked meanwhile, in seconds
that each of its readers waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import structlog
from django.utils import timezone

from strategy_monitor.backoffice.progress import tell_progress
from strategy_monitor.language.codes import JobStep
from strategy_monitor.releases import load
from strategy_monitor.releases.compared import store_comparison, told_pairs
from strategy_monitor.releases.indexes import INDEX
from strategy_monitor.releases.load import Head
from strategy_monitor.releases.models import Release
from strategy_monitor.releases.parts import PARTS, is_long
from strategy_monitor.report.compare import compare
from strategy_monitor.report.comparison_store import pack_comparison
from strategy_monitor.report.document import Report

log = structlog.get_logger(__name__)

TO_BE: Final = 0
"""Key of the release that is not there yet."""


class Told(NamedTuple):
    """What a page tells of a release against another one, packed."""

    before: Head
    after: Head
    packed: bytes


@dataclass(frozen=True)
class MadeAhead:
    """Of the document of a release that is about to be there, packed as it is stored."""

    head: Head
    index: bytes
    parts: bytes
    told: tuple[Told, ...]
    """Of it, and of a later release against it."""

    def store(self, release: Release) -> None:
        """Beside this one, which holds the document. That something could not be stored is logged, and no more."""
        there = replace(self.head, pk=release.pk)
        INDEX.keep(self.index, {"release": there.pk}, there.sha256)
        PARTS.keep(self.parts, {"release": there.pk}, there.sha256)
        for before, after, packed in self.told:
            store_comparison(there if before is self.head else before, there if after is self.head else after, packed)


def make_ahead(edition: str, sha256: str, report: Report) -> MadeAhead | None:
    """Of the document that is about to be the next release of this edition; None of a short one, of which it is made in
    no time, and where it could not be made: that is logged, and costs its first readers the wait."""
    if not is_long(report):
        return None
    tell_progress(JobStep.PREPARING)
    head = head_to_be(edition, sha256)
    try:
        return MadeAhead(head, INDEX.pack(report), PARTS.pack(report), tuple(tell_of(head, report)))
    except Exception:
        log.exception("release_not_prepared", edition=edition)
        return None


def head_to_be(edition: str, sha256: str) -> Head:
    last = max((one.number for one in load.every_head() if one.edition == edition), default=0)
    return Head(TO_BE, edition, last + 1, sha256, timezone.now(), reason="", author="")


def tell_of(made: Head, report: Report) -> Iterator[Told]:
    for before, after in told_pairs([made, *load.every_head()]):
        if made in (before, after):
            with suppress(load.BadRelease):  # who reads it is told
                reports = (report if one is made else load.read_report(one) for one in (before, after))
                yield Told(before, after, pack_comparison(compare(*reports)))
