"""What machines read about the releases: the catalogue of the data, the feeds."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from strategy_monitor.exports import dcat, feed
from strategy_monitor.exports.feed import Feed
from strategy_monitor.exports.news import ReleaseNews
from strategy_monitor.pages.data import file_to_take
from strategy_monitor.pages.ends import find_successors
from strategy_monitor.pages.history import HistoryViewing, ReleaseStanding, check_releases
from strategy_monitor.pages.long_files import long_page_from
from strategy_monitor.pages.viewing import Viewing, page_from, read_frame, read_lists, telling_of_later
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.load import Head
from strategy_monitor.report.document import Axis, Report

TURTLE = "text/turtle; charset=utf-8"


@telling_of_later
@long_page_from(read_lists)
def catalogue_jsonld(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    text = dcat.jsonld(viewing.publication, permanent=viewing.kind == "archive", successors=find_successors(viewing))
    return file_to_take(text, "application/ld+json", f"{viewing.publication.file_stem('catalogue')}.jsonld")


@telling_of_later
@long_page_from(read_lists)
def catalogue_turtle(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    text = dcat.turtle(viewing.publication, permanent=viewing.kind == "archive", successors=find_successors(viewing))
    return file_to_take(text, TURTLE, f"{viewing.publication.file_stem('catalogue')}.ttl")


@page_from(read_frame)
def releases_feed(request: HttpRequest, viewing: HistoryViewing) -> HttpResponse:
    return fed(viewing, reverse("releases_feed"), None)


@page_from(read_frame)
def axis_feed(request: HttpRequest, viewing: HistoryViewing, number: int) -> HttpResponse:
    """Of an axis that some release has, if not the newest: who follows it reads that it went."""
    served = (one.head for one in viewing.standings if not (one.refused or one.head.withdrawn or one.head.fictive))
    axis = next((found for head in served if (found := frame_of_release(head).axis(number))), None)
    if axis is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))
    return fed(viewing, reverse("axis_feed", args=[number]), axis)


def fed(viewing: HistoryViewing, address: str, axis: Axis | None) -> HttpResponse:
    """A made-up edition is no news, and nothing is compared with it. Raises Unreachable rather than leaving one out."""
    if not viewing.complete:
        raise load.Unreachable
    about = Feed(viewing.report, settings.SITE_URL, address, reverse("releases"), axis)
    real = check_releases(one.head for one in viewing.standings if not one.head.fictive)
    response = HttpResponse(feed.atom(about, map(item, real)), content_type=f"{feed.MEDIA_TYPE}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def item(one: ReleaseStanding) -> ReleaseNews:
    if one.refused:
        return ReleaseNews(one.head, refused=one.refused)
    comparison = compared(one.before, one.head) if one.before else None
    axes = comparison.after.axes if comparison else frame_of_release(one.head).axes
    return ReleaseNews(one.head, tuple(axis.number for axis in axes), before=one.before, comparison=comparison)


def frame_of_release(head: Head) -> Report:
    """What a release calls its axes."""
    return parts.with_frame(load.reached(head)).report
