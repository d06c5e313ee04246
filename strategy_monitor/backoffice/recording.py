"""The history that every model of the working copy keeps.

django-simple-history tells of each record that it writes, but for those that it writes many at once: here it tells of
all of them in one way, so that what is made from the records misses none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import CASCADE, PROTECT, SET_NULL
from django.dispatch import Signal
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import post_create_historical_record

records_created = Signal()
"""Sent with `records`, historical records that were just written, in the same transaction."""

GATHERED: ContextVar[list[Any] | None] = ContextVar("gathered", default=None)
"""The records of the block of `recorded_together` that one is in."""


@contextmanager
def recorded_together() -> Iterator[None]:
    """A transaction whose records are told of once, at its end: what is made from many costs little more than from one.

    To be used where what is made from the records (history, mail) is not read before the end of the block.
    """
    if GATHERED.get() is not None:
        yield
        return
    records: list[Any] = []
    with transaction.atomic():
        token = GATHERED.set(records)
        try:
            yield
        finally:
            GATHERED.reset(token)
        if records and not transaction.get_rollback():
            records_created.send(sender=None, records=records)


def tell_records(model: Any, records: list[Any]) -> None:
    """Of these records, now or at the end of the block of `recorded_together`."""
    gathered = GATHERED.get()
    if gathered is None:
        records_created.send(sender=model, records=records)
    else:
        gathered += records


def tell_record(history_instance: Any, sender: Any, **_signal: Any) -> None:
    tell_records(sender, [history_instance])


post_create_historical_record.connect(tell_record)


class RecordManager(HistoryManager):
    def bulk_history_create(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            records = super().bulk_history_create(*args, **kwargs)
            tell_records(self.model, records or [])
        return records


class History(HistoricalRecords):
    """To declare on a model, as `HistoricalRecords`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(history_manager=RecordManager, **kwargs)


def delete_recorded(model: Any, rows: Iterable[Any], user: Any, reason: str, together: int = 500) -> None:
    """Deletes these rows at once, each with the record that says so; what may point to nothing then does.

    Nothing that would go with them may be left: the database refuses where it is.
    """
    gone = list(rows)
    history = model.history.model
    said = {"history_date": timezone.now(), "history_type": "-", "history_user": user, "history_change_reason": reason}
    kept = [one.attname for one in history.tracked_fields]
    records = [history(**said, **{name: getattr(row, name) for name in kept}) for row in gone]
    with transaction.atomic():
        tell_records(model, history.objects.bulk_create(records, batch_size=together))
        for start in range(0, len(gone), together):
            keys = [row.pk for row in gone[start : start + together]]
            for one in relations_to(model):
                if one.on_delete is SET_NULL:
                    pointing = one.related_model._base_manager.filter(**{f"{one.field.name}__in": keys})
                    pointing.update(**{one.field.name: None})
            rows_of_them = model._base_manager.filter(pk__in=keys)
            rows_of_them._raw_delete(rows_of_them.db)


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
