"""What a language can write. French is the one there is; another is one more module beside it, entered here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Protocol

from strategy_monitor.language import french
from strategy_monitor.language.codes import Code
from strategy_monitor.language.values import Measured, Stated


class Language(Protocol):
    """A module satisfies it by its functions. Texts come out set in the typography of the language."""

    def write_number(self, value: Decimal) -> str: ...
    def write_quantity(
        self, value: Decimal, unit: str, singular: str = "", manner: str = "", high: Decimal | None = None
    ) -> str: ...
    def write_points(self, delta: Decimal) -> str:
        """A difference between two shares."""

    def write_value(self, measured: Measured, stated: Stated) -> str:
        """What an observation says first: its value, its state, its level, or why there is nothing."""

    def write_value_and_unit(self, measured: Measured, stated: Stated) -> tuple[str, str]: ...
    def write_statement(self, measured: Measured, stated: Stated) -> str:
        """All that an observation says, on one line."""

    def write_level(self, stated: Stated) -> str: ...
    def write_date(self, day: dt.date) -> str: ...
    def write_moment(self, moment: dt.datetime, link: str = ", ") -> str: ...
    def write_since(self, day: dt.date) -> str: ...
    def write_frequency(self, frequency: str, basis: str) -> str: ...
    def write_list(self, parts: Sequence[str], separator: str = ", ") -> str: ...
    def count_noun(self, count: int, one: str, many: str) -> str: ...
    def count_code(self, count: int, code: Code) -> str: ...
    def quote(self, text: str) -> str: ...
    def typeset(self, text: str) -> str:
        """The same text with the spaces and the signs of the language."""


LANGUAGES: Final[dict[str, Language]] = {"fr": french}
