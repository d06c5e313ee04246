"""The address of the history ↔ what it is narrowed to. As in the catalogue, the address is the only state."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import reduce
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from axes.models import Axis
from indicators.models import Finding, Indicator
from strategy_monitor.desk.records import AnyModel, Mark, history, inside, recorded, slug
from strategy_monitor.language.folding import fold
from strategy_monitor.pages.selection import fault, last
from strategy_monitor.quality.keeping import BY_THE_RULES

NOBODY = "*"
"""Stands for what no person did: no account can bear this name."""
CHANGES = {"creation": "+", "modification": "~", "suppression": "-"}
NAMES = ("axe", "indicateur", "qui", "objet", "action", "du", "au", "raison")
MARK = re.compile(r"([0-9]{1,16})-([a-z0-9-]{1,60})-([0-9]{1,12})")
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
    kinds = sorted((Choice(slug(one), capfirst(str(one._meta.verbose_name))) for one in models), key=by_label)
    return Choices(
        axes,
        (*people(), Choice(NOBODY, _("personne : chargement, import"))),
        tuple(kinds),
        tuple(Choice(name, str(label)) for name, label in CHANGE_LABELS.items()),
    )


def made_by_people(model: AnyModel) -> Q:
    """What the quality rules note by themselves is on their page; of findings, the answers are told here."""
    return ~Q(history_change_reason=BY_THE_RULES) if model is Finding else Q()


def by_label(choice: Choice) -> str:
    return fold(choice.label)


def people() -> list[Choice]:
    authors = [Q(Exists(history(model).filter(history_user_id=OuterRef("pk")))) for model in recorded()]
    found = get_user_model()._default_manager.filter(reduce(Q.__or__, authors, Q(is_staff=True)))
    named = [Choice(one.get_username(), one.get_full_name() or one.get_username()) for one in found]
    return sorted(named, key=by_label)


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

    def conditions(self, models: tuple[AnyModel, ...]) -> dict[AnyModel, Q]:
        """What each of these histories is asked; the ones that can hold nothing are left out."""
        shared = self.condition()
        found = {}
        for model in models:
            place = self.place(model)
            if place is not None and self.values.get("objet") in {None, slug(model)}:
                found[model] = shared & place & made_by_people(model)
        return found

    def place(self, model: AnyModel) -> Q | None:
        place: Q | None = Q()
        if "axe" in self.values:
            roots = history(Axis).filter(number=int(self.values["axe"])).values("id")
            place = inside(model, Axis, roots)
        if "indicateur" in self.values and place is not None:
            roots = history(Indicator).filter(code=self.values["indicateur"]).values("id")
            narrowed = inside(model, Indicator, roots)
            place = None if narrowed is None else place & narrowed
        return place

    def condition(self) -> Q:
        found = Q()
        if who := self.values.get("qui"):
            found &= Q(history_user=None) if who == NOBODY else Q(history_user__username=who)
        if change := self.values.get("action"):
            found &= Q(history_type=CHANGES[change])
        if since := self.values.get("du"):
            found &= Q(history_date__gte=midnight(dt.date.fromisoformat(since)))
        if until := self.values.get("au"):
            found &= Q(history_date__lt=midnight(dt.date.fromisoformat(until) + dt.timedelta(days=1)))
        if wanted := self.values.get("raison"):
            found &= Q(history_change_reason__in=reasons(wanted))
        return found


def midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def reasons(query: str) -> list[str]:
    """The reasons ever given that hold every one of these words; accents and capitals do not count. One query."""
    first, *others = [
        history(model).exclude(history_change_reason=None).values_list("history_change_reason", flat=True)
        for model in recorded()
    ]
    wanted = fold(query).split()
    return [reason for reason in first.union(*others) if all(word in fold(reason) for word in wanted)]


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
    known = history(Indicator).filter(code__iexact=asked[:40]).values_list("code", flat=True).first()
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
    return Mark(EPOCH + dt.timedelta(microseconds=int(found[1])), found[2], int(found[3]))


def written(mark: Mark) -> str:
    """As it stands in an address."""
    since: Any = mark.when - EPOCH
    return f"{since // dt.timedelta(microseconds=1)}-{mark.kind}-{mark.key}"
