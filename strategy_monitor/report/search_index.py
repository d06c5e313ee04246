"""Everything that can be found in a Report, and what each word of it is worth where it stands.

Words are compared by their stems and their meanings (`language.stems`, `language.synonyms`, the acronyms of the
Report). An entry has points for each of its terms: the rarer the term in the Report the more, the nearer to a title the
more, the longer the entry the fewer (BM25, with a weight for each field). Points are whole numbers, so that the pages
read from files add up the same ones in the browser (`static/js/baked-question.js`).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from strategy_monitor.language import french
from strategy_monitor.language.stems import compose, find_words, stem
from strategy_monitor.language.synonyms import SYNONYMS
from strategy_monitor.report import reading
from strategy_monitor.report.document import Indicator, Measure, Report, Series

TITLE, SHORT_TITLE, LABEL, TEXT = 6, 4, 2, 1
"""How many times a word counts, by where it stands."""
SATURATION: Final = 1.2
LENGTH: Final = 0.5
"""Of BM25: how soon more of a word adds nothing, and how much a long entry is held back (0 not at all, 1 wholly)."""
POINTS: Final = 1000
EXPRESSION: Final = 8
"""Words of the longest expression that is known by its meaning."""

Kind = Literal["axis", "action", "indicator", "measure", "governance", "scale", "strategy"]
Meanings = Mapping[tuple[str, ...], tuple[str, ...]]
"""The stems of an expression → the terms of its meanings: « =3 »."""
Fields = list[tuple[int, str]]
"""The texts of an entry, and how many times a word of each counts."""


@dataclass(frozen=True)
class Entry:
    """One thing that can be found: where it stands, and what it says, passage by passage."""

    kind: Kind
    code: str
    axis: int | None
    title: str
    passages: tuple[str, ...] = ()
    headline: str = ""
    """What an indicator says first, where it is found."""


@dataclass(frozen=True)
class Term:
    """A word of a text, or an expression of several words, which has meanings alone.

    `stems`: of the word as a whole, then of the parts that hyphens join.
    """

    start: int
    end: int
    form: str = ""
    stems: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.stems, *self.meanings)))


@dataclass(frozen=True)
class Index:
    entries: tuple[Entry, ...]
    said: tuple[tuple[frozenset[str], ...], ...]
    """The terms of each passage of each entry."""
    points: Mapping[str, Mapping[int, int]]
    """Term → rank of an entry → what the term is worth there."""
    weights: Mapping[str, int]
    """Term → what it weighs in a question: more where fewer entries hold it."""
    unknown: int
    """What a word weighs that no entry holds."""
    meanings: Meanings


def index(report: Report) -> Index:
    """Every axis, action, measure and indicator, and what is said of the whole, in the order of the report."""
    meanings = read_meanings([*SYNONYMS, *((one.letters, one.meaning) for one in report.acronyms)])
    described = list(describe(report))
    counted = [count_terms(fields, meanings) for _entry, fields in described]
    lengths = [sum(counts.values()) for counts in counted]
    mean = sum(lengths) / len(lengths) or 1
    holding: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for rank, counts in enumerate(counted):
        for term, count in counts.items():
            holding[term][rank] = count
    weights = {term: weigh(len(held), len(described)) for term, held in holding.items()}
    return Index(
        entries=tuple(entry for entry, _fields in described),
        said=tuple(tuple(terms_of(text, meanings) for text in entry.passages) for entry, _fields in described),
        points={
            term: {rank: rate(count, lengths[rank] / mean, weights[term]) for rank, count in held.items()}
            for term, held in holding.items()
        },
        weights=weights,
        unknown=weigh(0, len(described)),
        meanings=meanings,
    )


# Terms


def read_meanings(rows: Iterable[Iterable[str]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What each expression of these rows means: the terms of the rows that it stands in."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for rank, row in enumerate(rows):
        for expression in row:
            stems = tuple(stem(word.form) for word in find_words(compose(expression)))
            if stems and f"={rank}" not in found.get(stems, ()):
                found[stems] = (*found.get(stems, ()), f"={rank}")
    return found


def read_terms(text: str, meanings: Meanings) -> Iterator[Term]:
    """The words of a composed text in order, each expression right after its last word."""
    found = list(find_words(text))
    stems = [stem(word.form) for word in found]
    for rank, word in enumerate(found):
        own = (stems[rank], *map(stem, word.parts))
        yield Term(word.start, word.end, word.form, own, meanings.get(own[:1], ()))
        for first in range(rank - 1, max(-1, rank - EXPRESSION), -1):
            if known := meanings.get(tuple(stems[first : rank + 1])):
                yield Term(found[first].start, word.end, meanings=known)


def terms_of(text: str, meanings: Meanings) -> frozenset[str]:
    return frozenset(one for term in read_terms(compose(text), meanings) for one in term.all)


def count_terms(fields: Fields, meanings: Meanings) -> Counter[str]:
    counts: Counter[str] = Counter()
    for times, text in fields:
        for term in read_terms(compose(text), meanings):
            counts.update(dict.fromkeys(term.all, times))
    return counts


def weigh(held: int, entries: int) -> int:
    """What a term weighs that `held` of the entries hold."""
    return round(POINTS * math.log(1 + (entries - held + 0.5) / (held + 0.5)))


def rate(count: int, length: float, weight: int) -> int:
    """What a term is worth in an entry that holds it so many times and is so many mean lengths long."""
    held_back = 1 - LENGTH + LENGTH * length
    return round(weight * count * (SATURATION + 1) / (count + SATURATION * held_back))


# Entries


def describe(report: Report) -> Iterator[tuple[Entry, Fields]]:
    strategy = report.strategy
    yield describe_texts("strategy", strategy.title, (*strategy.introduction, *strategy.indicators_remark))
    captions = tuple(f"Niveau {step.level} : {step.caption}" for step in report.scale)
    yield describe_texts("scale", "Échelle de progression", captions)
    yield describe_texts("governance", report.governance.title)
    for measure in report.governance.measures:
        yield from describe_measure(measure, None, report.governance.title)
    for axis in report.axes:
        yield (
            Entry("axis", str(axis.number), axis.number, axis.title, (axis.short_title,)),
            [(TITLE, f"{axis.number} {axis.title}"), (SHORT_TITLE, axis.short_title)],
        )
        for action in axis.actions:
            yield (
                Entry("action", action.section, axis.number, action.title),
                [(TITLE, f"{action.section} {action.title}")],
            )
            for measure in action.measures:
                yield from describe_measure(measure, axis.number, action.title)
        for indicator in axis.all_indicators:
            yield describe_indicator(indicator)


def describe_texts(kind: Kind, title: str, texts: tuple[str, ...] = ()) -> tuple[Entry, Fields]:
    return Entry(kind, "", None, title, texts), [(TITLE, title), *((TEXT, text) for text in texts)]


def describe_measure(measure: Measure, axis: int | None, title: str) -> Iterator[tuple[Entry, Fields]]:
    """A measure and its parts. Its title is that of its action, and says less of it than its own texts."""
    texts = (measure.text, measure.official_text)
    around = [note.text for note in measure.footnotes]
    for reference in measure.references:
        around += [reference.label, reference.printed_label, reference.identifier]
    for table in measure.tables:
        cells = (cell for row in table.rows for cell in (row.label, *row.cells))
        around += [table.title, table.caption, *(line for cell in cells for line in cell.splitlines()), table.note]
    passages = tuple(text for text in dict.fromkeys((*texts, *around)) if len(text) > 1)
    fields = [(TITLE, measure.code), (TEXT, title)]
    fields += [(LABEL if text in texts else TEXT, text) for text in passages]
    yield Entry("measure", measure.code, axis, title, passages), fields
    for part in measure.measures:
        yield from describe_measure(part, axis, title)


def describe_indicator(indicator: Indicator) -> tuple[Entry, Fields]:
    lines = [line for series in indicator.series for line in write_lines(series)]
    texts = (*lines, indicator.context, indicator.remark, indicator.definition, indicator.source)
    passages = tuple(text for text in dict.fromkeys(texts) if text)
    fields = [(TITLE, f"{indicator.code} {indicator.title}"), (SHORT_TITLE, indicator.short_title)]
    fields += [(LABEL, series.label) for series in indicator.series]
    fields += [(TEXT, text) for text in (*passages, *dict.fromkeys(one.printed for one in indicator.observations))]
    headline = reading.write_leads(indicator)
    return Entry("indicator", indicator.code, indicator.axis, indicator.title, passages, headline), fields


def write_lines(series: Series) -> Iterator[str]:
    """« Écoles accompagnées : 468 écoles (2019-2020) », for each value or state."""
    for observation in series.observations:
        yield f"{series.label} : {french.write_statement(series, observation)} ({observation.period.label})"
