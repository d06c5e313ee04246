"""What would be published of the working copy as it stood at one moment, and all that can be found out about it before
anybody has to wait: nothing here writes, and nothing is locked.

It is true as long as the working copy bears the stamp by which it was read (see `standing`), and is then the same for
the page that shows what would be published and for the publication.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from strategy_monitor.backoffice.progress import tell_progress
from strategy_monitor.language.codes import JobStep
from strategy_monitor.quality.gate import examine_both
from strategy_monitor.quality.rule import QualityFault
from strategy_monitor.quality.working_copy import Visits, gather_evidence, read_visits
from strategy_monitor.releases.compressed import Packed, compress_document, unpack_document
from strategy_monitor.releases.marks import Stamp, read_stamp
from strategy_monitor.releases.standing import read_copy
from strategy_monitor.report import canonical
from strategy_monitor.report.build import WorkingCopy
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.document import Report


class Written(NamedTuple):
    """A document as it is stored."""

    sha256: str
    kept: bytes

    @property
    def text(self) -> Packed:
        return unpack_document(self.kept)


def dump_document(report: Report) -> str:
    tell_progress(JobStep.WRITING)
    return canonical.dump(report)


def write_document(report: Report) -> Written:
    text = dump_document(report)
    return Written(canonical.digest(text), compress_document(text))


@dataclass(frozen=True)
class Candidate:
    copy: WorkingCopy
    stamp: Stamp | None
    """None where a change of the copy would not be seen."""
    today: dt.date
    visits: Visits

    @property
    def report(self) -> Report:
        """Raises NothingToBuild where there is no strategy yet."""
        return self.copy.report

    @property
    def holds(self) -> bool:
        """Whether nothing of what it was found from has changed since. Two queries."""
        seen = self.stamp is not None and self.stamp == read_stamp()
        return seen and self.today == timezone.localdate() and self.visits == read_visits()

    @cached_property
    @collector_at_rest()
    def written(self) -> Written:
        return write_document(self.report)

    @cached_property
    @collector_at_rest()
    def sha256(self) -> str:
        """Of the document: who looks at what would be published needs no more of it, and has nothing compressed."""
        known: Written | None = vars(self).get("written")
        return known.sha256 if known else canonical.digest(dump_document(self.report))

    @cached_property
    @collector_at_rest()
    def faults(self) -> tuple[QualityFault, ...]:
        """Of what would be published, and of what stands."""
        tell_progress(JobStep.CHECKING)
        return examine_both(*gather_evidence(self.copy, self.visits), self.today)


class LastCandidate:
    last: Candidate | None = None


def read_candidate(edition: str) -> Candidate:
    """Of the working copy as it is now: the very same as before where nothing has changed."""
    copy, stamp = read_copy(edition)
    made = Candidate(copy, stamp, timezone.localdate(), read_visits())
    known = LastCandidate.last
    if known and known.copy is copy and known.stamp is not None and same_moment(known, made):
        return known
    LastCandidate.last = made
    return made


def same_moment(one: Candidate, other: Candidate) -> bool:
    return (one.stamp, one.today, one.visits) == (other.stamp, other.today, other.visits)
