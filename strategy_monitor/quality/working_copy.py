"""The working copy as evidence, in a constant number of queries: read by `build`, and what the document does not hold.

Twice each time: what would be published (each observation as it was last validated), and the copy as it stands.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from axes.models import LinkCheck, Reference
from axes.working_copy import name_authority
from indicators.models import Observation
from indicators.workflow import in_reading_order
from strategy_monitor.quality.evidence import (
    Evidence,
    EvidenceKey,
    Visit,
    cited_references,
    footnote_key,
    printed_addresses,
)
from strategy_monitor.quality.texts import find_dates
from strategy_monitor.report.build import (
    Gathered,
    Groups,
    WorkingCopy,
    assemble_indicators,
    gather_indicators,
    read_working_copy,
    without_drafts,
)
from strategy_monitor.report.document import Report

Visits = Mapping[str, Visit]
"""Address → what the last visit found there."""


def read_visits() -> Visits:
    """One query."""
    return {url: Visit(status, error) for url, status, error in LinkCheck.objects.values_list("url", "status", "error")}


def gather_evidence(copy: WorkingCopy | None = None, visits: Visits | None = None) -> tuple[Evidence, Evidence]:
    """Of everything: as it would be published, and as it stands; the same object where nothing is under change. Nothing
    where there is no strategy yet. The `copy` and the `visits` may be ones that were just read."""
    copy = copy or read_working_copy("")
    if copy.standing.strategy is None:
        return Evidence(), Evidence()
    visits = read_visits() if visits is None else visits
    days = act_dates()

    def evidence(rows: Gathered, report: Report) -> Evidence:
        return Evidence(
            indicators=report.indicators,
            references=cited_references(report),
            addresses=tuple(printed_addresses(report, visits)),
            act_dates=days,
            authority=report.strategy.authority,
            keys=dict(name_rows(rows)),
        )

    published = evidence(copy.published, copy.report)
    if copy.published is copy.standing:
        return published, published
    return published, evidence(copy.standing, copy.standing_report)


def gather_evidence_of(*indicators: int) -> tuple[Evidence, Evidence]:
    """The same for some indicators alone, without references and addresses. Nothing of those that are gone."""
    standing = gather_indicators(indicators, drafts=True)
    days, authority = act_dates(), name_authority()

    def evidence(rows: Gathered) -> Evidence:
        return Evidence(assemble_indicators(rows), act_dates=days, authority=authority, keys=dict(name_rows(rows)))

    return evidence(without_drafts(standing, indicators)), evidence(standing)


def gather_evidence_with(proposed: list[Observation]) -> tuple[Evidence, Evidence]:
    """Of the indicators that these observations, saved or not, belong to: as the copy stands, and as it would."""
    standing = gather_indicators({one.series.indicator_id for one in proposed}, drafts=True)
    days, authority = act_dates(), name_authority()

    def evidence(rows: Gathered) -> Evidence:
        return Evidence(assemble_indicators(rows), act_dates=days, authority=authority, keys=dict(name_notes(rows)))

    return evidence(standing), evidence(put_in(standing, proposed))


def put_in(standing: Gathered, proposed: list[Observation]) -> Gathered:
    """These rows, with what is proposed in the place of what it changes."""
    changed = {one.pk for one in proposed if one.pk}
    groups: dict[int, list[Observation]] = defaultdict(list)
    for key, group in standing.observations.items():
        groups[key] = [one for one in group if one.pk not in changed]
    for one in proposed:
        groups[one.series_id].append(one)
    return replace(standing, observations=Groups({key: in_reading_order(group) for key, group in groups.items()}))


def act_dates() -> frozenset[dt.date]:
    """The days that references bear, in their field or in their label."""
    found: set[dt.date | None] = set()
    for label, date in Reference.objects.values_list("label", "date"):
        found |= {date, *(written.date for written in find_dates(label))}
    return frozenset(day for day in found if day is not None)


def name_rows(rows: Gathered) -> Iterator[tuple[EvidenceKey, int]]:
    """What the document names, with the key of the row that it was made of."""
    codes = {one.pk: one.code for group in rows.indicators.values() for one in group}
    yield from ((("indicator", code), key) for key, code in codes.items())
    for indicator, code in codes.items():
        for series in rows.series[indicator]:
            yield ("series", code, series.key), series.pk
            for one in rows.observations[series.pk]:
                yield ("observation", code, series.key, one.period_label), one.pk
    yield from name_notes(rows)
    yield from ((("provider", provider.code), provider.pk) for provider in rows.providers)
    for group in rows.citations.values():
        yield from ((("reference", citation.reference.code), citation.reference_id) for citation in group)
    measures = {one.pk: one.code for group in rows.measures.values() for one in group}
    for (target, key), group in rows.footnotes.items():
        measure = measures[key] if target == "measure" else ""
        yield from ((("footnote", footnote_key(measure, note.marker)), note.pk) for note in group)


def name_notes(rows: Gathered) -> Iterator[tuple[EvidenceKey, int]]:
    return ((("note", note.code), note.pk) for group in rows.notes.values() for note in group)
