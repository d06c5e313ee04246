"""What every kind of file comes down to: numbered lines of raw cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from indicators.exchange.cells import Raw


class UnreadableSheet(ValidationError):
    """The file as a whole cannot be read: why, and what to do, in French."""


@dataclass(frozen=True)
class SheetLine:
    number: int
    cells: list[Raw]
    fault: str = ""
    hidden: bool = False
    """Whether the spreadsheet does not show the row."""


@dataclass(frozen=True)
class Sheet:
    lines: Iterator[SheetLine]
    hidden: frozenset[int] = frozenset()
    """Indexes of the columns that the spreadsheet does not show."""
    left: tuple[str, ...] = ()
    """The other sheets of the file, which are not read: their names."""


def letter(index: int) -> str:
    """0 → « A », 25 → « Z », 26 → « AA »."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found
