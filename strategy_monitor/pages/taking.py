"""What can be taken of a chart: its image, the code that shows it on another site, its address, how to cite it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from strategy_monitor.charts import chart, layout, svg
from strategy_monitor.charts.chart import Chart
from strategy_monitor.charts.palette import LIGHT
from strategy_monitor.charts.picture import wrap
from strategy_monitor.exports import raster
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from strategy_monitor.pages.acronyms import PageAcronyms
from strategy_monitor.pages.data import file_to_take, indicator_or_404
from strategy_monitor.pages.viewing import Viewing, asked_with, file_from, read_indicator, telling_of_later
from strategy_monitor.releases import load, parts
from strategy_monitor.report import sentences
from strategy_monitor.report.document import Indicator, Report
from strategy_monitor.report.figures import period_slug

WIDTH = 640
"""Pixels that a frame is given where nobody says otherwise."""

NARROW = 400
"""Pixels for which the height of a frame is reckoned where it takes the width of its host: narrower, it scrolls."""

AROUND = 195
"""Pixels that a frame needs beside its drawing and its sentences: margins, unit, folded table, links."""

PNG_SCALE = 2

LANGUAGE = "lang"
"""The parameter with which a host asks for the language of a frame."""

BODY, TITLE = 13.5, 17
"""Sizes of text in a frame, in pixels: see `embed.css`."""

Page = Callable[..., HttpResponseBase]


def ident(drawn: Chart) -> str:
    """The id of a chart in a page, and how the ids of its parts begin."""
    return slugify(f"{drawn.code.replace('.', '-')}-{drawn.key}")


def find_asked(report: Report, code: str, key: str) -> tuple[Indicator, Chart] | None:
    indicator = report.indicator(code)
    drawn = next((one for one in chart.charts_for(indicator) if one.key == key), None) if indicator else None
    return (indicator, drawn) if indicator and drawn else None


def chart_or_404(viewing: Viewing, code: str, key: str) -> tuple[Indicator, Chart]:
    indicator_or_404(viewing, code)
    found = find_asked(viewing.report, code, key)
    if found is None:
        raise Http404(_("Cet indicateur n’a pas de graphique de ce nom."))
    return found


def source(publication: Publication, indicator: Indicator, drawn: Chart) -> str:
    """The line under a chart that has left its page: from whom its figures are, and where they were published."""
    points = {(point.series, point.period) for point in drawn.points}
    named = (o.source for s in indicator.series for o in s.observations if (s.key, period_slug(s, o)) in points)
    told = sentences.write_sources(list(dict.fromkeys(filter(None, named))))
    return french.typeset(f"{told} {publication.citation(indicator)}".lstrip())


def image(viewing: Viewing, indicator: Indicator, drawn: Chart) -> str:
    """The chart as an SVG file, in the colour of its axis."""
    axis = viewing.report.axis(indicator.axis)
    colour = LIGHT.hues[axis.hue] if axis else LIGHT.blue
    return svg.draw_file(drawn, hue=colour, source=source(viewing.publication, indicator, drawn))


@file_from(read_indicator)
def chart_svg(request: HttpRequest, viewing: Viewing, code: str, key: str) -> HttpResponse:
    found = image(viewing, *chart_or_404(viewing, code, key))
    return file_to_take(found, "image/svg+xml", f"{viewing.publication.file_stem(f'{code}-{key}')}.svg")


@file_from(read_indicator)
def chart_png(request: HttpRequest, viewing: Viewing, code: str, key: str) -> HttpResponse:
    drawing = image(viewing, *chart_or_404(viewing, code, key))
    try:
        found = raster.png(drawing, PNG_SCALE)
    except raster.CannotRasterise as error:
        raise Http404(_("Ce serveur ne peut pas en faire une image PNG ; le SVG montre la même chose.")) from error
    return file_to_take(found, "image/png", f"{viewing.publication.file_stem(f'{code}-{key}')}.png")


def allow_frames(view: Page) -> Page:
    """Lets any site show this page, and no other, in a frame."""
    return xframe_options_exempt(csp_replace({"frame-ancestors": ["*"]})(view))


@telling_of_later
@allow_frames
@asked_with(LANGUAGE, reading=read_indicator, short=False)
def chart_embed(request: HttpRequest, viewing: Viewing, code: str, key: str) -> HttpResponse:
    found = find_asked(viewing.report, code, key)
    if found is None:
        return tell_gone(request, viewing, code)
    indicator, drawn = found
    context = {
        "viewing": viewing,
        "report": viewing.report,
        "acronyms": PageAcronyms(viewing.report),
        "title": drawn.title,
        "indicator": indicator,
        "axis": viewing.report.axis(indicator.axis),
        "drawn": drawn,
        "ident": ident(drawn),
        "svg": mark_safe(svg.draw_in_page(drawn, ident(drawn))),  # noqa: S308 - the writer escapes every text
        "rows": [[(cell, "") for cell in row] for row in drawn.table.rows],
        "source": source(viewing.publication, indicator, drawn),
        "newer": newer(viewing, code, key),
    }
    with translation.override(language(request)):
        return render(request, "pages/embed.html", context)


def tell_gone(request: HttpRequest, viewing: Viewing, code: str) -> HttpResponse:
    """404, in the frame: a living one may outlast its chart, and a page that shows it must not be left with a blank."""
    indicator = viewing.report.indicator(code)
    context = {"viewing": viewing, "report": viewing.report, "indicator": indicator}
    return render(request, "pages/embed_gone.html", context, status=404)


def language(request: HttpRequest) -> str:
    """The language that the host asks for, where the site has it; else its own."""
    asked = request.GET.get(LANGUAGE, "").lower().partition("-")[0]
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def newer(viewing: Viewing, code: str, key: str) -> str:
    """Where the newest release shows this chart, or its indicator; empty where this is that release."""
    if viewing.kind != "archive" or viewing.current is None or viewing.current == viewing.head:
        return ""
    try:
        report = parts.with_indicator(load.reached(viewing.current), code).report
    except (load.BadRelease, load.Unreachable):
        return settings.SITE_URL + "/"
    publication = Publication(report, viewing.current, settings.SITE_URL)
    found = find_asked(report, code, key)
    if found:
        return f"{publication.address('indicator', code)}#{ident(found[1])}"
    return publication.address("indicator", code) if report.indicator(code) else publication.address("home")


def height(publication: Publication, indicator: Indicator, drawn: Chart, width: int = NARROW) -> int:
    """Pixels that a frame this wide needs so that nothing in it scrolls, with its table closed."""
    room = min(width, WIDTH) - 32
    said = [drawn.caption, *drawn.notes, source(publication, indicator, drawn)]
    lines = sum(len(wrap(text, room * 13 / BODY)) for text in said)
    head = len(wrap(drawn.title, room * 13 / TITLE / 1.1)) * 24 + 30
    return head + layout.lay_out(drawn).height + lines * 21 + AROUND


def frame(
    publication: Publication,
    indicator: Indicator,
    drawn: Chart,
    width: str = "100%",
    tall: int = 0,
    *,
    living: bool = False,
) -> str:
    """The HTML that shows the chart on another site: as it is in this release for ever or, `living`, in the newest."""
    address = publication.address if living else publication.permalink
    return format_html(
        '<iframe src="{}" title="{}" lang="fr" width="{}" height="{}" loading="lazy" style="border:0"></iframe>',
        address("chart_embed", drawn.code, drawn.key),
        drawn.title,
        width,
        tall or height(publication, indicator, drawn),
    )


@dataclass(frozen=True)
class Take:
    """What stands behind « Télécharger ou citer ce graphique »."""

    code: str
    """The HTML to paste in a page, of this release for ever."""
    living: str
    """The same, that follows the newest release; empty where this is another one, which may have had other charts."""
    permalink: str
    mail: str
    """A « mailto: » address, with its subject and text."""
    citation: str


def take(publication: Publication, indicator: Indicator, drawn: Chart, *, newest: bool = True) -> Take:
    permalink = f"{publication.permalink('indicator', drawn.code)}#{ident(drawn)}"
    text = {"subject": drawn.title, "body": f"{drawn.sentence}\n\n{permalink}"}
    return Take(
        code=frame(publication, indicator, drawn),
        living=frame(publication, indicator, drawn, living=True) if newest else "",
        permalink=permalink,
        mail=f"mailto:?{urlencode(text, quote_via=quote)}",
        citation=f"{drawn.title}. {source(publication, indicator, drawn)}",
    )


@dataclass(frozen=True)
class FirstChart:
    """What stands for the page of an indicator where it is shared, or asked for by oEmbed."""

    title: str
    words: str
    image: str
    oembed: str
    """The address that describes it, without its format."""


def first_chart(publication: Publication, indicator: Indicator, *, living: bool = False) -> FirstChart | None:
    """`living`: shared from the page of the newest release, it is described as what follows it."""
    charts = chart.charts_for(indicator)
    if not charts:
        return None
    image = publication.permalink("chart_png", indicator.code, charts[0].key)
    address = publication.address if living else publication.permalink
    query = urlencode({"url": address("indicator", indicator.code)})
    return FirstChart(charts[0].title, charts[0].sentence, image, f"{publication.site}{reverse('oembed')}?{query}")
