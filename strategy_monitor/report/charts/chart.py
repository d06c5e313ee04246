"""Indicator → charts: which comparisons are drawn, in what form, with what words.

The choice follows from the data alone (see `comparisons`): two periods make a slope, three a line; a value and its
benchmarks, dots; the parts of a whole, a stack; groups, bars. A lone number is never drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from strategy_monitor.report import words
from strategy_monitor.report.charts import points, scale, sentences, tables, titles
from strategy_monitor.report.charts.comparisons import (
    HUNDRED,
    Levels,
    Reading,
    Trend,
    Whole,
    against_benchmarks,
    among_groups,
    grouped,
    is_benchmark,
    trends,
    wholes,
)
from strategy_monitor.report.charts.model import Chart, Form, Moment, Point, Scale, Strength, Table
from strategy_monitor.report.charts.names import dated, distinct, measured, part_name, shared_measure, subtitle
from strategy_monitor.report.document import Indicator
from strategy_monitor.report.figures import slug

__all__ = ["Chart", "Form", "Moment", "Point", "Scale", "Strength", "Table", "charts_for"]

ADDRESSABLE = re.compile(r"[-a-zA-Z0-9_]+")
REST = "autres"
SHARES = "Pourcentages calculés sur le total."


def charts_for(indicator: Indicator) -> tuple[Chart, ...]:
    """The charts of an indicator, in reading order; empty where a number says more."""
    drawn: Iterable[Chart | None] = (
        *(of_trend(indicator, trend) for trend in trends(indicator)),
        *(of_benchmarks(indicator, levels) for levels in against_benchmarks(indicator)),
        *(of_whole(indicator, whole) for whole in wholes(indicator)),
        *(of_groups(indicator, levels) for levels in among_groups(indicator)),
    )
    return unique_keys([chart for chart in drawn if chart])


def unique_keys(charts: Sequence[Chart]) -> tuple[Chart, ...]:
    """A key stands in addresses, and a group is called as one likes; two measures of one (a count and a share) would
    share a key: the second is numbered."""
    found: dict[str, Chart] = {}
    for chart in charts:
        base = key = chart.key if ADDRESSABLE.fullmatch(chart.key) else slug(chart.key)
        rank = 1
        while key in found:
            rank += 1
            key = f"{base}-{rank}"
        found[key] = chart.model_copy(update={"key": key})
    return tuple(found.values())


def of_trend(indicator: Indicator, trend: Trend) -> Chart | None:
    lines = grouped(trend.readings, lambda r: r.series.key)
    measure, shorts = shared_measure([line[0].series.label for line in lines])
    labels = dict(zip([line[0].series.key for line in lines], shorts, strict=True))
    measure = measure or indicator.short_title
    axis = scale_over_time(trend.readings)
    breaks = {id(r) for line in lines for r in line[1:] if r.observation.break_before}
    drawn = [points.point(r, labels[r.series.key], axis, id(r) in breaks, trend.rank(r)) for r in trend.readings]
    if not any(len({p.moment for p in drawn if p.series == key and not p.off_scale}) > 1 for key in labels):
        return None
    moments = tuple(Moment(labels=span.labels, day=span.day) for span in trend.spans)
    title = titles.of_trend(trend, measure)
    return Chart(
        code=indicator.code,
        key=f"{trend.key}-evolution",
        form="slope" if len(moments) == 2 else "line",
        title=title,
        unit=subtitle(measure, trend.readings, title),
        sentence=sentences.of_trend(trend, measure, labels),
        notes=points.notes(trend.readings, drawn),
        note_codes=points.note_codes(trend.readings),
        points=tuple(drawn),
        moments=moments,
        scale=axis,
        table=tables.of_trend(drawn, moments, measure),
    )


def of_benchmarks(indicator: Indicator, levels: Levels) -> Chart | None:
    measure, shorts = measured(levels.readings)
    measure = measure or indicator.short_title
    named = [r.series.population or short for r, short in zip(levels.readings, shorts, strict=True)]
    labels = distinct(dated(levels.readings, named))
    axis = scale_of(levels.readings)
    drawn = [points.point(r, label, axis) for r, label in zip(levels.readings, labels, strict=True)]
    kept = {is_benchmark(r) for r, p in zip(levels.readings, drawn, strict=True) if not p.off_scale}
    if len(kept) < 2:
        return None
    title = titles.of_benchmarks(levels, measure)
    return Chart(
        code=indicator.code,
        key=f"{levels.key}-comparaison",
        form="dots",
        title=title,
        unit=subtitle(measure, levels.readings, title),
        sentence=sentences.of_benchmarks(levels, measure, labels),
        notes=points.notes(levels.readings, drawn),
        note_codes=points.note_codes(levels.readings),
        points=tuple(drawn),
        scale=axis,
        table=tables.of_levels(drawn, "Population", measure),
    )


def of_groups(indicator: Indicator, levels: Levels) -> Chart | None:
    measure, shorts = measured(levels.readings)
    measure = measure or indicator.short_title
    labelled = zip(levels.readings, dated(levels.readings, shorts), strict=True)
    ranked = sorted(labelled, key=lambda pair: -pair[0].value)
    readings, labels = [r for r, _ in ranked], [label for _, label in ranked]
    axis = scale.from_zero([points.limit(readings) or Decimal(0)])
    drawn = [points.point(r, label, axis) for r, label in ranked]
    if sum(not p.off_scale for p in drawn) < 2:
        return None
    title = words.typo(measure)
    return Chart(
        code=indicator.code,
        key=f"{levels.key}-groupes",
        form="bars",
        title=title,
        unit=subtitle(measure, readings, title),
        sentence=sentences.of_groups(Levels(levels.key, tuple(readings)), measure, labels),
        notes=points.notes(readings, drawn),
        note_codes=points.note_codes(readings),
        points=tuple(drawn),
        scale=axis,
        table=tables.of_levels(drawn, "Groupe", measure),
    )


def of_whole(indicator: Indicator, whole: Whole) -> Chart:
    labels, measure = parts_of(whole)
    measure = measure or indicator.short_title
    axis = scale.of_whole(max(whole.total.value if whole.total else HUNDRED, whole.sum))
    drawn = [points.point(r, label, axis) for r, label in zip(whole.readings, labels, strict=True)]
    known = points.notes(whole.readings, drawn)
    sources = list(whole.readings)
    if whole.total:
        sources.append(whole.total)
        known += points.notes([whole.total], [points.point(whole.total, "total", axis)])
        known = (SHARES, *known)
        drawn = points.with_shares([*drawn, *rest_of(whole)], whole.total.value)
    remark = sum_remark(whole)
    rest = f"{REST}, {drawn[-1].full} (calculé)" if drawn[-1].derived else ""
    title = words.typo(measure)
    return Chart(
        code=indicator.code,
        key=f"{whole.key}-parts",
        form="stack",
        title=title,
        unit=subtitle(measure, sources, title),
        sentence=sentences.of_whole(whole, measure, labels, rest, remark),
        notes=known,
        note_codes=points.note_codes(sources),
        points=tuple(drawn),
        scale=axis,
        table=tables.of_parts(drawn, measure, whole),
    )


def rest_of(whole: Whole) -> list[Point]:
    """What the parts leave of a counted total: computed, and said to be."""
    return [points.derived(whole.total, whole.rest, REST, whole.readings)] if whole.total and whole.rest else []


def parts_of(whole: Whole) -> tuple[tuple[str, ...], str]:
    """The labels of the parts, and the name of the whole."""
    labels = [r.series.label for r in whole.readings]
    if whole.total:
        total = whole.total.series.label
        return distinct([part_name(label, total) for label in labels]), total
    measure, shorts = shared_measure(labels)
    return shorts, measure


def sum_remark(whole: Whole) -> str:
    """What must be said where parts of 100 do not make 100."""
    if whole.total or whole.sum == HUNDRED:
        return ""
    return f"La somme des parts imprimées est de {words.quantity(whole.sum, '%')}, et non de 100 %."


def scale_of(readings: Sequence[Reading]) -> Scale:
    """Shares stand on the whole, from 0 to 100, wherever they fit."""
    limit = points.limit(readings) or Decimal(0)
    return scale.percent() if are_shares(readings) and limit <= HUNDRED else scale.from_zero([limit])


def scale_over_time(readings: Sequence[Reading]) -> Scale:
    """Up to the highest sure value; to 100 for shares of which a doubtful one is above it: they need not be set."""
    axis = scale.from_zero([points.limit(readings) or Decimal(0)])
    above = any(axis.maximum < r.value <= HUNDRED and not r.off_scale for r in readings)
    return scale.percent() if above and are_shares(readings) else axis


def are_shares(readings: Sequence[Reading]) -> bool:
    return all(r.series.unit == "%" for r in readings)
