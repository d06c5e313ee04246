"""The life of an observation: draft → submitted → returned or validated. What is validated, a release publishes.

A change to what was submitted or validated makes it a draft again (`Observation.save`). Each step is a record of the
history, with its reason. Each is refused with a sentence where it cannot be taken, and then nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from axes.working_copy import lock_working_copy
from indicators.exchange.periods import begin_named_year
from indicators.models import Observation
from indicators.models.observation import CONTENT
from indicators.rights import covers_figures
from indicators.signals import step_taken
from strategy_monitor.backoffice.recording import find_dependents
from strategy_monitor.backoffice.versions import revisions
from strategy_monitor.language.codes import WorkStatus

OPEN = (WorkStatus.DRAFT, WorkStatus.RETURNED)
WAITING = ~Q(status=WorkStatus.VALIDATED) & Q(series__indicator__closed_since="")
"""The observations that somebody has something to do with: those of an indicator that was closed are published no
more, and wait for nobody until it is followed again."""
TO_UNDO = dt.timedelta(minutes=10)
"""How long who validated may take it back."""
OWN_WORK = gettext_lazy("Ce compte l’a saisi, importé, rétabli ou soumis. Une autre personne le valide.")


class StepRefused(ValidationError):
    """The step cannot be taken: why, in French. Its code names the field to fill in, where one is."""


def may_submit(user: Any, observation: Observation) -> bool:
    return bool(user.has_perm("indicators.change_observation")) and covers_figures(user, observation.series.indicator)


def may_judge(user: Any) -> bool:
    return bool(user.has_perm("indicators.validate_observation"))


def workers(keys: Iterable[int]) -> dict[int, set[int]]:
    """Observation → the people whose work it is since it was last validated; keys of both. One query.

    Whoever typed, imported or brought back any of what a reader can see, and whoever submitted it: the history knows,
    whatever the door. Work that no account did, such as a load, is nobody's.
    """
    told = ("id", "history_type", "history_user_id", "status", "submitted_by_id", "undone", *CONTENT)
    records = Observation.history.filter(id__in=list(keys)).order_by("id", "history_id").values(*told)
    return {key: workers_of(list(same)) for key, same in groupby(records, key=itemgetter("id"))}


def workers_of(records: list[dict[str, Any]]) -> set[int]:
    """The same, of the records of one observation, the oldest first.

    What was undone is nobody's work, until somebody brings it back: then it is also theirs whose work it was.
    """
    content = itemgetter(*CONTENT)
    found: set[int | None] = set()
    disowned: dict[Any, set[int | None]] = defaultdict(set)
    before: Any = None
    for record in records:
        if record["undone"]:
            if record["status"] != WorkStatus.VALIDATED:
                disowned[content(record)] |= {record["submitted_by_id"], record["history_user_id"]}
            continue
        if record["status"] == WorkStatus.VALIDATED:
            found = set()
        else:
            written = record["history_type"] == "+" or content(record) != before
            found |= {record["submitted_by_id"], record["history_user_id"] if written else None}
            found |= disowned[content(record)] if written else set()
        before = content(record)
    return {key for key in found if key is not None}


def own_work(user: Any, keys: Iterable[int]) -> set[int]:
    """Those of these observations that this person may not validate, because they are their own work."""
    if settings.ALLOW_SELF_VALIDATION:
        return set()
    return {key for key, people in workers(keys).items() if user.pk in people}


@dataclass(frozen=True)
class Remark:
    """What goes with a submission, for who validates it."""

    message: str = ""
    source: str = ""
    """Address of where the figure can be looked up."""


def submit(user: Any, rows: dict[int, int], remarks: Mapping[int, Remark] | None = None) -> list[Observation]:
    """Hands over drafts and returned observations: key → revision seen. All, or none: raises StepRefused.

    What the report promises may be handed over as it is: its provider says that it still holds.
    """
    with transaction.atomic():
        found = lock_observations(rows)
        for observation in found:
            require_step(may_submit(user, observation), _("Cette valeur n’est pas confiée à ce compte."), observation)
            open_to_it = observation.status in OPEN or observation.is_promise
            require_step(open_to_it, _("Cette valeur n’est pas un brouillon."), observation)
            hand_over(observation, user, (remarks or {}).get(observation.pk, Remark()))
        tell_step(WorkStatus.SUBMITTED, user, found)
    return found


def hand_over(observation: Observation, user: Any, remark: Remark) -> None:
    observation.status, observation.submitted_by, observation.returned_why = WorkStatus.SUBMITTED, user, ""
    observation.validated_by = observation.validated_on = None
    observation.submitted_message, observation.submitted_source = remark.message, remark.source
    said = _("Soumis : %(message)s") % {"message": remark.message} if remark.message else _("Soumis")
    record_step(observation, user, said)


def validate(user: Any, rows: dict[int, int]) -> list[Observation]:
    """Vouches for what was submitted. Nobody does so for their own work, unless the settings allow it.

    Raises StepRefused.
    """
    with transaction.atomic():
        found = lock_observations(rows)
        own = own_work(user, rows)
        for observation in found:
            require_validator(user, observation)
            require_step(observation.pk not in own, str(OWN_WORK), observation)
            observation.status, observation.validated_by = WorkStatus.VALIDATED, user
            observation.validated_on = timezone.localdate()
            record_step(observation, user, _("Validé"))
        tell_step(WorkStatus.VALIDATED, user, found)
    return found


def undo_validation(
    user: Any, rows: dict[int, int], published_since: Callable[[dt.datetime], bool]
) -> list[Observation]:
    """Takes back what this person has just validated: submitted again, as it was. All, or none: raises StepRefused.

    `published_since`: whether anything was published from the working copy since this moment; asked under the lock.
    """
    with transaction.atomic():
        found = lock_observations(rows)
        last = {one.pk: list(one.history.order_by("-history_id")[:2]) for one in found}
        for observation in found:
            require_undoable(user, observation, last[observation.pk], published_since)
        for observation in found:
            validation, submission = last[observation.pk]
            disown([validation.pk])
            put_back(observation, submission, user, _("Validation défaite"))
        tell_step(WorkStatus.VALIDATED, user, found, undone=True)
    return found


def require_undoable(
    user: Any, observation: Observation, last: list[Any], published_since: Callable[[dt.datetime], bool]
) -> None:
    """`last`: its two latest records, the newest first. Raises StepRefused."""
    mine = observation.status == WorkStatus.VALIDATED and observation.validated_by_id == user.pk
    require_step(mine, _("Ce compte n’a pas validé cette valeur, ou elle n’est plus validée."), observation)
    just = [record.status for record in last] == [WorkStatus.VALIDATED, WorkStatus.SUBMITTED]
    require_step(just, _("Cette valeur a été enregistrée depuis sa validation."), observation)
    in_time = timezone.now() - last[0].history_date <= TO_UNDO
    late = _("Elle est validée depuis plus de dix minutes. La corriger, puis la soumettre.")
    require_step(in_time, late, observation)
    published = published_since(last[0].history_date)
    require_step(
        not published, _("Une version publiée depuis la contient. La corriger, puis la soumettre."), observation
    )


def just_validated(user: Any) -> Q:
    """What this person validated less than ten minutes ago, as a filter on observations."""
    return Q(status=WorkStatus.VALIDATED, validated_by=user, pk__in=list_validations(user).order_by().values("id"))


def list_validations(user: Any) -> QuerySet[Any]:
    """The records of the history by which this person validated something less than ten minutes ago."""
    since = timezone.now() - TO_UNDO
    mine = Observation.history.filter(history_user=user, history_date__gte=since, status=WorkStatus.VALIDATED)
    return mine.filter(undone=False)


def disown(records: Iterable[int]) -> None:
    """Marks these records of the history as undone."""
    Observation.history.filter(history_id__in=list(records)).update(undone=True)


def put_back(observation: Observation, record: Any, user: Any, reason: str) -> None:
    """Makes of an observation exactly what this record of its history holds, its status and all."""
    take_over(observation, record)
    observation.keeps_status = True
    record_step(observation, user, reason)


def take_over(observation: Observation, record: Any) -> None:
    for one in Observation._meta.concrete_fields:
        setattr(observation, one.attname, getattr(record, one.attname))


def give_back(user: Any, rows: dict[int, int], why: str) -> list[Observation]:
    """Returns what was submitted, with the reason that its author will read. Raises StepRefused."""
    why = why.strip()
    if not why:
        missing = _("Dire pourquoi la valeur est retournée : la personne qui l’a soumise le lira.")
        raise StepRefused(missing, code="why")
    with transaction.atomic():
        found = lock_observations(rows)
        for observation in found:
            require_validator(user, observation)
            observation.status, observation.returned_why = WorkStatus.RETURNED, why
            record_step(observation, user, _("Retourné : %(why)s") % {"why": why})
        tell_step(WorkStatus.RETURNED, user, found, why)
    return found


def take_back(user: Any, rows: dict[int, int]) -> list[Observation]:
    """Withdraws what this person submitted, before anybody has judged it: drafts again. Raises StepRefused."""
    with transaction.atomic():
        found = lock_observations(rows)
        for observation in found:
            why = _("Ce compte n’a pas soumis cette valeur, ou elle est déjà jugée.")
            require_step(may_take_back(user, observation), why, observation)
            observation.status, observation.submitted_by = WorkStatus.DRAFT, None
            observation.submitted_message = observation.submitted_source = ""
            record_step(observation, user, _("Soumission retirée"))
    return found


def may_take_back(user: Any, observation: Observation) -> bool:
    return bool(observation.status == WorkStatus.SUBMITTED and observation.submitted_by_id == user.pk)


def delete_drafts(user: Any, rows: dict[int, int]) -> list[Observation]:
    """Deletes what this person alone began, and nobody ever validated; the history keeps it. Raises StepRefused."""
    with transaction.atomic():
        found = lock_observations(rows)
        spoken_of = find_dependents(Observation, rows)
        for observation in found:
            why = _("Cette valeur n’est pas un brouillon de ce compte seul.")
            require_step(may_delete(user, observation), why, observation)
            why = _("Des messages ou des notes portent sur ce brouillon : il reste.")
            require_step(not spoken_of[observation.pk], why, observation)
            observation._change_reason = _("Brouillon supprimé")  # type: ignore[attr-defined]  # as above
            observation._history_user = user  # type: ignore[attr-defined]
            observation.delete()
    return found


def may_delete(user: Any, observation: Observation) -> bool:
    """Whether it is a draft that was never validated, and the work of this person and of nobody else."""
    begun = observation.status in OPEN and not observation.printed and not observation.imported_from_id
    if not begun or observation.history.filter(status=WorkStatus.VALIDATED, undone=False).exists():
        return False
    return workers([observation.pk]).get(observation.pk) == {user.pk}


def lock_observations(rows: dict[int, int]) -> list[Observation]:
    """These observations, nobody else writing; refused if one is no longer the one that was seen."""
    lock_working_copy()
    found = list(Observation.objects.select_related("series__indicator").filter(pk__in=rows).order_by("pk"))
    now = revisions(Observation, rows)
    if len(found) != len(rows) or not rows:
        raise StepRefused(_("Une de ces valeurs n’existe plus : rien n’a été fait. Relire la liste."))
    for observation in found:
        seen = rows[observation.pk] == now.get(observation.pk, 0)
        require_step(
            seen, _("Cette valeur a changé depuis l’ouverture de la page. La relire, puis recommencer."), observation
        )
    return found


def require_validator(user: Any, observation: Observation) -> None:
    require_step(may_judge(user), _("Ce compte ne valide pas de valeurs."), observation)
    require_step(observation.status == WorkStatus.SUBMITTED, _("Cette valeur n’est pas soumise."), observation)


def require_step(right: bool, why: str, observation: Observation) -> None:
    if not right:
        raise StepRefused(
            f"{observation.series.indicator.code}, {observation.series.label}, {observation.period_label} : {why}"
        )


def record_step(observation: Observation, user: Any, reason: str) -> None:
    observation._change_reason = reason  # type: ignore[attr-defined]  # simple-history reads these two
    observation._history_user = user  # type: ignore[attr-defined]
    observation.save()


def tell_step(
    step: WorkStatus, user: Any, observations: list[Observation], why: str = "", undone: bool = False
) -> None:
    """Lets the site around the working copy know; what it writes of it is written with the step, or not at all."""
    step_taken.send(Observation, step=step, user=user, observations=observations, why=why, undone=undone)


# What is published


def observations_to_publish(drafts: bool = False, indicators: Collection[int] | None = None) -> list[Observation]:
    """All of them as they were last validated, in the order in which a series is read; with `drafts`, as they stand.

    `indicators`: keys of those whose observations are wanted, and no others. Two queries.
    """
    rows = Observation.objects.all()
    if indicators is not None:
        rows = rows.filter(series__indicator__in=indicators)
    return in_reading_order(rows) if drafts else last_validated(rows, indicators)


def last_validated(rows: Iterable[Observation], indicators: Collection[int] | None = None) -> list[Observation]:
    """The same as they were last validated, of rows as they stand: all, or all of these indicators. One query more.

    One under change stands as it was: its history remembers. One that was never validated is left out.
    """
    return in_reading_order([*(row for row in rows if row.status == WorkStatus.VALIDATED), *former(indicators)])


def in_reading_order(rows: Iterable[Observation]) -> list[Observation]:
    """By period. What has no date comes before what has one, in the year that its label names: what a later report
    says of a day is told after « sans date (rapport 2025) », which would else be told as the newest for ever."""
    return sorted(rows, key=place_in_time)


def place_in_time(row: Observation) -> tuple[dt.date, bool, str]:
    known = row.period_start
    return known or begin_named_year(row.period_label), known is not None, row.period_label


def former(indicators: Collection[int] | None = None, series: Iterable[int] | None = None) -> list[Observation]:
    """The last validated version of each observation that is under change; of these indicators, or of these series."""
    pending = Observation.objects.exclude(status=WorkStatus.VALIDATED).values("pk")
    vouched = Observation.history.filter(status=WorkStatus.VALIDATED, undone=False, id__in=pending)
    vouched = vouched.exclude(history_type="-")
    last = vouched.order_by().values("id").annotate(last=Max("history_id")).values("last")
    records = Observation.history.filter(history_id__in=last)
    if indicators is not None:
        records = records.filter(series__indicator__in=indicators)
    if series is not None:
        records = records.filter(series__in=series)
    return [record.instance for record in records]
