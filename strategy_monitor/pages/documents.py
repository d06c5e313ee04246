"""The report on paper, PDF and DOCX: whole and by axis, to sign or annotated; on one page. The same in every mount.

Each is written in a process of its own (see `documents.orders`). Who comes before it is ready gets it a moment later;
where that takes long, a browser gets a page that leads to it, and a program is told when to come back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from strategy_monitor.documents import compose, files, orders
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.files import FileOrder
from strategy_monitor.documents.formats import FORMATS, Format, attach_data, file_name
from strategy_monitor.documents.orders import DocumentOrder, Resting, Underway
from strategy_monitor.exports.formats import PLACES
from strategy_monitor.exports.raster import CannotRasterise
from strategy_monitor.kept import budget
from strategy_monitor.kept.answer import Answer
from strategy_monitor.kept.budget import Budget
from strategy_monitor.language.codes import WritingStage
from strategy_monitor.pages import errors, shortcut
from strategy_monitor.pages.relations import relate
from strategy_monitor.pages.tags import frame, write_frame
from strategy_monitor.pages.viewing import (
    Give,
    Reading,
    View,
    Viewing,
    opening,
    read_axis_document,
    read_cover,
    read_frame,
    read_volume,
)
from strategy_monitor.releases import parts
from strategy_monitor.releases.compared import in_print
from strategy_monitor.report import canonical
from strategy_monitor.report.comparison import Comparison
from strategy_monitor.report.volumes import numbered_volumes
from strategy_monitor.web.logs import expect

log = structlog.get_logger(__name__)

STAGES = (WritingStage.WAITING, WritingStage.COMPOSING, WritingStage.SETTING)

Composed = Callable[..., tuple[str, Callable[[], Paper]]]
"""A Viewing, and what the address says → how the file is called, and what it holds. Raises Http404."""


def document_from(reading: Reading) -> Callable[[Composed], View]:
    """A file that is written apart, and kept beside pages; of a long release, it is composed from what is read so."""
    return lambda view: opening(giving_document(view, reading), view, is_file=True)


def giving_document(view: Composed, reading: Reading) -> Give:
    def give(request: HttpRequest, viewing: Viewing, kwargs: dict[str, Any]) -> HttpResponseBase:
        key = key_of_document(viewing, kwargs)
        found: Answer | Underway | Resting | None = orders.find_document(key)
        if found is None:
            order = order_of(request, view, viewing.read(reading, kwargs), kwargs, key)
            if request.method == "HEAD":
                # Streaming, and empty: with a length of 0, it would say that the file is empty.
                return kept_by_readers(StreamingHttpResponse((), headers=dict(order.headers)), viewing)
            try:
                found = orders.ask_document(in_process_apart(order, request, viewing))
            except (CannotWrite, CannotRasterise) as error:
                log.error("document_not_written", document=order.what, form=order.form.code, why=str(error))
                return errors.answer_error("errors/no_document.html", 503, form=order.form.title)
        if isinstance(found, Answer):
            return kept_by_readers(found.response(""), viewing)
        if isinstance(found, Resting):
            return errors.resting(viewing.base, found.seconds)
        return being_written(request, viewing, form_at(kwargs["name"]).title, found, STAGES)

    return give


def in_process_apart(order: DocumentOrder, request: HttpRequest, viewing: Viewing) -> DocumentOrder | FileOrder:
    """The order of what a long release says: to compose it, too, takes more than the process that answers may hold."""
    long = order.lasting and viewing.head and files.are_written_apart() and parts.stored_parts(viewing.head)
    return FileOrder(order.key, request.path, order.what, order.budget, WritingStage.SETTING) if long else order


def key_of_document(viewing: Viewing, kwargs: Mapping[str, Any]) -> str:
    """Of all that the document depends on, and not of the address of its mount: a release is the same file in each."""
    copy = canonical.digest(canonical.dump(viewing.report)) if viewing.kind == "desk" else ""
    told = (viewing.head, viewing.before, sorted(kwargs.items()))
    return orders.key_of_order(copy, *map(repr, told), write_frame(frame()))


def order_of(request: HttpRequest, view: Composed, viewing: Viewing, kwargs: dict[str, Any], key: str) -> DocumentOrder:
    form = form_at(kwargs["name"])
    part, composed = view(viewing, **kwargs)
    publication = viewing.publication
    answer = HttpResponse(
        content_type=form.content_type,
        headers={
            "Content-Disposition": f'inline; filename="{file_name(publication, form, part)}"',
            "Access-Control-Allow-Origin": "*",
        },
    )
    relate(answer, request, publication, kwargs)
    what = f"{publication.version} {part}"
    lasting = viewing.kind != "desk"
    return DocumentOrder(key, form, what, dict(answer.items()), composed, lasting, budget_of(viewing))


def budget_of(viewing: Viewing) -> Budget | None:
    """What limits the documents of past releases, unless who operates the site has them written."""
    newest = viewing.kind == "desk" or viewing.head == viewing.current
    return None if newest or budget.UNLIMITED.get() else budget.PAST_DOCUMENTS


def kept_by_readers(response: HttpResponseBase, viewing: Viewing) -> HttpResponseBase:
    told = shortcut.SHARED | {"ETag": viewing.etag} if viewing.etag else {"Cache-Control": "no-store"}
    for name, value in told.items():
        response.headers[name] = value
    return response


def look_again_after(seconds: int) -> str:
    """After how many seconds a page asks again how far something is that was begun so many seconds ago."""
    return str(1 if seconds < 5 else min(10, seconds // 3))


def being_written(
    request: HttpRequest, viewing: Viewing, title: object, found: Underway, stages: Sequence[WritingStage]
) -> HttpResponse:
    """503: a page that asks again by itself, or a sentence. It may be left: the address is the same later."""
    again = look_again_after(found.seconds)
    if any(str(one).startswith(("text/html", "application/xhtml")) for one in request.accepted_types):
        how_far = {"stage": found.stage, "step": stages.index(found.stage), "steps": len(stages)}
        response = errors.answer_error(
            "errors/being_written.html", 503, viewing.base, form=title, seconds=found.seconds, **how_far
        )
        response["Refresh"] = again
    else:
        told = _("Ce document est en train d’être écrit. Le demander de nouveau dans %(again)s s.") % {"again": again}
        response = HttpResponse(f"{told}\n", status=503, content_type="text/plain; charset=utf-8")
        response["Cache-Control"] = "no-store"
    response["Retry-After"] = again
    response["Vary"] = "Accept"
    expect(response)
    return response


@document_from(read_cover)
def report(viewing: Viewing, name: str) -> tuple[str, Callable[[], Paper]]:
    def composed() -> Paper:
        publication, form = viewing.publication, form_at(name)
        if form.annotated:
            return attach_data(compose.annotated_report_paper(publication, since(viewing), form.code), publication)
        return attach_data(compose.report_paper(publication, form.code), publication)

    return "rapport", composed


@document_from(read_axis_document)
def axis(viewing: Viewing, number: int, name: str) -> tuple[str, Callable[[], Paper]]:
    require_axis(viewing, number)

    def composed() -> Paper:
        form = form_at(name)
        if form.annotated:
            return compose.annotated_axis_paper(viewing.publication, number, since(viewing), form.code)
        return compose.axis_paper(viewing.publication, number, form.code)

    return f"axe-{number}", composed


@document_from(read_volume)
def volume(viewing: Viewing, number: int, rank: int, name: str) -> tuple[str, Callable[[], Paper]]:
    """A volume of an axis that is too long for one document; of an axis that is not, there is none."""
    require_axis(viewing, number)
    if not any((one.axis, one.number) == (number, rank) for one in numbered_volumes(viewing.report)):
        raise Http404(_("Cet axe n’a pas de volume de ce numéro."))

    def composed() -> Paper:
        if form_at(name).annotated:
            return compose.annotated_volume_paper(viewing.publication, number, rank, since(viewing))
        return compose.volume_paper(viewing.publication, number, rank)

    return f"axe-{number}-volume-{rank}", composed


def require_axis(viewing: Viewing, number: int) -> None:
    if viewing.report.axis(number) is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))


@document_from(read_frame)
def summary(viewing: Viewing, **_address: str) -> tuple[str, Callable[[], Paper]]:
    """All of the release is read where it is composed, and not to have it composed."""
    return "resume", lambda: compose.summary_paper(viewing.in_whole.publication, since(viewing))


def form_at(name: str) -> Format:
    """What is served at the address of this name."""
    return FORMATS[PLACES[name][0].code]


def since(viewing: Viewing) -> Comparison | None:
    return in_print(viewing.before, viewing.head)
