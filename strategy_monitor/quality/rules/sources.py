"""Rules about where figures come from, how old they are, and where addresses lead."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.language import french
from strategy_monitor.quality.evidence import (
    PrintedAddress,
    months_between,
    reading_day,
    source_of,
    states_something,
)
from strategy_monitor.quality.knowledge import DEAD, LATE_AFTER, SURVEYS, published_waves
from strategy_monitor.quality.rule import WARNING, CheckedThing, Circumstances, Detection, rule
from strategy_monitor.quality.texts import find_waves
from strategy_monitor.report.document import Indicator, Observation


@rule(
    "missing_source",
    WARNING,
    gettext_lazy("Source manquante"),
    gettext_lazy(
        "Un chiffre sans source actuelle, sans fournisseur, ou tiré d’une enquête que la source ne nomme pas."
    ),
    told_by=("missing_information",),
)
def missing_source(indicator: Indicator, _known: Circumstances) -> Iterator[Detection]:
    speaking = [series for series in indicator.series if any(states_something(one) for one in series.observations)]
    unsourced = [series for series in speaking if not source_of(indicator, series)]
    if unsourced:
        listed = ", ".join(f"« {series.label} »" for series in unsourced)
        message = _("Ces chiffres n’ont pas de source : %(series)s.") % {"series": listed}
        yield Detection(CheckedThing(indicator), message, " ".join(series.key for series in unsourced), (_("source"),))
    elif speaking and not indicator.providers:
        yield Detection(
            CheckedThing(indicator), _("Aucun fournisseur n’est désigné pour ces chiffres."), indicator.source
        )
    for series in speaking:
        source = source_of(indicator, series)
        named = {
            survey
            for survey, _year in find_waves(one.period.label for one in series.observations if states_something(one))
        }
        for survey in sorted(survey for survey in named if source and survey not in source):
            message = _("La valeur vient de l’enquête « %(survey)s », que la source (« %(source)s ») ne nomme pas.")
            said = {"survey": survey, "source": source}
            yield Detection(
                CheckedThing(indicator, series), message % said, f"{survey} / {source}", (survey, _("source"))
            )


@rule(
    "stale",
    WARNING,
    gettext_lazy("Valeur ancienne"),
    gettext_lazy(
        "Le chiffre principal le plus récent a plus d’un tour et demi de mesure, selon la fréquence de l’indicateur. "
        "Ceux d’une enquête connue sont jugés par la règle des vagues."
    ),
)
def stale(indicator: Indicator, known: Circumstances) -> Iterator[Detection]:
    limit = LATE_AFTER.get(indicator.frequency)
    said = [one for series in indicator.headlines for one in series.observations if states_something(one)]
    days = [day for one in said if (day := reading_day(one))]
    if limit is None or not days:
        return
    latest = max(days)
    newest = next(one for one in said if reading_day(one) == latest)
    if find_waves([newest.period.label]):
        return
    age = months_between(latest, known.today)
    if age > limit:
        message = _("Le chiffre le plus récent est %(which)s, il y a plus de %(limit)d mois.")
        yield Detection(CheckedThing(indicator), message % {"which": name_newest(newest), "limit": limit}, f"{latest}")


def name_newest(one: Observation) -> str:
    """« du 1er février 2025 » where the data bear a day; else « celui de 2023-2024 », for the day is reckoned."""
    if one.data_date:
        return _("du %(day)s") % {"day": french.type_date(one.data_date)}
    return _("celui de « %(label)s »") % {"label": one.period.label}


@rule(
    "newer_wave",
    WARNING,
    gettext_lazy("Vague d’enquête plus récente"),
    gettext_lazy(
        "Un chiffre tiré d’une enquête dont une vague plus récente est publiée (TALIS 2018, quand 2024 l’est)."
    ),
    told_by=("missing_information",),
)
def newer_wave(indicator: Indicator, known: Circumstances) -> Iterator[Detection]:
    used = find_waves(one.period.label for series in indicator.series for one in series.observations)
    for survey in sorted({survey for survey, _year in used}):
        newest = max(year for name, year in used if name == survey)
        out = [year for year in published_waves(survey, known.today) if year > newest]
        if out and newest in SURVEYS[survey]:
            message = _("Le chiffre vient de %(survey)s %(used)d ; les résultats de %(survey)s %(new)d sont publiés.")
            said = {"survey": survey, "used": newest, "new": out[-1]}
            yield Detection(
                CheckedThing(indicator), message % said, f"{survey} {newest} < {out[-1]}", (survey, str(out[-1]))
            )


@rule(
    "dead_link",
    WARNING,
    gettext_lazy("Lien mort"),
    gettext_lazy(
        "Une adresse qui n’existe plus, ou qui ne répondait pas à la dernière visite (« manage.py check_links »)."
    ),
    told_by=("lost_link",),
    over="addresses",
)
def dead_link(address: PrintedAddress, _known: Circumstances) -> Iterator[Detection]:
    visit = address.visit
    if visit is None:
        return
    said = {"url": address.url, "status": visit.status, "why": visit.error}
    if visit.error:
        yield Detection(
            CheckedThing(address=address), _("%(url)s ne répond pas : %(why)s.") % said, f"{address.url} {visit.error}"
        )
    elif visit.status in DEAD or (visit.status or 0) >= 500:
        message = _("%(url)s ne mène plus à rien : le site répond %(status)d.") % said
        yield Detection(CheckedThing(address=address), message, f"{address.url} {visit.status}")
