"""Indicator → the comparisons it holds. A chart draws a comparison; where there is none, a number says more.

Values meet only where they are the same thing: same group, unit, quantity and polarity, counted in the same manner.
A series without a group is read alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from strategy_monitor.language import french
from strategy_monitor.language.codes import NoteStatus
from strategy_monitor.report.comparability import notes_on
from strategy_monitor.report.document import Indicator, Note, Observation, Period, Series

T = TypeVar("T")

INTENSIVE = frozenset({"share", "amount", "mean", "median", "rate"})
"""Quantities that do not grow with the length of the period: a share over four years meets a share over one."""

NEVER_DRAWN = frozenset({"change", "state"})
"""A change is already a comparison; a state is words."""

HUNDRED = Decimal(100)
ROUNDING = Decimal("0.5")
"""What one printed share may owe to its rounding."""


@dataclass(frozen=True)
class DrawableValue:
    """One observation that can be drawn, with its series."""

    series: Series
    observation: Observation
    comparability: tuple[Note, ...] = ()
    """The notes of comparability that speak of it, its own or of its indicator."""

    @property
    def value(self) -> Decimal:
        return self.observation.value or Decimal(0)

    @property
    def off_scale(self) -> bool:
        return self.observation.off_scale

    @cached_property
    def apart(self) -> bool:
        """True where a doubt, an open question or a note of comparability keeps it from being set against another."""
        open_question = any(note.status == NoteStatus.OPEN for note in self.observation.notes)
        return bool(self.observation.doubtful or self.off_scale or self.comparability or open_question)

    @cached_property
    def period(self) -> Hashable:
        return period_key(self.observation.period)

    @property
    def manner(self) -> Hashable:
        return (self.observation.manner == "cumulative", self.observation.cumulative_since)


@dataclass(frozen=True)
class Span:
    """The days of a period, whatever it is called: `labels` are the names that readings give it, each once, sorted."""

    key: Hashable
    day: dt.date
    """In its middle: where it stands on a time axis."""
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Trend:
    """The same measure at two spans or more, which are in order."""

    key: str
    spans: tuple[Span, ...]
    readings: tuple[DrawableValue, ...]

    def rank(self, reading: DrawableValue) -> int:
        """The rank of the span that a reading speaks of."""
        return next(rank for rank, span in enumerate(self.spans) if span.key == reading.period)


@dataclass(frozen=True)
class Levels:
    """Values of one period, side by side: an anchor against benchmarks, or groups among themselves."""

    key: str
    readings: tuple[DrawableValue, ...]


@dataclass(frozen=True)
class Whole:
    """The parts of one whole: of 100 where `total` is None, else of a counted total."""

    key: str
    readings: tuple[DrawableValue, ...]
    total: DrawableValue | None = None

    @property
    def sum(self) -> Decimal:
        return sum((reading.value for reading in self.readings), Decimal(0))

    @property
    def rest(self) -> Decimal:
        return self.total.value - self.sum if self.total else Decimal(0)


def trends(indicator: Indicator) -> tuple[Trend, ...]:
    found = (trend_of(readings) for readings in by_measure(indicator))
    return tuple(t for t in found if t)


def against_benchmarks(indicator: Indicator) -> tuple[Levels, ...]:
    """One value against benchmarks of the same period. Several values against them are groups."""
    return tuple(levels for levels in side_by_side(indicator) if has_benchmark(levels) and anchors(levels) == 1)


def among_groups(indicator: Indicator) -> tuple[Levels, ...]:
    return tuple(levels for levels in side_by_side(indicator) if anchors(levels) > 1)


def wholes(indicator: Indicator) -> tuple[Whole, ...]:
    return (*wholes_of_hundred(indicator), *wholes_of_totals(indicator))


def drawable(indicator: Indicator, series: Series) -> tuple[DrawableValue, ...]:
    """The values of a series; an interval, a state or a missing value is not a point.

    Two of them may speak of one span of days under two names: nothing says which is right, so both are kept.
    """
    if series.quantity in NEVER_DRAWN:
        return ()
    return tuple(
        DrawableValue(series, o, notes_on(indicator, o))
        for o in series.observations
        if o.value is not None and o.value >= 0 and o.value_high is None
    )


def period_key(period: Period) -> Hashable:
    """What makes two periods the same one; without days, only the label can tell."""
    return (period.kind, period.start, period.end) if period.start else (period.kind, period.label)


def measure_key(series: Series) -> Hashable:
    return (series.group or f"={series.key}", series.unit, series.quantity, series.polarity)


def by_measure(indicator: Indicator) -> tuple[tuple[DrawableValue, ...], ...]:
    every = (reading for series in indicator.series for reading in drawable(indicator, series))
    return group_by(every, lambda reading: measure_key(reading.series))


def group_by(items: Iterable[T], key: Callable[[T], Hashable]) -> tuple[tuple[T, ...], ...]:
    """Items that share a key, together, in the order in which the keys appear."""
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return tuple(tuple(group) for group in groups.values())


def key_of_group(readings: Iterable[DrawableValue]) -> str:
    first = next(iter(readings)).series
    return first.group or first.key


def middle_day(period: Period) -> dt.date | None:
    """The day in the middle of a period: where it stands on a time axis."""
    if not period.start or not period.end:
        return period.start or period.end
    return period.start + (period.end - period.start) / 2


def comparable_in_time(one: DrawableValue, other: DrawableValue) -> bool:
    """Counts meet only over periods of the same kind and nearly the same length, counted in the same manner."""
    if one.manner != other.manner:
        return False
    if one.series.quantity in INTENSIVE:
        return True
    mine, theirs = one.observation.period, other.observation.period
    return mine.kind == theirs.kind and abs(length_in_days(mine) - length_in_days(theirs)) * 10 <= max(
        length_in_days(mine), length_in_days(theirs)
    )


def length_in_days(period: Period) -> int:
    return max((period.end - period.start).days + 1, 1) if period.start and period.end else 1


def trend_of(readings: tuple[DrawableValue, ...]) -> Trend | None:
    """The measure over time, as far as its latest value can be compared with the ones before.

    Two spans of one name could not be told apart: then there is no trend.
    """
    dated = [reading for reading in readings if middle_day(reading.observation.period)]
    if not dated:
        return None
    latest = max(dated, key=lambda r: middle_day(r.observation.period) or dt.date.min)
    dated = [reading for reading in dated if comparable_in_time(reading, latest)]
    counts = [len({r.period for r in group if not r.off_scale}) for group in group_by(dated, lambda r: r.series.key)]
    spans = ordered_spans(dated)
    labels = [label for span in spans for label in span.labels]
    if max(counts) < 2 or len(set(labels)) < len(labels):
        return None
    return Trend(key_of_group(dated), spans, tuple(in_order_of_time(dated)))


def ordered_spans(readings: Iterable[DrawableValue]) -> tuple[Span, ...]:
    """The spans that these readings speak of, in order; those without a day are left out."""
    spans = []
    for group in group_by(readings, lambda r: r.period):
        labels = tuple(sorted({french.typeset(r.observation.period.label) for r in group}))
        if day := middle_day(group[0].observation.period):
            spans.append(Span(group[0].period, day, labels))
    return tuple(sorted(spans, key=lambda span: (span.day, span.labels)))


def in_order_of_time(readings: list[DrawableValue]) -> list[DrawableValue]:
    """Series as they stand in the indicator, each in order of time."""
    result: list[DrawableValue] = []
    for group in group_by(readings, lambda r: r.series.key):
        result += sorted(
            group, key=lambda r: (middle_day(r.observation.period) or dt.date.min, r.observation.period.label)
        )
    return result


def side_by_side(indicator: Indicator) -> tuple[Levels, ...]:
    """Two series or more of one group at its latest common period. A group drawn over time, or as a whole, is left."""
    if not any(series.group for series in indicator.series):
        return ()
    result = []
    for readings in by_measure(indicator):
        if not readings[0].series.group or trend_of(readings):
            continue
        loose = [r for r in readings if not r.series.whole and not r.series.part_of]
        levels = latest_common(loose)
        if levels:
            result.append(Levels(key_of_group(levels), levels))
    return tuple(result)


def latest_common(readings: Iterable[DrawableValue]) -> tuple[DrawableValue, ...]:
    """The readings of the latest period, and manner, that at least two series share on the scale."""
    shared = [
        group
        for group in group_by(readings, lambda r: (r.period, r.manner))
        if len({reading.series.key for reading in group if not reading.off_scale}) > 1
    ]
    return max(shared, key=lambda group: middle_day(group[0].observation.period) or dt.date.min, default=())


def is_benchmark(reading: DrawableValue) -> bool:
    return reading.series.role == "benchmark"


def has_benchmark(levels: Levels) -> bool:
    return any(is_benchmark(reading) and not reading.off_scale for reading in levels.readings)


def anchors(levels: Levels) -> int:
    return sum(not is_benchmark(reading) and not reading.off_scale for reading in levels.readings)


def wholes_of_hundred(indicator: Indicator) -> tuple[Whole, ...]:
    """Groups of shares that are the parts of 100: all of them, at one period, none of them off the scale."""
    parts = [s for s in indicator.series if s.whole and s.group and s.unit == "%" and s.quantity == "share"]
    result = []
    for members in group_by(parts, lambda series: series.group):
        readings = latest_common(r for series in members for r in drawable(indicator, series) if r.value <= HUNDRED)
        complete = each_once(readings) and len(readings) == len(members) and within_hundred(readings)
        if complete and not any(r.off_scale for r in readings) and any(r.value for r in readings):
            result.append(Whole(members[0].group, readings))
    return tuple(result)


def within_hundred(readings: Sequence[DrawableValue]) -> bool:
    """Whether the shares can be parts of one whole: they may exceed 100 by what each owes to its rounding."""
    return sum(reading.value for reading in readings) <= HUNDRED + ROUNDING * len(readings)


def each_once(readings: Iterable[DrawableValue]) -> bool:
    """Whether no series has two values here."""
    keys = [reading.series.key for reading in readings]
    return len(set(keys)) == len(keys)


def compares(line: Sequence[DrawableValue]) -> bool:
    """Whether a series can be said to have gone from its first value to its last, and be drawn so: no doubt, no note of
    comparability, no break on the way, one value for each span.
    """
    joined = not any(reading.apart for reading in line) and not any(r.observation.break_before for r in line[1:])
    return len(line) > 1 and joined and each_span_once(line)


def is_decided(series: Series) -> bool:
    """An amount that gives the context was decided, not measured: from one to the next, nothing went up or down."""
    return series.quantity == "amount" and series.role == "context"


def each_span_once(line: Iterable[DrawableValue]) -> bool:
    """Whether a series has one value for each span: else nothing can be said of how it went."""
    spans = [reading.period for reading in line]
    return len(set(spans)) == len(spans)


def wholes_of_totals(indicator: Indicator) -> tuple[Whole, ...]:
    """Counted totals with their parts. Parts that exceed their total, or that are bounds, make no whole."""
    result = []
    for series in indicator.series:
        parts = [s for s in indicator.series if s.part_of == series.key and same_measure(s, series)]
        for total in reversed(drawable(indicator, series)):
            whole = Whole(series.key, tuple(r for s in parts for r in drawable(indicator, s) if fits(r, total)), total)
            if adds_up(whole):
                result.append(whole)
                break
    return tuple(result)


def same_measure(part: Series, total: Series) -> bool:
    return part.key != total.key and (part.unit, part.quantity) == (total.unit, total.quantity)


def fits(part: DrawableValue, total: DrawableValue) -> bool:
    return part.period == total.period and part.manner == total.manner


def adds_up(whole: Whole) -> bool:
    """Whether they make a whole. A part that has two values would count twice."""
    readings = [*whole.readings, *([whole.total] if whole.total else [])]
    if not each_once(readings):
        return False
    known = all(not r.off_scale and r.observation.manner != "minimum" for r in readings)
    return bool(whole.sum) and known and whole.rest >= 0 and (len(whole.readings) > 1 or whole.rest > 0)
