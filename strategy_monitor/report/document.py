"""The Report: one tree of frozen models that holds everything a reader can see, and nothing else.

Everything public is a function of this tree. Values are `Decimal`, written to JSON as numbers; a date is ISO 8601;
a text is French, with ordinary spaces: typography is the writers' business (see `words`). A list is a tuple, so that
a Report can be hashed, shared between threads and never changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import Final, Literal, NamedTuple

from strategy_monitor.report.measured import Indicator, Observation, Period, ReplacedIndicator, Series
from strategy_monitor.report.node import Node, Note
from strategy_monitor.report.vocabulary import Hue, Level, Number, ReferenceKind, TableKind

__all__ = [
    "Acronym",
    "Action",
    "Axis",
    "ContentTable",
    "Footnote",
    "Governance",
    "Indicator",
    "Measure",
    "Neighbour",
    "Node",
    "NotRead",
    "Note",
    "Number",
    "Observation",
    "Period",
    "Provider",
    "Reference",
    "ReplacedIndicator",
    "Report",
    "ScaleStep",
    "Series",
    "Strategy",
    "TableRow",
]

SCHEMA_VERSION: Final = "3"
"""Of the documents that this code writes; those of an earlier one are brought up to it (see `releases.upgrades`)."""


class Provider(Node):
    code: str
    name: str
    acronym: str
    url: str = ""


class Reference(Node):
    """A decree, circular, guide or site. `url` is empty where the printed report gives no address."""

    code: str
    kind: ReferenceKind
    label: str
    printed_label: str
    identifier: str = ""
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
    kind: TableKind
    row_heading: str
    columns: tuple[str, ...]
    column_descriptions: tuple[str, ...] = ()
    rows: tuple[TableRow, ...]
    note: str = ""


class Measure(Node):
    code: str
    text: str
    official_text: str = ""
    references: tuple[Reference, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    tables: tuple[ContentTable, ...] = ()
    measures: tuple[Measure, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def all_notes(self) -> tuple[Note, ...]:
        """Its own, and those on the references that it rests on."""
        return (*self.notes, *(note for reference in self.references for note in reference.notes))


class Action(Node):
    number: str
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
    hue: Hue
    section: str
    page: int | None = None
    impact_page: int | None = None
    actions: tuple[Action, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def all_indicators(self) -> tuple[Indicator, ...]:
        return (*(i for action in self.actions for i in action.indicators), *self.indicators)

    @property
    def size(self) -> int:
        """How many measures, parts of measures and indicators it holds."""
        measures = [measure for action in self.actions for measure in action.measures]
        return len(measures) + sum(len(one.measures) for one in measures) + len(self.all_indicators)


class ScaleStep(Node):
    level: Level
    caption: str
    printed: bool


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
    official_introduction: tuple[str, ...] = ()
    indicators_remark: tuple[str, ...]
    footnotes: tuple[Footnote, ...] = ()
    notes: tuple[Note, ...] = ()


class Acronym(Node):
    letters: str
    meaning: str


class Neighbour(NamedTuple):
    """An indicator as who leads to it names it."""

    code: str
    short_title: str


class NotRead(Exception):
    """Something was asked of a document of which a part alone was read. It is a fault of who asks."""


class Report(Node):
    schema_version: Literal["3"] = SCHEMA_VERSION
    edition: str
    strategy: Strategy
    scale: tuple[ScaleStep, ...]
    scale_notes: tuple[Note, ...] = ()
    governance: Governance
    axes: tuple[Axis, ...]
    providers: tuple[Provider, ...]
    acronyms: tuple[Acronym, ...] = ()

    def __hash__(self) -> int:
        return self.reckoned_hash

    @cached_property
    def reckoned_hash(self) -> int:
        """Once: it goes through the whole tree, and each look into what is kept for a Report asks for it. A copy that
        is changed is compared, part by part, as any other that happens to have the same."""
        return hash(tuple(getattr(self, name) for name in type(self).model_fields))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for axis in self.axes for indicator in axis.all_indicators)

    def axis(self, number: int) -> Axis | None:
        return next((axis for axis in self.axes if axis.number == number), None)

    def indicator(self, code: str) -> Indicator | None:
        return next((indicator for indicator in self.indicators if indicator.code == code), None)

    @property
    def read_axes(self) -> tuple[Axis, ...]:
        """Those of which is known what they hold."""
        return self.axes

    def action(self, section: str) -> tuple[Axis, Action] | None:
        """The action that is called « 2.1 », and its axis."""
        found = ((axis, action) for axis in self.read_axes for action in axis.actions)
        return next((one for one in found if one[1].section == section), None)

    def neighbours(self, code: str) -> tuple[Neighbour | None, Neighbour | None]:
        """The indicators before and after the one of this code, which it has, in the order of the report."""
        everyone = self.indicators
        rank = next(rank for rank, one in enumerate(everyone) if one.code == code)
        named = [Neighbour(one.code, one.short_title) for one in everyone[max(rank - 1, 0) : rank + 2]]
        return (named[0] if rank else None, named[-1] if rank + 1 < len(everyone) else None)

    def measures(self) -> Iterator[Measure]:
        """Every measure with its sub-measures, in the order of the report."""
        for measure in self.governance.measures:
            yield from (measure, *measure.measures)
        for axis in self.axes:
            for action in axis.actions:
                for measure in action.measures:
                    yield from (measure, *measure.measures)
