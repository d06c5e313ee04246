"""Small indicators made by hand, for the tests of charts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from strategy_monitor.charts.chart import Chart, charts_for
from strategy_monitor.report.document import Indicator, Note, Observation, Period, Series


def year(number: int) -> Period:
    day = dt.date
    return Period(kind="calendar_year", start=day(number, 1, 1), end=day(number, 12, 31), label=str(number))


def school_year(start: int) -> Period:
    day = dt.date
    return Period(kind="school_year", start=day(start, 9, 1), end=day(start + 1, 8, 31), label=f"{start}-{start + 1}")


def wave(survey: str, number: int) -> Period:
    return year(number).model_copy(update={"kind": "wave", "label": f"{survey} {number}"})


def years(start: int, end: int) -> Period:
    day = dt.date
    return Period(kind="range", start=day(start, 1, 1), end=day(end, 12, 31), label=f"{start}–{end}")


def on(day: dt.date) -> Period:
    return Period(kind="date", start=day, end=day, label=day.isoformat())


UNDATED = Period(kind="undated", label="sans date")


def note(reason: str = "Trop d’écoles.", **values: Any) -> Note:
    given = {
        "code": "N-1", "kind": "doubtful_figure", "severity": "doubt", "status": "kept", "printed": "7.157",
        "decision": "Conservé.", "section": "2",
    }  # fmt: skip
    return Note(reason=reason, **(given | values))


def observed(period: Period | int, value: Any, **values: Any) -> Observation:
    given = {"printed": str(value), "place": "headline", "section": "2", "source": "DGEO", "planned_source": ""}
    number = None if value is None else Decimal(str(value))
    when = year(period) if isinstance(period, int) else period
    return Observation(period=when, value=number, **(given | values))


def series(key: str, label: str, *observations: Observation, **values: Any) -> Series:
    given = {"unit": "%", "quantity": "share", "role": "headline", "group": "g", "polarity": "favourable"}
    return Series(key=key, label=label, observations=observations, **(given | values))


def count(key: str, label: str, *observations: Observation, **values: Any) -> Series:
    given = {"unit": "écoles", "unit_singular": "école", "quantity": "count"}
    return series(key, label, *observations, **(given | values))


def indicator(*measured: Series, **values: Any) -> Indicator:
    given = {
        "code": "2.2-O2", "category": "operational", "nature": "quantitative", "axis": 2, "title": "Nombre d’écoles",
        "short_title": "Écoles équipées", "source": "DGEO", "section": "2",
    }  # fmt: skip
    return Indicator(series=measured, **(given | values))


def charts(*measured: Series) -> tuple[Chart, ...]:
    return charts_for(indicator(*measured))


def only(*measured: Series) -> Chart:
    (chart,) = charts(*measured)
    return chart


def against_ocde(here: Any, there: Any, **values: Any) -> tuple[Series, ...]:
    """A value of the FW-B, and its benchmark."""
    talis = wave("TALIS", 2018)
    return (
        series("fwb", "Enseignants préparés, FW-B", observed(talis, here), population="FW-B", **values),
        series(
            "ocde", "Enseignants préparés, OCDE", observed(talis, there), role="benchmark", population="OCDE", **values
        ),
    )


def parts(*values: Any, **more: Any) -> tuple[Series, ...]:
    """Shares of one whole, named « partie 1 », « partie 2 »."""
    given = {"role": "breakdown", "whole": True} | more
    return tuple(
        series(f"p{rank}", f"Part des ressources, partie {rank}", observed(2025, value), **given)
        for rank, value in enumerate(values, 1)
    )
