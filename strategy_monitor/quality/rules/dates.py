"""Rules about dates, periods and waves of surveys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.quality.evidence import (
    CitedReference,
    indicator_texts,
    observation_texts,
    says,
    valued,
)
from strategy_monitor.quality.knowledge import SURVEYS, YEARS, day, figure, published_waves
from strategy_monitor.quality.rule import BLOCKING, WARNING, Found, Known, Place, rule
from strategy_monitor.quality.texts import dates, waves, years
from strategy_monitor.report.document import Indicator, Observation, Period, Series


def everything(indicator: Indicator) -> Iterator[tuple[Place, Observation]]:
    for series in indicator.series:
        for observation in series.observations:
            yield Place(indicator, series, observation), observation


def passages(indicator: Indicator) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Its texts, and those of each observation, with where they stand."""
    yield Place(indicator), indicator_texts(indicator)
    for place, observation in everything(indicator):
        yield place, observation_texts(observation)


@rule(
    "impossible_date",
    BLOCKING,
    gettext_lazy("Date impossible"),
    gettext_lazy(
        "Une date écrite qui n’est pas un jour du calendrier (« 322/01/2025 »), une donnée datée d’avant sa période, "
        "un "
        "cumul qui commence après elle."
    ),
    told_by=("impossible_date",),
)
def impossible_date(indicator: Indicator, _known: Known) -> Iterator[Found]:
    for place, texts in passages(indicator):
        wrong = {one.words for text in texts for one in dates(text) if one.date is None}
        for words in sorted(wrong):
            yield Found(place, _("« %(words)s » n’est pas un jour du calendrier.") % {"words": words}, words, (words,))
    for place, one in everything(indicator):
        start, end, since = one.period.start, one.period.end, one.cumulative_since
        if one.data_date and start and one.data_date < start:
            message = _("La donnée est datée du %(day)s, avant le début de sa période (%(start)s).")
            yield Found(place, message % {"day": day(one.data_date), "start": day(start)}, f"{one.data_date}")
        if since and end and since > end:
            message = _("Le cumul commence le %(since)s, après la fin de sa période (%(end)s).")
            yield Found(place, message % {"since": day(since), "end": day(end)}, f"{since}>{end}")


@rule(
    "future_date",
    BLOCKING,
    gettext_lazy("Date future"),
    gettext_lazy("Une période qui n’a pas commencé, ou une donnée datée d’un jour qui n’est pas encore venu."),
    told_by=("impossible_date",),
)
def future_date(indicator: Indicator, known: Known) -> Iterator[Found]:
    for place, one in everything(indicator):
        for date in sorted(future(one, known.today)):
            message = _("Le %(day)s n’est pas encore venu : aucune donnée ne peut en venir.")
            yield Found(place, message % {"day": day(date)}, date.isoformat())


def future(one: Observation, today: dt.date) -> set[dt.date]:
    written = [date.date for date in dates(one.printed_date)]
    return {date for date in (one.period.start, one.data_date, one.cumulative_since, *written) if date and date > today}


@rule(
    "unknown_wave",
    BLOCKING,
    gettext_lazy("Vague d’enquête impossible"),
    gettext_lazy(
        "Une année où l’enquête n’a pas eu lieu (« TALIS 2028 »), ou un résultat d’une vague dont les résultats ne "
        "sont pas "
        "publiés."
    ),
    told_by=("impossible_date",),
)
def unknown_wave(indicator: Indicator, known: Known) -> Iterator[Found]:
    for place, texts in passages(indicator):
        for survey, year in sorted(waves(texts)):
            if year not in SURVEYS[survey]:
                name, held = f"{survey} {year}", ", ".join(str(one) for one in sorted(SURVEYS[survey]))
                message = _("L’enquête « %(name)s » n’existe pas : vagues connues, %(held)s.")
                yield Found(place, message % {"name": name, "held": held}, name, (name,))
    for place, one in everything(indicator):
        for survey, year in sorted(waves([one.period.label])) if says(one) else ():
            if year in SURVEYS[survey] and year not in published_waves(survey, known.today):
                name = f"{survey} {year}"
                message = _("Les résultats de « %(name)s » ne sont pas encore publiés.") % {"name": name}
                yield Found(place, message, f"{name} {figure(one.value) if one.value is not None else ''}".strip())


@rule(
    "period_against_label",
    WARNING,
    gettext_lazy("Période et libellé différents"),
    gettext_lazy(
        "Le libellé nomme une année que les dates de la période ne contiennent pas, ou une année scolaire cassée."
    ),
    told_by=("impossible_date", "contradiction"),
)
def period_against_label(indicator: Indicator, _known: Known) -> Iterator[Found]:
    for place, one in everything(indicator):
        period, named = one.period, years(one.period.label)
        if period.start is None or period.end is None or not named:
            continue
        if not fits(period, named):
            message = _("Le libellé « %(label)s » ne correspond pas à la période du %(start)s au %(end)s.")
            said = {"label": period.label, "start": day(period.start), "end": day(period.end)}
            yield Found(place, message % said, f"{period.label} {period.start} {period.end}")


def fits(one: Period, named: list[int]) -> bool:
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
def duration_against_period(indicator: Indicator, _known: Known) -> Iterator[Found]:
    for series in indicator.series:
        if series.quantity == "duration" and series.unit in YEARS:
            yield from (found for one in valued(series) for found in too_long(indicator, series, one))


def too_long(indicator: Indicator, series: Series, one: Observation) -> Iterator[Found]:
    start, end = one.period.start, one.period.end
    if one.period.kind != "range" or start is None or end is None or one.value is None:
        return
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if one.value * 12 > months:
        message = _("%(value)s ans, mais du %(start)s au %(end)s il y a %(months)d mois.")
        said = {"value": figure(one.value), "start": day(start), "end": day(end), "months": months}
        observed = f"{figure(one.value)} {start} {end}"
        yield Found(Place(indicator, series, one), message % said, observed, (figure(one.value),))


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
def reference_date(reference: CitedReference, known: Known) -> Iterator[Found]:
    found = {date for text in (reference.label, *reference.citations) for date in first_date(text)}
    found |= {reference.date} if reference.date else set()
    if len(found) > 1:
        listed = ", ".join(day(date) for date in sorted(found))
        message = _("Cette référence porte plusieurs dates : %(dates)s.") % {"dates": listed}
        yield Found(Place(reference=reference), message, " ".join(f"{date}" for date in sorted(found)))
    for date in sorted(date for date in found if date > known.today):
        message = _("Cette référence est datée d’un jour à venir, le %(day)s.") % {"day": day(date)}
        yield Found(Place(reference=reference), message, f"{date}")


def first_date(text: str) -> Iterable[dt.date]:
    """The date of the act itself: those it amends come after."""
    return [one.date for one in dates(text)[:1] if one.date]


@rule(
    "unknown_act",
    WARNING,
    gettext_lazy("Texte légal daté d’une autre année"),
    gettext_lazy("Un texte légal cité au jour et au mois d’une référence connue, mais d’une autre année."),
    told_by=("contradiction", "impossible_date"),
)
def unknown_act(indicator: Indicator, known: Known) -> Iterator[Found]:
    for place, texts in passages(indicator):
        cited = {one for text in texts for one in dates(text) if one.of_an_act and one.date}
        for one in sorted(cited, key=lambda one: one.words):
            near = [d for d in known.act_dates if one.date and (d.day, d.month) == (one.date.day, one.date.month)]
            if near and one.date not in near:
                message = _("Aucune référence n’est datée du %(words)s ; une l’est du %(near)s.")
                yield Found(place, message % {"words": one.words, "near": day(min(near))}, one.words, (one.words,))
