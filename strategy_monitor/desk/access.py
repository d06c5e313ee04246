"""The working copy as a Report, for those who edit it; what of it would be published; what that changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.rights import reads_working_copy
from strategy_monitor.accounts.roles import ROLES
from strategy_monitor.backoffice.people import read_names
from strategy_monitor.desk.reading_copy import await_copy
from strategy_monitor.pages.errors import session_ended
from strategy_monitor.pages.viewing import Refused, Viewing
from strategy_monitor.releases import load
from strategy_monitor.releases.editions import default_edition
from strategy_monitor.releases.standing import CopyStanding, read_standing
from strategy_monitor.report.build import NothingToBuild
from strategy_monitor.report.document import Report
from strategy_monitor.texts.changed import ChangedText
from strategy_monitor.texts.unread import UnreadText, find_unread

BASE = "bureau/copie/"
PREVIEW = "bureau/apercu/"


def admit(request: HttpRequest) -> None:
    """Lets in the staff that have a role. Raises Refused, with the way to the login, without a session;
    PermissionDenied, with what is missing and whom to ask, for others.
    """
    if not request.user.is_authenticated:
        raise Refused(redirect_to_login(request.get_full_path(), reverse("admin:login")))
    if not (request.user.is_active and request.user.is_staff):
        raise PermissionDenied(_("Le bureau est réservé aux personnes qui tiennent la copie de travail."))
    if not reads_working_copy(request.user):
        names = ", ".join(role.name for role in ROLES)
        without = _("Le compte « %(name)s » n’a pas de rôle qui ouvre le bureau. Il lui en faut un : %(roles)s.")
        raise PermissionDenied(without % {"name": request.user.get_username(), "roles": names})


def staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page of the desk: for staff with a role, and never kept by a browser or a proxy."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            admit(request)
            response: HttpResponseBase = view(request, *args, **kwargs)
        except Refused as refused:
            ended = None if request.user.is_authenticated else session_ended(request, refused.response["Location"])
            response = ended or refused.response
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


@dataclass(frozen=True)
class Desk(Viewing):
    preview: bool = False
    """True for what would be published; False for the working copy, with its drafts."""
    public: Report | None = None
    """What the public reads now, if anything."""
    texts: list[ChangedText] = field(default_factory=list, repr=False)
    """Those that would say something else to the public than now."""

    @cached_property
    def unread(self) -> list[UnreadText]:
        """The texts of it that wait for a second reader; no query where none differs from what the public reads."""
        return find_unread(self.texts)


def compare_working_copy() -> Desk:
    """The working copy beside the current release. Raises NothingToBuild where there is no strategy yet."""
    now = load.current_release()
    return look_at(read_standing(default_edition(), now.head if now else None, drafts=True), now, BASE)


def compare_publication() -> Desk:
    """What would be published, beside the current release. Raises NothingToBuild where there is no strategy yet."""
    now = load.current_release()
    return look_at(read_standing(default_edition(), now.head if now else None), now, PREVIEW, preview=True)


def look_at(found: CopyStanding, now: load.Published | None, base: str, preview: bool = False) -> Desk:
    head = now.head if now else None
    return Desk(
        found.traced.report,
        base,
        "desk",
        head,
        head,
        changes=found.changes,
        preview=preview,
        public=now.report if now else None,
        texts=found.texts,
        names=read_names(),
    )


def preview(request: HttpRequest) -> Viewing:
    """Opener of the pages of what would be published."""
    return open_or_redirect(request, compare_publication)


def open_or_redirect(request: HttpRequest, find: Callable[[], Desk]) -> Desk:
    admit(request)
    await_copy(request)
    try:
        return find()
    except NothingToBuild as error:
        # The desk says how to begin.
        raise Refused(redirect("desk")) from error
