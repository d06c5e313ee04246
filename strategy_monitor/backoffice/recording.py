"""The history that every model of the working copy keeps.

django-simple-history tells of each record that it writes, but for those that it writes many at once: here it tells of
all of them, so that what is made from the records misses none; once for all that one act wrote, see `gather_records`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.models import CASCADE, PROTECT, SET_NULL, Max
from django.dispatch import Signal, receiver
from django.utils import timezone
from simple_history.manager import HistoryDescriptor, HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import post_create_historical_record
from simple_history.utils import get_m2m_field_name

records_gathered = Signal()
"""Sent with `records`, of any models, in the transaction that wrote them: all those of a block of `gather_records`, at
its end; outside of one, as they come."""

TOGETHER = 500
"""Rows of one statement, where the database takes as many."""

gathering: ContextVar[list[Any] | None] = ContextVar("gathering", default=None)
"""The records of the block that is open."""

deleting: ContextVar[tuple[dt.datetime, str] | None] = ContextVar("deleting", default=None)
"""The moment and the reason of the deletion that is under way."""


@contextmanager
def one_deletion(reason: str) -> Iterator[None]:
    """Has all that is deleted here recorded at one moment, and for one reason: what went together is found together."""
    opened = deleting.set((timezone.now(), reason))
    try:
        yield
    finally:
        deleting.reset(opened)


@contextmanager
def gather_records() -> Iterator[None]:
    """Tells whoever listens of all records that are written within it, once, as it ends. So an act that writes many
    records costs its listeners little more than one that writes one.

    To be opened inside the transaction of the act. If that fails, nothing is told; what a savepoint has undone is not
    told either. One that is opened inside another is part of the outer one.
    """
    if gathering.get() is not None:
        yield
        return
    records: list[Any] = []
    opened = gathering.set(records)
    try:
        yield
    finally:
        gathering.reset(opened)
    if not transaction.get_rollback() and (kept := leave_out_undone(records)):
        records_gathered.send(sender=None, records=kept)


def leave_out_undone(records: list[Any]) -> list[Any]:
    """Those that the database holds, in the order in which they were written: one query for each kind of record.

    SQLite gives the key of a record that was undone to the next one: of two with one key, the later is held.
    """
    keys: dict[type[Any], dict[int, Any]] = defaultdict(dict)
    for one in records:
        keys[type(one)][one.history_id] = one
    held = [some[key] for kind, some in keys.items() for key in kind.objects.only("history_id").in_bulk(some)]
    places = {id(one): place for place, one in enumerate(records)}
    return sorted(held, key=lambda one: places[id(one)])


def gather(records: list[Any]) -> None:
    """Keeps these for the end of the block that is open, or tells of them at once."""
    held = gathering.get()
    if held is None:
        records_gathered.send(sender=None, records=records)
    else:
        held += records


@receiver(post_create_historical_record)
def gather_one(history_instance: Any, **_signal: Any) -> None:
    gather([history_instance])


class RecordManager(HistoryManager):
    def bulk_history_create(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            records = super().bulk_history_create(*args, **kwargs)
            gather(records or [])
        return records


class RecordDescriptor(HistoryDescriptor):
    """`Model.history` and `thing.history`, of one class: django-simple-history makes a class at each access, and Django
    goes through all classes of managers, however many, each time that it makes a manager."""

    def __init__(self, model: Any, managers: type[Any]) -> None:
        self.model, self.managers = model, managers

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        return self.managers(self.model, instance)


class History(HistoricalRecords):
    """To declare on a model, as `HistoricalRecords`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(history_manager=RecordManager, **kwargs)

    def finalize(self, sender: Any, **kwargs: Any) -> None:
        """Of a model that keeps a history, and of each other one, which is left as it is."""
        super().finalize(sender, **kwargs)
        found = vars(sender).get(self.manager_name)
        if type(found) is HistoryDescriptor:
            managers = found.manager_class.from_queryset(found.queryset_class)
            setattr(sender, self.manager_name, RecordDescriptor(found.model, managers))

    def pre_delete(self, instance: Any, **kwargs: Any) -> None:
        """What joins it to other things is deleted before it, and belongs into the record of its deletion, which is of
        the moment of the act that it is part of."""
        super().pre_delete(instance, **kwargs)
        if act := deleting.get():
            instance._history_date, instance._change_reason = act
        instance.joined = {
            relation: list(relation.remote_field.through.objects.filter(**{get_m2m_field_name(relation): instance}))
            for relation in self.relations_of(instance)
        }

    def relations_of(self, instance: Any) -> Iterable[Any]:
        """Those to many that its history keeps."""
        return getattr(instance, self.manager_name).model._history_m2m_fields

    def create_historical_record_m2ms(self, history_instance: Any, instance: Any) -> None:
        if history_instance.history_type != "-":
            super().create_historical_record_m2ms(history_instance, instance)
            return
        for relation, rows in getattr(instance, "joined", {}).items():
            history = self.m2m_models[relation]
            names = [one.attname for one in relation.remote_field.through._meta.concrete_fields]
            history.objects.bulk_create(
                history(history=history_instance, **{name: getattr(row, name) for name in names}) for row in rows
            )


def delete_recorded(model: Any, rows: Iterable[Any], user: Any, reason: str) -> None:
    """Deletes these rows at once, each with the record that says so; what may point to nothing then does.

    Nothing that would go with them may be left: the database refuses where it is.
    """
    gone = list(rows)
    history = model.history.model
    said = describe_act("-", user, reason)
    kept = [one.attname for one in history.tracked_fields]
    records = [history(**said, **{name: getattr(row, name) for name in kept}) for row in gone]
    with transaction.atomic():
        gather(history.objects.bulk_create(records, batch_size=TOGETHER))
        for start in range(0, len(gone), TOGETHER):
            keys = [row.pk for row in gone[start : start + TOGETHER]]
            for one in relations_to(model):
                if one.on_delete is SET_NULL:
                    pointing = one.related_model._base_manager.filter(**{f"{one.field.name}__in": keys})
                    pointing.update(**{one.field.name: None})
            rows_of_them = model._base_manager.filter(pk__in=keys)
            rows_of_them._raw_delete(rows_of_them.db)


def describe_act(kind: str, user: Any, reason: str) -> dict[str, Any]:
    """What all records of one act say of it, by the names of their columns."""
    return {
        "history_date": timezone.now(),
        "history_type": kind,
        "history_user_id": user and user.pk,
        "history_change_reason": reason,
    }


def update_recorded(model: Any, rows: Collection[Any], fields: Iterable[str], user: Any, reason: str) -> None:
    """Writes these fields of many rows in one statement, and a record of each into the history.

    Django's `bulk_update` writes a CASE for each value, which takes several times as long. Here the rows are inserted
    whole; where one is there already, as all should be, it takes these fields. A row that somebody deleted would be
    inserted anew: the caller must hold a lock that keeps rows from being deleted.
    """
    if not rows:
        return
    key = model._meta.pk.name
    with transaction.atomic():
        model._base_manager.bulk_create(
            rows, batch_size=TOGETHER, update_conflicts=True, unique_fields=[key], update_fields=list(fields)
        )
        gather(copy_to_history(model, list(rows), user, reason))


def copy_to_history(model: Any, rows: Sequence[Any], user: Any, reason: str) -> list[Any]:
    """A record of each of these changed rows, by who sends the request where no user is given: the database copies what
    it holds of it, and nobody sends it twice."""
    history, key = model.history.model, model._meta.pk.name
    said = describe_act("~", user or history.get_default_history_user(rows[0]), reason)
    tracked = {one.name for one in history.tracked_fields}
    own = [one for one in history._meta.concrete_fields if one.name not in tracked and not one.primary_key]
    given = [one.get_db_prep_save(said.get(one.attname, one.get_default()), connection) for one in own]
    records: list[Any] = []
    for start in range(0, len(rows), TOGETHER):
        keys = [row.pk for row in rows[start : start + TOGETHER]]
        with connection.cursor() as cursor:
            cursor.execute(write_copying(model, own, len(keys)), [*given, *keys])
        told = history.objects.filter(**{f"{key}__in": keys}).order_by().values(key)
        last = told.annotate(last=Max("history_id")).values("last")
        records += history.objects.filter(history_id__in=last).order_by("history_id")
    return records


def write_copying(model: Any, own: Iterable[Any], keys: int) -> str:
    """The statement that takes so many rows into their history: it is given the values of its `own` columns, then the
    keys."""
    history, quote = model.history.model, connection.ops.quote_name
    copied = [quote(one.column) for one in history.tracked_fields]
    added = [quote(one.column) for one in own]
    into = f"INSERT INTO {quote(history._meta.db_table)} ({', '.join([*added, *copied])})"
    values = f"SELECT {', '.join([*(['%s'] * len(added)), *copied])} FROM {quote(model._meta.db_table)}"  # noqa: S608 - names
    key = quote(model._meta.pk.column)
    return f"{into} {values} WHERE {key} IN ({', '.join(['%s'] * keys)}) ORDER BY {key}"


def relations_to(model: Any) -> list[Any]:
    """The keys of other models that point to this one, hidden ones among them."""
    every = model._meta.get_fields(include_hidden=True)
    return [one for one in every if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)]


def find_dependents(model: Any, keys: Iterable[int]) -> dict[int, list[Any]]:
    """Key → what stands on these rows and would go with them, such as notes. A query for each kind of it."""
    found: dict[int, list[Any]] = defaultdict(list)
    given = list(keys)
    for one in relations_to(model):
        if one.on_delete in {CASCADE, PROTECT}:
            for thing in one.related_model._default_manager.filter(**{f"{one.field.name}__in": given}):
                found[getattr(thing, one.field.attname)].append(thing)
    return found
