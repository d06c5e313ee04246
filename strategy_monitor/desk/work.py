"""The observations at work: which ones wait for whom, and the steps that move them on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from axes.models import Axis
from indicators import workflow
from indicators.models import Finding, Indicator, Observation, Provider
from indicators.rights import with_my_figures
from indicators.workflow import StepRefused
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.backoffice.versions import revisions
from strategy_monitor.language import french
from strategy_monitor.language.codes import WorkStatus
from strategy_monitor.web.selection import Choice, Parameter, Selection, select

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
    "retirer": lambda user, rows, _why: workflow.take_back(user, rows),
    "supprimer": lambda user, rows, _why: workflow.delete_drafts(user, rows),
}
PERMISSIONS = {
    "soumettre": "indicators.change_observation",
    "valider": "indicators.validate_observation",
    "retourner": "indicators.validate_observation",
    "retirer": "indicators.change_observation",
    "supprimer": "indicators.change_observation",
}
DONE = {
    "soumettre": (gettext_lazy("valeur soumise"), gettext_lazy("valeurs soumises")),
    "valider": (gettext_lazy("valeur validée"), gettext_lazy("valeurs validées")),
    "retourner": (gettext_lazy("valeur retournée"), gettext_lazy("valeurs retournées")),
    "retirer": (gettext_lazy("soumission retirée"), gettext_lazy("soumissions retirées")),
    "supprimer": (gettext_lazy("brouillon supprimé"), gettext_lazy("brouillons supprimés")),
}


@dataclass(frozen=True)
class ObservationRow:
    """One observation in a list: what it says, and the revision that the page shows."""

    observation: Observation
    figure: str
    token: str
    own: bool = False
    """Whether it waits for a validation that the person who reads this may not give, because it is their own work."""
    before: str = ""
    """What the public reads in its place: as it was last validated, else the period before it in its series."""
    alerts: tuple[str, ...] = ()
    """What the quality rules find in it."""


def observation_parameters(user: Any) -> tuple[Parameter[Q], ...]:
    """What the list can be narrowed to; two queries."""
    statuses = [Choice(name, str(status.word), Q(status=status)) for name, status in STATUSES.items()]
    axes = [Choice(str(one.number), str(one), on_axis(one)) for one in Axis.objects.all()]
    providers = [Choice(one.code, one.acronym, of_provider(one)) for one in Provider.objects.all()]
    mine = Q(series__indicator__in=Indicator.objects.filter(with_my_figures(user)))
    return (
        Parameter("statut", _("Statut"), _("Tous"), tuple(statuses)),
        Parameter("axe", _("Axe"), _("Tous"), tuple(axes)),
        Parameter("producteur", _("Fournisseur"), _("Tous"), tuple(providers)),
        Parameter("a", _("À qui"), _("Tout le monde"), (Choice("moi", _("À moi"), mine), sent_by(user))),
    )


def sent_by(user: Any) -> Choice[Q]:
    """What this person submitted, and where it is."""
    arrived = (WorkStatus.SUBMITTED, WorkStatus.VALIDATED)
    return Choice("par-moi", _("Envoyés par moi"), Q(submitted_by=user, status__in=arrived))


def on_axis(axis: Axis) -> Q:
    return Q(series__indicator__action__axis=axis) | Q(series__indicator__axis=axis)


def of_provider(provider: Provider) -> Q:
    return Q(series__indicator__providers=provider) | Q(series__indicator__planned_providers=provider)


def select_rows(user: Any, given: QueryDict) -> Selection[Q]:
    return select(reverse("desk-observations"), observation_parameters(user), given)


def selected_rows(selection: Selection[Q]) -> QuerySet[Observation]:
    """The observations of a list, in the order of the indicators; each once."""
    return (
        Observation.objects.filter(pk__in=Observation.objects.filter(*selection.meanings).values("pk"))
        .select_related("series__indicator", "submitted_by", "validated_by")
        .order_by("series__indicator__code", "series__position", "period_start", "period_label")
    )


def rows_of_observations(user: Any, observations: Iterable[Observation]) -> list[ObservationRow]:
    found = list(observations)
    seen = revisions(Observation, [one.pk for one in found])
    waiting = [one.pk for one in found if one.status == WorkStatus.SUBMITTED]
    own = workflow.own_work(user, waiting) if workflow.may_judge(user) else set()
    pending = [one for one in found if one.status != WorkStatus.VALIDATED]
    before, alerts = write_before(pending), find_alerts(pending)
    return [
        ObservationRow(
            one,
            french.write_statement(one.series, one),
            f"{one.pk}:{seen.get(one.pk, 0)}",
            one.pk in own,
            before.get(one.pk, ""),
            tuple(alerts[one.pk]),
        )
        for one in found
    ]


def write_before(pending: list[Observation]) -> dict[int, str]:
    """Key → what the public reads in its place, in its words; none for the first of a series. Two queries."""
    if not pending:
        return {}
    shown = {row.series_id for row in pending}
    former = {one.pk: one for one in workflow.former(series=shown)}
    validated = Observation.objects.filter(series__in=shown, status=WorkStatus.VALIDATED)
    series: dict[int, list[Observation]] = defaultdict(list)
    for one in workflow.in_reading_order([*validated, *former.values()]):
        series[one.series_id].append(one)
    found = {}
    for row in pending:
        start = row.period_start
        older = [one for one in series[row.series_id] if start and one.period_start and one.period_start < start]
        if row.pk in former:
            found[row.pk] = french.write_statement(row.series, former[row.pk])
        elif older:
            found[row.pk] = f"{french.write_statement(row.series, older[-1])} ({older[-1].period_label})"
    return found


def find_alerts(pending: list[Observation]) -> dict[int, list[str]]:
    """Key → what the quality rules find in it and nobody has answered. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    if pending:
        rows = Finding.objects.waiting().filter(observation__in=[one.pk for one in pending]).gravest_first()
        for key, message in rows.values_list("observation_id", "message"):
            found[key].append(message)
    return found


def may_validate(user: Any, listed: Iterable[ObservationRow]) -> bool:
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
        raise StepRefused(_("Cocher au moins une valeur."))
    return found


def take_rows(user: Any, step: str, tokens: Iterable[str], why: str) -> list[Observation]:
    """Takes this step for all these rows, or raises StepRefused and takes it for none."""
    return STEPS[step](user, read_tokens(tokens), why)


@dataclass(frozen=True)
class Pile:
    """What waits for a person, one kind of it."""

    title: str
    query: str
    count: int
    first: tuple[ObservationRow, ...]


def piles_to_judge(user: Any, most: int = 5) -> list[Pile]:
    """What waits for the validation of this person, if anything."""
    if not workflow.may_judge(user):
        return []
    return pile_up(user, [(_("Soumis, à valider ou à retourner"), "statut=soumis")], most)


def piles_of_mine(user: Any, most: int = 5) -> list[Pile]:
    """What this person sent and where it is, what came back, what was begun; only what there is."""
    if not user.has_perm("indicators.change_observation"):
        return []
    asked = [
        (_("Envoyés, en attente de validation"), "statut=soumis&a=par-moi"),
        (_("Retournés, à corriger"), "statut=retourne&a=moi"),
        (_("Brouillons, à soumettre"), "statut=brouillon&a=moi"),
        (_("Envoyés par moi, validés"), "statut=valide&a=par-moi"),
    ]
    return pile_up(user, asked, most)


def pile_up(user: Any, asked: Iterable[tuple[str, str]], most: int) -> list[Pile]:
    return [pile for title, query in asked if (pile := pile_of(user, title, query, most)).count]


def pile_of(user: Any, title: str, query: str, most: int) -> Pile:
    found = selected_rows(select_rows(user, QueryDict(query)))
    return Pile(title, query, found.count(), tuple(rows_of_observations(user, found[:most])))
