"""Texts that somebody wrote, told to who may read them; what their second reader said, told to who wrote them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language.codes import NoticeKind
from strategy_monitor.notices.readers import readers
from strategy_monitor.notices.telling import News, list_lines, tell, tell_along
from strategy_monitor.texts.changed import worded_columns
from strategy_monitor.texts.unread import UnreadText
from strategy_monitor.web import mail


@dataclass(frozen=True)
class Judgement:
    """What became of texts, as those who wrote them are told."""

    kind: NoticeKind
    title: Any


READ = Judgement(NoticeKind.VALIDATED, ngettext_lazy("%(who)s a lu %(n)d texte", "%(who)s a lu %(n)d textes", "n"))
RETURNED = Judgement(
    NoticeKind.RETURNED, ngettext_lazy("%(who)s a renvoyé %(n)d texte", "%(who)s a renvoyé %(n)d textes", "n")
)
UNDONE = Judgement(
    NoticeKind.VALIDATED,
    ngettext_lazy("%(who)s a défait sa lecture de %(n)d texte", "%(who)s a défait sa lecture de %(n)d textes", "n"),
)


def hear_records(records: Iterable[Any], **_signal: Any) -> None:
    """Listens to the history of every model: tells those who may read it what accounts have just written, once for
    each account. Nobody is told where the site has no mail server, and then nothing is asked of the database."""
    if not mail.has_way_out():
        return
    written = [one for one in records if is_worded(one)]
    lines: dict[int, list[str]] = defaultdict(list)
    for record, columns in changed_columns(written):
        for column in columns:
            field = record.instance_type._meta.get_field(column).verbose_name
            lines[record.history_user_id].append(f"{name_row(record)} : {field}")
    people = get_user_model()._default_manager.in_bulk(lines) if lines else {}
    for key, told in lines.items():
        tell_texts(people[key], told)


def is_worded(record: Any) -> bool:
    """Whether an account wrote it, of a kind of thing that has texts."""
    by_account = record.history_user_id is not None and record.history_type != "-"
    return by_account and bool(worded_columns(record.instance_type))


def changed_columns(records: Iterable[Any]) -> Iterator[tuple[Any, list[str]]]:
    """Each of these records, with the texts that it changed; of what it added, those that say something.

    Two queries for each kind of thing. What a savepoint has undone meanwhile is left out.
    """
    kinds: dict[type[Any], list[Any]] = defaultdict(list)
    for record in records:
        kinds[type(record)].append(record)
    for kind, group in kinds.items():
        columns = worded_columns(group[0].instance_type)
        past = kind.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
        kept = kind.objects.filter(history_id__in=[one.history_id for one in group])
        keys = dict(kept.values_list("history_id", Subquery(past.values("history_id")[:1])))
        before_them = kind.objects.filter(history_id__in=[key for key in keys.values() if key])
        texts = {row["history_id"]: row for row in before_them.values("history_id", *columns)}
        for record in group:
            if record.history_id in keys:
                before = texts.get(keys[record.history_id], {})
                stated = ((name, before.get(name), getattr(record, name)) for name in columns)
                yield record, [name for name, past_text, text in stated if text != past_text and (text or past_text)]


def name_row(record: Any) -> str:
    """« Mesure mise en œuvre « 2.1-M1 Former les équipes… » »."""
    kind = capfirst(str(record.instance_type._meta.verbose_name))
    return f"{kind} « {Truncator(' '.join(str(record.instance).split())).chars(80)} »"


def tell_texts(user: Any, lines: list[str]) -> None:
    title = _("%(who)s a écrit des textes, à lire par une autre personne") % {"who": name_person(user)}
    news = News(NoticeKind.SUBMITTED, title, path=f"{reverse('desk-texts')}?a=moi")
    tell_along(readers("indicators.validate_observation").exclude(pk=user.pk), news, lines, by=user)


def hear_judged(user: Any, texts: list[UnreadText], why: str = "", undone: bool = False, **_told: Any) -> None:
    """Listens to `texts.signals.texts_judged`: tells each who wrote of their own."""
    judgement = UNDONE if undone else RETURNED if why else READ
    groups: dict[int, list[UnreadText]] = defaultdict(list)
    for one in texts:
        for writer in one.writers:
            groups[writer.pk].append(one)
    people = get_user_model()._default_manager.in_bulk(groups)
    for key, shown in groups.items():
        listed = list_lines(f"{one.text.name} : {Truncator(one.text.after).chars(200)}" for one in shown)
        said = listed + "\n\n" + _("La raison : « %(why)s »") % {"why": why} if why else listed
        title = judgement.title % {"who": name_person(user), "n": len(shown)}
        tell([people[key]], News(judgement.kind, title, said, f"{reverse('desk-texts')}?a=par-moi"), by=user)
