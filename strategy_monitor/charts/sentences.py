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
from strategy_monitor.charts.model import Point
from strategy_monitor.charts.points import full_value, is_better, is_sure, say_difference
from strategy_monitor.charts.titles import JUDGED, with_article
from strategy_monitor.language import french
from strategy_monitor.report.document import Series

APART = ", sans comparaison directe"
YEARS = frozenset({"school_year", "calendar_year"})
"""Kinds of periods that « en » can precede."""


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
    """« Utilisateurs : 615 088, dont 596 018 (élèves) et 15 140 (enseignants) ; reste (notre calcul), 3 930 »."""
    told = french.write_list([say_value(r, label) for r, label in zip(whole.readings, labels, strict=True)])
    if whole.total:
        told = f"{say_value(whole.total)}, dont {told}"
    told = led_by_measure(measure, f"{told} ; {rest}" if rest else told)
    return close_sentence(told) + (f" {close_sentence(remark)}" if remark else "")


def say_steps(trend: Trend, labels: dict[str, str], scaled: bool = True) -> list[str]:
    """Each value over time, alone: « fondamental : 37 % en 2023 ; 4 points de plus qu’en 2022, c’est mieux »."""
    return [
        close_sentence(led_by_measure(labels[line[0].series.key], say_step(line, rank, scaled)))
        for line in group_by(trend.readings, lambda r: r.series.key)
        for rank in range(len(line))
    ]


def say_step(line: Sequence[Reading], rank: int, scaled: bool) -> str:
    """A value and the one before it, or for the first, the one after it."""
    reading = line[rank]
    told = f"{say_value(reading, scaled=scaled)} {say_when(reading)}"
    if len(line) == 1:
        return told
    if is_decided(reading.series):
        return f"{told} ; montant décidé, et non mesuré"
    other, pair = (line[rank - 1], line[rank - 1 : rank + 1]) if rank else (line[1], line[:2])
    if not compares(pair):
        return f"{told}{APART} avec {say_value(other, other.observation.period.label, scaled=scaled)}"
    than = (
        f"en {other.observation.period.label}" if is_year(other) else say_value(other, other.observation.period.label)
    )
    return f"{told}{say_beside(reading, [(other, than)], judged=bool(rank))}"


def is_year(reading: Reading) -> bool:
    return reading.observation.period.kind in YEARS


def say_when(reading: Reading) -> str:
    """« en 2023-2024 », « (PISA 2022) »."""
    label = reading.observation.period.label
    return f"en {label}" if is_year(reading) else f"({label})"


def say_beside(reading: Reading, others: Sequence[tuple[Reading, str]], judged: bool) -> str:
    """« ; 12 points de plus qu’en 2018, c’est mieux »; empty where the values are too vague for it. Each other value
    comes with the words that follow « que »."""
    if not all(is_sure(r) for r in (reading, *(other for other, _ in others))):
        return ""
    deltas = [reading.value - other.value for other, _ in others]
    told = [
        f"{say_gap(reading.series, delta)} qu’{than}"
        if than.startswith("en ")
        else f"{say_gap(reading.series, delta)} que {than}"
        for delta, (_, than) in zip(deltas, others, strict=True)
    ]
    ways = {is_better(reading.series, delta) for delta in deltas}
    way = ways.pop() if judged and len(ways) == 1 else None
    return f" ; {french.write_list(told)}" + (f", c’est {JUDGED[way]}" if way is not None else "")


def say_gap(series: Series, delta: Decimal) -> str:
    """« 12 points de plus », « 75 € de moins », « autant »."""
    if not delta:
        return "autant"
    unit, singular = ("points", "point") if series.unit == "%" else (series.unit, series.unit_singular)
    return f"{french.write_quantity(abs(delta), unit, singular)} {'de plus' if delta > 0 else 'de moins'}"


def say_gaps_of_each(levels: Levels, labels: Sequence[str]) -> list[str]:
    """Each of the values set against benchmarks: « FW-B : 20 % ; 20 points de moins que l’OCDE (40 %), … »."""
    named = list(zip(levels.readings, labels, strict=True))
    anchor = next((r, label) for r, label in named if not is_benchmark(r) and not r.off_scale)
    benchmarks = [(r, label) for r, label in named if is_benchmark(r)]
    apart = any(r.comparability for r in levels.readings)
    said = []
    for reading, label in named:
        others = [anchor] if is_benchmark(reading) else benchmarks
        told = (
            APART
            if apart
            else say_beside(reading, [(r, name_other(r, o)) for r, o in others], not is_benchmark(reading))
        )
        said.append(close_sentence(led_by_measure(label, f"{say_value(reading)}{told}")))
    return said


def name_other(reading: Reading, label: str) -> str:
    """« l’OCDE (40 %) »; where no article is sure, « 40 % (Québec) »."""
    named = with_article(label)
    return f"{named} ({full_value(reading)})" if named else say_value(reading, label)


def say_beside_each(labelled: Sequence[tuple[Reading, str]]) -> list[str]:
    """Each of some groups or parts, beside the largest; the largest, beside the next."""
    ranked = sorted((pair for pair in labelled if is_sure(pair[0])), key=lambda pair: -pair[0].value)
    said = []
    for reading, label in labelled:
        others = [pair for pair in ranked if pair[0] is not reading][:1]
        told = say_beside(reading, [(r, say_value(r, name)) for r, name in others], judged=False) if others else ""
        said.append(close_sentence(led_by_measure(label, f"{say_value(reading)}{told}")))
    return said


def say_part(point: Point, total: Reading) -> str:
    """« élèves : 596 018 utilisateurs, soit 96,9 % de 615 088 utilisateurs (total) »."""
    doubt = f" ({point.doubts})" if point.doubts else ""
    return close_sentence(f"{point.label} : {point.full}{doubt}, soit {point.share} de {say_value(total, 'total')}")
