"""Lost updates: what a page showed when it was opened, and what is stored when it is saved.

Each row has a revision: the number of the latest record of its history. A page carries the revisions of all that it
shows; when it comes back, what was changed meanwhile is known row by row, and what a person typed is merged with it
field by field. Only what both changed is for that person to decide, with both before their eyes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Model
from pydantic_core import from_json


def revisions(model: type[Model], keys: Any) -> dict[int, int]:
    """Key → revision, in one query. Rows deleted meanwhile keep theirs: that of their deletion."""
    history = model.history  # type: ignore[attr-defined]
    rows = history.filter(id__in=list(keys)).order_by().values_list("id")
    return dict(rows.annotate(last=Max("history_id")))


def revision(thing: Model) -> int:
    """The revision of one row; 0 where nothing was recorded."""
    return revisions(type(thing), [thing.pk]).get(thing.pk, 0)


@dataclass
class ShownVersions:
    """What a page showed: model label → key → revision. `now` is asked once per model, for all rows of the page."""

    shown: dict[str, dict[int, int]] = field(default_factory=dict)
    now: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, things: Iterable[Model]) -> ShownVersions:
        """The present revisions of these rows, one query per model."""
        keys: dict[type[Model], list[int]] = defaultdict(list)
        for thing in things:
            if thing.pk and hasattr(thing, "history"):
                keys[type(thing)].append(thing.pk)
        return cls({model._meta.label: revisions(model, found) for model, found in keys.items()})

    @classmethod
    def read(cls, text: str) -> ShownVersions:
        """What a form brings back; nothing where it cannot be read: each row then counts as unseen."""
        try:
            given = from_json(text)
            shown = {label: {int(key): int(last) for key, last in rows.items()} for label, rows in given.items()}
        except (ValueError, TypeError, AttributeError, OverflowError):
            return cls()
        sane = all(0 <= number < 2**63 for rows in shown.values() for pair in rows.items() for number in pair)
        return cls(shown if sane else {})

    def dump(self) -> str:
        return json.dumps(self.shown, separators=(",", ":"))

    def has_changed(self, thing: Model) -> bool:
        """Whether this row was changed since the page was opened, or was not on the page."""
        label = thing._meta.label
        if label not in self.now:
            self.now[label] = revisions(type(thing), {*self.shown.get(label, ()), thing.pk})
        seen, last = self.shown.get(label, {}).get(thing.pk), self.now[label].get(thing.pk)
        return seen is None or seen != (last or 0)

    def record(self, thing: Model) -> Any:
        """The record of history that the page showed; None where the page does not say."""
        seen = self.shown.get(thing._meta.label, {}).get(thing.pk)
        history: Any = type(thing).history  # type: ignore[attr-defined]
        return history.filter(id=thing.pk, history_id=seen).first() if seen else None


def last_record(thing: Model) -> Any:
    """The latest record of its history: who changed it, and when. None where nothing was recorded."""
    history: Any = type(thing).history  # type: ignore[attr-defined]
    return history.filter(id=thing.pk).select_related("history_user").order_by("-history_id").first()
