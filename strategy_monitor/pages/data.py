"""The open data: the page that lists them, and the files of the whole report, of an axis, of an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import dirname, relpath
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from strategy_monitor.charts import chart
from strategy_monitor.exports import extract, formats
from strategy_monitor.exports.formats import FORMATS, PLACES, Use
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.recipes import recipes, write_tested
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.exports.weights import Weight, is_common, weigh_formats
from strategy_monitor.pages.long_files import long_file_from
from strategy_monitor.pages.viewing import (
    Viewing,
    file_from,
    page_from,
    read_axis,
    read_indicator,
    read_whole,
    unknown_code,
)
from strategy_monitor.pages.views import show
from strategy_monitor.releases import parts
from strategy_monitor.releases.load import Published
from strategy_monitor.report.document import Indicator
from strategy_monitor.report.listing import listing_of
from strategy_monitor.report.once import once

LISTED_TOGETHER = 120
"""Indicators whose files the page lists; where there are more, each has them on its own page."""


@dataclass(frozen=True)
class OfferedFile:
    """A file of the whole report, as the page of the data offers it."""

    name: str
    """Of its address."""
    title: object
    use: object
    file_name: str
    """Once it is away."""
    weight: Weight | None
    """None for what is set to be printed, which is not written to be weighed."""


def read_weighed(found: Published, _kwargs: dict[str, Any]) -> Published:
    """All of it where its files are written to be weighed; else what they are reckoned from."""
    listed = parts.with_lists(found)
    return found if is_common(listed.report) else listed


@page_from(read_weighed)
def data(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    publication, lines = viewing.publication, recipes(address_to_read(viewing))
    weights = weigh_listed(publication)
    listed = viewing.report.indicators if len(listing_of(viewing.report)) <= LISTED_TOGETHER else ()
    return show(
        request,
        viewing,
        "pages/data.html",
        title=_("Données"),
        description=_("Le rapport, chaque axe, chaque indicateur et chaque graphique, à télécharger et à citer."),
        files=[
            *offered("data", publication, weights, for_people=True),
            *offered("print", publication, weights, for_people=True),
        ],
        data_files=offered("data", publication, weights),
        tables=offered("tables", publication, weights),
        programs=offered("programs", publication, weights),
        recipes=lines,
        recipes_tested=write_tested(lines),
        sha256=publication.sha256,
        licence=viewing.publication.licence,
        indicators=[(one, chart.charts_for(one)) for one in listed],
        section="data",
    )


@once(maxsize=2)
def weigh_listed(publication: Publication) -> Mapping[str, Weight]:
    """Of each file that is listed: once for what is published, at whatever address it is read, and for the working copy
    as long as nobody changes it."""
    return weigh_formats(tuple(form for form in FORMATS if form.listing and form.write), publication)


def address_to_read(viewing: Viewing) -> str:
    """Of the ten columns: of this very release where one reads a past one, else of the newest, whichever that will
    be."""
    publication, name = viewing.publication, formats.TEN_COLUMNS.name("report")
    return publication.permalink(name) if viewing.kind == "archive" else publication.address(name)


def offered(
    use: Use, publication: Publication, weights: Mapping[str, Weight], for_people: bool = False
) -> list[OfferedFile]:
    name = Scope(publication).name
    return [
        OfferedFile(
            form.name("report"),
            told.title,
            told.meaning,
            form.file_name(publication, name),
            weights.get(form.code),
        )
        for form, told in formats.listed_formats(use, for_people)
    ]


@long_file_from(read_whole)
def report_file(request: HttpRequest, viewing: Viewing, name: str) -> HttpResponse:
    return file_response(request, viewing, name, Scope(viewing.publication))


def read_axis_for(found: Published, kwargs: dict[str, Any]) -> Published:
    return found if PLACES[kwargs["name"]][0].asks_whole else read_axis(found, kwargs)


@long_file_from(read_axis_for)
def axis_file(request: HttpRequest, viewing: Viewing, number: int, name: str) -> HttpResponse:
    return file_response(request, viewing, name, of_axis(viewing, number))


@file_from(read_indicator)
def indicator_file(request: HttpRequest, viewing: Viewing, code: str, name: str) -> HttpResponse:
    scope = Scope(viewing.publication, indicator=indicator_or_404(viewing, code))
    return file_response(request, viewing, name, scope)


def file_response(request: HttpRequest, viewing: Viewing, place: str, scope: Scope) -> HttpResponse:
    """The file at the address of this name. Its header Link leads programs to what describes it, by a relative address,
    which is the same in each mount: CSV on the Web asks that the description and its tables name each other."""
    form, subject = PLACES[place]
    name = form.file_name(scope.publication, scope.name)
    response = file_to_take(form.write_bytes(scope), form.content_type, name, saved=not form.shown)
    described_by = form.offers[subject].described_by
    if described_by:
        media_type = PLACES[described_by][0].media_type
        described = relpath(viewing.address(described_by), dirname(request.path))
        response["Link"] = f'<{described}>; rel="describedby"; type="{media_type}"'
    return response


def of_axis(viewing: Viewing, number: int) -> Scope:
    found = viewing.report.axis(number)
    if found is None:
        raise Http404(_("La stratégie n’a pas d’axe de ce numéro."))
    return Scope(viewing.publication, axis=found)


def indicator_or_404(viewing: Viewing, code: str) -> Indicator:
    found = viewing.report.indicator(code)
    if found is None:
        raise unknown_code(viewing, code)
    return found


def indicator_extract(viewing: Viewing, indicator: Indicator) -> dict[str, Any]:
    """An indicator that can stand alone: with what it belongs to, and where it was published."""
    return extract.extract(Scope(viewing.publication, indicator=indicator)).model_dump(mode="json")


def file_to_take(content: str | bytes, content_type: str, name: str, *, saved: bool = False) -> HttpResponse:
    """A file that any site may fetch. It opens in the browser unless it is to be saved, under this name."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{"attachment" if saved else "inline"}; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
