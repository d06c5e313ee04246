"""What is read most is written as soon as a release is published, before a reader has to wait for it.

Where processes share what they keep; elsewhere, the process that published is not the one that answers. Once the
transaction is committed, who published waits for nothing: pages are written in a thread, documents by a command of its
own (`write_documents`), which goes on if this process is renewed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Thread

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.urls import get_script_prefix, resolve

from strategy_monitor.documents import orders
from strategy_monitor.exports.addresses import FileSubject, at, base_of
from strategy_monitor.exports.formats import formats_of
from strategy_monitor.kept import store
from strategy_monitor.pages.long_files import addresses_of_long_files
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.load import Head
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.web.processes import start_command

log = structlog.get_logger(__name__)

MOST_READ = ("home", "axes", "catalogue", "data")
"""Names of addresses; the page of the data is read less, and is dear: it weighs each of its files."""


def warm_after_publication(**_signal: object) -> None:
    """Listens to `releases.signals.release_published`."""
    if store.is_shared():
        transaction.on_commit(start, robust=True)


def start() -> None:
    # A command that publishes ends when they are written; so does a server that is stopped meanwhile.
    Thread(target=warm, name="warming").start()
    if settings.DOCUMENTS_APART:
        start_command("write_documents")


def write_documents(heads: Iterable[Head]) -> Iterator[tuple[str, bool]]:
    """Has each file of these releases written that takes long, and each document, if none did yet: its address, and
    whether it is there now. Of a release that cannot be read, its own address."""
    newest = next(iter(load.heads()), None)
    for head in heads:
        try:
            parts.store_parts(head.pk, head.sha256)  # who published may still be at it
            addresses = list(addresses_of_documents(head))
            files = list(addresses_of_long_files(head, newest=head == newest))
        except load.BadRelease as error:
            log.error("release_refused", release=head.name, why=str(error), detail=error.detail)
            yield f"/{base_of(head)}", False
            continue
        yield from ((address, attempt(write_file, address)) for address in files)
        yield from ((address, attempt(write_document, address)) for address in addresses)


def attempt(written: Callable[[str], bool], address: str) -> bool:
    """Whether it is there now. What fails is logged: it costs no other one."""
    try:
        return written(address)
    except Exception:
        log.exception("document_not_prepared", address=address)
        return False


def write_document(address: str) -> bool:
    """Whether it is there now; whoever has it written waits for as long as it takes."""
    with orders.patiently():
        return warm_address(address).status_code == 200


def write_file(address: str) -> bool:
    """The same of a data file, written by this very process. Raises Http404 where there is none."""
    with orders.written_here():
        return warm_address(address).status_code == 200


def addresses_of_documents(head: Head) -> Iterator[str]:
    """In the mount of the release, where they are the same files as at the root. Those of the whole come first. Without
    the volumes of an axis that has several: all of them take the better part of an hour, and of the store."""
    report, base = parts.with_frame(load.reached(head)).report, base_of(head)
    numbers = [(axis.number,) for axis in report.axes]
    of_subjects: tuple[tuple[FileSubject, Sequence[tuple[int, ...]]], ...] = (
        ("report", [()]),
        ("summary", [()]),
        ("axis", numbers),
    )
    for subject, places in of_subjects:
        names = [form.name(subject) for form in formats_of(subject, "print")]
        yield from (at(base, name, *place) for place in places for name in names)


@collector_at_rest()
def warm() -> None:
    """Writes each of these pages, if nobody did yet. What fails is logged, and costs its first reader the wait.

    Readers wait for the page that is being written: no look for garbage, through all that was published, comes between.
    """
    try:
        for name in MOST_READ:
            warm_address(at("", name))
    except Exception:
        log.exception("pages_not_warmed")
    finally:
        connection.close()


def warm_address(address: str) -> HttpResponseBase:
    from django.test import RequestFactory  # noqa: PLC0415  # it loads what tests need, 2 MB that readers do not

    prefix = get_script_prefix()
    factory = RequestFactory(SCRIPT_NAME=prefix.rstrip("/"))
    request = factory.get(f"/{address.removeprefix(prefix)}", headers={"Accept-Encoding": "br, gzip"})
    request.resolver_match = match = resolve(request.path_info)
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return response
