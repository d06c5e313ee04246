"""Rules about values that must agree: parts and wholes, shares and counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.quality.evidence import value_at, valued_observations
from strategy_monitor.quality.knowledge import CEILINGS, SAME_POPULATION, WHOLE_NUMBERS, write_amount, write_figure
from strategy_monitor.quality.rule import BLOCKING, WARNING, CheckedThing, Circumstances, Detection, rule
from strategy_monitor.report.document import Indicator, Observation, Series

HUNDRED = Decimal(100)
VAGUE = frozenset({"approximate", "about", "half", "minimum"})
"""Manners of values that cannot be summed or bounded."""


@rule(
    "part_above_whole",
    BLOCKING,
    gettext_lazy("Total plus petit que sa partie"),
    gettext_lazy(
        "Une composante (« dont 24.207 via le fonds de solidarité ») plus grande que le total qui la comprend."
    ),
    told_by=("doubtful_figure", "contradiction"),
)
def part_above_whole(indicator: Indicator, _known: Circumstances) -> Iterator[Detection]:
    named = {series.key: series for series in indicator.series}
    for part in indicator.series:
        whole = named.get(part.part_of)
        for one in valued_observations(part) if whole else ():
            total = value_at(whole, one) if whole else None
            if whole and total and total.manner not in VAGUE and highest_value(total) < (one.value or 0):
                message = _("La partie (%(part)s) dépasse son total, « %(label)s » (%(whole)s).")
                said = {
                    "part": write_amount(one.value or Decimal(0), part.unit),
                    "label": whole.label,
                    "whole": write_amount(highest_value(total), whole.unit),
                }
                value = write_figure(one.value or Decimal(0))
                yield Detection(
                    CheckedThing(indicator, part, one), message % said, f"{value} > {said['whole']}", (value,)
                )


def highest_value(one: Observation) -> Decimal:
    return one.value_high or one.value or Decimal(0)


@rule(
    "parts_against_whole",
    BLOCKING,
    gettext_lazy("Parties qui ne font pas leur tout"),
    gettext_lazy(
        "Les parts d’un tout dont la somme s’écarte de 100 %, ou les parties d’un nombre, de ce nombre, au-delà de "
        "l’arrondi."
    ),
    told_by=("doubtful_figure", "contradiction"),
)
def parts_against_whole(indicator: Indicator, _known: Circumstances) -> Iterator[Detection]:
    groups: dict[str, list[Series]] = defaultdict(list)
    for series in indicator.series:
        if series.whole and series.group:
            groups[series.group].append(series)
    for series_of_group in groups.values():
        first = series_of_group[0]
        for one in valued_observations(first):
            row = [(series, value_at(series, one)) for series in series_of_group]
            values = [found for _series, found in row if found is not None and found.value is not None]
            whole = expected_total(indicator, first, one)
            if whole is not None and len(values) == len(row):
                yield from compare_sum(indicator, first, one, values, whole)


def expected_total(indicator: Indicator, part: Series, one: Observation) -> Decimal | None:
    """What the parts must sum to: 100 for shares, else the total they name, if it has a value for this period."""
    if part.quantity == "share":
        return HUNDRED
    whole = next((series for series in indicator.series if series.key == part.part_of), None)
    total = value_at(whole, one) if whole else None
    return total.value if total else None


def compare_sum(
    indicator: Indicator, first: Series, one: Observation, values: list[Observation], whole: Decimal
) -> Iterator[Detection]:
    """Each share may be off by half a unit of the last digit that any of them shows; a number of things is not."""
    parts = [value.value for value in values if value.value is not None]
    digits = max(max(0, -int(part.normalize().as_tuple().exponent)) for part in parts)
    exact = first.quantity in WHOLE_NUMBERS
    rounding = Decimal(0) if exact else Decimal(len(parts)) * Decimal(5).scaleb(-digits - 1)
    if any(value.manner in VAGUE | {"range"} for value in values) or abs(sum(parts) - whole) <= rounding:
        return
    written = " + ".join(write_figure(part) for part in parts)
    message = _("%(parts)s = %(sum)s, et non %(whole)s (%(period)s).")
    said = {
        "parts": written,
        "sum": write_figure(sum(parts, Decimal(0))),
        "whole": write_amount(whole, first.unit),
        "period": one.period.label,
    }
    figures = tuple(write_figure(part) for part in parts)
    yield Detection(CheckedThing(indicator, first, one), message % said, f"{written} ≠ {write_figure(whole)}", figures)


@rule(
    "share_against_count",
    WARNING,
    gettext_lazy("Part et nombre qui se contredisent"),
    gettext_lazy(
        "Une part et un nombre de la même population et de la même période qui supposent un total impossible (7.157 "
        "écoles et 37 %), ou des totaux sans rapport d’une période à l’autre. Avertissement : le rapprochement est "
        "déduit des populations."
    ),
    told_by=("doubtful_figure", "contradiction"),
)
def share_against_count(indicator: Indicator, known: Circumstances) -> Iterator[Detection]:
    counts = [one for one in indicator.series if one.quantity == "count" and one.population]
    shares = [one for one in indicator.series if one.quantity == "share" and one.population]
    for count in counts:
        for share in shares:
            if share.population == count.population and "benchmark" not in (share.role, count.role):
                yield from compare_totals(indicator, count, share, known.authority)


def compare_totals(indicator: Indicator, count: Series, share: Series, authority: str) -> Iterator[Detection]:
    totals: list[Decimal] = []
    for one in valued_observations(count):
        other = value_at(share, one)
        if other is None or one.value is None or other.value is None:
            continue
        total = one.value * HUNDRED / other.value if other.value else None
        why = explain_contradiction(one.value, other.value, total, totals, count.unit, authority=authority)
        if why:
            seen = _("%(count)s et %(share)s (« %(label)s »)") % {
                "count": write_amount(one.value, count.unit),
                "share": write_amount(other.value, "%"),
                "label": share.label,
            }
            observed = f"{write_figure(one.value)} / {write_figure(other.value)} %"
            yield Detection(
                CheckedThing(indicator, count, one), f"{seen} : {why}", observed, (write_figure(one.value),)
            )
        if total:
            totals.append(total)


def explain_contradiction(
    count: Decimal, share: Decimal, total: Decimal | None, before: list[Decimal], unit: str, *, authority: str
) -> str:
    """Why they cannot both be, in French; empty where they can. `before`: the totals of the periods before."""
    if (count == 0) != (share == 0):
        return _("l’un est nul et l’autre non.")
    if total is None:
        return ""
    said = {"total": write_amount(round(total), unit)}
    ceiling = CEILINGS.get((authority, unit))
    if ceiling and total > ceiling.most:
        return _("le total serait de %(total)s, et %(why)s.") % {**said, "why": ceiling.why}
    if before and not before[-1] / SAME_POPULATION <= total <= before[-1] * SAME_POPULATION:
        was = write_amount(round(before[-1]), unit)
        return _("le total serait de %(total)s, contre %(was)s à la période précédente.") % {**said, "was": was}
    return ""
