"""What a second reader does: says that texts are read, sends them back with the reason, takes a reading back.

Each is done for all the texts that were ticked, or refused with a sentence, and then nothing is written. What waits is
asked again under the lock of the working copy, and a text that no longer says what its page showed is refused.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history

from axes.working_copy import lock_working_copy
from indicators.workflow import TO_UNDO, may_judge
from strategy_monitor.backoffice.recording import update_recorded
from strategy_monitor.texts.changed import ChangedText, TextKey
from strategy_monitor.texts.models import TextReading
from strategy_monitor.texts.signals import texts_judged
from strategy_monitor.texts.unread import UnreadText

OWN_WORK = gettext_lazy("Ce compte a écrit ce texte, ou une partie. Une autre personne le lit.")
LONGEST = 1000
"""Characters of a reason."""

FindWaiting = Callable[[], list[UnreadText]]
"""What tells all texts that wait now."""


class ReadingRefused(ValidationError):
    """It cannot be done: why, in French. Its code names the field to fill in, where one is."""


def mark_wording(text: ChangedText) -> str:
    """What stands for the words that a page shows: those of the public, and those that would replace them."""
    return hashlib.sha256(f"{text.public!r} {text.wording}".encode()).hexdigest()[:16]


def say_read(user: Any, asked: Mapping[TextKey, str], find: FindWaiting) -> list[TextReading]:
    """Vouches for these texts, each with the mark of its wording. Raises ReadingRefused."""
    with transaction.atomic():
        found = take(user, asked, find)
        for one in found:
            require_judging(not one.is_own_work(user), str(OWN_WORK), one)
        made = record(user, found)
        texts_judged.send(TextReading, user=user, texts=found, why="", undone=False)
    return made


def send_texts_back(user: Any, asked: Mapping[TextKey, str], why: str, find: FindWaiting) -> list[TextReading]:
    """Sends these texts back, with the reason that who wrote them will read. Raises ReadingRefused."""
    why = why.strip()
    if not why:
        raise ReadingRefused(_("Dire pourquoi le texte est renvoyé : la personne qui l’a écrit le lira."), code="why")
    if len(why) > LONGEST:
        raise ReadingRefused(_("Cette raison est trop longue : 1 000 caractères au plus."), code="why")
    with transaction.atomic():
        found = take(user, asked, find)
        made = record(user, found, why)
        texts_judged.send(TextReading, user=user, texts=found, why=why, undone=False)
    return made


def take(user: Any, asked: Mapping[TextKey, str], find: FindWaiting) -> list[UnreadText]:
    """The texts that were ticked, nobody else writing."""
    if not may_judge(user):
        raise ReadingRefused(_("Ce compte ne relit pas les textes."))
    if not asked:
        raise ReadingRefused(_("Cocher au moins un texte."))
    lock_working_copy()
    waiting = {one.text.key: one for one in find()}
    if asked.keys() - waiting.keys():
        raise ReadingRefused(_("Un de ces textes n’attend plus de lecture : rien n’a été fait. Relire la liste."))
    for key, mark in asked.items():
        moved = _("Ce texte, ou ce que le public lit à sa place, a changé depuis l’ouverture de la page. Le relire.")
        require_judging(mark_wording(waiting[key].text) == mark, moved, waiting[key])
    return [one for key, one in waiting.items() if key in asked]


def record(user: Any, texts: Iterable[UnreadText], why: str = "") -> list[TextReading]:
    """Writes these readings, and their history."""
    now = timezone.now()
    made = [
        TextReading(
            model=model, key=key, field=field, wording=one.text.wording, reader=user, read_at=now, returned_why=why
        )
        for one in texts
        for model, key, field in [one.text.key]
    ]
    said = _("Renvoyé : %(why)s") % {"why": why} if why else str(_("Lu"))
    return bulk_create_with_history(made, TextReading, default_user=user, default_change_reason=said)


def just_read(user: Any) -> QuerySet[TextReading]:
    """What this person read less than ten minutes ago, and may still take back."""
    since = timezone.now() - TO_UNDO
    return TextReading.objects.filter(reader=user, read_at__gte=since, returned_why="", undone=False)


def undo_readings(
    user: Any, keys: Iterable[int], published_since: Callable[[dt.datetime], bool], find: FindWaiting
) -> int:
    """Takes these readings back, all or none; how many. Raises ReadingRefused.

    `published_since`: whether anything was published from the working copy since this moment; asked under the lock.
    """
    with transaction.atomic():
        lock_working_copy()
        wanted = set(keys)
        found = list(just_read(user).filter(pk__in=wanted))
        if not wanted or len(found) != len(wanted):
            late = _("Une lecture se reprend par la personne qui l’a faite, dans les dix minutes. La renvoyer plutôt.")
            raise ReadingRefused(late)
        if any(later_readings(one).exclude(pk__in=wanted).exists() for one in found):
            raise ReadingRefused(_("Un de ces textes a été lu de nouveau depuis. Le renvoyer plutôt."))
        if published_since(min(one.read_at for one in found)):
            raise ReadingRefused(_("Une version publiée depuis contient ces textes. Les corriger."))
        for one in found:
            one.undone = True
        said = _("Lecture défaite")
        update_recorded(TextReading, found, ["undone"], user, said)
        taken_back = {(one.model, one.key, one.field) for one in found}
        waiting = [one for one in find() if one.text.key in taken_back]
        texts_judged.send(TextReading, user=user, texts=waiting, why="", undone=True)
    return len(found)


def later_readings(one: TextReading) -> QuerySet[TextReading]:
    """Those that count, and may rest on this one: who wrote before it was not asked about."""
    same = TextReading.objects.filter(model=one.model, key=one.key, field=one.field, pk__gt=one.pk)
    return same.filter(undone=False, returned_why="")


def require_judging(right: bool, why: str, one: UnreadText) -> None:
    if not right:
        raise ReadingRefused(f"{one.text.name} : {why}")
