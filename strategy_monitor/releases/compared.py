"""Two releases compared, once per process; and which one a release is compared with."""

from __future__ import annotations

from collections.abc import Iterable

from strategy_monitor.releases import load
from strategy_monitor.releases.load import Head, release_before
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.compare import compare
from strategy_monitor.report.comparison import Comparison
from strategy_monitor.report.once import once


@once(maxsize=32)
@collector_at_rest()
def compared(before: Head, after: Head) -> Comparison:
    """What changed from one release to another. Raises BadRelease where one of them fails its check."""
    return compare(load.open_release(before).report, load.open_release(after).report)


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
