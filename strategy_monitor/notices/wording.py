"""What a message of news says: its subject, its text, why one gets it and where to change that."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language import french
from strategy_monitor.language.codes import NoticeKind
from strategy_monitor.notices.models import Notice
from strategy_monitor.notices.names import name_site

WHY = {
    NoticeKind.SUBMITTED: gettext_lazy("ce compte peut valider ce qui est soumis"),
    NoticeKind.RETURNED: gettext_lazy("ce compte l’a soumis ou écrit"),
    NoticeKind.VALIDATED: gettext_lazy("ce compte l’a soumis ou écrit"),
    NoticeKind.PUBLISHED: gettext_lazy("ce compte a contribué à ce qui est publié, ou suit toutes les publications"),
    NoticeKind.ASKED: gettext_lazy("ces chiffres sont confiés à ce compte"),
    NoticeKind.DUE: gettext_lazy("ces chiffres sont confiés à ce compte"),
    NoticeKind.MENTIONED: gettext_lazy("ce compte est nommé dans un fil, y a écrit ou peut y donner suite"),
}
"""Why a person is told of each kind."""
RULE = "-- "
"""What readers of mail take for the end of the message."""


def write_subject(notices: Sequence[Notice]) -> str:
    what = notices[0].title if len(notices) == 1 else french.count_noun(len(notices), "nouvelle", "nouvelles")
    return french.typeset(_("%(what)s – %(site)s") % {"what": what, "site": name_site()})


def write_body(person: Any, notices: Sequence[Notice], daily: bool) -> str:
    """Plain text: each thing in its words, with where it is looked at; by kind, where there are several."""
    greeting = _("Bonjour %(name)s,") % {"name": name_person(person)}
    return "\n\n".join([greeting, *write_news(notices), RULE + "\n" + write_foot(notices, daily)]) + "\n"


def by_kind(notices: Sequence[Notice]) -> list[tuple[NoticeKind, list[Notice]]]:
    """In the order of the vocabulary."""
    order = list(NoticeKind)
    found = sorted(notices, key=lambda one: order.index(NoticeKind(one.kind)))
    return [(NoticeKind(kind), list(same)) for kind, same in groupby(found, key=lambda one: one.kind)]


def write_news(notices: Sequence[Notice]) -> list[str]:
    """Paragraphs."""
    found = []
    groups = by_kind(notices)
    for kind, same in groups:
        if len(notices) > 1:
            found.append(write_heading(kind))
        for one in same:
            link = french.typeset(_("À voir ici :")) + "\n" + settings.SITE_URL + one.path
            found += [f"{one.title}.", *([one.text] if one.text else []), link]
    return found


def write_heading(kind: NoticeKind) -> str:
    word = capfirst(kind.word)
    return f"{word}\n{'=' * len(word)}"


def write_foot(notices: Sequence[Notice], daily: bool) -> str:
    site = {"site": name_site(), "home": settings.SITE_URL}
    lines = [_("Ce message vient du suivi « %(site)s », %(home)s") % site]
    reasons = dict.fromkeys(str(WHY[kind]) for kind, _same in by_kind(notices))
    lines.append(_("Il est envoyé parce que %(why)s.") % {"why": " ; ".join(reasons)})
    if daily:
        lines.append(_("Il rassemble, une fois par jour, ce qui est arrivé depuis le précédent."))
    lines.append(_("Le recevoir autrement, ou ne plus le recevoir :"))
    return french.typeset("\n".join(lines)) + "\n" + settings.SITE_URL + reverse("desk-my-mail")
