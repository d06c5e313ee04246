"""From the rows of the working copy to the facts that the rules see, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from axes.models import Citation, Footnote, LinkCheck, Reference
from indicators import models, workflow
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.quality import facts, texts

Groups = dict[Any, list[Any]]


def gather() -> tuple[facts.Facts, facts.Facts]:
    """All facts twice: of what would be published, and of the working copy as it stands, drafts included."""
    references, cited = list(Reference.objects.order_by("code")), citations()
    notes = notes_by(Q(reference__isnull=False), "reference_id")
    others = {
        "references": tuple(reference(one, cited[one.pk], notes[one.pk]) for one in references),
        "addresses": tuple(addresses(references, cited, notes)),
        "dates": days(references),
    }
    return both(Q(), others)


def gather_one(indicator: int) -> tuple[facts.Facts, facts.Facts]:
    """The same for one indicator alone, without references and addresses."""
    return both(Q(pk=indicator), {"dates": days(Reference.objects.only("label", "date"))})


def both(which: Q, others: dict[str, Any]) -> tuple[facts.Facts, facts.Facts]:
    published, standing = indicators_of(which)
    return facts.Facts(indicators=published, **others), facts.Facts(indicators=standing, **others)


def indicators_of(which: Q) -> tuple[tuple[facts.Indicator, ...], tuple[facts.Indicator, ...]]:
    chosen = models.Indicator.objects.filter(which).select_related("action__axis", "axis")
    rows = list(chosen.annotate(producers=Count("providers", distinct=True)).order_by("code"))
    keys = [row.pk for row in rows]
    series = grouped(models.Series.objects.filter(indicator__in=keys).order_by("position", "key"), "indicator_id")
    standing = in_order(models.Observation.objects.filter(series__indicator__in=keys))
    mine = {one.pk for of_one in series.values() for one in of_one}
    former = [row for row in workflow.former() if row.series_id in mine]
    validated = [row for row in standing if row.status == WorkStatus.VALIDATED]
    about = Q(indicator__in=keys) | Q(observation__series__indicator__in=keys)
    on_indicators, on_observations = notes_by(about, "indicator_id"), notes_by(about, "observation_id")

    def made(observations: Iterable[Any]) -> tuple[facts.Indicator, ...]:
        found = grouped(observations, "series_id")
        return tuple(indicator(row, series[row.pk], found, on_indicators, on_observations) for row in rows)

    return made(in_order([*validated, *former])), made(standing)


def in_order(rows: Iterable[models.Observation]) -> list[models.Observation]:
    """By period; what is undated comes last."""
    return sorted(rows, key=lambda row: (row.period_start is None, str(row.period_start), row.period_label))


def grouped(rows: Iterable[Any], name: str) -> Groups:
    groups: Groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def notes_by(which: Q, name: str) -> dict[Any, tuple[facts.Note, ...]]:
    rows = models.EditorialNote.objects.filter(which).exclude(**{name: None}).order_by("code")
    found: dict[Any, tuple[facts.Note, ...]] = defaultdict(tuple)
    for row in rows:
        found[getattr(row, name)] += (facts.Note(row.pk, row.code, row.kind, f"{row.printed} {row.reason}"),)
    return found


def indicator(
    row: models.Indicator, series: list[Any], observations: Groups, on_indicators: Any, on_observations: Any
) -> facts.Indicator:
    axis = row.action.axis if row.action else row.axis
    return facts.Indicator(
        pk=row.pk,
        code=row.code,
        axis=axis.number if axis else 0,
        title=row.title,
        short_title=row.short_title,
        context=row.context,
        remark=row.remark,
        definition=row.definition,
        source=row.source,
        planned_source=row.planned_source,
        frequency=row.frequency,
        providers=row.producers,  # type: ignore[attr-defined]  # annotated
        series=tuple(series_of(one, observations[one.pk], on_observations) for one in series),
        notes=on_indicators[row.pk],
    )


def series_of(row: models.Series, observations: list[models.Observation], notes: Any) -> facts.Series:
    return facts.Series(
        pk=row.pk,
        key=row.key,
        label=row.label,
        unit=row.unit,
        quantity=row.quantity,
        role=row.role,
        polarity=row.polarity,
        group=row.group,
        part_of=row.part_of,
        whole=row.whole,
        population=row.population,
        source=row.source,
        observations=tuple(observation(one, notes[one.pk]) for one in observations),
    )


def observation(row: models.Observation, notes: tuple[facts.Note, ...]) -> facts.Observation:
    return facts.Observation(
        pk=row.pk,
        label=row.period_label,
        kind=row.period_kind,
        start=row.period_start,
        end=row.period_end,
        value=row.value,
        value_high=row.value_high,
        level=row.level,
        state=row.state,
        missing=row.missing_reason,
        manner=row.manner,
        since=row.cumulative_since,
        printed=row.printed,
        data_date=row.data_date,
        printed_date=row.printed_date,
        breaks=bool(row.break_before),
        notes=notes,
    )


def citations() -> Groups:
    rows = Citation.objects.select_related("measure__action__axis", "measure__parent__action__axis")
    return grouped(rows.order_by("pk"), "reference_id")


def axis_of(measure: Any) -> int | None:
    action = measure.parent.action if measure.parent else measure.action
    return action.axis.number if action else None


def one_axis(cited: list[Any]) -> int | None:
    """The axis where it is cited; None where there are several, or none."""
    found = {axis_of(citation.measure) for citation in cited}
    return found.pop() if len(found) == 1 else None


def reference(row: Reference, cited: list[Any], notes: tuple[facts.Note, ...]) -> facts.Reference:
    labels = tuple(citation.printed_label for citation in cited)
    return facts.Reference(row.pk, row.code, row.label, row.date, labels, one_axis(cited), notes)


def days(references: Iterable[Reference]) -> frozenset[Any]:
    """The days that references bear, in their field or in their label."""
    found = {date.date for row in references for date in texts.dates(row.label)}
    return frozenset((found | {row.date for row in references}) - {None})


def addresses(references: list[Reference], cited: Groups, notes: Any) -> Iterable[facts.Address]:
    """All that a reader can follow, with the last visit."""
    visits = {visit.url: visit for visit in LinkCheck.objects.all()}
    places = [("reference", r, r.code, r.label, one_axis(cited[r.pk])) for r in references]
    for note in Footnote.objects.select_related("measure__action__axis", "measure__parent__action__axis"):
        key = f"{note.measure.code if note.measure else ''} {note.marker}".strip()
        axis = axis_of(note.measure) if note.measure else None
        places.append(("footnote", note, key, f"note {key}", axis))  # type: ignore[arg-type]
    for provider in models.Provider.objects.order_by("code"):
        places.append(("provider", provider, provider.code, str(provider), None))  # type: ignore[arg-type]
    for target, row, key, label, axis in places:
        if row.url:
            visit = visits.get(row.url)
            seen = (visit is not None, visit.status if visit else None, visit.error if visit else "")
            about = notes[row.pk] if target == "reference" else ()
            yield facts.Address(target, row.pk, key, label, row.url, axis, *seen, notes=about)
