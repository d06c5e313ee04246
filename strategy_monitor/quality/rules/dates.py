"""Rules about dates, periods and waves of surveys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.language import french
from strategy_monitor.quality.evidence import (
    CitedReference,
    indicator_texts,
    observation_texts,
    states_something,
    valued_observations,
)
from strategy_monitor.quality.knowledge import SURVEYS, YEARS, published_waves, write_figure
from strategy_monitor.quality.rule import BLOCKING, WARNING, CheckedThing, Circumstances, Detection, rule
from strategy_monitor.quality.texts import find_dates, find_waves, find_years, may_hold_dates
from strategy_monitor.report.document import Indicator, Observation, Period, Series


def placed_observations(indicator: Indicator) -> Iterator[tuple[Series, Observation]]:
    return ((series, observation) for series in indicator.series for observation in series.observations)


def placed_texts(indicator: Indicator) -> Iterator[tuple[CheckedThing, tuple[str, ...]]]:
    """Its texts in which a date or a wave may stand, and those of each observation, with where they stand."""
    yield CheckedThing(indicator), may_hold_dates(indicator_texts(indicator))
    for series, observation in placed_observations(indicator):
        if texts := may_hold_dates(observation_texts(observation)):
            yield CheckedThing(indicator, series, observation), texts


@rule(
    "impossible_date",
    BLOCKING,
    gettext_lazy("Date impossible"),
    gettext_lazy(
        "Une date écrite qui n’est pas un jour du calendrier (« 322/01/2025 »), une donnée datée d’avant sa période, "
        "un cumul qui commence après elle."
    ),
    told_by=("impossible_date",),
)
def impossible_date(indicator: Indicator, _known: Circumstances) -> Iterator[Detection]:
    for subject, texts in placed_texts(indicator):
        wrong = {one.words for text in texts for one in find_dates(text) if one.date is None}
        for words in sorted(wrong):
            yield Detection(
                subject, _("« %(words)s » n’est pas un jour du calendrier.") % {"words": words}, words, (words,)
            )
    for series, one in placed_observations(indicator):
        start, end, since = one.period.start, one.period.end, one.cumulative_since
        if one.data_date and start and one.data_date < start:
            message = _("La donnée est datée du %(day)s, avant le début de sa période (%(start)s).")
            said = {"day": french.type_date(one.data_date), "start": french.type_date(start)}
            yield Detection(CheckedThing(indicator, series, one), message % said, f"{one.data_date}")
        if since and end and since > end:
            message = _("Le cumul commence le %(since)s, après la fin de sa période (%(end)s).")
            said = {"since": french.type_date(since), "end": french.type_date(end)}
            yield Detection(CheckedThing(indicator, series, one), message % said, f"{since}>{end}")


@rule(
    "future_date",
    BLOCKING,
    gettext_lazy("Date future"),
    gettext_lazy("Une période qui n’a pas commencé, ou une donnée datée d’un jour qui n’est pas encore venu."),
    told_by=("impossible_date",),
)
def future_date(indicator: Indicator, known: Circumstances) -> Iterator[Detection]:
    for series, one in placed_observations(indicator):
        for date in sorted(days_to_come(one, known.today)):
            message = _("Le %(day)s n’est pas encore venu : aucune donnée ne peut en venir.")
            found = CheckedThing(indicator, series, one)
            yield Detection(found, message % {"day": french.type_date(date)}, date.isoformat())


def days_to_come(one: Observation, today: dt.date) -> set[dt.date]:
    written = [date.date for date in find_dates(one.printed_date)]
    return {date for date in (one.period.start, one.data_date, one.cumulative_since, *written) if date and date > today}


@rule(
    "unknown_wave",
    BLOCKING,
    gettext_lazy("Vague d’enquête impossible"),
    gettext_lazy(
        "Une année où l’enquête n’a pas eu lieu (« TALIS 2028 »), ou un résultat d’une vague dont les résultats ne "
        "sont pas publiés."
    ),
    told_by=("impossible_date",),
)
def unknown_wave(indicator: Indicator, known: Circumstances) -> Iterator[Detection]:
    for subject, texts in placed_texts(indicator):
        for survey, year in sorted(find_waves(texts)):
            if year not in SURVEYS[survey]:
                name, held = f"{survey} {year}", ", ".join(str(one) for one in sorted(SURVEYS[survey]))
                message = _("L’enquête « %(name)s » n’existe pas : vagues connues, %(held)s.")
                yield Detection(subject, message % {"name": name, "held": held}, name, (name,))
    for series, one in placed_observations(indicator):
        for survey, year in sorted(find_waves([one.period.label])) if states_something(one) else ():
            if year in SURVEYS[survey] and year not in published_waves(survey, known.today):
                name = f"{survey} {year}"
                message = _("Les résultats de « %(name)s » ne sont pas encore publiés.") % {"name": name}
                value = write_figure(one.value) if one.value is not None else ""
                yield Detection(CheckedThing(indicator, series, one), message, f"{name} {value}".strip())


@rule(
    "period_against_label",
    WARNING,
    gettext_lazy("Période et libellé différents"),
    gettext_lazy(
        "Le libellé nomme une année que les dates de la période ne contiennent pas, ou une année scolaire cassée."
    ),
    told_by=("impossible_date", "contradiction"),
)
def period_against_label(indicator: Indicator, _known: Circumstances) -> Iterator[Detection]:
    for series, one in placed_observations(indicator):
        period, named = one.period, find_years(one.period.label)
        if period.start is None or period.end is None or not named:
            continue
        if not label_fits(period, named):
            message = _("Le libellé « %(label)s » ne correspond pas à la période du %(start)s au %(end)s.")
            said = {"label": period.label, "start": french.type_date(period.start), "end": french.type_date(period.end)}
            observed = f"{period.label} {period.start} {period.end}"
            yield Detection(CheckedThing(indicator, series, one), message % said, observed)


def label_fits(one: Period, named: list[int]) -> bool:
    assert one.start is not None
    assert one.end is not None
    if one.kind == "school_year":
        return (
            one.end.year == one.start.year + 1 and named[0] == one.start.year and named[-1] in (named[0], one.end.year)
        )
    if one.kind == "range":  # « avant janvier 2023 » ends the day before
        return all(one.start.year <= year <= one.end.year + 1 for year in named)
    return all(one.start.year <= year <= one.end.year for year in named)


@rule(
    "duration_against_period",
    WARNING,
    gettext_lazy("Durée plus longue que sa période"),
    gettext_lazy("Une durée en années plus longue que l’intervalle de dates qui la porte (« 4 ans, de 2018 à 2021 »)."),
    told_by=("contradiction", "doubtful_figure"),
)
def duration_against_period(indicator: Indicator, _known: Circumstances) -> Iterator[Detection]:
    for series in indicator.series:
        if series.quantity == "duration" and series.unit in YEARS:
            yield from (
                found for one in valued_observations(series) for found in compare_duration(indicator, series, one)
            )


def compare_duration(indicator: Indicator, series: Series, one: Observation) -> Iterator[Detection]:
    start, end = one.period.start, one.period.end
    if one.period.kind != "range" or start is None or end is None or one.value is None:
        return
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if one.value * 12 > months:
        message = _("%(value)s ans, mais du %(start)s au %(end)s il y a %(months)d mois.")
        said = {
            "value": write_figure(one.value),
            "start": french.type_date(start),
            "end": french.type_date(end),
            "months": months,
        }
        observed = f"{write_figure(one.value)} {start} {end}"
        yield Detection(CheckedThing(indicator, series, one), message % said, observed, (write_figure(one.value),))


@rule(
    "reference_date",
    WARNING,
    gettext_lazy("Référence datée de plusieurs façons"),
    gettext_lazy(
        "Un décret, une circulaire ou un autre texte que ses intitulés datent de jours différents, ou du futur."
    ),
    told_by=("contradiction", "impossible_date"),
    over="references",
)
def reference_date(reference: CitedReference, known: Circumstances) -> Iterator[Detection]:
    found = {date for text in (reference.label, *reference.citations) for date in date_of_act(text)}
    found |= {reference.date} if reference.date else set()
    if len(found) > 1:
        listed = ", ".join(french.type_date(date) for date in sorted(found))
        message = _("Cette référence porte plusieurs dates : %(dates)s.") % {"dates": listed}
        yield Detection(CheckedThing(reference=reference), message, " ".join(f"{date}" for date in sorted(found)))
    for date in sorted(date for date in found if date > known.today):
        message = _("Cette référence est datée d’un jour à venir, le %(day)s.") % {"day": french.type_date(date)}
        yield Detection(CheckedThing(reference=reference), message, f"{date}")


def date_of_act(text: str) -> Iterable[dt.date]:
    """The date of the act itself: those it amends come after."""
    return [one.date for one in find_dates(text)[:1] if one.date]


@rule(
    "unknown_act",
    WARNING,
    gettext_lazy("Texte légal daté d’une autre année"),
    gettext_lazy("Un texte légal cité au jour et au mois d’une référence connue, mais d’une autre année."),
    told_by=("contradiction", "impossible_date"),
)
def unknown_act(indicator: Indicator, known: Circumstances) -> Iterator[Detection]:
    for subject, texts in placed_texts(indicator):
        cited = {one for text in texts for one in find_dates(text) if one.of_an_act and one.date}
        for one in sorted(cited, key=lambda one: one.words):
            near = [d for d in known.act_dates if one.date and (d.day, d.month) == (one.date.day, one.date.month)]
            if near and one.date not in near:
                message = _("Aucune référence n’est datée du %(words)s ; une l’est du %(near)s.")
                yield Detection(
                    subject,
                    message % {"words": one.words, "near": french.type_date(min(near))},
                    one.words,
                    (one.words,),
                )
