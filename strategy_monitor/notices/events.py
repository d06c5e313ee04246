"""What happens to values and releases, told to whom it concerns. The rooms below, which do it, know nothing of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from indicators import workflow
from indicators.models import Observation
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language import french
from strategy_monitor.language.codes import NoticeKind, ReleaseKind, WorkStatus
from strategy_monitor.notices.models import MailChoice
from strategy_monitor.notices.readers import readers
from strategy_monitor.notices.telling import News, list_lines, tell
from strategy_monitor.releases.models import Release, Withdrawal


@dataclass(frozen=True)
class Outcome:
    """What became of values that were submitted, as those who submitted them are told."""

    kind: NoticeKind
    title: Any
    query: str
    """Of the list of values that shows them."""


RETURNED = Outcome(
    NoticeKind.RETURNED,
    ngettext_lazy("%(who)s a retourné %(n)d valeur", "%(who)s a retourné %(n)d valeurs", "n"),
    "statut=retourne&a=moi",
)
VALIDATED = Outcome(
    NoticeKind.VALIDATED,
    ngettext_lazy("%(who)s a validé %(n)d valeur", "%(who)s a validé %(n)d valeurs", "n"),
    "statut=valide&a=par-moi",
)
VALIDATION_UNDONE = Outcome(
    NoticeKind.VALIDATED,
    ngettext_lazy(
        "%(who)s a défait la validation de %(n)d valeur", "%(who)s a défait la validation de %(n)d valeurs", "n"
    ),
    "statut=soumis&a=par-moi",
)


def hear_step(
    step: WorkStatus, user: Any, observations: list[Observation], why: str = "", undone: bool = False, **_told: Any
) -> None:
    """Listens to `indicators.signals.step_taken`."""
    if step == WorkStatus.SUBMITTED:
        tell_submitted(user, observations)
    elif step == WorkStatus.RETURNED:
        tell_submitters(user, observations, RETURNED, why)
    elif step == WorkStatus.VALIDATED:
        tell_submitters(user, observations, VALIDATION_UNDONE if undone else VALIDATED)


def tell_submitted(user: Any, observations: list[Observation]) -> None:
    """Those who may validate are told of what they may validate: of nothing that is their own work."""
    judges = list(readers("indicators.validate_observation").exclude(pk=user.pk))
    if not judges:
        return
    work = {} if settings.ALLOW_SELF_VALIDATION else workflow.workers([one.pk for one in observations])
    groups: dict[tuple[int, ...], list[Any]] = defaultdict(list)
    for judge in judges:
        theirs = tuple(one.pk for one in observations if judge.pk not in work.get(one.pk, ()))
        groups[theirs].append(judge)
    for keys, people in groups.items():
        if keys:
            shown = [one for one in observations if one.pk in keys]
            title = ngettext(
                "%(who)s a soumis %(n)d valeur, à valider", "%(who)s a soumis %(n)d valeurs, à valider", len(shown)
            )
            told = title % {"who": name_person(user), "n": len(shown)}
            tell(people, News(NoticeKind.SUBMITTED, told, list_values(shown), path_of(shown, "statut=soumis")), by=user)


def tell_submitters(user: Any, observations: Iterable[Observation], outcome: Outcome, why: str = "") -> None:
    """Those who submitted are told what became of it, each of their own."""
    groups: dict[int, list[Observation]] = defaultdict(list)
    for one in observations:
        if one.submitted_by_id:
            groups[one.submitted_by_id].append(one)
    people = get_user_model()._default_manager.in_bulk(groups)
    for key, shown in groups.items():
        title = outcome.title % {"who": name_person(user), "n": len(shown)}
        tell([people[key]], News(outcome.kind, title, list_values(shown, why), path_of(shown, outcome.query)), by=user)


def list_values(shown: list[Observation], why: str = "") -> str:
    listed = list_lines(write_value_line(one) for one in shown)
    return listed + "\n\n" + _("La raison : « %(why)s »") % {"why": why} if why else listed


def path_of(shown: list[Observation], query: str) -> str:
    """The page of the one there is, or the list of several."""
    if len(shown) == 1:
        return reverse("desk-observation", args=[shown[0].pk])
    return f"{reverse('desk-observations')}?{query}"


def write_value_line(one: Observation) -> str:
    """« 2.1-O2, Heures, 2023-2024 : 4 944 heures », with what was said to who validates it."""
    where = ", ".join((one.series.indicator.code, one.series.label, one.period_label))
    said = f" (« {' '.join(one.submitted_message.split())} »)" if one.submitted_message else ""
    return f"{where} : {french.write_statement(one.series, one)}{said}"


def tell_publication(release: Release, people: Iterable[int | None] | None, **_told: Any) -> None:
    """Listens to `releases.signals.release_published`: tells whose work is in it, and who follows all releases."""
    authors = contributors_of(release) if people is None else people
    erratum = release.kind == ReleaseKind.ERRATUM
    title = _("L’erratum %(name)s est publié") if erratum else _("La version %(name)s est publiée")
    news = News(
        NoticeKind.PUBLISHED,
        title % {"name": release},
        _("La raison : « %(why)s »") % {"why": " ".join(release.reason.split())},
        reverse("errata" if erratum else "releases"),
    )
    tell(with_followers(authors), news, by=release.author)


def tell_withdrawal(withdrawal: Withdrawal, **_told: Any) -> None:
    """Listens to `releases.signals.release_withdrawn`: tells whose work was in it, who published it, and who follows
    all releases."""
    release = withdrawal.release
    closed = release.edition.closed_at
    of_copy = closed is None or release.published_at <= closed  # a closed edition is corrected by its own document
    authors = contributors_of(release) if of_copy else set()
    news = News(
        NoticeKind.PUBLISHED,
        _("La version %(name)s est retirée") % {"name": release},
        _("La raison : « %(why)s »") % {"why": " ".join(withdrawal.reason.split())},
        reverse("releases"),
    )
    tell(with_followers((release.author_id, *authors)), news, by=withdrawal.author)


def with_followers(keys: Iterable[int | None]) -> QuerySet[Any]:
    """The people of these keys, and those who follow all releases."""
    followers = MailChoice.objects.filter(every_release=True).values_list("person", flat=True)
    every = {key for key in (*keys, *followers) if key is not None}
    return get_user_model()._default_manager.filter(pk__in=every)


def contributors_of(release: Release) -> set[int | None]:
    """Keys of who typed, submitted or validated a value between the release before this one and this one."""
    before = Release.objects.filter(published_at__lt=release.published_at).aggregate(last=Max("published_at"))["last"]
    since = Q(history_date__lte=release.published_at) & (Q(history_date__gt=before) if before else Q())
    return set(Observation.history.filter(since).order_by().values_list("history_user_id", flat=True).distinct())
