"""A list that is too long for one page, divided in its own order.

What stands where follows from the list alone, so that an address leads to the same part wherever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from typing import Final, TypeVar

Row = TypeVar("Row")

MOST_ON_PAGE: Final = 300
"""Rows of one page."""


def is_divided(rows: Sized) -> bool:
    return len(rows) > MOST_ON_PAGE


def count_pages(rows: Sized) -> int:
    """At least one, however few there are."""
    return max(1, -(-len(rows) // MOST_ON_PAGE))


def keep_page(rows: Sequence[Row], number: int) -> Sequence[Row]:
    """Those of the page of this number, from 1."""
    end = number * MOST_ON_PAGE
    return rows[end - MOST_ON_PAGE : end]


def list_ends(rows: Sequence[Row]) -> Iterator[tuple[int, Row, Row]]:
    """The number of each page, its first row and its last; none where all of it stands on one."""
    for start in range(0, len(rows), MOST_ON_PAGE) if is_divided(rows) else ():
        yield start // MOST_ON_PAGE + 1, rows[start], rows[min(start + MOST_ON_PAGE, len(rows)) - 1]
