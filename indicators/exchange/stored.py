"""The working copy as a file can speak of it, read in a fixed number of queries."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from indicators.exchange.cells import alike
from indicators.exchange.periods import write_period_label
from indicators.models import Indicator, Observation, Series
from indicators.places import usual_place
from indicators.rights import covers_figures

MOST_GUESSES = 200
DASHES = re.compile(r" ?[-\u2010-\u2015\u2212] ?")


def dashed(text: str) -> str:
    """« 2021 – 2022 » and « 2021-2022 » become one."""
    return DASHES.sub("-", alike(text))


class StoredCopy:
    def __init__(self, codes: Iterable[str]) -> None:
        """Reads all indicators, and the series and observations of those that the file names."""
        every = Indicator.objects.select_related("action__axis", "axis").order_by("code")
        every = every.prefetch_related("providers", "planned_providers")
        self.indicators = {alike(one.code): one for one in every}
        named = {one.pk: one for code in set(codes) if (one := self.indicators.get(code))}
        self.series: dict[tuple[int, str], Series] = {}
        self.observations: dict[tuple[int, str], list[Observation]] = defaultdict(list)
        self.of_series: dict[int, list[Observation]] = defaultdict(list)
        self.near: dict[tuple[int, str], str] = {}
        known: dict[int, Series] = {}
        for series in Series.objects.filter(indicator__in=named):
            series.indicator = named[series.indicator_id]
            self.series[series.indicator_id, series.key] = known[series.pk] = series
        for observation in Observation.objects.filter(series__indicator__in=named):
            observation.series = known[observation.series_id]
            label = observation.period_label
            self.observations[observation.series_id, alike(write_period_label(label))].append(observation)
            self.of_series[observation.series_id].append(observation)
            self.near[observation.series_id, dashed(label)] = label
        self.covered: dict[int, bool] = {}
        self.guesses = 0

    def observation(self, series: Series, label: str) -> Observation | None:
        """The one of this period; neither case nor spaces nor accents make another one, nor how a day is written."""
        same = self.observations.get((series.pk, alike(write_period_label(label))), [])
        return next((one for one in same if one.period_label == label), same[0] if same else None)

    def place(self, series: Series) -> str:
        """Where in the report a printed text of this series usually stands, or « »."""
        return usual_place(series, self.of_series[series.pk])

    def nearly(self, series: Series, label: str) -> str:
        """A period of this series that differs by its dash alone."""
        return self.near.get((series.pk, dashed(label)), "")

    def closest(self, code: str) -> str:
        """The code that this one was probably meant to be. Only looked for so many times: it takes a while."""
        self.guesses += 1
        if self.guesses > MOST_GUESSES:
            return ""
        found = difflib.get_close_matches(code, self.indicators, 1, 0.7)
        return self.indicators[found[0]].code if found else ""

    def keys(self, indicator: Indicator) -> list[str]:
        return [key for (owner, key) in self.series if owner == indicator.pk]

    def covers(self, user: Any, indicator: Indicator) -> bool:
        if indicator.pk not in self.covered:
            self.covered[indicator.pk] = covers_figures(user, indicator)
        return self.covered[indicator.pk]


def observations_to_export(axis: str = "", provider: str = "") -> QuerySet[Observation]:
    """The observations of an axis (its number) or of a provider (its code); of all, where nothing is said."""
    rows = Observation.objects.select_related("series__indicator").prefetch_related(
        "series__indicator__providers", "series__indicator__planned_providers"
    )
    return rows.filter(
        pk__in=Observation.objects.filter(of_axis_and_provider("series__indicator__", axis, provider))
    ).order_by("series__indicator__code", "series__position", "series__key", "period_start", "period_label")


def of_axis_and_provider(path: str, axis: str, provider: str) -> Q:
    found = Q()
    if axis:
        found &= Q(**{f"{path}action__axis__number": axis}) | Q(**{f"{path}axis__number": axis})
    if provider:
        found &= Q(**{f"{path}providers__code": provider}) | Q(**{f"{path}planned_providers__code": provider})
    return found


def observations_to_fill(label: str, axis: str = "", provider: str = "") -> list[Observation]:
    """An observation to fill in for each series that has none for this period. Not saved."""
    label = write_period_label(label)
    wanted = Series.objects.filter(of_axis_and_provider("indicator__", axis, provider))
    rows = (
        Series.objects.filter(pk__in=wanted)
        .exclude(observations__period_label=label)
        .select_related("indicator")
        .prefetch_related("indicator__providers", "indicator__planned_providers")
    )
    return [Observation(series=series, period_label=label, manner="", place="") for series in rows]
