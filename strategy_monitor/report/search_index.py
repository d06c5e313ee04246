"""Everything that can be found in a Report, and what each word of it is worth where it stands.

Words are compared by their stems and their meanings (`language.stems`, `language.synonyms`, the acronyms of the
Report). An entry has points for each of its terms: the rarer the term in the Report the more, the nearer to a title the
more, the longer the entry the fewer (BM25, with a weight for each field). Points are whole numbers, so that the pages
read from files add up the same ones in the browser (`static/js/baked-question.js`).
"""

from __future__ import annotations

import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final, Literal, NamedTuple

from strategy_monitor.language import french
from strategy_monitor.language.folding import fold
from strategy_monitor.language.stems import REMEMBERED, WORD, compose, find_words, read_searched, stem
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

BETWEEN_PARENTHESES: Final = re.compile(r"\(([^()]+)\)")

EntryKind = Literal["axis", "action", "indicator", "measure", "governance", "scale", "strategy"]
Fields = list[tuple[int, str]]
"""The texts of an entry, and how many times a word of each counts."""


class Meanings(dict[tuple[str, ...], tuple[str, ...]]):
    """The stems of an expression → the terms of its meanings: « =3 »."""

    def __init__(self, known: Mapping[tuple[str, ...], tuple[str, ...]]) -> None:
        super().__init__(known)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for stems in known:
            if 1 < len(stems) <= EXPRESSION:
                lengths[stems[-1]].add(len(stems))
        self.ending = {stem: tuple(sorted(found)) for stem, found in lengths.items()}
        """Last stem of an expression of several words → how many words such expressions have."""

    def end_with(self, stems: list[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The expressions of several words that end where these stems do: how many words each has, and its meanings."""
        for length in self.ending.get(stems[-1], ()):
            if length <= len(stems) and (known := self.get(tuple(stems[-length:]))):
                yield length, known


@dataclass(frozen=True)
class SearchEntry:
    """One thing that can be found: where it stands, and what it says, passage by passage."""

    kind: EntryKind
    code: str
    axis: int | None
    title: str
    passages: tuple[str, ...] = ()
    headline: str = ""
    """What an indicator says first, where it is found."""


class Term(NamedTuple):
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
        known = self.stems + self.meanings
        return known if len(known) == 1 else tuple(dict.fromkeys(known))


@dataclass(frozen=True)
class Index:
    """Its parts are sequences and mappings; those of a stored one are made when they are asked for (`search_store`)."""

    kinds: Sequence[EntryKind]
    codes: Sequence[str]
    """Of each entry."""
    entries: Sequence[SearchEntry]
    said: Sequence[tuple[frozenset[str], ...]]
    """The terms of each passage of each entry."""
    terms: Sequence[str]
    """All of them, sorted."""
    points: Mapping[str, Mapping[int, int]]
    """Term → rank of an entry → what the term is worth there, by rank."""
    weights: Mapping[str, int]
    """Term → what it weighs in a question: more where fewer entries hold it."""
    unknown: int
    """What a word weighs that no entry holds."""
    meanings: Meanings


def index(report: Report) -> Index:
    """Every axis, action, measure and indicator, and what is said of the whole, in the order of the report."""
    meanings = read_meanings([*SYNONYMS, *((one.letters, one.meaning) for one in report.acronyms)])
    terms_of = FoundTexts(meanings)
    acronyms = pair_acronyms(report)
    entries: list[SearchEntry] = []
    said: list[tuple[frozenset[str], ...]] = []
    lengths: list[int] = []
    holding: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for rank, (entry, fields) in enumerate(describe_entries(report)):
        named = dict.fromkeys(letters for _times, text in fields for letters in find_introduced(text, acronyms))
        fields += [(TITLE, letters) for letters in named]
        counts = count_terms([(times, terms_of[text]) for times, text in fields])
        entries.append(entry)
        said.append(tuple(frozenset(filter(counts.__contains__, chain(*terms_of[text]))) for text in entry.passages))
        lengths.append(sum(counts.values()))
        for term, count in counts.items():
            holding[sys.intern(term)][rank] = count
    mean = sum(lengths) / len(lengths) or 1
    weights = {term: weigh_term(len(held), len(entries)) for term, held in holding.items()}
    return Index(
        kinds=tuple(entry.kind for entry in entries),
        codes=tuple(entry.code for entry in entries),
        entries=tuple(entries),
        said=tuple(said),
        terms=tuple(sorted(holding)),
        points={
            term: {rank: rate(count, lengths[rank] / mean, weights[term]) for rank, count in held.items()}
            for term, held in holding.items()
        },
        weights=weights,
        unknown=weigh_term(0, len(entries)),
        meanings=meanings,
    )


# Terms


def read_meanings(rows: Iterable[Iterable[str]]) -> Meanings:
    """What each expression of these rows means: the terms of the rows that it stands in."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for rank, row in enumerate(rows):
        for expression in row:
            stems = tuple(stem(word.form) for word in find_words(compose(expression)))
            if stems and f"={rank}" not in found.get(stems, ()):
                found[stems] = (*found.get(stems, ()), f"={rank}")
    return Meanings(found)


def read_terms(text: str, meanings: Meanings) -> Iterator[Term]:
    """The words of a composed text in order, each expression right after its last word."""
    stems: list[str] = []
    starts: list[int] = []
    for start, end, form, parts in find_words(text):
        own = stem_word(form, parts)
        stems.append(own[0])
        starts.append(start)
        yield Term(start, end, form, own, meanings.get(own[:1], ()))
        for length, known in meanings.end_with(stems):
            yield Term(starts[-length], end, meanings=known)


def stem_word(form: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Of the word as a whole, then of its parts."""
    return (stem(form), *map(stem, parts))


@lru_cache(maxsize=REMEMBERED)
def read_stems(written: str) -> tuple[str, ...]:
    """The same of a word as it is written; none of one that is not searched."""
    searched = read_searched(written)
    return stem_word(*searched) if searched else ()


class FoundWords(dict[str, tuple[str, tuple[str, ...]] | None]):
    """A word, as it is written → its stem, and all terms by which it is found; None for one that is not searched. Most
    words of a text were met before."""

    def __init__(self, meanings: Meanings) -> None:
        super().__init__()
        self.meanings = meanings

    def __missing__(self, written: str) -> tuple[str, tuple[str, ...]] | None:
        found = None
        if own := read_stems(written):
            found = own[0], Term(0, 0, stems=own, meanings=self.meanings.get(own[:1], ())).all
        self[written] = found
        return found


class FoundTexts(dict[str, list[tuple[str, ...]]]):
    """A text → its terms, as `list_terms` lists them: one of two is met again, such as a value that is repeated."""

    def __init__(self, meanings: Meanings) -> None:
        super().__init__()
        self.words = FoundWords(meanings)

    def __missing__(self, text: str) -> list[tuple[str, ...]]:
        found = self[text] = list_terms(text, self.words)
        return found


def list_terms(text: str, words: FoundWords) -> list[tuple[str, ...]]:
    """The terms of each word of a text, and of each expression: of those that `read_terms` finds."""
    stems: list[str] = []
    terms: list[tuple[str, ...]] = []
    for written in WORD.findall(compose(text)):
        if found := words[written]:
            stems.append(found[0])
            terms.append(found[1])
            if found[0] in words.meanings.ending:
                terms += (known for _length, known in words.meanings.end_with(stems))
    return terms


def count_terms(fields: Iterable[tuple[int, list[tuple[str, ...]]]]) -> dict[str, int]:
    """How often each term counts, of how many times a word of each text does, and the terms of its words."""
    counts: defaultdict[str, int] = defaultdict(int)
    for times, words in fields:
        for terms in words:
            for term in terms:
                counts[term] += times
    return counts


def weigh_term(held: int, entries: int) -> int:
    """What a term weighs that `held` of the entries hold."""
    return round(POINTS * math.log(1 + (entries - held + 0.5) / (held + 0.5)))


def rate(count: int, length: float, weight: int) -> int:
    """What a term is worth in an entry that holds it so many times and is so many mean lengths long."""
    held_back = 1 - LENGTH + LENGTH * length
    return round(weight * count * (SATURATION + 1) / (count + SATURATION * held_back))


def pair_acronyms(report: Report) -> dict[str, tuple[str, str]]:
    """The letters, or the meaning, of an acronym → the other of the two, and the letters as written; both folded."""
    pairs = ((fold(one.letters), fold(one.meaning), one.letters) for one in report.acronyms)
    return {one: (other, letters) for short, long, letters in pairs for one, other in ((short, long), (long, short))}


def find_introduced(text: str, acronyms: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """The acronyms of which a text says what they are: « Service général (SG) », « SG (Service général) ».

    `acronyms`: as `pair_acronyms` gives them.
    """
    for match in BETWEEN_PARENTHESES.finditer(text):
        other, letters = acronyms.get(fold(match[1]), ("", ""))
        if other and fold(text[: match.start()]).rstrip().endswith(other):
            yield letters


# Entries


def describe_entries(report: Report) -> Iterator[tuple[SearchEntry, Fields]]:
    strategy = report.strategy
    introductions = (*strategy.introduction, *strategy.official_introduction, *strategy.indicators_remark)
    yield describe_texts("strategy", strategy.title, introductions)
    captions = tuple(f"Niveau {step.level} : {step.caption}" for step in report.scale)
    yield describe_texts("scale", "Échelle de progression", captions)
    yield describe_texts("governance", report.governance.title)
    for measure in report.governance.measures:
        yield from describe_measure(measure, None, report.governance.title)
    for axis in report.axes:
        yield (
            SearchEntry("axis", str(axis.number), axis.number, axis.title, (axis.short_title,)),
            [(TITLE, f"Axe {axis.number} {axis.title}"), (SHORT_TITLE, axis.short_title)],
        )
        for action in axis.actions:
            yield (
                SearchEntry("action", action.section, axis.number, action.title),
                [(TITLE, f"Action prioritaire {action.section} {action.title}")],
            )
            for measure in action.measures:
                yield from describe_measure(measure, axis.number, action.title)
        for indicator in axis.all_indicators:
            yield describe_indicator(indicator)


def describe_texts(kind: EntryKind, title: str, texts: tuple[str, ...] = ()) -> tuple[SearchEntry, Fields]:
    return SearchEntry(kind, "", None, title, texts), [(TITLE, title), *((TEXT, text) for text in texts)]


def describe_measure(measure: Measure, axis: int | None, title: str) -> Iterator[tuple[SearchEntry, Fields]]:
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
    yield SearchEntry("measure", measure.code, axis, title, passages), fields
    for part in measure.measures:
        yield from describe_measure(part, axis, title)


def describe_indicator(indicator: Indicator) -> tuple[SearchEntry, Fields]:
    lines = [line for series in indicator.series for line in values_as_lines(series)]
    told = (indicator.context, indicator.official_context, indicator.remark, indicator.official_remark)
    texts = (*told, indicator.definition, indicator.source)
    passages = tuple(text for text in dict.fromkeys((*(line.shown for line in lines), *texts)) if text)
    searched = dict.fromkeys((*(line.searched for line in lines), *filter(None, texts)))
    fields = [(TITLE, f"{indicator.code} {indicator.title}"), (SHORT_TITLE, indicator.short_title)]
    fields += [(LABEL, series.label) for series in indicator.series]
    fields += [(TEXT, text) for text in (*searched, *dict.fromkeys(one.printed for one in indicator.observations))]
    headline = reading.write_leads(indicator)
    return SearchEntry("indicator", indicator.code, indicator.axis, indicator.title, passages, headline), fields


class ValueLine(NamedTuple):
    """« Écoles accompagnées : 468 écoles (2019-2020) »."""

    shown: str
    """With what is held against the value, which is not a word of the report."""
    searched: str


def values_as_lines(series: Series) -> Iterator[ValueLine]:
    """One for each value or state, the latest first: of lines that say as much of what is asked, it is shown."""
    for observation in reversed(series.observations):
        line = f"{series.label} : {french.write_statement(series, observation)}"
        period, doubt = french.nest(observation.period.label), reading.write_doubt(observation)
        shown = f"{line} ({period}, {doubt})" if doubt else f"{line} ({period})"
        yield ValueLine(shown, f"{line} ({period})")
