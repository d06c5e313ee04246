"""An import undone as one act: what it added is deleted, what it changed is put back exactly as it was.

Nothing that somebody changed since is touched unasked: it is said what, by whom, and a person decides about the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from axes.working_copy import lock_working_copy
from indicators.exchange.applying import WRITTEN
from indicators.models import ImportedFile, Indicator, Observation
from indicators.models.observation import STATUS_FIELDS
from indicators.rights import with_my_figures
from indicators.signals import figures_changed
from indicators.workflow import OPEN, disown, take_over
from strategy_monitor.backoffice.history import readable_value
from strategy_monitor.backoffice.recording import delete_recorded, find_dependents, update_recorded
from strategy_monitor.language import french
from strategy_monitor.language.codes import WorkStatus

LONGEST_REASON = 1000
STORED = tuple(one.attname for one in Observation._meta.concrete_fields)
STEPS = {one.attname for one in Observation._meta.concrete_fields if one.name in STATUS_FIELDS}
PERMISSIONS = ("indicators.add_observation", "indicators.change_observation")


class UndoRefused(ValidationError):
    """The import is not undone: why, in French. Nothing was written."""


class ChangedMeanwhile(UndoRefused):
    """Some of it was changed since, and nobody agreed to leave that alone."""

    def __init__(self, undoing: Undoing) -> None:
        super().__init__(_("Rien n’a été défait : des valeurs de cet import ont changé depuis. Elles sont dites ici."))
        self.undoing = undoing


@dataclass(frozen=True)
class ChangedSince:
    """What somebody did, since, to something that an import brought."""

    observation: int
    name: str
    """« 1.1-O1, Heures suivies, 2023-2024 »."""
    what: tuple[str, ...]
    """Each difference, in French."""
    who: Any = None
    """The account that changed it last, or none."""
    when: Any = None
    gone: bool = False
    """Whether the observation is there no more."""


@dataclass(frozen=True)
class Undoing:
    """What undoing an import would do."""

    added: list[Observation] = field(default_factory=list)
    """To delete."""
    changed: list[tuple[Observation, Any]] = field(default_factory=list)
    """To put back, each with the record of its history that it becomes again."""
    since: list[ChangedSince] = field(default_factory=list)
    """What was changed since, and stays."""
    records: list[int] = field(default_factory=list)
    """Records of the history that will count for nothing: those of what is put back."""

    @property
    def count(self) -> int:
        return len(self.added) + len(self.changed)


@dataclass(frozen=True)
class Trail:
    """The records of one observation that the import touched, the oldest first."""

    file: int
    records: list[Any]

    @cached_property
    def place(self) -> int:
        return next(n for n, record in enumerate(self.records) if record.imported_from_id == self.file)

    @property
    def imported(self) -> Any:
        return self.records[self.place]

    @property
    def former(self) -> Any:
        """What it was before; none where the import added it."""
        return self.records[self.place - 1] if self.place and self.imported.history_type != "+" else None

    @property
    def later(self) -> list[Any]:
        return self.records[self.place :]


def may_undo(user: Any, file: ImportedFile) -> bool:
    """Whoever may import where all of it went; three queries at most."""
    if file.confirmed_at is None or not user.has_perms(PERMISSIONS):
        return False
    touched = Observation.history.filter(imported_from=file).order_by().values("series__indicator")
    mine = Indicator.objects.filter(with_my_figures(user)).values("pk")
    return not Indicator.objects.filter(pk__in=touched).exclude(pk__in=mine).exists()


def plan_undoing(file: ImportedFile, user: Any) -> Undoing:
    """What undoing it would do now. Some five queries, whatever the file brought."""
    touched = Observation.history.filter(imported_from=file).order_by().values("id")
    history = Observation.history.filter(id__in=touched).order_by("id", "history_id")
    history = history.select_related("history_user", "submitted_by", "validated_by", "series__indicator")
    trails = {key: Trail(file.pk, list(same)) for key, same in groupby(history, key=lambda record: record.id)}
    rows = Observation.objects.in_bulk(list(trails))
    found = Undoing()
    spoken_of = find_dependents(Observation, [key for key, trail in trails.items() if trail.former is None])
    for key, trail in trails.items():
        row = rows.get(key)
        if row is None and trail.former is None:
            continue  # it was added, and somebody has deleted it already
        if (since := changed_since(row, trail, user, spoken_of[key])) is not None:
            found.since.append(since)
        elif row is not None and trail.former is None:
            found.added.append(row)
        elif row is not None:
            found.changed.append((row, trail.former))
            found.records.extend(record.pk for record in trail.later)
    return found


def changed_since(row: Observation | None, trail: Trail, user: Any, dependents: Iterable[Any]) -> ChangedSince | None:
    """None where it stands as the import left it; a submission by this very person is no change."""
    last = trail.records[-1]
    if row is None:
        return tell_change([_("supprimée")], last)
    names = [name for name in STORED if getattr(row, name) != getattr(trail.imported, name)]
    if set(names) <= STEPS and submitted_by_themselves(row, trail.imported, user):
        names = []
    said = [describe_difference(trail.imported, last, name) for name in names]
    said += [_("%(kind)s : %(name)s") % {"kind": capfirst(one._meta.verbose_name), "name": one} for one in dependents]
    if trail.former is None and trail.imported.history_type != "+":
        said.append(_("l’historique ne dit pas ce qu’elle était avant"))
    return tell_change(said, last) if said else None


def submitted_by_themselves(row: Observation, imported: Any, user: Any) -> bool:
    return row.status == WorkStatus.SUBMITTED and row.submitted_by_id == user.pk and imported.status in OPEN


def tell_change(said: list[str], last: Any) -> ChangedSince:
    series = last.series  # none where it was deleted after its values
    where = f"{series.indicator.code}, {series.label}" if series else _("série supprimée")
    return ChangedSince(
        last.id,
        f"{where}, {last.period_label}",
        tuple(french.typeset(one) for one in said),
        last.history_user,
        last.history_date,
        gone=last.history_type == "-",
    )


def describe_difference(before: Any, after: Any, name: str) -> str:
    """« Valeur : 5000 → 5002 »."""
    one: Any = Observation._meta.get_field(name.removesuffix("_id"))
    told = {
        "field": capfirst(str(one.verbose_name)),
        "old": value_of_record(one, before),
        "new": value_of_record(one, after),
    }
    return _("%(field)s : %(old)s → %(new)s") % told


def value_of_record(one: Any, record: Any) -> str:
    if one.related_model is ImportedFile:  # its name, without its bytes
        return readable_value(
            ImportedFile.objects.filter(pk=record.imported_from_id).values_list("name", flat=True).first()
        )
    value = getattr(record, one.name)
    return readable_value(dict(one.flatchoices).get(value, value) if one.choices else value)


def undo_import(key: int, user: Any, why: str, leave: Collection[int] = ()) -> tuple[ImportedFile, Undoing]:
    """Undoes a confirmed import. `leave`: keys of the observations that were changed since, and that this person agrees
    to leave alone.

    Raises UndoRefused (ChangedMeanwhile with what was), or ImportedFile.DoesNotExist.
    """
    why = why.replace("\x00", "").strip()
    with transaction.atomic():
        lock_working_copy()
        file = ImportedFile.objects.select_for_update().defer("content").get(pk=key)
        require_undoable(file, user, why)
        found = plan_undoing(file, user)
        if {one.observation for one in found.since} - set(leave):
            raise ChangedMeanwhile(found)
        if not found.count:
            raise UndoRefused(_("Il n’y a rien à défaire : plus aucune valeur n’est comme cet import l’a laissée."))
        try:
            with transaction.atomic():
                apply_undoing(found, file, user, why)
        except (IntegrityError, models.ProtectedError) as error:
            said = _("Rien n’a été défait : une autre valeur a pris depuis la place d’une de celles de cet import.")
            raise UndoRefused(said) from error
    figures_changed.send(Observation, indicators=None)
    return file, found


def require_undoable(file: ImportedFile, user: Any, why: str) -> None:
    if not may_undo(user, file):
        raise UndoRefused(_("Défaire cet import revient à qui peut importer tout ce qu’il a apporté."))
    if file.undone_at is not None:
        raise UndoRefused(_("Cet import est déjà défait."))
    if not why:
        raise UndoRefused(_("Dire pourquoi cet import est défait : l’historique le garde."))
    if len(why) > LONGEST_REASON:
        raise UndoRefused(_("Cette raison est trop longue : %(most)d caractères au plus.") % {"most": LONGEST_REASON})


def apply_undoing(found: Undoing, file: ImportedFile, user: Any, why: str) -> None:
    """Inside a transaction that holds the working copy."""
    reason = _("Import de %(name)s défait : %(why)s") % {"name": file.name, "why": why}
    delete_recorded(Observation, found.added, user, reason)
    for row, record in found.changed:
        take_over(row, record)
    changed = [row for row, _record in found.changed]
    update_recorded(Observation, changed, WRITTEN, user, reason)
    disown(found.records)
    file.undone_at, file.undone_by, file.undone_why = timezone.now(), user, why
    file.undone_left = len(found.since)
    file.save(update_fields=["undone_at", "undone_by", "undone_why", "undone_left"])
