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
    """True where the source gives the first and the last day; a date is a day anyhow."""

    @property
    def derived(self) -> bool:
        """True where its days were derived from its label."""
        return self.start is not None and self.kind != "date" and not self.days_printed


class Observation(Node):
    """One value of a series for one period, with all that is needed to trace it."""

    period: Period
    value: Number | None = None
    """In the unit of the series."""
    value_high: Number | None = None
    """Upper end where the manner is `range` (« 2 à 3 h »)."""
    level: Level | None = None
    """Progress from 0 to 5."""
    level_basis: LevelBasis = ""
    """Where the level comes from: read on the icon, deduced from the wording, confirmed by the provider."""
    state: str = ""
    """A state in words, as printed."""
    missing_reason: MissingReason = ""
    """Why there is no value; a missing value is never zero."""
    manner: Manner = ""
    """How the value is to be read: `approximate` (« près de »), `about` (« environ »), `half` (« la moitié »)…"""
    cumulative_since: dt.date | None = None
    """First day counted, for a cumulative value that says so."""
    printed: str
    """The fragment of the report that carries the value, character for character; empty for a value not printed."""
    place: Place
    """Where in its section it is printed; empty for a value that is not."""
    section: str
    """Section of the report: « 2.2 », « 2-I »; empty for a value that is not printed."""
    page: int | None = None
    """Page on which the table of contents starts the section."""
    source: str
    """As printed; empty where none is printed for this value."""
    planned_source: str
    """Who is to provide the figure later, as printed."""
    data_date: dt.date | None = None
    """Day on which the data were taken."""
    printed_date: str = ""
    """The date as printed, impossible ones included."""
    origin: Origin = ""
    """Where the value comes from, if not from the printed report: a file, or a person who typed it."""
    origin_detail: str = ""
    """The name of the file and the cell in it: « valeurs-2026.xlsx, K12 »."""
    break_before: str = ""
    """Why this value cannot be compared with the ones before it; empty where it can."""
    validated_by: str = ""
    validated_on: dt.date | None = None
    notes: tuple[Note, ...] = ()

    @property
    def doubtful(self) -> bool:
        """True where a note doubts the value itself."""
        return any(note.doubts for note in self.notes)

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
    """Series of one group are read, and drawn, together."""
    part_of: str = ""
    """Key of the series that this one is a part of; « % » series of one group are parts of 100 where `whole`."""
    whole: bool = False
    """True where the series of the group are the parts of one whole."""
    population: str = ""
    """Whom it is measured on: « FW-B », « OCDE », « pays de comparaison »."""
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


class Indicator(Node):
    code: str
    """Permanent: in addresses and files, never reused."""
    category: Category
    nature: Nature
    axis: int
    action: str = ""
    """Number of its action; empty for an impact indicator."""
    title: str
    short_title: str
    context: str = ""
    remark: str = ""
    definition: str = ""
    source: str
    planned_source: str = ""
    providers: tuple[str, ...] = ()
    """Codes of providers."""
    planned_providers: tuple[str, ...] = ()
    frequency: Frequency = ""
    frequency_basis: FrequencyBasis = ""
    """Whether the frequency is printed or ours; empty where there is none, or where an older release did not say."""
    section: str
    page: int | None = None
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
