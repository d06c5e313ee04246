"""The working copy as it stands, built once for all who look at it until somebody changes it.

Every change of a row that the document is built from leaves a mark, by triggers of the database (see `marks`): so
whatever writes it (a form, an import, a command, a statement typed by hand) is seen, by the next request and in every
process. Marks are drawn by lot: what a transaction left that was rolled back is never met again.
"""

from __future__ import annotations

from dataclasses import dataclass

from strategy_monitor.releases.load import Head, open_release
from strategy_monitor.releases.marks import Stamp, read_stamp
from strategy_monitor.report.build import Traced, build_traced
from strategy_monitor.report.diff import Change, differences
from strategy_monitor.report.once import once


class Altered(Exception):
    """Somebody changed the working copy while it was read: what was made of it is answered, and not kept."""

    def __init__(self, made: Standing) -> None:
        super().__init__()
        self.made = made


@dataclass(frozen=True)
class Standing:
    """The working copy as a document, shared by all who look at it: its rows and its report are only read."""

    traced: Traced
    changes: tuple[Change, ...] = ()
    """What it changes of what the public reads; nothing where nothing was published."""


def read_standing(edition: str, public: Head | None, drafts: bool = False) -> Standing:
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
def build_once(stamp: Stamp, edition: str, public: Head | None, drafts: bool) -> Standing:
    made = build_standing(edition, public, drafts)
    if read_stamp() != stamp:
        raise Altered(made)
    return made


def build_standing(edition: str, public: Head | None, drafts: bool) -> Standing:
    return compare_with(public, build_traced(edition, drafts))


def compare_with(public: Head | None, traced: Traced) -> Standing:
    """Raises BadRelease where what the public reads fails its check."""
    changes = differences(open_release(public).report, traced.report) if public else ()
    return Standing(traced, changes)
