"""HTTP: who may ask how, what is answered when something is wrong, and how an answer may be kept.

An answer is a pure function of a release and an address. It carries no cookie, any site may read it, and a reader who
has it already is told so. Django's own error pages never show: all that is refused is a problem (see `problems`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote

import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel

from strategy_monitor.api import lists, parameters, versions
from strategy_monitor.api.operation import JSON, Operation
from strategy_monitor.api.operations import OPERATIONS
from strategy_monitor.api.places import ReleaseRequest, problem_page
from strategy_monitor.api.problems import CONTENT_TYPE, Problem
from strategy_monitor.exports.publication import Publication
from strategy_monitor.kept import keeping
from strategy_monitor.pages import shortcut
from strategy_monitor.pages.viewing import tag_of
from strategy_monitor.releases import load
from strategy_monitor.web import faults
from strategy_monitor.web.logs import expect

log = structlog.get_logger(__name__)

METHODS = "GET, HEAD, OPTIONS"
SHARED = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Content-Location, ETag, Link"}
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
"""Of a release; none has the number 0."""

TOLD_AGAIN = ("ETag", "Cache-Control", "Content-Location", "Link", "Vary")
"""The headers of an answer that are said again to who has it already."""

View = Callable[..., HttpResponseBase]


def api_view(respond: Callable[..., HttpResponseBase]) -> View:
    """A view of the API: whatever happens in it, the answer is one that the documentation describes."""

    @csrf_exempt  # it takes nothing: a POST is told so (405), rather than that its token is missing
    def view(request: HttpRequest, **names: str) -> HttpResponseBase:
        try:
            answer = partial(respond, request, **names)
            reading = request.method != "OPTIONS" and require_reading(request)
            response = load.again_if_altered(answer) if reading else preflight()
        except Problem as problem:
            response = problem_response(request, problem)
        except SuspiciousOperation:
            response = problem_response(
                request, Problem("demande-illisible", "La demande est démesurée ou mal formée.")
            )
        except (load.NoRelease, load.BadRelease) as error:
            response = problem_response(request, unavailable_problem(error))
        except Exception as error:
            if faults.outage(error):
                response = problem_response(request, unavailable_problem(error))
            else:
                log.exception("api_failure", path=request.path)
                response = problem_response(request, Problem("panne", "La réponse n’a pas pu être écrite."))
        return with_headers(response, SHARED)

    return view


def preflight() -> HttpResponse:
    """What a browser asks before it lets a page of another site read."""
    response = HttpResponse(status=204, headers=PREFLIGHT)
    del response.headers["Content-Type"]
    return response


def require_reading(request: HttpRequest) -> HttpRequest:
    if request.method not in {"GET", "HEAD"}:
        told = "Cette adresse se lit avec GET ; elle ne reçoit rien."
        raise Problem("methode-refusee", told, headers={"Allow": METHODS})
    return request


def unavailable_problem(error: Exception) -> Problem:
    if isinstance(error, load.BadRelease):
        told = f"La version demandée ne peut plus être lue : {error}."
    elif isinstance(error, load.NoRelease) and not isinstance(error, load.Unreachable):
        told = "Toutes les versions ont été retirées." if error.withdrawn else "Aucune version n’est publiée."
    else:
        log.error("database_down", why=str(error.__cause__ or error))
        told = "La base de données ou le disque du site ne répond pas."
    return Problem("rien-a-servir", told, headers={"Retry-After": "60"})


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    page = problem_page(settings.SITE_URL, problem.kind.code)
    details = problem.details(page, quote(request.path[:200], errors="replace"))
    headers = {"Cache-Control": "no-store", **problem.headers}
    content = answer_text(details).encode("utf-8", "replace")
    response = HttpResponse(content, status=problem.kind.status, content_type=CONTENT_TYPE, headers=headers)
    if problem.kind.code == "comparaison-differee":
        expect(response)
    return response


def operation_view(operation: Operation, mount: str) -> View:
    """The view of an operation, in this mount."""
    media = (operation.media, JSON)
    of_site = operation.scope == "site"

    def respond(request: HttpRequest, release: str = "", **names: str) -> HttpResponseBase:
        if not shortcut.accepts_one_of(request, media):
            raise Problem("format-refuse", "L’en-tête « Accept » exclut le JSON.")
        given = parameters.read_parameters(operation.parameters, request.GET)
        doubts = load.KnownReleases.doubts  # as of before anything is read
        known = find_known() if of_site else load.known()
        published = find_release(release, known) if known and not of_site else None
        in_force = published.head if published else find_head(known)

        def write() -> HttpResponse:
            if published:
                return write_of_release(operation, published, names, given, mount)
            return answer_response(answer_content(operation.answer(known, in_force)), operation.media, {})

        if known and (known.fresh or not of_site):  # what is told of the site may say that it is not all
            told = (in_force.name, in_force.sha256) if in_force else ()
            asked_for = shortcut.read_query_string(request) if request.GET else ""  # « ?&& » asks for nothing
            key = keeping.key_by_code(tag_of("api", known.mark, *told), request.path, asked_for)
            response = keeping.respond(request, key, write, asked=bool(request.GET))
            if known.fresh and (release or (in_force and load.is_newest(in_force, known.heads))):
                note_answer(request, response, known.heads, key=key, doubts=doubts, media=media)
        else:
            response = write()
        return answer_conditionally(request, response)

    return api_view(respond)


def write_of_release(
    operation: Operation, published: load.Published, names: dict[str, str], given: parameters.Parameters, mount: str
) -> HttpResponse:
    """What is answered of a release: with what stands near it, and where it stands for good, as headers."""
    source = operation.reading(published, names)
    publication = Publication(source.report, published.head, settings.SITE_URL, settings.DATA_LICENCE)
    asked = ReleaseRequest(publication, published.head, names, given)
    answer, near = operation.reply(asked)
    headers: dict[str, str] = {}
    if near:
        headers["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in near.items())
    if not mount and operation.path:
        headers["Content-Location"] = lists.list_address(operation.base(asked), given)
    return answer_response(answer_content(answer), operation.media, headers)


def answer_conditionally(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The response; to who has it already, that it has not changed (304), with the headers that are said again."""
    unchanged = get_conditional_response(request, etag=response.headers["ETag"])
    if unchanged is None:
        return response
    return with_headers(unchanged, {name: response.headers[name] for name in TOLD_AGAIN if name in response.headers})


def note_answer(
    request: HttpRequest,
    response: HttpResponseBase,
    heads: tuple[load.Head, ...],
    *,
    key: str,
    doubts: int,
    media: tuple[str, ...],
) -> None:
    """That this is what stands at this address, of which every parameter counts."""
    again = {name: response.headers[name] for name in (*TOLD_AGAIN, *SHARED) if name in response.headers}
    etag, asked = again.pop("ETag"), bool(request.GET)
    shortcut.note_place(
        request, heads, etag, key, doubts=doubts, exact=True, asked=asked, told_again=again, media=media
    )


def find_known() -> load.Known | None:
    """For what is answered whatever is published, and even where nobody knows what is."""
    try:
        return load.known()
    except load.Unreachable:
        return None


def find_head(known: load.Known | None) -> load.Head | None:
    """Of the release in force, which such an answer may quote."""
    try:
        return load.current(known).head if known else None
    except (load.NoRelease, load.BadRelease):
        return None


def find_release(name: str, known: load.Known) -> load.Published:
    """The release of this name, or the newest one without a name. Raises Problem, NoRelease or BadRelease."""
    if not name:
        return load.current(known)
    edition, _, number = name.rpartition(".")
    try:
        published, _now = load.past(edition, int(number) if NUMBER.fullmatch(number) else 0, known)
    except load.WithdrawnRelease as error:
        raise versions.withdrawn_problem(error.head, error.now, "#/path/release") from error
    except load.Unreachable:
        raise
    except load.NoRelease as error:
        raise versions.absent_problem(name, "#/path/release") from error
    return published


def answer_text(answer: BaseModel | dict[str, Any] | str) -> str:
    """JSON, where the answer is not text already. Decimals are numbers; a text keeps its accents."""
    if isinstance(answer, str):
        return answer
    value = answer.model_dump(mode="json") if isinstance(answer, BaseModel) else answer
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def answer_content(answer: BaseModel | dict[str, Any] | str | bytes) -> bytes:
    """What is sent."""
    return answer if isinstance(answer, bytes) else answer_text(answer).encode()


def answer_response(content: bytes, media: str, headers: Mapping[str, str]) -> HttpResponse:
    """The answer. Its tag is of what is answered, wherever it stands."""
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    told = {**headers, "ETag": tag, "Cache-Control": "public, no-cache", **SHARED}
    return HttpResponse(content, content_type=media, headers=told)


def with_headers(response: HttpResponseBase, headers: Mapping[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response.headers[name] = value
    return response


def nothing_here(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Whatever else is asked below the API."""
    hint = " Une adresse de l’API ne finit pas par une barre oblique." if rest.endswith("/") else ""
    raise Problem("adresse-inconnue", f"L’API n’a rien à cette adresse.{hint} {list_addresses()}")


@lru_cache(maxsize=1)
def list_addresses() -> str:
    """What stands below the root, but for what names a code or a number."""
    below = sorted(one.path for one in OPERATIONS if one.path and not one.names)
    return f"Sous « {reverse('api:root')} » se trouvent : {', '.join(below)}."
