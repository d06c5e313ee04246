"""What a catalogue says of a data set, whatever its vocabulary: DCAT for data portals, schema.org for searching."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from strategy_monitor.exports import citing
from strategy_monitor.exports.characters import typeset_line
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.report import reading, sentences
from strategy_monitor.report.document import Indicator, Provider, Report
from strategy_monitor.report.listing import Listing, coverage, listing_of


@dataclass(frozen=True)
class DatasetMetadata:
    """Of an indicator, or of the whole report. Texts are French, on one line."""

    code: str
    """Permanent code of the indicator; « rapport » for the whole."""
    identifier: str
    """Of this very version, unique in the world of its authority."""
    title: str
    description: str
    keywords: tuple[str, ...]
    frequency: str
    """As in the document."""
    coverage: tuple[dt.date, dt.date] | None
    """First and last day that its figures speak of; None where none has a date."""
    providers: tuple[Provider, ...]
    sources: tuple[str, ...]
    """As printed, once each."""
    replaces: tuple[str, ...] = ()
    """Codes of the indicators that it replaces, of editions before."""


def of_indicator(publication: Publication, indicator: Indicator) -> DatasetMetadata:
    report = publication.report
    axis = report.axis(indicator.axis)
    providers = providers_of(report, indicator)
    doubt = "Une note met une valeur en doute : elle se lit avec elle." if indicator.flagged else ""
    keywords = (axis.short_title if axis else "", *(one.acronym for one in providers))
    return DatasetMetadata(
        code=indicator.code,
        identifier=citing.key(publication, indicator),
        title=typeset_line(indicator.title),
        description=typeset_line(" ".join(filter(None, (sentence(indicator), indicator.definition, doubt)))),
        keywords=distinct(typeset_line(word) for word in keywords),
        frequency=indicator.frequency,
        coverage=coverage(indicator.observations),
        providers=providers,
        sources=distinct(map(typeset_line, (*(one.source for one in indicator.observations), indicator.source))),
        replaces=tuple(one.code for one in indicator.replaces),
    )


def of_report(publication: Publication) -> DatasetMetadata:
    report, strategy = publication.report, publication.report.strategy
    axes = french.count_noun(len(report.axes), "axe", "axes")
    listing = listing_of(report)
    indicators = french.count_noun(len(listing), "indicateur", "indicateurs")
    cited = {code for one in listing for code in one.providers}
    return DatasetMetadata(
        code="rapport",
        identifier=citing.key(publication),
        title=typeset_line(f"{strategy.title} : suivi de la mise en œuvre, édition {report.edition}"),
        description=typeset_line(
            f"Le rapport de suivi entier : {axes}, leurs mesures, {indicators}, leurs valeurs, leurs sources et "
            f"les notes. {standing(publication)}"
        ),
        keywords=distinct(typeset_line(axis.short_title) for axis in report.axes),
        frequency="annual",
        coverage=whole_coverage(listing),
        providers=tuple(one for one in report.providers if one.code in cited),
        sources=distinct(map(typeset_line, distinct(one.source for one in listing))),
    )


def whole_coverage(listing: Listing) -> tuple[dt.date, dt.date] | None:
    """From the first to the last day that any of them speaks of."""
    starts = [one.start for one in listing if one.start]
    ends = [one.end for one in listing if one.end]
    return (dt.date.fromisoformat(min(starts)), dt.date.fromisoformat(max(ends))) if starts else None


def standing(publication: Publication) -> str:
    """Which version this is."""
    head = publication.head
    if head is None:
        return "Copie de travail, non publiée."
    return f"Édition {head.edition}, version {head.number}, publiée le {french.write_date(head.day)}."


def sentence(indicator: Indicator) -> str:
    """What it says; where it has nothing to say, its title and why."""
    return (
        sentences.write_indicator(indicator)
        if reading.write_headline(indicator)
        else f"{indicator.title} : sans donnée."
    )


def providers_of(report: Report, indicator: Indicator) -> tuple[Provider, ...]:
    return tuple(one for one in report.providers if one.code in indicator.providers)


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
