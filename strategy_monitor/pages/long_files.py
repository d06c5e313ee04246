"""A file that takes long to write, where there is much to tell: written by a process apart, as documents are.

Who publishes has them written ahead (`write_documents`). Who asks for one that is not there waits a moment for it; a
browser is then given a page that leads to it, a program is told when to come back, and no thread is held meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from posixpath import basename
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase

from strategy_monitor.documents import files, orders
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.files import FileOrder
from strategy_monitor.documents.orders import Resting, Underway
from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.exports.formats import FORMATS, PLACES, Format
from strategy_monitor.kept import keeping
from strategy_monitor.language.codes import WritingStage
from strategy_monitor.pages import errors
from strategy_monitor.pages.documents import being_written, budget_of
from strategy_monitor.pages.viewing import Reading, View, Viewing, giving, opening
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.load import Head

log = structlog.get_logger(__name__)

STAGES = (WritingStage.WAITING, WritingStage.FILLING)
OF_DATA: Mapping[str, tuple[Format, ...]] = {
    subject: tuple(form for form in FORMATS if form.use == "data" and subject in form.offers)
    for subject in ("report", "axis")
}
"""What holds every figure of the report, or of an axis."""
FOLLOWED = ("calendar_file", "catalogue_jsonld", "catalogue_turtle")
"""Names of the addresses that programs come back to: calendars and data portals."""


def long_file_from(reading: Reading) -> Callable[[View], View]:
    """A file that is taken of a release, as `file_from` says."""
    return lambda view: opening(giving_long(view, reading), view, is_file=True)


def long_page_from(reading: Reading) -> Callable[[View], View]:
    """One that names addresses of the mount that it is read in, as `page_from` says."""
    return lambda view: opening(giving_long(view, reading), view)


def giving_long(view: View, reading: Reading) -> Callable[..., HttpResponseBase]:
    give_now = giving(view, reading=reading)

    def give(request: HttpRequest, viewing: Viewing, kwargs: dict[str, Any]) -> HttpResponseBase:
        place = PLACES.get(kwargs.get("name", ""))
        if place and place[0].use != "data":
            return give_now(request, viewing, kwargs)
        if not is_written_apart(viewing):
            return give_now(request, viewing, kwargs)
        key = viewing.key(request.path)
        kept = keeping.find_kept(key)
        return keeping.give(request, key, kept) if kept else give_later(request, viewing, key)

    return give


def is_written_apart(viewing: Viewing) -> bool:
    """Whether there is much to write, and others can be given what another process wrote."""
    head = viewing.head if viewing.etag else None
    return bool(head and files.are_written_apart() and parts.is_much(head))


def give_later(request: HttpRequest, viewing: Viewing, key: str) -> HttpResponseBase:
    name = basename(request.path)
    release = viewing.head.name if viewing.head else ""  # its publication would read all of it
    order = FileOrder(key, request.path, f"{release} {name}", budget_of(viewing))
    try:
        found = orders.ask_document(order)
    except CannotWrite as error:
        log.error("document_not_written", document=order.what, form=order.code, why=str(error))
        return errors.answer_error("errors/no_document.html", 503, form=name)
    if isinstance(found, Resting):
        return errors.resting(viewing.base, found.seconds)
    if isinstance(found, Underway):
        return being_written(request, viewing, name, found, STAGES)
    return keeping.give(request, key, found)


def addresses_of_long_files(head: Head, *, newest: bool) -> Iterator[str]:
    """Those that are written ahead, where there is much to write: in the mount of the release, where they are the same
    as at the root; of the newest release, what programs come back to."""
    if not parts.is_much(head):
        return
    if newest:
        yield from (at("", name) for name in FOLLOWED)
    base = base_of(head)
    yield from (at(base, form.name("report")) for form in OF_DATA["report"])
    for axis in parts.with_frame(load.reached(head)).report.axes:
        yield from (at(base, form.name("axis"), axis.number) for form in OF_DATA["axis"])
