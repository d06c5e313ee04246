"""Each observation as a figure with a place of its own: the slugs that name it in an address.

Slugs are unique within an indicator and follow from its series and periods alone, so the same figure is found again in
another release. Should two observations be called the same, they are told apart by their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from strategy_monitor.language.folding import fold
from strategy_monitor.report.document import Indicator, Observation, Series

LONGEST = 80
"""Characters of a slug, before what tells it apart."""

OTHERS = re.compile(r"[^a-z0-9_]+")


Slugs = tuple[str, str]
"""Of the series, and of the period."""
NO_SLUGS: Final[Slugs] = ("", "")


@dataclass(frozen=True)
class Figure:
    indicator: Indicator
    series: Series
    observation: Observation
    slugs: Slugs


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """« au 1er février 2025 » → « au-1er-fevrier-2025 »; ASCII only, empty where nothing is left."""
    return OTHERS.sub("-", fold(text)).strip("-")[:LONGEST].strip("-")


def told_apart(texts: Iterable[str], nameless: str) -> tuple[str, ...]:
    """A slug for each text, in order, no two the same."""
    found: dict[str, None] = {}
    for text in texts:
        base = name = slug(text) or nameless
        rank = 1
        while name in found:
            rank += 1
            name = f"{base}-{rank}"
        found[name] = None
    return tuple(found)


def period_slugs(series: Series) -> tuple[str, ...]:
    """One for each of its observations."""
    return told_apart((observation.period.label for observation in series.observations), "periode")


def period_slug(series: Series, observation: Observation) -> str:
    """The slug of this very observation of the series."""
    ranks = zip(series.observations, period_slugs(series), strict=True)
    return next(name for one, name in ranks if one is observation)


def figures(indicator: Indicator) -> tuple[Figure, ...]:
    """Every observation of an indicator, in the order of the document."""
    names = told_apart((series.key for series in indicator.series), "serie")
    return tuple(
        Figure(indicator, series, observation, (name, period))
        for series, name in zip(indicator.series, names, strict=True)
        for observation, period in zip(series.observations, period_slugs(series), strict=True)
    )


def find_by_slugs(indicator: Indicator, series: str, period: str) -> Figure | None:
    """The one of these slugs."""
    return next((one for one in figures(indicator) if one.slugs == (series, period)), None)


def of(indicator: Indicator, observation: Observation) -> Figure | None:
    """The figure that this very observation of the indicator is."""
    return next((one for one in figures(indicator) if one.observation is observation), None)
