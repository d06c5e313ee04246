"""Structured logs: one JSON object per line in production, readable lines elsewhere.

A request is logged once, when its answer is ready: id, method, path, status, duration. Never its query string (what
people search for), its address, its browser, its cookies or its user; a secret in a path is masked. Numbers of accounts
stand in lines of their own (`accounts.noting`).
"""

from __future__ import annotations

import logging.config
import re
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from structlog.typing import EventDict, Processor

from strategy_monitor.web import metrics

log = structlog.get_logger(__name__)

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
SECRET_ARGUMENTS = ("key", "token", "uidb64", "uidb36")
"""Names of URL arguments that open a door: password resets, address confirmations."""

QUERY = re.compile(r"\?\S+")


def without_query(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """gunicorn names the whole address of a request that broke the application: its query goes."""
    if str(event.get("logger", "")).startswith("gunicorn"):
        event["event"] = QUERY.sub("?…", str(event["event"]))
    return event


def without_secrets(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Django names the path of a request that failed or was refused: what of it opens a door goes."""
    request = getattr(event.get("_record"), "request", None)
    if isinstance(request, HttpRequest):
        event["event"] = mask_secrets(str(event["event"]), request)
    return event


def count_logged(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Warnings and errors are counted too, for who watches numbers."""
    if event["level"] in {"warning", "error", "critical"}:
        metrics.count_event(str(event["event"]), event["level"], str(event.get("logger", "")))
    return event


BEFORE_RENDERING: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_query,
    without_secrets,
    count_logged,
]


def configure() -> None:
    """Makes structlog hand its events to the standard library, where Django and gunicorn log too."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *BEFORE_RENDERING,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def rendering(as_json: bool) -> list[Processor]:
    """The last steps. Tracebacks never show the values of local variables: these can be personal data."""
    if as_json:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, sort_keys=False
        )
    ]


def configuration(as_json: bool, level: str) -> dict[str, Any]:
    """The LOGGING setting: everything goes to standard error, in one form."""
    passed_on = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": BEFORE_RENDERING,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *rendering(as_json),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": passed_on,
            # RequestLog writes the line of each request; Django's own adds only the tracebacks of failures.
            "django.request": passed_on | {"level": "ERROR"},
            "django.server": passed_on | {"level": "ERROR"},
            # Robots try host names all day; the 400 they get is logged as any other answer. So is that of whoever
            # asks a list of the administration for what it does not offer.
            "django.security.DisallowedHost": passed_on | {"level": "CRITICAL"},
            "django.security.DisallowedModelAdminLookup": passed_on | {"level": "CRITICAL"},
            "django.security.DisallowedModelAdminToField": passed_on | {"level": "CRITICAL"},
            "pikepdf": passed_on | {"level": "WARNING"},
            "fontTools": passed_on | {"level": "WARNING"},
            # It would name the passkey of whoever signs in; who shows one is in our own lines, by number.
            "fido2": passed_on | {"level": "WARNING"},
            "gunicorn.error": passed_on,
            "gunicorn.access": passed_on,
        },
    }


class RequestLog:
    """Middleware: gives each request an id, carried by every line logged on its behalf, and logs its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = identify(request)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            metrics.count_request(request, response, seconds)
            log.log(
                severity(request, response),
                "request",
                method=request.method,
                path=safe_path(request, response),
                status=response.status_code,
                duration_ms=round(seconds * 1000, 1),
            )
        # Django would say it again, without the id: see django.utils.log.log_response.
        vars(response)["_has_been_logged"] = True
        if response.status_code >= 500:
            # Only a failure tells its id, for a visitor to quote: any other answer must stay the same, to be cached.
            response["X-Request-ID"] = request_id
        return response


def identify(request: HttpRequest) -> str:
    """The id given by the proxy in front, where it looks like one; else a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if REQUEST_ID.match(given) else uuid.uuid4().hex


EXPECTED = "expected"


def expect(response: HttpResponse) -> None:
    """Of an answer above 500 that is no failure, such as « come back in a moment »: it is logged as any other."""
    vars(response)[EXPECTED] = True


def severity(request: HttpRequest, response: HttpResponse) -> int:
    if response.status_code >= 500 and EXPECTED not in vars(response):
        return logging.ERROR
    return logging.DEBUG if request.path in {"/healthz", "/readyz"} else logging.INFO


def safe_path(request: HttpRequest, response: HttpResponse) -> str:
    """What is answered before a view is found is known already, or failed; of what is known, nothing is looked up."""
    known = request.resolver_match is None and response.status_code < 400
    return request.path if known else mask_secrets(request.path, request)


def mask_secrets(text: str, request: HttpRequest) -> str:
    """This text, where the path of the request may stand, without what of that opens a door."""
    arguments = path_arguments(request)
    for name in SECRET_ARGUMENTS:
        if value := str(arguments.get(name, "")):
            text = text.replace(value, "…")
    return text


def path_arguments(request: HttpRequest) -> dict[str, Any]:
    """What the address says; of a request that failed before its view was found, too."""
    if request.resolver_match:
        return request.resolver_match.kwargs
    try:
        return resolve(request.path_info).kwargs
    except Resolver404:
        return {}
