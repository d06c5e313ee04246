"""What a page is shown from: a Report, and the address under which it stands.

The same pages stand three times: at the root (the newest release), under « versions/… » (a past one), and under
« bureau/copie/ » (the working copy, for staff). Each mount of `pages.urls` names the opener that finds its Report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial, wraps
from typing import Any, Literal

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.exports.publication import Publication
from strategy_monitor.kept import keeping
from strategy_monitor.language.stems import read_form
from strategy_monitor.pages import errors, shortcut
from strategy_monitor.pages.acts import Acts
from strategy_monitor.pages.relations import relate
from strategy_monitor.pages.tags import tag_of
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.load import Head, Published
from strategy_monitor.releases.names import public_names
from strategy_monitor.report.comparison import Comparison
from strategy_monitor.report.document import Report
from strategy_monitor.report.listing import listing_of
from strategy_monitor.report.volumes import volumes_of

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Viewing:
    """`base` is the mount without its first slash: empty, « versions/2025/1/ » or « bureau/copie/ »."""

    source: Report | Published
    """A release reads its document when a page must be written, and not to say that a reader has it already."""
    base: str
    kind: Literal["public", "archive", "desk"]
    head: Head | None
    """The release shown; on the desk, the one that the working copy is compared with, if any."""
    current: Head | None
    """The release that the public reads now."""
    etag: str = ""
    """Empty: never cached."""
    file_etag: str = ""
    """Of the files of the release, which are the same at each of its addresses; empty: never cached."""
    is_file: bool = False
    """True where such a file is asked for."""
    changes: tuple[Any, ...] = ()
    """On the desk: what differs from the release."""
    before: Head | None = None
    """The last release of the edition before, where it can be read."""
    names: Mapping[int, str] = field(default_factory=dict, compare=False)
    """Number of an account → the name that this reader is shown for it; « le compte n° 12 » where there is none."""
    acts: Acts | None = None
    """On the working copy: what its reader may do where it is read. None everywhere else."""

    @property
    def report(self) -> Report:
        return self.source.report if isinstance(self.source, Published) else self.source

    def address(self, name: str, *args: object) -> str:
        """The address of a page, in this mount."""
        return at(self.base, name, *args)

    def key(self, path: str, asked: str = "") -> str:
        """Under which is kept what is written for this path and this question: of a file, the same in each mount."""
        place = path.removeprefix(get_script_prefix() + self.base) if self.is_file else path
        return keeping.key_by_code(self.etag, place, asked)

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
            settings.DATA_THEME,
            settings.AUTHORITY_LOGO,
            settings.RESPONSIBLE_EDITOR,
            settings.LOCALE,
        )

    @property
    def day(self) -> dt.date:
        """As of when ages and delays are told: the day of publication; for the working copy, today."""
        return self.head.day if self.head and self.kind != "desk" else timezone.localdate()

    def read(self, reading: Reading, kwargs: dict[str, Any]) -> Viewing:
        """The same, of which is read what is shown at this address; of the working copy, all of it."""
        source = self.source
        return replace(self, source=reading(source, kwargs)) if isinstance(source, Published) else self

    @property
    def in_whole(self) -> Viewing:
        """The same, of which all is read once it is asked for."""
        return self.read(lambda found, _kwargs: Published(found.head, found.before, found.among), {})

    @property
    def in_volumes(self) -> bool:
        """Whether it is too long for one document."""
        return bool(volumes_of(self.report))

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


class SpelledOtherwise(Http404):
    """Raised by a view: nothing has this very code, but `code` in other letters, capital or small, names one thing."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


class StoodIn(Http404):
    """Raised by a view: nothing has this code any more; `head` is the last release that had it."""

    def __init__(self, head: Head) -> None:
        super().__init__(_("Aucune version en cours n’a cet indicateur : il figurait dans une version précédente."))
        self.head = head


def newest(request: HttpRequest) -> Viewing:
    """Opener of the public pages."""
    published = load.current()
    head, before = published.head, readable(published.before)
    names = public_names()
    tag = tag_of_file(head, before, mark_names(names))
    return Viewing(published, "", "public", head, head, tag, file_etag=tag, before=before, names=names)


def tag_of_file(head: Head, before: Head | None, named: list[str]) -> str:
    """Of what a release holds, whichever one the public reads now."""
    return tag_of(head.sha256, head.name, mark(before), *named)


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
    head, named = published.head, mark_names(names)
    tag = tag_of(head.sha256, now.name if now else "", mark(before), *named)
    file_tag = tag_of_file(head, before, named)
    return Viewing(published, base, "archive", head, now, tag, file_etag=file_tag, before=before, names=names)


def later(viewing: Viewing) -> list[Head]:
    """The releases in force after the one shown, newest first."""
    head, source = viewing.head, viewing.source
    if head is None or not isinstance(source, Published):
        return []
    return [one for one in load.to_be_read(source.among) if (one.edition, one.number) > (head.edition, head.number)]


View = Callable[..., HttpResponseBase]


def telling_of_later(view: View) -> View:
    """A page that, in a past release, tells of later ones too: its ETag also knows each of those that can be read."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, opener: Opener, **kwargs: Any) -> HttpResponseBase:
        return view(request, opener=past_with_later if opener is past else opener, **kwargs)

    return answer


def past_with_later(request: HttpRequest, edition: str, release: int) -> Viewing:
    """Opener of such a page."""
    viewing = past(request, edition, release)
    return replace(viewing, etag=tag_of(viewing.etag, *(mark(readable(one)) for one in later(viewing))))


def page(view: View) -> View:
    """A page: opens its Report, answers 304 where the reader already has it, says how it may be kept.

    It takes no parameter: whatever stands after « ? », it is the same page.
    """
    return answering(view)


Give = Callable[[HttpRequest, Viewing, dict[str, Any]], HttpResponseBase]
"""What is answered to a reader who does not have it yet."""

Reading = Callable[[Published, dict[str, Any]], Published]
"""A release, and what the address says → the same, of which what is shown there is read."""


def page_from(reading: Reading) -> Callable[[View], View]:
    """A page that is shown from a part of the document, where it is not read yet."""
    return lambda view: answering(view, reading=reading)


def file_from(reading: Reading) -> Callable[[View], View]:
    """A file that is taken of a release: the same at its permanent address and, of the newest, at the root. It is
    written and kept once, and names no address of the mount that it is read in."""
    return lambda view: answering(view, reading=reading, is_file=True)


def read_whole(found: Published, _kwargs: dict[str, Any]) -> Published:
    return found


def asked_with(*names: str, reading: Reading = read_whole, short: bool = True) -> Callable[[View], View]:
    """A page that these parameters change; any other one is ignored. `short`: whether it may be answered before its
    view is looked for, which no page may that is not protected as all others are."""
    return lambda view: answering(view, frozenset(names), reading, short=short)


def read_indicator(found: Published, kwargs: dict[str, Any]) -> Published:
    return parts.with_indicator(found, kwargs["code"])


def read_axis(found: Published, kwargs: dict[str, Any]) -> Published:
    return parts.with_axis(found, kwargs["number"])


def read_frame(found: Published, _kwargs: dict[str, Any]) -> Published:
    return parts.with_frame(found)


def read_outline(found: Published, _kwargs: dict[str, Any]) -> Published:
    return parts.with_outline(found)


def read_lists(found: Published, _kwargs: dict[str, Any]) -> Published:
    return parts.with_lists(found)


def read_ways(found: Published, kwargs: dict[str, Any]) -> Published:
    return parts.with_ways(found, kwargs["number"])


def read_ways_of_all(found: Published, _kwargs: dict[str, Any]) -> Published:
    return parts.with_ways_of_all(found)


def read_axis_page(found: Published, kwargs: dict[str, Any]) -> Published:
    return parts.with_axis_page(found, kwargs["number"], kwargs["part"])


def read_cover(found: Published, _kwargs: dict[str, Any]) -> Published:
    return parts.with_cover(found)


def read_axis_document(found: Published, kwargs: dict[str, Any]) -> Published:
    return parts.with_axis_document(found, kwargs["number"])


def read_volume(found: Published, kwargs: dict[str, Any]) -> Published:
    return parts.with_volume(found, kwargs["number"], kwargs["rank"])


def answering(
    view: View,
    parameters: frozenset[str] = frozenset(),
    reading: Reading = read_whole,
    *,
    is_file: bool = False,
    short: bool = True,
) -> View:
    return opening(giving(view, parameters, reading), view, parameters, is_file=is_file, short=short)


def giving(view: View, parameters: frozenset[str] = frozenset(), reading: Reading = read_whole) -> Give:
    """What this view shows: kept, or written now."""

    def read_and_write(request: HttpRequest, viewing: Viewing, kwargs: dict[str, Any]) -> HttpResponseBase:
        return written(request, view, viewing.read(reading, kwargs), kwargs)

    def give(request: HttpRequest, viewing: Viewing, kwargs: dict[str, Any]) -> HttpResponseBase:
        write = partial(read_and_write, request, viewing, kwargs)
        if not viewing.etag:
            return write()
        asked = question_of(request, parameters)
        return keeping.respond(request, viewing.key(request.path, asked), write, asked=bool(asked))

    return give


def question_of(request: HttpRequest, parameters: frozenset[str]) -> str:
    """What is asked of a page that these parameters change; empty where none of them is there."""
    return "" if parameters.isdisjoint(request.GET) else shortcut.read_query_string(request)


def opening(
    give: Give,
    named: Callable[..., Any],
    parameters: frozenset[str] = frozenset(),
    *,
    is_file: bool = False,
    short: bool = True,
) -> View:
    """The view `named`: finds what it is shown from, says what its reader has already, and why nothing can be shown."""

    @csrf_exempt  # it takes nothing: a POST is told so (405), rather than that its token is missing
    @require_safe
    @wraps(named)
    def answer(request: HttpRequest, opener: Opener, **kwargs: Any) -> HttpResponseBase:
        mount = {name: kwargs.pop(name) for name in MOUNTED if name in kwargs}
        noted = parameters if short and opener in OF_RELEASES else None

        def opened() -> Viewing:
            viewing = opener(request, **mount)
            return replace(viewing, etag=viewing.file_etag, is_file=True) if is_file else viewing

        try:
            return load.again_if_altered(partial(respond, request, give, opened, kwargs, noted))
        except Refused as refused:
            return refused.response
        except (load.NoRelease, load.BadRelease) as error:
            return unavailable(request, error)

    return answer


OF_RELEASES: tuple[Opener, ...] = (newest, past)
"""The openers of what depends on nothing but the list of releases."""


def respond(
    request: HttpRequest,
    give: Give,
    opened: Callable[[], Viewing],
    kwargs: dict[str, Any],
    noted: frozenset[str] | None,
) -> HttpResponseBase:
    """That the reader has it already, or what is given to one who does not. `noted`: the parameters that change it, of
    what may be answered the short way from now on."""
    doubts, viewing = load.KnownReleases.doubts, opened()
    vars(request)[errors.MOUNT] = viewing.base
    known = shortcut.not_modified(request, viewing.etag) if viewing.etag else None
    try:
        response = known or give(request, viewing, kwargs)
    except SpelledOtherwise as found:
        return redirect_to_code(request, found.code, viewing.base)
    except StoodIn as found:
        code = kwargs["code"]
        if found.head.withdrawn:
            return withdrawn(request, load.WithdrawnRelease(found.head, viewing.current), code)
        return redirect_to_code(request, code, base_of(found.head))
    if noted is not None and response.status_code in {200, 304}:
        note(request, viewing, noted, doubts)
    return response


def unknown_code(viewing: Viewing, code: str) -> Http404:
    """StoodIn where another release had it; SpelledOtherwise where one indicator alone has this code in other letters,
    capital or small, or else as a search reads it: « 2.2-02 », « 2.2O2 ». Raises Unreachable where only the database
    could say whether one had it."""
    head = find_last_with(viewing, code)
    if head:
        return StoodIn(head)
    listing = listing_of(viewing.read(read_lists, {}).report)
    for spell in (str.casefold, read_code):
        meant = spell(code)
        alike = [one.code for one in listing if spell(one.code) == meant]
        if alike:
            break
    return SpelledOtherwise(alike[0]) if len(alike) == 1 else Http404(_("Aucun indicateur ne porte ce code."))


def read_code(code: str) -> str:
    """Without its hyphens, and with its letter O where a zero was typed, which looks like it in print."""
    return read_form(code)[0]


def find_last_with(viewing: Viewing, code: str) -> Head | None:
    """The last release that has an indicator which the newest one has not: in force, or else withdrawn."""
    if viewing.kind != "public":
        return None
    known = load.known()
    gone = [head for head in known.heads if head.withdrawn]
    for head in (*load.to_be_read(known.heads), *gone):
        found = readable(head) if head != viewing.head else None
        if found and parts.find_indicator(found, code):
            return found
    if not known.fresh:
        raise load.Unreachable
    return None


def redirect_to_code(request: HttpRequest, code: str, base: str) -> HttpResponseBase:
    """To the same address of the mount `base`, with this code in place of the one that was typed."""
    match = request.resolver_match
    assert match is not None
    captured = {name: value for name, value in vars(match)["captured_kwargs"].items() if name not in MOUNTED}
    address = at(base, match.url_name or "", *(captured | {"code": code}).values())
    question = shortcut.read_query_string(request)
    response = redirect(f"{address}?{question}" if question else address)
    response["Cache-Control"] = "no-store"
    return response


def note(request: HttpRequest, viewing: Viewing, parameters: frozenset[str], doubts: int) -> None:
    """What stands at this address, unless that may pass: what it is compared with, or the release in whose place this
    one is read, could not be read now."""
    source = viewing.source
    if not isinstance(source, Published):
        return
    lasting = viewing.kind == "archive" or load.is_newest(source.head, source.among)
    if lasting and viewing.before == source.before:
        asked = question_of(request, parameters)
        shortcut.note_place(
            request,
            source.among,
            viewing.etag,
            viewing.key(request.path, asked),
            doubts=doubts,
            exact=bool(parameters),
            asked=bool(asked),
        )


def written(request: HttpRequest, view: View, viewing: Viewing, kwargs: dict[str, Any]) -> HttpResponseBase:
    """What the view writes, with what says how it may be kept, and where it is read."""
    response = view(request, viewing, **kwargs)
    if viewing.etag and response.status_code == 200:
        response.headers["ETag"] = viewing.etag
        response.headers["Cache-Control"] = shortcut.SHARED["Cache-Control"]
        relate(response, request, viewing.publication, kwargs)
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """503: nothing can be shown, and why."""
    if isinstance(error, load.Unreachable):
        log.error("database_down_nothing_in_memory", path=request.path, why=str(error.__cause__ or ""))
        return errors.outage(request)
    refused = isinstance(error, load.BadRelease)
    context = {
        "title": title_unavailable(error),
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


def title_unavailable(error: Exception) -> str:
    """That nothing can be shown, in a few words."""
    if isinstance(error, load.Unreachable):
        return str(errors.TITLES["errors/outage.html"])
    if isinstance(error, load.BadRelease):
        return _("Cette version ne peut plus être lue")
    return _("Aucun rapport ne peut être lu pour l’instant")


def withdrawn(request: HttpRequest, error: load.WithdrawnRelease, only_there: str = "") -> HttpResponse:
    """410: this release is no longer served; since when, why, and what is read instead. A frame on another site says it
    without the rest of the site, whose pages no frame may show. `only_there`: the code of the indicator that is asked
    for, where no release that is served has it."""
    match = request.resolver_match
    framed = match.kwargs["code"] if match and match.url_name == "chart_embed" else ""
    title = _("La version %(name)s a été retirée") % {"name": error.head.name}
    pages = {name: at("", name) for name in ("home", "axes", "catalogue", "whole", "search")}
    context = {
        "title": title,
        "head": error.head,
        "now": error.now,
        "pages": pages if error.now else None,
        "only_there": only_there,
        "framed": framed,
    }
    template = "pages/embed_withdrawn.html" if framed else "pages/withdrawn.html"
    response = render(request, template, context, status=410)
    response["Cache-Control"] = "no-store"
    return response
