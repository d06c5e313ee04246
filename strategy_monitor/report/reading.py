"""How a reader is told a value: one written form for each observation, wherever it appears."""

from __future__ import annotations

import datetime as dt

from strategy_monitor.language import french
from strategy_monitor.language.codes import Origin, Role
from strategy_monitor.report.document import Indicator, Observation, Provider, Series
from strategy_monitor.report.leads import Lead, leads_of, question_of, write_comparators
from strategy_monitor.report.naming import name_beyond_unit
from strategy_monitor.report.schedule import Schedule


def write_origin(observation: Observation) -> str:
    """Where a value that the printed report does not give comes from; empty for one that it gives."""
    word = Origin(observation.origin).word
    return f"{word}{french.NARROW}: {observation.origin_detail}" if observation.origin_detail else word


def expand_provider(provider: Provider) -> str:
    """The name that its acronym stands for; where nobody says it, that it is unknown, and not the acronym again."""
    return provider.name if provider.name != provider.acronym else "nom complet non précisé"


def write_frequency(followed: Indicator | Schedule) -> str:
    return french.write_frequency(followed.frequency, followed.frequency_basis)


def write_latest(series: Series) -> str:
    """The latest value of a series, written; empty where it has none."""
    return french.write_value(series, series.latest) if series.latest else ""


def write_lead(series: Series) -> str:
    """What a series says first: its latest value; « 594 ordinateurs (2023) et 331 (2024) » where both are printed."""
    leading = series.leading
    if len(leading) < 2:
        return write_latest(series)
    figures = [
        french.write_value(series, leading[0]),
        *(french.write_value_and_unit(series, one)[0] for one in leading[1:]),
    ]
    told = [f"{figure} ({one.period.label})" for figure, one in zip(figures, leading, strict=True)]
    return french.write_list(told)


def write_headline(indicator: Indicator) -> str:
    """What leads it on one line, then what leads nothing, with why: « 37 % (fondamental) ; 352 écoles »."""
    told = [write_named(lead) for lead in leads_of(indicator).every]
    return f"{french.NARROW}; ".join(text for text in told if text)


def write_leads(indicator: Indicator) -> str:
    """What leads it, each figure with what stands beside it: « 37 % (fondamental), +4 points (33 %, 2022-2023) »."""
    told = [", ".join(filter(None, (write_named(lead), write_comparators(lead)))) for lead in leads_of(indicator).first]
    return f"{french.NARROW}; ".join(told) or write_headline(indicator)


def write_named(lead: Lead) -> str:
    """A leading figure with what it needs to stand without its label: whose it is, and whether it is questioned."""
    said = write_lead(lead.series)
    aside = ", ".join(filter(None, (write_whose(lead), write_doubt(lead.observation))))
    if not aside:
        return said
    return f"{said}, {aside}" if said.endswith(")") else f"{said} ({aside})"


def write_whose(lead: Lead) -> str:
    """Of what a figure is that stands beside others: « fondamental », or what its unit does not say, « ayant reçu un
    PC »; empty for a state, which says it."""
    stated = lead.observation
    if stated.value is None and lead.series.role == Role.HEADLINE:
        return ""
    _figure, unit = french.write_value_and_unit(lead.series, stated)
    return french.nest(name_beyond_unit(french.lower_first(lead.name), unit))


def write_doubt(observation: Observation, doubted: str = french.DOUBTED) -> str:
    """What is held against a value, in two words or so; empty where nothing is. `doubted`: how its doubt is called."""
    word = question_of(observation)
    return word.word if word else doubted if observation.doubtful else ""


def list_sources(indicator: Indicator) -> list[str]:
    """Who gives the headline figures, as printed and once each; empty where nobody is named."""
    leading = (o for s in indicator.headlines for o in s.leading)
    return list(dict.fromkeys(o.source for o in leading if o.source))


def list_dates(indicator: Indicator) -> list[str]:
    """When the headline figures were taken, where that is printed (« Données de l'année 2023-2024 ») or was given; once
    each."""
    latest = [o for s in indicator.headlines if (o := s.latest)]
    return list(dict.fromkeys(filter(None, map(write_date_of_data, latest))))


def write_date_of_data(observation: Observation) -> str:
    """When a figure was taken: a day, or its period where what is printed as its date names no day (« Données de
    l'année 2023-2024 »); empty where no date is printed nor was given, or where no calendar holds it."""
    if day := day_of_data(observation):
        return french.write_date(day)
    dated = observation.printed_date and observation.period.kind != "undated"
    return observation.period.label if dated else ""


def day_of_data(observation: Observation) -> dt.date | None:
    """The day that a figure speaks of. What is not printed was given for a day by who measures; the day beside a
    printed figure may be that of an event (« déployés le 24 février 2022 »), as may that of a state."""
    given = observation.value is not None and not observation.printed and observation.period.kind == "date"
    return observation.data_date or (observation.period.end if given else None)


def list_periods(indicator: Indicator) -> list[str]:
    """The years or waves that the headline figures speak of, where no date of the data is printed; once each.

    The day of an event (« déployé le 18 avril 2023 ») is none.
    """
    latest = [o for s in indicator.headlines if (o := s.latest)]
    undated = [o for o in latest if not (o.data_date or o.printed_date)]
    return list(dict.fromkeys(o.period.label for o in undated if o.period.kind not in {"date", "undated"}))


def list_unread_dates(indicator: Indicator) -> list[str]:
    """Dates as printed for the headline figures that no calendar holds; once each."""
    latest = [o for s in indicator.headlines if (o := s.latest)]
    return list(dict.fromkeys(o.printed_date for o in latest if o.printed_date and o.period.kind == "undated"))


def write_since(observation: Observation) -> str:
    """« depuis le 16 novembre 2020 » for a cumulative value that says so; else empty."""
    return french.write_since(observation.cumulative_since) if observation.cumulative_since else ""


def write_period(observation: Observation) -> str:
    """Of what period a value is, and since when it was summed: « 31 juillet 2024, cumul depuis 2021 »."""
    told = write_since(observation)
    return french.typeset(observation.period.label + (f", cumul {told}" if told else ""))
