"""What is said when something goes wrong: what happened, what was kept, what to do. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from strategy_monitor.addresses import at

TITLES = {
    "errors/bad_request.html": gettext_lazy("Cette demande ne peut pas être lue"),
    "errors/forbidden.html": gettext_lazy("Cette page demande d’autres droits"),
    "errors/token_refused.html": gettext_lazy("Ce formulaire n’a pas pu être vérifié"),
    "errors/not_found.html": gettext_lazy("Il n’y a pas de page à cette adresse"),
    "errors/wrong_method.html": gettext_lazy("Cette page se lit, elle ne reçoit rien"),
    "errors/only_sent.html": gettext_lazy("Cette adresse reçoit un formulaire, elle ne se lit pas"),
    "errors/no_document.html": gettext_lazy("Ce document ne peut pas être écrit ici"),
    "errors/failure.html": gettext_lazy("Une erreur s’est produite"),
}


def answer(template: str, status: int, **context: object) -> HttpResponse:
    """The page of an error, written without the request: nothing it holds can make this fail too."""
    pages = {page: at("", page) for page in ("home", "axes", "catalogue", "whole", "search")}
    given = {"title": TITLES[template], "pages": pages, **context}
    response = HttpResponse(render_to_string(template, given), status=status)
    response["Cache-Control"] = "no-store"
    return response


def said(exception: object) -> str:
    """The sentence that the view gave its error, where it gave one."""
    arguments = getattr(exception, "args", ())
    return str(arguments[0]) if arguments and not isinstance(arguments[0], dict) else ""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Its exception quotes what was sent: it is for the log, not for the page."""
    del exception
    return answer("errors/bad_request.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer("errors/forbidden.html", 403, why=said(exception))


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its token: an old page, or cookies that are blocked. Its reason is English."""
    del reason
    return answer("errors/token_refused.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer("errors/not_found.html", 404, why=said(exception))


def failure(request: HttpRequest) -> HttpResponse:
    return answer("errors/failure.html", 500)


class MethodNotAllowed:
    """Middleware: gives the bare 405 of Django a page that says what it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = "errors/only_sent.html" if request.method in {"GET", "HEAD"} else "errors/wrong_method.html"
        told = answer(page, 405, allowed=response.headers.get("Allow", ""))
        told["Allow"] = response.headers.get("Allow", "")
        return told
