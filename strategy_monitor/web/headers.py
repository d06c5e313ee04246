"""What neither Django nor its libraries do to the headers of an answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

STAFF = ("/admin/", "/bureau/", "/compte/")
"""Where the pages of staff stand."""


def leads_here(address: str, hosts: set[str] | None = None, require_https: bool = False) -> bool:
    """Whether this, which a form or an address brought, is the address of a page of ours that a header can hold: Django
    fails for one that a line break would end."""
    return address.isprintable() and url_has_allowed_host_and_scheme(address, hosts, require_https)


class ResourcePolicy:
    """Middleware: what staff see is of use to their own pages only; the rest is public, and others may show it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        own = request.path_info.startswith(STAFF)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin" if own else "cross-origin")
        return response


class NobodysCookie:
    """Middleware: an answer that any cache may keep carries nobody's cookie, whatever the request came with.

    A malformed cookie makes Django renew or delete it; kept by a shared cache, that would reach other readers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "public" in response.headers.get("Cache-Control", ""):
            response.cookies.clear()
            others = [one for one in response.headers.get("Vary", "").split(", ") if one not in {"", "Cookie"}]
            response.headers["Vary"] = ", ".join(others)
            if not others:
                del response.headers["Vary"]
        return response
