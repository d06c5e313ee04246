"""Every address of the site that a release stands at: pages, files, documents, feeds, frames, comparisons, the API."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import quote

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from strategy_monitor.api.operations import OPERATIONS
from strategy_monitor.bake import browser, links, routes
from strategy_monitor.charts.chart import charts_for
from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.formats import FORMATS
from strategy_monitor.exports import raster
from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.releases import load
from strategy_monitor.releases.load import Head
from strategy_monitor.report.document import Report

ROOT = "/api/v1/"
MISSING = re.compile(r">None<|None\.|\bNaN\b|undefined")
"""What Python or a script writes for a thing that is not there."""

STAFF = ("/static/", "/admin/", "/bureau/")


@contextmanager
def composed_only() -> Iterator[None]:
    """While the block runs, documents are composed, and neither set nor drawn: that is what costs most."""

    def said(paper: Paper) -> bytes:
        return repr(paper).encode()

    with pytest.MonkeyPatch.context() as patch:
        for name, form in list(FORMATS.items()):
            patch.setitem(FORMATS, name, replace(form, write=said))
        patch.setattr(raster, "png", lambda *args: b"An image.")
        yield


def addresses(heads: list[Head], other: Head) -> Iterator[str]:
    """What stands at these releases, the first of which is in force, and where they are compared with the `other`."""
    yield from routes.addresses_of_site(heads)
    for head in heads:
        report = load.open_release(head).report
        yield from asked(report, base_of(head))
        yield from compared(head, other)
        yield from compared(other, head)
        yield from programs(report, head, in_force=head == heads[0])
        yield f"{ROOT}releases/{head.name}/changes?before={other.name}"
        yield f"{ROOT}releases/{other.name}/changes?before={head.name}"


def asked(report: Report, base: str) -> Iterator[str]:
    """What takes a question: the search, the catalogue with each filter, oEmbed."""
    yield at(base, "search") + "?q=formation"
    yield from (f"{at(base, 'catalogue')}?{query}" for query in ("tri=-niveau", "page=toutes", "q=formation", "axe=2"))
    for indicator in report.indicators:
        if charts_for(indicator):
            shown = quote(settings.SITE_URL + at(base, "indicator", indicator.code))
            yield from (f"{reverse('oembed')}?url={shown}&format={form}" for form in ("json", "xml"))


def compared(one: Head, other: Head) -> Iterator[str]:
    """With each axis that one of them has."""
    numbers = {axis.number for head in (one, other) for axis in load.open_release(head).report.axes}
    names = one.name, other.name
    yield from (reverse(name, args=names) for name in ("comparison", "comparison_csv"))
    for number in sorted(numbers):
        yield from (reverse(name, args=(*names, number)) for name in ("comparison_axis", "comparison_axis_csv"))


def programs(report: Report, head: Head, *, in_force: bool) -> Iterator[str]:
    """The API: its documentation, and each operation that has something to name in this release."""
    yield reverse("api:docs")
    for operation in OPERATIONS:
        names = {name.name: name.example(report) for name in operation.names}
        query = "?q=formation" if operation.id == "search" else ""
        if all(names.values()):
            for mount in operation.mounts:
                if mount or in_force:
                    yield ROOT + operation.address(mount).format(release=head.name, **names) + query


@dataclass
class Walk:
    """Addresses asked, each once, and then where their pages lead."""

    client: Client
    seen: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    """An address, and the first words of what went wrong."""

    def through(self, waiting: list[str], *, everywhere: bool) -> None:
        """`everywhere` follows each link; else only one of each route that was not walked before."""
        left = deque(waiting)
        routes_seen = {resolve(address.partition("?")[0]).view_name for address in left}
        while left:
            address = left.popleft()
            if address in self.seen:
                continue
            self.seen.add(address)
            for path in self.visited(address):
                name = view_name(path)
                if everywhere or name not in routes_seen:
                    routes_seen.add(name)
                    left.append(path)

    def visited(self, address: str) -> list[str]:
        """The pages that this one leads to."""
        try:
            response: HttpResponse = self.client.get(address)  # type: ignore[assignment]
        except Exception as error:
            self.failures.append(f"{address} : {type(error).__name__} {error}")
            return []
        wrong = badly_answered(response)
        if wrong:
            self.failures.append(f"{address} : {wrong}")
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            return []
        paths = (path.partition("#")[0] for path in links.links_in_page(links.split_links(response.content.decode())))
        return [one for one in paths if one.startswith("/") and not one.startswith(STAFF) and "?" not in one]


def view_name(path: str) -> str:
    """The path itself where the site has nothing there: asking says so."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def badly_answered(response: HttpResponse) -> str:
    """What a reader could make nothing of; empty where all is well."""
    if response.status_code != 200:
        return "" if response.get("Location", "").startswith("/static/") else str(response.status_code)
    kind = response["Content-Type"]
    if "json" in kind:
        try:
            json.loads(response.content)
        except ValueError as error:
            return str(error)
    found = MISSING.search(response.content.decode()) if kind.startswith("text/html") else None
    return f"« {found.string[max(found.start() - 40, 0) : found.end() + 40]} »" if found else ""


def scripts(heads: list[Head]) -> list[tuple[str, bytes]]:
    """What a baked site carries in the place of its server."""
    return list(browser.list_scripts(heads).data(set(routes.addresses_of_site(heads))))


def one_of_each(found: Iterable[str]) -> Iterator[str]:
    """The first address of each route and, where it takes a question, of each question; at the root alone, for what
    stands in another mount is the same views."""
    seen: set[tuple[str, str]] = set()
    for address in found:
        path, _, query = address.partition("?")
        match = resolve(path)
        of = (match.view_name, query.partition("=")[0])
        if of not in seen and "edition" not in match.kwargs:
            seen.add(of)
            yield address
