"""The indicators of a Report as a list narrows, sorts and counts them: a row for each, whatever else it says. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import singledispatch
from typing import Any, Final, NamedTuple

from strategy_monitor.language.folding import fold
from strategy_monitor.language.values import is_least
from strategy_monitor.report import levels
from strategy_monitor.report.document import Indicator, Observation, Provider, Report, Series
from strategy_monitor.report.levels import Reach
from strategy_monitor.report.once import once_for_each
from strategy_monitor.report.summary import MarkKind, mark_kind


class Listed(NamedTuple):
    """An indicator as a list sees it: text, numbers and codes alone, so that ten thousand are read in no time."""

    rank: int
    """Its place in the report."""
    code: str
    short_title: str
    axis: int
    title: str
    """As it is sorted: folded."""
    category: str
    nature: str
    providers: tuple[str, ...]
    """Codes."""
    provider: str | None
    """What the first one is sorted by: its acronym, folded; None without one."""
    source: str
    """As printed."""
    low: int | None
    """The level where it stands, or the least; None without one, and where several blocks have each one."""
    high: int | None
    """The level that it may have reached."""
    least: bool
    """Whether that is the least that is known of it."""
    in_blocks: bool
    """Whether several blocks have each its level."""
    day: str | None
    """The last day that its latest headline speaks of (ISO 8601)."""
    flags: int
    """Notes that are a doubt or an error."""
    mark: MarkKind
    """What stands for it where it is counted."""
    start: str | None
    """First and last day that its figures speak of (ISO 8601); None where none has a date."""
    end: str | None

    @property
    def reach(self) -> Reach | None:
        return None if self.low is None or self.high is None else Reach(self.low, self.high)

    @property
    def flagged(self) -> bool:
        return self.flags > 0


Listing = tuple[Listed, ...]


def make_listing(report: Report) -> Listing:
    providers = {provider.code: provider for provider in report.providers}
    return tuple(list_one(rank, one, providers) for rank, one in enumerate(report.indicators))


listing_once: Final = once_for_each(maxsize=8)(make_listing)
"""It keeps the Report as well: what is made of one that is not read again is made by `make_listing`."""


@singledispatch
def listing_of(report: Report) -> Listing:
    """Its indicators, in the order of the report."""
    return listing_once(report)


@singledispatch
def reader_of(report: Report) -> Callable[[Listed], Indicator]:
    """What reads an indicator of its listing: who reads all of them does not look for each among all."""
    everyone = report.indicators
    return lambda listed: everyone[listed.rank]


@singledispatch
def json_writer_of(_report: Report) -> Callable[[Indicator], bytes]:
    """What writes an indicator that one of its axes holds as JSON: where it was only named, as it is stored."""
    return lambda indicator: indicator.model_dump_json().encode()


def list_one(rank: int, one: Indicator, providers: dict[str, Provider]) -> Listed:
    reach = levels.reach(one.progress) if one.progress else None
    span = coverage(one.observations)
    return Listed(
        rank,
        one.code,
        one.short_title,
        one.axis,
        fold(one.title),
        one.category,
        one.nature,
        one.providers,
        next((fold(providers[code].acronym) for code in one.providers if code in providers), None),
        one.source,
        reach.low if reach else None,
        reach.high if reach else None,
        one.progress is not None and is_least(one.progress),
        reach is None and bool(levels.blocks(one)),
        last_day(one),
        sum(note.severity != "information" for note in one.all_notes),
        mark_kind(one),
        span[0].isoformat() if span else None,
        span[1].isoformat() if span else None,
    )


class FigureKind(NamedTuple):
    """Of observations, what a list narrows them by."""

    role: str
    """Of their series."""
    doubtful: bool
    missing: bool
    start: dt.date | None
    """First and last day of their period."""
    end: dt.date | None


def figure_kind_of(series: Series, one: Observation) -> FigureKind:
    return FigureKind(series.role, one.doubtful, bool(one.missing_reason), one.period.start, one.period.end)


class FigureKinds(NamedTuple):
    """What kinds of observations there are, and of which each one is: many are alike."""

    every: tuple[FigureKind, ...]
    of: Sequence[Sequence[int]]
    """Of each indicator, in the order of the report: of each observation, the place of its kind in `every`."""


def make_kinds(report: Report) -> FigureKinds:
    places: dict[FigureKind, int] = {}
    of = [
        [
            places.setdefault(figure_kind_of(series, one), len(places))
            for series in indicator.series
            for one in series.observations
        ]
        for indicator in report.indicators
    ]
    return FigureKinds(tuple(places), of)


kinds_once: Final = once_for_each(maxsize=2)(make_kinds)


@singledispatch
def kinds_of(report: Report) -> FigureKinds:
    return kinds_once(report)


def write_kinds(found: FigureKinds) -> list[Any]:
    every = [(*one[:-2], *(day and day.isoformat() for day in one[-2:])) for one in found.every]
    return [every, found.of]


def read_kinds(told: list[Any]) -> FigureKinds:
    """What `json` made of what `write_kinds` wrote."""
    every, of = told
    return FigureKinds(tuple(FigureKind(*one[:-2], *map(read_day, one[-2:])) for one in every), of)


def read_day(told: str | None) -> dt.date | None:
    return dt.date.fromisoformat(told) if told else None


def coverage(observations: Iterable[Observation]) -> tuple[dt.date, dt.date] | None:
    """From the first to the last day of the dated observations that say something."""
    dated = [one.period for one in observations if not one.missing_reason]
    starts = [period.start for period in dated if period.start and period.end]
    ends = [period.end for period in dated if period.start and period.end]
    return (min(starts), max(ends)) if starts and ends else None


def last_day(indicator: Indicator) -> str | None:
    latest = [series.latest for series in indicator.headlines if series.latest]
    days = [day for o in latest if (day := o.data_date or o.period.end or o.period.start)]
    return max(days).isoformat() if days else None


PLACE_OF_PROVIDERS: Final = Listed._fields.index("providers")


def read_listing(rows: Iterable[list[Any]]) -> Listing:
    """What `json` made of them."""
    place = PLACE_OF_PROVIDERS
    return tuple(Listed._make((*row[:place], tuple(row[place]), *row[place + 1 :])) for row in rows)
