"""What a value is made of, whoever holds it: the working copy and the document are both written from these."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Protocol

from strategy_monitor.language.codes import Manner

HIGHEST: Final = 5
"""The scale of progress goes from 0 to this level."""


def is_our_scale(levels: Iterable[int]) -> bool:
    """Whether these are all levels of the scale in their order, or none: of another one, « 4 sur 5 » would be false."""
    return list(levels) in ([], list(range(HIGHEST + 1)))


class Measured(Protocol):
    """A series: what its values are counted in. The unit is a plural (« heures »), « % », « € », or nothing."""

    @property
    def unit(self) -> str: ...
    @property
    def unit_singular(self) -> str: ...
    @property
    def quantity(self) -> str: ...


class Stated(Protocol):
    """An observation: a value, a level, a state in words, or why there is none. Codes are those of `codes`."""

    @property
    def value(self) -> Decimal | None: ...
    @property
    def value_high(self) -> Decimal | None:
        """Upper end of a range, whose lower end is the value."""

    @property
    def manner(self) -> str: ...
    @property
    def level(self) -> int | None: ...
    @property
    def level_basis(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def missing_reason(self) -> str: ...


def is_least(stated: Stated) -> bool:
    """True where the level is the least that is known. Of an observation with a value, the manner is the value’s."""
    return stated.level is not None and stated.value is None and stated.manner == Manner.MINIMUM
