"""Observations → points: the value, and the words that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from strategy_monitor.report import words
from strategy_monitor.report.charts.comparisons import Reading, is_benchmark
from strategy_monitor.report.charts.model import Point, Scale
from strategy_monitor.report.document import Note, Series
from strategy_monitor.report.figures import period_slug

MARK = "*"
"""After a value that a note explains."""

SYMBOLS = frozenset({"%", "€"})
"""Units short enough to follow each value; the others stand once, under the title."""


def short_value(reading: Reading) -> str:
    """« 67 % », « près de 1 277 »: the value as it stands in the chart."""
    series, observation = reading.series, reading.observation
    unit = series.unit if series.unit in SYMBOLS else ""
    return words.quantity(reading.value, unit, manner=observation.manner)


def full_value(reading: Reading) -> str:
    series = reading.series
    return words.quantity(reading.value, series.unit, series.unit_singular, reading.observation.manner)


def point(reading: Reading, label: str, scale: Scale, broken: bool = False, moment: int = 0) -> Point:
    """A doubtful value above the scale is named beside it: it may not set it. `moment` is its rank on a time axis."""
    series, observation = reading.series, reading.observation
    outside = observation.doubtful and reading.value > scale.maximum
    marked = observation.doubtful or observation.off_scale or broken
    return Point(
        series=series.key,
        label=words.typo(label),
        category=words.typo(observation.period.label),
        period=period_slug(series, observation),
        moment=moment,
        value=reading.value,
        written=short_value(reading) + (MARK if marked else ""),
        full=full_value(reading),
        strength="quiet" if is_benchmark(reading) else "strong",
        doubtful=observation.doubtful,
        off_scale=observation.off_scale or outside,
        broken=broken,
    )


def derived(total: Reading, value: Decimal, label: str, parts: Sequence[Reading]) -> Point:
    """The rest of a whole. It is as doubtful, and as approximate, as what it is computed from."""
    series = total.series
    sources = (total, *parts)
    manner = "approximate" if any(r.observation.manner == "approximate" for r in sources) else "exact"
    doubtful = any(r.observation.doubtful for r in sources)
    unit = series.unit if series.unit in SYMBOLS else ""
    return Point(
        series=series.key,
        label=words.typo(label),
        category=words.typo(total.observation.period.label),
        value=value,
        written=words.quantity(value, unit, manner=manner) + (MARK if doubtful else ""),
        full=words.quantity(value, series.unit, series.unit_singular, manner),
        strength="quiet",
        doubtful=doubtful,
        derived=True,
    )


def limit(readings: Iterable[Reading]) -> Decimal | None:
    """The highest value that may set the scale: the sure ones, or all of them where none is sure."""
    values = [(r.observation.doubtful, r.value) for r in readings if not r.off_scale]
    sure = [value for doubtful, value in values if not doubtful]
    return max(sure or [value for _, value in values], default=None)


def with_shares(parts: Sequence[Point], total: Decimal) -> list[Point]:
    """Parts of a counted total, each with its share: one decimal, as shares are printed in the report."""
    shares = [(part.value / total * 100).quantize(Decimal("0.1")) for part in parts]
    return [
        part.model_copy(update={"share": words.quantity(share, "%")}) for part, share in zip(parts, shares, strict=True)
    ]


def notes(readings: Iterable[Reading], points: Iterable[Point]) -> tuple[str, ...]:
    """One line for each doubt or break, led by the value it speaks of."""
    lines = []
    for reading, drawn in zip(readings, points, strict=True):
        name = f"{drawn.label}, {drawn.full} ({drawn.category})" if drawn.label else f"{drawn.full} ({drawn.category})"
        aside = " Hors échelle." if drawn.off_scale else ""
        if drawn.broken:
            lines.append(f"{MARK} {name} : {reading.observation.break_before}")
        lines += [f"{MARK} {name} : valeur douteuse, note {note.code}.{aside}" for note in explaining(reading)]
    return tuple(words.typo(line) for line in lines)


def explaining(reading: Reading) -> tuple[Note, ...]:
    """The editorial notes that make a value hollow, or put it beside the scale."""
    return tuple(note for note in reading.observation.notes if note.doubts or note.off_scale)


def note_codes(readings: Iterable[Reading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note.code for reading in readings for note in explaining(reading)))


def is_sure(reading: Reading) -> bool:
    """A finding may rest on it: exact, undoubted, comparable with what comes before."""
    observation = reading.observation
    return observation.manner in {"exact", "cumulative"} and not observation.doubtful and not observation.off_scale


def difference(series: Series, delta: Decimal) -> str:
    """« +20,9 points » between shares; elsewhere « 809 écoles de plus », « 75 € de moins »."""
    if series.unit == "%":
        return words.points(delta)
    more = "de plus" if delta > 0 else "de moins"
    return f"{words.quantity(abs(delta), series.unit, series.unit_singular)} {more}"
