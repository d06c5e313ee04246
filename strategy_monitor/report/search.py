"""What a Report answers to a question: its entries, best first, or that it does not speak of what is asked."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from heapq import nlargest
from itertools import repeat
from operator import add
from typing import Final, get_args

from strategy_monitor.language.codes import ReferenceKind
from strategy_monitor.language.stems import (
    WORD,
    asks_for_a_figure,
    asks_what_it_is,
    compose,
    find_words,
    is_misspelt,
    list_respelt,
)
from strategy_monitor.report import reading
from strategy_monitor.report.document import Report
from strategy_monitor.report.once import once
from strategy_monitor.report.search_index import EntryKind, Index, Meanings, SearchEntry, Term, read_stems, read_terms
from strategy_monitor.report.summary import signals

MAX_WORDS: Final = 12
MAX_QUERY: Final = 200
MAX_HITS: Final = 20
"""Hits that are shown together: one page of them, which a phone scrolls through in some ten screens."""
MAX_NEAR: Final = 5
"""Hits that are shown where the Report is silent."""
EXCERPT: Final = 180

SAME, ALIKE, BEGUN = 4, 3, 2
"""Quarters of its points that a word has: the one that was typed, another of its meaning, one left unfinished or
misspelt."""
BEGINNING: Final = 4
"""Letters from which the beginning of a word finds it."""
LAST: Final = chr(sys.maxunicode)
"""The letter after all others."""
ENOUGH: Final = 50
"""Percent of the weight of a question that an entry holds to answer it."""
BESIDE: Final = 50
"""Percent of what the best entry holds that another one holds to stand beside it."""
PLAIN, FAVOURED, GENERAL = 4, 8, 3
"""Quarters of its score that an entry keeps, by whether it is of the kind that is asked for."""


@dataclass(frozen=True)
class AskingWords:
    """The folded words by which one asks what no Report says, and a page of the site does."""

    any_of: frozenset[str]
    """One of them is enough."""
    alone: frozenset[str] = frozenset()
    """These say so only where the question has no other word: a Report may speak of them too."""

    def ask(self, asked: frozenset[str]) -> bool:
        """Whether a question of these folded words asks so."""
        return not self.any_of.isdisjoint(asked) or (bool(asked) and asked <= self.alone)


def split_asking_words(any_of: str, alone: str = "") -> AskingWords:
    return AskingWords(frozenset(any_of.split()), frozenset(alone.split()))


ASKED_ELSEWHERE: Final[Mapping[str, AskingWords]] = {
    "home": split_asking_words(
        "bilan bilans", alone="strategie numerique education etat lieux bilan resultat resultats"
    ),
    "timeliness": split_asking_words("retard retards delai delais echeance echeances cible cibles"),
    "cost": split_asking_words(
        "budget budgets budgetaire budgetaires cout couts couter coute coutent depense depenses depenser"
        " depensee depensees",
        alone="argent prix finance finances financement financements",
    ),
    "comparisons": split_asking_words(
        "change changee changees changement changements changent changes comparaison comparer difference differences"
        " evolue evolution evolutions neuf nouveaute nouveautes"
    ),
    "calendar": split_asking_words(
        "prochain prochaine prochains prochaines prochainement calendrier agenda retard retards"
    ),
    "coverage": split_asking_words("manque manquent manquant manquante manquants manquantes lacune lacunes"),
    "notes": split_asking_words(
        "anomalie anomalies contradiction contradictions coquille coquilles erreur erreurs note notes"
    ),
    "method": split_asking_words(
        "methode methodologie fiable fiables fiabilite calcule calculee calculees calcules calcul calculs"
    ),
    "data": split_asking_words(
        "telecharger telechargement telechargements data opendata csv excel xlsx tableur json api pdf docx imprimer",
        alone="donnees ouvertes brutes",
    ),
    "contact": split_asking_words("contacter joindre courriel mail email", alone="contact contacts adresse telephone"),
}
"""What a page of the site says, which no Report does → the words that ask it, in the order in which it is answered."""


@dataclass(frozen=True)
class Asked:
    """A word of a question: the terms that answer to it, with the quarters of their points; none where none does."""

    start: int
    end: int
    terms: tuple[tuple[str, int], ...] = ()
    times: int = 1
    """How many words it stands for: an expression weighs as much as they do."""


@dataclass(frozen=True)
class Hit:
    entry: SearchEntry
    excerpt: str


@dataclass(frozen=True)
class SearchAnswer:
    hits: tuple[Hit, ...] = ()
    """Of the page that is asked for."""
    total: int = 0
    """How many entries answer, on all pages; where none does, how many of the nearest are shown."""
    page: int = 1
    """The one that the hits are of: the last one, where a later one is asked for."""
    absent: tuple[str, ...] = ()
    """The words that the Report has nowhere, as they were typed."""
    near: bool = False
    """True where no entry holds enough of the question to answer it: the hits, if any, are what comes nearest."""
    terms: frozenset[str] = frozenset()
    """What is marked in the hits."""
    kinds: frozenset[EntryKind] = frozenset()
    """Those of all the hits, on whatever page."""


@dataclass(frozen=True)
class FoundEntries:
    """What answers a question, before any of it is shown: to cut excerpts costs more than to find."""

    index: Index
    text: str
    asked: list[Asked]
    weights: Sequence[int]
    scores: Mapping[int, int]
    """Rank of an entry → what it is worth here."""
    near: bool
    """As in `SearchAnswer`."""

    @property
    def total(self) -> int:
        return min(len(self.scores), MAX_NEAR) if self.near else len(self.scores)

    def show(self, start: int, stop: int) -> tuple[Hit, ...]:
        """Those from this place to that one, best first."""
        shown = take_best(self.scores, min(stop, self.total))[start:]
        wanted = [frozenset(term for term, _quarters in word.terms) for word in self.asked]
        return tuple(show_hit(self.index, rank, wanted, self.weights) for rank in shown)


def find_hits(index: Index, query: str) -> FoundEntries:
    """The entries that answer a question, or the nearest ones."""
    text = compose(query[:MAX_QUERY])
    asked = read_question(index, text)
    weights = [weigh_word(index, word) for word in asked]
    held = hold_words(index, asked)
    shares = share_question(held, weights)
    scores = rate_entries(index, held, shares, text)
    best = max(scores, key=lambda rank: (scores[rank], -rank), default=None)
    most = shares[held[best] >> HELD] if best is not None else 0
    beside = {words for words, share in shares.items() if share * 100 >= most * BESIDE}
    if len(beside) < len(shares):
        scores = {rank: score for rank, score in scores.items() if held[rank] >> HELD in beside}
    return FoundEntries(index, text, asked, weights, scores, most < ENOUGH)


def answer_question(index: Index, query: str, page: int = 1) -> SearchAnswer:
    """The entries that answer a question, best first, or the nearest ones: those of one page. No word, no hit."""
    found = find_hits(index, query)
    page = max(1, min(page, -(-found.total // MAX_HITS)))
    return SearchAnswer(
        hits=found.show((page - 1) * MAX_HITS, page * MAX_HITS),
        total=found.total,
        page=page,
        absent=quote_absent(found.text, found.asked),
        near=found.near and bool(found.asked),
        terms=frozenset(term for word in found.asked for term, _quarters in word.terms),
        kinds=frozenset(index.kinds[rank] for rank in found.scores),
    )


def list_matching(index: Index, query: str, kind: EntryKind) -> tuple[str, ...]:
    """The codes of the entries of a kind that hold every word of a query, in the order of the report: what a list is
    narrowed to."""
    asked = read_question(index, compose(query[:MAX_QUERY]))
    every = (1 << len(asked)) - 1
    ranks = sorted(rank for rank, found in hold_words(index, asked).items() if found >> HELD == every)
    return tuple(index.codes[rank] for rank in ranks if index.kinds[rank] == kind)


def words(query: str) -> tuple[str, ...]:
    """The folded words of a query that are searched."""
    return tuple(dict.fromkeys(word.form for word in find_words(compose(query[:MAX_QUERY]))))[:MAX_WORDS]


def find_asked_elsewhere(query: str) -> tuple[str, ...]:
    """The keys of `ASKED_ELSEWHERE` that a query asks."""
    asked = frozenset(words(query))
    return tuple(key for key, asking_words in ASKED_ELSEWHERE.items() if asking_words.ask(asked))


@singledispatch
def quotes_of(report: Report) -> list[tuple[str, str]]:
    """The code of each note that quotes the printed report, and what it quotes. Notes are about the report, and no
    entries of an index; what they quote is of it."""
    return [(one.note.code, one.note.printed) for one in signals(report) if one.note.printed]


def find_quoting(quotes: Iterable[tuple[str, str]], absent: Iterable[str]) -> dict[str, str]:
    """Words that the Report has nowhere → the code of the first note that quotes them; none where none does."""
    read = read_quotes(tuple(quotes))
    asked = ((one, read_forms(one)) for one in absent)
    found = {one: next((code for code, forms in read if word <= forms), "") for one, word in asked}
    return {one: code for one, code in found.items() if code}


@once(maxsize=2)
def read_quotes(quotes: tuple[tuple[str, str], ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The folded words of each: to fold all that is quoted takes longer than a search, and nobody's question changes
    it."""
    return tuple((code, read_forms(quote)) for code, quote in quotes)


def read_forms(text: str) -> frozenset[str]:
    return frozenset(word.form for word in find_words(compose(text)))


@singledispatch
def examples_of(report: Report) -> list[str]:
    """What can be asked of this Report: what it measures, a figure of it, the number of a decree or of a circular."""
    measured = [
        one for one in report.indicators if any(o.value is not None for series in one.headlines for o in series.leading)
    ]
    found = (
        (indicator.short_title for indicator in measured),
        (reading.write_headline(indicator) for indicator in measured if len(indicator.headlines) == 1),
        (
            f"{ReferenceKind(reference.kind).word} {reference.identifier}"
            for measure in report.measures()
            for reference in measure.references
            if reference.identifier
        ),
    )
    firsts = (next(examples, "") for examples in found)
    return [first for first in firsts if words(first)]


# The question


def read_question(index: Index, text: str) -> list[Asked]:
    """The words of a composed question; an expression that the index knows by its meaning stands for its words."""
    found: list[Asked] = []
    for term in read_terms(text, index.meanings):
        if term.stems:
            found += read_word(index, term)
        elif known := known_meanings(index, term):
            within = [word for word in found if word.end > term.start]
            found = found[: len(found) - len(within)]
            found.append(Asked(within[0].start, term.end, known, sum(word.times for word in within)))
    return found[:MAX_WORDS]


def read_word(index: Index, term: Term) -> list[Asked]:
    """A word as it was typed and what means the same; else its parts, the words that begin with it, a misspelt one."""
    whole, *parts = term.stems
    known = (((whole, SAME),) if whole in index.points else ()) + known_meanings(index, term)
    if parts and not known:
        return [Asked(term.start, term.end, ((part, SAME),) * (part in index.points)) for part in parts]
    if not known and len(term.form) >= BEGINNING:
        known = tuple((one, BEGUN) for one in list_beginning(index.terms, term.form))
    if not known:
        alike = list_beginning(index.terms, whole[:1])  # a misspelt word has its first letter
        known = tuple((one, BEGUN) for one in alike if is_misspelt(whole, one))
        respelt = frozenset() if known else list_respelt(term.form)
        known = known or tuple((one, BEGUN) for one in alike if one in respelt)
    return [Asked(term.start, term.end, known)]


def list_beginning(terms: Sequence[str], start: str) -> Sequence[str]:
    """Of sorted terms, those that begin so."""
    return terms[bisect_left(terms, start) : bisect_left(terms, start + LAST)]


def known_meanings(index: Index, term: Term) -> tuple[tuple[str, int], ...]:
    return tuple((meaning, ALIKE) for meaning in term.meanings if meaning in index.points)


def quote_absent(text: str, asked: list[Asked]) -> tuple[str, ...]:
    """The words that the Report has nowhere, as they were typed; those that follow each other, as one."""
    found: list[tuple[int, int]] = []
    follows = False
    for word in asked:
        if not word.terms:
            found.append((found.pop()[0] if follows else word.start, word.end))
        follows = not word.terms
    return tuple(dict.fromkeys(text[start:end] for start, end in found))


# The score


HELD: Final = 48
"""Bits of the points of an entry; those above say which words of the question it holds."""
POINTS_OF: Final = (1 << HELD) - 1


def hold_words(index: Index, asked: list[Asked]) -> dict[int, int]:
    """Rank of an entry → the sum of its points, of each word those of the term that gives most; and, above `HELD`, a
    bit for each word that it holds. One number for both: of 10,000 entries, all may hold a word."""
    found: dict[int, int] = {}
    for n, word in enumerate(asked):
        bit = 1 << (HELD + n)
        held = give_points(index, word)
        if found:
            known = map(found.get, held, repeat(0))
            found.update(zip(held, map(add, known, [points + bit for points in held.values()]), strict=True))
        else:
            found = {rank: points + bit for rank, points in held.items()}
    return found


def give_points(index: Index, word: Asked) -> Mapping[int, int]:
    """Rank of an entry → its points for a word, of the term that gives most."""
    most: dict[int, int] = {}
    for term, quarters in word.terms:
        times = quarters * word.times
        held = index.points[term]
        if times == SAME and len(word.terms) == 1:
            return held
        for rank, points in held.items():
            if (points := points * times // SAME) > most.get(rank, -1):
                most[rank] = points
    return most


def share_question(held: Mapping[int, int], weights: Sequence[int]) -> dict[int, int]:
    """The words that an entry holds, a bit for each → percent of the weight of the question that they are. (In a large
    report, words that every entry holds weigh nothing.)"""
    whole = sum(weights)
    return {
        words: sum(weight for n, weight in enumerate(weights) if words >> n & 1) * 100 // whole if whole else 100
        for words in {found >> HELD for found in held.values()}
    }


def rate_entries(index: Index, held: Mapping[int, int], shares: Mapping[int, int], text: str) -> dict[int, int]:
    """Rank of an entry → its score."""
    favours: dict[EntryKind, int] = {kind: favour(kind, text) for kind in get_args(EntryKind)}
    squares = {words: share**2 for words, share in shares.items()}
    kinds = index.kinds
    return {rank: (found & POINTS_OF) * squares[found >> HELD] * favours[kinds[rank]] for rank, found in held.items()}


def take_best(scores: Mapping[int, int], count: int) -> list[int]:
    """The ranks of so many of the best, best first; of equals, the first in the report."""
    if not count:
        return []
    least = nlargest(count, scores.values())[-1]
    best = (rank for rank, score in scores.items() if score >= least)
    return sorted(best, key=lambda rank: (-scores[rank], rank))[:count]


def weigh_word(index: Index, word: Asked) -> int:
    """What a word weighs in the question: as much as its commonest term."""
    return word.times * min((index.weights[term] for term, _quarters in word.terms), default=index.unknown)


def favour(kind: EntryKind, text: str) -> int:
    """What is measured comes first where a figure is asked for, what is done where it is asked what a thing is; what is
    said of the strategy as a whole comes last."""
    if kind == "strategy":
        return GENERAL
    wanted = "indicator" if asks_for_a_figure(text) else "measure" if asks_what_it_is(text) else ""
    return FAVOURED if kind == wanted else PLAIN


# What is shown of an entry


def show_hit(index: Index, rank: int, wanted: list[frozenset[str]], weights: Sequence[int]) -> Hit:
    """Of its passages, the one that says most of what is asked: the two lines or so that hold most of its words.
    `wanted`: the terms of each of them."""
    entry = index.entries[rank]
    best, most = "", -1
    for passage, said in zip(entry.passages, index.said[rank], strict=True):
        weight = sum(weight for weight, terms in zip(weights, wanted, strict=True) if not terms.isdisjoint(said))
        if weight > most:
            best, most = passage, weight
    best = compose(best)
    return Hit(entry, cut_around(best, spans(best, frozenset().union(*wanted), index.meanings)))


def cut_around(text: str, found: list[tuple[int, int]]) -> str:
    """Some two lines of the text, from before the place that is followed by most others, cut at spaces."""
    thickest = max((place for place, _end in found), key=lambda place: count_after(place, found), default=0)
    start = max(0, thickest - EXCERPT // 3) if len(text) > EXCERPT else 0
    if start:
        start = text.find(" ", start) + 1
    piece = text[start : start + EXCERPT]
    cut = start + EXCERPT < len(text)
    return ("… " if start else "") + (piece.rsplit(" ", 1)[0] + " …" if cut else piece)


def count_after(place: int, found: list[tuple[int, int]]) -> int:
    """How many places found stand within what an excerpt shows from this one on."""
    return sum(place <= start and end <= place + EXCERPT // 2 for start, end in found)


def spans(text: str, terms: frozenset[str], meanings: Meanings) -> list[tuple[int, int]]:
    """Where these terms stand in a composed text, as (start, end), in order and apart from each other."""
    found: list[tuple[int, int]] = []
    for start, end in find_sought(text, terms, meanings):
        first = start
        while found and found[-1][1] > first:
            first = min(first, found.pop()[0])
        found.append((first, end))
    return found


def find_sought(text: str, terms: frozenset[str], meanings: Meanings) -> Iterator[tuple[int, int]]:
    """Of the words and expressions that `read_terms` finds, where those stand that these terms find."""
    stems: list[str] = []
    starts: list[int] = []
    for match in WORD.finditer(text):
        own = read_stems(match[0])
        if not own:
            continue
        start, end = match.span()
        stems.append(own[0])
        starts.append(start)
        if not (terms.isdisjoint(own) and terms.isdisjoint(meanings.get(own[:1], ()))):
            yield start, end
        if own[0] in meanings.ending:
            for length, known in meanings.end_with(stems):
                if not terms.isdisjoint(known):
                    yield starts[-length], end
