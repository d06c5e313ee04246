"""The pages of the desk; and what there is to keep, in six groups from the strategy to the site: for the desk and the
administration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from strategy_monitor.campaigns.mine import may_answer

PAGES: tuple[tuple[str, Any, str], ...] = (
    ("desk", _("Bureau"), ""),
    ("desk-my-figures", _("Mes chiffres"), ""),
    ("desk-observations", _("Valeurs"), ""),
    ("desk-texts", _("Textes"), ""),
    ("desk-exchange", _("Importer, exporter"), ""),
    ("desk-campaigns", _("Campagnes"), ""),
    ("desk-quality", _("Alertes"), ""),
    ("desk-journal", _("Historique"), ""),
    ("desk-publish", _("Publier"), ""),
    ("desk-editions", _("Éditions"), "errata/"),
    ("desk-releases", _("Versions"), ""),
)
"""The name of the address of each page in the bar of the desk, its title, and what else stands under it at the desk."""


class BarLink(NamedTuple):
    title: Any
    address: str
    current: str
    """The value of `aria-current`: « page » there, « true » on a page under it; else empty."""


def list_bar(user: Any, here: str) -> Iterator[BarLink]:
    """`here`: the path of the page that is shown."""
    desk = reverse("desk")
    for name, title, also in PAGES:
        if name == "desk-my-figures" and not may_answer(user):
            continue
        address = reverse(name)
        under = address != desk and here.startswith((address, desk + also) if also else address)
        yield BarLink(title, address, "page" if here == address else "true" if under else "")


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
