"""Titles: what is seen, but only where the figures support it. Anything less sure than that names the measure.

A claim has a subject, a verb, a number, and says which way is better, in at most fifteen words. It rests on values that
stand as printed, that nothing doubts, and that no break and no note of comparability keeps apart. It is written from a
few patterns in which French agreement cannot go wrong; where none of them fits, the title names the measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from strategy_monitor.charts.comparisons import (
    DrawableValue,
    Levels,
    Trend,
    compares,
    group_by,
    is_benchmark,
    is_decided,
)
from strategy_monitor.charts.names import SYMBOLS, of_noun, plural
from strategy_monitor.charts.points import is_better, is_sure, short_value, signed_difference
from strategy_monitor.language import french
from strategy_monitor.report.document import Series
from strategy_monitor.report.naming import LINKS

MOST_WORDS = 15
WORD = re.compile(rf"\d[\d,{french.NARROW}]*|\w[\w-]*")
"""« FW-B » and « 1 277 » are one word; « d’écoles » is two."""

SUBJECTS = {
    "share": "la part", "amount": "le montant", "duration": "la durée",
    "mean": "la moyenne", "median": "la médiane", "rate": "le taux",
}  # fmt: skip
ARTICLES = {
    "part": "La", "proportion": "La", "moyenne": "La", "médiane": "La", "durée": "La",
    "taux": "Le", "nombre": "Le", "pourcentage": "Le", "montant": "Le",
}  # fmt: skip

VERBS = {
    ("favourable", True): "progresse",
    ("favourable", False): "recule",
    ("unfavourable", True): "se dégrade",
    ("unfavourable", False): "s’améliore",
}
"""By polarity, and whether the number rose: each says which way is better."""

JUDGED = {True: "mieux", False: "moins bien"}
RANKED = {True: "devant", False: "derrière"}
"""Shorter; only where a higher number is the better one."""

SPOKEN = {
    "ayant": "ont",
    "étant": "sont",
    "accédant": "accèdent",
    "appliquant": "appliquent",
    "attribuant": "attribuent",
    "bénéficiant": "bénéficient",
    "connaissant": "connaissent",
    "consacrant": "consacrent",
    "considérant": "considèrent",
    "déclarant": "déclarent",
    "disant": "disent",
    "disposant": "disposent",
    "employant": "emploient",
    "estimant": "estiment",
    "exprimant": "expriment",
    "faisant": "font",
    "intégrant": "intègrent",
    "jugeant": "jugent",
    "libérant": "libèrent",
    "maîtrisant": "maîtrisent",
    "manquant": "manquent",
    "offrant": "offrent",
    "organisant": "organisent",
    "participant": "participent",
    "pensant": "pensent",
    "possédant": "possèdent",
    "pouvant": "peuvent",
    "pratiquant": "pratiquent",
    "proposant": "proposent",
    "recevant": "reçoivent",
    "recourant": "recourent",
    "sachant": "savent",
    "sentant": "sentent",
    "souhaitant": "souhaitent",
    "trouvant": "trouvent",
    "utilisant": "utilisent",
}
"""Present participles that measures are named with, and what several do: French has no rule for it."""

ELIDED = ("s’", "n’")
PAST = ("és", "ées")
OBSCURE = frozenset(
    {"dont", "où", "qui", "que", "non", "peu", "bien", "mal", "très", "plus", "moins", "déjà", "encore"}
)
"""Words that would stand elsewhere in a sentence, or begin another."""

ACRONYM = re.compile(r"[A-ZÀ-Ý]{2,}")


def count_words(text: str) -> int:
    return len(WORD.findall(text))


def first_that_fits(candidates: Iterable[str], measure: str) -> str:
    titles = (french.typeset(candidate) for candidate in candidates)
    return next((title for title in titles if count_words(title) <= MOST_WORDS), french.typeset(measure))


def title_of_trend(trend: Trend, measure: str, labels: dict[str, str]) -> str:
    """« La part des écoles équipées progresse de 33 % à 37 % », or the measure; `labels` by the key of their series."""
    lines = [line for line in group_by(trend.readings, lambda r: r.series.key) if not is_benchmark(line[0])]
    verbs = {verb_of_course(line) for line in lines}
    if len(verbs) != 1 or "" in verbs:
        return french.typeset(measure)
    said = verbs.pop()
    if len(lines) == 1:
        moved = f"{said} de {from_to(lines[0][0], lines[0][-1])}"
    else:
        steps = [
            (labels[line[0].series.key], signed_difference(line[0].series, line[-1].value - line[0].value))
            for line in lines
        ]
        moved = f"{said} : {' ; '.join(f'{label}, {step}' for label, step in steps)}"
    return first_that_fits(
        [f"{one} {moved}" for one in subjects_of_measure(lines[0][0].series, measure, len(lines))], measure
    )


def from_to(first: DrawableValue, last: DrawableValue) -> str:
    """« 33 % à 37 % », « 468 à 1 277 » for a number that its subject names, « 2,4 à 8,5 périodes »."""
    series = last.series
    if series.unit in SYMBOLS or series.quantity == "count":
        return f"{short_value(first)} à {short_value(last)}"
    return (
        f"{french.write_number(first.value)} à {french.write_quantity(last.value, series.unit, series.unit_singular)}"
    )


def verb_of_course(line: Sequence[DrawableValue]) -> str:
    """What a series did from its first value to its last; empty where that cannot be said, or judged."""
    series = line[0].series
    if not compares(line) or is_decided(series) or not all(is_sure(r) for r in line):
        return ""
    values = [r.value for r in line]
    if values[0] == values[-1] or values not in (sorted(values), sorted(values, reverse=True)):
        return ""
    return VERBS.get((series.polarity, values[-1] > values[0]), "")


def subjects_of_measure(series: Series, measure: str, lines: int) -> list[str]:
    """The one way to make the measure a subject, if any: « La part des écoles équipées », « Soutien : le montant »."""
    head, _, tail = measure.partition(" ")
    flows = not any(mark in measure for mark in ",;:(")
    if flows and head.lower() in ARTICLES and tail:
        return [f"{ARTICLES[head.lower()]} {french.lower_first(measure)}"]
    if flows and plural(head) and series.unit == "%":
        return [f"La part des {french.lower_first(measure)}"]
    if flows and plural(head) and series.quantity == "count" and of_noun(french.lower_first(measure)):
        return [f"Le nombre {of_noun(french.lower_first(measure))}"]
    counted = of_noun(series.unit) if series.quantity == "count" else ""
    subject = f"le nombre {counted}" if counted else SUBJECTS.get(series.quantity, "")
    return [f"{measure} : {subject}"] if subject and lines == 1 and ":" not in measure else []


def title_of_benchmarks(levels: Levels, measure: str, labels: Sequence[str]) -> str:
    """« FW-B : 20 % des enseignants se sentent préparés, c’est moins bien que l’OCDE (40 %) », or the measure."""
    named = [(r, label) for r, label in zip(levels.readings, labels, strict=True) if not r.off_scale]
    anchor, here = next((r, label) for r, label in named if not is_benchmark(r))
    others = [(r, with_article(label)) for r, label in named if is_benchmark(r)]
    ways = {is_better(anchor.series, anchor.value - r.value) for r, _ in others}
    claimed = all(is_sure(r) for r in levels.readings) and len(ways) == 1 and all(name for _, name in others)
    way = ways.pop()
    said = clause_of_label(measure, short_value(anchor)) if anchor.series.unit == "%" else ""
    if not claimed or way is None or not said:
        return french.typeset(measure)
    than = french.write_list([f"{name} ({short_value(r)})" for r, name in others])
    opening = f"{here[:1].upper()}{here[1:]} : {said}" if here else said
    judged = [f"{opening}, c’est {JUDGED[way]} que {than}"]
    if anchor.series.polarity == "favourable":
        judged.append(f"{opening}, {RANKED[way]} {than}")
    return first_that_fits(judged, measure)


def with_article(population: str) -> str:
    """« les pays de comparaison », « l’OCDE »; empty where the article is unsure."""
    head = population.partition(" ")[0]
    if ACRONYM.fullmatch(population):
        return f"l’{population}" if population[0] in "AEIO" or population == "UE" else ""
    return f"les {population}" if head.islower() and plural(head.capitalize()) else ""


def clause_of_label(label: str, value: str) -> str:
    """« 20 % des enseignants se sentent préparés »; empty where the label does not surely make a sentence."""
    tokens = label.replace("'", "’").split(" ")
    if not plural(tokens[0]) or any(mark in label for mark in ",;:()«»") or OBSCURE & set(tokens):
        return ""
    place = next((rank for rank in range(1, len(tokens)) if is_participle(tokens, rank)), 0)
    if not place:
        return ""
    spoken, adverb = [verb_of_participle(tokens[place])], is_adverb(tokens, place - 1)
    if spoken == [""]:
        if any(is_participle(tokens, rank) for rank in range(place + 1, len(tokens))):
            return ""
        spoken = ["sont", *tokens[place - adverb : place], tokens[place]]
    elif adverb:
        return ""
    return " ".join(
        [value, "des", french.lower_first(tokens[0]), *tokens[1 : place - adverb], *spoken, *tokens[place + 1 :]]
    )


def is_participle(tokens: list[str], rank: int) -> bool:
    """A present participle that is known, or a past one in the plural; after « de » or « en », it is a noun."""
    token = tokens[rank]
    past = token.endswith(PAST) and "’" not in token
    return bool(verb_of_participle(token)) or (past and tokens[rank - 1].lower() not in LINKS)


def is_adverb(tokens: list[str], rank: int) -> bool:
    """« récemment », not « établissement » in « chefs d’établissement »."""
    token = tokens[rank]
    return rank > 0 and token.endswith("ment") and "’" not in token and tokens[rank - 1].lower() not in LINKS


def verb_of_participle(token: str) -> str:
    """« estiment » for « estimant », « s’estiment » for « s’estimant »; empty where it is not known."""
    elided = token[:2] if token.startswith(ELIDED) else ""
    known = SPOKEN.get(token[len(elided) :], "")
    if elided and (token.endswith("étant") or known[:1] not in "aeioué"):
        return ""
    return elided + known if known else ""
