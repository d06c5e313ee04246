"""Writing in a thread: a message, its file, whom it names; a proposal, and what became of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from axes.models import Measure
from axes.rights import covers
from axes.working_copy import lock_working_copy
from indicators.models import Indicator, Observation
from indicators.rights import covers_figures, reads_working_copy
from indicators.workflow import may_judge
from strategy_monitor.language.codes import MessageKind, ProposalState
from strategy_monitor.threads.models import TARGETS, Attachment, Message
from strategy_monitor.threads.signals import message_posted, message_removed, proposal_settled

LONGEST = 5000
PRESSED_TWICE = dt.timedelta(minutes=1)
TO_DELETE = dt.timedelta(minutes=10)
"""How long one may take one's own words back."""
MENTION = re.compile(r"(?<![\w.@+-])@([\w.@+-]{1,150})")
ENDS = ".-+@"
"""What may end a sentence, or a name: « @ada. » names « ada. », or else « ada »."""
PERMISSIONS = {
    Measure: "axes.change_measure",
    Indicator: "indicators.change_indicator",
    Observation: "indicators.change_observation",
}


class WordsRefused(ValidationError):
    """What was written is not kept: why, in French."""


def may_talk(user: Any) -> bool:
    """Who reads the working copy reads its threads and writes in them."""
    return reads_working_copy(user)


def may_settle(user: Any, thing: Any) -> bool:
    """Whoever may change the thing itself, and for values who validates."""
    if isinstance(thing, Observation):
        covered = covers_figures(user, thing.series.indicator)
        return may_judge(user) or (user.has_perm(PERMISSIONS[Observation]) and covered)
    return bool(user.has_perm(PERMISSIONS[type(thing)]) and covers(user, thing))


def post(
    user: Any, thing: Any, text: str, proposed: str | None = None, file: tuple[str, bytes] | None = None
) -> Message:
    """Writes in the thread of this thing, or returns what this very post wrote there a moment ago: a button is pressed
    twice. `proposed`: the text that should stand there; None for a plain message.

    `file`: name and bytes, once `files.check_file` has taken them. Raises WordsRefused.
    """
    require_talking(may_talk(user), _("Ce compte n’écrit pas dans les fils du bureau."))
    text = clean_message(text)
    require_talking(bool(text), _("Écrire un message."))
    message = Message(author=user, text=text, **{name_of_target(thing): thing})
    if proposed is not None:
        message.kind, message.state, message.proposed = (
            MessageKind.PROPOSAL,
            ProposalState.OPEN,
            clean_message(proposed),
        )
        require_talking(bool(message.proposed), _("Écrire le texte proposé."))
    with transaction.atomic():
        lock_working_copy()
        require_talking(
            type(thing)._default_manager.filter(pk=thing.pk).exists(), _("Ce dont il est question n’existe plus.")
        )
        if not file and (same := find_same(message, thing)):
            return same
        message.save()
        message.mentions.set(find_people(text))
        if file:
            name, content = file
            digest = hashlib.sha256(content).hexdigest()
            Attachment.objects.create(message=message, name=name, content=content, size=len(content), sha256=digest)
        message_posted.send(Message, message=message)
    return message


def find_same(message: Message, thing: Any) -> Message | None:
    """The last message of the thread, if it says the same, by the same person a moment ago, without a file."""
    last = Message.objects.on(thing).order_by("posted_at", "pk").last()
    if last is None or last.posted_at < timezone.now() - PRESSED_TWICE or last.files.exists():
        return None
    told = [(one.author_id, one.text, one.kind, one.proposed, one.state) for one in (last, message)]
    return last if told[0] == told[1] else None


def name_of_target(thing: Any) -> str:
    name = str(thing._meta.model_name)
    if name not in TARGETS:
        raise TypeError(f"{name} has no thread")
    return name


def clean_message(text: str) -> str:
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    require_talking(len(text) <= LONGEST, _("Ce texte est trop long : 5 000 caractères au plus."))
    return text


def find_people(text: str) -> list[Any]:
    """Those whom « @compte » names, and who may read it. A full stop that ends a sentence is no part of a name."""
    named = {name for found in MENTION.findall(text) for name in (found, found.rstrip(ENDS))}
    people = get_user_model()._default_manager.filter(username__in=named, is_active=True, is_staff=True)
    return [one for one in people if reads_working_copy(one)]


def delete_own(user: Any, key: int) -> Message:
    """Takes one's own words back, with their file, in the minutes that follow. Raises WordsRefused."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=key).first()
        if message is None:
            raise WordsRefused(_("Ce message n’existe plus."))
        require_talking(may_delete(user, message), _("Un message se retire par son auteur, dans les dix minutes."))
        message_removed.send(Message, message=message)
        message.delete()
    return message


def may_delete(user: Any, message: Message) -> bool:
    recent = timezone.now() - message.posted_at <= TO_DELETE
    return bool(message.author_id == user.pk and recent and message.state in {"", ProposalState.OPEN})


def settle_proposal(user: Any, key: int, state: str, why: str) -> Message:
    """Says what became of a proposal: done, or dismissed, with the reason. Raises WordsRefused."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=key, kind=MessageKind.PROPOSAL).first()
        if message is None:
            raise WordsRefused(_("Cette correction proposée n’existe plus."))
        require_talking(may_settle(user, message.thing), _("Ce compte ne modifie pas ce dont cette proposition parle."))
        require_talking(
            message.state == ProposalState.OPEN, _("Une autre personne vient de donner suite. Relire le fil.")
        )
        require_talking(state in {ProposalState.DONE, ProposalState.DISMISSED}, _("Choisir : fait, ou écarté."))
        why = clean_message(why)
        require_talking(bool(why), _("Dire pourquoi : la personne qui a proposé le lira."))
        message.state, message.settled_why = ProposalState(state), why
        message.settled_by, message.settled_at = user, timezone.now()
        message.save()
        proposal_settled.send(Message, message=message)
    return message


def require_talking(right: bool, why: str) -> None:
    if not right:
        raise WordsRefused(why)
