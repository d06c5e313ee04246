"""Full text over a Report: accents, case, ligatures, hyphens and punctuation do not count; every word must be there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from strategy_monitor.language import french
from strategy_monitor.language.folding import fold
from strategy_monitor.report.document import Indicator, Measure, Report

WORD = re.compile(r"[0-9a-z]+(?:[.,-][0-9a-z]+)*")
UNCOUNTED = re.compile(r"(?<=\d)[.\s](?=\d{3}(?!\d))|(?<=\w)[-\u2010\u2011](?=\w)")
"""What separates thousands, printed « 4.944 » and written « 4 944 », and hyphens: « Wi-Fi » is found by « wifi »."""
MAX_WORDS = 12
MAX_QUERY = 200
EXCERPT = 180

Kind = Literal["axis", "action", "indicator", "measure", "strategy"]


def searchable(text: str) -> str:
    """The text as it is compared: folded, without what does not count."""
    return UNCOUNTED.sub("", fold(text))


def words(query: str) -> tuple[str, ...]:
    """The words of a query, folded; at most twelve, of at most two hundred characters."""
    return tuple(dict.fromkeys(WORD.findall(searchable(query[:MAX_QUERY]))))[:MAX_WORDS]


@dataclass(frozen=True)
class Entry:
    """One thing that can be found: where it stands, and its folded text."""

    kind: Kind
    code: str
    axis: int | None
    title: str
    text: str
    folded_title: str
    folded: str


@dataclass(frozen=True)
class Hit:
    entry: Entry
    excerpt: str


def entry(kind: Kind, code: str, axis: int | None, title: str, text: str) -> Entry:
    heading = searchable(f"{code} {title}")
    return Entry(kind, code, axis, title, text, heading, f"{heading} {searchable(text)}")


def index(report: Report) -> tuple[Entry, ...]:
    """Every axis, action, measure and indicator, in the order of the report."""
    return tuple(entries(report))


def entries(report: Report) -> Iterator[Entry]:
    strategy = report.strategy
    yield entry("strategy", "", None, strategy.title, " ".join((*strategy.introduction, *strategy.indicators_remark)))
    for measure in report.governance.measures:
        yield from measure_entries(measure, None, report.governance.title)
    for axis in report.axes:
        yield entry("axis", str(axis.number), axis.number, axis.title, axis.short_title)
        for action in axis.actions:
            yield entry("action", action.section, axis.number, action.title, "")
            for measure in action.measures:
                yield from measure_entries(measure, axis.number, action.title)
        for indicator in axis.all_indicators:
            yield entry("indicator", indicator.code, axis.number, indicator.title, indicator_text(indicator))


def measure_entries(measure: Measure, axis: int | None, title: str) -> Iterator[Entry]:
    labels = [f"{r.printed_label} {r.label} {r.identifier}" for r in measure.references]
    cells = [cell for table in measure.tables for row in table.rows for cell in (row.label, *row.cells)]
    notes = [note.text for note in measure.footnotes]
    yield entry("measure", measure.code, axis, title, " ".join((measure.text, *labels, *notes, *cells)))
    for part in measure.measures:
        yield from measure_entries(part, axis, title)


def indicator_text(indicator: Indicator) -> str:
    parts = [indicator.short_title, indicator.context, indicator.remark, indicator.definition, indicator.source]
    for series in indicator.series:
        parts.append(series.label)
        for observation in series.observations:
            said = french.write_value(series, observation)
            level = french.write_level(observation)
            parts += [
                said,
                *([level] if level not in {"", said} else []),
                observation.period.label,
                observation.printed,
            ]
    return " ".join(parts)


def search(entries: tuple[Entry, ...], query: str) -> tuple[Hit, ...]:
    """The entries that hold every word; titles first, then the order of the report. No word, no hit."""
    wanted = words(query)
    if not wanted:
        return ()
    found = [item for item in entries if all(word in item.folded for word in wanted)]
    found.sort(key=lambda item: not all(word in item.folded_title for word in wanted))
    return tuple(Hit(item, excerpt(item.text, wanted)) for item in found)


def spans(text: str, wanted: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where folded words stand in a text, as (start, end), in order and apart from each other."""
    uncounted = {match.start() for match in UNCOUNTED.finditer(text)}
    letters = [(fold(char), place) for place, char in enumerate(text) if place not in uncounted]
    folded = "".join(piece for piece, _ in letters)
    places = [place for piece, place in letters for _ in piece]
    hits = [match.span() for word in wanted for match in re.finditer(re.escape(word), folded)]
    found: list[tuple[int, int]] = []
    for start, end in sorted((places[start], places[end - 1] + 1) for start, end in hits):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def excerpt(text: str, wanted: tuple[str, ...]) -> str:
    """Some two lines of the text around the first word found, cut at spaces."""
    found = spans(text, wanted)
    start = max(0, found[0][0] - EXCERPT // 3) if found else 0
    if start:
        start = text.find(" ", start) + 1
    piece = text[start : start + EXCERPT]
    cut = start + EXCERPT < len(text)
    return ("… " if start else "") + (piece.rsplit(" ", 1)[0] + " …" if cut else piece)
