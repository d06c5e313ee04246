"""Which texts wait for a second reader: changed by an account, and in this wording read by nobody else yet.

What the public reads is the released document; who wrote what, the history of the rows; who read it, `TextReading`.
Work that no account did, such as a load, is nobody's, and waits for nobody.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Model

from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language import french
from strategy_monitor.report.refusal import PublicationRefused
from strategy_monitor.texts.changed import ChangedText, TextKey, state
from strategy_monitor.texts.models import TextReading


class Wording(Protocol):
    """A text that the public would read otherwise than now, as `ChangedText` says it."""

    @property
    def key(self) -> TextKey: ...

    @property
    def name(self) -> str: ...

    @property
    def public(self) -> Any: ...

    @property
    def now(self) -> Any: ...

    @property
    def wording(self) -> str: ...


SomeText = TypeVar("SomeText", bound=Wording)


class TextsUnread(PublicationRefused):
    """Texts that no second person has read stop a publication."""

    def __init__(self, texts: list[UnreadText]) -> None:
        said = [f"{one.text.name} (par {one.who})" for one in texts]
        super().__init__("\n".join(["Une autre personne doit encore lire ces textes avant de les publier.", *said]))
        self.texts = texts


@dataclass(frozen=True)
class UnreadText(Generic[SomeText]):
    text: SomeText
    writers: tuple[Any, ...]
    """The people whose work it is since it was last published or read, the last one first."""
    written_at: dt.datetime
    returned: TextReading | None = None
    """What somebody said of this very wording, who sent it back."""

    @property
    def who(self) -> str:
        return ", ".join(name_person(one) for one in self.writers)

    def is_own_work(self, user: Any) -> bool:
        """Whether this person wrote some of it: then another one reads it, unless the settings allow otherwise."""
        return not settings.ALLOW_SELF_VALIDATION and any(one.pk == user.pk for one in self.writers)


@dataclass(frozen=True)
class Written:
    """One change of one text, by whom and when."""

    value: Any
    user: int | None
    at: dt.datetime


def find_unread(changed: list[SomeText]) -> list[UnreadText[SomeText]]:
    """Of texts that say something else than what the public reads, those that nobody else has read, in the same order.

    None for no text, without a query; else three, and one for each kind of thing.
    """
    if not changed:
        return []
    written = read_history(changed)
    readings = read_readings(written)
    found = []
    for text in changed:
        said = readings[text.key]
        read = next((one for one in said if not one.returned_why), None)
        if text.key not in written or (read is not None and read.wording == text.wording):
            continue
        known = {text.public, state(json.loads(read.wording)) if read else None}
        since = changes_since(written[text.key], known)
        if since and since[0].user is not None:
            returned = next((one for one in said if one.returned_why and one.wording == text.wording), None)
            found.append((text, since, returned))
    people = get_user_model()._default_manager.in_bulk({one.user for _text, since, _said in found for one in since})
    return [
        UnreadText(text, tuple(people[key] for key in dict.fromkeys(one.user for one in since) if key in people),
                   since[0].at, returned)
        for text, since, returned in found
    ]  # fmt: skip


def list_worded(changed: list[SomeText]) -> list[SomeText]:
    """Those of them that an account wrote last, since they were published: no other one waits for a reader. Whether
    somebody has read them is not asked. None without a text, else a query for each kind of thing."""
    written = read_history(changed) if changed else {}
    found = ((text, changes_since(written.get(text.key, []), {text.public})) for text in changed)
    return [text for text, since in found if since and since[0].user is not None]


def changes_since(changes: list[Written], known: set[Any]) -> list[Written]:
    """Those after it last said what is published or was read, the last one first."""
    found: list[Written] = []
    for one in reversed(changes):
        if one.value in known:
            break
        found.append(one)
    return found


def read_history(changed: Iterable[SomeText]) -> dict[TextKey, list[Written]]:
    """The changes of each of these texts that an account ever wrote, the oldest first. A query for each model."""
    keys: dict[str, dict[int, dict[str, SomeText]]] = defaultdict(lambda: defaultdict(dict))
    for text in changed:
        label, key, column = text.key
        keys[label][key][column] = text
    found: dict[TextKey, list[Written]] = {}
    for label, rows in keys.items():
        history = apps.get_model(label).history
        columns = sorted({column for row in rows.values() for column in row})
        by_people = history.filter(id__in=list(rows), history_user__isnull=False).order_by().values("id")
        records = history.filter(id__in=by_people).order_by("id", "history_id")
        for key, same in groupby(records.values("id", "history_user_id", "history_date", *columns), itemgetter("id")):
            every = list(same)
            for column, text in rows[key].items():
                found[label, key, column] = list(changes_of(every, column, isinstance(text.now, tuple)))
    return found


def changes_of(records: list[dict[str, Any]], column: str, listed: bool) -> Iterable[Written]:
    """Of the records of one row, those that changed this column; as the document says it, which may split it."""
    before = None
    for record in records:
        value = record[column]
        value = french.paragraphs(value) if listed and isinstance(value, str) else state(value)
        if value != before:
            yield Written(value, record["history_user_id"], record["history_date"])
        before = value


def read_readings(texts: Iterable[TextKey]) -> dict[TextKey, list[TextReading]]:
    """What counts of what was said of each of these, the last first. One query."""
    wanted, found = set(texts), defaultdict(list)
    rows = TextReading.objects.filter(key__in={key for _model, key, _field in wanted}, undone=False)
    for one in rows.select_related("reader").order_by("-pk"):
        if (place := (one.model, one.key, one.field)) in wanted:
            found[place].append(one)
    return found


def returns_of(row: Model) -> list[tuple[str, TextReading]]:
    """(name of the field, what was said) of the texts of this row that were sent back as they now stand. One query."""
    said = TextReading.objects.filter(model=row._meta.label, key=row.pk, undone=False).select_related("reader")
    last = {one.field: one for one in said.order_by("pk")}
    found = []
    for field, one in last.items():
        value = getattr(row, field, None)
        split = french.paragraphs(value) if isinstance(value, str) else value
        if one.returned_why and json.loads(one.wording) in (value, list(split or ())):
            found.append((str(row._meta.get_field(field).verbose_name), one))  # type: ignore[union-attr]
    return found


def require_second_reader(changed: list[ChangedText]) -> None:
    """Raises TextsUnread where one of these texts, which are to be published, waits for its second reader."""
    if settings.ALLOW_SELF_VALIDATION:
        return
    if waiting := find_unread(changed):
        raise TextsUnread(waiting)
