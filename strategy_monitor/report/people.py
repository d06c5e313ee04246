"""Who vouched for a value: a document says the number of their account. One of before the numbers keeps the names that
it was published with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from strategy_monitor.language import french
from strategy_monitor.report import canonical
from strategy_monitor.report.document import Observation, Report

WHO: Final = frozenset({"validator", "validated_by"})
"""The fields of an observation that say who validated it."""


def write_validator(observation: Observation, names: Mapping[int, str] | None = None) -> str:
    """« le compte n° 12 », or the name that `names` has for it; the name that an older document bears; else empty."""
    if observation.validator is None:
        return french.typeset(observation.validated_by)
    return (names or {}).get(observation.validator) or french.write_account(observation.validator)


def bears_names(report: Report) -> bool:
    found = (series.observations for indicator in report.indicators for series in indicator.series)
    return any(one.validated_by for observations in found for one in observations)


def is_same_validation(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two documents tell of one validation, which one of them alone tells with a name. Fields by their name."""
    day = before.get("validated_on")
    same_day = day is not None and day == after.get("validated_on")
    return same_day and bool(before["validated_by"]) != bool(after["validated_by"])


class Bearer(NamedTuple):
    """The account that is called by a name, and its first day."""

    number: int
    since: dt.date


def replace_names(report: Report, bearers: Mapping[str, Bearer]) -> Report:
    """The same without names: the number of the account that is called so, and was there on the day; or nobody."""
    if not bears_names(report):
        return report
    document = canonical.parse(canonical.dump(report))
    put_numbers(document, bearers)
    return canonical.validate(document)


def put_numbers(part: Any, bearers: Mapping[str, Bearer]) -> None:
    if isinstance(part, list):
        for one in part:
            put_numbers(one, bearers)
    elif isinstance(part, dict):
        if part.get("validated_by"):
            bearer, day = bearers.get(part["validated_by"]), part.get("validated_on") or ""
            there = bearer is not None and bearer.since.isoformat() <= day
            part["validator"], part["validated_by"] = bearer.number if bearer and there else None, ""
        for one in part.values():
            put_numbers(one, bearers)
