"""What each provider owes for a campaign, read from the working copy: a fixed number of queries, whatever there is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from indicators.models import Indicator, Observation, Provider, Series
from indicators.models.indicator import report_order
from strategy_monitor.campaigns.expected import (
    CampaignFigure,
    FigureRequest,
    Period,
    State,
    request_figure,
    request_level,
    worst_state,
)
from strategy_monitor.campaigns.models import Campaign, Demand, Reminder
from strategy_monitor.language.codes import Frequency, Nature, Role
from strategy_monitor.language.values import HIGHEST

STATES: dict[State | None, object] = {
    "nothing": gettext_lazy("rien reçu"),
    "progress": gettext_lazy("en cours"),
    "submitted": gettext_lazy("soumis"),
    "validated": gettext_lazy("validé"),
    None: gettext_lazy("rien n’est attendu"),
}
LEFT: tuple[State, ...] = ("nothing", "progress")


@dataclass(frozen=True)
class OwedIndicator:
    """One indicator of a provider, and what the campaign asks for it."""

    indicator: Indicator
    asked: FigureRequest

    @property
    def state(self) -> str:
        return str(STATES[self.asked.state])


@dataclass(frozen=True)
class ProviderStanding:
    """Where one provider stands."""

    provider: Provider
    demand: Demand | None
    """None: it owes figures, and nobody asked it yet."""
    due: dt.date
    items: tuple[OwedIndicator, ...]
    reminders: tuple[Reminder, ...]
    today: dt.date

    @property
    def state(self) -> State | None:
        return worst_state(item.asked.state for item in self.items)

    @property
    def word(self) -> str:
        return str(STATES[self.state])

    @property
    def left(self) -> tuple[OwedIndicator, ...]:
        """What is still to be handed over."""
        return tuple(item for item in self.items if item.asked.state in LEFT)

    @property
    def is_late(self) -> bool:
        return bool(self.left) and self.due < self.today

    @property
    def when(self) -> str:
        return describe_delay(self.due, self.today) if self.left else ""


def describe_delay(due: dt.date, today: dt.date) -> str:
    """« en retard de 12 jours », « pour aujourd’hui », « dans 5 jours »."""
    days = (due - today).days
    if days == 0:
        return _("pour aujourd’hui")
    if days < 0:
        return ngettext("en retard de %(n)d jour", "en retard de %(n)d jours", -days) % {"n": -days}
    return ngettext("dans %(n)d jour", "dans %(n)d jours", days) % {"n": days}


def standings(campaign: Campaign, today: dt.date) -> list[ProviderStanding]:
    """Every provider that is asked something or owes something; the latest and emptiest first. Of a campaign whose
    edition is closed, as they stood when it was."""
    demands = {one.provider_id: one for one in demands_of(campaign)}
    indicators = group_by_provider(headline_figures(campaign))
    found = [
        standing_of(campaign, provider, demands.get(provider.pk), indicators[provider.pk], today)
        for provider in Provider.objects.all()
    ]
    return sorted((one for one in found if one.demand or one.items), key=urgency)


def urgency(one: ProviderStanding) -> tuple[bool, bool, int, str]:
    return not one.is_late, not one.left, (one.due - one.today).days, one.provider.acronym


def standing_of(
    campaign: Campaign, provider: Provider, demand: Demand | None, indicators: Iterable[Indicator], today: dt.date
) -> ProviderStanding:
    due = (demand and demand.due_on) or campaign.due_on
    by = min(due, campaign.due_on)  # more time asks for no other figure
    items = tuple(OwedIndicator(one, what) for one in indicators if (what := asked_of(one, campaign, by)))
    reminders = tuple(demand.reminders.all()) if demand else ()
    return ProviderStanding(provider, demand, due, items, reminders, today)


def demands_of(campaign: Campaign) -> Iterable[Demand]:
    reminders = Prefetch("reminders", Reminder.objects.select_related("sent_by", "message"))
    return campaign.demands.select_related("provider").prefetch_related(reminders)


def headline_figures(campaign: Campaign) -> list[Indicator]:
    """Every indicator that its edition follows, with its providers and the figures of its headline series: four
    queries. Of an edition that is closed, the figures as they were when it was."""
    closed = campaign.edition.closed_at
    followed = Q(closed_since="") | Q(closed_since__gt=campaign.edition.label) if closed else Q(closed_since="")
    order = report_order()
    indicators = Indicator.objects.filter(followed).select_related("action__axis", "axis").order_by(*order)
    series = Series.objects.filter(role=Role.HEADLINE)
    found: list[Indicator] = list(
        indicators.prefetch_related("providers", Prefetch("series", series, to_attr="headlines"))
    )
    figures: defaultdict[int, list[Observation]] = defaultdict(list)
    for one in figures_at(closed) if closed else Observation.objects.filter(series__role=Role.HEADLINE).only(*READ):
        figures[one.series_id].append(one)
    for indicator in found:
        for row in indicator.headlines:  # type: ignore[attr-defined]  # prefetched
            row.figures = figures[row.pk]
    return found


READ = (
    "series_id", "period_kind", "period_label", "period_start", "period_end", "status", "missing_reason",
    "printed", "origin", "level", "submitted_by_id",
)  # fmt: skip
"""The fields of a figure that tell whether it is handed over."""


def figures_at(moment: dt.datetime) -> list[Observation]:
    """Those of headline series as they stood at this moment, by their history."""
    known = Observation.history.filter(history_date__lte=moment, series__role=Role.HEADLINE).order_by()
    last = known.values("id").annotate(last=Max("history_id")).values("last")
    records = Observation.history.filter(history_id__in=last).exclude(history_type="-")
    return [record.instance for record in records]


def group_by_provider(indicators: Iterable[Indicator]) -> defaultdict[int, list[Indicator]]:
    found: defaultdict[int, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        for provider in indicator.providers.all():
            found[provider.pk].append(indicator)
    return found


def find_owing(campaign: Campaign, today: dt.date) -> frozenset[int]:
    """Keys of the indicators of which somebody is asked for something that is not handed over yet."""
    asked = (one for one in standings(campaign, today) if one.demand)
    return frozenset(item.indicator.pk for one in asked for item in one.left)


def without_provider(campaign: Campaign) -> list[OwedIndicator]:
    """What is expected, and of nobody."""
    return [
        OwedIndicator(one, what)
        for one in headline_figures(campaign)
        if not one.providers.all() and (what := asked_of(one, campaign, campaign.due_on))
    ]


def rows_owed(standing: ProviderStanding) -> list[Observation]:
    """The rows that a provider fills in: what it began, what it said would come, and what it owes; nothing else.

    In the order of the report. Those that are not recorded yet are not saved. Read again: four queries, whatever there
    is.
    """
    return rows_to_fill({item.indicator.pk: item.asked for item in standing.left})


def rows_to_fill(asked: Mapping[int, FigureRequest]) -> list[Observation]:
    """The same for these indicators, by key. Each row carries its series, with all observations of it."""
    every = Series.objects.filter(indicator__in=asked, role=Role.HEADLINE).select_related("indicator")
    series = every.prefetch_related("observations", "indicator__providers", "indicator__planned_providers")
    order = (*report_order("indicator__"), "position", "key")
    return [row for one in series.order_by(*order) for row in owed_rows_of(one, asked[one.indicator_id])]


def owed_rows_of(series: Series, what: FigureRequest) -> list[Observation]:
    """One row for the figure that is asked; besides, what is begun or was returned.

    What the report said would come stands for the figure where no other period is known.
    """
    recorded = list(series.observations.all())
    for one in recorded:
        one.series = series
    known = any(one.period_label == what.label for one in recorded)
    asks_anew = not known and what.period is not None and series.pk not in what.ended
    rows = [one for one in recorded if is_open(one) and (is_unfinished(one) or not asks_anew)]
    if asks_anew and what.period is not None:
        rows.append(next_observation(series, what.period))
    return rows


def is_unfinished(one: Observation) -> bool:
    return one.status in {"draft", "returned"}


def is_open(one: Observation) -> bool:
    """Whether something is still waited for: it is a draft, it was returned, or the report said that it would come."""
    return is_unfinished(one) or not figure_of(one).answers


def next_observation(series: Series, period: Period) -> Observation:
    return Observation(
        series=series, period_kind=period.kind, period_label=period.label, period_start=period.start,
        period_end=period.end, manner="",
    )  # fmt: skip


def asked_of(indicator: Indicator, campaign: Campaign, due: dt.date) -> FigureRequest | None:
    if indicator.nature == Nature.PROGRESS and indicator.frequency == Frequency.UNKNOWN:
        return request_level(figures_of(indicator), campaign.opens_on, due)
    return request_figure(indicator.frequency, figures_of(indicator), due)


def figures_of(indicator: Indicator) -> list[CampaignFigure]:
    return [
        figure_of(one)
        for series in indicator.headlines  # type: ignore[attr-defined]  # see `headline_figures`
        for one in series.figures
    ]


def figure_of(one: Observation) -> CampaignFigure:
    period = Period(one.period_kind, one.period_label, one.period_start, one.period_end)
    reached = one.level == HIGHEST
    return CampaignFigure(one.series_id, period, one.status, one.missing_reason, one.is_promise, reached)
