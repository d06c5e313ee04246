"""The smallest valid object of each kind, saved; what a test cares about, it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from itertools import count
from typing import Any, TypeVar

from django.db import transaction

from axes.models import Axis, Citation, ContentRow, ContentTable, Footnote, Measure, PriorityAction, Reference, Strategy
from indicators.models import EditorialNote, Indicator, Observation, Provider, ScaleStep, Series
from strategy_monitor.backoffice.recording import gather_records

Made = TypeVar("Made")

numbers = count(1)


def act(*given: str) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """Has the history note it once with all that it had to make first, unless one of these is given."""

    def of(make: Callable[..., Made]) -> Callable[..., Made]:
        @wraps(make)
        def made(*parents: Any, **values: Any) -> Made:
            if values.keys() & set(given):
                return make(*parents, **values)
            with transaction.atomic(), gather_records():
                return make(*parents, **values)

        return made

    return of


def strategy(**values: Any) -> Strategy:
    found = Strategy.objects.first()
    if found is not None and not values:
        return found
    given = {
        "title": "Stratégie numérique pour l’éducation",
        "short_title": "Stratégie numérique",
        "authority": "Fédération Wallonie-Bruxelles",
        "adopted_on": dt.date(2018, 10, 10),
        "legal_basis": "Décision du Gouvernement.",
        "introduction": "Une introduction.",
        "indicators_remark": "Une remarque.",
        "governance_title": "Gouvernance",
    }
    return Strategy.objects.create(**given | values)


def axis(number: int = 1, **values: Any) -> Axis:
    found = Axis.objects.filter(number=number).first()
    if found is not None and not values:
        return found
    given = {"title": f"Titre de l’axe {number}", "short_title": f"Axe n° {number}", "hue": "blue"}
    return Axis.objects.create(**{"strategy": strategy()} | given | {"number": number} | values)


@act("axis")
def action(**values: Any) -> PriorityAction:
    given = {"number": "1", "title": "Former les équipes"}
    return PriorityAction.objects.create(**({} if "axis" in values else {"axis": axis()}) | given | values)


@act("strategy", "action", "parent")
def measure(**values: Any) -> Measure:
    placed = {"strategy", "action", "parent"} & values.keys()
    number = next(numbers)
    given = {"code": f"M{number}", "text": f"Texte de la mesure {number}."}
    return Measure.objects.create(**({} if placed else {"strategy": strategy()}) | given | values)


def reference(**values: Any) -> Reference:
    given = {"code": f"reference-{next(numbers)}", "kind": "decree", "label": "Décret du 25 avril 2019"}
    return Reference.objects.create(**given | values)


@act()
def citation(**values: Any) -> Citation:
    given = {name: make() for name, make in (("measure", measure), ("reference", reference)) if name not in values}
    return Citation.objects.create(**given | {"printed_label": "Le décret"} | values)


def footnote(**values: Any) -> Footnote:
    placed = {"strategy", "measure"} & values.keys()
    return Footnote.objects.create(
        **({} if placed else {"strategy": strategy()}) | {"marker": "1", "text": "Voir le décret."} | values
    )


@act("measure")
def table(**values: Any) -> ContentTable:
    given = {
        "code": f"T-{next(numbers)}",
        "title": "Savoirs par année",
        "caption": "Ce qui s’apprend, et quand.",
        "kind": "marks",
        "row_heading": "Savoir",
        "columns": ["P1", "P2", "P3"],
    }
    return ContentTable.objects.create(**({} if "measure" in values else {"measure": measure()}) | given | values)


@act("table")
def row(**values: Any) -> ContentRow:
    given = {"label": "Données", "cells": ["x", "", "x"]}
    return ContentRow.objects.create(**({} if "table" in values else {"table": table()}) | given | values)


def provider(**values: Any) -> Provider:
    return Provider.objects.create(**{"code": f"P{next(numbers)}", "name": "Institut", "acronym": "IFPC"} | values)


def step(level: int = 0, **values: Any) -> ScaleStep:
    return ScaleStep.objects.create(**{"level": level, "caption": "Pas encore commencé"} | values)


def free_code(start: str) -> str:
    used = set(Indicator.objects.values_list("code", flat=True))
    return next(code for n in count(1) if (code := f"{start}{n}") not in used)


@act()
def indicator(**values: Any) -> Indicator:
    """Operational by default; say `axis` for an indicator of impact."""
    if "axis" in values:
        given: dict[str, Any] = {"category": "impact", "code": free_code("1-I")}
    else:
        given = {"category": "operational", "code": free_code("1.1-O")}
        if "action" not in values:
            given["action"] = PriorityAction.objects.first() or action()
    given |= {"nature": "quantitative", "title": "Heures de formation", "short_title": "Heures", "source": "IFPC"}
    made = Indicator.objects.create(**given | values)
    made.providers.set([Provider.objects.first() or provider()])
    return made


@act("indicator")
def series(**values: Any) -> Series:
    given = {
        "key": f"serie-{next(numbers)}",
        "label": "Heures suivies",
        "unit": "heures",
        "unit_singular": "heure",
        "quantity": "count",
        "role": "headline",
    }
    return Series.objects.create(**({} if "indicator" in values else {"indicator": indicator()}) | given | values)


@act("series")
def observation(**values: Any) -> Observation:
    given = {
        "period_kind": "school_year",
        "period_start": dt.date(2023, 9, 1),
        "period_end": dt.date(2024, 8, 31),
        "period_label": "2023-2024",
        "value": Decimal(4944),
        "printed": "4.944 heures",
        "place": "headline",
        "status": "validated",
    }
    return Observation.objects.create(**({} if "series" in values else {"series": series()}) | given | values)


def note(**values: Any) -> EditorialNote:
    targets = {"observation", "indicator", "measure", "reference", "action", "axis", "strategy", "scale_step"}
    given = {
        "code": f"N-{next(numbers)}",
        "kind": "doubtful_figure",
        "severity": "doubt",
        "printed": "7.157 écoles",
        "reason": "Il n’y a pas tant d’écoles.",
        "decision": "Conservé, et signalé.",
    }
    return EditorialNote.objects.create(
        **({} if targets & values.keys() else {"observation": observation()}) | given | values
    )
