"""The working copy as a Report, for those who edit it, and what it changes to what the public reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from strategy_monitor.pages.viewing import Refused, Viewing
from strategy_monitor.releases import load
from strategy_monitor.releases.publish import default_edition
from strategy_monitor.report.build import NothingToBuild, build
from strategy_monitor.report.diff import differences

BASE = "bureau/copie/"


def admit(request: HttpRequest) -> None:
    """Lets staff in. Raises Refused, with the way to the login, without a session; PermissionDenied for others."""
    if not request.user.is_authenticated:
        raise Refused(redirect_to_login(request.get_full_path(), reverse("admin:login")))
    if not (request.user.is_active and request.user.is_staff):
        raise PermissionDenied(_("Le bureau est réservé aux personnes qui tiennent la copie de travail."))


def staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page of the desk: for staff, and never kept by a browser or a proxy."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            admit(request)
            response: HttpResponseBase = view(request, *args, **kwargs)
        except Refused as refused:
            response = refused.response
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def published() -> load.Published | None:
    """What the public reads now, if anything."""
    try:
        return load.current()
    except load.NoRelease:
        return None


def compared() -> Viewing:
    """The working copy beside the current release. Raises NothingToBuild where there is no strategy yet."""
    now = published()
    report = build(default_edition())
    head = now.head if now else None
    changes = differences(now.report, report) if now else ()
    return Viewing(report, BASE, "desk", head, head, changes=changes)


def working_copy(request: HttpRequest) -> Viewing:
    """Opener of the pages of the working copy."""
    admit(request)
    try:
        return compared()
    except NothingToBuild as error:
        # The desk says how to begin.
        raise Refused(redirect("desk")) from error
