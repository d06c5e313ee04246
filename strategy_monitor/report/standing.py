"""Where each indicator stands: the one thing that it allows to say of the strategy. Pure, from the document alone.

Each indicator stands in one place, so that the counts add up. What has an open question is not said to be done; a rise
is one only between values that compare.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from strategy_monitor.language.codes import Nature, NoteWord, Standing, Timing
from strategy_monitor.language.values import HIGHEST
from strategy_monitor.report import levels
from strategy_monitor.report.document import Axis, Indicator, Observation, Report
from strategy_monitor.report.leads import Lead, leads_of


@dataclass(frozen=True)
class Stand:
    axis: Axis
    indicator: Indicator
    standing: Standing
    leads: tuple[Lead, ...]
    """What leads it, and what it stands on."""

    @property
    def question(self) -> NoteWord | None:
        """What readers call the first unsettled note on it, or on what leads it; None without one."""
        leading = (note for lead in self.leads for note in lead.observation.notes)
        told = self.indicator.all_notes if self.standing == Standing.TO_CLARIFY else (*self.indicator.notes, *leading)
        return next((note.word for note in told if note.unsettled), None)

    @property
    def states(self) -> list[str]:
        """How far it is, in words: of what leads it, a figure beside has none."""
        return [lead.observation.state for lead in self.leads if lead.observation.state]

    @property
    def counted(self) -> bool:
        """Whether a sentence may count it: no open question and no error of the report on it, or on what leads it."""
        return self.question is None


def stand_of(axis: Axis, indicator: Indicator) -> Stand:
    leads = leads_of(indicator).first
    return Stand(axis, indicator, standing_of(indicator, leads), leads)


def standing_of(indicator: Indicator, leads: tuple[Lead, ...]) -> Standing:
    if indicator.missing_reason or not indicator.headlines:
        return Standing.MISSING
    if indicator.nature == Nature.PROGRESS and (known := levels.blocks(indicator)):
        return progress_of(indicator, [one for _series, one in known])
    return movement_of(leads)


def progress_of(indicator: Indicator, blocks: list[Observation]) -> Standing:
    """Of several blocks, done only once all are."""
    reached = [reach for one in blocks if (reach := levels.reach(one))]
    if any(note.unsettled for note in indicator.all_notes):
        return Standing.TO_CLARIFY
    if all(reach.low == HIGHEST for reach in reached):
        return Standing.DONE
    return Standing.BEGUN if any(reach.high for reach in reached) else Standing.NOT_BEGUN


def movement_of(leads: tuple[Lead, ...]) -> Standing:
    """From the values of before that compare; then from those that do not; then from those of others."""
    moves = [
        before.difference.absolute
        for lead in leads
        if (before := lead.before) and before.difference.absolute is not None
    ]
    if moves:
        up, down = any(move > 0 for move in moves), any(move < 0 for move in moves)
        if up and down:
            return Standing.MIXED
        return Standing.RISING if up else Standing.FALLING if down else Standing.STEADY
    if any(lead.before for lead in leads):
        return Standing.TWO_VALUES
    return Standing.COMPARED if any(lead.benchmarks for lead in leads) else Standing.ALONE


def timing(observation: Observation, adopted_on: dt.date) -> Timing:
    """Whether a value is of before the strategy, as its period or its source says, or of the year of its adoption."""
    period = observation.period
    if observation.before_strategy or (period.end is not None and period.end < adopted_on):
        return Timing.BEFORE
    holds = period.start is not None and period.end is not None and period.start <= adopted_on <= period.end
    return Timing.ADOPTION_YEAR if holds else Timing.AFTER


@dataclass(frozen=True)
class StandingRow:
    axis: Axis
    cells: Mapping[Standing, Sequence[Stand]]
    """By column of the table, all of them, in their order."""


@dataclass(frozen=True)
class StandingTable:
    """Axis × standing; every indicator of the report stands in one cell."""

    columns: tuple[Standing, ...]
    """Those where an indicator stands, in the order of the vocabulary."""
    rows: tuple[StandingRow, ...]

    @cached_property
    def totals(self) -> Mapping[Standing, int]:
        """By column."""
        return {column: sum(len(row.cells[column]) for row in self.rows) for column in self.columns}

    @property
    def total(self) -> int:
        return sum(self.totals.values())


def stand_of_each(report: Report) -> tuple[Stand, ...]:
    return tuple(stand_of(axis, indicator) for axis in report.axes for indicator in axis.all_indicators)


def table_of(report: Report, stands: Iterable[Stand]) -> StandingTable:
    every = tuple(stands)
    columns = tuple(one for one in Standing if any(stand.standing == one for stand in every))
    return StandingTable(
        columns,
        tuple(
            StandingRow(
                axis,
                {
                    column: tuple(stand for stand in every if stand.axis is axis and stand.standing == column)
                    for column in columns
                },
            )
            for axis in report.axes
        ),
    )
