"""What things are called in a chart: the measure that labels share, the short label of each, units, spans of time."""

from __future__ import annotations

from collections.abc import Sequence

from strategy_monitor.charts.comparisons import DrawableValue, period_key
from strategy_monitor.charts.model import Form
from strategy_monitor.language import french
from strategy_monitor.report.document import Period
from strategy_monitor.report.naming import shared_measure

FORMS: dict[Form, str] = {
    "slope": "Graphique en pente",
    "line": "Graphique en courbe",
    "dots": "Graphique à points sur une échelle",
    "stack": "Barre divisée en parts",
    "bars": "Graphique en barres",
    "numbers": "Nombres côte à côte",
}
"""What kind of picture it is, for who does not see it."""

VOWELS = frozenset("aàâeéèêëiîïoôuùûœæ")
MUTE_H = ("heure", "homme", "habitant", "hectare", "hébergement")
SPELT_WITH_A_CONSONANT = frozenset("bcdgjkpqtuvwz")
"""Letters whose name begins with a consonant: « de PC », but « d’ONG »."""

SYMBOLS = frozenset({"%", "€"})
"""Units short enough to follow each value; the others stand once, under the title."""

KINDS = {"school_year": "années scolaires", "calendar_year": "années civiles"}


def shared_measure_of(readings: Sequence[DrawableValue]) -> tuple[str, tuple[str, ...]]:
    """As `shared_measure`, with a label for each reading: those of one series share theirs."""
    labels = {reading.series.key: reading.series.label for reading in readings}
    measure, shorts = shared_measure(list(labels.values()))
    named = dict(zip(labels, shorts, strict=True))
    return measure, tuple(named[reading.series.key] for reading in readings)


def dated_labels(readings: Sequence[DrawableValue], labels: Sequence[str]) -> tuple[str, ...]:
    """The labels of readings of one span; where a series gives it two values, each with the name it gives it there."""
    keys = [reading.series.key for reading in readings]
    return tuple(
        f"{label}, {reading.observation.period.label}".removeprefix(", ") if keys.count(key) > 1 else label
        for reading, key, label in zip(readings, keys, labels, strict=True)
    )


def plural(word: str) -> bool:
    """A plural noun that « des » or « de » can precede: « Écoles », not « PC » nor « dont »."""
    return len(word) > 3 and word[-1] in "sx" and word[:1].isupper() and word[1:].islower()


def of_noun(noun: str) -> str:
    """« d’écoles », « de ressources », « d’heures »; empty where French cannot be sure (aspirated h, acronyms)."""
    first = noun[:1].lower()
    if not noun or noun[:2].isupper():
        return f"de {noun}" if first in SPELT_WITH_A_CONSONANT and noun else ""
    if first == "h":
        return f"d’{noun}" if noun.lower().startswith(MUTE_H) else ""
    return f"d’{noun}" if first in VOWELS else f"de {noun}"


def counted_unit(unit: str, quantity: str) -> str:
    """How the unit reads under a title: « en % », « nombre d’écoles », « en heures »."""
    if not unit:
        return ""
    if quantity == "count":
        noun = of_noun(unit)
        return f"nombre {noun}" if noun else f"nombre, en {unit}"
    return f"en {unit}"


def span_in_words(periods: Sequence[Period]) -> str:
    """When: the one span of days, by all its names, or what kind of years these are."""
    kinds = {period.kind for period in periods}
    labels = dict.fromkeys(period.label for period in periods)
    if len(labels) == 1 or len({period_key(period) for period in periods}) == 1:
        prefix = "année scolaire " if kinds == {"school_year"} else ""
        return prefix + " / ".join(labels)
    return KINDS.get(next(iter(kinds)), "") if len(kinds) == 1 else ""


def counted_since(readings: Sequence[DrawableValue]) -> str:
    """« cumul depuis 2021 », where that is how all values were counted."""
    since = {r.observation.cumulative_since for r in readings if r.observation.manner == "cumulative"}
    if len(since) != 1 or any(r.observation.manner != "cumulative" for r in readings):
        return ""
    day = since.pop()
    return "cumul" if day is None else f"cumul {french.write_since(day)}"


def subtitle(measure: str, readings: Sequence[DrawableValue], title: str, alone: bool = False) -> str:
    """The line under the title: the measure, unless the title says it all, its unit, and when.

    Where each number stands `alone`, without a scale, a unit that follows it is not said again.
    """
    series = readings[0].series
    unit = "" if alone and series.unit in SYMBOLS else counted_unit(series.unit, series.quantity)
    named = "" if french.typeset(measure).lower() in title.lower() else measure
    what = ", ".join(part for part in (named, unit) if part)
    parts = (what, span_in_words([r.observation.period for r in readings]), counted_since(readings))
    line = " · ".join(part for part in parts if part)
    return french.typeset(line[:1].upper() + line[1:])
