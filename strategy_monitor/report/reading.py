"""How a reader is told a value: one written form for each observation, wherever it appears."""

from __future__ import annotations

from strategy_monitor.report import levels, words
from strategy_monitor.report.document import Indicator, Observation, Series

MISSING = {
    "to_build": "à construire",
    "later": "disponible ultérieurement",
    "not_measured": "non mesuré",
    "not_expected": "non attendu",
    "not_printed": "non imprimé",
}


def written(series: Series, observation: Observation) -> str:
    """« 61,5 % », « près de 90 % », « 2 à 3 heures », a state in words, a level, or why there is nothing."""
    if observation.value is not None:
        rise = "+" if series.quantity == "change" and observation.value > 0 else ""
        return rise + words.quantity(
            observation.value, series.unit, series.unit_singular, observation.manner, observation.value_high
        )
    if observation.state:
        return words.typo(observation.state)
    if observation.level is not None:
        return levels.written(observation)
    return MISSING.get(observation.missing_reason, "")


def bare(series: Series, observation: Observation) -> tuple[str, str]:
    """The value and its unit apart, to set the figure large: (« 4 944 », « heures »); a sign (%, €) stays with it."""
    if observation.value is None:
        return written(series, observation), ""
    whole = written(series, observation)
    unit = words.unit_of(observation.value_high or observation.value, series.unit, series.unit_singular)
    short = series.unit in {"", "%", "€"}
    return (whole, "") if short else (whole.removesuffix(unit), unit.strip())


def latest(series: Series) -> str:
    """The latest value of a series, written; empty where it has none."""
    return written(series, series.latest) if series.latest else ""


def headline(indicator: Indicator) -> str:
    """All headline values on one line: « 4 944 heures ; 7 780 participants »."""
    return f"{words.NARROW}; ".join(text for series in indicator.headlines if (text := latest(series)))


def dates(indicator: Indicator) -> list[str]:
    """When the headline figures were taken: the printed data dates, else the periods; once each."""
    found = [words.date(o.data_date) if o.data_date else o.period.label for s in indicator.headlines if (o := s.latest)]
    return list(dict.fromkeys(found))


def unread_dates(indicator: Indicator) -> list[str]:
    """Dates as printed for the headline figures that no calendar holds; once each."""
    latest = [o for s in indicator.headlines if (o := s.latest)]
    return list(dict.fromkeys(o.printed_date for o in latest if o.printed_date and o.period.kind == "undated"))


def since(observation: Observation) -> str:
    """« depuis le 1er janvier 2021 » for a cumulative value that says so; else empty."""
    return f"depuis le {words.date(observation.cumulative_since)}" if observation.cumulative_since else ""
