"""The observations at work: which ones wait for whom, and the steps that move them on."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from axes.models import Axis
from axes.working_copy import lock_working_copy
from indicators import workflow
from indicators.models import Finding, Indicator, Observation, Provider
from indicators.rights import with_my_figures
from indicators.signals import figures_changed
from indicators.workflow import StepRefused
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.backoffice.search import filter_matching
from strategy_monitor.backoffice.versions import revisions
from strategy_monitor.desk.exchange import imports_open_to
from strategy_monitor.language import french
from strategy_monitor.language.codes import FindingSeverity, MessageKind, WorkStatus
from strategy_monitor.quality.rule import QualityFault
from strategy_monitor.releases.publish import published_since
from strategy_monitor.threads.models import Attachment
from strategy_monitor.web.selection import QUERY, Choice, Parameter, Selection, check_length, select

STATUSES = {
    "brouillon": WorkStatus.DRAFT,
    "soumis": WorkStatus.SUBMITTED,
    "retourne": WorkStatus.RETURNED,
    "valide": WorkStatus.VALIDATED,
}
"""As they stand in an address."""

SEARCHED = (
    *("series__indicator__code", "series__indicator__short_title", "series__label", "period_label"),
    *("printed", "state"),
)
NUMBERED = ("{series__indicator__action__axis__number}.{series__indicator__action__number}",)
"""Where one searches: in fields, and in the number under which a value is read."""

STEPS: dict[str, Callable[[Any, Ticked, str], list[Observation]]] = {
    "soumettre": lambda user, ticked, _why: workflow.submit(user, ticked.rows),
    "valider": lambda user, ticked, _why: validate_seen(user, ticked),
    "defaire": lambda user, ticked, _why: workflow.undo_validation(user, ticked.rows, published_since),
    "retourner": lambda user, ticked, why: workflow.give_back(user, ticked.rows, why),
    "retirer": lambda user, ticked, _why: workflow.take_back(user, ticked.rows),
    "supprimer": lambda user, ticked, _why: workflow.delete_drafts(user, ticked.rows),
}
TO_CHECK = {"valider", "defaire", "supprimer"}
PERMISSIONS = {
    "soumettre": "indicators.change_observation",
    "valider": "indicators.validate_observation",
    "defaire": "indicators.validate_observation",
    "retourner": "indicators.validate_observation",
    "retirer": "indicators.change_observation",
    "supprimer": "indicators.change_observation",
}
DONE = {
    "soumettre": (gettext_lazy("valeur soumise"), gettext_lazy("valeurs soumises")),
    "valider": (gettext_lazy("valeur validée"), gettext_lazy("valeurs validées")),
    "defaire": (gettext_lazy("validation défaite"), gettext_lazy("validations défaites")),
    "retourner": (gettext_lazy("valeur retournée"), gettext_lazy("valeurs retournées")),
    "retirer": (gettext_lazy("soumission retirée"), gettext_lazy("soumissions retirées")),
    "supprimer": (gettext_lazy("brouillon supprimé"), gettext_lazy("brouillons supprimés")),
}


STRIKING_RULES = {"jump"}
"""Rules whose alerts are seen one by one before anybody validates, as are all that would stop a publication."""


@dataclass(frozen=True)
class Ticked:
    """What a page showed of the rows that were ticked."""

    rows: dict[int, int]
    """Key → revision."""
    alerts: dict[int, str]
    """Key → mark of the striking alerts that stood beside it."""


@dataclass(frozen=True)
class ObservationRow:
    """One observation in a list: what it says, and what the page shows of it: its revision, its striking alerts."""

    observation: Observation
    figure: str
    token: str
    own: bool = False
    """Whether it waits for a validation that the person who reads this may not give, because it is their own work."""
    before: str = ""
    """What the public reads in its place: as it was last validated, else the period before it in its series."""
    alerts: tuple[Finding, ...] = ()
    """What the quality rules find in it, and nobody has answered."""
    files: tuple[Attachment, ...] = ()
    """What who submitted it put into its thread."""

    @property
    def idle(self) -> str:
        """Why it waits for nobody though it is begun; empty where it does wait, or is validated."""
        begun = self.observation.status != WorkStatus.VALIDATED
        closed = self.observation.series.indicator.closed_since
        return _("Son indicateur est clos : elle n’attend personne.") if begun and closed else ""

    @property
    def striking(self) -> bool:
        """Whether it is ticked by itself only, because of what stands beside it."""
        return any(is_striking(alert) for alert in self.alerts)


def observation_parameters(user: Any) -> tuple[Parameter[Q], ...]:
    """What the list can be narrowed to; three queries."""
    statuses = [Choice(name, str(status.word), of_status(status)) for name, status in STATUSES.items()]
    axes = [Choice(str(one.number), str(one), on_axis(one)) for one in Axis.objects.all()]
    providers = [Choice(one.code, one.acronym, of_provider(one)) for one in Provider.objects.all()]
    mine = Q(series__indicator__in=Indicator.objects.filter(with_my_figures(user)))
    return (
        Parameter(QUERY, _("Chercher"), check=check_length, means=values_holding),
        Parameter("statut", _("Statut"), _("Tous"), tuple(statuses)),
        Parameter("axe", _("Axe"), _("Tous"), tuple(axes)),
        Parameter("producteur", _("Fournisseur"), _("Tous"), tuple(providers)),
        *by_import(user),
        Parameter(
            "a", _("À qui"), _("Tout le monde"), (Choice("moi", _("À moi"), mine), *sent_by(user), *validated_by(user))
        ),
    )


def of_status(status: WorkStatus) -> Q:
    """What is not validated is listed under its status while it waits for somebody."""
    return Q(status=status) if status == WorkStatus.VALIDATED else Q(status=status) & workflow.WAITING


def by_import(user: Any) -> list[Parameter[Q]]:
    """The imports of which something is still to be validated, the newest first; nothing where none is. One query."""
    waiting = Observation.objects.filter(workflow.WAITING).exclude(imported_from=None)
    files = imports_open_to(user).filter(pk__in=waiting.order_by().values("imported_from")).order_by("-confirmed_at")
    choices = [Choice(str(key), name, Q(imported_from=key)) for key, name in files.values_list("pk", "name")]
    return [Parameter("import", _("Import"), _("Tous"), tuple(choices))] if choices else []


def values_holding(text: str) -> Q:
    """The values found by a code, a number (« 4.1 ») or words of what is read; one query."""
    return Q(pk__in=filter_matching(Observation.objects.all(), SEARCHED, text, NUMBERED).values("pk"))


def sent_by(user: Any) -> list[Choice[Q]]:
    """What this person submitted, and where it is; and what anybody else did."""
    arrived, mine = Q(status__in=(WorkStatus.SUBMITTED, WorkStatus.VALIDATED)), Q(submitted_by=user)
    return [
        Choice("par-moi", _("Envoyés par moi"), arrived & mine),
        Choice("autres", _("Envoyés par d’autres"), arrived & (Q(submitted_by=None) | ~mine)),
    ]


def validated_by(user: Any) -> list[Choice[Q]]:
    """What this person may still take back; nothing for who does not validate."""
    if not workflow.may_judge(user):
        return []
    return [Choice("valides-a-l-instant", _("Validés par moi à l’instant"), workflow.just_validated(user))]


def on_axis(axis: Axis) -> Q:
    return Q(series__indicator__action__axis=axis) | Q(series__indicator__axis=axis)


def of_provider(provider: Provider) -> Q:
    return Q(series__indicator__providers=provider) | Q(series__indicator__planned_providers=provider)


def select_rows(parameters: tuple[Parameter[Q], ...], given: QueryDict) -> Selection[Q]:
    """`parameters`: those of `observation_parameters`."""
    return select(reverse("desk-observations"), parameters, given)


def selected_rows(selection: Selection[Q]) -> QuerySet[Observation]:
    """The observations of a list, in the order of the indicators; each once."""
    return (
        Observation.objects.filter(pk__in=Observation.objects.filter(*selection.meanings).values("pk"))
        .select_related("series__indicator", "submitted_by", "validated_by")
        .order_by("series__indicator__code", "series__position", "period_start", "period_label")
    )


def rows_of_observations(user: Any, observations: Iterable[Observation]) -> list[ObservationRow]:
    found = list(observations)
    if not found:
        return []
    seen = revisions(Observation, [one.pk for one in found])
    waiting = [one.pk for one in found if one.status == WorkStatus.SUBMITTED]
    own = workflow.own_work(user, waiting) if workflow.may_judge(user) else set()
    pending = [one for one in found if one.status != WorkStatus.VALIDATED]
    before, alerts = write_before(pending), find_alerts(pending)
    files = find_files(one for one in found if one.status == WorkStatus.SUBMITTED)
    return [
        ObservationRow(
            one,
            french.write_statement(one.series, one),
            write_token(one.pk, seen.get(one.pk, 0), mark_striking(alerts[one.pk])),
            one.pk in own,
            before.get(one.pk, ""),
            tuple(alerts[one.pk]),
            tuple(files.get(one.pk, ())),
        )
        for one in found
    ]


def find_files(submitted: Iterable[Observation]) -> dict[int, list[Attachment]]:
    """Key of a value → the files that who submitted it put into its thread; one query, none where nothing waits."""
    people = {one.pk: one.submitted_by_id for one in submitted}
    found: dict[int, list[Attachment]] = {}
    if not people:
        return found
    files = Attachment.objects.filter(message__observation__in=people, message__kind=MessageKind.MESSAGE)
    for one in files.select_related("message").defer("content"):
        if one.message.author_id == people[one.message.observation_id or 0]:
            found.setdefault(one.message.observation_id or 0, []).append(one)
    return found


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


def find_alerts(pending: list[Observation]) -> dict[int, list[Finding]]:
    """Key → what the quality rules find in it and nobody has answered. One query.

    A draft may put wrong what stands validated beside it: what only drafts show, and no draft bears, is told with each
    of its series; with each of its indicator, where no series bears it.
    """
    found: dict[int, list[Finding]] = defaultdict(list)
    if not pending:
        return found
    own = Q(observation__in=[one.pk for one in pending])
    beside = Q(observation=None) | Q(observation__status=WorkStatus.VALIDATED)
    caused = beside & Q(in_draft=True, indicator__in={one.series.indicator_id for one in pending})
    alerts = Finding.objects.waiting().filter(own | caused, mended_in_draft=False).gravest_first()
    for alert in alerts.select_related("observation"):
        for one in pending:
            if tells_of(alert, one):
                found[one.pk].append(alert)
    return found


def tells_of(alert: Finding, one: Observation) -> bool:
    if alert.observation is not None and alert.observation.status != WorkStatus.VALIDATED:
        return bool(alert.observation_id == one.pk)
    same = alert.series_id == one.series_id if alert.series_id else alert.indicator_id == one.series.indicator_id
    return bool(alert.observation_id == one.pk or (alert.in_draft and same))


def is_striking(alert: Finding | QualityFault) -> bool:
    return alert.severity == FindingSeverity.BLOCKING or alert.rule in STRIKING_RULES


def mark_striking(alerts: Iterable[Finding | QualityFault]) -> str:
    """What stands for those that are seen one by one, whatever their order; empty for none."""
    found = sorted(alert.fingerprint for alert in alerts if is_striking(alert))
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:16] if found else ""


def may_validate(user: Any, listed: Iterable[ObservationRow]) -> bool:
    """Whether to offer it: not where all that waits for it is this person's own work."""
    waiting = [row.own for row in listed if row.observation.status == WorkStatus.SUBMITTED]
    return workflow.may_judge(user) and not (waiting and all(waiting))


def write_token(key: int, revision: int, mark: str = "") -> str:
    return f"{key}:{revision}:{mark}" if mark else f"{key}:{revision}"


def read_tokens(tokens: Iterable[str]) -> Ticked:
    """The rows that were ticked. Raises StepRefused for what no page of ours sends."""
    found = Ticked({}, {})
    for token in tokens:
        key, _colon, seen = token.partition(":")
        seen, _colon, mark = seen.partition(":")
        if not is_key(key) or not is_key(seen):
            raise StepRefused(_("La page envoyée n’est pas lisible : la rouvrir, puis recommencer."))
        found.rows[int(key)], found.alerts[int(key)] = int(seen), mark
    if not found.rows:
        raise StepRefused(_("Cocher au moins une valeur."))
    return found


def take_rows(user: Any, step: str, tokens: Iterable[str], why: str) -> list[Observation]:
    """Takes this step for all these rows, or raises StepRefused and takes it for none.

    Where it changes what would be published, or what stands, the quality rules look at it anew.
    """
    done = STEPS[step](user, read_tokens(tokens), why)
    if step in TO_CHECK:
        figures_changed.send(Observation, indicators={one.series.indicator_id for one in done})
    return done


def validate_seen(user: Any, ticked: Ticked) -> list[Observation]:
    """Validates these rows, each with the striking alerts that its page showed, and no others."""
    with transaction.atomic():
        lock_working_copy()
        rows = Observation.objects.filter(pk__in=ticked.rows, status=WorkStatus.SUBMITTED)
        pending = list(rows.select_related("series__indicator"))
        alerts = find_alerts(pending)
        unseen = [one for one in pending if mark_striking(alerts[one.pk]) not in {"", ticked.alerts[one.pk]}]
        if unseen:
            named = " ; ".join(f"{one.series.indicator.code}, {one.period_label}" for one in unseen)
            said = _("Rien n’est validé : une alerte est à voir d’abord. La lire, puis cocher sa ligne : %(rows)s.")
            raise StepRefused(said % {"rows": named})
        return workflow.validate(user, ticked.rows)


def tokens_of(observations: Iterable[Observation]) -> list[str]:
    """As they stand now."""
    keys = [one.pk for one in observations]
    return [write_token(key, seen) for key, seen in revisions(Observation, keys).items()]


def undoable(user: Any, listed: Iterable[ObservationRow]) -> bool:
    """Whether this person has just validated one of these, and nothing was published since. Three queries at most, for
    those who validate."""
    keys = [row.observation.pk for row in listed if row.observation.validated_by_id == user.pk]
    if not keys:
        return False
    just = Observation.objects.filter(workflow.just_validated(user), pk__in=keys).values("pk")
    last = workflow.list_validations(user).filter(id__in=just).aggregate(last=Max("history_date"))["last"]
    return last is not None and not published_since(last)


@dataclass(frozen=True)
class Pile:
    """What waits for a person, one kind of it."""

    title: str
    query: str
    count: int
    first: tuple[ObservationRow, ...]


def piles_to_judge(user: Any, most: int = 5) -> list[Pile]:
    """What waits for the validation of this person, if anything. What they sent themselves is among their own."""
    if not workflow.may_judge(user):
        return []
    theirs = "" if judges_own_work(user) else "&a=autres"
    return pile_up(user, [(_("Soumis, à valider ou à retourner"), f"statut=soumis{theirs}")], most)


def judges_own_work(user: Any) -> bool:
    """Whether what this person sends waits for themselves too."""
    return settings.ALLOW_SELF_VALIDATION and workflow.may_judge(user)


def piles_of_mine(user: Any, most: int = 5) -> list[Pile]:
    """What came back to this person and what they began, which is theirs to do; then what they sent, and where it is,
    unless they are to judge it. Only what there is."""
    if not user.has_perm("indicators.change_observation"):
        return []
    asked = [
        (_("Retournés, à corriger"), "statut=retourne&a=moi"),
        (_("Brouillons, à soumettre"), "statut=brouillon&a=moi"),
        *([] if judges_own_work(user) else [(_("Envoyés, en attente de validation"), "statut=soumis&a=par-moi")]),
        (_("Envoyés par moi, validés"), "statut=valide&a=par-moi"),
    ]
    return pile_up(user, asked, most)


def pile_up(user: Any, asked: Iterable[tuple[str, str]], most: int) -> list[Pile]:
    parameters = observation_parameters(user)
    return [pile for title, query in asked if (pile := pile_of(user, title, query, parameters, most)).count]


def pile_of(user: Any, title: str, query: str, parameters: tuple[Parameter[Q], ...], most: int) -> Pile:
    found = selected_rows(select_rows(parameters, QueryDict(query)))
    rows = tuple(rows_of_observations(user, found[:most]))
    return Pile(title, query, len(rows) if len(rows) < most else found.count(), rows)
