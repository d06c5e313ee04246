"""Titles: what is seen, but only where the figures support it. Anything less sure than that names the measure.

A finding rests on exact, undoubted values without a break between them. It is written from a few patterns in which
French agreement cannot go wrong: the subject is always a singular (« la part », « le nombre d’écoles »).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from strategy_monitor.report import words
from strategy_monitor.report.charts.comparisons import Levels, Reading, Trend, each_span_once, grouped, is_benchmark
from strategy_monitor.report.charts.names import lower_first, of
from strategy_monitor.report.charts.points import is_sure
from strategy_monitor.report.document import Series

LONGEST = 112
"""Characters: a longer title is replaced by a plainer one; the line under it names the measure."""

SUBJECTS = {
    "share": "La part",
    "amount": "Le montant",
    "mean": "La moyenne",
    "median": "La médiane",
    "rate": "Le taux",
}
ARTICLES = {
    "part": "La", "proportion": "La", "moyenne": "La", "médiane": "La", "durée": "La",
    "taux": "Le", "nombre": "Le", "pourcentage": "Le", "montant": "Le",
}  # fmt: skip

TIMES = ((Decimal(4), "quadruplé"), (Decimal(3), "triplé"), (Decimal(2), "doublé"))
HALF = Decimal("0.5")


def of_trend(trend: Trend, measure: str) -> str:
    """« La part d’écoles a augmenté de 4 points », or the measure."""
    lines = [group for group in grouped(trend.readings, lambda r: r.series.key) if not is_benchmark(group[0])]
    verbs = {verb(line) for line in lines}
    if not lines or "" in verbs or len({v.split()[1] for v in verbs}) > 1:
        return words.typo(measure)
    shared = verbs.pop() if len(verbs) == 1 else next(iter(verbs)).partition(" de ")[0]
    if len(lines) > 1:
        if not plain(shared):
            return words.typo(measure)
        shared += " dans les deux cas" if len(lines) == 2 else " dans tous les cas"
    return first_that_fits([f"{s} {shared}" for s in subjects(lines[0][0].series, measure)], measure)


def plain(verb: str) -> bool:
    return verb in {"a augmenté", "a diminué"}


def verb(line: Sequence[Reading]) -> str:
    """What a series did from its first value to its last; empty where that cannot be said."""
    if len(line) < 2 or not all(is_sure(r) for r in line) or any(r.observation.break_before for r in line[1:]):
        return ""
    if not each_span_once(line):
        return ""
    values = [r.value for r in line]
    if values != sorted(values) and values != sorted(values, reverse=True):
        return ""
    return change(values[0], values[-1], line[0].series)


def change(first: Decimal, last: Decimal, series: Series) -> str:
    if first in {last, 0}:
        return ""
    ratio = last / first
    for times, participle in TIMES:
        if ratio >= times:
            return f"a {participle}" if ratio == times else f"a plus que {participle}"
    if ratio <= HALF:
        return "a diminué de moitié" if ratio == HALF else "a diminué de plus de moitié"
    move = "a augmenté" if last > first else "a diminué"
    return f"{move} de {words.points(abs(last - first)).lstrip('+')}" if series.unit == "%" else move


def subjects(series: Series, measure: str) -> list[str]:
    """From the fullest to the plainest: « La part des écoles équipées », « Soutien aux parents : le montant »."""
    head, _, tail = measure.partition(" ")
    noun = of(series.unit) if series.quantity in {"count", "duration"} else ""
    plainest = f"Le nombre {noun}" if noun else SUBJECTS.get(series.quantity, "Le nombre")
    if head.lower() in ARTICLES and tail:
        return [f"{ARTICLES[head.lower()]} {lower_first(measure)}", plainest]
    if plural(head) and series.unit == "%":
        return [f"La part des {lower_first(measure)}", plainest]
    if plural(head) and series.quantity == "count" and of(lower_first(measure)):
        return [f"Le nombre {of(lower_first(measure))}", plainest]
    return [f"{measure} : {lower_first(plainest)}", plainest]


def plural(word: str) -> bool:
    """A plural noun that « des » or « de » can precede: « Écoles », not « PC » nor « dont »."""
    return len(word) > 3 and word[-1] in "sx" and word[1:].islower()


def of_benchmarks(levels: Levels, measure: str) -> str:
    """« En FW-B, moitié moins d’enseignants préparés que dans l’OCDE », or the measure."""
    readings = [r for r in levels.readings if not r.off_scale]
    anchor = next(r for r in readings if not is_benchmark(r))
    others = [r for r in readings if is_benchmark(r)]
    here, there = place(anchor.series.population), [place(r.series.population) for r in others]
    comparative = compared(anchor, others)
    if not comparative or not here or not all(there):
        return words.typo(measure)
    than = f"que {' et '.join(there)}"
    noun = of(lower_first(measure)) if plural(measure.partition(" ")[0]) else ""
    opening = here[:1].upper() + here[1:]
    candidates = [f"{opening}, {lower_first(comparative)} {noun} {than}"] if noun else []
    return first_that_fits([*candidates, f"{comparative} {here} {than}"], measure)


def compared(anchor: Reading, others: Sequence[Reading]) -> str:
    """« Moitié moins », « Deux fois plus », « Moins », « Plus »; empty where the benchmarks do not agree."""
    if not all(is_sure(r) for r in (anchor, *others)):
        return ""
    if len(others) == 1 and others[0].value == 2 * anchor.value > 0:
        return "Moitié moins"
    if len(others) == 1 and anchor.value == 2 * others[0].value > 0:
        return "Deux fois plus"
    if all(anchor.value < r.value for r in others):
        return "Moins"
    return "Plus" if all(anchor.value > r.value for r in others) else ""


def place(population: str) -> str:
    """« dans l’OCDE », « dans les pays de comparaison », « en FW-B »; empty where the preposition is unsure."""
    if population.startswith("pays "):
        return f"dans les {population}"
    return {
        "FW-B": "en FW-B", "OCDE": "dans l’OCDE", "UE": "dans l’UE",
        "Union européenne": "dans l’Union européenne", "Belgique": "en Belgique",
    }.get(population, "")  # fmt: skip


def first_that_fits(candidates: Sequence[str], measure: str) -> str:
    return words.typo(next((c for c in candidates if len(c) <= LONGEST), measure))
