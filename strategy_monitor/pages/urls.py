"""The public pages. Mounted three times, each with the opener that finds its Report: see `viewing`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, path

from strategy_monitor.exports.addresses import FileSubject
from strategy_monitor.exports.formats import PLACES
from strategy_monitor.pages import (
    catalogue,
    converters,
    data,
    divided,
    documents,
    metadata,
    notes,
    searching,
    taking,
    tracing,
    views,
)

__all__ = ["converters", "urlpatterns"]

FILES: dict[FileSubject, Callable[..., Any]] = {
    "report": data.report_file,
    "axis": data.axis_file,
    "indicator": data.indicator_file,
}
PRINTED: dict[FileSubject, Callable[..., Any]] = {
    "report": documents.report,
    "axis": documents.axis,
    "volume": documents.volume,
    "summary": documents.summary,
}


def files() -> Iterator[URLPattern]:
    """What the table of formats says, the longest suffix first: « .tableur.csv » is no « .csv »."""
    for name, (form, subject) in sorted(PLACES.items(), key=lambda place: -len(place[1][0].suffix)):
        view = PRINTED[subject] if form.use == "print" else FILES[subject]
        yield path(form.route(subject), view, {"name": name}, name=name)


urlpatterns = [
    path("", views.home, name="home"),
    path("gouvernance/", views.governance, name="governance"),
    path("axes/", views.axes, name="axes"),
    path("axes/<axis:number>/", views.axis, name="axis"),
    path("axes/<axis:number>/<slug:part>/", divided.axis_page, name="axis_page"),
    path("indicateurs/", catalogue.catalogue, name="catalogue"),
    path("indicateurs/<code:code>/", views.indicator, name="indicator"),
    path("indicateurs/<code:code>/<slug:key>.svg", taking.chart_svg, name="chart_svg"),
    path("indicateurs/<code:code>/<slug:key>.png", taking.chart_png, name="chart_png"),
    path("indicateurs/<code:code>/<slug:key>/integrer/", taking.chart_embed, name="chart_embed"),
    path("indicateurs/<code:code>/releves/<slug:series>/<slug:period>/", tracing.figure, name="figure"),
    path("indicateurs/<code:code>/releves/<slug:series>/<slug:period>.json", tracing.figure_json, name="figure_json"),
    path("calendrier/", views.calendar, name="calendar"),
    path("calendrier/page-<page:page>/", views.calendar, name="calendar_page"),
    path("calendrier.ics", views.calendar_file, name="calendar_file"),
    path("rapport/", views.whole, name="whole"),
    path("methode/", views.method, name="method"),
    path("methode/notes/", notes.notes, name="notes"),
    path("methode/notes/<note_word:word>/", notes.notes_of_word, name="notes_of_word"),
    path("methode/notes/axe-<axis:number>/", notes.notes_of_axis, name="notes_of_axis"),
    path("methode/notes/hors-axe/", notes.notes_of_no_axis, name="notes_of_no_axis"),
    path("sans-indicateur/", views.coverage, name="coverage"),
    path("recherche/", searching.search, name="search"),
    path("donnees/", data.data, name="data"),
    path("donnees/catalogue.jsonld", metadata.catalogue_jsonld, name="catalogue_jsonld"),
    path("donnees/catalogue.ttl", metadata.catalogue_turtle, name="catalogue_turtle"),
    *files(),
]
