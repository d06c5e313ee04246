"""oEmbed (oembed.com, 1.0): the address of an indicator or a chart → the HTML that shows it on another site.

Nothing is fetched and nobody is sent elsewhere: the address is only compared with those of this site.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag, urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from strategy_monitor.charts import chart
from strategy_monitor.charts.chart import Chart
from strategy_monitor.exports.publication import Publication
from strategy_monitor.pages import errors, taking
from strategy_monitor.pages.viewing import (
    Refused,
    SpelledOtherwise,
    Viewing,
    newest,
    past,
    title_unavailable,
    unavailable,
)
from strategy_monitor.releases import load
from strategy_monitor.report.document import Indicator

HOUR = 3600
OF_A_CHART = {"chart_svg", "chart_png", "chart_embed"}
FORMATS = ("json", "xml")
SMALLEST, WIDEST = 200, 2000
"""Pixels: a frame is never narrower or lower, nor wider, whatever is asked."""


@csrf_exempt
@require_safe
def oembed(request: HttpRequest) -> HttpResponseBase:
    """404 for what this site cannot show in a frame, 501 for a format it does not write, as the specification asks, 503
    while nothing can be read: in a sentence, for a program on any site that asks whether it can show an address."""
    response = describe_asked(request)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def describe_asked(request: HttpRequest) -> HttpResponseBase:
    wanted = request.GET.get("format", "json").lower()
    if wanted not in FORMATS:
        return refuse(501, _("Les formats connus sont « json » et « xml »."))
    try:
        viewing, indicator, drawn = load.again_if_altered(lambda: shown_at(request, request.GET.get("url", "")))
    except Http404 as refused:
        return refuse(404, errors.said(refused))
    except (load.NoRelease, load.BadRelease) as error:
        return refuse_for_now(request, error)
    living = viewing.kind == "public"
    answer = describe_embedded(viewing.publication, indicator, drawn, limits(request), living=living)
    response = JsonResponse(answer) if wanted == "json" else HttpResponse(xml(answer), content_type="text/xml")
    patch_cache_control(response, public=True, max_age=HOUR)
    return response


def refuse(status: int, sentence: str) -> HttpResponse:
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def refuse_for_now(request: HttpRequest, error: Exception) -> HttpResponse:
    """What a page would say (logged there), in a sentence; when to ask again, where that is of use."""
    page = unavailable(request, error)
    response = refuse(page.status_code, f"{title_unavailable(error)}.")
    if "Retry-After" in page:
        response["Retry-After"] = page["Retry-After"]
    return response


def shown_at(request: HttpRequest, url: str) -> tuple[Viewing, Indicator, Chart]:
    """The chart that this address shows: its own, the one its fragment names, or the first of an indicator."""
    address, fragment = urldefrag(url)
    match = match_of(address)
    mount = {name: match.kwargs[name] for name in ("edition", "release") if name in match.kwargs}
    try:
        viewing = match.kwargs["opener"](request, **mount)
    except Refused as refused:
        raise Http404(_("Cette version n’est plus servie.")) from refused
    indicator = find_indicator_spelled(viewing, match.kwargs["code"])
    charts = chart.charts_for(indicator)
    named = [one for one in charts if match.kwargs.get("key") == one.key or taking.ident(one) == fragment]
    if not charts or ("key" in match.kwargs and not named):
        raise Http404(_("Il n’y a pas de graphique à cette adresse."))
    return viewing, indicator, (named or charts)[0]


def find_indicator_spelled(viewing: Viewing, code: str) -> Indicator:
    """The one of this code, or the one that the address of its page leads to. Raises Http404."""
    try:
        return taking.indicator_or_404(viewing, code)
    except SpelledOtherwise as found:
        return taking.indicator_or_404(viewing, found.code)


def match_of(address: str) -> ResolverMatch:
    """What the site has at this address. Raises Http404 unless it is one of its public pages of a chart."""
    if not address:
        raise Http404(_("Il manque l’adresse de la page à intégrer : la donner dans « url »."))
    try:
        asked = urlsplit(address)
    except ValueError as error:  # a host between brackets that is none
        raise Http404(_("Il n’y a pas de graphique à cette adresse.")) from error
    if asked.scheme not in {"http", "https"} or asked.netloc != urlsplit(settings.SITE_URL).netloc:
        raise Http404(_("Cette adresse n’est pas de ce site."))
    try:
        match = resolve(asked.path)
    except Resolver404 as error:
        raise Http404(_("Il n’y a pas de graphique à cette adresse.")) from error
    if match.url_name not in {"indicator", *OF_A_CHART} or match.kwargs.get("opener") not in {newest, past}:
        raise Http404(_("Il n’y a pas de graphique à cette adresse."))
    return match


def limits(request: HttpRequest) -> tuple[int | None, int | None]:
    """The greatest width and height that the host has room for; one that is no number is no limit."""
    asked = (request.GET.get(name, "") for name in ("maxwidth", "maxheight"))
    wide, tall = (int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None for text in asked)
    return wide, tall


def describe_embedded(
    publication: Publication,
    indicator: Indicator,
    drawn: Chart,
    limit: tuple[int | None, int | None],
    *,
    living: bool,
) -> dict[str, Any]:
    """An address of the newest release is shown by a frame that follows it; one of a release, by that release."""
    address = publication.address if living else publication.permalink
    width = max(min(limit[0] or taking.WIDTH, WIDEST), SMALLEST)
    needed = taking.height(publication, indicator, drawn, width)
    height = max(min(limit[1] or needed, needed), SMALLEST)
    return {
        "version": "1.0",
        "type": "rich",
        "title": drawn.title,
        "author_name": publication.report.strategy.authority,
        "author_url": address("indicator", indicator.code),
        "provider_name": publication.report.strategy.title,
        "provider_url": publication.site + "/",
        "cache_age": HOUR,
        "html": taking.frame(publication, indicator, drawn, width=str(width), tall=height, living=living),
        "width": width,
        "height": height,
    }


def xml(answer: dict[str, Any]) -> bytes:
    root = ElementTree.Element("oembed")
    for name, value in answer.items():
        ElementTree.SubElement(root, name).text = str(value)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
