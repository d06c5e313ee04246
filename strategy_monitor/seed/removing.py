"""What the files no longer name: told always, removed only when it is asked, never where a person has a hand in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, Model, OuterRef, ProtectedError, RestrictedError
from django.db.models.deletion import Collector

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
)
from indicators.models import EditorialNote, Indicator, Observation, Provider, ScaleStep, Series
from strategy_monitor.seed.differences import SeedDifference
from strategy_monitor.seed.store import LOADED, REASON, Store, last_change

MODELS: tuple[type[Model], ...] = (
    EditorialNote, Observation, Series, Indicator, ContentRow, ContentTable, Citation, Footnote, Measure,
    PriorityAction, Axis, Reference, Provider, Acronym, ScaleStep,
)  # fmt: skip
"""What the files can name, each before what it belongs to."""


def settle_unnamed(store: Store, remove: bool) -> None:
    """Tells what a load once brought and the files no longer name; with `remove`, removes what nobody changed since."""
    for model in MODELS:
        for thing in find_unnamed(model, store):
            difference = settle_thing(thing, store, remove)
            store.outcome.add(difference, model)


def find_unnamed(model: type[Model], store: Store) -> Iterator[Any]:
    """The rows that a load brought and this one did not name. What a person added was never theirs to name."""
    ours = model.history.filter(id=OuterRef("pk"), history_change_reason__in=LOADED)  # type: ignore[attr-defined]
    rows = model._default_manager.filter(Exists(ours)).order_by("pk")
    return (row for row in rows if row.pk not in store.named[model])


def settle_thing(thing: Any, store: Store, remove: bool) -> SeedDifference:
    where = f"{thing._meta.verbose_name} {thing}"
    if not store.force and store.touched_by_a_person(thing):
        return SeedDifference("left", where, why=f"modifié {last_change(thing)}")
    if not remove:
        return SeedDifference("unnamed", where)
    why = remove_thing(thing, store)
    return SeedDifference("left", where, why=why) if why else SeedDifference("removed", where)


def remove_thing(thing: Any, store: Store) -> str:
    """Removes it with what belongs to it; or says why it cannot be, and leaves all as it is."""
    collector = Collector(using=thing._state.db, origin=thing)
    try:
        collector.collect([thing])
    except (ProtectedError, RestrictedError):
        return "quelque chose s’y rattache encore"
    others = [one for rows in collector.data.values() for one in rows if one != thing]
    others += [one for rows in collector.fast_deletes if not rows.model._meta.auto_created for one in rows]
    if kept := [one for one in others if not of_a_load(one, store)]:
        return f"contient {kept[0]._meta.verbose_name} {kept[0]}"
    for rows in collector.data.values():
        for one in rows:
            one._change_reason = REASON  # type: ignore[attr-defined]  # so that files which name it again bring it back
    collector.delete()
    return ""


def of_a_load(thing: Any, store: Store) -> bool:
    """Whether it may go with what it belongs to: a load brought it, none names it now, nobody changed it since."""
    model = type(thing)
    if model not in MODELS or thing.pk in store.named[model]:
        return False
    return store.force or not store.touched_by_a_person(thing)
