"""The Report: one tree of frozen models that holds everything a reader can see, and nothing else.

Everything public is a function of this tree. Values are `Decimal`, written to JSON as numbers; a date is ISO 8601;
a text is French, with ordinary spaces: typography is the writers' business (see `words`). A list is a tuple, so that
a Report can be hashed, shared between threads and never changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

SCHEMA_VERSION = "1"

MAX_DIGITS = 15
"""A number of at most 15 significant digits survives a trip through an IEEE double, which is how JSON is read."""


def plain(value: Decimal) -> Decimal:
    """The same number in its one canonical form: no trailing zero, no exponent, no negative zero."""
    value = value.normalize()
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    return Decimal(0) if value == 0 else value


def as_number(value: Decimal) -> int | float:
    """JSON has numbers, not decimals: an integer where it is one, else the shortest float that reads back equal."""
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    Field(allow_inf_nan=False, max_digits=MAX_DIGITS, decimal_places=4),
    AfterValidator(plain),
    PlainSerializer(as_number, return_type=int | float, when_used="json"),
]
"""A decimal of at most 15 digits, 4 of them after the point; in JSON a number."""

Level = Annotated[int, Field(ge=0, le=5)]

Category = Literal["operational", "impact"]
Nature = Literal["progress", "quantitative", "informational"]
Role = Literal["headline", "component", "breakdown", "benchmark", "context"]
Quantity = Literal["share", "count", "amount", "duration", "mean", "median", "change", "rate", "state"]
Polarity = Literal["favourable", "unfavourable", "none"]
PeriodKind = Literal["calendar_year", "school_year", "wave", "range", "date", "undated"]
Manner = Literal["exact", "approximate", "minimum", "cumulative", "range"]
MissingReason = Literal["", "to_build", "later", "not_measured", "not_expected", "not_printed"]
LevelBasis = Literal["", "icon", "wording", "confirmed"]
Place = Literal["headline", "context", "remark", "source", "title", "measure", "text"]
Severity = Literal["information", "doubt", "error"]
NoteStatus = Literal["open", "kept", "confirmed", "corrected"]
NoteKind = Literal[
    "impossible_date",
    "doubtful_figure",
    "contradiction",
    "opposite_polarity",
    "comparability",
    "title_mismatch",
    "wording",
    "missing_information",
    "lost_link",
    "deduction",
]
ReferenceKind = Literal["decree", "circular", "guide", "report", "site", "framework", "page"]


class Node(BaseModel):
    """What every part of the tree has in common: it cannot be changed, and it refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Note(Node):
    """A public signal: what is printed, why it is doubtful, what was decided. Never a silent correction."""

    code: str
    kind: NoteKind
    severity: Severity
    status: NoteStatus
    printed: str
    reason: str
    decision: str
    off_scale: bool = False
    """True where the value it speaks of must not set the scale of a chart."""
    section: str
    page: int | None = None


class Provider(Node):
    code: str
    name: str
    acronym: str
    url: str = ""


class Reference(Node):
    """A decree, circular, guide or site. `url` is empty where the printed report lost the address."""

    code: str
    kind: ReferenceKind
    label: str
    printed_label: str
    """The label as printed at this very place: the same reference is not always called the same."""
    identifier: str = ""
    """Circular number, for instance « 7831 »."""
    date: dt.date | None = None
    url: str = ""
    notes: tuple[Note, ...] = ()


class Footnote(Node):
    marker: str
    text: str
    url: str = ""


class TableRow(Node):
    label: str
    cells: tuple[str, ...]


class ContentTable(Node):
    """A matrix of the report. `marks`: a cell is « x » or empty. `text`: a cell is text, one item per line."""

    code: str
    title: str
    caption: str
    kind: Literal["marks", "text"]
    row_heading: str
    columns: tuple[str, ...]
    column_descriptions: tuple[str, ...] = ()
    rows: tuple[TableRow, ...]
    note: str = ""


class Measure(Node):
    code: str
    text: str
    references: tuple[Reference, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    tables: tuple[ContentTable, ...] = ()
    measures: tuple[Measure, ...] = ()
    notes: tuple[Note, ...] = ()


class Period(Node):
    """What an observation speaks of: first day, last day (both included), and the label a reader expects."""

    kind: PeriodKind
    start: dt.date | None = None
    end: dt.date | None = None
    label: str


class Observation(Node):
    """One value of a series for one period, with all that is needed to trace it."""

    period: Period
    value: Number | None = None
    value_high: Number | None = None
    """Upper end where the manner is `range` (« 2 à 3 h »)."""
    level: Level | None = None
    level_basis: LevelBasis = ""
    state: str = ""
    missing_reason: MissingReason = ""
    manner: Manner = "exact"
    cumulative_since: dt.date | None = None
    printed: str
    place: Place
    section: str
    page: int | None = None
    source: str
    planned_source: str
    data_date: dt.date | None = None
    printed_date: str = ""
    break_before: str = ""
    """Why this value cannot be compared with the ones before it; empty where it can."""
    validated_by: str = ""
    validated_on: dt.date | None = None
    notes: tuple[Note, ...] = ()

    @property
    def doubtful(self) -> bool:
        return any(note.severity != "information" for note in self.notes)

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
    frequency: str = ""
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
    def level(self) -> int | None:
        """The lowest level among its headline states: a whole is not further than its last part."""
        levels = [o.level for s in self.headlines for o in s.observations[-1:] if o.level is not None]
        return min(levels) if levels else None

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


class Action(Node):
    number: str
    """Text: « 2-3 » exists."""
    title: str
    section: str
    page: int | None = None
    measures: tuple[Measure, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    notes: tuple[Note, ...] = ()


class Axis(Node):
    number: int
    title: str
    short_title: str
    hue: Literal["blue", "brick", "green", "violet", "ochre"]
    section: str
    page: int | None = None
    impact_page: int | None = None
    actions: tuple[Action, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    """Impact indicators only; the operational ones stand under their action."""
    notes: tuple[Note, ...] = ()

    @property
    def all_indicators(self) -> tuple[Indicator, ...]:
        return (*(i for action in self.actions for i in action.indicators), *self.indicators)


class ScaleStep(Node):
    level: Level
    caption: str
    printed: bool
    """False where the printed report has no caption for this level."""


class Governance(Node):
    title: str
    page: int | None = None
    measures: tuple[Measure, ...] = ()


class Strategy(Node):
    title: str
    short_title: str
    authority: str
    adopted_on: dt.date
    legal_basis: str
    introduction: tuple[str, ...]
    indicators_remark: tuple[str, ...]
    footnotes: tuple[Footnote, ...] = ()
    notes: tuple[Note, ...] = ()


class Acronym(Node):
    letters: str
    meaning: str


class Report(Node):
    schema_version: Literal["1"] = SCHEMA_VERSION
    edition: str
    """Label of the edition: « 2025 »."""
    strategy: Strategy
    scale: tuple[ScaleStep, ...]
    scale_notes: tuple[Note, ...] = ()
    governance: Governance
    axes: tuple[Axis, ...]
    providers: tuple[Provider, ...]
    acronyms: tuple[Acronym, ...] = ()

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for axis in self.axes for indicator in axis.all_indicators)

    def axis(self, number: int) -> Axis | None:
        return next((axis for axis in self.axes if axis.number == number), None)

    def indicator(self, code: str) -> Indicator | None:
        return next((indicator for indicator in self.indicators if indicator.code == code), None)

    def measures(self) -> Iterator[Measure]:
        """Every measure with its sub-measures, in the order of the report."""
        for measure in self.governance.measures:
            yield from (measure, *measure.measures)
        for axis in self.axes:
            for action in axis.actions:
                for measure in action.measures:
                    yield from (measure, *measure.measures)
