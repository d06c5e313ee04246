"""What every kind of file comes down to: numbered lines of raw cells."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from indicators.exchange.cells import Raw


class Unreadable(ValidationError):
    """The file as a whole cannot be read: why, and what to do, in French."""


@dataclass(frozen=True)
class Line:
    number: int
    cells: list[Raw]
    fault: str = ""


def letter(index: int) -> str:
    """0 → « A », 25 → « Z », 26 → « AA »."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found
