"""Every address of the public site, from its routes and from what the releases hold.

No list of pages is kept here: each route is filled with the values that its parts can take. A route whose parts are
unknown stops the bake, so that a page added tomorrow is not forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from strategy_monitor.charts.chart import charts_for
from strategy_monitor.language.codes import NoteWord
from strategy_monitor.releases.compared import compared, one_before
from strategy_monitor.releases.load import Head, open_release
from strategy_monitor.report.comparison import Comparison
from strategy_monitor.report.dividing import IMPACT, divide_axis, name_anchor, name_anchor_of
from strategy_monitor.report.document import Report
from strategy_monitor.report.figures import figures
from strategy_monitor.report.paging import count_pages
from strategy_monitor.report.volumes import numbered_volumes

LIVING = ("admin/", "bureau/", "compte/", "healthz", "readyz", "api/", "oembed")
"""What asks for a living site: it answers a person who signs in, or a question that has no end of forms."""

SECURITY = ".well-known/security.txt"
"""Not there where the authority has named nobody whom to tell of a fault."""

MOUNT = frozenset({"edition", "release"})
PAIR = frozenset({"first", "second"})
AXIS_PAGE = frozenset({"number", "part"})
PART = re.compile(r"<(?:\w+:)?(\w+)>")

Values = dict[str, Any]


class UnknownRoute(Exception):
    """A public route has a part of which the bake does not know the values."""


@dataclass(frozen=True)
class Route:
    """« versions/<slug:edition>/<int:release>/axes/<axis:number>/ », and how each part is written."""

    text: str
    converters: tuple[tuple[str, Any], ...]

    @property
    def parts(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.converters)

    def path(self, values: Values) -> str:
        written = {name: converter.to_url(values[name]) for name, converter in self.converters}
        return "/" + PART.sub(lambda match: written[match[1]], self.text)


def routes(patterns: Iterable[Any] | None = None, text: str = "", converters: Values | None = None) -> Iterator[Route]:
    """The public routes, those of the mounts too."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        whole = text + str(getattr(pattern.pattern, "_route", ""))
        if whole.startswith(LIVING) or (whole == SECURITY and not settings.SECURITY_CONTACT.ways):
            continue
        known = {**(converters or {}), **pattern.pattern.converters}
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, whole, known)
        elif isinstance(pattern, URLPattern):
            yield Route(whole, tuple(known.items()))


def of_codes(report: Report) -> Iterator[Values]:
    return ({"code": indicator.code} for indicator in report.indicators)


def of_charts(report: Report) -> Iterator[Values]:
    return ({"code": one.code, "key": drawn.key} for one in report.indicators for drawn in charts_for(one))


def of_figures(report: Report) -> Iterator[Values]:
    for one in chain.from_iterable(figures(indicator) for indicator in report.indicators):
        yield {"code": one.indicator.code, "series": one.slugs[0], "period": one.slugs[1]}


def of_axes(report: Report) -> Iterator[Values]:
    return ({"number": axis.number} for axis in report.axes)


def of_axis_pages(report: Report) -> Iterator[Values]:
    return ({"number": axis.number, "part": page.slug} for axis in report.axes for page in divide_axis(axis))


def of_volumes(report: Report) -> Iterator[Values]:
    return ({"number": one.axis, "rank": one.number} for one in numbered_volumes(report))


KNOWN: dict[frozenset[str], Callable[[Report], Iterable[Values]]] = {
    frozenset(): lambda _report: ({},),
    frozenset({"code"}): of_codes,
    frozenset({"code", "key"}): of_charts,
    frozenset({"code", "series", "period"}): of_figures,
    frozenset({"number"}): of_axes,
    AXIS_PAGE: of_axis_pages,
    frozenset({"number", "rank"}): of_volumes,
    frozenset({"page"}): lambda report: of_other_pages(report.indicators),
    frozenset({"word"}): lambda _report: ({"word": word} for word in NoteWord),
}
"""What the parts of a route can be, in one Report."""


def of_other_pages(rows: Sized) -> Iterator[Values]:
    """The second page of these, and those after it."""
    return ({"page": page} for page in range(2, count_pages(rows) + 1))


def of_compared_axes(found: Comparison) -> Iterator[Values]:
    """Each that one of the two has, and what belongs to none."""
    numbers = {axis.number for report in (found.before, found.after) for axis in report.axes}
    return ({"axis": number} for number in (*sorted(numbers), None))


def of_compared_pages(found: Comparison) -> Iterator[Values]:
    for values in of_compared_axes(found):
        yield from (values | page for page in of_other_pages(found.of_axis(values["axis"]).entries))


OF_PAIR: dict[frozenset[str], Callable[[Comparison], Iterable[Values]]] = {
    frozenset(): lambda _found: ({},),
    frozenset({"axis"}): of_compared_axes,
    frozenset({"axis", "page"}): of_compared_pages,
}
"""What they can be where two releases are compared."""


def addresses_of_site(heads: list[Head]) -> Iterator[str]:
    """Every address of the site whose releases in force are these, newest first. Raises UnknownRoute."""
    reports = {head: open_release(head).report for head in heads}
    for route in routes():
        parts = route.parts - MOUNT - PAIR
        known: dict[frozenset[str], Callable[[Any], Iterable[Values]]] = OF_PAIR if route.parts >= PAIR else KNOWN
        if parts not in known:
            raise UnknownRoute(f"« {route.text} » : {', '.join(sorted(parts))}")
        for about, around in surroundings(route, heads, reports):
            for values in known[parts](about):
                yield route.path(around | values)
        if parts == AXIS_PAGE and parts == route.parts:
            yield from map(route.path, list_moved_pages([reports[head] for head in heads]))


def list_moved_pages(reports: list[Report]) -> Iterator[Values]:
    """The pages of an axis that older reports had, and that the newest, the first one, reads elsewhere."""
    newest, *older = reports
    there = {axis.number: {IMPACT, *map(name_anchor, axis.actions)} for axis in newest.axes}
    seen = {tuple(values.values()) for values in of_axis_pages(newest)}
    for values in chain.from_iterable(map(of_axis_pages, older)):
        number, part = place = tuple(values.values())
        if place not in seen and name_anchor_of(part) in there.get(number, ()):
            seen.add(place)
            yield values


def surroundings(
    route: Route, heads: list[Head], reports: dict[Head, Report]
) -> Iterator[tuple[Report | Comparison, Values]]:
    """What a route is about: a past release, what changed from one to another, or the newest one."""
    if route.parts >= MOUNT:
        yield from ((reports[head], {"edition": head.edition, "release": head.number}) for head in heads)
    elif route.parts >= PAIR:
        for head in heads:
            if before := one_before(head, heads):
                yield compared(before, head), {"first": before.name, "second": head.name}
    else:
        yield reports[heads[0]], {}
