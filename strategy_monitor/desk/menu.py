"""What there is to keep, in six groups from the strategy to the site: for the desk and the administration."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

MENU: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        _("Stratégie"),
        (
            *("axes.strategy", "axes.axis", "axes.priorityaction", "axes.measure"),
            *("axes.reference", "axes.contenttable", "axes.acronym"),
        ),
    ),
    (
        _("Indicateurs et chiffres"),
        (
            *("indicators.indicator", "indicators.series", "indicators.observation"),
            *("indicators.provider", "indicators.scalestep"),
        ),
    ),
    (_("Notes et alertes"), ("indicators.editorialnote", "indicators.finding")),
    (_("Campagnes"), ("campaigns.campaign", "campaigns.demand")),
    (_("Éditions et versions"), ("releases.edition", "releases.release")),
    (_("Personnes et site"), ("auth.user", "releases.sitestatement")),
)
"""Title of a group → labels of its models, in the order in which they are told."""


THREADS_AFTER = "indicators.finding"
"""The model after which « Contenu » leads to the threads: what is said of a thing stands with what is noted of it."""


def group_of(label: str) -> int:
    """The place of the group that holds this model; after the last one for what none holds."""
    return next((place for place, (_title, labels) in enumerate(MENU) if label in labels), len(MENU))
