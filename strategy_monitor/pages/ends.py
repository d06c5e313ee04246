"""That an indicator is followed no longer, and what replaces it: asked of the releases after the one shown, which could
not know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from strategy_monitor.pages.viewing import Viewing, later, readable
from strategy_monitor.releases import parts
from strategy_monitor.releases.load import Head, Published
from strategy_monitor.report.document import Indicator, Report
from strategy_monitor.report.succession import replacements_of, successors


@dataclass(frozen=True)
class End:
    """As is told on its pages in the editions that had it."""

    last: str
    """The last edition that had it."""
    successors: tuple[Indicator, ...] = ()
    """What replaced it."""
    edition: str = ""
    """The one since which something does."""


def find_end(viewing: Viewing, code: str) -> End | None:
    """What the releases after the one shown say of this indicator; None while the newest one has it, or cannot be read
    and none says what replaced it."""
    head = viewing.head
    if head is None or not is_past(viewing):
        return None
    newest = report_of(viewing.current)
    if newest and newest.indicator(code):
        return None
    last = head.edition
    for edition, report in reports_since(viewing):
        if found := successors(code, report):
            return End(last, tuple(found), edition)
        if report.indicator(code):
            last = edition
    return End(last) if newest else None


def find_successors(viewing: Viewing) -> Mapping[str, tuple[str, ...]]:
    """Code of each indicator that the releases after the one shown have replaced → codes of those that did it first."""
    if not is_past(viewing):
        return {}
    newest = report_of(viewing.current)
    found: dict[str, tuple[str, ...]] = {}
    for _edition, report in reports_since(viewing):
        for code, codes in replacements_of(report).items():
            if code not in found and (newest is None or newest.indicator(code) is None):
                found[code] = tuple(codes)
    return found


def is_past(viewing: Viewing) -> bool:
    """Whether a release is shown that others follow."""
    newest = viewing.current
    return viewing.kind == "archive" and None not in {viewing.head, newest} and viewing.head != newest


def reports_since(viewing: Viewing) -> Iterator[tuple[str, Report]]:
    """(edition, what its lists are made of), of the releases after the one shown that can be read, the oldest first."""
    for head in reversed(later(viewing)):
        if report := report_of(head):
            yield head.edition, report


def report_of(head: Head | None) -> Report | None:
    """What lists of a release are made of; None where it cannot be read."""
    found = readable(head)
    return parts.with_lists(Published(found)).report if found else None
