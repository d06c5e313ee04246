"""The measured part of the document: an indicator, its series, their observations."""

from __future__ import annotations

import datetime as dt

from strategy_monitor.report.node import Node, Note
from strategy_monitor.report.vocabulary import (
    Category,
    Frequency,
    FrequencyBasis,
    Level,
    LevelBasis,
    Manner,
    MissingReason,
    Nature,
    Number,
    Origin,
    PeriodKind,
    Place,
    Polarity,
    Quantity,
    Role,
)


class Period(Node):
    """What an observation speaks of: first day, last day (both included), and the label a reader expects.

    The days serve for order; they are for a reader only where they are printed.
    """

    kind: PeriodKind
    start: dt.date | None = None
    end: dt.date | None = None
    label: str
    days_printed: bool = False

    @property
    def derived(self) -> bool:
        """True where its days were derived from its label."""
        return self.start is not None and self.kind != "date" and not self.days_printed


class Observation(Node):
    """One value of a series for one period, with all that is needed to trace it."""

    period: Period
    value: Number | None = None
    value_high: Number | None = None
    level: Level | None = None
    level_basis: LevelBasis = ""
    state: str = ""
    missing_reason: MissingReason = ""
    manner: Manner = ""
    cumulative_since: dt.date | None = None
    printed: str
    place: Place
    section: str
    page: int | None = None
    source: str
    planned_source: str
    data_date: dt.date | None = None
    printed_date: str = ""
    origin: Origin = ""
    origin_detail: str = ""
    break_before: str = ""
    before_strategy: bool = False
    validator: int | None = None
    """Number of the account: who has it, only the accounts say."""
    validated_by: str = ""
    """The name that a document of before the numbers bears; empty since."""
    validated_on: dt.date | None = None
    notes: tuple[Note, ...] = ()

    @property
    def doubtful(self) -> bool:
        """True where a note doubts the value itself."""
        return any(note.doubts for note in self.notes)

    @property
    def being_verified(self) -> bool:
        """True where a note on it is an open question or an error of the report: it then leads nothing."""
        return any(note.unsettled for note in self.notes)

    @property
    def off_scale(self) -> bool:
        return any(note.off_scale for note in self.notes)


class Series(Node):
    """One measured quantity of an indicator. Unit: French plural (« heures »), « % », « € »; empty for a state."""

    key: str
    label: str
    unit: str
    unit_singular: str = ""
    quantity: Quantity
    role: Role
    polarity: Polarity = "none"
    group: str = ""
    part_of: str = ""
    whole: bool = False
    population: str = ""
    observations: tuple[Observation, ...] = ()

    @property
    def latest(self) -> Observation | None:
        return self.observations[-1] if self.observations else None

    @property
    def leading(self) -> tuple[Observation, ...]:
        """What stands as its headline: the latest, and those that the report prints in one sentence with it."""
        last = self.latest
        if last is None:
            return ()
        together = (last.printed, "headline")
        alike = bool(last.printed) and last.place == "headline"
        return tuple(o for o in self.observations if o is last or (alike and (o.printed, o.place) == together))


class ReplacedIndicator(Node):
    code: str
    title: str
    edition: str


class Indicator(Node):
    code: str
    category: Category
    nature: Nature
    axis: int
    action: str = ""
    title: str
    short_title: str
    context: str = ""
    remark: str = ""
    official_context: str = ""
    official_remark: str = ""
    definition: str = ""
    source: str
    planned_source: str = ""
    providers: tuple[str, ...] = ()
    planned_providers: tuple[str, ...] = ()
    frequency: Frequency = ""
    frequency_basis: FrequencyBasis = ""
    section: str
    page: int | None = None
    replaces: tuple[ReplacedIndicator, ...] = ()
    series: tuple[Series, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def headlines(self) -> tuple[Series, ...]:
        return tuple(series for series in self.series if series.role == "headline")

    @property
    def observations(self) -> tuple[Observation, ...]:
        return tuple(observation for series in self.series for observation in series.observations)

    @property
    def progress(self) -> Observation | None:
        """The observation that gives it its one level; None without one, and where several blocks have each one."""
        if len(self.headlines) != 1:
            return None
        latest = self.headlines[0].latest
        return latest if latest is not None and latest.level is not None else None

    @property
    def level(self) -> int | None:
        """Its one level, or the least that is known of it; None without one, and where several blocks have each one."""
        return self.progress.level if self.progress else None

    @property
    def missing_reason(self) -> str:
        """Why no headline has a figure, a level or a state; empty where one has."""
        latest = [s.latest for s in self.headlines if s.latest]
        reasons = [o.missing_reason for o in latest]
        return reasons[0] if reasons and all(reasons) else ""

    @property
    def all_notes(self) -> tuple[Note, ...]:
        return (*self.notes, *(note for o in self.observations for note in o.notes))

    @property
    def flagged(self) -> bool:
        return any(note.severity != "information" for note in self.all_notes)
