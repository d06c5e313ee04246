"""What the authority owes its readers whatever is published: contact, legal notice, accessibility, privacy.

It speaks of the site as it stands, so it belongs to no release, and stands when none can be read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from strategy_monitor.notices.outbox import KEPT_FOR
from strategy_monitor.pages import errors
from strategy_monitor.pages.acronyms import PageAcronyms
from strategy_monitor.pages.viewing import Viewing, newest, tag_of
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.load import Published
from strategy_monitor.releases.statement import TITLES, read_statement


@dataclass(frozen=True)
class Notice:
    template: str
    title: Any
    description: Any
    given: tuple[str, ...]
    """The fields of the statement that it shows, in order."""


NOTICES = {
    "contact": Notice(
        "pages/contact.html",
        _("Contact"),
        _("À qui écrire au sujet de la stratégie, de son suivi ou d’un chiffre."),
        ("contact_service", "contact_email", "contact_phone", "contact_address"),
    ),
    "legal": Notice(
        "pages/legal.html",
        _("Mentions légales"),
        _("Qui édite et héberge ce site, et à quelles conditions son contenu se reprend."),
        ("publisher", "host", "reuse"),
    ),
    "accessibility": Notice(
        "pages/accessibility.html",
        _("Accessibilité"),
        _("L’état de conformité du site, ce qui est vérifié, et à qui signaler un obstacle."),
        (
            *("accessibility_scope", "accessibility_state", "accessibility_gaps"),
            *("accessibility_audit", "accessibility_contact", "accessibility_appeal"),
        ),
    ),
    "privacy": Notice(
        "pages/privacy.html",
        _("Vie privée"),
        _("Les cookies, ce qui est gardé des personnes, et comment exercer ses droits."),
        ("controller", "privacy_contact", "retention", "privacy_rights"),
    ),
}


def read_newest(request: HttpRequest) -> Viewing | None:
    """The release around which the page is framed, with what of its document names it; None where there is none to
    read."""

    def read() -> Viewing:
        found = newest(request)
        framed = replace(found, source=parts.with_frame(cast(Published, found.source)))
        assert framed.report
        return framed

    try:
        return load.again_if_altered(read)
    except (load.NoRelease, load.BadRelease):
        return None


@csrf_exempt
@require_safe
def notice(request: HttpRequest, name: str) -> HttpResponse:
    """One of these pages."""
    try:
        shown, stated, viewing = NOTICES[name], read_statement(), read_newest(request)
    except load.Unreachable:
        return errors.outage(request)
    given = (settings.RESPONSIBLE_EDITOR, settings.DATA_LICENCE, settings.DATA_CONTACT, settings.SECURITY_CONTACT.ways)
    tag = tag_of(viewing.etag if viewing else "", *map(str, given), *(getattr(stated, one) for one in TITLES))
    context = {
        "title": shown.title,
        "description": shown.description,
        "viewing": viewing,
        "report": viewing and viewing.report,
        "acronyms": PageAcronyms(viewing.report if viewing else None),
        "stated": [(one, TITLES[one], getattr(stated, one)) for one in shown.given],
        "editor": settings.RESPONSIBLE_EDITOR,
        "licence": settings.DATA_LICENCE,
        "data": settings.DATA_CONTACT,
        "security": settings.SECURITY_CONTACT.ways,
        "site": settings.SITE_URL,
        "mail_days": KEPT_FOR.days,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "form_cookie": settings.CSRF_COOKIE_NAME,
    }
    response = get_conditional_response(request, etag=tag) or render(request, shown.template, context)
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    return response
