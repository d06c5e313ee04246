"""The strategy as measured: indicators, series, observations, and those who produce them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, islice
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel

from strategy_monitor.api import shapes
from strategy_monitor.api.lists import LazyRows
from strategy_monitor.api.parameters import IndicatorFilter, ObservationFilter
from strategy_monitor.api.places import ReleaseRequest, in_release
from strategy_monitor.api.problems import unknown_resource
from strategy_monitor.api.shapes import Links, make_row
from strategy_monitor.api.strategy import codes_found, require_axis
from strategy_monitor.language import french
from strategy_monitor.language.folding import natural_order
from strategy_monitor.language.values import is_least
from strategy_monitor.report import levels, reading
from strategy_monitor.report.document import Indicator, Observation, Provider, Series
from strategy_monitor.report.leads import find_before, why_no_difference
from strategy_monitor.report.listing import FigureKind, Listed, figure_kind_of, kinds_of, listing_of, reader_of

NO_INDICATOR = "Aucun indicateur ne porte le code"
NO_PROVIDER = "Aucun fournisseur ne porte le code"


def indicators(asked: ReleaseRequest) -> Sequence[BaseModel]:
    given: IndicatorFilter = asked.parameters
    require_axis(asked.report, given.axis)
    if given.provider is not None and given.provider not in {one.code for one in asked.report.providers}:
        raise unknown_resource("#/query/provider", NO_PROVIDER, given.provider)
    matching = codes_found(asked, given.q, "indicator")
    found = [
        one
        for one in listing_of(asked.report)
        if matches_indicator_filter(given, one) and (matching is None or one.code in matching)
    ]
    read = reader_of(asked.report)
    return LazyRows(sort_indicators(found, given.sort), lambda one: row_of_indicator(asked, read(one)))


def matches_indicator_filter(given: IndicatorFilter, one: Listed) -> bool:
    return (
        given.axis in {None, one.axis}
        and given.category in {None, one.category}
        and given.nature in {None, one.nature}
        and given.level in {None, "none" if one.low is None else str(one.low)}
        and (given.provider is None or given.provider in one.providers)
        and given.flagged in {None, flag_word(one.flagged)}
    )


def flag_word(value: bool) -> str:
    return "true" if value else "false"


KEYS: dict[str, Callable[[Listed], Any]] = {
    "code": lambda one: natural_order(one.code),
    "title": lambda one: one.title,
    "level": lambda one: one.low,
}


def sort_indicators(found: list[Listed], sort: str | None) -> list[Listed]:
    """In this order; those without what it sorts by come last, whichever way. Equals keep the order of the report."""
    if sort is None:
        return found
    key = KEYS[sort.removeprefix("-")]
    known = sorted((one for one in found if key(one) is not None), key=key, reverse=sort.startswith("-"))
    return known + [one for one in found if key(one) is None]


def indicator(asked: ReleaseRequest) -> BaseModel:
    return row_of_indicator(asked, indicator_of_address(asked))


def indicator_of_address(asked: ReleaseRequest) -> Indicator:
    """The indicator that the address names."""
    code = asked.names["code"]
    found = asked.report.indicator(code)
    if found is None:
        raise unknown_resource("#/path/code", NO_INDICATOR, code)
    return found


def row_of_indicator(asked: ReleaseRequest, indicator: Indicator) -> BaseModel:
    return make_row(
        shapes.IndicatorRow, indicator, level=indicator.level,
        level_manner="minimum" if indicator.progress and is_least(indicator.progress) else "",
        level_basis=indicator.progress.level_basis if indicator.progress else "",
        level_written=levels.of_indicator(indicator), missing_reason=indicator.missing_reason,
        flagged=indicator.flagged, headline=reading.write_headline(indicator), links=links_of(asked, indicator),
    )  # fmt: skip


def links_of(asked: ReleaseRequest, indicator: Indicator) -> Links:
    return asked.links(f"indicators/{indicator.code}", "indicator", indicator.code, indicator.axis)


def series(asked: ReleaseRequest) -> list[BaseModel]:
    found = indicator_of_address(asked)
    links = links_of(asked, found)
    return [make_row(shapes.SeriesRow, one, indicator_code=found.code, links=links) for one in found.series]


def observations(asked: ReleaseRequest) -> Sequence[BaseModel]:
    given: ObservationFilter = asked.parameters
    require_axis(asked.report, given.axis)
    found = [
        one
        for one in listing_of(asked.report)
        if given.axis in {None, one.axis} and given.indicator in {None, one.code}
    ]
    if given.indicator is not None and not any(one.code == given.indicator for one in listing_of(asked.report)):
        raise unknown_resource("#/query/indicator", NO_INDICATOR, given.indicator)
    return ObservationRows(asked, found)


class ObservationRows(Sequence[BaseModel]):
    """The rows of the observations of these indicators that are asked for. An indicator is read to show them, and not
    kept."""

    def __init__(self, asked: ReleaseRequest, found: Sequence[Listed]) -> None:
        self.asked = asked
        self.read = reader_of(asked.report)
        kinds = kinds_of(asked.report)
        self.kept = {kind for kind in kinds.every if matches_observation_filter(asked.parameters, kind)}
        kept = [kind in self.kept for kind in kinds.every]
        counts = [sum(kept[kind] for kind in kinds.of[one.rank]) for one in found]
        self.found = [one for one, count in zip(found, counts, strict=True) if count]
        """Those that have any."""
        self.starts = list(accumulate(filter(None, counts), initial=0))
        """Of each of them, the place of its first one; and how many there are."""

    def __len__(self) -> int:
        return self.starts[-1]

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(len(self))
        first, last = bisect_right(self.starts, start) - 1, bisect_left(self.starts, stop)
        rows = (self.list_matching(one) for one in self.found[first:last])
        before = self.starts[first]
        return [
            row_of_observation(self.asked, *one)
            for one in islice(chain.from_iterable(rows), start - before, max(stop, start) - before)
        ]

    def list_matching(self, listed: Listed) -> Iterator[tuple[Indicator, Series, Observation]]:
        indicator = self.read(listed)
        for series in indicator.series:
            for observation in series.observations:
                if figure_kind_of(series, observation) in self.kept:
                    yield indicator, series, observation


def matches_observation_filter(given: ObservationFilter, one: FigureKind) -> bool:
    return (
        given.role in {None, one.role}
        and given.doubtful in {None, flag_word(one.doubtful)}
        and given.missing in {None, flag_word(one.missing)}
        and (given.period_from is None or (one.end is not None and one.end >= given.period_from))
        and (given.period_to is None or (one.start is not None and one.start <= given.period_to))
    )


def row_of_observation(asked: ReleaseRequest, indicator: Indicator, one: Series, observation: Observation) -> BaseModel:
    return make_row(
        shapes.ObservationRow, observation, axis=indicator.axis, action=indicator.action,
        indicator_code=indicator.code, indicator_title=indicator.title, series_key=one.key, series_label=one.label,
        unit=one.unit, quantity=one.quantity, role=one.role, population=one.population,
        period_derived=observation.period.derived, written=french.write_value(one, observation),
        doubtful=observation.doubtful,
        no_difference=why_no_difference(indicator, one, find_before(one, observation), observation),
        links=links_of(asked, indicator),
    )  # fmt: skip


def providers(asked: ReleaseRequest) -> list[BaseModel]:
    return [row_of_provider(asked, provider) for provider in asked.report.providers]


def provider(asked: ReleaseRequest) -> BaseModel:
    code = asked.names["code"]
    for found in asked.report.providers:
        if found.code == code:
            return row_of_provider(asked, found)
    raise unknown_resource("#/path/code", NO_PROVIDER, code)


def row_of_provider(asked: ReleaseRequest, provider: Provider) -> BaseModel:
    codes = tuple(one.code for one in listing_of(asked.report) if provider.code in one.providers)
    page = asked.publication.permalink("catalogue") + "?" + urlencode({"producteur": provider.code})
    links = Links(api=in_release(asked.site, asked.head, f"providers/{provider.code}"), page=page)
    return make_row(shapes.ProviderRow, provider, indicators=codes, links=links)
