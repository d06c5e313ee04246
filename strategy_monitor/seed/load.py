"""Walks the seed files and puts each entry in its place. One transaction: everything, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model

from axes.models import (
    Acronym,
    Axis,
    Citation,
    ContentRow,
    ContentTable,
    Footnote,
    Measure,
    PriorityAction,
    Reference,
    Strategy,
)
from axes.working_copy import lock_working_copy
from indicators.models import EditorialNote, Indicator, Observation, Provider, ScaleStep, Series
from indicators.models.note import TARGETS
from strategy_monitor.backoffice.recording import gather_records
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.seed import schema
from strategy_monitor.seed.files import SeedError, SeedFiles
from strategy_monitor.seed.removing import settle_unnamed
from strategy_monitor.seed.store import Outcome, Store

FROM_FILES = "fichiers de la stratégie"
"""Where a value comes from that they bring, and no report printed."""


def load_seed(
    files: SeedFiles, *, force: bool = False, remove: bool = False, same: bool = False, rehearse: bool = False
) -> Outcome:
    """Loads all files. `remove` also removes what they no longer name and nobody changed; `rehearse` writes nothing.

    Raises SeedError, and writes nothing, if one entry breaks a rule of the model, or if the working copy holds another
    strategy than the one of the files; `same` says that it is the same, under a new title.
    """
    with transaction.atomic(), gather_records():
        lock_working_copy()
        strategy = Strategy.objects.first()
        if strategy is not None and not same:
            refuse_another(strategy, files.strategy.strategy.title)
        store = Store(force, fresh=strategy is None)
        Loader(store).load(files)
        if store.outcome.faults:
            raise SeedError(store.outcome.faults)
        settle_unnamed(store, remove)
        if rehearse:
            transaction.set_rollback(True)
    return store.outcome


def refuse_another(strategy: Strategy, title: str) -> None:
    """A working copy holds one strategy. It is known by its titles: the one it has, and those that it had."""
    known = {strategy.title, *strategy.history.values_list("title", flat=True)}
    if fold(title) not in {fold(one) for one in known}:
        raise SeedError(
            [
                f"La copie de travail contient une autre stratégie, « {strategy.title} » ; les fichiers décrivent "
                f"« {title} ». Un site suit une seule stratégie : charger celle-ci dans une base de données à elle.",
                "Si c’est la même, dont le titre a changé dans les fichiers, ajouter --same-strategy.",
            ]
        )


def fold(title: str) -> str:
    return " ".join(title.replace("'", "’").casefold().split())


def fields_in_common(entry: schema.SeedEntry, model: type[Model], *found_by: str) -> dict[str, Any]:
    """What a row keeps under the same name as the files, without what it is found by."""
    kept = {field.name for field in model._meta.concrete_fields if not field.is_relation}.difference(found_by)
    return {name: getattr(entry, name) for name in type(entry).model_fields if name in kept}


class Loader:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.references: dict[str, Reference] = {}
        self.providers: dict[str, Provider] = {}

    def load(self, files: SeedFiles) -> None:
        strategy = self.strategy(files)
        self.load_references(files.references.references)
        for axis_file in files.axes:
            self.load_references(axis_file.references)
        for rank, measure in enumerate(files.governance.governance.measures, 1):
            self.measure(measure, rank, {"strategy": strategy})
        for axis_file in files.axes:
            self.axis(axis_file, strategy)

    def strategy(self, files: SeedFiles) -> Strategy:
        entry, governance = files.strategy.strategy, files.governance.governance
        values = fields_in_common(entry, Strategy) | {
            "introduction": "\n\n".join(entry.introduction),
            "official_introduction": "\n\n".join(entry.official_introduction),
            "indicators_remark": "\n\n".join(entry.indicators_remark),
            "governance_title": governance.title,
            "governance_page": governance.page,
        }
        strategy = self.store.put(Strategy, {"slot": 1}, values, "strategy.yaml")
        self.footnotes(entry.footnotes, "strategy", strategy)
        self.notes(entry.notes, "strategy", strategy)
        for step in files.strategy.scale:
            values = fields_in_common(step, ScaleStep, "level")
            scale_step = self.store.put(ScaleStep, {"level": step.level}, values, f"échelle, niveau {step.level}")
            self.notes(step.notes, "scale_step", scale_step)
        for provider in files.strategy.providers:
            self.providers[provider.code] = self.store.put(
                Provider, {"code": provider.code}, fields_in_common(provider, Provider, "code"), provider.code
            )
        for acronym in files.acronyms.acronyms:
            self.store.put(Acronym, {"letters": acronym.letters}, {"meaning": acronym.meaning}, acronym.letters)
        return strategy

    def load_references(self, entries: Iterable[schema.ReferenceEntry]) -> None:
        for entry in entries:
            if entry.code in self.references:
                self.store.outcome.faults.append(f"{entry.code} : référence définie deux fois")
                continue
            values = fields_in_common(entry, Reference, "code")
            reference = self.store.put(Reference, {"code": entry.code}, values, entry.code)
            self.references[entry.code] = reference
            self.notes(entry.notes, "reference", reference)

    def axis(self, file: schema.AxisFile, strategy: Strategy) -> None:
        entry = file.axis
        values = fields_in_common(entry, Axis, "number") | {"strategy": strategy}
        axis = self.store.put(Axis, {"number": entry.number}, values, f"axe {entry.number}")
        if axis.pk is None:
            return
        self.notes(entry.notes, "axis", axis)
        for rank, action_entry in enumerate(file.actions, 1):
            self.action(action_entry, rank, axis)
        for rank, indicator in enumerate(file.impact_indicators, 1):
            self.indicator(indicator, rank, {"axis": axis, "action": None})

    def action(self, entry: schema.ActionEntry, rank: int, axis: Axis) -> None:
        action = self.store.put(
            PriorityAction,
            {"axis": axis, "number": entry.number},
            fields_in_common(entry, PriorityAction, "number") | {"position": rank},
            f"action {axis.number}.{entry.number}",
        )
        if action.pk is None:
            return
        self.notes(entry.notes, "action", action)
        for position, measure in enumerate(entry.measures, 1):
            self.measure(measure, position, {"action": action})
        for position, indicator in enumerate(entry.indicators, 1):
            self.indicator(indicator, position, {"action": action, "axis": None})

    def measure(self, entry: schema.MeasureEntry, rank: int, place: dict[str, Any]) -> None:
        texts = fields_in_common(entry, Measure, "code")
        values = {"strategy": None, "action": None, "parent": None} | place | {"position": rank} | texts
        measure = self.store.put(Measure, {"code": entry.code}, values, entry.code)
        if measure.pk is None:
            return
        self.citations(entry, measure)
        self.footnotes(entry.footnotes, "measure", measure)
        self.notes(entry.notes, "measure", measure)
        for position, table in enumerate(entry.tables, 1):
            self.table(table, position, measure)
        for position, child in enumerate(entry.measures, 1):
            self.measure(child, position, {"parent": measure})

    def citations(self, entry: schema.MeasureEntry, measure: Measure) -> None:
        for rank, citation in enumerate(entry.references, 1):
            reference = self.references.get(citation.code)
            if reference is None:
                self.store.outcome.faults.append(f"{entry.code} : référence inconnue « {citation.code} »")
                continue
            if reference.pk is None:
                continue
            self.store.put(
                Citation,
                {"measure": measure, "reference": reference},
                {"position": rank, "printed_label": citation.printed},
                f"{entry.code}, référence {citation.code}",
            )

    def footnotes(self, entries: Iterable[schema.FootnoteEntry], target: str, thing: Any) -> None:
        for entry in entries if thing.pk else ():
            key = {target: thing, "marker": entry.marker}
            values = fields_in_common(entry, Footnote, "marker")
            self.store.put(Footnote, key, values, f"note de bas de page {entry.marker}")

    def table(self, entry: schema.TableEntry, rank: int, measure: Measure) -> None:
        values = fields_in_common(entry, ContentTable, "code") | {
            "measure": measure,
            "position": rank,
            "columns": list(entry.columns),
            "column_descriptions": list(entry.column_descriptions),
        }
        table = self.store.put(ContentTable, {"code": entry.code}, values, entry.code)
        if table.pk is None:
            return
        for position, row in enumerate(entry.rows, 1):
            key = {"table": table, "label": row.label}
            cells = [cell.strip() for cell in row.cells]
            self.store.put(ContentRow, key, {"position": position, "cells": cells}, f"{entry.code}, {row.label}")

    def indicator(self, entry: schema.IndicatorEntry, rank: int, place: dict[str, Any]) -> None:
        values = fields_in_common(entry, Indicator, "code") | place | {"position": rank}
        indicator = self.store.put(Indicator, {"code": entry.code}, values, entry.code)
        if indicator.pk is None:
            return
        self.store.link(indicator, "providers", self.known_providers(entry.code, entry.providers))
        self.store.link(indicator, "planned_providers", self.known_providers(entry.code, entry.planned_providers))
        self.notes(entry.notes, "indicator", indicator)
        ranked = list(enumerate(entry.series, 1))
        # A part names its whole, which must stand before it.
        for position, series in sorted(ranked, key=lambda pair: bool(pair[1].part_of)):
            self.series(series, position, indicator)

    def known_providers(self, code: str, wanted: Iterable[str]) -> list[Any]:
        unknown = [name for name in wanted if name not in self.providers]
        self.store.outcome.faults += [f"{code} : fournisseur inconnu « {name} »" for name in unknown]
        return [self.providers[name] for name in wanted if name in self.providers and self.providers[name].pk]

    def series(self, entry: schema.SeriesEntry, rank: int, indicator: Indicator) -> None:
        where = f"{indicator.code}, série {entry.key}"
        values = fields_in_common(entry, Series, "key") | {"position": rank}
        series = self.store.put(Series, {"indicator": indicator, "key": entry.key}, values, where)
        if series.pk is None:
            return
        for observation in entry.observations:
            self.observation(observation, series, where)

    def observation(self, entry: schema.ObservationEntry, series: Series, where: str) -> None:
        values = fields_in_common(entry, Observation) | {
            "period_kind": entry.period.kind,
            "period_start": entry.period.start,
            "period_end": entry.period.end,
            "days_printed": entry.period.days_printed,
        }
        key = {"series": series, "period_label": entry.period.label}
        # What is printed was vouched for when it was printed.
        vouched = {"keeps_status": True, "status": WorkStatus.VALIDATED}
        vouched |= {"origin": "" if entry.printed else FROM_FILES, "imported_from": None}
        observation = self.store.put(Observation, key, values, f"{where}, {entry.period.label}", **vouched)
        if observation.pk is not None:
            self.notes(entry.notes, "observation", observation)

    def notes(self, entries: Iterable[schema.NoteEntry], target: str, thing: Any) -> None:
        for entry in entries if thing.pk else ():
            values = fields_in_common(entry, EditorialNote, "code")
            places = dict.fromkeys(TARGETS) | {target: thing}
            self.store.put(EditorialNote, {"code": entry.code}, values | places, entry.code)
