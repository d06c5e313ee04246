"""Observations → points: the value, and the words that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from strategy_monitor.charts.comparisons import DrawableValue, Trend, group_by, is_benchmark
from strategy_monitor.charts.model import Point, Scale
from strategy_monitor.charts.names import SYMBOLS
from strategy_monitor.language import french
from strategy_monitor.report.document import Note, Series
from strategy_monitor.report.figures import period_slug
from strategy_monitor.report.vocabulary import PLAIN, VAGUE

MARK = "*"
"""After a value that a note explains."""

FIRM = PLAIN | {"cumulative"}
"""Manners of a value that can be subtracted as it stands."""


def short_value(reading: DrawableValue) -> str:
    """« 67 % », « près de 1 277 »: the value as it stands in the chart."""
    series, observation = reading.series, reading.observation
    unit = series.unit if series.unit in SYMBOLS else ""
    return french.write_quantity(reading.value, unit, manner=observation.manner)


def full_value(reading: DrawableValue) -> str:
    series = reading.series
    return french.write_quantity(reading.value, series.unit, series.unit_singular, reading.observation.manner)


def points_over_time(trend: Trend, labels: dict[str, str], scale: Scale | None) -> list[Point]:
    """The points of a trend; `labels` by the key of their series. Without a scale, none is off it."""
    lines = group_by(trend.readings, lambda r: r.series.key)
    breaks = {id(r) for line in lines for r in line[1:] if r.observation.break_before}
    before = {id(old) for line in lines for old, new in pairwise(line) if id(new) in breaks}
    drawn = [point_of(r, labels[r.series.key], scale, id(r) in breaks, trend.rank(r)) for r in trend.readings]
    return [with_mark(p) if id(r) in before else p for r, p in zip(trend.readings, drawn, strict=True)]


def with_mark(found: Point) -> Point:
    """With the mark that leads to a note: a break speaks of the value before it too."""
    return found if found.written.endswith(MARK) else found.model_copy(update={"written": found.written + MARK})


def point_of(reading: DrawableValue, label: str, scale: Scale | None, broken: bool = False, moment: int = 0) -> Point:
    """A doubtful value above the scale is named beside it: it may not set it. `moment` is its rank on a time axis."""
    series, observation = reading.series, reading.observation
    outside = scale is not None and observation.doubtful and reading.value > scale.maximum
    noted = observation.doubtful or observation.off_scale or broken
    return Point(
        series=series.key,
        label=french.typeset(label),
        category=french.typeset(observation.period.label),
        period=period_slug(series, observation),
        moment=moment,
        value=reading.value,
        written=short_value(reading) + (MARK if noted else ""),
        full=full_value(reading),
        strength="quiet" if is_benchmark(reading) else "strong",
        doubtful=observation.doubtful,
        off_scale=scale is not None and (observation.off_scale or outside),
        broken=broken,
        apart=reading.apart,
    )


def rest_point(total: DrawableValue, value: Decimal, label: str, parts: Sequence[DrawableValue]) -> Point:
    """The rest of a whole. It is as doubtful, and as approximate, as what it is computed from."""
    series = total.series
    sources = (total, *parts)
    manner = "about" if any(r.observation.manner in VAGUE for r in sources) else ""
    doubtful = any(r.observation.doubtful for r in sources)
    unit = series.unit if series.unit in SYMBOLS else ""
    return Point(
        series=series.key,
        label=french.typeset(label),
        category=french.typeset(total.observation.period.label),
        value=value,
        written=french.write_quantity(value, unit, manner=manner) + (MARK if doubtful else ""),
        full=french.write_quantity(value, series.unit, series.unit_singular, manner),
        strength="quiet",
        doubtful=doubtful,
        derived=True,
    )


def with_shares(parts: Sequence[Point], total: Decimal) -> list[Point]:
    """Parts of a counted total, each with its share: one decimal, as shares are printed in the report."""
    shares = [(part.value / total * 100).quantize(Decimal("0.1")) for part in parts]
    return [
        part.model_copy(update={"share": french.write_quantity(share, "%")})
        for part, share in zip(parts, shares, strict=True)
    ]


def notes_on_points(readings: Sequence[DrawableValue], points: Sequence[Point]) -> tuple[str, ...]:
    """One line for each doubt or break, led by the values it speaks of."""
    lines = []
    before: dict[str, Point] = {}
    for reading, drawn in zip(readings, points, strict=True):
        name = f"{drawn.label}, " if drawn.label else ""
        aside = " Hors échelle." if drawn.off_scale else ""
        if drawn.broken:
            pair = f"{value_and_period(before[drawn.series])} et {value_and_period(drawn)}"
            lines.append(f"{MARK} {name}{pair}, rupture : {reading.observation.break_before}")
        doubt = f"{MARK} {name}{value_and_period(drawn)} : {french.DOUBTED}"
        lines += [f"{doubt}, note {note.code}.{aside}" for note in explaining_notes(reading)]
        before[drawn.series] = drawn
    return tuple(french.typeset(line) for line in lines)


def value_and_period(point: Point) -> str:
    return f"{point.full} ({point.category})"


def comparability_notes(readings: Iterable[DrawableValue]) -> tuple[str, ...]:
    """The line that says why values are not set against each other; empty where no note does."""
    codes = dict.fromkeys(note.code for reading in readings for note in reading.comparability)
    if not codes:
        return ()
    kind = "note" if len(codes) == 1 else "notes"
    return (french.typeset(f"Ces valeurs ne se comparent pas : {kind} {', '.join(codes)}."),)


def explaining_notes(reading: DrawableValue) -> tuple[Note, ...]:
    """The notes that make a value hollow, or put it beside the scale."""
    return tuple(note for note in reading.observation.notes if note.doubts or note.off_scale)


def note_codes(readings: Sequence[DrawableValue], compared: bool = False) -> tuple[str, ...]:
    """The notes that a chart speaks of; where its values are set against each other, those of comparability too."""
    doubts = [note.code for reading in readings for note in explaining_notes(reading)]
    reserves = [note.code for reading in readings for note in reading.comparability] if compared else []
    return tuple(dict.fromkeys((*doubts, *reserves)))


def is_sure(reading: DrawableValue) -> bool:
    """A finding may rest on it: as printed or exact, undoubted, comparable."""
    return reading.observation.manner in FIRM and not reading.apart


def signed_difference(series: Series, delta: Decimal) -> str:
    """« +4 points », « −12 écoles »."""
    if series.unit == "%":
        return french.write_points(delta)
    return f"{'+' if delta > 0 else ''}{french.write_quantity(delta, series.unit, series.unit_singular)}"


def is_better(series: Series, delta: Decimal) -> bool | None:
    """Whether a difference goes to the better side; None where there is no difference, or no side is better."""
    if not delta or series.polarity == "none":
        return None
    return (delta > 0) == (series.polarity == "favourable")
