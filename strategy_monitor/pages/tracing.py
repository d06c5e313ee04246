"""What a figure is: as printed and where, from whom, of what day, in which releases, how to cite it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from strategy_monitor.charts import chart
from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.exports.extract import readable_json
from strategy_monitor.language import french
from strategy_monitor.pages import data, lineage, taking
from strategy_monitor.pages.viewing import Opener, Viewing, file_from, page_from, read_indicator, tag_of
from strategy_monitor.pages.views import show
from strategy_monitor.releases.load import Head
from strategy_monitor.report import figures, reading, sentences
from strategy_monitor.report.figures import Figure


def with_releases(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page that also tells of the other releases, given first; its ETag depends on how each of them stands."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, opener: Opener, **kwargs: Any) -> HttpResponseBase:
        heads = lineage.known_heads()
        read = page_from(read_indicator)(partial(view, heads))
        return read(request, opener=partial(opened, opener, heads), **kwargs)

    return answer


def opened(opener: Opener, heads: tuple[Head, ...] | None, request: HttpRequest, **mount: Any) -> Viewing:
    viewing = opener(request, **mount)
    if not viewing.etag or heads is None:
        return viewing
    return replace(viewing, etag=tag_of(viewing.etag, *(lineage.state_of_page(head) for head in heads)))


@with_releases
def figure(
    heads: tuple[Head, ...] | None, request: HttpRequest, viewing: Viewing, code: str, series: str, period: str
) -> HttpResponse:
    found = figure_or_404(viewing, code, series, period)
    axis = viewing.report.axis(found.indicator.axis)
    value = french.write_value(found.series, found.observation)
    copy = found if viewing.kind == "desk" else None
    stands = lineage.lineage(lineage.name_of(found), known(heads, viewing), copy)
    return show(
        request,
        viewing,
        "pages/figure.html",
        title=f"{value} – {found.series.label}, {found.observation.period.label} ({code})",
        description=sentence(found),
        unindexed=True,  # what is found is the indicator, which says what the figure stands beside
        figure=found,
        sentence=sentence(found),
        axis=axis,
        charts=[(one, taking.ident(one)) for one in chart.charts_for(found.indicator) if draws(one, found)],
        lineage=[(stand, address_in_release(stand, found)) for stand in stands],
        complete=heads is not None,
        others=[one for one in figures.figures(found.indicator) if one.series is found.series and one != found],
        rank=1 + [one is found.observation for one in found.series.observations].index(True),
        section="catalogue",
    )


@file_from(read_indicator)
def figure_json(request: HttpRequest, viewing: Viewing, code: str, series: str, period: str) -> HttpResponse:
    found = figure_or_404(viewing, code, series, period)
    name = f"{viewing.publication.file_stem(f'{code}-{series}-{period}')}.json"
    return data.file_to_take(readable_json(describe_traced(viewing, found)), "application/json", name)


def describe_traced(viewing: Viewing, found: Figure) -> dict[str, Any]:
    """A figure that can stand alone: with what it measures, and where it was published."""
    around = data.indicator_extract(viewing, found.indicator)
    series = found.series.model_dump(mode="json", exclude={"observations"})
    indicator = {name: around["indicator"][name] for name in ("code", "title", "category", "nature")}
    return around | {
        "indicator": indicator,
        "series": series,
        "observation": found.observation.model_dump(mode="json"),
        "written": french.write_value(found.series, found.observation),
        "address": viewing.publication.permalink("figure", found.indicator.code, *found.slugs),
    }


def figure_or_404(viewing: Viewing, code: str, series: str, period: str) -> Figure:
    indicator = data.indicator_or_404(viewing, code)
    found = figures.find_by_slugs(indicator, series, period)
    if found is None:
        raise Http404(_("Cet indicateur n’a pas de valeur de ce nom."))
    return found


def address_in_release(stand: lineage.Stand, found: Figure) -> str:
    """Where a release shows the figure; empty where it does not, or is no longer served."""
    if stand.head is None or stand.head.withdrawn or not stand.written:
        return ""
    return at(base_of(stand.head), "figure", found.indicator.code, *found.slugs)


def known(heads: tuple[Head, ...] | None, viewing: Viewing) -> tuple[Head, ...]:
    """While the database does not answer, only the release in memory can be told of. What was made up stays apart."""
    if heads is None:
        return (viewing.head,) if viewing.head else ()
    made_up = viewing.kind == "archive" and viewing.head is not None and viewing.head.fictive
    return tuple(head for head in heads if head.fictive == made_up)


def draws(one: chart.Chart, found: Figure) -> bool:
    """True if the chart has this figure among its points."""
    return (found.series.key, found.slugs[1]) in {(point.series, point.period) for point in one.points}


def sentence(found: Figure) -> str:
    """« Heures suivies, année scolaire 2023-2024 : 4 944 heures. Source : IFPC. »"""
    observation = found.observation
    written = french.write_value(found.series, observation)
    value = f"« {written} »" if observation.value is None and observation.state else written
    said = ", ".join(filter(None, (value, reading.write_since(observation))))
    when = f"{_('année scolaire')} {{}}" if observation.period.kind == "school_year" else "{}"
    doubts = ", ".join(note.code for note in observation.notes if note.doubts)
    parts = [
        f"{found.series.label}, {when.format(observation.period.label)} : {said}.",
        sentences.write_sources([observation.source] if observation.source else [], observation.planned_source),
        f"{_('Valeur mise en doute')} : {doubts}." if doubts else "",
    ]
    return french.typeset(" ".join(filter(None, parts)))
