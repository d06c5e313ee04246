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
from strategy_monitor.report.document import Indicator, Observation, Provider, Report


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
    indicators = french.count_noun(len(report.indicators), "indicateur", "indicateurs")
    observations = tuple(one for indicator in report.indicators for one in indicator.observations)
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
        coverage=coverage(observations),
        providers=tuple(one for one in report.providers if any(one.code in i.providers for i in report.indicators)),
        sources=distinct(typeset_line(i.source) for i in report.indicators),
    )


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


def coverage(observations: tuple[Observation, ...]) -> tuple[dt.date, dt.date] | None:
    """From the first to the last day of the dated observations that say something."""
    dated = [one.period for one in observations if not one.missing_reason]
    starts = [period.start for period in dated if period.start and period.end]
    ends = [period.end for period in dated if period.start and period.end]
    return (min(starts), max(ends)) if starts and ends else None


def providers_of(report: Report, indicator: Indicator) -> tuple[Provider, ...]:
    return tuple(one for one in report.providers if one.code in indicator.providers)


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
