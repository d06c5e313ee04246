"""Historical records → changes, written with them, in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import BinaryField, ForeignKey, OuterRef, QuerySet, Subquery
from simple_history.utils import get_m2m_reverse_field_name

from axes.models import Axis
from indicators.models import Indicator
from strategy_monitor.history.models import Change
from strategy_monitor.history.naming import (
    AnyModel,
    Name,
    history_of,
    is_person,
    kind_of,
    recorded_models,
    step_of,
    ways_up,
)  # fmt: skip
from strategy_monitor.language.folding import fold
from strategy_monitor.quality.findings import BY_THE_RULES, FORMERLY_BY_THE_RULES
from strategy_monitor.seed.store import REASON

AT_ONCE = 500
NOT_TOLD = {"id", "slot"}
SAID_BY_ITS_NAME = {"texts.TextReading": {"model", "key", "field", "reader", "read_at"}}
"""Label of a model → its fields that its name, or who recorded it when, says already."""
TOPS = {"axes.Strategy", "axes.Axis", "axes.PriorityAction", "indicators.Provider", "releases.Edition"}
"""What holds too much to say what a change was about."""

BEARERS = {
    REASON: Change.Origin.LOAD,
    BY_THE_RULES: Change.Origin.RULES,
    FORMERLY_BY_THE_RULES: Change.Origin.RULES,
}
"""Reasons that what is no person gives."""

Values = dict[str, Any]
"""Name of a field → what a record holds of it: of a relation a key, or a tuple of keys."""
Links = dict[tuple[Any, int, str], list[int]]
"""Class of a record, its key, name of a relation to many → the keys that it linked."""
Difference = tuple[str, Any, Any]
"""Name of a field, before, after: of a relation a key, or a tuple of keys."""


def note_gathered(records: Iterable[Any], **_signal: Any) -> None:
    note_changes(records)


def note_migrated(plan: Any = None, **_signal: Any) -> None:
    """After `migrate`, or a flush. A database that is on its way, to a migration that is not the last one, lacks what
    is asked for: it is noted there by the last one."""
    if plan is None or is_migrated():
        note_missing()


def is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def note_missing() -> None:
    """Notes what was recorded before there were changes, or while nothing listened. Again, it finds nothing to do."""
    around = Surroundings()
    for model in recorded_models():
        noted = Change.objects.filter(model=model._meta.label).values("record")
        records = history_of(model).order_by("history_date", "history_id")
        with transaction.atomic():
            missing = list(records.exclude(history_id__in=noted).values_list("history_id", flat=True))
            for start in range(0, len(missing), AT_ONCE):
                note_changes(records.filter(history_id__in=missing[start : start + AT_ONCE]), around)


def note_changes(records: Iterable[Any], around: Surroundings | None = None) -> None:
    """In the order in which they were written."""
    records, around = list(records), around or Surroundings()
    around.read_ahead(records)
    Change.objects.bulk_create([change_of(record, around) for record in records], batch_size=AT_ONCE)


class Surroundings:
    """What stands above recorded things, read once. What is there no more is known by its last record."""

    def __init__(self) -> None:
        self.rows: dict[tuple[AnyModel, int], Any] = {}
        self.last: dict[tuple[AnyModel, int], tuple[Any, Values]] = {}
        """The last record that was noted of a thing, and what it held."""
        self.links: Links = {}
        """Of the records that were read ahead, and of those that they changed."""
        self.before: dict[tuple[AnyModel, int], Any] = {}
        """Model and key of a record that was read ahead → the record that it changed, or None."""
        self.names: dict[tuple[AnyModel, int], Name] = {}
        self.subjects: dict[tuple[AnyModel, int], tuple[AnyModel, Any]] = {}
        self.found: dict[tuple[AnyModel, AnyModel, int], Any] = {}
        """Of what stands above many records: its name, what it is about, and what is nearest to it of a model."""

    def read_ahead(self, records: list[Any]) -> None:
        """What these records lead to, and what stands above that: a query for each kind of thing, not for each."""
        self.before = records_before(records, self.last)
        self.links = linked_keys([*records, *filter(None, self.before.values())])
        wanted: dict[AnyModel, set[int | None]] = defaultdict(set)
        for record in records:
            for one in record.tracked_fields:
                model = one.related_model if isinstance(one, ForeignKey) else None
                if isinstance(model, type) and not is_person(model):
                    wanted[model].add(getattr(record, one.attname))
            for _name, up, parent in ways_up(record.instance_type, record):
                wanted[up].add(parent)
        while wanted:
            model, keys = wanted.popitem()
            unread = [key for key in keys if key and (model, key) not in self.rows]
            for key, row in without_bytes(model).in_bulk(unread).items():
                self.rows[model, key] = row
                for _name, up, parent in ways_up(model, row):
                    wanted[up].add(parent)

    def row(self, model: AnyModel, key: int) -> Any:
        """None where nobody knows it."""
        if (model, key) not in self.rows:
            self.rows[model, key] = read_row(model, key)
        return self.rows[model, key]

    def values(self, record: Any) -> Values:
        """As the database holds them, whatever the record was given."""
        untold = NOT_TOLD | SAID_BY_ITS_NAME.get(record.instance_type._meta.label, set())
        fields = {one.name: one for one in record.tracked_fields if one.name not in untold}
        held = {name: getattr(record, one.attname) for name, one in fields.items()}
        plain = {name: None if value is None else fields[name].to_python(value) for name, value in held.items()}
        return plain | {one.name: self.linked(record, one.name) for one in record._history_m2m_fields}

    def linked(self, record: Any, relation: str) -> tuple[int, ...]:
        place = (type(record), record.history_id, relation)
        return tuple(self.links[place] if place in self.links else linked_keys([record])[place])

    def parents(self, model: AnyModel, row: Any) -> Iterator[tuple[AnyModel, Any]]:
        for _name, up, key in ways_up(model, row):
            if key and (found := self.row(up, key)) is not None:
                yield up, found

    def name(self, model: AnyModel, row: Any) -> Name:
        parent = kind_of(model._meta.label).parent
        above = ((up, key) for name, up, key in ways_up(model, row) if name == parent and key)
        return [step_of(model, row), *(step for up, key in above for step in self.name_of(up, key))]

    def name_of(self, model: AnyModel, key: int) -> Name:
        if (model, key) not in self.names:
            row = None if is_person(model) else self.row(model, key)
            self.names[model, key] = [[model._meta.label, key, None]] if row is None else self.name(model, row)
        return self.names[model, key]

    def subject(self, model: AnyModel, row: Any) -> tuple[AnyModel, Any]:
        """The indicator that it stands in; else the highest thing below the axis; else itself."""
        higher = (one for one in self.parents(model, row) if one[0]._meta.label not in TOPS)
        up = None if model is Indicator else next(higher, None)
        return self.subject_of(*up) if up else (model, row)

    def subject_of(self, model: AnyModel, row: Any) -> tuple[AnyModel, Any]:
        if (model, row.id) not in self.subjects:
            self.subjects[model, row.id] = self.subject(model, row)
        return self.subjects[model, row.id]

    def nearest(self, wanted: AnyModel, model: AnyModel, row: Any) -> Any:
        """The row of this model that it stands in, or is; None where it stands in none."""
        if model is wanted:
            return row
        found = (self.nearest_of(wanted, *one) for one in self.parents(model, row))
        return next((one for one in found if one is not None), None)

    def nearest_of(self, wanted: AnyModel, model: AnyModel, row: Any) -> Any:
        place = (wanted, model, row.id)
        if place not in self.found:
            self.found[place] = self.nearest(wanted, model, row)
        return self.found[place]


def without_bytes(model: AnyModel) -> QuerySet[Any]:
    heavy = [one.name for one in model._meta.concrete_fields if isinstance(one, BinaryField)]
    return model._base_manager.order_by().defer(*heavy)


def read_row(model: AnyModel, key: int) -> Any:
    found = without_bytes(model).filter(pk=key).first()
    if found is None and model in recorded_models():
        found = history_of(model).filter(id=key).order_by("-history_id").first()
    return found


def change_of(record: Any, around: Surroundings) -> Change:
    model = record.instance_type
    now = around.values(record)
    before, past = record_before(record, around) if record.history_type == "~" else (None, {})
    around.last[model, record.id] = record, now
    differences = compare_values(record.history_type, now, past)
    subject_model, subject = around.subject(model, record)
    indicator, axis = around.nearest(Indicator, model, record), around.nearest(Axis, model, record)
    reason = record.history_change_reason or ""
    return Change(
        model=model._meta.label,
        key=record.id,
        record=record.history_id,
        record_before=before and before.history_id,
        kind=record.history_type,
        when=record.history_date,
        user_id=record.history_user_id,
        origin=origin_of(record, differences),
        reason=reason,
        folded_reason=fold(reason),
        name=around.name(model, record),
        subject=around.name(subject_model, subject),
        subject_model=subject_model._meta.label,
        subject_key=subject.id,
        indicator=indicator and indicator.id,
        indicator_code=indicator.code if indicator else "",
        axis=axis and axis.number,
        fields=[name_keys(model, one, around) for one in differences],
    )


def record_before(record: Any, around: Surroundings) -> tuple[Any, Values]:
    """The one that it changed, and what it held; none where the history does not reach so far."""
    if known := around.last.get((record.instance_type, record.id)):
        return known
    before = around.before.get((record.instance_type, record.history_id))
    return before, around.values(before) if before else {}


def records_before(records: Iterable[Any], known: Container[tuple[AnyModel, int]]) -> dict[tuple[AnyModel, int], Any]:
    """Those that these changed, where they are not known yet: two queries for each kind of thing."""
    asked: dict[AnyModel, list[int]] = defaultdict(list)
    for record in records:
        if record.history_type == "~" and (record.instance_type, record.id) not in known:
            asked[record.instance_type].append(record.history_id)
    found: dict[tuple[AnyModel, int], Any] = {}
    for model, keys in asked.items():
        history = history_of(model)
        earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
        last = Subquery(earlier.values("history_id")[:1])
        pairs = history.filter(history_id__in=keys).order_by().values_list("history_id", last)
        rows = history.in_bulk([before for _key, before in pairs if before])
        found |= {(model, key): rows.get(before) for key, before in pairs}
    return found


def compare_values(kind: str, now: Values, past: Values) -> list[Difference]:
    """What changed; of what was added or removed, all that it holds."""
    if kind == "-":
        return [(name, value, None) for name, value in now.items() if is_filled(value)]
    if not past:
        return [(name, None, value) for name, value in now.items() if is_filled(value)]
    return [(name, past.get(name), value) for name, value in now.items() if past.get(name) != value]


def is_filled(value: Any) -> bool:
    return value is False or value == 0 or bool(value)


def linked_keys(records: Iterable[Any]) -> Links:
    """What records held of each relation to many: a query for each relation, not for each record."""
    keys: dict[Any, list[int]] = defaultdict(list)
    for record in records:
        keys[type(record)].append(record.history_id)
    found: Links = {}
    for history, ids in keys.items():
        for relation in history._history_m2m_fields:
            target = f"{get_m2m_reverse_field_name(relation)}_id"
            links = getattr(history, relation.name).filter(history__in=ids).order_by(target)
            found |= {(history, key, relation.name): [] for key in ids}
            for key, other in links.values_list("history_id", target):
                found[history, key, relation.name].append(other)
    return found


def origin_of(record: Any, differences: Iterable[Difference]) -> str:
    """By the facts of the record: whose reason it bears, its author, the file that it names."""
    if bearer := BEARERS.get(record.history_change_reason):
        return bearer
    if record.history_user_id:
        return Change.Origin.PERSON
    brought = any(name == "imported_from" and after for name, _before, after in differences)
    return Change.Origin.IMPORT if brought else Change.Origin.SYSTEM


def name_keys(model: AnyModel, difference: Difference, around: Surroundings) -> Difference:
    """With the names of what its keys lead to."""
    name, before, after = difference
    other = model._meta.get_field(name).related_model
    if not isinstance(other, type):
        return difference

    def named(keys: Any) -> Any:
        if isinstance(keys, tuple):
            return [around.name_of(other, key) for key in keys]
        return around.name_of(other, keys) if keys else None

    return name, named(before), named(after)
