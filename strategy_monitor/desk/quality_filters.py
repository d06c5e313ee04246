"""The address of the list of findings ↔ what it selects. As in the catalogue, the address is the only state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from axes.models import Axis
from strategy_monitor.language.codes import FindingSeverity
from strategy_monitor.pages.selection import Active, fault, last
from strategy_monitor.quality.rules import RULES

NO_AXIS = "aucun"
EVERY = "tous"
Findings = Any  # a queryset of findings: its own methods are not in the stubs


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    keeps: Callable[[Findings], Findings]


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    anything: str
    """What is said where nothing is chosen."""
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Selection:
    path: str
    filters: tuple[Filter, ...]
    chosen: tuple[tuple[Filter, Choice], ...]
    faults: tuple[str, ...]
    """What was ignored, in French."""

    def of(self, findings: Findings) -> Findings:
        if "etat" not in self.values:
            findings = findings.waiting()
        for _filter, choice in self.chosen:
            findings = choice.keeps(findings)
        return findings

    def address(self, **changes: str) -> str:
        given = {name: value for name, value in {**self.values, **changes}.items() if value}
        return f"{self.path}?{urlencode(given)}" if given else self.path

    @property
    def values(self) -> dict[str, str]:
        return {one.name: choice.value for one, choice in self.chosen}

    @property
    def lists(self) -> list[tuple[Filter, str]]:
        return [(one, self.values.get(one.name, "")) for one in self.filters]

    @property
    def active(self) -> list[Active]:
        return [Active(f"{one.label} : {choice.label}", self.address(**{one.name: ""})) for one, choice in self.chosen]


def equals(name: str, value: Any, findings: Findings) -> Findings:
    return findings.filter(**{name: value})


def in_state(name: str, findings: Findings) -> Findings:
    return getattr(findings, name)()


def filters() -> tuple[Filter, ...]:
    """What the list can be narrowed to; one query."""
    axes = [Choice(str(one.number), str(one), partial(equals, "axis", one)) for one in Axis.objects.all()]
    axes.append(Choice(NO_AXIS, _("aucun en particulier"), partial(equals, "axis", None)))
    severities = (Choice(value, str(label), partial(equals, "severity", value)) for value, label in SEVERITIES)
    rules = (Choice(one.code, str(one.title), partial(equals, "rule", one.code)) for one in RULES.values())
    return (
        Filter("gravite", _("Gravité"), _("toutes"), tuple(severities)),
        Filter("regle", _("Règle"), _("toutes"), tuple(rules)),
        Filter("axe", _("Axe"), _("tous"), tuple(axes)),
        Filter("etat", _("État"), _("à traiter"), states()),
    )


SEVERITIES = FindingSeverity.choices()


def states() -> tuple[Choice, ...]:
    """Where nothing is chosen, what waits for someone."""
    return (
        Choice("signales", _("déjà dits au public par une note"), partial(in_state, "told")),
        Choice("confirmes", _("confirmés tels qu’imprimés"), partial(in_state, "confirmed")),
        Choice("examen", _("en cours d’examen"), partial(equals, "answer", "inquiry")),
        Choice("corriges", _("dits corrigés"), partial(equals, "answer", "corrected")),
        Choice("disparus", _("disparus"), partial(in_state, "gone")),
        Choice(EVERY, _("tous"), partial(in_state, "all")),
    )


def select(path: str, given: QueryDict) -> Selection:
    """Reads an address. What it does not know, it ignores and says."""
    offered, chosen, faults = filters(), [], list[str]()
    for one in offered:
        value = last(given, one.name, faults)
        choice = next((choice for choice in one.choices if choice.value == value), None)
        if choice:
            chosen.append((one, choice))
        elif value:
            fault(faults, _("« %(value)s » n’est pas une valeur de « %(name)s » : ignoré."), one.name, value)
    return Selection(path, offered, tuple(chosen), tuple(faults))
