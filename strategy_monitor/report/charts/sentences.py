"""The sentence of a chart: all its figures, in French that stays right whatever the labels are.

Labels stand before a colon or in brackets, never inside the grammar.
"""

from __future__ import annotations

from collections.abc import Sequence

from strategy_monitor.report import words
from strategy_monitor.report.charts.comparisons import (
    Levels,
    Reading,
    Trend,
    Whole,
    each_span_once,
    grouped,
    is_benchmark,
)
from strategy_monitor.report.charts.points import difference, full_value


def listed(items: Sequence[str], separator: str = ", ") -> str:
    """« a, b et c »."""
    return f"{separator.join(items[:-1])} et {items[-1]}" if len(items) > 1 else "".join(items)


def closed(sentence: str) -> str:
    return words.typo(sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith((".", "!", "?")) else "."))


def said(reading: Reading, *asides: str) -> str:
    """« 20 % (FW-B) », « 7 157 écoles (valeur douteuse, hors échelle) »."""
    doubts = ["valeur douteuse"] * reading.observation.doubtful + ["hors échelle"] * reading.off_scale
    brackets = ", ".join([*(aside for aside in asides if aside), *doubts])
    return f"{full_value(reading)} ({brackets})" if brackets else full_value(reading)


def led(measure: str, told: str) -> str:
    return f"{measure} : {told}" if measure else told


def of_trend(trend: Trend, measure: str, labels: dict[str, str]) -> str:
    """« Taux : fondamental, 33 % (2022-2023) puis 37 % (2023-2024), soit +4 points ; … »."""
    parts = []
    for line in grouped(trend.readings, lambda r: r.series.key):
        label = labels[line[0].series.key]
        steps = [said(r, r.observation.period.label) for r in line]
        told = f"{', '.join(steps[:-1])} puis {steps[-1]}" if len(steps) > 1 else steps[0]
        parts.append(f"{label}, {told}{outcome(line)}" if label else f"{told}{outcome(line)}")
    return closed(led(measure, " ; ".join(parts)))


def outcome(line: Sequence[Reading]) -> str:
    """The difference from first to last, where one may be taken."""
    if len(line) < 2 or any(r.off_scale for r in line) or not each_span_once(line):
        return ""
    if any(r.observation.break_before for r in line[1:]):
        return ", sans comparaison directe"
    if any(r.observation.manner not in {"exact", "cumulative"} for r in (line[0], line[-1])):
        return ""
    delta = line[-1].value - line[0].value
    return f", soit {difference(line[0].series, delta)}" if delta else ", sans changement"


def of_benchmarks(levels: Levels, measure: str, labels: Sequence[str]) -> str:
    """« Enseignants préparés : 20 % (FW-B), contre 40 % (OCDE), soit −20 points »."""
    named = list(zip(levels.readings, labels, strict=True))
    anchor, name = next((r, label) for r, label in named if not is_benchmark(r))
    others = [r for r in levels.readings if is_benchmark(r)]
    told = listed([said(r, label) for r, label in named if is_benchmark(r)])
    return closed(led(measure, f"{said(anchor, name)}, contre {told}{gaps(anchor, others)}"))


def gaps(anchor: Reading, others: Sequence[Reading]) -> str:
    """« , soit +30 points et +24 points », in the order of the benchmarks; empty where one cannot be taken."""
    if any(r.observation.manner != "exact" or r.off_scale for r in (anchor, *others)):
        return ""
    deltas = [anchor.value - r.value for r in others]
    return f", soit {listed([difference(anchor.series, d) if d else 'aucun écart' for d in deltas])}"


def of_groups(levels: Levels, measure: str, labels: Sequence[str]) -> str:
    items = [f"{label}, {said(r)}" for r, label in zip(levels.readings, labels, strict=True)]
    return closed(led(measure, " ; ".join(items)))


def of_whole(whole: Whole, measure: str, labels: Sequence[str], rest: str, remark: str) -> str:
    """« Utilisateurs : 615 088, dont 596 018 (élèves) et 15 140 (enseignants) ; autres, 3 930 (calculé) »."""
    told = listed([said(r, label) for r, label in zip(whole.readings, labels, strict=True)])
    if whole.total:
        told = f"{said(whole.total)}, dont {told}"
    told = led(measure, f"{told} ; {rest}" if rest else told)
    return closed(told) + (f" {closed(remark)}" if remark else "")
