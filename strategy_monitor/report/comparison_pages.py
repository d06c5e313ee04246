"""A comparison that is too long for one page: each axis is then read by itself, on as many pages as it takes."""

from __future__ import annotations

from strategy_monitor.report import paging
from strategy_monitor.report.comparison import Comparison, ComparisonEntry, EntrySubject
from strategy_monitor.report.things import PAGES


def keep_page(found: Comparison, number: int) -> Comparison:
    """What is told on the page of this number, from 1."""
    return Comparison(found.before, found.after, paging.keep_page(found.entries, number))


def write_span(number: int, first: ComparisonEntry, last: ComparisonEntry) -> str:
    """What the first and the last entry of a page speak of: « 1.1-O12 – 1.3-M2 », « axe 1 – 1.1-O40 »; « page 2 » where
    one of them has no code."""
    ends = [name_end(entry.subject) for entry in (first, last)]
    return " – ".join(ends) if all(ends) else f"page {number}"


def name_end(subject: EntrySubject) -> str:
    if subject.page in {"axis", "action"}:
        return f"{PAGES[subject.page].heading.lower()} {subject.code}"
    return subject.code
