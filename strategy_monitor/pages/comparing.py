"""Two releases compared: which ones, then what changed from one to the other, as a page or as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from strategy_monitor.documents import comparisons
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.orders import Underway
from strategy_monitor.exports import addresses, comparison_csv
from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.kept import budget
from strategy_monitor.pages import errors
from strategy_monitor.pages import viewing as mounts
from strategy_monitor.pages.converters import ComparedAxisConverter
from strategy_monitor.pages.data import file_to_take
from strategy_monitor.pages.documents import being_written
from strategy_monitor.pages.paging import PageLink, find_page
from strategy_monitor.pages.viewing import Refused, View, Viewing, asked_with, page_from, read_frame, tag_of
from strategy_monitor.pages.views import show
from strategy_monitor.releases import load
from strategy_monitor.releases.compared import compared, is_told, one_before
from strategy_monitor.releases.load import Head
from strategy_monitor.report.comparison import Comparison, ComparisonEntry, NamedAxis, Section
from strategy_monitor.report.comparison_pages import keep_page, write_span
from strategy_monitor.report.diff import axes_of_sides
from strategy_monitor.report.paging import is_divided, list_ends
from strategy_monitor.web.selection import clean_line

CHOSEN = ("avant", "apres", "axe")
"""The parameters of the choice of two releases."""


@dataclass(frozen=True)
class Choosing(Viewing):
    """The newest release, and those that can be compared, newest first."""

    known: tuple[Head, ...] = ()


@dataclass(frozen=True)
class Comparing(Viewing):
    """The newest release, and the two that are compared."""

    pair: tuple[Head, ...] = ()
    told: bool = False
    """Whether this is what pages tell of the newest release, which nothing limits."""


def choosing(request: HttpRequest) -> Choosing:
    """Opener of the page where two releases are chosen."""
    viewing = mounts.newest(request)
    known = tuple(head for head in load.known().heads if not head.withdrawn)
    tag = tag_of(viewing.etag, *map(mounts.mark, known))
    return Choosing(**viewing_fields(viewing) | {"etag": tag}, known=known)


def open_comparison(request: HttpRequest, first: str, second: str) -> Comparing:
    """Opener of a comparison: both releases are served, and pass their check."""
    viewing, known = mounts.newest(request), load.known()
    named = {head.name: head for head in known.heads}
    if not known.fresh and not {first, second} <= named.keys():
        raise load.Unreachable  # it may have been published since
    pair = tuple(require_served(request, named.get(name), viewing.current) for name in (first, second))
    for head in pair:
        load.reached(head)
    tag = tag_of(viewing.etag, *map(mounts.mark, pair))
    return Comparing(
        **viewing_fields(viewing) | {"etag": tag}, pair=pair, told=is_told(pair, viewing.current, known.heads)
    )


def viewing_fields(viewing: Viewing) -> dict[str, Any]:
    return {field.name: getattr(viewing, field.name) for field in fields(Viewing)}


def require_served(request: HttpRequest, head: Head | None, current: Head | None) -> Head:
    if head is None:
        raise Http404(_("Aucune version de ce nom n’a été publiée."))
    if head.withdrawn:
        raise Refused(mounts.withdrawn(request, load.WithdrawnRelease(head, current)))
    return head


@dataclass(frozen=True)
class LocatedEntry:
    """An entry, and where its subject is read on each side; empty where it does not stand."""

    entry: ComparisonEntry
    before: str
    after: str

    @property
    def address(self) -> str:
        return self.after or self.before


@dataclass(frozen=True)
class AxisOfChanges:
    """An axis of the page, its topics, and what is told of each."""

    section: Section
    groups: tuple[tuple[str, str, tuple[LocatedEntry, ...]], ...]


def divide_by_axis(comparison: Comparison, pair: tuple[Head, ...]) -> list[AxisOfChanges]:
    return [
        AxisOfChanges(
            section,
            tuple((g.topic, g.title, tuple(locate_entry(entry, pair) for entry in g.entries)) for g in section.groups),
        )
        for section in comparison.sections
    ]


def locate_entry(entry: ComparisonEntry, pair: tuple[Head, ...]) -> LocatedEntry:
    subject = entry.subject
    before, after = (
        addresses.address(base_of(head), subject.page, subject.code, axis)
        for head, axis in zip(pair, axes_of_sides(subject), strict=True)
    )
    whole = not entry.label and not entry.move and not entry.thing
    return LocatedEntry(
        entry, "" if whole and entry.kind == "added" else before, "" if whole and entry.kind == "removed" else after
    )


@dataclass(frozen=True)
class PartLink:
    """A link to the comparison of one axis; of what belongs to none, or of all, where there is no axis."""

    axis: NamedAxis | None
    title: str
    """« Axe 2 », « Toute la stratégie »."""
    count: int
    counted: str
    address: str


def link_parts(whole: Comparison, names: Sequence[str]) -> list[PartLink]:
    """To all of it, to each axis that one of the two has, and to what belongs to none."""
    axes = {axis.number: axis for report in (whole.before, whole.after) for axis in report.axes}
    return [
        PartLink(None, _("Toute la stratégie"), len(whole.entries), whole.counted, page_address(names)),
        *(link_part(whole.of_axis(number), axes[number], names) for number in sorted(axes)),
        link_part(whole.of_axis(None), None, names),
    ]


def link_part(found: Comparison, axis: NamedAxis | None, names: Sequence[str]) -> PartLink:
    address = axis_address(names, axis.number if axis else None)
    return PartLink(axis, name_part(axis.number if axis else None), len(found.entries), found.counted, address)


def name_part(number: int | None) -> str:
    return f"{_('Axe')} {number}" if number else _("Hors des axes")


def rationed(view: View) -> View:
    """What compares two releases: nobody has the site compare without end those that nobody reads; and what takes both
    documents of two long ones is found by a process apart."""

    @wraps(view)
    def answer(request: HttpRequest, viewing: Comparing, **kwargs: Any) -> HttpResponseBase:
        before, after = viewing.pair
        ration = None if viewing.told else budget.COMPARISONS
        title = _("qui compare %(before)s à %(after)s") % {"before": before.name, "after": after.name}
        try:
            found = comparisons.ask_ahead(before, after, ration)
        except CannotWrite:
            return errors.answer_error("errors/no_document.html", 503, form=title)
        if isinstance(found, Underway):
            return being_written(request, viewing, title, found, comparisons.STAGES)
        if found:
            return errors.resting(viewing.base, found.seconds)
        with ration.working() if ration else nullcontext():
            return view(request, viewing, **kwargs)

    return answer


@page_from(read_frame)
@rationed
def comparison(request: HttpRequest, viewing: Comparing) -> HttpResponse:
    """All that changed; where that is too much for one page, how much of it each axis has."""
    whole = compared(*viewing.pair)
    names = names_of(viewing.pair)
    divided = is_divided(whole.entries)
    return show_part(
        request,
        viewing,
        whole,
        name="",
        parts=first_told(whole, viewing.pair) if divided else divide_by_axis(whole, viewing.pair),
        divided=divided,
        here=page_address(names),
        csv=reverse("comparison_csv", args=names),
        turned=page_address(names[::-1]),
    )


@page_from(read_frame)
@rationed
def axis_comparison(request: HttpRequest, viewing: Comparing, axis: int | None, page: int = 1) -> HttpResponse:
    """What changed in one axis, or what belongs to none, as far as one page tells it."""
    found = keep_axis(compared(*viewing.pair), axis)
    names = names_of(viewing.pair)
    ends = list_ends(found.entries)
    links = (PageLink(one, write_span(one, *span), axis_address(names, axis, one)) for one, *span in ends)
    paging = find_page(links, page)
    return show_part(
        request,
        viewing,
        found,
        name=paging.name(name_part(axis)),
        parts=divide_by_axis(keep_page(found, page), viewing.pair),
        paging=paging,
        here=axis_address(names, axis),
        csv=reverse("comparison_axis_csv", args=[*names, axis]),
        turned=axis_address(names[::-1], axis),
    )


def show_part(request: HttpRequest, viewing: Comparing, found: Comparison, *, name: str, **told: Any) -> HttpResponse:
    """`name`: of the axis, and of the page; empty for all of it."""
    before, after = viewing.pair
    heading = _("Ce qui a changé de %(before)s à %(after)s") % {"before": before.name, "after": after.name}
    return show(
        request,
        viewing,
        "pages/comparison.html",
        title=f"{heading}, {name[0].lower()}{name[1:]}" if name else heading,
        description=summarize(found),
        heading=heading,
        sides=[(head, at(base_of(head), "home")) for head in viewing.pair],
        same=before == after,
        fictive=[head for head in viewing.pair if head.fictive],
        counted=found.counted,
        ways=link_parts(compared(*viewing.pair), names_of(viewing.pair)),
        **told,
    )


def first_told(whole: Comparison, pair: tuple[Head, ...]) -> list[AxisOfChanges]:
    """The main figures that went furthest, where what changed is not told here; none where no figure did."""
    found = tuple(locate_entry(entry, pair) for entry in whole.telling())
    section = Section(None, _("Ce qui a le plus changé"), "", ())
    return [AxisOfChanges(section, (("figures", _("Chiffres principaux"), found),))] if found else []


def keep_axis(whole: Comparison, number: int | None) -> Comparison:
    if number is not None and whole.before.axis(number) is None and whole.after.axis(number) is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))
    return whole.of_axis(number)


def summarize(found: Comparison) -> str:
    return f"{_('Ce qui a changé')} : {found.counted}." if found else _("Aucune différence.")


def names_of(pair: tuple[Head, ...]) -> list[str]:
    return [head.name for head in pair]


def page_address(names: Sequence[str]) -> str:
    return reverse("comparison", args=names)


def axis_address(names: Sequence[str], number: int | None, page: int = 1) -> str:
    """Of what changed in this axis, or of what belongs to none."""
    if page == 1:
        return reverse("comparison_axis", args=[*names, number])
    return reverse("comparison_axis_page", args=[*names, number, page])


@page_from(read_frame)
@rationed
def csv(request: HttpRequest, viewing: Comparing) -> HttpResponse:
    return csv_of(viewing, compared(*viewing.pair), "")


@page_from(read_frame)
@rationed
def axis_csv(request: HttpRequest, viewing: Comparing, axis: int | None) -> HttpResponse:
    return csv_of(viewing, keep_axis(compared(*viewing.pair), axis), f"-{ComparedAxisConverter().to_url(axis)}")


def csv_of(viewing: Comparing, found: Comparison, end: str) -> HttpResponse:
    before, after = names_of(viewing.pair)
    content = comparison_csv.comparison_as_csv(found, before, after)
    return file_to_take(content.decode(), "text/csv; charset=utf-8", f"comparaison-{before}-{after}{end}.csv")


@asked_with(*CHOSEN, reading=read_frame)
def choice(request: HttpRequest, viewing: Choosing) -> HttpResponse:
    """The form, or where it leads; faults are said above it."""
    names = {head.name: head for head in viewing.known}
    asked = {name: clean_line(request.GET.get(name, "")).strip() for name in CHOSEN}
    if asked["avant"] in names and asked["apres"] in names:
        return redirect(chosen_address(asked, viewing))
    after = names.get(asked["apres"]) or viewing.current
    before = names.get(asked["avant"]) or (one_before(after, viewing.known) if after else None)
    return show(
        request,
        viewing,
        "pages/comparisons.html",
        title=_("Comparer deux versions"),
        description=_("Deux versions du rapport, et ce qui a changé de l’une à l’autre."),
        known=viewing.known,
        chosen=(before, after),
        unknown=[asked[name] for name in ("avant", "apres") if asked[name] and asked[name] not in names],
        outside=ComparedAxisConverter.outside,
        suggestions=suggestions(viewing.known),
    )


def chosen_address(asked: dict[str, str], viewing: Choosing) -> str:
    """The address of the comparison that is asked for: of all, of an axis that is there, or of what belongs to none."""
    pair = [asked["avant"], asked["apres"]]
    number = asked["axe"]
    if number == ComparedAxisConverter.outside:
        return axis_address(pair, None)
    known = number.isascii() and number.isdecimal() and viewing.report.axis(int(number[:3])) is not None
    return axis_address(pair, int(number)) if known else page_address(pair)


def suggestions(known: tuple[Head, ...]) -> list[tuple[Head, Head]]:
    """Each release with what it follows, then with what it is read against, newest first."""
    return [
        (before, head)
        for head in known
        for before in dict.fromkeys((load.release_before(head, known), one_before(head, known)))
        if before
    ]
