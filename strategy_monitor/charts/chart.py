"""Indicator → charts: which comparisons are drawn, in what form, with what words.

The choice follows from the data alone (see `comparisons`): two periods make a slope, three a line; a value and its
benchmarks, dots; the parts of a whole, a stack; groups, bars. A lone number is never drawn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from strategy_monitor.charts import points, scale, sentences, tables, titles
from strategy_monitor.charts.comparisons import (
    HUNDRED,
    DrawableValue,
    Levels,
    Trend,
    Whole,
    against_benchmarks,
    among_groups,
    anchors,
    compares,
    group_by,
    is_benchmark,
    is_decided,
    trends,
    wholes,
)
from strategy_monitor.charts.model import Chart, Form, Moment, Point, Scale, Strength
from strategy_monitor.charts.names import (
    dated_labels,
    shared_measure_of,
    subtitle,
)
from strategy_monitor.language import french
from strategy_monitor.language.schooling import level_rank
from strategy_monitor.report.document import Indicator
from strategy_monitor.report.figures import slug
from strategy_monitor.report.naming import distinct_labels, part_name, shared_measure
from strategy_monitor.report.once import once_for_each

Comparison = Trend | Levels | Whole
Unit = tuple[str, str]
Scales = dict[Unit, Scale]
Labelled = tuple[DrawableValue, str]

__all__ = ["Chart", "Form", "Moment", "Point", "Scale", "Strength", "charts_for"]

ADDRESSABLE = re.compile(r"[-a-zA-Z0-9_]+")
REST = "reste (notre calcul)"
SHARES = "Parts en % du total : notre calcul."


@once_for_each(maxsize=32)  # the page of an indicator, those of its figures, its images and files all begin with them
def charts_for(indicator: Indicator) -> tuple[Chart, ...]:
    """The charts of an indicator, in reading order; empty where a number says more.

    A chart of which too little fits on its scale is left out, and then sets no scale either.
    """
    kept: list[Comparison] = [
        *trends(indicator), *against_benchmarks(indicator), *wholes(indicator), *among_groups(indicator),
    ]  # fmt: skip
    while True:
        scales = scales_of(kept)
        drawn = [draw_comparison(indicator, one, scales) for one in kept]
        if all(drawn):
            return unique_keys([chart for chart in drawn if chart])
        kept = [one for one, chart in zip(kept, drawn, strict=True) if chart]


def draw_comparison(indicator: Indicator, comparison: Comparison, scales: Scales) -> Chart | None:
    match comparison:
        case Trend():
            return (
                chart_of_numbers(indicator, comparison)
                if of_two_numbers(comparison)
                else chart_of_trend(indicator, comparison, scales)
            )
        case Levels() if anchors(comparison) == 1:
            return chart_of_benchmarks(indicator, comparison, scales)
        case Levels():
            return chart_of_groups(indicator, comparison, scales)
        case Whole():
            return chart_of_whole(indicator, comparison, scales)


def scales_of(comparisons: Sequence[Comparison]) -> Scales:
    """One for each unit that is drawn on a scale."""
    drawn = [one for one in comparisons if not (isinstance(one, Trend) and of_two_numbers(one))]
    return {
        unit: scale.scale_of_unit(
            unit[0],
            [r for one in members if not isinstance(one, Whole) for r in one.readings],
            [one for one in members if isinstance(one, Whole)],
        )
        for unit, members in ((unit_of(members[0]), members) for members in group_by(drawn, unit_of))
    }


def unit_of(comparison: Comparison) -> Unit:
    """Where a unit has no name, numbers are of one kind only if they are of one quantity."""
    series = comparison.readings[0].series
    return series.unit, "" if series.unit else series.quantity


def of_two_numbers(trend: Trend) -> bool:
    """True where two moments make no slope: no series can be said to have gone from one to the other."""
    lines = [line for line in group_by(trend.readings, lambda r: r.series.key) if len(line) > 1]
    return len(trend.spans) == 2 and not any(compares(line) and not is_decided(line[0].series) for line in lines)


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


def chart_of_trend(indicator: Indicator, trend: Trend, scales: Scales) -> Chart | None:
    measure, labels = measure_over_time(indicator, trend)
    axis = scales[unit_of(trend)]
    drawn = say_each(points.points_over_time(trend, labels, axis), sentences.say_steps(trend, labels))
    if not any(len({p.moment for p in drawn if p.series == key and not p.off_scale}) > 1 for key in labels):
        return None
    form: Form = "slope" if len(trend.spans) == 2 else "line"
    title = titles.title_of_trend(trend, measure, labels)
    return chart_over_time(indicator, trend, form=form, title=title, drawn=drawn, axis=axis)


def chart_of_numbers(indicator: Indicator, trend: Trend) -> Chart:
    """Two moments that are not set against each other: each value is a number, and none stands on a scale."""
    measure, labels = measure_over_time(indicator, trend)
    said = sentences.say_steps(trend, labels, scaled=False)
    drawn = say_each(points.points_over_time(trend, labels, None), said)
    axis = scale.scale_from_zero(r.value for r in trend.readings)
    title = french.typeset(measure)
    return chart_over_time(indicator, trend, form="numbers", title=title, drawn=drawn, axis=axis)


def measure_over_time(indicator: Indicator, trend: Trend) -> tuple[str, dict[str, str]]:
    """What is measured, and the label of each series, by its key."""
    lines = group_by(trend.readings, lambda r: r.series.key)
    measure, shorts = shared_measure([line[0].series.label for line in lines])
    return measure or indicator.short_title, dict(zip([line[0].series.key for line in lines], shorts, strict=True))


def chart_over_time(
    indicator: Indicator, trend: Trend, *, form: Form, title: str, drawn: Sequence[Point], axis: Scale
) -> Chart:
    measure, labels = measure_over_time(indicator, trend)
    moments = tuple(Moment(labels=span.labels, day=span.day) for span in trend.spans)
    return Chart(
        code=indicator.code,
        key=f"{trend.key}-evolution",
        form=form,
        title=title,
        unit=subtitle(measure, trend.readings, title, alone=form == "numbers"),
        **sentences.words_of_trend(trend, measure, labels, scaled=form != "numbers")._asdict(),
        notes=(*points.notes_on_points(trend.readings, drawn), *points.comparability_notes(trend.readings)),
        note_codes=points.note_codes(trend.readings, compared=True),
        points=tuple(drawn),
        moments=moments,
        scale=axis,
        table=tables.table_of_trend(drawn, moments, measure),
    )


def chart_of_benchmarks(indicator: Indicator, levels: Levels, scales: Scales) -> Chart | None:
    measure, shorts = shared_measure_of(levels.readings)
    measure = measure or indicator.short_title
    named = [r.series.population or short for r, short in zip(levels.readings, shorts, strict=True)]
    labels = distinct_labels(dated_labels(levels.readings, named))
    axis = scales[unit_of(levels)]
    found = [points.point_of(r, label, axis) for r, label in zip(levels.readings, labels, strict=True)]
    drawn = say_each(found, sentences.say_gaps_of_each(levels, labels))
    kept = {is_benchmark(r) for r, p in zip(levels.readings, drawn, strict=True) if not p.off_scale}
    if len(kept) < 2:
        return None
    title = titles.title_of_benchmarks(levels, measure, labels)
    return Chart(
        code=indicator.code,
        key=f"{levels.key}-comparaison",
        form="dots",
        title=title,
        unit=subtitle(measure, levels.readings, title),
        **sentences.words_of_benchmarks(levels, measure, labels)._asdict(),
        notes=(*points.notes_on_points(levels.readings, drawn), *points.comparability_notes(levels.readings)),
        note_codes=points.note_codes(levels.readings, compared=True),
        points=tuple(drawn),
        scale=axis,
        table=tables.table_of_levels(drawn, "Population", measure),
    )


def chart_of_groups(indicator: Indicator, levels: Levels, scales: Scales) -> Chart | None:
    measure, shorts = shared_measure_of(levels.readings)
    measure = measure or indicator.short_title
    labelled = list(zip(levels.readings, dated_labels(levels.readings, shorts), strict=True))
    ordered = in_order_of_school(labelled) or sorted(labelled, key=lambda pair: -pair[0].value)
    readings, labels = [r for r, _ in ordered], [label for _, label in ordered]
    axis = scales[unit_of(levels)]
    found = [points.point_of(r, label, axis) for r, label in ordered]
    drawn = say_each(found, sentences.say_beside_each(ordered))
    if sum(not p.off_scale for p in drawn) < 2:
        return None
    title = french.typeset(measure)
    return Chart(
        code=indicator.code,
        key=f"{levels.key}-groupes",
        form="bars",
        title=title,
        unit=subtitle(measure, readings, title),
        **sentences.words_of_groups(Levels(levels.key, tuple(readings)), measure, labels)._asdict(),
        notes=(*points.notes_on_points(readings, drawn), *points.comparability_notes(readings)),
        note_codes=points.note_codes(readings, compared=True),
        points=tuple(drawn),
        scale=axis,
        table=tables.table_of_levels(drawn, "Groupe", measure),
    )


def in_order_of_school(labelled: Sequence[Labelled]) -> list[Labelled] | None:
    """Groups that all name a level of teaching, in the order in which one goes through them: readers know it, and look
    for it whichever value is the largest. None for other groups. Two of one level stay as the document has them.
    """
    ranks = [level_rank(label) for _, label in labelled]
    if None in ranks:
        return None
    return [labelled[place] for place in sorted(range(len(ranks)), key=lambda place: (ranks[place], place))]


def say_each(found: Sequence[Point], said: Sequence[str]) -> list[Point]:
    """The points, each with what is read of it alone."""
    return [point.model_copy(update={"said": text}) for point, text in zip(found, said, strict=True)]


def chart_of_whole(indicator: Indicator, found: Whole, scales: Scales) -> Chart:
    whole, labels, measure = order_parts(found)
    measure = measure or indicator.short_title
    axis = scales[unit_of(whole)]
    drawn = [points.point_of(r, label, axis) for r, label in zip(whole.readings, labels, strict=True)]
    known = points.notes_on_points(whole.readings, drawn)
    sources = list(whole.readings)
    if whole.total:
        sources.append(whole.total)
        known += points.notes_on_points([whole.total], [points.point_of(whole.total, "total", axis)])
        known = (SHARES, *known)
        drawn = points.with_shares([*drawn, *rest_of(whole)], whole.total.value)
        drawn = say_each(drawn, [sentences.say_part(point, whole.total) for point in drawn])
    else:
        drawn = say_each(drawn, sentences.say_beside_each(list(zip(whole.readings, labels, strict=True))))
    remark = sum_remark(whole)
    rest = sentences.led_by(REST, drawn[-1].full) if drawn[-1].derived else ""
    title = french.typeset(measure)
    return Chart(
        code=indicator.code,
        key=f"{whole.key}-parts",
        form="stack",
        title=title,
        unit=subtitle(measure, sources, title),
        **sentences.words_of_whole(whole, measure, labels, rest, remark)._asdict(),
        notes=known,
        note_codes=points.note_codes(sources),
        points=tuple(drawn),
        scale=axis,
        table=tables.table_of_parts(drawn, measure, whole),
    )


def rest_of(whole: Whole) -> list[Point]:
    """What the parts leave of a counted total: computed, and said to be."""
    return [points.rest_point(whole.total, whole.rest, REST, whole.readings)] if whole.total and whole.rest else []


def order_parts(whole: Whole) -> tuple[Whole, tuple[str, ...], str]:
    """The whole with its parts in reading order, their labels, and its name."""
    names = [r.series.label for r in whole.readings]
    if whole.total:
        measure = whole.total.series.label
        labels = distinct_labels([part_name(label, measure) for label in names])
    else:
        measure, labels = shared_measure(names)
    labelled = list(zip(whole.readings, labels, strict=True))
    ordered = in_order_of_school(labelled) or labelled
    return replace(whole, readings=tuple(r for r, _ in ordered)), tuple(label for _, label in ordered), measure


def sum_remark(whole: Whole) -> str:
    """What must be said where parts of 100 do not make 100."""
    if whole.total or whole.sum == HUNDRED:
        return ""
    return f"En tout, les parts imprimées font {french.write_quantity(whole.sum, '%')}, et non 100 %."
