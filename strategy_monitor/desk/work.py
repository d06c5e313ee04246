"""The observations at work: which ones wait for whom, and the steps that move them on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from axes.models import Axis
from indicators import workflow
from indicators.models import Indicator, Observation, Provider
from indicators.rights import with_my_figures
from indicators.workflow import StepRefused
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.backoffice.versions import revisions
from strategy_monitor.language import french
from strategy_monitor.language.codes import WorkStatus

STATUSES = {
    "brouillon": WorkStatus.DRAFT,
    "soumis": WorkStatus.SUBMITTED,
    "retourne": WorkStatus.RETURNED,
    "valide": WorkStatus.VALIDATED,
}
"""As they stand in an address."""

STEPS: dict[str, Callable[[Any, dict[int, int], str], list[Observation]]] = {
    "soumettre": lambda user, rows, _why: workflow.submit(user, rows),
    "valider": lambda user, rows, _why: workflow.validate(user, rows),
    "retourner": workflow.give_back,
}
PERMISSIONS = {
    "soumettre": "indicators.change_observation",
    "valider": "indicators.validate_observation",
    "retourner": "indicators.validate_observation",
}
DONE = {
    "soumettre": (_("relevé soumis"), _("relevés soumis")),
    "valider": (_("relevé validé"), _("relevés validés")),
    "retourner": (_("relevé retourné"), _("relevés retournés")),
}


@dataclass(frozen=True)
class Row:
    """One observation in a list: what it says, and the revision that the page shows."""

    observation: Observation
    figure: str
    token: str
    own: bool = False
    """Whether it waits for a validation that the person who reads this may not give, because it is their own work."""


def either(one: str, other: str, value: str) -> Q:
    """The observations whose indicator says so in one of two ways."""
    return Q(**{f"series__indicator__{one}": value}) | Q(**{f"series__indicator__{other}": value})


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; what it does not understand is left out."""

    status: str = ""
    axis: str = ""
    provider: str = ""
    mine: bool = False

    @classmethod
    def read(cls, query: Any) -> Chosen:
        status, axis = query.get("statut", ""), query.get("axe", "")
        return cls(
            status if status in STATUSES else "",
            axis if axis.isascii() and axis.isdigit() and len(axis) == 1 else "",
            query.get("producteur", "").replace("\x00", "")[:20],
            query.get("a") == "moi",
        )

    def address(self, page: int) -> str:
        """That page of this list."""
        asked = {"statut": self.status, "axe": self.axis, "producteur": self.provider, "a": "moi" if self.mine else ""}
        kept = {name: value for name, value in asked.items() if value}
        return f"{reverse('desk-observations')}?{urlencode(kept | {'page': page})}"

    @property
    def condition(self) -> Q:
        found = Q(status=STATUSES[self.status]) if self.status else Q()
        if self.axis:
            found &= either("action__axis__number", "axis__number", self.axis)
        if self.provider:
            found &= either("providers__code", "planned_providers__code", self.provider)
        return found


def chosen_rows(user: Any, chosen: Chosen) -> QuerySet[Observation]:
    """The observations of a list, in the order of the indicators; each once."""
    keys = Observation.objects.filter(chosen.condition)
    if chosen.mine:
        keys = keys.filter(series__indicator__in=Indicator.objects.filter(with_my_figures(user)))
    return (
        Observation.objects.filter(pk__in=keys.values("pk"))
        .select_related("series__indicator", "submitted_by", "validated_by")
        .order_by("series__indicator__code", "series__position", "period_start", "period_label")
    )


def rows(user: Any, observations: Iterable[Observation]) -> list[Row]:
    found = list(observations)
    seen = revisions(Observation, [one.pk for one in found])
    waiting = [one.pk for one in found if one.status == WorkStatus.SUBMITTED]
    own = workflow.own_work(user, waiting) if workflow.may_judge(user) else set()
    return [
        Row(one, french.write_statement(one.series, one), f"{one.pk}:{seen.get(one.pk, 0)}", one.pk in own)
        for one in found
    ]


def may_validate(user: Any, listed: Iterable[Row]) -> bool:
    """Whether to offer it: not where all that waits for it is this person's own work."""
    waiting = [row.own for row in listed if row.observation.status == WorkStatus.SUBMITTED]
    return workflow.may_judge(user) and not (waiting and all(waiting))


def read_tokens(tokens: Iterable[str]) -> dict[int, int]:
    """Key → revision seen, of the rows that were ticked. Raises StepRefused for what no page of ours sends."""
    found = {}
    for token in tokens:
        key, _colon, seen = token.partition(":")
        if not is_key(key) or not is_key(seen):
            raise StepRefused(_("La page envoyée n’est pas lisible : la rouvrir, puis recommencer."))
        found[int(key)] = int(seen)
    if not found:
        raise StepRefused(_("Cocher au moins un relevé."))
    return found


def take(user: Any, step: str, tokens: Iterable[str], why: str) -> list[Observation]:
    """Takes this step for all these rows, or raises StepRefused and takes it for none."""
    return STEPS[step](user, read_tokens(tokens), why)


@dataclass(frozen=True)
class Pile:
    """What waits for a person, one kind of it."""

    title: str
    query: str
    count: int
    first: tuple[Row, ...]


def piles(user: Any, most: int = 5) -> list[Pile]:
    """What waits for this person, the most pressing first; only what there is."""
    asked = []
    if user.has_perm("indicators.change_observation"):
        asked += [
            (_("Retournés, à corriger"), "statut=retourne&a=moi"),
            (_("Brouillons, à soumettre"), "statut=brouillon&a=moi"),
        ]
    if workflow.may_judge(user):
        asked.insert(0, (_("Soumis, à valider ou à retourner"), "statut=soumis"))
    return [pile for title, query in asked if (pile := pile_of(user, str(title), query, most)).count]


def pile_of(user: Any, title: str, query: str, most: int) -> Pile:
    pairs = dict(part.split("=") for part in query.split("&"))
    found = chosen_rows(user, Chosen.read(pairs))
    return Pile(title, query, found.count(), tuple(rows(user, found[:most])))


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the filters of the list offer: parameter → value and label."""
    labels = WorkStatus.words()
    return {
        "statut": [(name, str(labels[status])) for name, status in STATUSES.items()],
        "axe": [(str(axis.number), str(axis)) for axis in Axis.objects.all()],
        "producteur": [(one.code, one.acronym) for one in Provider.objects.all()],
    }
