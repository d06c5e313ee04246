"""What can be taken away today: the document of a release, its schema, one indicator, one chart."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from strategy_monitor.pages.viewing import Viewing, page
from strategy_monitor.pages.views import show
from strategy_monitor.releases import load
from strategy_monitor.report import canonical, words
from strategy_monitor.report.charts import chart, svg
from strategy_monitor.report.charts.image import HUES
from strategy_monitor.report.document import Indicator

SCHEMA_TYPE = "application/schema+json"


@page
def data(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    return show(
        request,
        viewing,
        "pages/data.html",
        title=_("Données"),
        description=_("Le rapport en JSON, son schéma, chaque indicateur et chaque graphique, à prendre et à citer."),
        kilobytes=-(-len(text_of(viewing).encode()) // 1000),
        sha256=canonical.digest(text_of(viewing)),
        indicators=[(one, chart.charts_for(one)) for one in viewing.report.indicators],
        section="data",
    )


@page
def document(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    response = taken(text_of(viewing), "application/json", f"rapport-{viewing.publication.version}.json")
    response["Link"] = f'<{viewing.address("schema")}>; rel="describedby"; type="{SCHEMA_TYPE}"'
    return response


@page
def schema(request: HttpRequest, _viewing: Viewing) -> HttpResponse:
    return taken(schema_text(), SCHEMA_TYPE, "rapport.schema.json")


@page
def indicator_json(request: HttpRequest, viewing: Viewing, code: str) -> HttpResponse:
    found = indicator_or_404(viewing, code)
    return taken(written(described(viewing, found)), "application/json", f"{code}-{viewing.publication.version}.json")


@page
def chart_svg(request: HttpRequest, viewing: Viewing, code: str, key: str) -> HttpResponse:
    indicator = indicator_or_404(viewing, code)
    drawn = next((one for one in chart.charts_for(indicator) if one.key == key), None)
    axis = viewing.report.axis(indicator.axis)
    if drawn is None or axis is None:
        raise Http404(_("Cet indicateur n’a pas de graphique de ce nom."))
    source = f"{_('Source')} : {indicator.source}. {viewing.publication.citation(indicator)}"
    image = svg.image(drawn, axis=HUES[axis.hue], source=words.typo(source))
    return taken(image, "image/svg+xml", f"{code}-{key}-{viewing.publication.version}.svg")


def indicator_or_404(viewing: Viewing, code: str) -> Indicator:
    found = viewing.report.indicator(code)
    if found is None:
        raise Http404(_("Aucun indicateur ne porte ce code."))
    return found


def text_of(viewing: Viewing) -> str:
    """The canonical text: of the release, byte for byte; on the desk, what the working copy would publish."""
    if viewing.kind == "desk" or viewing.head is None:
        return canonical.dump(viewing.report)
    return load.text_of(viewing.head)


def described(viewing: Viewing, indicator: Indicator) -> dict[str, Any]:
    """An indicator that can stand alone: with what it belongs to, and where it was published."""
    axis = viewing.report.axis(indicator.axis)
    published = viewing.kind != "desk" and viewing.head is not None
    return {
        "strategy": viewing.report.strategy.title,
        "edition": viewing.report.edition,
        "release": viewing.head.number if published and viewing.head else None,
        "release_sha256": viewing.head.sha256 if published and viewing.head else None,
        "axis": axis.title if axis else "",
        "providers": [p.model_dump(mode="json") for p in viewing.report.providers if p.code in indicator.providers],
        "indicator": indicator.model_dump(mode="json"),
    }


def schema_text() -> str:
    return written(canonical.schema())


def written(value: dict[str, Any]) -> str:
    """JSON to be read by people too."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"


def taken(content: str, content_type: str, name: str) -> HttpResponse:
    """A file that any site may fetch; it opens in the browser, and is saved under this name."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
