"""What a page is shown from: a Report, and the address under which it stands.

The same pages stand three times: at the root (the newest release), under « versions/… » (a past one), and under
« bureau/copie/ » (the working copy, for staff). Each mount of `pages.urls` names the opener that finds its Report.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any, Literal

import structlog
from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from strategy_monitor.exports.addresses import at
from strategy_monitor.exports.publication import Publication
from strategy_monitor.pages import code, errors
from strategy_monitor.pages.acts import Acts
from strategy_monitor.pages.relations import relate
from strategy_monitor.releases import load
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.load import Head
from strategy_monitor.releases.names import public_names
from strategy_monitor.report.comparison import Comparison
from strategy_monitor.report.document import Report
from strategy_monitor.report.once import Flights

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Viewing:
    """`base` is the mount without its first slash: empty, « versions/2025/1/ » or « bureau/copie/ »."""

    report: Report
    base: str
    kind: Literal["public", "archive", "desk"]
    head: Head | None
    """The release shown; on the desk, the one that the working copy is compared with, if any."""
    current: Head | None
    """The release that the public reads now."""
    etag: str = ""
    """Empty: never cached."""
    changes: tuple[Any, ...] = ()
    """On the desk: what differs from the release."""
    before: Head | None = None
    """The last release of the edition before, where it can be read."""
    names: Mapping[int, str] = field(default_factory=dict, compare=False)
    """Number of an account → the name that this reader is shown for it; « le compte n° 12 » where there is none."""
    acts: Acts | None = None
    """On the working copy: what its reader may do where it is read. None everywhere else."""

    def address(self, name: str, *args: object) -> str:
        """The address of a page, in this mount."""
        return at(self.base, name, *args)

    @property
    def publication(self) -> Publication:
        """What files are made from; the working copy is no release, even beside the one that it is compared with."""
        head = None if self.kind == "desk" else self.head
        return Publication(
            self.report,
            head,
            settings.SITE_URL,
            settings.DATA_LICENCE,
            settings.DATA_CONTACT,
            settings.DATA_PLACE,
            settings.AUTHORITY_LOGO,
            settings.RESPONSIBLE_EDITOR,
        )

    @property
    def day(self) -> dt.date:
        """As of when ages and delays are told: the day of publication; for the working copy, today."""
        return self.head.day if self.head and self.kind != "desk" else timezone.localdate()

    @property
    def since(self) -> Comparison | None:
        """What changed since the edition before; None where there is none to compare with, and on the desk."""
        return compared(self.before, self.head) if self.before and self.head else None


Opener = Callable[..., Viewing]
MOUNTED = ("edition", "release", "first", "second")
"""The parts of an address that say which release is shown, or which two are compared."""


class Refused(Exception):
    """Raised by an opener: this reader gets this response instead of the page."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.response = response


def tag_of(*parts: str) -> str:
    """A weak ETag: the page is the same as long as these parts, the code that writes it and what is said of it are."""
    stated = (settings.DATA_LICENCE, settings.DATA_CONTACT, settings.DATA_PLACE, settings.AUTHORITY_LOGO)
    digest = hashlib.sha256(
        "\n".join((*parts, settings.SITE_URL, *map(repr, stated), code.version(), get_language() or "")).encode()
    ).hexdigest()
    return f'W/"{digest[:32]}"'


def newest(request: HttpRequest) -> Viewing:
    """Opener of the public pages."""
    published = load.current()
    head, before = published.head, readable(published.before)
    names = public_names()
    tag = tag_of(head.sha256, head.name, mark(before), *mark_names(names))
    return Viewing(published.report, "", "public", head, head, tag, before=before, names=names)


def readable(head: Head | None) -> Head | None:
    """A release that a page may be compared with; None where it is refused, or where the database does not answer."""
    try:
        return load.reached(head).head if head else None
    except load.BadRelease as error:
        log.error("release_refused", release=head and head.name, why=str(error), detail=error.detail)
    except load.Unreachable as error:
        log.error("database_down_not_compared", release=head and head.name, why=str(error.__cause__))
    return None


def mark(head: Head | None) -> str:
    """What a page that is compared with this release depends on."""
    return f"{head.name} {head.sha256}" if head else ""


def mark_names(names: Mapping[int, str]) -> list[str]:
    """What a page that shows these names depends on: nothing where none is shown."""
    return [f"{number} {name}" for number, name in names.items()]


def past(request: HttpRequest, edition: str, release: int) -> Viewing:
    """Opener of the pages of one release, at its permanent address."""
    try:
        published, now = load.past(edition, release)
    except load.Unreachable:
        raise
    except load.NoRelease as error:
        raise Http404(_("Aucune version de ce nom n’a été publiée.")) from error
    except load.WithdrawnRelease as error:
        raise Refused(withdrawn(request, error)) from error
    base = f"versions/{edition}/{release}/"
    before = readable(published.before)
    names = public_names()
    tag = tag_of(published.head.sha256, now.name if now else "", mark(before), *mark_names(names))
    return Viewing(published.report, base, "archive", published.head, now, tag, before=before, names=names)


View = Callable[..., HttpResponseBase]


def page(view: View) -> View:
    """A page: opens its Report, answers 304 where the reader already has it, says how it may be kept.

    It takes no parameter: whatever stands after « ? », it is the same page.
    """
    return answering(view, "pages")


def asked_with(*names: str) -> Callable[[View], View]:
    """A page that these parameters change; any other one is ignored."""
    return lambda view: answering(view, "pages", frozenset(names))


def document(view: View) -> View:
    """The same for a document, which costs more to write and to keep than a page, and stands aside from them."""
    return answering(view, "documents")


def answering(view: View, cache: str, parameters: frozenset[str] = frozenset()) -> View:
    @csrf_exempt  # it takes nothing: a POST is told so (405), rather than that its token is missing
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, opener: Opener, **kwargs: Any) -> HttpResponseBase:
        mount = {name: kwargs.pop(name) for name in MOUNTED if name in kwargs}
        try:
            viewing = opener(request, **mount)
            vars(request)[errors.MOUNT] = viewing.base
            unchanged = get_conditional_response(request, etag=viewing.etag) if viewing.etag else None
            written = partial(view, request, viewing, **kwargs)
            if viewing.etag and parameters.isdisjoint(request.GET if parameters else ()):
                response = unchanged or remembered(request, viewing.etag, written, cache)
            else:
                response = unchanged or written()
        except Refused as refused:
            return refused.response
        except (load.NoRelease, load.BadRelease) as error:
            return unavailable(request, error)
        if viewing.etag and response.status_code in {200, 304}:
            response["ETag"] = viewing.etag
            response["Cache-Control"] = "public, no-cache"
            relate(response, request, viewing.publication, kwargs)
        else:
            response["Cache-Control"] = "no-store"
        return response

    return answer


Kept = tuple[bytes, dict[str, str]]
"""What is answered, and its headers."""

BEING_WRITTEN: Flights[Kept | None] = Flights()


def remembered(request: HttpRequest, etag: str, write: Callable[[], HttpResponseBase], cache: str) -> HttpResponseBase:
    """Written once for each release and address, by one thread while the others wait for it, and kept."""
    key = hashlib.sha256(f"{etag} {request.path}".encode()).hexdigest()
    own: list[HttpResponseBase] = []

    def found() -> Kept | None:
        """None for what is not kept: nothing that another reader could be given."""
        kept: Kept | None = caches[cache].get(key)
        if kept is None:
            own.append(write())
            response = own[0]
            if response.status_code == 200 and isinstance(response, HttpResponse):
                kept = response.content, dict(response.items())
                caches[cache].set(key, kept)
        return kept

    # A HEAD may be answered without the content that a GET waits for.
    kept = caches[cache].get(key) or BEING_WRITTEN.one((key, request.method), found)
    if own:
        return own[0]
    return HttpResponse(kept[0], headers=kept[1]) if kept else write()


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """503: nothing can be shown, and why."""
    if isinstance(error, load.Unreachable):
        log.error("database_down_nothing_in_memory", path=request.path, why=str(error.__cause__ or ""))
        return errors.outage(request)
    refused = isinstance(error, load.BadRelease)
    title = _("Cette version ne peut plus être lue") if refused else _("Aucun rapport ne peut être lu pour l’instant")
    context = {
        "title": title,
        "refused": refused,
        "later": isinstance(error, load.UnknownSchema),
        "why": str(error),
        "withdrawn": getattr(error, "withdrawn", ()),
    }
    response = render(request, "errors/unavailable.html", context, status=503)
    response["Cache-Control"] = "no-store"
    if not refused:
        response["Retry-After"] = errors.RETRY_AFTER
    return response


def withdrawn(request: HttpRequest, error: load.WithdrawnRelease) -> HttpResponse:
    """410: this release is no longer served; since when, why, and what is read instead."""
    title = _("La version %(name)s a été retirée") % {"name": error.head.name}
    pages = {name: at("", name) for name in ("home", "axes", "catalogue", "whole", "search")}
    context = {"title": title, "head": error.head, "now": error.now, "pages": pages if error.now else None}
    response = render(request, "pages/withdrawn.html", context, status=410)
    response["Cache-Control"] = "no-store"
    return response
