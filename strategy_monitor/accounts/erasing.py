"""The erasure of a person: the account keeps its number, and what was done under it; name and addresses go.

What the product itself wrote of them is emptied or says « le compte n° 12 ». What people typed is not rewritten: where
it names the person is counted and said. Documents that were published stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import CharField, EmailField, Field, JSONField, Model, Q, TextField
from django.db.models.functions import Cast
from django.dispatch import Signal
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges

from indicators.models import Provider
from strategy_monitor.accounts.attempts import digest_name
from strategy_monitor.accounts.models import Attempt, BreakGlass, DirectoryIdentity, Erasure
from strategy_monitor.accounts.second_factor import forget_second_factor
from strategy_monitor.accounts.sessions import end_sessions
from strategy_monitor.backoffice.people import is_neutral, name_person, neutral_username
from strategy_monitor.campaigns.models import Demand, KeptCell, KeptFile, Reminder
from strategy_monitor.language import french
from strategy_monitor.language.codes import MessageState
from strategy_monitor.notices.models import MailChoice, Notice, OutgoingMessage
from strategy_monitor.notices.outbox import LONGEST_SENDING
from strategy_monitor.releases.models import Release, SiteStatement
from strategy_monitor.threads.models import Message
from strategy_monitor.threads.talking import ENDS, MENTION

person_erased = Signal()
"""Sent with `address`, that of the account, in the transaction that erases its person; empty where there was none."""

ADMINISTERING = "auth.change_user"
ERASING = "accounts.add_erasure"
DOCUMENTS = {(Release, "document")}
"""Where names stay as they were published."""
WRITTEN = {
    Notice: ("title", "text"),
    OutgoingMessage: ("subject", "body", "why"),
    Reminder: ("subject", "body"),
    LogEntry: ("object_repr",),
}
"""What the product wrote of people, in sentences."""
LOG_SAYS = {"object", "name"}
"""What in a message of the log of the administration may be called as a person; the rest of it is for programs."""
TALK = {Message: ("text", "proposed", "settled_why")}
"""What people wrote, where « @compte » is the name of an account."""


class ErasureRefused(Exception):
    """Nobody was erased: why, in French."""


@dataclass(frozen=True)
class ErasedIdentity:
    """What names a person, as it stood before it was erased."""

    number: int
    username: str
    names: tuple[str, ...]
    """As sentences say them."""
    email: str

    @property
    def mention(self) -> str:
        return f"@{self.username}"

    @property
    def spoken(self) -> tuple[str, ...]:
        """What of this a sentence may hold. The longest first: one name may begin another."""
        return tuple(sorted(filter(None, {*self.names, self.mention, self.email}), key=len, reverse=True))

    def leave(self, text: str) -> str:
        """A sentence without this person: with the number of the account."""
        text = replace_mention(text, self.username, neutral_username(self.number))
        if self.email:
            text = replace(text, rf"(?<![\w.@+-]){re.escape(self.email)}(?![\w@+-]|\.\w)", _("adresse effacée"), re.I)
        for name in sorted(self.names, key=len, reverse=True):
            text = replace(text, whole_name(name), french.write_account(self.number))
        return text


@dataclass(frozen=True)
class Named:
    """A kind of thing in whose typed texts the person is still named."""

    what: str
    count: int

    def __str__(self) -> str:
        return _("%(what)s : %(count)d") % {"what": self.what, "count": self.count}


def identify(person: Any) -> ErasedIdentity:
    called = name_person(person)
    names = dict.fromkeys(name for name in (called, person.get_full_name(), french.typeset(called)) if name)
    return ErasedIdentity(person.pk, person.get_username(), tuple(names), person.email)


def is_erased(person: Any) -> bool:
    """One query at most. How the account is called is no proof: whoever installs a site may call theirs « compte-1 »;
    nor is the erasure, where something wrote a copy of before back since."""
    named = person.is_active or person.email
    named = named or not is_neutral(person.pk, person.first_name, person.last_name, person.get_username())
    return not named and Erasure.objects.filter(account=person.pk).exists()


@transaction.atomic
def erase_person(key: int, by: Any) -> bool:
    """Whether there was somebody to erase: False, and nothing changes, where it was done before. Raises ErasureRefused.

    One transaction: all of it, or nothing.
    """
    administrators = lock_administrators(key)
    person = get_user_model()._default_manager.get(pk=key)
    if is_erased(person):
        return False
    identity = identify(person)
    refuse_erasing(person, administrators, by)
    close_account(person)
    forget_sessions(person)
    forget_own(person)
    forget_attempts(identity)
    forget_messages(person, identity.email)
    forget_address(identity.email)
    rewrite_sentences(identity)
    LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(person), object_id=str(key)).update(
        object_repr=person.username
    )
    person_erased.send(type(person), address=identity.email)
    note_erasure(person, by)
    return True


def lock_administrators(key: int) -> set[int]:
    """Keys of the open accounts that may give roles; with this one, nobody else changes them until the end."""
    people = get_user_model()._default_manager
    able = people.with_perm(ADMINISTERING).values("pk")
    locked = people.filter(Q(pk__in=able) | Q(pk=key)).order_by("pk").select_for_update()
    kept = list(locked)
    return {one.pk for one in kept if one.is_active and one.has_perm(ADMINISTERING)}


def refuse_erasing(person: Any, administrators: set[int], by: Any) -> None:
    if person.is_superuser and not by.is_superuser:
        raise ErasureRefused(_("Ce compte a tous les droits. Seul un compte qui les a tous aussi peut l’effacer."))
    if administrators == {person.pk}:
        raise ErasureRefused(
            _("Ce compte est le dernier qui administre le site : donner d’abord le rôle Administration à un autre.")
        )
    address = person.email
    if address and SiteStatement.objects.filter(contact_email__iexact=address).exists():
        raise ErasureRefused(
            _("Le site publie l’adresse de ce compte comme contact : en donner une autre dans les mentions du site.")
        )
    leaving = OutgoingMessage.objects.filter(
        state=MessageState.CLAIMED, claimed_at__gt=timezone.now() - LONGEST_SENDING
    )
    if leaving.filter(to_whom(person, address)).exists():
        raise ErasureRefused(_("Un message part vers cette personne en ce moment : recommencer dans dix minutes."))


def close_account(person: Any) -> None:
    """Its new password ends the links that were sent; its roles go, and with them all that they open."""
    person.username = free_username(person.pk)
    person.first_name = person.last_name = person.email = ""
    person.is_active = person.is_superuser = person.is_staff = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    DirectoryIdentity.objects.filter(person=person).delete()
    BreakGlass.objects.filter(person=person).delete()
    forget_second_factor(person)
    person.groups.clear()
    person.user_permissions.clear()
    person.axis_assignments.all().delete()
    person.provider_assignments.all().delete()


def free_username(number: int) -> str:
    neutral = neutral_username(number)
    others = get_user_model()._default_manager.filter(username__startswith=neutral).exclude(pk=number)
    taken = set(others.values_list("username", flat=True))
    tries = (f"{neutral}{f'-{rank}' if rank > 1 else ''}" for rank in range(1, len(taken) + 2))
    return next(one for one in tries if one not in taken)


def forget_sessions(person: Any) -> None:
    end_sessions(person)
    for session in list(Session.objects.all()):
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def forget_own(person: Any) -> None:
    """What nobody but them was to read."""
    KeptCell.objects.filter(user=person).delete()
    KeptFile.objects.filter(user=person).delete()
    MailChoice.objects.filter(person=person).delete()


def forget_attempts(identity: ErasedIdentity) -> None:
    tried = (identity.username, f"link for {identity.email.casefold()}")
    Attempt.objects.filter(account__in=[digest_name(one) for one in tried]).delete()


def to_whom(person: Any, address: str) -> Q:
    return Q(person=person) | (Q(to__iexact=address) if address else Q())


def forget_messages(person: Any, address: str) -> None:
    """To them, whether sent or waiting; those to others lose the address to answer to."""
    Notice.objects.filter(person=person).delete()
    OutgoingMessage.objects.filter(to_whom(person, address)).delete()


def forget_address(address: str) -> None:
    """Wherever an address is kept, histories too: where it is this one, there is none any more."""
    if not address:
        return
    for model, field in address_columns():
        model._base_manager.filter(**{f"{field}__iexact": address}).update(**{field: ""})


def address_columns() -> list[tuple[type[Model], str]]:
    return [
        (model, one.name)
        for model in apps.get_models()
        for one in model._meta.concrete_fields
        if isinstance(one, EmailField) and model is not get_user_model()
    ]


def rewrite_sentences(identity: ErasedIdentity) -> None:
    """What names the person there says the number of the account."""
    for model, columns in WRITTEN.items():
        rewrite(model, columns, identity.spoken, identity.leave)
    escaped = {escape_json(one) for one in identity.spoken}
    rewrite(LogEntry, ["change_message"], {*escaped, *identity.spoken}, partial(leave_log, identity=identity))
    neutral = neutral_username(identity.number)
    for model, columns in TALK.items():
        mention = partial(replace_mention, username=identity.username, neutral=neutral)
        rewrite(model, columns, [identity.mention], mention)


def rewrite(model: Any, columns: Iterable[str], spoken: Iterable[str], leave: Callable[[str], str]) -> None:
    """What `leave` makes of each text that holds any of these, in whatever case."""
    found = Q(*(Q(**{f"{column}__icontains": one}) for column in columns for one in spoken), _connector=Q.OR)
    changed = []
    for row in model._base_manager.filter(found).only("pk", *columns).iterator():
        for column in columns:
            longest = model._meta.get_field(column).max_length
            setattr(row, column, leave(getattr(row, column))[:longest])
        changed.append(row)
    model._base_manager.bulk_update(changed, list(columns), batch_size=500)


def leave_log(message: str, identity: ErasedIdentity) -> str:
    """A message of the log of the administration: a sentence, or where it tells of what is called as the person."""
    try:
        steps = json.loads(message)
    except ValueError:
        return identity.leave(message)
    return json.dumps(leave_object(steps, identity))


def leave_object(told: Any, identity: ErasedIdentity) -> Any:
    if isinstance(told, list):
        return [leave_object(one, identity) for one in told]
    if not isinstance(told, dict):
        return told
    return {
        key: identity.leave(value) if key in LOG_SAYS and isinstance(value, str) else leave_object(value, identity)
        for key, value in told.items()
    }


def escape_json(text: str) -> str:
    """As it stands in JSON: the log of the administration keeps its messages so."""
    return json.dumps(text)[1:-1]


def whole_name(name: str) -> str:
    """Where a sentence says it: not in « Adaptation » for « Ada », nor in another name (« Anne-Marie Curie »), a link
    or an address. What may be a word of the language is the person where a line or a sentence begins."""
    begins = r"(?:(?<=^)|(?<=[.!?]\s))" if is_word(name) else r"(?<![\w@/.:-])"
    return rf"(?m){begins}{re.escape(name)}(?![\w@/]|-\w|\.\w)"


def is_word(name: str) -> bool:
    """Whether a sentence may say it of something else: « rose », « admin »; not « rose.p », nor « Rose Petit »."""
    return len(name.split()) == 1 and not re.search(r"[\d.@_]", name)


def replace(text: str, pattern: str, by: str, flags: int = 0) -> str:
    return re.sub(pattern, lambda _found: by, text, flags=flags)


def replace_mention(text: str, username: str, neutral: str) -> str:
    """« @ada », as those are found who are told of it: not in « @ada.lovelace », but in « @ada. »."""

    def named(found: re.Match[str]) -> str:
        name = found[1]
        if name == username:
            return f"@{neutral}"
        ended = name.rstrip(ENDS)
        return f"@{neutral}{name[len(ended) :]}" if ended == username else found[0]

    return MENTION.sub(named, text)


def note_erasure(person: Any, by: Any) -> None:
    """In the history: which account, when and by whom; once more where the person had come back."""
    erasure = Erasure.objects.filter(account=person.pk).first() or Erasure(account=person.pk)
    erasure.at, erasure.by = timezone.now(), by
    erasure._history_user = by  # type: ignore[attr-defined]  # simple-history reads it
    erasure.save()


# What is said before, and after


def find_named(person: Any) -> list[Named]:
    """The typed texts that name the person, by full name, address, or a user name that is no word: nothing but their
    authors changes these. A query for each kind of thing."""
    found = []
    for model in apps.get_models():
        if issubclass(model, HistoricalChanges):  # the history tells the same
            continue
        columns = [one for one in model._meta.concrete_fields if may_name(model, one)]
        count = sum(1 for _row in rows_that_name(person, model, columns))
        if count:
            found.append(Named(str(capfirst(str(model._meta.verbose_name_plural))), count))
    return found


def rows_that_name(person: Any, model: Any, columns: Iterable[Field[Any, Any]]) -> Iterator[tuple[str, ...]]:
    """The texts of these columns, of each row where one of them names the person."""
    said = {f"text_{one.name}": forms_in(one, person) for one in columns}
    if not any(said.values()):
        return
    texts = {f"text_{one.name}": Cast(one.name, TextField()) for one in columns}
    wanted = [Q(**{f"{column}__icontains": text}) for column, forms in said.items() for text in forms]
    rows = model._base_manager.annotate(**texts).filter(Q(*wanted, _connector=Q.OR)).order_by()
    for row in rows.values_list(*said).iterator():
        if any(text and says(text, forms) for text, forms in zip(row, said.values(), strict=True)):
            yield row


def says(text: str, forms: Iterable[str]) -> bool:
    """« @ada » is not said: it becomes the number. JSON writes the end of a line as a letter."""
    text = text.replace(r"\n", " ")
    return any(re.search(rf"(?<![\w@/.-]){re.escape(one)}(?![\w@/]|-\w|\.\w)", text, re.I) for one in forms)


def forms_in(field: Field[Any, Any], person: Any) -> set[str]:
    """How a text that names the person would stand there. An address in what the history keeps is erased with it."""
    name, username = person.get_full_name().strip(), person.get_username()
    forms = {name, "" if is_word(username) else username}
    forms |= {escape_json(one) for one in forms} if isinstance(field, JSONField) else {person.email}
    return {one for one in forms if one}


def may_name(model: type[Model], field: Field[Any, Any]) -> bool:
    """Whether this column holds what people type: not what the erasure empties, nor what was published."""
    told = field.name in WRITTEN.get(model, ()) or model in {get_user_model(), Session, LogEntry}
    typed = isinstance(field, CharField | TextField | JSONField) and not isinstance(field, EmailField)
    return typed and not told and (model, field.name) not in DOCUMENTS


def count_documents(person: Any) -> int:
    """Releases whose document names this person, and keeps the name: as who validated, or in any text."""
    name, address = person.get_full_name().strip(), person.email
    forms = {name, escape_json(name), address, "" if name else f'"{person.get_username()}"'}
    folded = [one.casefold() for one in forms if one]
    documents = Release.objects.values_list("document", flat=True).iterator(chunk_size=1)
    return sum(any(one in text.casefold() for one in folded) for text in documents)


def describe_erasure(person: Any, by: Any) -> dict[str, Any]:
    """What the page that asks for a confirmation says: what goes, what stays, what people typed."""
    address = person.email
    demands = Demand.objects.filter(contact__iexact=address) if address else Demand.objects.none()
    providers = Provider.objects.filter(contact__iexact=address) if address else Provider.objects.none()
    return {
        "person": person,
        "name": name_person(person),
        "number": french.write_account(person.pk),
        "neutral": free_username(person.pk),
        "oneself": person.pk == by.pk,
        "providers": providers,
        "demands": demands.select_related("campaign__edition", "provider"),
        "letters": OutgoingMessage.objects.filter(to_whom(person, address), state=MessageState.WAITING).count(),
        "kept": KeptCell.objects.filter(user=person).count() + KeptFile.objects.filter(user=person).count(),
        "written": Message.objects.filter(author=person).count(),
        "named": find_named(person),
        "documents": count_documents(person),
        "names_shown": say_names_shown(),
    }


def say_names_shown() -> str:
    """What is to be done where pages show names; empty elsewhere."""
    if not settings.SHOW_NAMES:
        return ""
    return _(
        "Les pages publiques montraient ce nom (SHOW_NAMES=1). Celles que le site garde (KEPT_PAGES, ou Redis) sont à "
        "vider après l’effacement, et les dossiers cuits à cuire de nouveau."
    )
