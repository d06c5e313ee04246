"""The address of the history ↔ what it is narrowed to. As in the catalogue, the address is the only state."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from axes.models import Axis, Citation
from strategy_monitor.history.models import Change
from strategy_monitor.history.naming import AnyModel, history_of, model_slug
from strategy_monitor.language.folding import fold
from strategy_monitor.pages.selection import fault, last

NOBODY = "*"
"""Stands for what no person did: no account can bear this name."""
CHANGES = {"creation": "+", "modification": "~", "suppression": "-"}
NAMES = ("axe", "indicateur", "qui", "objet", "action", "du", "au", "raison")
MARK = re.compile(r"([0-9]{1,16})-([0-9]{1,12})")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MOST_LETTERS = 200

CHANGE_LABELS = {
    "creation": gettext_lazy("création"),
    "modification": gettext_lazy("modification"),
    "suppression": gettext_lazy("suppression"),
}


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Choices:
    """What the lists of the form offer."""

    axes: tuple[Choice, ...]
    people: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    changes: tuple[Choice, ...]

    @property
    def lists(self) -> list[tuple[str, str, str, tuple[Choice, ...]]]:
        """Name in the address, label, what no choice is called, choices."""
        return [
            ("axe", _("Axe"), _("tous"), self.axes),
            ("qui", _("Qui"), _("tout le monde"), self.people),
            ("objet", _("Objet"), _("tous"), self.kinds),
            ("action", _("Action"), _("toutes"), self.changes),
        ]


def choices(models: tuple[AnyModel, ...]) -> Choices:
    """Two queries. The people are those who hold an account of the staff, and those whom a history names."""
    axes = tuple(Choice(str(axis.number), str(axis)) for axis in Axis.objects.all())
    kinds = sorted((Choice(model_slug(one), capfirst(str(one._meta.verbose_name))) for one in models), key=by_label)
    return Choices(
        axes,
        (*people(), Choice(NOBODY, _("personne : chargement, import"))),
        tuple(kinds),
        tuple(Choice(name, str(label)) for name, label in CHANGE_LABELS.items()),
    )


def by_label(choice: Choice) -> str:
    return fold(choice.label)


def people() -> list[Choice]:
    authors = Change.objects.exclude(user=None).values("user")
    found = get_user_model()._default_manager.filter(Q(is_staff=True) | Q(pk__in=authors))
    named = [Choice(one.get_username(), one.get_full_name() or one.get_username()) for one in found]
    return sorted(named, key=by_label)


@dataclass(frozen=True)
class Mark:
    """The last change of a page: the next page begins after it."""

    when: dt.datetime
    key: int

    @property
    def after(self) -> Q:
        return Q(when__lt=self.when) | Q(when=self.when, pk__lt=self.key)


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it asks in vain is told in `faults`."""

    path: str
    values: dict[str, str]
    """What is kept of the address, by name; empty ones left out."""
    mark: Mark | None
    faults: tuple[str, ...]

    def address(self, **changes: str) -> str:
        given = {name: value for name, value in (self.values | changes).items() if value}
        return f"{self.path}?{urlencode(given)}" if given else self.path

    def changes(self, models: tuple[AnyModel, ...]) -> QuerySet[Change]:
        """Newest first, with what last happened to each thing. What the quality rules note by themselves is on their
        page; of findings, the answers are told here.
        """
        wanted = [one._meta.label for one in models if self.values.get("objet") in {None, model_slug(one)}]
        same = Change.objects.filter(model=OuterRef("model"), key=OuterRef("key")).order_by("-id")
        found = Change.objects.filter(self.condition(), model__in=wanted).exclude(origin=Change.Origin.RULES)
        return found.annotate(last_kind=Subquery(same.values("kind")[:1])).order_by("-when", "-id")

    def condition(self) -> Q:
        found = Q() if self.mark is None else self.mark.after
        if axis := self.values.get("axe"):
            found &= in_axis(int(axis))
        if code := self.values.get("indicateur"):
            found &= Q(indicator__in=indicators(code))
        if who := self.values.get("qui"):
            found &= Q(user=None) if who == NOBODY else Q(user__username=who)
        if change := self.values.get("action"):
            found &= Q(kind=CHANGES[change])
        if since := self.values.get("du"):
            found &= Q(when__gte=midnight(dt.date.fromisoformat(since)))
        if until := self.values.get("au"):
            found &= Q(when__lt=midnight(dt.date.fromisoformat(until) + dt.timedelta(days=1)))
        for word in fold(self.values.get("raison", "")).split():
            found &= Q(folded_reason__contains=word)
        return found


def in_axis(number: int) -> Q:
    """What stood in this axis when it changed; and the references that it cites, with their notes, whenever."""
    citations = Change.objects.filter(model=Citation._meta.label, axis=number)
    cited = history_of(Citation).filter(id__in=citations.values("key"))
    return Q(axis=number) | Q(subject_model="axes.Reference", subject_key__in=cited.values("reference_id"))


def indicators(code: str) -> list[int | None]:
    """Keys of the indicators that have ever borne this code."""
    return list(Change.objects.filter(indicator_code=code).values_list("indicator", flat=True).distinct())


def midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def read(given: QueryDict, known: Choices, path: str) -> Asked:
    faults: list[str] = []
    values = {name: value for name in NAMES if (value := last(given, name, faults))}
    for name, label, _anything, offered in known.lists:
        if name in values and values[name] not in {choice.value for choice in offered}:
            fault(faults, _("Le filtre « %(name)s » ne connaît pas la valeur « %(value)s » ; il est ignoré."),
                  label, values.pop(name))  # fmt: skip
    read_indicator(values, faults)
    for name in ("du", "au"):
        if name in values and not is_day(values[name]):
            fault(faults, _("« %(value)s » n’est pas une date ; elle est ignorée."), "", values.pop(name))
    if len(values.get("raison", "")) > MOST_LETTERS:
        faults.append(_("La recherche est limitée à 200 caractères ; la suite est ignorée."))
        values["raison"] = values["raison"][:MOST_LETTERS].strip()
    return Asked(path, values, read_mark(given, faults), tuple(faults))


def read_indicator(values: dict[str, str], faults: list[str]) -> None:
    """The code as it is written, whatever the case; that of an erased indicator counts too."""
    if "indicateur" not in values:
        return
    asked = values.pop("indicateur")
    known = Change.objects.filter(indicator_code__iexact=asked[:40]).values_list("indicator_code", flat=True).first()
    if known:
        values["indicateur"] = known
    else:
        fault(faults, _("Aucun indicateur n’a jamais porté le code « %(value)s » ; il est ignoré."), "", asked)


def is_day(text: str) -> bool:
    """A date that a history can hold, and every database count from."""
    try:
        return 1970 <= dt.date.fromisoformat(text).year < 3000
    except ValueError:
        return False


def read_mark(given: QueryDict, faults: list[str]) -> Mark | None:
    text = last(given, "avant", faults)
    found = MARK.fullmatch(text)
    if found is None:
        if text:
            faults.append(_("L’adresse ne dit pas où reprendre ; voici les changements les plus récents."))
        return None
    return Mark(EPOCH + dt.timedelta(microseconds=int(found[1])), int(found[2]))


def written(change: Change) -> str:
    """As it stands in an address."""
    return f"{(change.when - EPOCH) // dt.timedelta(microseconds=1)}-{change.pk}"
