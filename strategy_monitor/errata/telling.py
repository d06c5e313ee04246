"""Tells who may validate an erratum that it is submitted, and who submitted it that it came back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from strategy_monitor.backoffice.people import name_person
from strategy_monitor.errata.models import Erratum
from strategy_monitor.language.codes import NoticeKind
from strategy_monitor.notices.readers import readers
from strategy_monitor.notices.telling import News, list_lines, tell


def tell_submitted(erratum: Erratum, user: Any, authors: set[int | None]) -> None:
    """Those who may publish it, and proposed nothing of it."""
    judges = readers("releases.add_release")
    if not settings.ALLOW_SELF_VALIDATION:
        judges = judges.exclude(pk__in=[key for key in authors if key is not None])
    title = _("%(who)s a soumis un erratum à l’édition %(edition)s, à valider")
    tell(judges, write_erratum_news(NoticeKind.SUBMITTED, title, erratum, user, list_corrections(erratum)), by=user)


def tell_returned(erratum: Erratum, user: Any) -> None:
    title = _("%(who)s a retourné l’erratum à l’édition %(edition)s")
    reason = _("La raison : « %(why)s »") % {"why": erratum.returned_why}
    if erratum.submitted_by is not None:
        tell([erratum.submitted_by], write_erratum_news(NoticeKind.RETURNED, title, erratum, user, reason), by=user)


def write_erratum_news(kind: NoticeKind, title: str, erratum: Erratum, user: Any, text: str) -> News:
    told = {"who": name_person(user), "edition": erratum.edition.label}
    return News(kind, title % told, text, reverse("desk-erratum", args=[erratum.pk]))


def list_corrections(erratum: Erratum) -> str:
    return list_lines(f"{one.name} : {one.old_told} → {one.new_told}" for one in erratum.corrections.all())
