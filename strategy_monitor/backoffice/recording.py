"""The history that every model of the working copy keeps.

django-simple-history tells of each record that it writes, but for those that it writes many at once: here it tells of
these too, so that what is made from the records misses none.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import Signal
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

records_created = Signal()
"""Sent with `records`, the historical records of one model that were just written together, in the same transaction."""


class RecordManager(HistoryManager):
    def bulk_history_create(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            records = super().bulk_history_create(*args, **kwargs)
            records_created.send(sender=self.model, records=records or [])
        return records


class History(HistoricalRecords):
    """To declare on a model, as `HistoricalRecords`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(history_manager=RecordManager, **kwargs)
