"""What a seed file may say, strictly: an unknown key, a wrong type or a bad choice is refused with its place.

One file holds the strategy, one the governance, one the shared references, one each axis. The shapes follow the models;
section and page are inherited from the nearest container that has them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from strategy_monitor.language import codes
from strategy_monitor.language.values import HIGHEST, is_our_scale
from strategy_monitor.report.vocabulary import (
    Category,
    FrequencyBasis,
    Hue,
    Level,
    LevelBasis,
    Manner,
    MissingReason,
    Nature,
    NoteKind,
    NoteStatus,
    OneOf,
    PeriodKind,
    Place,
    Polarity,
    Quantity,
    ReferenceKind,
    Role,
    Severity,
    TableKind,
)


def one_line(value: object) -> object:
    """A folded YAML text, without the line ends that only the file needed."""
    return " ".join(value.split()) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(one_line)]


class SeedEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoteEntry(SeedEntry):
    code: str
    kind: NoteKind
    severity: Severity
    status: NoteStatus = "kept"
    printed: Text = ""
    reason: Text
    summary: Text = ""
    decision: Text
    off_scale: bool = False


class ReferenceEntry(SeedEntry):
    code: str
    kind: ReferenceKind
    label: Text
    identifier: str = ""
    date: dt.date | None = None
    url: str = ""
    notes: tuple[NoteEntry, ...] = ()


class CitationEntry(SeedEntry):
    code: str
    printed: Text
    """The link label exactly as printed at this place."""


class FootnoteEntry(SeedEntry):
    marker: str
    text: Text
    url: str = ""


class RowEntry(SeedEntry):
    label: Text
    cells: tuple[str, ...]


class TableEntry(SeedEntry):
    code: str
    title: Text
    caption: Text
    kind: TableKind
    row_heading: Text
    columns: tuple[Text, ...]
    column_descriptions: tuple[Text, ...] = ()
    rows: tuple[RowEntry, ...]
    note: Text = ""


class MeasureEntry(SeedEntry):
    code: str
    text: Text
    official_text: Text = ""
    references: tuple[CitationEntry, ...] = ()
    footnotes: tuple[FootnoteEntry, ...] = ()
    tables: tuple[TableEntry, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()
    notes: tuple[NoteEntry, ...] = ()


class PeriodEntry(SeedEntry):
    kind: PeriodKind
    start: dt.date | None = None
    end: dt.date | None = None
    label: str
    days_printed: bool = False


class ObservationEntry(SeedEntry):
    period: PeriodEntry
    value: Decimal | None = None
    value_high: Decimal | None = None
    level: Level | None = None
    level_basis: LevelBasis = ""
    state: Text = ""
    missing_reason: MissingReason = ""
    manner: Manner = ""
    cumulative_since: dt.date | None = None
    printed: Text = ""
    place: Place = ""
    """Where it is printed: the headline, where the files do not say; nowhere, where nothing is printed."""
    section: str = ""
    data_date: dt.date | None = None
    printed_date: Text = ""
    source_unstated: bool = False
    """The report gives no source for this value: that of its series or indicator is not lent to it."""
    break_before: Text = ""
    before_strategy: bool = False
    notes: tuple[NoteEntry, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def place_what_is_printed(cls, said: Any) -> Any:
        return {"place": "headline"} | said if isinstance(said, dict) and said.get("printed") else said


class SeriesEntry(SeedEntry):
    key: str
    label: Text
    unit: str = ""
    unit_singular: str = ""
    quantity: Quantity
    role: Role
    polarity: Polarity = "none"
    group: str = ""
    part_of: str = ""
    whole: bool = False
    population: Text = ""
    source: Text = ""
    planned_source: Text = ""
    observations: tuple[ObservationEntry, ...]


class IndicatorEntry(SeedEntry):
    code: str
    category: Category
    nature: Nature
    title: Text
    short_title: Text
    context: Text = ""
    remark: Text = ""
    official_context: Text = ""
    official_remark: Text = ""
    definition: Text = ""
    source: Text
    planned_source: Text = ""
    providers: tuple[str, ...]
    planned_providers: tuple[str, ...] = ()
    frequency: Annotated[str, OneOf(codes.Frequency)]
    frequency_basis: FrequencyBasis = "ours"
    series: tuple[SeriesEntry, ...]
    notes: tuple[NoteEntry, ...] = ()


class ActionEntry(SeedEntry):
    number: str
    title: Text
    page: int | None = None
    measures: tuple[MeasureEntry, ...]
    indicators: tuple[IndicatorEntry, ...] = ()
    notes: tuple[NoteEntry, ...] = ()


class AxisEntry(SeedEntry):
    number: int
    title: Text
    short_title: Text
    hue: Hue
    page: int | None = None
    impact_page: int | None = None
    notes: tuple[NoteEntry, ...] = ()


class AxisFile(SeedEntry):
    axis: AxisEntry
    references: tuple[ReferenceEntry, ...] = ()
    actions: tuple[ActionEntry, ...]
    impact_indicators: tuple[IndicatorEntry, ...] = ()


class GovernanceEntry(SeedEntry):
    title: Text
    page: int | None = None
    measures: tuple[MeasureEntry, ...]


class GovernanceFile(SeedEntry):
    governance: GovernanceEntry


class StepEntry(SeedEntry):
    level: Level
    caption: Text
    printed: bool = False
    notes: tuple[NoteEntry, ...] = ()


class ProviderEntry(SeedEntry):
    code: str
    name: Text
    acronym: str
    url: str = ""


class StrategyEntry(SeedEntry):
    title: Text
    short_title: Text
    authority: Text
    adopted_on: dt.date
    legal_basis: Text
    introduction: tuple[Text, ...]
    official_introduction: tuple[Text, ...] = ()
    indicators_remark: tuple[Text, ...]
    footnotes: tuple[FootnoteEntry, ...] = ()
    notes: tuple[NoteEntry, ...] = ()


def check_scale(steps: tuple[StepEntry, ...]) -> tuple[StepEntry, ...]:
    """Refuses another scale than the one that every page, drawing and document says: « 4 sur 5 » of a scale that ends
    at 4 would tell of work that is done that it is not."""
    found = [step.level for step in steps]
    if not is_our_scale(found):
        raise PydanticCustomError(
            "scale",
            "l’échelle va de 0 à {highest}, un niveau après l’autre (ici : {found}). D’une autre échelle, garder "
            "les mots : state sans level, et scale: []",
            {"highest": HIGHEST, "found": ", ".join(map(str, found))},
        )
    return steps


class StrategyFile(SeedEntry):
    edition: str
    strategy: StrategyEntry
    scale: Annotated[tuple[StepEntry, ...], AfterValidator(check_scale)]
    """All levels, or none where nothing has one."""
    providers: tuple[ProviderEntry, ...]


class ReferencesFile(SeedEntry):
    references: tuple[ReferenceEntry, ...]


class AcronymEntry(SeedEntry):
    letters: str
    meaning: Text


class AcronymsFile(SeedEntry):
    acronyms: tuple[AcronymEntry, ...]
