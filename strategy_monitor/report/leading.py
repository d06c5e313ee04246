"""Which figures of an indicator stand first: those that nothing puts in question, then those being verified."""

from __future__ import annotations

from strategy_monitor.report.document import Indicator, Observation, Series
from strategy_monitor.report.summary import comparable

Lead = tuple[Series, Observation]


def leading_figures(indicator: Indicator) -> tuple[Lead, ...]:
    """Its headline figures, in the order of the document, those that are being verified last.

    Where the very first of them is, what it is compared by leads instead: the rates of which it is the count.
    """
    headlines = [(series, one) for series in indicator.headlines for one in series.leading]
    sure = [lead for lead in headlines if not lead[1].being_verified]
    verified = [lead for lead in headlines if lead[1].being_verified]
    instead = compared_figures(indicator) if headlines and headlines[0][1].being_verified else []
    return (*instead, *sure, *verified)


def compared_figures(indicator: Indicator) -> list[Lead]:
    """The latest value of each series of the first group that can be compared, without its benchmarks."""
    others = [s for s in indicator.series if s.role not in {"headline", "benchmark"} and s.group]
    first = next((s.group for s in others if comparable(indicator, s)), "")
    latest = [(s, s.latest) for s in others if s.group == first]
    return [(s, one) for s, one in latest if one is not None and one.value is not None and not one.being_verified]
