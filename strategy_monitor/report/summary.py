"""What the whole report, or one axis, comes down to. Levels are counted, never averaged: they are ordinal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from strategy_monitor.report import levels
from strategy_monitor.report.document import Action, Axis, Indicator, Measure, Note, Report

MarkKind = Literal["progress", "blocks", "stated", "share", "quantity", "information", "missing"]
"""Of indicators of progress, `progress`: it has a level; `blocks`: it is told in several blocks, each with its own
state; `stated`: it is told in words or a number, without a level."""

SCALE = 6


@dataclass(frozen=True)
class Distribution:
    """How many indicators stand at each level 0–5, and how many have none, by why. `n` counts them all, each once."""

    levels: tuple[int, ...]
    least: tuple[int, ...]
    """Those of which only the least is known: how many at each « au moins »."""
    in_blocks: int
    """Those that are told in several blocks, and have no level as a whole."""
    without_level: int
    """Those that say how far they are without a level."""
    quantitative: int
    informational: int
    missing: int
    flagged: int

    @property
    def progress(self) -> int:
        return sum(self.levels) + sum(self.least) + self.in_blocks + self.without_level

    @property
    def n(self) -> int:
        return self.progress + self.quantitative + self.informational + self.missing


def mark_kind(indicator: Indicator) -> MarkKind:
    """What its mark on the strip says of it."""
    if indicator.missing_reason:
        return "missing"
    if indicator.nature == "progress":
        return mark_kind_of_progress(indicator)
    if indicator.nature == "informational":
        return "information"
    first = indicator.headlines[0].latest if indicator.headlines else None
    if first is None:
        return "missing"
    return "share" if indicator.headlines[0].quantity == "share" and first.value is not None else "quantity"


def mark_kind_of_progress(indicator: Indicator) -> MarkKind:
    if indicator.progress is not None:
        return "progress"
    if levels.blocks(indicator):
        return "blocks"
    return "stated" if any(series.latest for series in indicator.headlines) else "missing"


class Marked(Protocol):
    """An indicator as it is counted: a row of the listing."""

    @property
    def mark(self) -> MarkKind: ...
    @property
    def low(self) -> int | None: ...
    @property
    def least(self) -> bool: ...
    @property
    def flagged(self) -> bool: ...


def distribution(found: Iterable[Marked]) -> Distribution:
    counts, least, kinds, flagged = [0] * SCALE, [0] * SCALE, [], 0
    for one in found:
        flagged += one.flagged
        if one.mark == "progress" and one.low is not None:
            (least if one.least else counts)[one.low] += 1
        else:
            kinds.append(one.mark)
    return Distribution(
        levels=tuple(counts),
        least=tuple(least),
        in_blocks=kinds.count("blocks"),
        without_level=kinds.count("stated"),
        quantitative=kinds.count("share") + kinds.count("quantity"),
        informational=kinds.count("information"),
        missing=kinds.count("missing"),
        flagged=flagged,
    )


@dataclass(frozen=True)
class NamedAction:
    """An action, as who leads to it names it."""

    number: str
    section: str


@dataclass(frozen=True)
class Gap:
    """An action without an indicator, or an axis without an impact indicator."""

    axis: Axis
    action: Action | NamedAction | None

    @property
    def of_an_action(self) -> bool:
        return self.action is not None


def gaps(report: Report) -> tuple[Gap, ...]:
    actions = [Gap(axis, action) for axis in report.axes for action in axis.actions if not action.indicators]
    axes = [Gap(axis, None) for axis in report.axes if not axis.indicators]
    return (*actions, *axes)


@dataclass(frozen=True)
class Signal:
    """A note and what it speaks of: the indicator, measure, action or axis that shows it."""

    note: Note
    about: str
    """« indicator », « measure », « reference », « action », « axis », « strategy », « scale »."""
    code: str
    axis: int | None


def signals(report: Report) -> tuple[Signal, ...]:
    """Every note of the report once, in the order of the report."""
    found = [Signal(note, "strategy", "", None) for note in report.strategy.notes]
    found += [Signal(note, "scale", "", None) for note in report.scale_notes]
    found += measure_signals(report.governance.measures, None)
    for axis in report.axes:
        found += axis_signals(axis)
    return each_once(found)


def signals_of_axis(axis: Axis) -> tuple[Signal, ...]:
    """Every note of the axis once, those on references that another axis cites too."""
    return each_once(axis_signals(axis))


def signals_of_measures(measures: Iterable[Measure]) -> tuple[Signal, ...]:
    """Every note once of measures that stand in no axis."""
    return each_once(measure_signals(measures, None))


def signals_of_indicator(indicator: Indicator) -> tuple[Signal, ...]:
    return tuple(Signal(note, "indicator", indicator.code, indicator.axis) for note in indicator.all_notes)


def each_once(found: list[Signal]) -> tuple[Signal, ...]:
    once = {signal.note.code: signal for signal in reversed(found)}
    return tuple(signal for signal in found if once[signal.note.code] is signal)


def axis_signals(axis: Axis) -> list[Signal]:
    found = [Signal(note, "axis", str(axis.number), axis.number) for note in axis.notes]
    for action in axis.actions:
        found += [Signal(note, "action", action.section, axis.number) for note in action.notes]
        found += measure_signals(action.measures, axis.number)
    for indicator in axis.all_indicators:
        found += signals_of_indicator(indicator)
    return found


def measure_signals(measures: Iterable[Measure], axis: int | None) -> list[Signal]:
    found: list[Signal] = []
    for measure in measures:
        found += [Signal(note, "measure", measure.code, axis) for note in measure.notes]
        found += [Signal(note, "reference", measure.code, axis) for ref in measure.references for note in ref.notes]
        found += measure_signals(measure.measures, axis)
    return found
