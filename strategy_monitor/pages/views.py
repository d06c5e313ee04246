"""The public pages: each finds its part of the Report, shapes it, renders it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from strategy_monitor.language.codes import FrequencyBasis, NoteWord
from strategy_monitor.language.folding import natural_order
from strategy_monitor.pages.acronyms import PageAcronyms
from strategy_monitor.pages.ends import find_end
from strategy_monitor.pages.long_files import long_page_from
from strategy_monitor.pages.paging import PageLink, find_page
from strategy_monitor.pages.viewing import (
    Viewing,
    page_from,
    read_frame,
    read_indicator,
    read_lists,
    read_outline,
    read_ways,
    read_ways_of_all,
    telling_of_later,
    unknown_code,
)
from strategy_monitor.releases.parts import MOST_READ_WHOLE
from strategy_monitor.report import sentences, summary
from strategy_monitor.report.comparison import ComparisonEntry
from strategy_monitor.report.deduced import deduced
from strategy_monitor.report.dividing import divide_axis, is_divided
from strategy_monitor.report.document import Axis, Indicator, Report
from strategy_monitor.report.front import front_of
from strategy_monitor.report.listing import listing_of, reader_of
from strategy_monitor.report.paging import keep_page, list_ends
from strategy_monitor.report.schedule import schedules_of, write_awaited, write_span
from strategy_monitor.report.standing import stand_of
from strategy_monitor.report.summary import Distribution, Signal

TOLD_WHOLE = 40
"""Indicators that an axis tells whole on its page; where it has more, each is named and told on its own."""
MARKED = MOST_READ_WHOLE
"""Indicators that have each its mark in the table of the first page; where there are more, it counts them, which is all
that it reads of a document that is not read whole."""
TOLD_WHOLE_TOGETHER = 120
"""Those that the report tells whole on one page."""


def show(request: HttpRequest, viewing: Viewing, template: str, **context: Any) -> HttpResponse:
    """A page of the Report; `acronyms` has those that the page has expanded, `anchored` its notes."""
    own = {"acronyms": PageAcronyms(viewing.report), "anchored": set()}
    return render(request, template, {"viewing": viewing, "report": viewing.report, **own, **context})


@page_from(read_lists)
def home(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    front = front_of(viewing.report, viewing.day)
    return show(
        request,
        viewing,
        "pages/home.html",
        title=_("Où en est la stratégie"),
        description=" ".join(front.overview.sentences),
        front=front,
        overview=front.overview,
        awaited=write_awaited(front.awaited, front.overview.table.total),
        marked=front.overview.table.total <= MARKED,
        question=NoteWord.QUESTION,
        section="home",
    )


@page_from(read_frame)
def governance(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    return show(
        request,
        viewing,
        "pages/governance.html",
        signals=summary.signals_of_measures(viewing.report.governance.measures),
        title=_("Gouvernance"),
        description=_("Qui décide, coordonne et suit la stratégie : les mesures mises en œuvre."),
        section="axes",
    )


@page_from(read_outline)
def axes(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    return show(
        request,
        viewing,
        "pages/axes.html",
        title=_("La gouvernance et les axes"),
        description=_("La gouvernance, les axes de la stratégie et leurs actions prioritaires."),
        axes=count_each(viewing.report),
        section="axes",
    )


def count_each(report: Report) -> list[tuple[Axis, Distribution]]:
    """Each axis, and how its indicators stand."""
    listing = listing_of(report)
    return [(axis, summary.distribution(one for one in listing if one.axis == axis.number)) for axis in report.axes]


@page_from(read_ways)
def axis(request: HttpRequest, viewing: Viewing, number: int) -> HttpResponse:
    found = viewing.report.axis(number)
    if found is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))
    divided = bool(divide_axis(found))
    short = len(found.all_indicators) > TOLD_WHOLE
    signals = summary.signals_of_axis(found)
    return show(
        request,
        viewing,
        "pages/axis.html",
        signals=signals,
        endnotes=shown_here(signals, short, divided),
        title=_("Axe %(number)d. %(title)s") % {"number": number, "title": found.short_title},
        description=sentences.write_axis(found),
        axis=found,
        before=viewing.report.axis(number - 1),
        after=viewing.report.axis(number + 1),
        stands=[] if short or divided else [stand_of(found, indicator) for indicator in found.all_indicators],
        short=short,
        divided=divided,
        measure_count=sum(len(action.measures) for action in found.actions),
        operational_count=sum(len(action.indicators) for action in found.actions),
        section="axes",
    )


def shown_here(signals: Iterable[Signal], short: bool, divided: bool = False) -> list[Signal]:
    """The notes whose text stands on this page. `short`: the page only names its indicators, whose notes are read on
    their own pages. `divided`: what the axes hold is read on other pages, and so are its notes."""
    return [
        one
        for one in signals
        if not (short and one.about == "indicator") and not (divided and one.axis is not None and one.about != "axis")
    ]


@telling_of_later
@page_from(read_indicator)
def indicator(request: HttpRequest, viewing: Viewing, code: str) -> HttpResponse:
    found = viewing.report.indicator(code)
    if found is None:
        raise unknown_code(viewing, code)
    before, after = viewing.report.neighbours(code)
    axis = viewing.report.axis(found.axis)
    return show(
        request,
        viewing,
        "pages/indicator.html",
        signals=summary.signals_of_indicator(found),
        title=f"{found.code} {found.short_title}",
        description=sentences.write_indicator(found),
        indicator=found,
        axis=axis,
        action=next((a for a in axis.actions if a.number == found.action), None) if axis else None,
        before=before,
        after=after,
        end=find_end(viewing, code),
        since=[one for one in changes_of_indicator(viewing, found) if one.topic != "layout"],
        section="catalogue",
    )


def changes_of_indicator(viewing: Viewing, found: Indicator) -> tuple[ComparisonEntry, ...]:
    """What changed of this indicator since the edition before."""
    holders = ("axis", str(found.axis)), ("action", f"{found.axis}.{found.action}")
    return viewing.since.of_held(found.code, holders) if viewing.since else ()


@page_from(read_ways_of_all)
def whole(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    signals = summary.signals(viewing.report)
    divided = is_divided(viewing.report)
    short = sum(len(axis.all_indicators) for axis in viewing.report.axes) > TOLD_WHOLE_TOGETHER
    return show(
        request,
        viewing,
        "pages/whole.html",
        signals=signals,
        endnotes=shown_here(signals, short, divided),
        short=short,
        divided=divided,
        title=_("Le rapport entier"),
        description=_("Le rapport de suivi entier, action par action.")
        if divided
        else _("Le rapport de suivi entier, sur une page, à lire ou à imprimer."),
        section="whole",
    )


@page_from(read_lists)
def calendar(request: HttpRequest, viewing: Viewing, page: int = 1) -> HttpResponse:
    schedules = schedules_of(viewing.report, viewing.day)
    late = sum(one.late for one in schedules)
    ends = list_ends(schedules)
    paging = find_page((PageLink(one, write_span(*span), calendar_address(viewing, one)) for one, *span in ends), page)
    return show(
        request,
        viewing,
        "pages/calendar.html",
        title=paging.name(_("Calendrier des chiffres")),
        description=_("De quand est chaque chiffre, et quand le suivant est attendu."),
        schedules=keep_page(schedules, page),
        late=late,
        awaited=write_awaited(late, len(schedules)),
        coming=any(one.next and not one.late for one in schedules),
        unstated=any(one.next and one.frequency_basis == FrequencyBasis.UNSTATED for one in schedules),
        paging=paging,
        section="catalogue",
    )


def calendar_address(viewing: Viewing, page: int) -> str:
    return viewing.address("calendar") if page == 1 else viewing.address("calendar_page", page)


@long_page_from(read_lists)
def calendar_file(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    """The same for the calendar of whoever waits for a figure."""
    from strategy_monitor.exports.calendar import MEDIA_TYPE, write_calendar  # noqa: PLC0415  # what it needs is large

    written = write_calendar(viewing.publication, schedules_of(viewing.report, viewing.day), viewing.base)
    return HttpResponse(written, content_type=f"{MEDIA_TYPE}; charset=utf-8")


@page_from(read_outline)
def method(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    return show(
        request,
        viewing,
        "pages/method.html",
        title=_("Méthode"),
        description=_("L’échelle, les natures d’indicateurs, ce qui est déduit, et le compte des notes."),
        signals=sorted(summary.signals(viewing.report), key=lambda one: natural_order(one.note.code)),
        total=summary.distribution(listing_of(viewing.report)),
        deduced=deduced(viewing.report),
        providing={code for one in listing_of(viewing.report) for code in one.providers},
        section="method",
    )


@page_from(read_outline)
def coverage(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    read, listing = reader_of(viewing.report), listing_of(viewing.report)
    return show(
        request,
        viewing,
        "pages/coverage.html",
        title=_("Ce qui n’a pas d’indicateur"),
        description=_("Les actions et les axes que le rapport ne mesure pas, et les indicateurs sans donnée."),
        gaps=summary.gaps(viewing.report),
        axes=count_each(viewing.report),
        followed=len(listing),
        missing=[read(one) for one in listing if one.mark == "missing"],
        section="method",
    )
