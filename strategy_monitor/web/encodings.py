"""In which encoding a request may speak: this site writes its forms in UTF-8, and reads nothing else.

Python knows « encodings » that decode no text (zip, rot13, base64) or refuse most of it (idna, undefined). Django takes
the one that a Content-Type names, whichever it is, for forms and for query strings, and then fails on it: for query
strings even while the request is made, before any middleware and its answer to failures. So requests of this site are
made without looking at it, and a middleware then refuses it in words. A length that is no number is refused there too.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

READ = ("utf-8", "ascii")
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
LONGEST = 16
"""Digits of the length of a body."""
UNREADABLE = "unreadable"
"""Stands for the encoding of a Content-Type that cannot even be taken apart."""


class Utf8Request(WSGIRequest):
    """A request that speaks UTF-8, whatever it says."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):
            self.content_type, self.content_params = "", {"charset": UNREADABLE}


class Utf8Only:
    """Middleware, before whatever reads a form: a body in another encoding, or of no length, is a bad request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit() and len(length) < LONGEST):
            raise BadRequest("The length of the body is no number.")
        charset = (request.content_params or {}).get("charset")
        if charset is not None and not is_read(charset):
            if request.method not in SAFE:
                raise BadRequest("The body names an encoding that this site does not read.")
            request.encoding = "utf-8"  # some programs send a Content-Type with whatever they ask
        return self.get_response(request)


def is_read(charset: str) -> bool:
    """Whether this site reads that encoding. Names that Python cannot look up are none."""
    try:
        return codecs.lookup(charset).name in READ
    except (LookupError, ValueError):
        return False
