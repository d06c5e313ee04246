"""What a chart says in words: all its figures, in French that stays right whatever the labels are.

Labels stand before a colon or in brackets, never inside the grammar. Sentences are short, one idea each: see
`tests/charts/reading_level.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from strategy_monitor.charts.comparisons import (
    DrawableValue,
    Levels,
    Trend,
    Whole,
    compares,
    group_by,
    is_benchmark,
    is_decided,
)
from strategy_monitor.charts.model import Point
from strategy_monitor.charts.points import full_value, is_better, is_sure, short_value
from strategy_monitor.charts.titles import JUDGED, with_article
from strategy_monitor.language import french
from strategy_monitor.report.document import Series

APART = "Ces valeurs ne se comparent pas"
APART_ALONE = "Ne se compare pas aux autres"
YEARS = frozenset({"school_year", "calendar_year"})
"""Kinds of periods that « en » can precede."""


def close_sentence(sentence: str) -> str:
    return french.typeset(sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith((".", "!", "?")) else "."))


def say_value(reading: DrawableValue, *asides: str, scaled: bool = True, bare: bool = False) -> str:
    """« 20 % (FW-B) », « 7 157 écoles (valeur mise en doute, hors échelle) »; without a scale, nothing is off it.

    `bare` where its unit was just said: « 7 157 (valeur mise en doute) ».
    """
    value = short_value(reading) if bare else full_value(reading)
    doubts = [french.DOUBTED] * reading.observation.doubtful + ["hors échelle"] * (reading.off_scale and scaled)
    brackets = ", ".join([*(aside for aside in asides if aside), *doubts])
    return f"{value} ({brackets})" if brackets else value


def led_by(name: str, told: str) -> str:
    return f"{name} : {told}" if name else told


class Words(NamedTuple):
    """What a chart says, twice: whole, for where it stands alone; and under its title, which names what is measured."""

    sentence: str
    caption: str


def words_of_value(measure: str, *told: str, noted: bool = False) -> Words:
    """Of sentences that begin with a value: « Enseignants préparés : 20 % (FW-B) contre 40 % (OCDE). ».

    `noted`: the line of the notes, which stands under the title too, says that the values do not compare.
    """
    under = [one for one in told if not (noted and one == APART)]
    return Words(join_sentences(led_by(measure, told[0]), *told[1:]), join_sentences(*under))


def words_of_labels(measure: str, *told: str) -> Words:
    """Of sentences that begin with a label: « Périodes par école. Fondamental : 2. Secondaire : 7. »."""
    return Words(join_sentences(measure, *told), join_sentences(*told))


def join_sentences(*told: str) -> str:
    return " ".join(close_sentence(sentence) for sentence in told if sentence)


def words_of_trend(trend: Trend, measure: str, labels: dict[str, str], scaled: bool = True) -> Words:
    """« Fondamental : 33 % (2022-2023) puis 37 % (2023-2024). C’est 4 points de plus (mieux). »."""
    lines = group_by(trend.readings, lambda r: r.series.key)
    if not any(labels[line[0].series.key] for line in lines):
        noted = len(lines) == 1 and any(r.comparability for r in trend.readings)
        return words_of_value(measure, *(told for line in lines for told in say_course(line, scaled)), noted=noted)
    said = []
    for line in lines:
        first, *others = say_course(line, scaled)
        said += [led_by(labels[line[0].series.key], first), *others]
    return words_of_labels(measure, *said)


def say_course(line: Sequence[DrawableValue], scaled: bool) -> list[str]:
    """The values of a series, and the difference from first to last where one may be taken."""
    steps = [say_value(r, r.observation.period.label, scaled=scaled) for r in line]
    if len(line) < 2:
        return steps
    if not compares(line):
        return [french.write_list(steps), APART]
    return [f"{', '.join(steps[:-1])} puis {steps[-1]}", say_outcome(line)]


def say_outcome(line: Sequence[DrawableValue]) -> str:
    """« C’est 4 points de plus (mieux) »; empty where no difference may be taken."""
    first, last = line[0], line[-1]
    if is_decided(first.series) or not (is_sure(first) and is_sure(last)):
        return ""
    return say_gaps(last, [first]) if last.value != first.value else "Sans changement"


def way_of(series: Series, deltas: Sequence[Decimal]) -> bool | None:
    """Whether differences go to the better side; None unless all go one way and the series has a better side."""
    ways = {is_better(series, delta) for delta in deltas}
    return ways.pop() if len(ways) == 1 else None


def words_of_benchmarks(levels: Levels, measure: str, labels: Sequence[str]) -> Words:
    """« Enseignants préparés : 20 % (FW-B) contre 40 % (OCDE). C’est 20 points de moins (moins bien). »."""
    named = list(zip(levels.readings, labels, strict=True))
    anchor, name = next((r, label) for r, label in named if not is_benchmark(r))
    others = [r for r in levels.readings if is_benchmark(r)]
    here, there = say_value(anchor, name), [say_value(r, label) for r, label in named if is_benchmark(r)]
    if any(r.comparability for r in levels.readings):
        return words_of_value(measure, french.write_list([here, *there]), APART, noted=True)
    return words_of_value(measure, f"{here} contre {french.write_list(there)}", say_gaps(anchor, others))


def say_gaps(reading: DrawableValue, others: Sequence[DrawableValue]) -> str:
    """« C’est 30 et 24 points de plus (moins bien) », in their order; empty where one cannot be."""
    if not all(is_sure(r) for r in (reading, *others)):
        return ""
    deltas = [reading.value - r.value for r in others]
    way = way_of(reading.series, deltas)
    told = f"C’est {french.write_list(list_gaps(reading.series, deltas))}"
    return f"{told} ({JUDGED[way]})" if way is not None else told


def list_gaps(series: Series, deltas: Sequence[Decimal]) -> list[str]:
    """« 30 », « 24 points de plus », where two go one way; else each whole: « 75 € de moins », « 10 € de plus »."""
    last = say_gap(series, deltas[-1])
    alike = len(deltas) == 2 and all(deltas) and (deltas[0] > 0) == (deltas[1] > 0)
    if alike and not french.is_singular(abs(deltas[-1])):
        return [french.write_before_unit(abs(deltas[0]), series.unit), last]
    return [*(say_gap(series, delta) for delta in deltas[:-1]), last]


def words_of_groups(levels: Levels, measure: str, labels: Sequence[str]) -> Words:
    """« Fondamental : 2,4 périodes. Secondaire : 8,5 périodes. »."""
    return words_of_labels(measure, *say_labelled(levels.readings, labels))


def say_labelled(readings: Sequence[DrawableValue], labels: Sequence[str]) -> list[str]:
    return [led_by(label, say_value(r)) for r, label in zip(readings, labels, strict=True)]


def words_of_whole(whole: Whole, measure: str, labels: Sequence[str], rest: str, remark: str) -> Words:
    """« Utilisateurs : 615 088, dont 596 018 (élèves) et 15 140 (enseignants). Reste (notre calcul) : 3 930. »."""
    if whole.total is None:
        return words_of_labels(measure, *say_labelled(whole.readings, labels), remark)
    parts = french.write_list([say_value(r, label, bare=True) for r, label in zip(whole.readings, labels, strict=True)])
    return words_of_value(measure, f"{say_value(whole.total)}, dont {parts}", rest, remark)


def say_steps(trend: Trend, labels: dict[str, str], scaled: bool = True) -> list[str]:
    """Each value over time, alone: « Fondamental : 37 % en 2023. C’est 4 points de plus qu’en 2022 : c’est mieux. »."""
    return [
        say_point(labels[line[0].series.key], *say_step(line, rank, scaled))
        for line in group_by(trend.readings, lambda r: r.series.key)
        for rank in range(len(line))
    ]


def say_point(label: str, value: str, beside: str) -> str:
    """What is read of a point alone: its label and value, then what it is set against, if anything."""
    return join_sentences(led_by(label, value), beside)


def say_step(line: Sequence[DrawableValue], rank: int, scaled: bool) -> tuple[str, str]:
    """A value, and what sets it beside the one before it or, for the first, the one after it."""
    reading = line[rank]
    told = f"{say_value(reading, scaled=scaled)} {say_when(reading)}"
    if len(line) == 1:
        return told, ""
    if is_decided(reading.series):
        return told, "Montant décidé, et non mesuré"
    other, pair = (line[rank - 1], line[rank - 1 : rank + 1]) if rank else (line[1], line[:2])
    named = say_value(other, other.observation.period.label, scaled=scaled, bare=True)
    if not compares(pair):
        return told, say_apart([named])
    than = f"en {other.observation.period.label}" if is_year(other) else named
    return told, say_beside(reading, [(other, than)], judged=bool(rank))


def say_apart(others: Sequence[str]) -> str:
    """« Ne se compare pas à 10 (2023) »."""
    return f"Ne se compare pas à {french.write_list(others)}"


def is_year(reading: DrawableValue) -> bool:
    return reading.observation.period.kind in YEARS


def say_when(reading: DrawableValue) -> str:
    """« en 2023-2024 », « (PISA 2022) »."""
    label = reading.observation.period.label
    return f"en {label}" if is_year(reading) else f"({label})"


def say_beside(reading: DrawableValue, others: Sequence[tuple[DrawableValue, str]], judged: bool) -> str:
    """« C’est 12 points de plus qu’en 2018 : c’est mieux »; empty where the values are too vague for it. Each other
    value comes with the words that follow « que »."""
    if not others or not all(is_sure(r) for r in (reading, *(other for other, _ in others))):
        return ""
    deltas = [reading.value - other.value for other, _ in others]
    told = [
        f"{say_gap(reading.series, delta)} qu’{than}"
        if than.startswith("en ")
        else f"{say_gap(reading.series, delta)} que {than}"
        for delta, (_, than) in zip(deltas, others, strict=True)
    ]
    way = way_of(reading.series, deltas) if judged else None
    return f"C’est {french.write_list(told)}" + (f" : c’est {JUDGED[way]}" if way is not None else "")


def say_gap(series: Series, delta: Decimal) -> str:
    """« 12 points de plus », « 75 € de moins », « autant »."""
    if not delta:
        return "autant"
    unit, singular = ("points", "point") if series.unit == "%" else (series.unit, series.unit_singular)
    return f"{french.write_quantity(abs(delta), unit, singular)} {'de plus' if delta > 0 else 'de moins'}"


def say_gaps_of_each(levels: Levels, labels: Sequence[str]) -> list[str]:
    """Each of the values set against benchmarks: « FW-B : 20 %. C’est 20 points de moins que l’OCDE (40 %). »."""
    named = list(zip(levels.readings, labels, strict=True))
    anchor = next((r, label) for r, label in named if not is_benchmark(r) and not r.off_scale)
    benchmarks = [(r, label) for r, label in named if is_benchmark(r)]
    apart = any(r.comparability for r in levels.readings)
    said = []
    for reading, label in named:
        others = [anchor] if is_benchmark(reading) else benchmarks
        beside = (
            APART_ALONE
            if apart
            else say_beside(reading, [(r, name_other(r, o)) for r, o in others], not is_benchmark(reading))
        )
        said.append(say_point(label, say_value(reading), beside))
    return said


def name_other(reading: DrawableValue, label: str) -> str:
    """« l’OCDE (40 %) »; where no article is sure, « 40 % (Québec) »."""
    named = with_article(label)
    return f"{named} ({short_value(reading)})" if named else say_value(reading, label, bare=True)


def say_beside_each(labelled: Sequence[tuple[DrawableValue, str]]) -> list[str]:
    """Each of some groups or parts, beside the largest; the largest, beside the next."""
    ranked = sorted((pair for pair in labelled if is_sure(pair[0])), key=lambda pair: -pair[0].value)
    said = []
    for reading, label in labelled:
        others = [pair for pair in ranked if pair[0] is not reading][:1]
        beside = say_beside(reading, [(r, say_value(r, name, bare=True)) for r, name in others], judged=False)
        said.append(say_point(label, say_value(reading), beside))
    return said


def say_part(point: Point, total: DrawableValue) -> str:
    """« Élèves : 596 018 utilisateurs. C’est 96,9 % du total (615 088). »."""
    value = f"{point.full} ({point.doubts})" if point.doubts else point.full
    doubts = [french.DOUBTED] * total.observation.doubtful
    of_what = ", ".join([short_value(total), *doubts])
    return say_point(point.label, value, f"C’est {point.share} du total ({of_what})")
