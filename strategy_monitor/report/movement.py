"""How far a figure went from one Report to another; and where no difference can be given, why not.

A difference is only written between two values that a reader may subtract: no doubt, no break, one unit, one manner,
periods of one kind. Shares differ in points; counts in their unit, and in proportion where they are big enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from strategy_monitor.language import french
from strategy_monitor.report.document import Observation, Period, Series
from strategy_monitor.report.node import Note
from strategy_monitor.report.things import Identity
from strategy_monitor.report.vocabulary import VAGUE

MovementStep = Literal["newer", "older", "undated", "corrected"]

STEPS: Final[dict[MovementStep, str]] = {
    "newer": "nouvelle donnée",
    "older": "donnée plus ancienne",
    "undated": "autre valeur, dates non comparables",
    "corrected": "même période, corrigé",
}

PROPORTIONAL = {"count", "amount", "duration"}
TINY = 20
"""Below, a proportion says less than the figures: « +100 % » for 1 → 2."""


@dataclass(frozen=True)
class ReadableValue:
    """One value, and what is needed to read it."""

    series: Series
    observation: Observation
    notes: tuple[Note, ...] = ()
    """The notes of comparability of its indicator that speak of it."""
    identity: Identity = ()
    """Of the observation, in the flat Report."""


@dataclass(frozen=True)
class ValueDifference:
    """Empty where there is nothing to subtract."""

    absolute: Decimal | None = None
    """In points for « % », else in the unit of the series."""
    unit: str = ""
    """« points », or the unit of the series."""
    relative: Decimal | None = None
    """In percent of the value before."""
    why_not: str = ""
    """Why two values are not subtracted, in French; empty where they are, or where there are not two."""
    text: str = ""
    """« +2,5 points », « +120 écoles (+10,4 %) », « inchangé »."""

    @property
    def short(self) -> str:
        """The proportion alone, where there is one: « +10,4 % »."""
        return percent(self.relative) if self.relative is not None else self.text


def step_between(before: Observation, after: Observation) -> MovementStep:
    """From one period to another: which one is later."""
    old, new = before.period.end, after.period.end
    if old is None or new is None or old == new:
        return "undated"
    return "newer" if new > old else "older"


def difference(before: ReadableValue, after: ReadableValue, step: MovementStep) -> ValueDifference:
    old, new = before.observation, after.observation
    if old.value is None or new.value is None:
        return ValueDifference()
    if told := why_not(before, after, step):
        return ValueDifference(why_not=told)
    approximate = bool(VAGUE & {old.manner, new.manner})
    return measured(after.series, old.value, new.value, approximate)


def measured(series: Series, old: Decimal, new: Decimal, approximate: bool) -> ValueDifference:
    delta = new - old
    unit = "points" if series.unit == "%" else series.unit
    if not delta:
        return ValueDifference(delta, unit, text="inchangé")
    relative = None if approximate else proportion(series, old, new)
    text = french.write_points(delta) if series.unit == "%" else signed(delta, series)
    told = f"{text} ({percent(relative)})" if relative is not None else text
    return ValueDifference(delta, unit, relative, text=f"environ {told}" if approximate else told)


def signed(value: Decimal, series: Series | None = None) -> str:
    sign = "+" if value > 0 else ""
    if series is None:
        return f"{sign}{french.write_number(value)}"
    return f"{sign}{french.write_quantity(value, series.unit, series.unit_singular)}"


def percent(value: Decimal) -> str:
    return f"{signed(value)}{french.NARROW}%"


def proportion(series: Series, old: Decimal, new: Decimal) -> Decimal | None:
    """In percent of the value before, to one decimal; None where it would say little, or nothing true."""
    if series.quantity not in PROPORTIONAL or series.unit == "%" or min(old, new) < TINY:
        return None
    return ((new - old) * 100 / old).quantize(Decimal("0.1"), ROUND_HALF_UP) or None


def why_not(before: ReadableValue, after: ReadableValue, step: MovementStep) -> str:
    """Why these two values are not subtracted; empty where they are."""
    return next(reasons(before, after, step), "")


def compare_plainly(before: Observation, after: Observation) -> bool:
    """Whether a look at two values that follow each other in a series, of an indicator without notes, is enough to know
    that they are subtracted. Of most it is."""
    return is_plain(before) and is_plain(after) and alike(before.period, after.period)


def is_plain(one: Observation) -> bool:
    return not (one.notes or one.manner or one.cumulative_since or one.break_before) and one.value_high is None


def reasons(before: ReadableValue, after: ReadableValue, step: MovementStep) -> Iterator[str]:
    """Why the two values are not subtracted; the same from both sides."""
    old, new = before.observation, after.observation
    manners = {old.manner, new.manner}
    if any(one.doubtful or one.off_scale for one in (old, new)):
        yield "une des deux valeurs est mise en doute"
    if any(getattr(before.series, name) != getattr(after.series, name) for name in ("unit", "quantity", "population")):
        yield "l’unité, la grandeur ou la population mesurée a changé"
    if step != "corrected" and not comparable(before, after, step):
        yield "une rupture ou une note de comparabilité sépare les deux valeurs"
    if "range" in manners or old.value_high is not None or new.value_high is not None:
        yield "une des deux valeurs est une fourchette"
    if "minimum" in manners:
        yield "une des deux valeurs est un minimum"
    if (old.manner == "cumulative") != (new.manner == "cumulative") or old.cumulative_since != new.cumulative_since:
        yield "les deux valeurs ne cumulent pas depuis la même date"
    if not alike(old.period, new.period):
        yield "les deux périodes ne sont pas de même nature, ou de même durée"


def comparable(before: ReadableValue, after: ReadableValue, step: MovementStep) -> bool:
    """False where a break stands between the two values, or a note says that they compare badly."""
    own = (note for one in (before, after) for note in one.observation.notes if note.kind == "comparability")
    if any((*own, *before.notes, *after.notes)):
        return False
    first, last = (after, before) if step == "older" else (before, after)
    if step == "undated" and first.observation.break_before:
        return False
    start, end = first.observation.period.end, last.observation.period.end
    between = (
        one for one in last.series.observations if start and end and one.period.end and start < one.period.end <= end
    )
    return not any(one.break_before for one in (last.observation, *between))


def alike(old: Period, new: Period) -> bool:
    if old.kind != new.kind or (old.end is None) != (new.end is None):
        return False
    return old.kind != "range" or months(old) == months(new)


def months(period: Period) -> int | None:
    """How long it is, in whole months."""
    first, last = period.start, period.end
    return (last.year - first.year) * 12 + last.month - first.month if first and last else None
