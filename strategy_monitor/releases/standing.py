"""The working copy as it stands, built once for all who look at it until somebody changes it.

Every change of a row that the document is built from leaves a mark, by triggers of the database (see `marks`): so
whatever writes it (a form, an import, a command, a statement typed by hand) is seen, by the next request and in every
process. Marks are drawn by lot: what a transaction left that was rolled back is never met again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from strategy_monitor.backoffice.rereading import ReadTables, Rereading
from strategy_monitor.releases.load import Head, open_release
from strategy_monitor.releases.marks import Stamp, read_stamp
from strategy_monitor.report.build import Traced, WorkingCopy, read_working_copy
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.diff import Change, between
from strategy_monitor.report.document import Report
from strategy_monitor.report.once import once
from strategy_monitor.report.things import Alike, Things, flat, lay_both
from strategy_monitor.texts.changed import ChangedText, list_changed


class Altered(Exception):
    """Somebody changed the working copy while it was read: what was made of it is answered, and not kept."""

    def __init__(self, made: CopyStanding) -> None:
        super().__init__()
        self.made = made


class Torn(Exception):
    """The same of its rows alone: they are of no one moment."""

    def __init__(self, copy: WorkingCopy) -> None:
        super().__init__()
        self.copy = copy


@dataclass(frozen=True)
class CopyStanding:
    """The working copy as a document, shared by all who look at it: its rows and its report are only read."""

    traced: Traced
    changes: tuple[Change, ...] = ()
    """What it changes of what the public reads; nothing where nothing was published."""
    laid: tuple[Things, Things] | None = field(default=None, repr=False)
    """Both laid flat, as far as they differ; None where nothing was published."""

    @cached_property
    def texts(self) -> list[ChangedText]:
        """Those that would say something else to the public than now."""
        if self.laid is not None and not self.changes:
            return []
        return list_changed(*(self.laid or ({}, flat(self.traced.report))), self.traced.sources)


def read_standing(edition: str, public: Head | None, drafts: bool = False) -> CopyStanding:
    """The working copy beside what the public reads, as it would be published or, with `drafts`, with these too.

    Raises NothingToBuild where there is no strategy, BadRelease where what the public reads fails its check.
    """
    stamp = read_stamp()
    if stamp is None:
        return build_standing(edition, public, drafts)
    try:
        return build_once(stamp, edition, public, drafts)
    except Altered as error:
        return error.made


@once(maxsize=2)
@collector_at_rest()
def build_once(stamp: Stamp, edition: str, public: Head | None, drafts: bool) -> CopyStanding:
    made = build_standing(edition, public, drafts)
    if read_stamp() != stamp:
        raise Altered(made)
    return made


def build_standing(edition: str, public: Head | None, drafts: bool) -> CopyStanding:
    copy, _stamp = read_copy(edition)
    if drafts and copy.published is copy.standing:
        return read_standing(edition, public)
    return compare_with(public, copy.stands if drafts else copy.made)


def compare_with(public: Head | None, traced: Traced) -> CopyStanding:
    """Raises BadRelease where what the public reads fails its check."""
    if public is None:
        return CopyStanding(traced)
    laid = lay_both(open_release(public).report, traced.report, Last.alike)
    return CopyStanding(traced, between(*laid), laid)


def read_copy(edition: str) -> tuple[WorkingCopy, Stamp | None]:
    """The rows of the working copy, read once for all who look, and the stamp that they bear. None where changes leave
    no mark, or where somebody wrote meanwhile: then they may be of no one moment."""
    stamp = read_stamp()
    if stamp is None:
        return read_working_copy(edition), None
    try:
        return read_copy_once(stamp, edition), stamp
    except Torn as error:
        return error.copy, None


def read_standing_report(edition: str) -> Report:
    """All that stands, with drafts, beside nothing. Raises NothingToBuild where there is no strategy."""
    copy, _stamp = read_copy(edition)
    return copy.standing_report


class Last:
    """What was read last, and what of it was found to be the same as what the public reads: what has not changed since
    is taken over."""

    copy: WorkingCopy | None = None
    tables: ReadTables = {}
    alike = Alike()


@once(maxsize=1)
@collector_at_rest()
def read_copy_once(stamp: Stamp, edition: str) -> WorkingCopy:
    reading = Rereading(Last.tables)
    copy = Last.copy = read_working_copy(edition, reading.rows, Last.copy)
    Last.tables = reading.found
    if read_stamp() != stamp:
        raise Torn(copy)
    return copy
