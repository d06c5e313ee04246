"""A long axis read by action: each has a page of its own, to which the page of the axis leads.

Addresses of before, with their anchors, land there at the way to what they name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from strategy_monitor.exports.addresses import anchor
from strategy_monitor.language import french
from strategy_monitor.pages import views
from strategy_monitor.pages.viewing import Viewing, page_from, read_axis_page
from strategy_monitor.pages.views import show, shown_here
from strategy_monitor.report import summary
from strategy_monitor.report.dividing import IMPACT, AxisPage, divide_axis, list_pages, name_anchor, name_anchor_of
from strategy_monitor.report.document import Action, Axis, Measure
from strategy_monitor.report.notes import with_parts


@page_from(read_axis_page)
def axis_page(request: HttpRequest, viewing: Viewing, number: int, part: str) -> HttpResponse:
    axis = viewing.report.axis(number)
    if axis is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))
    pages = divide_axis(axis)
    rank = next((rank for rank, one in enumerate(pages) if one.slug == part), None)
    if rank is None:
        return lead_to_axis(viewing, axis, part)
    shown = pages[rank]
    signals = summary.signals_of_axis(shown.held)
    short = len(shown.indicators) > views.TOLD_WHOLE
    return show(
        request,
        viewing,
        "pages/axis_page.html",
        title=title_of_page(shown),
        description=f"{axis.title}, {tell_place(shown)} : {tell_held(shown)}.",
        axis=shown.held,
        place=tell_place(shown),
        shown=shown,
        short=short,
        signals=signals,
        endnotes=shown_here(signals, short),
        before=pages[rank - 1] if rank else None,
        after=pages[rank + 1] if rank + 1 < len(pages) else None,
        section="axes",
    )


def lead_to_axis(viewing: Viewing, axis: Axis, part: str) -> HttpResponse:
    """A release that has fewer pages of it than another one: to where it stands in this one."""
    place = name_anchor_of(part)
    if place != IMPACT and place not in {name_anchor(action) for action in axis.actions}:
        raise Http404(_("Cet axe n’a pas d’action prioritaire de ce numéro."))
    if place in {one.slug for one in divide_axis(axis)}:
        return redirect(viewing.address("axis_page", axis.number, place))
    return redirect(f"{viewing.address('axis', axis.number)}#{place}")


def title_of_page(shown: AxisPage) -> str:
    """« Axe 2, action 3. Équiper les écoles (page 1 sur 2) »."""
    place = _("Axe %(number)d, %(place)s") % {"number": shown.held.number, "place": tell_place(shown)}
    return f"{place}. {shown.action.title}" if shown.action else place


def tell_place(shown: AxisPage) -> str:
    """« action 3 », « indicateurs d’impact, page 2 sur 3 »."""
    place = _("action %(number)s") % {"number": shown.action.number} if shown.action else _("indicateurs d’impact")
    return place + tell_page(shown)


def tell_page(shown: AxisPage | None) -> str:
    """« , page 2 sur 3 »; empty where there is one, or where an axis stands whole."""
    if not shown or shown.count == 1:
        return ""
    return _(", page %(page)d sur %(pages)d") % {"page": shown.number, "pages": shown.count}


def tell_held(shown: AxisPage) -> str:
    """« 3 mesures mises en œuvre, 10 indicateurs »; only what there is."""
    found = [
        french.count_noun(len(shown.measures), _("mesure mise en œuvre"), _("mesures mises en œuvre")),
        french.count_noun(len(shown.indicators), _("indicateur"), _("indicateurs")),
    ]
    held = [text for text, some in zip(found, (shown.measures, shown.indicators), strict=True) if some]
    return ", ".join(held) or found[0]


@dataclass(frozen=True)
class Way:
    """A line of what an axis holds, which leads to where it is read."""

    slug: str
    address: str
    action: Action | None
    held: str
    anchors: tuple[str, ...]
    """Of what stands there, which once stood where the line is."""


def list_ways(viewing: Viewing, axis: Axis, anchored: set[str], short: bool) -> list[Way]:
    """To the pages of an axis; where it stands on one, to its headings. `anchored`: the notes that have an anchor where
    the ways are shown, and from then on those that are given one here. `short`: its indicators are so many that their
    notes would not stand there in any case."""
    whole = viewing.address("axis", axis.number)
    pages = divide_axis(axis)
    found = []
    for shown in pages or tuple(list_pages(axis)):
        address = viewing.address("axis_page", axis.number, shown.slug) if pages else f"{whole}#{shown.anchor}"
        anchors = tuple(list_anchors(shown, anchored, short))
        found.append(Way(shown.slug, address, shown.action, tell_held(shown), anchors))
    return found


def list_anchors(shown: AxisPage, anchored: set[str], short: bool) -> Iterator[str]:
    """Those that stand on the page of the axis where it is not divided, but for that of the page itself."""
    yield from anchors_of_measures(shown.measures)
    yield from (anchor(one.code.lower()) for one in shown.indicators)
    notes = [note for measure in with_parts(shown.measures) for note in measure.all_notes]
    told = () if short else (note for one in shown.indicators for note in one.all_notes)
    for note in (*(shown.action.notes if shown.action else ()), *notes, *told):
        if note.code not in anchored:
            anchored.add(note.code)
            yield anchor(note.code.lower())


def anchors_of_measures(measures: Iterable[Measure]) -> Iterator[str]:
    for measure in with_parts(measures):
        place = anchor(measure.code)
        yield place
        yield from (f"{place}-{side}{footnote.marker}" for footnote in measure.footnotes for side in "nr")
        yield from (anchor(table.code.lower()) for table in measure.tables)
