"""What is asked of one person: the figures that the campaign at work still waits for, of their providers and axes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from indicators.models import Indicator, Observation, Provider
from indicators.models.indicator import report_order
from indicators.rights import with_my_figures
from indicators.workflow import WAITING
from strategy_monitor.campaigns.expected import FigureRequest
from strategy_monitor.campaigns.models import Campaign
from strategy_monitor.campaigns.owed import describe_delay, rows_to_fill, standings
from strategy_monitor.language.codes import WorkStatus


@dataclass(frozen=True)
class AskedFigure:
    """One figure that somebody waits for from this person."""

    observation: Observation
    """As it is recorded, or as it is proposed: with its series, its period, and no value yet."""
    due: dt.date | None = None
    """None for what was returned, which no campaign asks."""
    campaign: Campaign | None = None
    provider: Provider | None = None
    """Whom the campaign asked."""

    @property
    def last(self) -> Observation | None:
        """The newest figure of the series, apart from this one."""
        others = (one for one in self.observation.series.observations.all() if one.pk != self.observation.pk)
        return max((one for one in others if not one.missing_reason), key=when, default=None)

    @property
    def returned(self) -> bool:
        return self.observation.status == WorkStatus.RETURNED

    def delay(self, today: dt.date) -> str:
        """« en retard de 12 jours », « dans 5 jours »."""
        return describe_delay(self.due, today) if self.due else ""


def when(one: Observation) -> dt.date:
    return one.period_end or dt.date.min


def campaign_at_work(today: dt.date) -> Campaign | None:
    """The one that opened last, of editions that are not closed. What an earlier one still missed, it asks too, for the
    newest period."""
    opened = Campaign.objects.filter(opens_on__lte=today, edition__closed_at=None).select_related("edition")
    return opened.order_by("-opens_on", "-edition__label").first()


def may_answer(user: Any) -> bool:
    return bool(user.has_perms(("indicators.add_observation", "indicators.change_observation")))


def asked_of(user: Any, today: dt.date) -> list[AskedFigure]:
    """What is asked of this person, due day first, then in the order of the report; last, what was returned besides.

    A fixed number of queries, whatever there is.
    """
    if not may_answer(user):
        return []
    mine = Indicator.objects.filter(with_my_figures(user))
    campaign = campaign_at_work(today)
    asked = asked_by(campaign, frozenset(mine.values_list("pk", flat=True)), today) if campaign else []
    known = {one.observation.pk for one in asked}
    return [*asked, *(AskedFigure(one) for one in returned_of(mine) if one.pk not in known)]


def asked_by(campaign: Campaign, mine: frozenset[int], today: dt.date) -> list[AskedFigure]:
    """What this campaign asks of those whose figures are these; of several providers, the one that is due first."""
    demands: dict[int, tuple[dt.date, Provider]] = {}
    requests: dict[int, FigureRequest] = {}
    for standing in sorted(standings(campaign, today), key=lambda one: one.due):
        for item in standing.left if standing.demand else ():
            key = item.indicator.pk
            if key in mine and key not in requests:
                requests[key], demands[key] = item.asked, (standing.due, standing.provider)
    found = []
    for row in rows_to_fill(requests):
        due, provider = demands[row.series.indicator_id]
        found.append(AskedFigure(row, due, campaign, provider))
    return sorted(found, key=lambda one: one.due or dt.date.max)


def describe_nothing_asked(user: Any, campaign: Campaign | None) -> str:
    """Why this campaign asks nothing of this person, in a French sentence: at most three queries."""
    if campaign is None:
        return _("Aucune campagne n’est ouverte : rien n’est demandé pour le moment.")
    mine = Indicator.objects.filter(with_my_figures(user))
    if not mine.exists():
        return _("Aucun indicateur n’est confié à ce compte, par un fournisseur ou un axe : rien ne lui est demandé.")
    if not mine.filter(providers__demands__campaign=campaign).exists():
        return _("La campagne en cours ne demande rien pour les indicateurs confiés à ce compte.")
    if Observation.objects.filter(WAITING, status=WorkStatus.SUBMITTED, series__indicator__in=mine).exists():
        return _("Plus rien n’est demandé : ce qui a été soumis attend sa validation.")
    return _("Plus rien n’est demandé : tout ce qui l’était est validé.")


def returned_of(mine: QuerySet[Indicator]) -> list[Observation]:
    """What came back of these indicators, in the order of the report: four queries."""
    rows = Observation.objects.filter(WAITING, status=WorkStatus.RETURNED, series__indicator__in=mine)
    rows = rows.select_related("series__indicator").prefetch_related(
        "series__observations", "series__indicator__providers", "series__indicator__planned_providers"
    )
    path = "series__indicator__"
    return list(rows.order_by(*report_order(path), "series__position", F("period_start").asc(nulls_last=True)))
