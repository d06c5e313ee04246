"""Who may work on which figures. An axis gives its indicators; a provider gives the observations it produces."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from axes.rights import axes_of, covers, places_of, works_everywhere
from indicators.models import EditorialNote, Indicator, Observation, Series
from indicators.models.note import TARGETS

READING = ("axes.view_strategy", "indicators.view_observation")
"""What takes to read the working copy, as written and as measured. Every role holds both."""


def reads_working_copy(user: Any) -> bool:
    """Whether the desk, its files and all pages of the working copy are open to this person."""
    return bool(user.has_perms(READING))


@places_of.register
def _(thing: Indicator) -> frozenset[int] | None:
    return places_of(thing.action) if thing.action_id else places_of(thing.axis) if thing.axis_id else None


@places_of.register
def _(thing: Series) -> frozenset[int] | None:
    return places_of(thing.indicator) if thing.indicator_id else None


@places_of.register
def _(thing: Observation) -> frozenset[int] | None:
    return places_of(thing.series) if thing.series_id else None


@places_of.register
def _(thing: EditorialNote) -> frozenset[int] | None:
    target = next((getattr(thing, name) for name in TARGETS if getattr(thing, f"{name}_id")), None)
    return places_of(target) if target is not None else None


def providers_of(user: Any) -> frozenset[int]:
    """Keys of the providers given to this person; one query, then remembered for the request."""
    if not hasattr(user, "_providers_given"):
        user._providers_given = frozenset(user.provider_assignments.values_list("provider_id", flat=True))
    given: frozenset[int] = user._providers_given
    return given


def covers_figures(user: Any, indicator: Indicator) -> bool:
    """Whether this person may propose observations for this indicator, if their permissions let them."""
    if covers(user, indicator):
        return True
    given = providers_of(user)
    mine = Q(providers__in=given) | Q(planned_providers__in=given)
    return bool(given) and Indicator.objects.filter(mine, pk=indicator.pk).exists()


def with_my_figures(user: Any) -> Q:
    """The indicators whose observations this person may propose, as a filter on indicators (rows may come twice)."""
    return Q() if works_everywhere(user) else with_figures_given_to(user)


def with_figures_given_to(user: Any) -> Q:
    """The indicators of the axes and providers that were given to this person, likewise; whatever else they may do."""
    axes, given = axes_of(user), providers_of(user)
    return Q(action__axis__in=axes) | Q(axis__in=axes) | Q(providers__in=given) | Q(planned_providers__in=given)
