"""What people type into « Mes chiffres », kept as typed until it is saved. Nothing is lost, nor overwritten unseen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.models import Series
from strategy_monitor.campaigns.models import KeptCell, KeptFile
from strategy_monitor.language.codes import Code, Manner, MissingReason

LONGEST = 5_000
"""Characters of one cell: far above any message, far below what would fill a database."""

MOST_FILES = 3
"""Files of one row: each is of 10 Mo at most."""

DAYS_KEPT = 30
"""How long a file that is not submitted waits."""

CHOSEN: dict[str, type[Code]] = {"manner": Manner, "missing_reason": MissingReason}
"""The cells whose text is a code."""

Key = tuple[int, str]
"""Of a row: its series, and the period that was asked."""
CellPlace = tuple[int, str, str]
"""Key of a series, the period that was asked, the name of a cell."""


@dataclass(frozen=True)
class TypedCell:
    """What a page sends of one cell: what it showed, and what a person made of it."""

    place: CellPlace
    text: str
    shown: str
    version: int
    """That of the kept text which the page showed; 0 where none was kept."""
    revision: int
    """That of the observation which the page showed; 0 for none."""


@dataclass(frozen=True)
class Clash:
    """A cell that was typed in two places: what is kept, and what this page sends. Nothing was overwritten."""

    typed: TypedCell
    kept: KeptCell


def kept_cells(user: Any) -> dict[CellPlace, KeptCell]:
    """All that this person typed and did not save yet; one query."""
    return {place_of_cell(one): one for one in KeptCell.objects.filter(user=user)}


def place_of_cell(one: KeptCell) -> CellPlace:
    return one.series_id, one.period_label, one.name


def store_typed(user: Any, cells: Iterable[TypedCell]) -> list[Clash]:
    """Keeps what was typed. What another page of this person keeps meanwhile stays: the clashes are returned.

    Inside a transaction.
    """
    one_window_at_a_time(user)
    kept = kept_cells(user)
    clashes = []
    for cell in cells:
        known = kept.get(cell.place)
        if cell.text == (known.text if known else cell.shown):
            continue
        if cell.text == cell.shown and known and known.version != cell.version:
            continue  # not touched on this page, typed anew on another
        if known and known.version != cell.version:
            clashes.append(Clash(cell, known))
        else:
            write_cell(user, cell, known)
    return clashes


def one_window_at_a_time(user: Any) -> None:
    """Until the end of the transaction."""
    people = get_user_model()._default_manager.select_for_update(no_key=True)
    list(people.filter(pk=user.pk).values_list("pk", flat=True))


def write_cell(user: Any, cell: TypedCell, known: KeptCell | None) -> None:
    now = timezone.now()
    text = cell.text[:LONGEST]
    if cell.place[2] == "value":
        forget(user, cell.place[:2], ["reading"])  # it answered a question about another value
    if known is None:
        series, label, name = cell.place
        KeptCell.objects.create(
            user=user, series_id=series, period_label=label, name=name, text=text, version=cell.version + 1,
            revision=cell.revision, at=now,
        )  # fmt: skip
        return
    known.text, known.version, known.revision, known.at = text, known.version + 1, cell.revision, now
    known.save()


def forget(user: Any, key: Key, names: Iterable[str] = ()) -> None:
    """What was typed in this row is saved, or given up: all of it, files included, or these cells."""
    series, label = key
    cells = KeptCell.objects.filter(user=user, series_id=series, period_label=label)
    if names:
        cells.filter(name__in=names).delete()
    else:
        cells.delete()
        files_of_row(user, key).delete()


def move(user: Any, source: Key, target: Key) -> None:
    """What was typed in one row belongs to another one now, and takes the place of what stood there."""
    if source == target:
        return
    files_of_row(user, source).update(series_id=target[0], period_label=target[1])
    cells = KeptCell.objects.filter(user=user, series_id=source[0], period_label=source[1])
    if names := list(cells.values_list("name", flat=True)):
        forget(user, target, names)
        cells.update(series_id=target[0], period_label=target[1])


class FileNotKept(ValidationError):
    """A row has all the files that it may have. In French."""


def files_of_row(user: Any, key: Key) -> Any:
    return KeptFile.objects.filter(user=user, series_id=key[0], period_label=key[1])


def kept_files(user: Any) -> dict[Key, list[KeptFile]]:
    """All that this person gave and did not submit yet, their bytes left out; one query."""
    found: defaultdict[Key, list[KeptFile]] = defaultdict(list)
    for one in KeptFile.objects.filter(user=user).defer("content"):
        found[one.series_id, one.period_label].append(one)
    return dict(found)


def keep_file(user: Any, key: Key, name: str, content: bytes) -> None:
    """Keeps a file with this row; the same once more is kept once. Raises FileNotKept. Inside a transaction."""
    one_window_at_a_time(user)
    held = list(files_of_row(user, key))
    if any((one.name, bytes(one.content)) == (name, content) for one in held):
        return
    if len(held) >= MOST_FILES:
        raise FileNotKept(_("Trois fichiers au plus par ligne : en retirer un, ou les réunir."))
    KeptFile.objects.create(
        user=user, series_id=key[0], period_label=key[1], name=name, content=content, size=len(content),
        at=timezone.now(),
    )  # fmt: skip


def forget_file(user: Any, key: int) -> bool:
    """Whether there was such a file of this person."""
    return bool(KeptFile.objects.filter(user=user, pk=key).delete()[0])


def forget_files(person: Any, **_signal: Any) -> None:
    """All that this person gave and did not submit."""
    KeptFile.objects.filter(user=person).delete()


def erase_old_files(now: dt.datetime) -> int:
    """Files that nobody submitted in time go; returns how many."""
    return KeptFile.objects.filter(at__lt=now - dt.timedelta(days=DAYS_KEPT)).delete()[0]


@dataclass(frozen=True)
class Leftover:
    """What was typed in a row that is asked of this person no more."""

    series: Series
    label: str
    texts: list[str]

    @property
    def key(self) -> str:
        return f"{self.series.pk}:{self.label}"


def write_typed(one: KeptCell) -> str:
    """What was typed or chosen, as its person saw it."""
    return CHOSEN[one.name].words().get(one.text, one.text) if one.name in CHOSEN else one.text


def find_leftovers(user: Any, asked: Container[Key]) -> list[Leftover]:
    """Two queries."""
    found: dict[Key, Leftover] = {}
    for one in KeptCell.objects.filter(user=user).select_related("series__indicator").order_by("pk"):
        key = one.series_id, one.period_label
        if key not in asked and one.text.strip():
            found.setdefault(key, Leftover(one.series, one.period_label, [])).texts.append(write_typed(one))
    for file in KeptFile.objects.filter(user=user).select_related("series__indicator").defer("content"):
        key = file.series_id, file.period_label
        if key not in asked:
            found.setdefault(key, Leftover(file.series, file.period_label, [])).texts.append(file.name)
    return list(found.values())
