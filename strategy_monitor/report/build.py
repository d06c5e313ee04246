"""Working copy → Report, in a fixed number of queries whatever its size. The only module here that reads the ORM.

`gather` reads each table once and groups its rows by the object they belong to; `assemble` then makes the tree from
these groups, without another query. `gather_indicators` and `assemble_indicators` do the same for some of them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from axes.models import Acronym, Axis, Citation, ContentRow, ContentTable, Footnote, Measure, PriorityAction, Strategy
from axes.models.strategy import write_section
from indicators import workflow
from indicators.models import EditorialNote, Indicator, Observation, Provider, ScaleStep, Series
from indicators.models.note import TARGETS
from strategy_monitor.language import french
from strategy_monitor.language.codes import Frequency, WorkStatus
from strategy_monitor.report import document as doc
from strategy_monitor.report.node import Node
from strategy_monitor.report.refusal import PublicationRefused
from strategy_monitor.report.tracing import Former, Made, Sources, Tracing


class Groups(dict[Any, list[Any]]):
    """Rows by the key of what they belong to; none for what has none. To look changes nothing: threads share it."""

    def __missing__(self, key: Any) -> list[Any]:
        return []


ReadRows = Callable[[QuerySet[Any]], list[Any]]
Part = TypeVar("Part", bound=Node)
TRACING: ContextVar[Tracing | None] = ContextVar("tracing", default=None)
"""Where to note the rows of what is being built; None: nowhere."""


class NothingToBuild(PublicationRefused):
    """The working copy holds no strategy yet."""


@dataclass(frozen=True)
class PrintedPlace:
    """Where in the printed report: the section, and the page on which the table of contents starts it."""

    section: str
    page: int | None


@dataclass(frozen=True)
class Gathered:
    """The rows of the working copy, each group under the key of the object it belongs to."""

    strategy: Strategy | None = None
    steps: tuple[ScaleStep, ...] = ()
    axes: tuple[Axis, ...] = ()
    providers: tuple[Provider, ...] = ()
    acronyms: tuple[Acronym, ...] = ()
    actions: Groups = field(default_factory=Groups)
    notes: Groups = field(default_factory=Groups)
    footnotes: Groups = field(default_factory=Groups)
    citations: Groups = field(default_factory=Groups)
    tables: Groups = field(default_factory=Groups)
    rows: Groups = field(default_factory=Groups)
    measures: Groups = field(default_factory=Groups)
    indicators: Groups = field(default_factory=Groups)
    providers_of: Groups = field(default_factory=Groups)
    planned_providers_of: Groups = field(default_factory=Groups)
    replaced: Groups = field(default_factory=Groups)
    """Of each indicator, those that it took the place of."""
    series: Groups = field(default_factory=Groups)
    observations: Groups = field(default_factory=Groups)


def build(edition: str, drafts: bool = False) -> doc.Report:
    """The Report that would be published now: of each observation what was last validated, or nothing.

    With `drafts`, the working copy as it stands. Raises NothingToBuild where there is no strategy.
    """
    return assemble(edition, gather(drafts))


@dataclass(frozen=True)
class Traced:
    """A Report, with the rows that its parts were made of."""

    report: doc.Report
    sources: Sources
    made: Made = field(default_factory=dict, repr=False)
    """Its indicators, for the next document to take over."""


def build_traced(edition: str, drafts: bool = False) -> Traced:
    """The same as `build`, and what it was made of."""
    return assemble_traced(edition, gather(drafts))


def assemble_traced(edition: str, got: Gathered, *former: Made) -> Traced:
    """`former`: the indicators of documents that were made before, of which those are taken over that are the same."""
    tracing = Tracing(*former)
    token = TRACING.set(tracing)
    try:
        return Traced(assemble(edition, got), tracing.sources, tracing.made)
    finally:
        TRACING.reset(token)


def trace(part: Part, row: Model) -> Part:
    """Notes that this part is made of this row, where anybody asked."""
    tracing = TRACING.get()
    if tracing is not None:
        tracing.note(part, row)
    return part


@dataclass(frozen=True)
class WorkingCopy:
    """The working copy read once, for who looks at it both as it stands and as it would be published."""

    edition: str
    standing: Gathered
    published: Gathered
    """The same object where nothing is under change."""
    former: Former = field(default_factory=Former, compare=False, repr=False)

    @cached_property
    def made(self) -> Traced:
        """What would be published now, and the rows it is made of. Raises NothingToBuild without a strategy."""
        made = assemble_traced(self.edition, self.published, self.former.take("made"))
        if self.published is self.standing:
            self.former.take("stands")
        return made

    @property
    def report(self) -> doc.Report:
        return self.made.report

    @cached_property
    def stands(self) -> Traced:
        """The same of all that stands, with drafts: what none is about are the very same parts."""
        if self.published is self.standing:
            return self.made
        return assemble_traced(self.edition, self.standing, self.made.made, self.former.take("stands"))

    @property
    def standing_report(self) -> doc.Report:
        return self.stands.report

    @property
    def assembled(self) -> Former:
        """What of it the next one may take over."""
        made: Traced | None = vars(self).get("made")
        stands: Traced | None = vars(self).get("stands", made)
        return Former(made=made.made if made else {}, stands=stands.made if stands else {})


def read_working_copy(edition: str, read: ReadRows = list, before: WorkingCopy | None = None) -> WorkingCopy:
    """`before`: a copy that was read before, of whose documents these take over what is the same."""
    standing = gather(drafts=True, read=read)
    return WorkingCopy(edition, standing, without_drafts(standing), before.assembled if before else Former())


def assemble(edition: str, got: Gathered) -> doc.Report:
    """The tree, of these rows. Raises NothingToBuild where there is no strategy."""
    strategy = got.strategy
    if strategy is None:
        raise NothingToBuild(
            "La copie de travail est vide : décrire d’abord la stratégie au bureau, ou charger ses "
            "fichiers avec « manage.py seed DOSSIER »."
        )
    governance = PrintedPlace("G", strategy.governance_page)
    return doc.Report(
        edition=edition,
        strategy=strategy_of(strategy, got),
        scale=tuple(copy_part(doc.ScaleStep, step) for step in got.steps),
        scale_notes=tuple(
            note
            for s in got.steps
            for note in notes_of(got, "scale_step", s.pk, PrintedPlace("Remarque sur les indicateurs", 4))
        ),
        governance=trace(
            doc.Governance(
                title=strategy.governance_title,
                page=strategy.governance_page,
                measures=measures_of(got.measures["strategy", strategy.pk], got, governance),
            ),
            strategy,
        ),
        axes=tuple(axis_of(axis, got) for axis in got.axes),
        providers=tuple(copy_part(doc.Provider, provider) for provider in got.providers),
        acronyms=tuple(copy_part(doc.Acronym, acronym) for acronym in got.acronyms),
    )


def assemble_indicators(got: Gathered) -> tuple[doc.Indicator, ...]:
    """The indicators of rows that `gather_indicators` read, by code; without those that are gone."""
    found = []
    for (target, _key), rows in got.indicators.items():
        for row in rows:
            if target == "axis":
                found.append(indicator_of(row, row.axis.number, "", impact_place(row.axis), got))
            else:
                axis, action = row.action.axis, row.action
                found.append(indicator_of(row, axis.number, action.number, action_place(axis, action), got))
    return tuple(sorted(found, key=lambda one: one.code))


def grouped(rows: Iterable[Any], *names: str) -> Groups:
    """Rows by foreign key: by its value for one name, by (name, value) of the one that is set for several."""
    groups = Groups()
    for row in rows:
        held = vars(row)  # many: Django looks up a foreign key through a descriptor
        for name in names:
            value = held[name]
            if value is not None:
                groups.setdefault(value if len(names) == 1 else (name.removesuffix("_id"), value), []).append(row)
    return groups


def gather(drafts: bool, read: ReadRows = list) -> Gathered:
    """All rows. Seventeen queries or so, whatever their number. `read`: makes objects of the rows of a long table."""
    providers = tuple(Provider.objects.all())
    observations = read(Observation.objects.all())
    published = workflow.in_reading_order if drafts else workflow.last_validated
    return Gathered(
        strategy=Strategy.objects.first(),
        steps=tuple(ScaleStep.objects.all()),
        axes=tuple(Axis.objects.all()),
        providers=providers,
        acronyms=tuple(Acronym.objects.all()),
        actions=grouped(PriorityAction.objects.order_by("position"), "axis_id"),
        notes=grouped(read(EditorialNote.objects.order_by("code")), *(f"{name}_id" for name in TARGETS)),
        footnotes=grouped(Footnote.objects.all(), "strategy_id", "measure_id"),
        citations=grouped(Citation.objects.select_related("reference"), "measure_id"),
        tables=grouped(ContentTable.objects.all(), "measure_id"),
        rows=grouped(ContentRow.objects.all(), "table_id"),
        measures=grouped(read(Measure.objects.order_by("position", "code")), "strategy_id", "action_id", "parent_id"),
        indicators=grouped(read(followed_indicators().order_by("position", "code")), "action_id", "axis_id"),
        providers_of=gather_providers(Indicator.providers.through, providers),
        planned_providers_of=gather_providers(Indicator.planned_providers.through, providers),
        replaced=grouped(ended_indicators(), "replaced_by_id"),
        series=grouped(read(Series.objects.all()), "indicator_id"),
        observations=grouped(published(observations), "series_id"),
    )


def gather_indicators(keys: Collection[int], drafts: bool) -> Gathered:
    """The rows of these indicators, and no others."""
    rows = followed_indicators().select_related("action__axis", "axis").filter(pk__in=keys)
    notes = EditorialNote.objects.filter(Q(indicator__in=keys) | Q(observation__series__indicator__in=keys))
    providers = tuple(Provider.objects.all())
    return Gathered(
        indicators=grouped(rows, "action_id", "axis_id"),
        providers_of=gather_providers(Indicator.providers.through, providers, keys),
        planned_providers_of=gather_providers(Indicator.planned_providers.through, providers, keys),
        replaced=grouped(ended_indicators().filter(replaced_by__in=keys), "replaced_by_id"),
        series=grouped(Series.objects.filter(indicator__in=keys), "indicator_id"),
        observations=grouped(workflow.observations_to_publish(drafts, keys), "series_id"),
        notes=grouped(notes.order_by("code"), "indicator_id", "observation_id"),
    )


def followed_indicators() -> QuerySet[Indicator]:
    """One that is closed stays in the editions that had it."""
    return Indicator.objects.filter(closed_since="")


def ended_indicators() -> QuerySet[Indicator]:
    return Indicator.objects.exclude(closed_since="").exclude(last_edition="").order_by("code")


def gather_providers(
    through: Any, providers: Collection[Provider], indicators: Collection[int] | None = None
) -> Groups:
    """By the key of each indicator, or of each of these, those that rows of this table link to it, by code."""
    pairs = through.objects.order_by("provider__code").values_list("indicator_id", "provider_id")
    if indicators is not None:
        pairs = pairs.filter(indicator__in=indicators)
    known, found = {one.pk: one for one in providers}, Groups()
    for indicator, provider in pairs:
        if provider in known:
            found.setdefault(indicator, []).append(known[provider])
    return found


def codes_of(providers: Iterable[Provider]) -> tuple[str, ...]:
    return tuple(one.code for one in providers)


def without_drafts(standing: Gathered, indicators: Collection[int] | None = None) -> Gathered:
    """What would be published, of the rows as they stand: all, or all of these indicators. One query, and none where
    all of them are validated: then it is the same."""
    rows = [row for group in standing.observations.values() for row in group]
    if all(row.status == WorkStatus.VALIDATED for row in rows):
        return standing
    return replace(standing, observations=grouped(workflow.last_validated(rows, indicators), "series_id"))


def copy_part(model: type[Part], row: Model, **own: Any) -> Part:
    """A part of the document: what a row has under the same name, and `own`, which it has not, or not in this way."""
    values = vars(row)
    return trace(model(**{name: values[name] for name in shared_names(model, type(row))} | own), row)


@cache
def shared_names(model: type[Node], rows: type[Model]) -> tuple[str, ...]:
    """The fields of the document that are columns of these rows."""
    columns = {column.name for column in rows._meta.concrete_fields if not column.is_relation}
    return tuple(name for name in model.model_fields if name in columns)


def notes_of(got: Gathered, target: str, pk: int, place: PrintedPlace) -> tuple[doc.Note, ...]:
    return tuple(copy_part(doc.Note, note, section=place.section, page=place.page) for note in got.notes[target, pk])


def footnotes_of(got: Gathered, target: str, pk: int) -> tuple[doc.Footnote, ...]:
    return tuple(copy_part(doc.Footnote, footnote) for footnote in got.footnotes[target, pk])


def strategy_of(strategy: Strategy, got: Gathered) -> doc.Strategy:
    return copy_part(
        doc.Strategy,
        strategy,
        introduction=french.paragraphs(strategy.introduction),
        official_introduction=french.paragraphs(strategy.official_introduction),
        indicators_remark=french.paragraphs(strategy.indicators_remark),
        footnotes=footnotes_of(got, "strategy", strategy.pk),
        notes=notes_of(got, "strategy", strategy.pk, PrintedPlace("Introduction", 3)),
    )


def impact_place(axis: Axis) -> PrintedPlace:
    return PrintedPlace(f"{axis.number}-I", axis.impact_page)


def action_place(axis: Axis, action: PriorityAction) -> PrintedPlace:
    return PrintedPlace(write_section(axis.number, action.number), action.page)


def axis_of(axis: Axis, got: Gathered) -> doc.Axis:
    impact = impact_place(axis)
    place = PrintedPlace(str(axis.number), axis.page)
    return copy_part(
        doc.Axis,
        axis,
        section=place.section,
        actions=tuple(action_of(action, axis, got) for action in got.actions[axis.pk]),
        indicators=tuple(indicator_of(i, axis.number, "", impact, got) for i in got.indicators["axis", axis.pk]),
        notes=notes_of(got, "axis", axis.pk, place),
    )


def action_of(action: PriorityAction, axis: Axis, got: Gathered) -> doc.Action:
    place = action_place(axis, action)
    return copy_part(
        doc.Action,
        action,
        section=place.section,
        measures=measures_of(got.measures["action", action.pk], got, place),
        indicators=tuple(
            indicator_of(i, axis.number, action.number, place, got) for i in got.indicators["action", action.pk]
        ),
        notes=notes_of(got, "action", action.pk, place),
    )


def measures_of(measures: list[Measure], got: Gathered, place: PrintedPlace) -> tuple[doc.Measure, ...]:
    return tuple(
        copy_part(
            doc.Measure,
            measure,
            references=tuple(reference_of(c, got, place) for c in got.citations[measure.pk]),
            footnotes=footnotes_of(got, "measure", measure.pk),
            tables=tuple(table_of(table, got) for table in got.tables[measure.pk]),
            measures=measures_of(got.measures["parent", measure.pk], got, place),
            notes=notes_of(got, "measure", measure.pk, place),
        )
        for measure in measures
    )


def reference_of(citation: Citation, got: Gathered, place: PrintedPlace) -> doc.Reference:
    reference = citation.reference
    made = copy_part(
        doc.Reference,
        reference,
        printed_label=citation.printed_label,
        notes=notes_of(got, "reference", reference.pk, place),
    )
    return trace(made, citation)


def table_of(table: ContentTable, got: Gathered) -> doc.ContentTable:
    return copy_part(
        doc.ContentTable,
        table,
        columns=tuple(table.columns),
        column_descriptions=tuple(table.column_descriptions),
        rows=tuple(copy_part(doc.TableRow, row, cells=tuple(row.cells)) for row in got.rows[table.pk]),
    )


def indicator_of(indicator: Indicator, axis: int, action: str, place: PrintedPlace, got: Gathered) -> doc.Indicator:
    make = partial(make_indicator, indicator, axis, action, place, got)
    tracing = TRACING.get()
    if tracing is None:
        return make()
    kept = codes_of(got.providers_of[indicator.pk]), codes_of(got.planned_providers_of[indicator.pk])
    return tracing.indicator(indicator.pk, (axis, action, place, kept), rows_of(indicator, got), make)


def rows_of(indicator: Indicator, got: Gathered) -> list[Model]:
    """All that an indicator is made of, but for the codes of its providers, in the order in which it is read."""
    # `id`, not `pk`: many, and the one is a column, the other a property that looks for it.
    rows: list[Model] = [indicator, *got.replaced[indicator.id], *got.notes["indicator", indicator.id]]
    for series in got.series[indicator.id]:
        rows.append(series)
        for observation in got.observations[series.id]:
            rows += (observation, *got.notes["observation", observation.id])
    return rows


def make_indicator(indicator: Indicator, axis: int, action: str, place: PrintedPlace, got: Gathered) -> doc.Indicator:
    return copy_part(
        doc.Indicator,
        indicator,
        axis=axis,
        action=action,
        providers=codes_of(got.providers_of[indicator.pk]),
        planned_providers=codes_of(got.planned_providers_of[indicator.pk]),
        frequency_basis="" if indicator.frequency == Frequency.UNKNOWN else indicator.frequency_basis,
        section=place.section,
        page=place.page,
        replaces=tuple(
            trace(doc.ReplacedIndicator(code=one.code, title=one.short_title, edition=one.last_edition), one)
            for one in got.replaced[indicator.pk]
        ),
        series=tuple(series_of(series, indicator, place, got) for series in got.series[indicator.pk]),
        notes=notes_of(got, "indicator", indicator.pk, place),
    )


def series_of(series: Series, indicator: Indicator, place: PrintedPlace, got: Gathered) -> doc.Series:
    source = series.source or indicator.source
    planned = series.planned_source or ("" if series.source else indicator.planned_source)
    return copy_part(
        doc.Series,
        series,
        observations=tuple(observation_of(o, source, planned, place, got) for o in got.observations[series.pk]),
    )


def observation_of(row: Observation, source: str, planned: str, place: PrintedPlace, got: Gathered) -> doc.Observation:
    return copy_part(
        doc.Observation,
        row,
        period={
            "kind": row.period_kind,
            "start": row.period_start,
            "end": row.period_end,
            "label": row.period_label,
            "days_printed": row.days_printed,
        },
        section=(row.section or place.section) if row.printed else "",
        page=place.page if row.printed and not row.section else None,
        source="" if row.source_unstated else source,
        planned_source="" if row.source_unstated else planned,
        origin="file" if row.origin else "" if row.printed else "person",
        origin_detail=row.origin,
        validator=row.validated_by_id,
        validated_by="",
        notes=notes_of(got, "observation", row.pk, place if row.printed else PrintedPlace(place.section, None)),
    )
