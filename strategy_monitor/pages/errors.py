"""What is said when something goes wrong: what happened, what was kept, what to do.

Nothing here asks the database: it may be what failed.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable

import structlog
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, UnreadablePostError
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.backoffice.given_back import typed_here
from strategy_monitor.exports.addresses import at
from strategy_monitor.pages.nearest import find_nearest
from strategy_monitor.releases import load
from strategy_monitor.web import faults
from strategy_monitor.web.headers import STAFF
from strategy_monitor.web.logs import expect

log = structlog.get_logger(__name__)

RETRY_AFTER = "60"
"""Seconds after which a reader, a robot or a cache may ask again for what failed."""

READING = ("GET", "HEAD", "OPTIONS")

TITLES = {
    "errors/bad_request.html": gettext_lazy("Cette demande ne peut pas être lue"),
    "errors/forbidden.html": gettext_lazy("Cette page demande d’autres droits"),
    "errors/session_ended.html": gettext_lazy("La session est terminée"),
    "errors/token_refused.html": gettext_lazy("Ce formulaire n’a pas pu être vérifié"),
    "errors/not_found.html": gettext_lazy("Il n’y a pas de page à cette adresse"),
    "errors/wrong_method.html": gettext_lazy("Cette page se lit, elle ne reçoit rien"),
    "errors/only_sent.html": gettext_lazy("Cette adresse reçoit un formulaire, elle ne se lit pas"),
    "errors/no_document.html": gettext_lazy("Ce document ne peut pas être écrit ici"),
    "errors/being_written.html": gettext_lazy("Ce document est en train d’être écrit"),
    "errors/copy_being_read.html": gettext_lazy("La copie de travail est en train d’être lue"),
    "errors/resting.html": gettext_lazy("Cela sera écrit un peu plus tard"),
    "errors/failure.html": gettext_lazy("Une erreur s’est produite"),
    "errors/outage.html": gettext_lazy("Le site ne peut pas répondre pour l’instant"),
    "errors/not_published.html": gettext_lazy("La publication s’est arrêtée"),
}


def answer_error(template: str, status: int, base: str = "", **context: object) -> HttpResponse:
    """The page of an error, written without the request: nothing it holds can make this fail too.

    Its menu leads to the pages of the mount `base`.
    """
    pages = {page: at(base, page) for page in ("home", "axes", "catalogue", "whole", "search")}
    given = {"title": TITLES[template], "pages": pages, "base": base, "version": version_in(base), **context}
    try:
        written = render_to_string(template, given)
    except Exception:  # whatever broke the page must not break what says so
        log.exception("error_page_not_written", template=template)
        written = format_html(BARE, title=TITLES[template], home=pages["home"], back=_("Revenir à l’accueil"))
    response = HttpResponse(written, status=status)
    response["Cache-Control"] = "no-store"
    return response


ARCHIVE = re.compile(r"versions/(?P<edition>[-\w]+)/(?P<number>\d{1,6})/")


def version_in(base: str) -> str:
    """« 2025.1 »: the release of this mount; empty elsewhere."""
    found = ARCHIVE.match(base)
    return f"{found['edition']}.{found['number']}" if found else ""


def mount_of(request: HttpRequest) -> str:
    """The mount in which something failed: the one that a view opened, or that of a release this process knows of."""
    if opened := vars(request).get(MOUNT, ""):
        return str(opened)
    found = ARCHIVE.match(request.path_info[1:])
    return found[0] if found and load.remembers(version_in(found[0])) else ""


MOUNT = "mount"
"""Where a request keeps the mount that its view opened."""

BARE = (
    '<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="robots" content="noindex">'
    '<title>{title}</title><h1>{title}</h1><p><a href="{home}">{back}</a></p></html>'
)
"""What is left to say where not even a template can be written."""


def said(exception: object) -> str:
    """The sentence that the view gave its error, where it gave one."""
    arguments = getattr(exception, "args", ())
    return str(arguments[0]) if arguments and not isinstance(arguments[0], dict) else ""


def give_back(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed into the form that was sent, to be copied; nothing where it cannot be read."""
    try:
        return typed_here(request)
    except Exception:  # the page that says what went wrong must not fail for what it adds
        log.info("typing_not_given_back")
        return []


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Its exception quotes what was sent: it is for the log, not for the page.

    Django takes a session that the database could not save for one that was deleted, and its request for a bad one.
    """
    if isinstance(exception, SessionInterrupted) and faults.behind(exception):
        return outage(request)
    return answer_error("errors/bad_request.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer_error("errors/forbidden.html", 403, mount_of(request), why=said(exception), typed=give_back(request))


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its token: an old page, or cookies that are blocked. Its reason is English."""
    del reason
    return answer_error("errors/token_refused.html", 403, typed=give_back(request))


def session_ended(request: HttpRequest, sign_in: str) -> HttpResponse | None:
    """Whoever sent a form after their session ended: what was typed, which the way to sign in would lose. None where
    nothing is to be given back. `sign_in`: that way.
    """
    typed = give_back(request)
    return answer_error("errors/session_ended.html", 403, typed=typed, sign_in=sign_in) if typed else None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    staff, base = request.path_info.startswith(STAFF), mount_of(request)
    near = "" if staff else find_nearest(request.path, base)
    return answer_error("errors/not_found.html", 404, base, why=said(exception), staff=staff, near=near)


View = Callable[..., HttpResponseBase]
Telling = Callable[[HttpRequest], "HttpResponse | None"]


def failing(tell: Telling) -> Callable[[View], View]:
    """For a view that must tell more than that something failed: `tell` writes the answer to its failure, or None,
    which leaves it to the common page.

    Nothing is caught here: Django has logged the error, with its traceback, as it does for any view.
    """

    def mark(view: View) -> View:
        vars(view)[TELLS] = tell
        return view

    return mark


TELLS = "tells_its_failure"


def failure(request: HttpRequest) -> HttpResponse:
    """Whatever no view and no middleware answered for: the one place where an outage is told from a fault of the code.

    Django calls it while the exception is handled, and logs that as an error.
    """
    error = sys.exc_info()[1]
    if isinstance(error, UnreadablePostError):
        return answer_error("errors/bad_request.html", 400)  # the sender went away half way: nobody will read this
    if faults.outage(error) or (error is not None and faults.outage(error.__cause__)):
        return outage(request)
    match = request.resolver_match
    tell: Telling | None = vars(match.func).get(TELLS) if match else None
    told = tell(request) if tell else None
    return told or answer_error("errors/failure.html", 500, mount_of(request), typed=give_back(request))


def outage(request: HttpRequest) -> HttpResponse:
    """503: the database, the disk or the memory of the machine failed."""
    sent = request.method not in READING
    response = answer_error("errors/outage.html", 503, mount_of(request), sent=sent, typed=give_back(request))
    response["Retry-After"] = RETRY_AFTER
    return response


def resting(base: str, seconds: int) -> HttpResponse:
    """503: of what few read, as much was written as is for now (`kept.budget`)."""
    response = answer_error("errors/resting.html", 503, base, minutes=math.ceil(seconds / 60))
    response["Retry-After"] = str(seconds)
    expect(response)
    return response


class MethodNotAllowed:
    """Middleware: gives the bare 405 of Django a page that says what it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = "errors/only_sent.html" if request.method in {"GET", "HEAD"} else "errors/wrong_method.html"
        told = answer_error(page, 405, mount_of(request), allowed=response.headers.get("Allow", ""))
        told["Allow"] = response.headers.get("Allow", "")
        return told
