"""What was deleted with a thing, brought back with it: each as it stood when it went, its work done so far included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import CASCADE, Model
from simple_history.utils import bulk_create_with_history

from strategy_monitor.backoffice.recording import TOGETHER, relations_to
from strategy_monitor.language import french


@dataclass(frozen=True)
class GoneParts:
    """What one deletion took of one kind, with what it hung on."""

    model: type[Model]
    records: list[Any]

    def count(self) -> str:
        named = self.model._meta
        return french.count_noun(len(self.records), str(named.verbose_name), str(named.verbose_name_plural))


def find_gone_parts(record: Any, may_bring: Callable[[type[Model]], bool]) -> list[GoneParts]:
    """What went with the thing whose deletion this record tells, from what hangs on it down; each is there no more.

    `may_bring`: which kinds of it are looked for. Two queries for each.
    """
    found = [GoneParts(record.instance_type, [record])]
    for above in found:
        found += list_gone_under(above, record, may_bring)
    return found[1:]


def list_gone_under(above: GoneParts, deletion: Any, may_bring: Callable[[type[Model]], bool]) -> Iterator[GoneParts]:
    keys = [one.id for one in above.records]
    act = {"history_type": "-", "history_date": deletion.history_date, "history_user": deletion.history_user_id}
    for relation in relations_to(above.model):
        kind: Any = relation.related_model
        if relation.on_delete is CASCADE and hasattr(kind, "history") and may_bring(kind):
            gone = {one.id: one for one in kind.history.filter(**act, **{f"{relation.field.attname}__in": keys})}
            there = set(kind._default_manager.filter(pk__in=gone).values_list("pk", flat=True))
            if left := [one for key, one in gone.items() if key not in there]:
                yield GoneParts(kind, left)


def bring_back_parts(parts: list[GoneParts], user: Any, reason: str) -> None:
    """Writes these again, each with the record that says so. Once what they hung on is there."""
    with transaction.atomic():
        for part in parts:
            rows = [one.instance for one in part.records]
            bulk_create_with_history(
                rows, part.model, batch_size=TOGETHER, default_user=user, default_change_reason=reason
            )


def count_parts(parts: list[GoneParts]) -> str:
    """« 9 séries, 11 valeurs et 6 notes »; empty for none."""
    by_kind: dict[type[Model], list[Any]] = {}
    for part in parts:
        by_kind.setdefault(part.model, []).extend(part.records)
    return french.write_list([GoneParts(*each).count() for each in by_kind.items()])
