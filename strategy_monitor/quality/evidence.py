"""What the rules look at: the document, and what it does not hold of the working copy. Nothing here asks a database.

Most rules look at one `Indicator` of the document as it is. A reference stands in it at each place that cites it, and
an address stands on references, footnotes and providers: the rules over these look at `CitedReference` and
`PrintedAddress`, which are made here of the whole document.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from strategy_monitor.quality.texts import find_dates
from strategy_monitor.report.document import Indicator, Measure, Note, Observation, Reference, Report, Series
from strategy_monitor.report.things import flat

EvidenceKey = tuple[str, ...]
"""A kind of thing and the permanent names that lead to it: « series », « 2.2-O2 », « ecoles »."""


@dataclass(frozen=True)
class Visit:
    """What the last visit of an address found: the answer of the site, or why there was none."""

    status: int | None = None
    error: str = ""


@dataclass(frozen=True)
class CitedReference:
    """A reference, once, with all the labels under which the document cites it."""

    code: str
    label: str
    date: dt.date | None = None
    citations: tuple[str, ...] = ()
    axis: int | None = None
    """The axis where it is cited; None where there are several, or none."""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class PrintedAddress:
    """An address on the web that a reader can follow, and what the last visit found: None before the first."""

    target: str
    """« reference », « footnote » or « provider »."""
    key: str
    """What names it among those of its kind: a code, or the code of a measure and the marker of the footnote."""
    label: str
    url: str
    axis: int | None = None
    visit: Visit | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Evidence:
    indicators: tuple[Indicator, ...] = ()
    references: tuple[CitedReference, ...] = ()
    addresses: tuple[PrintedAddress, ...] = ()
    act_dates: frozenset[dt.date] = frozenset()
    """The days of the decrees, circulars and other references that the strategy rests on."""
    authority: str = ""
    """Whose strategy it is, by its name."""
    keys: Mapping[EvidenceKey, int] = field(default_factory=dict)
    """What the document names → its key in the database: what is found is kept beside the row that it is about."""


def placed_measures(report: Report) -> Iterator[tuple[int | None, Measure]]:
    """Every measure with the number of its axis; None for those of the governance."""
    groups: list[tuple[int | None, tuple[Measure, ...]]] = [(None, report.governance.measures)]
    groups += [(axis.number, action.measures) for axis in report.axes for action in axis.actions]
    for number, measures in groups:
        for measure in measures:
            yield from ((number, one) for one in (measure, *measure.measures))


def cited_references(report: Report) -> tuple[CitedReference, ...]:
    """Each reference that a measure cites, by code."""
    cited: dict[str, list[tuple[int | None, Reference]]] = defaultdict(list)
    for axis, measure in placed_measures(report):
        for reference in measure.references:
            cited[reference.code].append((axis, reference))
    return tuple(merge_citations(places) for _code, places in sorted(cited.items()))


def merge_citations(places: list[tuple[int | None, Reference]]) -> CitedReference:
    """One reference, of all the places where it is cited."""
    axes, one = {axis for axis, _reference in places}, places[0][1]
    return CitedReference(
        code=one.code,
        label=one.label,
        date=one.date,
        citations=tuple(reference.printed_label for _axis, reference in places),
        axis=axes.pop() if len(axes) == 1 else None,
        notes=one.notes,
    )


def printed_addresses(report: Report, visits: Mapping[str, Visit]) -> Iterator[PrintedAddress]:
    """All that a reader can follow: of references, then footnotes, then providers."""
    urls = {one.code: one.url for _axis, measure in placed_measures(report) for one in measure.references}
    for cited in cited_references(report):
        if url := urls[cited.code]:
            yield PrintedAddress(
                "reference", cited.code, cited.label, url, cited.axis, visits.get(url), notes=cited.notes
            )
    for axis, measure in ((None, None), *placed_measures(report)):
        for note in measure.footnotes if measure else report.strategy.footnotes:
            if note.url:
                key = footnote_key(measure.code if measure else "", note.marker)
                yield PrintedAddress("footnote", key, f"note {key}", note.url, axis, visits.get(note.url))
    for provider in report.providers:
        if url := provider.url:
            yield PrintedAddress(
                "provider", provider.code, f"{provider.acronym} – {provider.name}", url, visit=visits.get(url)
            )


def evidence_of(report: Report) -> Evidence:
    """A document by itself, as it is published: its addresses were never visited, its notes have keys of their own."""
    references = cited_references(report)
    written = (date.date for one in references for date in find_dates(one.label))
    notes = (identity[-1][1] for identity in flat(report) if identity[-1][0] == "Note")
    return Evidence(
        indicators=report.indicators,
        references=references,
        addresses=tuple(printed_addresses(report, {})),
        act_dates=frozenset(day for day in (*(one.date for one in references), *written) if day is not None),
        authority=report.strategy.authority,
        keys={("note", code): rank for rank, code in enumerate(notes, 1)},
    )


def footnote_key(measure: str, marker: str) -> str:
    """« M12 3 »; the marker alone for a footnote of the introduction."""
    return f"{measure} {marker}".strip()


# How the rules read the document


def states_something(observation: Observation) -> bool:
    return not observation.missing_reason


def reading_day(observation: Observation) -> dt.date | None:
    """The day on which its data were taken; else the last of its period."""
    return observation.data_date or observation.period.end


def months_between(start: dt.date, end: dt.date) -> int:
    """Whatever the day of the month."""
    return (end.year - start.year) * 12 + end.month - start.month


def observation_texts(observation: Observation) -> tuple[str, ...]:
    return (observation.period.label, observation.printed_date, observation.printed, observation.state)


def indicator_texts(one: Indicator) -> tuple[str, ...]:
    return (one.title, one.short_title, one.context, one.remark, one.definition, one.source)


def valued_observations(series: Series) -> tuple[Observation, ...]:
    """The observations that bear a value, in order."""
    return tuple(one for one in series.observations if one.value is not None)


def value_at(series: Series, other: Observation) -> Observation | None:
    """The one that bears a value for the same period as this one of another series."""
    return next((one for one in valued_observations(series) if same_period(one, other)), None)


def same_period(one: Observation, other: Observation) -> bool:
    if one.period.start is None or other.period.start is None:
        return one.period.label == other.period.label
    return (one.period.start, one.period.end) == (other.period.start, other.period.end)


def source_of(indicator: Indicator, series: Series) -> str:
    """Of a series: that of its values, or of the indicator where none of them is given any."""
    return next((one.source for one in series.observations if one.source), indicator.source)
