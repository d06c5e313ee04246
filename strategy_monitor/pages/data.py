"""The open data: the page that lists them, and the files of the whole report, of an axis, of an indicator."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from strategy_monitor.charts import chart
from strategy_monitor.exports import bundle, extract
from strategy_monitor.exports.extract import written
from strategy_monitor.exports.files import FILES, TABLES, File
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.pages import offers
from strategy_monitor.pages.viewing import Viewing, page
from strategy_monitor.pages.views import show
from strategy_monitor.releases import load
from strategy_monitor.report import canonical
from strategy_monitor.report.document import Indicator

__all__ = ["described", "indicator_or_404", "taken", "written"]

SCHEMA_TYPE = "application/schema+json"


@page
def data(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    scope, text = Scope(viewing.publication), text_of(viewing)
    parts = bundle.parts(scope, text.encode())
    return show(
        request,
        viewing,
        "pages/data.html",
        title=_("Données"),
        description=_("Le rapport, chaque axe, chaque indicateur et chaque graphique, à prendre et à citer."),
        files=[offers.archive(bundle.as_zip(scope, parts)), *offers.offered(offers.DATA, parts)],
        tables=offers.tables(parts),
        programs=offers.offered(offers.PROGRAMS, parts),
        sha256=canonical.digest(text),
        licence=viewing.publication.licence,
        indicators=[(one, chart.charts_for(one)) for one in viewing.report.indicators],
        section="data",
    )


@page
def report_file(request: HttpRequest, viewing: Viewing, form: str) -> HttpResponse:
    response = given(FILES[form], Scope(viewing.publication))
    if form == "csv":
        link(response, viewing.address("report_csvw"), FILES["csvw"].content_type)
    elif form == "sdmx":
        link(response, viewing.address("structure_sdmx"), FILES["structure"].content_type.partition(";")[0])
    return response


@page
def table_file(request: HttpRequest, viewing: Viewing, form: str) -> HttpResponse:
    response = given(TABLES[form], Scope(viewing.publication))
    link(response, viewing.address("report_csvw"), FILES["csvw"].content_type)
    return response


@page
def document(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    response = taken(text_of(viewing), "application/json", f"{Scope(viewing.publication).stem}.json")
    link(response, viewing.address("schema"), SCHEMA_TYPE)
    return response


@page
def archive(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    scope = Scope(viewing.publication)
    content = bundle.as_zip(scope, bundle.parts(scope, text_of(viewing).encode()))
    return taken(content, "application/zip", f"{scope.stem}.zip", saved=True)


@page
def axis_file(request: HttpRequest, viewing: Viewing, number: int, form: str) -> HttpResponse:
    response = given(FILES[form], of_axis(viewing, number))
    if form == "json":
        link(response, viewing.address("axis_schema"), SCHEMA_TYPE)
    return response


@page
def axis_archive(request: HttpRequest, viewing: Viewing, number: int) -> HttpResponse:
    scope = of_axis(viewing, number)
    content = bundle.as_zip(scope, bundle.parts(scope, extract.as_json(scope)))
    return taken(content, "application/zip", f"{scope.stem}.zip", saved=True)


@page
def indicator_file(request: HttpRequest, viewing: Viewing, code: str, form: str) -> HttpResponse:
    response = given(FILES[form], Scope(viewing.publication, indicator=indicator_or_404(viewing, code)))
    if form == "json":
        link(response, viewing.address("indicator_schema"), SCHEMA_TYPE)
    return response


@page
def schema(request: HttpRequest, viewing: Viewing, form: str) -> HttpResponse:
    texts = {
        "rapport": lambda: extract.report_schema(viewing.publication.schema_version),
        "axe": lambda: extract.schema(extract.AxisExtract),
        "indicateur": lambda: extract.schema(extract.IndicatorExtract),
    }
    return taken(texts[form](), SCHEMA_TYPE, f"{form}.schema.json")


def of_axis(viewing: Viewing, number: int) -> Scope:
    found = viewing.report.axis(number)
    if found is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))
    return Scope(viewing.publication, axis=found)


def indicator_or_404(viewing: Viewing, code: str) -> Indicator:
    found = viewing.report.indicator(code)
    if found is None:
        raise Http404(_("Aucun indicateur ne porte ce code."))
    return found


def described(viewing: Viewing, indicator: Indicator) -> dict[str, Any]:
    """An indicator that can stand alone: with what it belongs to, and where it was published."""
    return extract.extract(Scope(viewing.publication, indicator=indicator)).model_dump(mode="json")


def text_of(viewing: Viewing) -> str:
    """The canonical text: of the release, byte for byte; on the desk, what the working copy would publish."""
    if viewing.kind == "desk" or viewing.head is None:
        return canonical.dump(viewing.report)
    return load.text_of(viewing.head)


def given(file: File, scope: Scope) -> HttpResponse:
    return taken(file.write(scope), file.content_type, file.called(scope), saved=not file.shown)


def link(response: HttpResponse, address: str, media_type: str) -> None:
    """What describes this file, for programs."""
    response["Link"] = f'<{address}>; rel="describedby"; type="{media_type}"'


def taken(content: str | bytes, content_type: str, name: str, *, saved: bool = False) -> HttpResponse:
    """A file that any site may fetch. It opens in the browser unless it is to be saved, under this name."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{"attachment" if saved else "inline"}; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
