"""Rules about what a value is said to mean: levels and words, directions of reading."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.language import french
from strategy_monitor.quality.evidence import value_at, valued_observations
from strategy_monitor.quality.knowledge import BEGUN, DONE, NOT_BEGUN, write_amount, write_figure
from strategy_monitor.quality.rule import WARNING, CheckedThing, Circumstances, Detection, rule
from strategy_monitor.report.document import Indicator, Observation, Series

OPPOSITE = {"favourable": "unfavourable", "unfavourable": "favourable"}


@rule(
    "level_against_state",
    WARNING,
    gettext_lazy("Niveau qui contredit son état"),
    gettext_lazy(
        "Un niveau de 0 à 5 qui ne va pas avec les mots de l’état (« Les travaux ont démarré. » au niveau 5)."
    ),
    told_by=("contradiction", "doubtful_figure"),
)
def level_against_state(indicator: Indicator, _known: Circumstances) -> Iterator[Detection]:
    for series in indicator.series:
        for one in series.observations:
            if one.level is None:
                continue
            expected = levels_meant(one.state)
            if one.level not in expected:
                message = _("« %(state)s » se lit comme le niveau %(expected)s, et non %(level)d.")
                said = {"state": one.state, "expected": write_levels(expected), "level": one.level}
                yield Detection(
                    CheckedThing(indicator, series, one), message % said, f"{one.level} – {one.state}", (one.state,)
                )


def levels_meant(state: str) -> range:
    """The levels that these words can mean; all of them where the words do not say."""
    if NOT_BEGUN.search(state):
        return range(1)
    begun, done = bool(BEGUN.search(state)), bool(DONE.search(state))
    if begun and not done:
        return range(1, 5)
    return range(5, 6) if done and not begun else range(6)


def write_levels(expected: range) -> str:
    if len(expected) == 1:
        return str(expected[0])
    return _("%(low)d à %(high)d") % {"low": expected[0], "high": expected[-1]}


@rule(
    "opposite_polarity",
    WARNING,
    gettext_lazy("Point de comparaison de sens opposé"),
    gettext_lazy(
        "Un chiffre principal où plus haut est mieux, à côté d’un point de comparaison où plus haut est moins bien, ou "
        "l’inverse (51 % contre 19 %, quand le point de comparaison va avec 49 %)."
    ),
    told_by=("opposite_polarity",),
)
def opposite_polarity(indicator: Indicator, _known: Circumstances) -> Iterator[Detection]:
    for benchmark in (one for one in indicator.series if one.role == "benchmark" and one.polarity in OPPOSITE):
        for mark in valued_observations(benchmark):
            against = [
                (s, found) for s in series_set_against(indicator, benchmark) if (found := valued_observations(s)[-1])
            ]
            if against:
                said = describe_opposition(indicator, benchmark, mark, against)
                yield Detection(
                    CheckedThing(indicator),
                    said,
                    write_pairs(benchmark, mark, against),
                    (write_figure(mark.value or 0),),
                )


Pairs = list[tuple[Series, Observation]]


def series_set_against(indicator: Indicator, benchmark: Series) -> list[Series]:
    """What a reader would set this benchmark against, though it reads the other way."""
    return [
        one
        for one in indicator.series
        if valued_observations(one)
        and one.quantity == benchmark.quantity
        and one.polarity == OPPOSITE[benchmark.polarity]
        and (one.role == "headline" or (one.group and one.group == benchmark.group))
    ]


def write_sides(benchmark: Series, mark: Observation, against: Pairs) -> tuple[str, str]:
    """The figures that the benchmark stands against, and its own; empty where it has none."""
    figures = [write_amount(one.value, series.unit) for series, one in against if one.value is not None]
    return "\u202f; ".join(figures), write_amount(mark.value, benchmark.unit) if mark.value is not None else ""


def write_pairs(benchmark: Series, mark: Observation, against: Pairs) -> str:
    return " / ".join(write_sides(benchmark, mark, against))


def describe_opposition(indicator: Indicator, benchmark: Series, mark: Observation, against: Pairs) -> str:
    message = _("%(figures)s, « %(label)s », se lisent en sens opposés.") % {
        "figures": french.write_list(write_sides(benchmark, mark, against)),
        "label": benchmark.label,
    }
    return " ".join([message, *describe_complements(indicator, benchmark, mark, against)])


def describe_complements(indicator: Indicator, benchmark: Series, mark: Observation, against: Pairs) -> Iterator[str]:
    """The figure that the benchmark belongs with, where it is there: it reads the same way, for the same period."""
    for series in indicator.series:
        same = series.role != "benchmark" and series.polarity == benchmark.polarity and series.group == benchmark.group
        one = value_at(series, mark) if same else None
        if one is None or one.value is None:
            continue
        value = write_amount(one.value, series.unit)
        yield _("Le point de comparaison va avec %(value)s, « %(label)s ».") % {"value": value, "label": series.label}
        for headline, found in against:
            if found.value is not None and found.value + one.value == 100:
                other = write_amount(found.value, headline.unit)
                yield _("%(one)s et %(other)s font 100 : l’un paraît le complément de l’autre.") % {
                    "one": other,
                    "other": value,
                }
