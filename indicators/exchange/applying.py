"""A plan → the working copy, in one transaction: everything, or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from axes.working_copy import lock_working_copy
from indicators.exchange.outcome import CHANGED, NEW, REFUSED, Fault, Line, Plan, ToldLine
from indicators.exchange.plan import plan
from indicators.models import ImportedFile, Observation
from indicators.signals import figures_changed
from strategy_monitor.backoffice.progress import tell_progress
from strategy_monitor.backoffice.recording import TOGETHER, update_recorded
from strategy_monitor.language.codes import JobStep

WRITTEN = [one.name for one in Observation._meta.concrete_fields if not one.primary_key]
"""What an import writes of a value that it changes, and takes back where it is undone: all of it."""


class ImportRefused(ValidationError):
    """This plan is not written: why, in French."""


class Moved(Exception):
    """What would be written is not what was shown: here is the plan as it stands now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def make_imported_file(name: str, content: bytes, user: Any) -> ImportedFile:
    """The file as it came, not saved."""
    return ImportedFile(name=name[:200], content=content, sha256=hashlib.sha256(content).hexdigest(), uploaded_by=user)


@dataclass(frozen=True)
class Decision:
    """What a person decided about a file."""

    answers: Mapping[str, str] = field(default_factory=dict)
    """See `plan`."""
    shown: str = ""
    """The digest of the plan that the preview showed."""
    reason: str = ""
    some: bool = False
    """Whether to leave out the rows that are refused."""


def confirm(
    key: int,
    user: Any,
    decision: Decision,
    judge: Callable[[Plan], None] = lambda _plan: None,
    *,
    stamp: Callable[[], object] = lambda: None,
    then: Callable[[Plan], None] = lambda _plan: None,
) -> tuple[ImportedFile, Plan]:
    """Writes what the preview of this file showed. Raises ImportRefused, Moved, or ImportedFile.DoesNotExist.

    `judge` looks at the plan before it is written, and may raise ImportRefused. Where the working copy has a `stamp`,
    both are done while others write; under the lock, only if it has another one by then are they done again. `then` is
    told the plan in the transaction that wrote it.
    """
    seen = stamp()
    found = look_ahead(ImportedFile.objects.get(pk=key), user, decision, judge) if seen is not None else None
    with transaction.atomic():
        lock_working_copy()
        file = ImportedFile.objects.select_for_update().get(pk=key)
        require_unconfirmed(file)
        if found is None or stamp() != seen:
            found = look_ahead(file, user, decision, judge)
        apply_plan(found, file, user, decision)
        then(found)
    touched = {line.observation.series.indicator_id for line in (*found.new, *found.changed) if line.observation}
    figures_changed.send(Observation, indicators=touched)
    return file, found


def look_ahead(file: ImportedFile, user: Any, decision: Decision, judge: Callable[[Plan], None]) -> Plan:
    """What this file would do now, judged. Raises as `confirm`."""
    require_unconfirmed(file)
    found = plan(bytes(file.content), user, decision.answers)
    if found.digest != decision.shown:
        raise Moved(found)
    judge(found)
    return found


def require_unconfirmed(file: ImportedFile) -> None:
    if file.confirmed_at is not None:
        raise ImportRefused(_("Ce fichier a déjà été importé."))


def remove(key: int) -> None:
    """Forgets a file that was not confirmed. Raises ImportRefused, or ImportedFile.DoesNotExist."""
    with transaction.atomic():
        lock_working_copy()
        file = ImportedFile.objects.select_for_update().defer("content").get(pk=key)
        if file.confirmed_at is not None:
            raise ImportRefused(_("Ce fichier a été importé : il reste."))
        file.delete()


def forget_dropped(before: dt.datetime) -> None:
    """Forgets the files dropped before this moment that nobody confirmed."""
    with transaction.atomic():
        lock_working_copy()
        ImportedFile.objects.filter(confirmed_at=None, uploaded_at__lt=before).delete()


def apply_plan(found: Plan, file: ImportedFile, user: Any, decision: Decision) -> None:
    """Inside a transaction that holds the working copy. Raises ImportRefused, and has then written nothing."""
    reason = decision.reason.strip()
    require_importable(found, reason, decision.some)
    tell_progress(JobStep.STORING)
    file.confirmed_at, file.reason = timezone.now(), describe_reason(reason, len(found.refused))
    file.added, file.changed, file.unchanged = len(found.new), len(found.changed), len(found.unchanged)
    file.left_aside = [keep_line(line) for line in found.refused]
    file.save()
    why = _("Import de %(name)s") % {"name": file.name}
    why = _("%(import)s : %(reason)s") % {"import": why, "reason": reason} if reason else why
    for line in (*found.new, *found.changed):
        note_origin(line, file)
    write_lines((*found.new, *found.changed), user, why)


def write_lines(lines: Iterable[Line], user: Any, why: str) -> None:
    """Records what these lines say, new or changed. Inside a transaction that holds the working copy."""
    every = list(lines)
    add([line.observation for line in every if line.outcome == NEW], user, why)
    change([line.observation for line in every if line.outcome == CHANGED], user, why)


def require_importable(found: Plan, reason: str, some: bool) -> None:
    if found.refused and not some:
        raise ImportRefused(
            _("Des lignes sont refusées : corriger le fichier, ou importer les lignes justes seulement.")
        )
    if not found.writes:
        raise ImportRefused(_("Il n’y a rien à importer : tout est déjà ainsi."))
    if found.needs_reason and not reason:
        raise ImportRefused(_("Des valeurs validées changent : dire pourquoi."))


def describe_reason(reason: str, left: int) -> str:
    """The reason, and how much of the file it does not speak of."""
    if not left:
        return reason
    said = _("(lignes refusées laissées de côté : %(left)d)") % {"left": left}
    return f"{reason} {said}".strip()


def keep_line(line: Line) -> dict[str, Any]:
    """A line that is left aside, as `read_left_aside` reads it."""
    faults = [{"cell": one.cell, "heading": one.heading, "sentence": one.sentence} for one in line.faults]
    return {"number": line.number, "code": line.code, "series": line.series, "period": line.period, "faults": faults}


def read_left_aside(file: ImportedFile) -> list[ToldLine]:
    """The lines of this file that were refused when the others were imported, each with what was wrong."""
    kept = ((one, tuple(Fault(**fault) for fault in one["faults"])) for one in file.left_aside)
    return [ToldLine(**one | {"faults": faults}, outcome=REFUSED) for one, faults in kept]


def note_origin(line: Line, file: ImportedFile) -> None:
    """Writes on an observation from which file and which cell its figure comes; a printed one comes from the report."""
    observation: Any = line.observation
    observation.imported_from = file
    if line.cell is not None:
        observation.origin = f"{file.name}, {line.cell}" if line.cell else ""


def add(observations: list[Any], user: Any, why: str) -> None:
    if observations:
        bulk_create_with_history(
            observations, Observation, batch_size=TOGETHER, default_user=user, default_change_reason=why
        )


def change(observations: list[Any], user: Any, why: str) -> None:
    """As each would save itself, and its history with it: in a statement for many."""
    for one in observations:
        one.settle()
    update_recorded(Observation, observations, WRITTEN, user, why)
    for one in observations:
        one.remember()
