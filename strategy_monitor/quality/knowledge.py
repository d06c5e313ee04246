"""What the rules know of the world: ranges, waves of surveys, words. Data, each with where it comes from."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from strategy_monitor.language import french
from strategy_monitor.language.values import Measured, Stated
from strategy_monitor.report.schedule import SURVEYS

LATE_AFTER = {
    "annual": 18,
    "school_year": 18,
    "every_3_years": 42,
    "every_6_years": 78,
    "unknown": 24,
}
"""Months after which a figure of this frequency is old: one turn and a half year. One taken once never is."""

JUMP = Decimal(3)
"""Between two periods of a series, a figure multiplied or divided by more than this is looked at again."""

JUMPING_FROM = {"count": 10, "amount": 10, "share": 10, "duration": 10, "mean": 0, "median": 0, "rate": 0}
"""By quantity, the size from which a jump says something: from 1 to 4 schools is none. An evolution is one itself."""


def times_between(one: Decimal, other: Decimal, quantity: str) -> Decimal | None:
    """How many times the smaller of two figures the larger one is, to one decimal; None where that is no jump."""
    low, high = sorted((one, other))
    if quantity not in JUMPING_FROM or low <= 0 or high < JUMPING_FROM[quantity] or high <= low * JUMP:
        return None
    return round(high / low, 1)


SAME_POPULATION = Decimal("1.5")
"""A population does not grow more than this between two periods of one indicator."""

RANGES: dict[str, tuple[int | None, int | None]] = {
    "share": (0, 100),
    "count": (0, None),
    "amount": (0, None),
    "duration": (0, None),
    "mean": (0, None),
    "median": (0, None),
    "rate": (0, None),
    "change": (-100, None),
}
"""By quantity, what a value can be. Nothing falls by more than 100 %."""

WHOLE_NUMBERS = frozenset({"count"})


@dataclass(frozen=True)
class Ceiling:
    most: Decimal
    why: object


CEILINGS: dict[tuple[str, str], Ceiling] = {
    # The report counts 2 671 heads of school, said to be all of them (3.2-3-O3); one per school, and some margin.
    ("Fédération Wallonie-Bruxelles", "écoles"): Ceiling(
        Decimal(3000), _("la Fédération compte quelque 2 700 directions d’école")
    ),
}
"""By authority and unit, what no figure exceeds. Of another authority nothing is known."""

NOT_BEGUN = re.compile(r"\bpas (?:encore )?(?:commencé|démarré|débuté|été entam)|\bà construire\b", re.IGNORECASE)
BEGUN = re.compile(
    r"\b(?:ont|a) (?:démarré|commencé|débuté)|\ben cours\b|\ben préparation\b|\bentam|\bpartiel", re.IGNORECASE
)
DONE = re.compile(
    r"\b(?:ont|a) été (?:adopté|créé|revu|réalisé|achevé|terminé|finalisé|publié|déployé|livré|mis en)"
    r"|\b(?:est|sont) (?:achevé|terminé|finalisé|réalisé)",
    re.IGNORECASE,
)
"""How the report says in words where a work stands."""

YEARS = frozenset({"an", "ans", "année", "années"})
DEAD = frozenset({404, 410})
"""Answers by which a site says that an address leads nowhere. One that refuses robots (401, 403, 429) is not dead."""


def published_waves(survey: str, today: dt.date) -> list[int]:
    """Years of the waves of this survey whose results are public on this day, oldest first."""
    return [year for year, day in sorted(SURVEYS[survey].items()) if day is not None and day <= today]


# Figures and days in what the rules say. It is stored, and a fault is known again by it: spaces and signs are plain,
# and stay as they are.


def write_figure(value: Decimal | int) -> str:
    """« 7 157 », « 61,5 », « -3 »."""
    return french.write_number(Decimal(value)).replace(french.MINUS, "-")


def write_amount(value: Decimal | int, unit: str) -> str:
    """The figure with its unit."""
    return f"{write_figure(value)}{french.NARROW if unit == '%' else ' '}{unit}".strip()


def explain_range(series: Measured, one: Stated, authority: str) -> str:
    """Why the value cannot be, where this authority says it, in French; empty where it can."""
    for value in (one.value, one.value_high):
        if value is None:
            continue
        low, high = RANGES.get(series.quantity, (None, None))
        if low is not None and value < low:
            return gettext("%(value)s : une valeur de cette grandeur n’est pas inférieure à %(low)d.") % {
                "value": write_amount(value, series.unit),
                "low": low,
            }
        if high is not None and value > high:
            return gettext("%(value)s : une part ne dépasse pas 100 %%.") % {"value": write_amount(value, series.unit)}
        if series.quantity in WHOLE_NUMBERS and value != value.to_integral_value():
            return gettext("%(value)s : un nombre n’a pas de décimales.") % {"value": write_amount(value, series.unit)}
        ceiling = CEILINGS.get((authority, series.unit))
        if series.quantity in WHOLE_NUMBERS and ceiling and value > ceiling.most:
            return gettext("%(value)s : c’est trop, %(why)s.") % {
                "value": write_amount(value, series.unit),
                "why": ceiling.why,
            }
    return ""
