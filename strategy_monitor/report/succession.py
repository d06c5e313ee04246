"""Which indicators of a Report replace those of an edition before. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import singledispatch

from strategy_monitor.report.document import Indicator, Report

Replacements = Mapping[str, Sequence[str]]
"""Code of an indicator of before → codes of those that say that they replace it, in the order of the report."""


@singledispatch
def replacements_of(report: Report) -> Replacements:
    found: dict[str, list[str]] = {}
    for indicator in report.indicators:
        for code in dict.fromkeys(one.code for one in indicator.replaces):
            found.setdefault(code, []).append(indicator.code)
    return found


def successors(code: str, report: Report) -> list[Indicator]:
    """The indicators that say that they replace this one."""
    named = (report.indicator(one) for one in replacements_of(report).get(code, ()))
    return [one for one in named if one]
