"""What the rules see of the working copy: frozen, in plain types, nothing to query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Note:
    """A note that the public reads. `words`: what it quotes and what it says."""

    pk: int
    code: str
    kind: str
    words: str


@dataclass(frozen=True)
class Observation:
    pk: int
    label: str
    kind: str
    start: dt.date | None
    end: dt.date | None
    value: Decimal | None = None
    value_high: Decimal | None = None
    level: int | None = None
    state: str = ""
    missing: str = ""
    manner: str = ""
    since: dt.date | None = None
    printed: str = ""
    data_date: dt.date | None = None
    printed_date: str = ""
    breaks: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def says(self) -> bool:
        return not self.missing

    @property
    def day(self) -> dt.date | None:
        return self.data_date or self.end

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.label, self.printed_date, self.printed, self.state)


@dataclass(frozen=True)
class Series:
    pk: int
    key: str
    label: str
    unit: str = ""
    quantity: str = "count"
    role: str = "headline"
    polarity: str = "none"
    group: str = ""
    part_of: str = ""
    whole: bool = False
    population: str = ""
    source: str = ""
    observations: tuple[Observation, ...] = ()

    @property
    def valued(self) -> tuple[Observation, ...]:
        """The observations that bear a value, in order."""
        return tuple(one for one in self.observations if one.value is not None)

    def at(self, other: Observation) -> Observation | None:
        """The one that bears a value for the same period."""
        return next((one for one in self.valued if same_period(one, other)), None)


def same_period(one: Observation, other: Observation) -> bool:
    if one.start is None or other.start is None:
        return one.label == other.label
    return (one.start, one.end) == (other.start, other.end)


@dataclass(frozen=True)
class Indicator:
    pk: int
    code: str
    axis: int
    """Number of its axis."""
    title: str = ""
    short_title: str = ""
    context: str = ""
    remark: str = ""
    definition: str = ""
    source: str = ""
    planned_source: str = ""
    frequency: str = "unknown"
    providers: int = 0
    """How many produce it today."""
    series: tuple[Series, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.title, self.short_title, self.context, self.remark, self.definition, self.source)

    @property
    def headlines(self) -> tuple[Series, ...]:
        return tuple(one for one in self.series if one.role == "headline")


@dataclass(frozen=True)
class Reference:
    pk: int
    code: str
    label: str
    date: dt.date | None = None
    citations: tuple[str, ...] = ()
    """The labels under which the report cites it."""
    axis: int | None = None
    """The axis where it is cited; None where there are several, or none."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Address:
    """An address on the web that a reader can follow, and what the last visit found."""

    target: str
    """« reference », « footnote » or « provider »."""
    pk: int
    key: str
    label: str
    url: str
    axis: int | None = None
    visited: bool = False
    status: int | None = None
    error: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Facts:
    indicators: tuple[Indicator, ...] = ()
    references: tuple[Reference, ...] = ()
    addresses: tuple[Address, ...] = ()
    dates: frozenset[dt.date] = frozenset()
    """The days of the decrees, circulars and other references that the strategy rests on."""
