"""What pages read of a long release beside its document, made before anybody can read it, while what else there is to
be known of it is found out.

It is stored in the transaction that publishes: from its first reader on, no process takes the document whole to show a
page. Made after, as that of a short release is, it would be made by whichever process is asked meanwhile, in seconds
that each of its readers waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
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
from strategy_monitor.web.forked import forked

log = structlog.get_logger(__name__)

TO_BE: Final = 0
"""Key of the release that is not there yet."""


class ToTell(NamedTuple):
    """A release that pages tell against another one, where one of them is not there yet."""

    before: Head
    after: Head
    reports: tuple[Report, Report]


@dataclass(frozen=True)
class Surroundings:
    """Of a release that is about to be there."""

    head: Head
    """Its own."""
    others: tuple[Head, ...]
    """Of all releases that are there."""
    to_tell: list[ToTell]
    """It against one of these, or a later one against it."""


@dataclass(frozen=True)
class MadeAhead:
    """Of the document of a release that is about to be there, packed as it is stored."""

    among: Surroundings
    index: bytes
    parts: bytes
    told: list[bytes]
    """Of each that there is to tell."""

    @property
    def holds(self) -> bool:
        """Whether it is about to be there among these very releases, nobody else writing."""
        return self.among.others == load.every_head()

    def store(self, release: Release) -> None:
        """Beside this one, which holds the document. That something could not be stored is logged, and no more."""
        made = self.among.head
        there = replace(made, pk=release.pk, sha256=release.sha256)
        INDEX.keep(self.index, {"release": there.pk}, there.sha256)
        PARTS.keep(self.parts, {"release": there.pk}, there.sha256)
        for (before, after, _reports), packed in zip(self.among.to_tell, self.told, strict=True):
            store_comparison(there if before is made else before, there if after is made else after, packed)


@contextmanager
def begin_ahead(edition: str, report: Report) -> Iterator[Callable[[], MadeAhead | None]]:
    """Within it, all of this is made of the document that is about to be the next release of this edition, by copies of
    this process where there are processors for them. Yields what waits for it.

    None of a short one, of which it is made in no time, and where it could not be made: that is logged, and costs its
    first readers the wait.
    """
    if not is_long(report):
        yield lambda: None
        return
    # What the second copy needs is read while the first one works.
    with forked(partial(pack_own, report)) as own:
        try:
            among = read_surroundings(edition, report)
        except Exception:
            log.exception("release_not_prepared", edition=edition)
            among = None
        if among is None:
            yield lambda: None
            return
        with forked(partial(pack_told, among.to_tell)) as told:
            yield partial(finish, among, own, told)


def finish(
    among: Surroundings, own: Callable[[], tuple[bytes, bytes]], told: Callable[[], list[bytes]]
) -> MadeAhead | None:
    tell_progress(JobStep.PREPARING)
    try:
        return MadeAhead(among, *own(), told())
    except Exception:
        log.exception("release_not_prepared", edition=among.head.edition)
        return None


def pack_own(report: Report) -> tuple[bytes, bytes]:
    """What can be found in it, and it in parts."""
    return INDEX.pack(report), PARTS.pack(report)


def pack_told(to_tell: list[ToTell]) -> list[bytes]:
    return [pack_comparison(compare(*one.reports)) for one in to_tell]


def read_surroundings(edition: str, report: Report) -> Surroundings:
    others = load.every_head()
    head = head_to_be(edition, others)
    return Surroundings(head, others, list(list_to_tell(head, others, report)))


def head_to_be(edition: str, others: Iterable[Head]) -> Head:
    last = max((one.number for one in others if one.edition == edition), default=0)
    return Head(TO_BE, edition, last + 1, "", timezone.now(), reason="", author="")


def list_to_tell(made: Head, others: Iterable[Head], report: Report) -> Iterator[ToTell]:
    """Without what cannot be read: who reads that is told."""
    for before, after in told_pairs([made, *others]):
        if made in (before, after):
            with suppress(load.BadRelease):
                one, other = (report if head is made else load.read_report(head) for head in (before, after))
                yield ToTell(before, after, (one, other))
