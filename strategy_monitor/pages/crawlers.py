"""What robots ask for: robots.txt, the list of the public pages, an icon, whom to tell of a fault."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strategy_monitor.pages.statements import NOTICES
from strategy_monitor.pages.viewing import Viewing, page

DAY = 86_400


def addresses(viewing: Viewing) -> list[str]:
    """Every page of this mount that stands for itself; searches and filtered tables do not."""
    names = ("home", "governance", "axes", "catalogue", "calendar", "whole", "method", "notes", "coverage", "data")
    return [
        *(viewing.address(name) for name in names),
        *(viewing.address("axis", axis.number) for axis in viewing.report.axes),
        *(viewing.address("indicator", indicator.code) for indicator in viewing.report.indicators),
    ]


@page
def sitemap(request: HttpRequest, viewing: Viewing, besides: Callable[[], list[str]]) -> HttpResponse:
    """The pages of the release in force, those that stand beside it, and what `besides` adds: their paths."""
    others = (reverse(name) for name in ("releases", "errata", "comparisons", *NOTICES))
    found = [settings.SITE_URL + path for path in (*addresses(viewing), *others, *besides())]
    context = {"addresses": found, "published_at": viewing.head.published_at if viewing.head else None}
    return render(request, "sitemap.xml", context, content_type="application/xml")


@require_safe
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /bureau/",
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
