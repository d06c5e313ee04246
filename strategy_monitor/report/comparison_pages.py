"""A comparison that is too long for one page: each axis is then read by itself, on as many pages as it takes.

What stands where follows from the comparison alone, so that an address leads to the same part wherever it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from strategy_monitor.report.comparison import Comparison, Subject
from strategy_monitor.report.things import PAGES

MOST_ON_PAGE: Final = 300
"""Entries that are told on one page."""


@dataclass(frozen=True)
class ComparisonPage:
    """One page of what is told of an axis."""

    number: int
    """From 1."""
    first: Subject
    last: Subject
    """What the first and the last of its entries speak of: something may go on from one page to the next."""

    @property
    def span(self) -> str:
        """« 1.1-O12 – 1.3-M2 », « axe 1 – 1.1-O40 »; « page 2 » where one of them has no code."""
        ends = [name_end(end) for end in (self.first, self.last)]
        return " – ".join(ends) if all(ends) else f"page {self.number}"


def name_end(subject: Subject) -> str:
    if subject.page in {"axis", "action"}:
        return f"{PAGES[subject.page].heading.lower()} {subject.code}"
    return subject.code


def is_divided(found: Comparison) -> bool:
    return len(found.entries) > MOST_ON_PAGE


def list_pages(found: Comparison) -> tuple[ComparisonPage, ...]:
    """In their order; none where all of it stands on one."""
    if not is_divided(found):
        return ()
    ends = ((start, min(start + MOST_ON_PAGE, len(found.entries)) - 1) for start in page_starts(found))
    return tuple(
        ComparisonPage(number, found.entries[first].subject, found.entries[last].subject)
        for number, (first, last) in enumerate(ends, 1)
    )


def count_pages(found: Comparison) -> int:
    """At least one, however little there is."""
    return max(1, len(page_starts(found)))


def keep_page(found: Comparison, number: int) -> Comparison:
    """What is told on the page of this number, from 1."""
    end = number * MOST_ON_PAGE
    return Comparison(found.before, found.after, found.entries[end - MOST_ON_PAGE : end])


def page_starts(found: Comparison) -> range:
    return range(0, len(found.entries), MOST_ON_PAGE)
