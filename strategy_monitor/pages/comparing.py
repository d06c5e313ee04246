"""Two releases compared: which ones, then what changed from one to the other, as a page or as CSV."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from strategy_monitor.exports import addresses, comparison_csv
from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.kept import budget
from strategy_monitor.pages import errors
from strategy_monitor.pages import viewing as mounts
from strategy_monitor.pages.data import file_to_take
from strategy_monitor.pages.viewing import Refused, View, Viewing, asked_with, page_from, read_frame, tag_of
from strategy_monitor.pages.views import show
from strategy_monitor.releases import load
from strategy_monitor.releases.compared import compared, is_told, one_before
from strategy_monitor.releases.load import Head
from strategy_monitor.report.comparison import Comparison, Entry, NamedAxis, Section
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

    entry: Entry
    before: str
    after: str

    @property
    def address(self) -> str:
        return self.after or self.before


@dataclass(frozen=True)
class Part:
    """An axis of the page, its topics, and what is told of each."""

    section: Section
    groups: tuple[tuple[str, str, tuple[LocatedEntry, ...]], ...]


def parts(comparison: Comparison, pair: tuple[Head, ...]) -> list[Part]:
    return [
        Part(
            section,
            tuple((g.topic, g.title, tuple(locate_entry(entry, pair) for entry in g.entries)) for g in section.groups),
        )
        for section in comparison.sections
    ]


def locate_entry(entry: Entry, pair: tuple[Head, ...]) -> LocatedEntry:
    before, after = (
        addresses.address(base_of(head), entry.subject.page, entry.subject.code, entry.subject.axis) for head in pair
    )
    whole = not entry.label and not entry.move and not entry.thing
    return LocatedEntry(
        entry, "" if whole and entry.kind == "added" else before, "" if whole and entry.kind == "removed" else after
    )


@dataclass(frozen=True)
class Filter:
    """A link to the comparison of one axis; of all of them where there is no axis."""

    axis: NamedAxis | None
    count: int
    address: str


def filters(comparison: Comparison, pair: tuple[Head, ...]) -> list[Filter]:
    names = [head.name for head in pair]
    axes = {axis.number: axis for report in (comparison.before, comparison.after) for axis in report.axes}
    return [
        Filter(None, len(comparison.entries), page_address(names, None)),
        *(
            Filter(axes[number], len(comparison.of_axis(number).entries), page_address(names, number))
            for number in sorted(axes)
        ),
    ]


def rationed(view: View) -> View:
    """What compares two releases: nobody has the site compare without end those that nobody reads."""

    @wraps(view)
    def answer(request: HttpRequest, viewing: Comparing, **kwargs: Any) -> HttpResponseBase:
        if viewing.told:
            return view(request, viewing, **kwargs)
        if rest := budget.COMPARISONS.rest():
            return errors.resting(viewing.base, rest)
        with budget.COMPARISONS.working():
            return view(request, viewing, **kwargs)

    return answer


@page_from(read_frame)
@rationed
def comparison(request: HttpRequest, viewing: Comparing, number: int | None = None) -> HttpResponse:
    whole = compared(*viewing.pair)
    found = keep_axis(whole, number)
    before, after = viewing.pair
    names = [before.name, after.name]
    title = _("Ce qui a changé de %(before)s à %(after)s") % {"before": before.name, "after": after.name}
    return show(
        request,
        viewing,
        "pages/comparison.html",
        title=f"{title}, {_('axe')} {number}" if number else title,
        description=summarize(found),
        heading=title,
        number=number,
        sides=[(head, at(base_of(head), "home")) for head in viewing.pair],
        same=before == after,
        fictive=[head for head in viewing.pair if head.fictive],
        counted=found.counted,
        parts=parts(found, viewing.pair),
        filters=filters(whole, viewing.pair),
        csv=csv_address(names, number),
        turned=page_address(names[::-1], number),
    )


def keep_axis(whole: Comparison, number: int | None) -> Comparison:
    if number is None:
        return whole
    if whole.before.axis(number) is None and whole.after.axis(number) is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))
    return whole.of_axis(number)


def summarize(found: Comparison) -> str:
    return f"{_('Ce qui a changé')} : {found.counted}." if found else _("Aucune différence.")


def page_address(names: Iterable[str], number: int | None) -> str:
    args = [*names, number] if number else [*names]
    return reverse("comparison_axis" if number else "comparison", args=args)


def csv_address(names: Iterable[str], number: int | None) -> str:
    args = [*names, number] if number else [*names]
    return reverse("comparison_axis_csv" if number else "comparison_csv", args=args)


@page_from(read_frame)
@rationed
def csv(request: HttpRequest, viewing: Comparing, number: int | None = None) -> HttpResponse:
    before, after = (head.name for head in viewing.pair)
    content = comparison_csv.comparison_as_csv(keep_axis(compared(*viewing.pair), number), before, after)
    axis = f"-axe-{number}" if number else ""
    return file_to_take(content.decode(), "text/csv; charset=utf-8", f"comparaison-{before}-{after}{axis}.csv")


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
        suggestions=suggestions(viewing.known),
    )


def chosen_address(asked: dict[str, str], viewing: Choosing) -> str:
    """The address of the comparison that is asked for; of all axes where the axis is none."""
    pair = [asked["avant"], asked["apres"]]
    number = asked["axe"]
    known = number.isascii() and number.isdecimal() and viewing.report.axis(int(number[:3])) is not None
    return page_address(pair, int(number) if known else None)


def suggestions(known: tuple[Head, ...]) -> list[tuple[Head, Head]]:
    """Each release with what it is read against, newest first."""
    return [(before, head) for head in known if (before := one_before(head, known))]


def paths(known: Iterable[Head]) -> list[str]:
    """The pages and files that stand for themselves, to list or to bake: each release against the one before."""
    served = tuple(head for head in known if not head.withdrawn)
    found = [reverse("comparisons")]
    for before, after in suggestions(served):
        axes = [one.axis.number for one in filters(compared(before, after), (before, after)) if one.axis]
        for number in (None, *axes):
            names = before.name, after.name
            found += [page_address(names, number), csv_address(names, number)]
    return found
