"""In which encoding a request may speak: this site writes its forms in UTF-8, and reads nothing else.

Python knows « encodings » that decode no text (zip, rot13, base64) or refuse most of it (idna, undefined). Django takes
the one that a Content-Type names, whichever it is, for forms and for query strings, and then fails on it.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

READ = ("utf-8", "ascii")
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
UNREADABLE = "application/octet-stream; charset=unreadable"
"""Stands for a Content-Type that cannot even be taken apart; `Utf8Only` refuses it."""


def is_read(charset: str) -> bool:
    """Whether this site reads that encoding. Names that Python cannot look up are none."""
    try:
        return codecs.lookup(charset).name in READ
    except (LookupError, ValueError):
        return False


class Utf8Only:
    """Middleware, before whatever reads a form: another encoding is a bad request; a mere reader's is ignored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset")
        if charset is not None and not is_read(charset):
            if request.method not in SAFE:
                raise BadRequest("The body names an encoding that this site does not read.")
            request.encoding = "utf-8"
        return self.get_response(request)


def readable_types(application: Any) -> Any:
    """The WSGI application, spared a Content-Type on which making a request would fail, before any middleware."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        if not can_be_taken_apart(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = UNREADABLE
        return application(environ, start_response)

    return answer


def can_be_taken_apart(content_type: str) -> bool:
    """Whether making a request of it raises nothing: as `HttpRequest._set_content_type_params`."""
    try:
        _kind, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return "\x00" not in parameters.get("charset", "")
