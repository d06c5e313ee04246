"""The records of all histories as one list, newest first: which ones a page holds, and what each was before.

The list is read from where the last page ended, so that what is written meanwhile moves nothing: each history gives its
newest records, by its index of dates, and the page keeps the newest of all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.text import slugify
from simple_history.utils import get_m2m_reverse_field_name

from axes.models import Axis, Citation, Measure, PriorityAction, Reference
from strategy_monitor.campaigns.models import Campaign
from strategy_monitor.language.folding import fold
from strategy_monitor.releases.models import Edition

AnyModel = type[Model]

EXCEPTIONS: dict[AnyModel, tuple[tuple[str, AnyModel], ...]] = {
    Axis: (),
    Campaign: (("edition", Edition),),
    Citation: (("measure", Measure),),
    Measure: (("action", PriorityAction), ("parent", Measure)),
}
"""Models whose foreign keys do not by themselves say what stands above them."""

UNTOLD = {"id", "slot"}


@cache
def recorded() -> tuple[AnyModel, ...]:
    """Every model whose changes are kept."""
    return tuple(model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute"))


@cache
def slug(model: AnyModel) -> str:
    """Its French name as it stands in an address: « releve », « note-editoriale »."""
    return slugify(fold(str(model._meta.verbose_name)))


def history(model: AnyModel) -> QuerySet[Any]:
    records: QuerySet[Any] = getattr(model, model._meta.simple_history_manager_attribute).model.objects.order_by()  # type: ignore[attr-defined]
    return records


@cache
def above(model: AnyModel) -> tuple[tuple[str, AnyModel], ...]:
    """The foreign keys that lead up the tree, with what they lead to."""
    if model in EXCEPTIONS:
        return EXCEPTIONS[model]
    found = [(one.name, one.related_model) for one in model._meta.concrete_fields if isinstance(one, ForeignKey)]
    return tuple((name, up) for name, up in found if isinstance(up, type) and up in recorded() and up is not model)


def inside(model: AnyModel, root: AnyModel, roots: Any) -> Q | None:
    """The records of what stood at some time in one of these roots, erased since or not; None where it cannot."""
    if model is root:
        return Q(id__in=roots)
    if model is Reference:
        cited = inside(Citation, root, roots)
        return None if cited is None else Q(id__in=history(Citation).filter(cited).values("reference_id"))
    found = Q()
    for name, up in above(model):
        places = found or None if up is model else inside(up, root, roots)
        if places is not None:
            found |= Q(**{f"{name}_id__in": history(up).filter(places).values("id")})
    return found or None


@dataclass(frozen=True)
class Mark:
    """The last record of a page: the next page begins after it."""

    when: dt.datetime
    kind: str
    key: int

    def after(self, kind: str) -> Q:
        earlier = Q(history_date__lt=self.when)
        if kind < self.kind:
            return earlier
        same_moment = Q(history_date=self.when)
        return earlier | (same_moment if kind > self.kind else same_moment & Q(history_id__lt=self.key))


@dataclass(frozen=True)
class Difference:
    """A field that changed: keys of what it points to, where it points."""

    name: str
    before: Any
    after: Any


@dataclass
class Record:
    model: AnyModel
    row: Any
    """The historical record."""
    before: Any = None
    """The one before it, if any."""
    links: dict[int, dict[str, tuple[int, ...]]] = field(default_factory=dict)
    """Key of a record → many-to-many field → keys."""

    @property
    def key(self) -> int:
        return int(self.row.id)

    @property
    def mark(self) -> Mark:
        return Mark(self.row.history_date, slug(self.model), self.row.history_id)

    @property
    def values(self) -> dict[str, Any]:
        return self.values_of(self.row)

    def values_of(self, row: Any) -> dict[str, Any]:
        plain = {one.name: getattr(row, one.attname) for one in row.tracked_fields if one.name not in UNTOLD}
        return plain | self.links.get(row.history_id, {})

    @property
    def differences(self) -> list[Difference]:
        """What it changed; for a first or a last record, all that it holds."""
        now = self.values
        if self.row.history_type == "-":
            return [Difference(name, value, None) for name, value in now.items() if filled(value)]
        if self.before is None:
            return [Difference(name, None, value) for name, value in now.items() if filled(value)]
        past = self.values_of(self.before)
        return [Difference(name, past.get(name), value) for name, value in now.items() if past.get(name) != value]


def filled(value: Any) -> bool:
    return value is False or value == 0 or bool(value)


def newest(conditions: dict[AnyModel, Q], mark: Mark | None, size: int) -> list[Record]:
    """The newest records of these models after this mark, at most `size`: one query per model, then one or two more."""
    found: list[Record] = []
    for model, condition in conditions.items():
        rows = history(model).filter(condition).annotate(before_id=Subquery(one_before(model)))
        if mark is not None:
            rows = rows.filter(mark.after(slug(model)))
        rows = rows.select_related("history_user").order_by("-history_date", "-history_id")
        found += [Record(model, row) for row in rows[:size]]
    # Stable, last key first: newest first, then by kind, then by number, newest first.
    found.sort(key=lambda record: record.row.history_id, reverse=True)
    found.sort(key=lambda record: slug(record.model))
    found.sort(key=lambda record: record.row.history_date, reverse=True)
    return found[:size]


def one_before(model: AnyModel) -> QuerySet[Any]:
    same = history(model).filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    return same.order_by("-history_id").values("history_id")[:1]


def complete(records: Iterable[Record]) -> None:
    """Reads what each of these records was before, and what it links to: two or three queries per model."""
    for model, same in by_model(records):
        before = history(model).in_bulk({record.row.before_id for record in same} - {None})
        for record in same:
            record.before = before.get(record.row.before_id)
        links = linked(model, [*before, *(record.row.history_id for record in same)])
        for record in same:
            record.links = links


def by_model(records: Iterable[Record]) -> Iterator[tuple[AnyModel, list[Record]]]:
    groups: dict[AnyModel, list[Record]] = {}
    for record in records:
        groups.setdefault(record.model, []).append(record)
    yield from groups.items()


def linked(model: AnyModel, keys: list[int]) -> dict[int, dict[str, tuple[int, ...]]]:
    """What these records link to by many-to-many fields."""
    records = history(model).model
    found: dict[int, dict[str, tuple[int, ...]]] = {}
    for one in records._history_m2m_fields:
        target = f"{get_m2m_reverse_field_name(one)}_id"
        rows = getattr(records, one.name).model.objects.filter(history_id__in=keys)
        for key in keys:
            found.setdefault(key, {})[one.name] = ()
        for key, linked_to in rows.order_by(target).values_list("history_id", target):
            found[key][one.name] += (linked_to,)
    return found
