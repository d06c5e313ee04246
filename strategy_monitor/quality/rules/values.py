"""Rules about one value, and about a value beside the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.quality.evidence import valued_observations
from strategy_monitor.quality.knowledge import (
    explain_range,
    times_between,
    write_amount,
    write_figure,
)
from strategy_monitor.quality.rule import BLOCKING, WARNING, CheckedThing, Circumstances, Detection, rule
from strategy_monitor.report.document import Indicator


@rule(
    "out_of_range",
    BLOCKING,
    gettext_lazy("Valeur hors de ce que son unité permet"),
    gettext_lazy(
        "Une part hors de 0 à 100 %, un nombre négatif ou à virgule, plus d’écoles qu’il n’y en a (« 7.157 écoles »)."
    ),
    told_by=("doubtful_figure", "contradiction"),
)
def out_of_range(indicator: Indicator, known: Circumstances) -> Iterator[Detection]:
    for series in indicator.series:
        for one in series.observations:
            why = explain_range(series, one, known.authority)
            if why:
                value = write_figure(one.value or 0)
                high = f" – {write_figure(one.value_high)}" if one.value_high is not None else ""
                observed = f"{value}{high} {series.unit}".strip()
                yield Detection(CheckedThing(indicator, series, one), why, observed, (value,))


@rule(
    "jump",
    WARNING,
    gettext_lazy("Saut"),
    gettext_lazy(
        "Une valeur plus de trois fois plus grande, ou plus petite, que la précédente, sans rupture déclarée."
    ),
    told_by=("comparability", "doubtful_figure", "contradiction"),
)
def jump(indicator: Indicator, _known: Circumstances) -> Iterator[Detection]:
    for series in indicator.series:
        for before, after in pairwise(one for one in valued_observations(series) if one.period.end):
            if after.value is None or before.value is None or after.break_before:
                continue
            times = times_between(before.value, after.value, series.quantity)
            if times is not None:
                message = _("De %(before)s (%(then)s) à %(after)s (%(now)s) : un rapport de %(times)s.")
                said = {
                    "before": write_amount(before.value, series.unit),
                    "then": before.period.label,
                    "after": write_amount(after.value, series.unit),
                    "now": after.period.label,
                    "times": write_figure(times),
                }
                subject = CheckedThing(indicator, series, after)
                figures = (write_figure(before.value), write_figure(after.value))
                yield Detection(subject, message % said, " → ".join(figures), figures)
