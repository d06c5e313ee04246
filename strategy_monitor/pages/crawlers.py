"""What robots ask for: robots.txt, the list of the public pages, an icon, whom to tell of a fault."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strategy_monitor.pages.statements import NOTICES
from strategy_monitor.pages.viewing import Viewing, newest, page_from, read_outline, tag_of
from strategy_monitor.releases.statement import last_changed
from strategy_monitor.report.dividing import divide_axis
from strategy_monitor.report.listing import listing_of
from strategy_monitor.report.paging import count_pages

DAY = 86_400


def addresses(viewing: Viewing) -> list[str]:
    """Every page of this mount that stands for itself; searches and filtered tables do not."""
    names = ("home", "governance", "axes", "catalogue", "calendar", "whole", "method", "notes", "coverage", "data")
    listed = listing_of(viewing.report)
    return [
        *(viewing.address(name) for name in names),
        *(viewing.address("calendar_page", page) for page in range(2, count_pages(listed) + 1)),
        *(viewing.address("axis", axis.number) for axis in viewing.report.axes),
        *(
            viewing.address("axis_page", axis.number, one.slug)
            for axis in viewing.report.axes
            for one in divide_axis(axis)
        ),
        *(viewing.address("indicator", one.code) for one in listed),
    ]


@dataclass(frozen=True)
class SiteMap(Viewing):
    """The newest release, and what stands beside it and changes without it."""

    stated_at: dt.datetime | None = None
    """When what the authority states of its site last changed; None as long as nothing was stated."""


def open_site_map(request: HttpRequest) -> SiteMap:
    """Opener of the page: its ETag also knows when what the authority states last changed."""
    viewing, stated_at = newest(request), last_changed()
    given = {field.name: getattr(viewing, field.name) for field in fields(Viewing)}
    return SiteMap(**given | {"etag": tag_of(viewing.etag, str(stated_at))}, stated_at=stated_at)


@page_from(read_outline)
def sitemap(request: HttpRequest, viewing: SiteMap, besides: Callable[[], list[str]]) -> HttpResponse:
    """The pages of the release in force, those that stand beside it, and what `besides` adds: their paths."""
    published_at = viewing.head.published_at if viewing.head else None
    others = (reverse(name) for name in ("releases", "errata", "comparisons"))
    entries = [
        *((settings.SITE_URL + path, published_at) for path in (*addresses(viewing), *others, *besides())),
        *((settings.SITE_URL + reverse(name), viewing.stated_at) for name in NOTICES),
    ]
    return render(request, "sitemap.xml", {"entries": entries}, content_type="application/xml")


@require_safe
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /bureau/",
        "Disallow: /compte/",
        "",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=DAY)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that do not read the page still ask for this name."""
    return redirect(static("img/icon.svg"))


@require_safe
@cache_control(public=True, max_age=DAY)
def security(request: HttpRequest) -> HttpResponse:
    """Nothing where the authority has named nobody: an invented address would be worse than none."""
    if not settings.SECURITY_CONTACT.ways:
        raise Http404(_("L’autorité n’a pas communiqué qui prévenir d’une faille de sécurité."))
    return HttpResponse(settings.SECURITY_CONTACT.text(settings.SITE_URL), content_type="text/plain; charset=utf-8")
