"""The sentence of a chart: all its figures, in French that stays right whatever the labels are.

Labels stand before a colon or in brackets, never inside the grammar.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from strategy_monitor.charts.comparisons import (
    Levels,
    Reading,
    Trend,
    Whole,
    compares,
    group_by,
    is_benchmark,
    is_decided,
)
from strategy_monitor.charts.points import full_value, is_better, is_sure, say_difference
from strategy_monitor.language import french
from strategy_monitor.report.document import Series

APART = ", sans comparaison directe"


def close_sentence(sentence: str) -> str:
    return french.typeset(sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith((".", "!", "?")) else "."))


def say_value(reading: Reading, *asides: str, scaled: bool = True) -> str:
    """« 20 % (FW-B) », « 7 157 écoles (valeur mise en doute, hors échelle) »; without a scale, nothing is off it."""
    doubts = ["valeur mise en doute"] * reading.observation.doubtful + ["hors échelle"] * (reading.off_scale and scaled)
    brackets = ", ".join([*(aside for aside in asides if aside), *doubts])
    return f"{full_value(reading)} ({brackets})" if brackets else full_value(reading)


def led_by_measure(measure: str, told: str) -> str:
    return f"{measure} : {told}" if measure else told


def sentence_of_trend(trend: Trend, measure: str, labels: dict[str, str], scaled: bool = True) -> str:
    """« Taux : fondamental, 33 % (2022-2023) puis 37 % (2023-2024), soit +4 points (mieux) ; … »."""
    parts = []
    for line in group_by(trend.readings, lambda r: r.series.key):
        label = labels[line[0].series.key]
        told = say_course(line, scaled)
        parts.append(f"{label}, {told}" if label else told)
    return close_sentence(led_by_measure(measure, " ; ".join(parts)))


def say_course(line: Sequence[Reading], scaled: bool) -> str:
    """The values of a series, and the difference from first to last where one may be taken."""
    steps = [say_value(r, r.observation.period.label, scaled=scaled) for r in line]
    if len(line) < 2:
        return steps[0]
    if not compares(line):
        return f"{french.write_list(steps)}{APART}"
    return f"{', '.join(steps[:-1])} puis {steps[-1]}{say_outcome(line)}"


def say_outcome(line: Sequence[Reading]) -> str:
    first, last = line[0], line[-1]
    if is_decided(first.series) or not (is_sure(first) and is_sure(last)):
        return ""
    delta = last.value - first.value
    return (
        f", soit {say_difference(first.series, delta)}{verdict(first.series, [delta])}"
        if delta
        else ", sans changement"
    )


def verdict(series: Series, deltas: Sequence[Decimal]) -> str:
    """« (mieux) » or « (moins bien) », where all differences go one way and the series has a better side."""
    ways = {is_better(series, delta) for delta in deltas}
    if ways == {True}:
        return " (mieux)"
    return " (moins bien)" if ways == {False} else ""


def sentence_of_benchmarks(levels: Levels, measure: str, labels: Sequence[str]) -> str:
    """« Enseignants préparés : 20 % (FW-B), contre 40 % (OCDE), soit −20 points (moins bien) »."""
    named = list(zip(levels.readings, labels, strict=True))
    anchor, name = next((r, label) for r, label in named if not is_benchmark(r))
    others = [r for r in levels.readings if is_benchmark(r)]
    told = [say_value(r, label) for r, label in named if is_benchmark(r)]
    if any(r.comparability for r in levels.readings):
        return close_sentence(led_by_measure(measure, f"{french.write_list([say_value(anchor, name), *told])}{APART}"))
    return close_sentence(
        led_by_measure(
            measure, f"{say_value(anchor, name)}, contre {french.write_list(told)}{say_gaps(anchor, others)}"
        )
    )


def say_gaps(anchor: Reading, others: Sequence[Reading]) -> str:
    """« , soit +30 points et +24 points (moins bien) », in their order; empty where one cannot be taken."""
    if not all(is_sure(r) for r in (anchor, *others)):
        return ""
    deltas = [anchor.value - r.value for r in others]
    told = french.write_list([say_difference(anchor.series, d) if d else "aucun écart" for d in deltas])
    return f", soit {told}{verdict(anchor.series, deltas)}"


def sentence_of_groups(levels: Levels, measure: str, labels: Sequence[str]) -> str:
    items = [f"{label}, {say_value(r)}" for r, label in zip(levels.readings, labels, strict=True)]
    return close_sentence(led_by_measure(measure, " ; ".join(items)))


def sentence_of_whole(whole: Whole, measure: str, labels: Sequence[str], rest: str, remark: str) -> str:
    """« Utilisateurs : 615 088, dont 596 018 (élèves) et 15 140 (enseignants) ; autres, 3 930 (calculé) »."""
    told = french.write_list([say_value(r, label) for r, label in zip(whole.readings, labels, strict=True)])
    if whole.total:
        told = f"{say_value(whole.total)}, dont {told}"
    told = led_by_measure(measure, f"{told} ; {rest}" if rest else told)
    return close_sentence(told) + (f" {close_sentence(remark)}" if remark else "")
