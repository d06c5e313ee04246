"""An edition that never was, made from a published one, so that a comparison can be seen. Pure.

It says that it is fictive in its label, in its title and in its first words, and every value that it makes up says so
where its printed string and its source stand. What an edit does not find in the Report, it leaves alone.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, Final, TypeVar

from strategy_monitor.demo import fictions
from strategy_monitor.demo.fictions import MARK
from strategy_monitor.language import french
from strategy_monitor.releases.models import FICTIVE
from strategy_monitor.report.document import Action, Axis, Indicator, Measure, Node, Observation, Period, Report, Series

AnyNode = TypeVar("AnyNode", bound=Node)

WARNING: Final = "Édition fictive, construite pour la démonstration : ses valeurs n’ont été ni mesurées ni imprimées."
UNDATED: Final = "sans date"
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def label_before(edition: str) -> str:
    """« 2024-fictive » for « 2025 »."""
    return f"{int(edition) - 1}{FICTIVE}" if edition.isdecimal() else f"0{FICTIVE}"


def make_earlier_report(report: Report) -> Report:
    """A made-up edition of the year before, that differs from this one in every way that a comparison tells."""
    label = label_before(report.edition)
    strategy = change_node(
        report.strategy,
        title=f"{report.strategy.title} ({MARK})",
        short_title=f"{report.strategy.short_title} ({MARK})",
        introduction=(WARNING, *report.strategy.introduction),
    )
    axes = tuple(change_node(axis, **parts_before(axis, label)) for axis in report.axes)
    return change_node(report, edition=label, strategy=strategy, axes=axes)


def parts_before(axis: Axis, label: str) -> dict[str, Any]:
    return {
        "actions": tuple(action_before(action, axis, label) for action in axis.actions),
        "indicators": tuple(indicator_before(one, label) for one in axis.indicators),
    }


def action_before(action: Action, axis: Axis, label: str) -> Action:
    arrived = fictions.ARRIVED
    measures = tuple(measure_before(one) for one in action.measures if one.code not in arrived)
    indicators = tuple(indicator_before(one, label) for one in action.indicators if one.code not in arrived)
    place, code, text = fictions.WITHDRAWN_MEASURE
    if f"{axis.number}.{action.number}" == place:
        measures = (*measures, Measure(code=code, text=text))
        indicators = (*indicators, withdrawn_indicator(action, axis))
    return change_node(action, measures=measures, indicators=indicators)


def measure_before(measure: Measure) -> Measure:
    """Its words, references and notes as they never were."""
    if measure.code not in fictions.REWORDED:
        return measure
    now, then = fictions.REWORDED[measure.code]
    text = measure.text.replace(now, then)
    return change_node(measure, text=text, references=measure.references[1:], notes=measure.notes[1:])


def withdrawn_indicator(action: Action, axis: Axis) -> Indicator:
    code, title, value = fictions.WITHDRAWN
    period = Period(kind="calendar_year", start=dt.date(2023, 1, 1), end=dt.date(2023, 12, 31), label="2023")
    observation = Observation(
        period=period, value=value, printed=MARK, place="headline", section=action.section, source=MARK,
        planned_source="",
    )  # fmt: skip
    series = Series(
        key="ateliers", label="Ateliers tenus", unit="ateliers", unit_singular="atelier", quantity="count",
        role="headline", polarity="favourable", observations=(observation,),
    )  # fmt: skip
    return Indicator(
        code=code, category="operational", nature="quantitative", axis=axis.number, action=action.number, title=title,
        short_title=title, source=MARK, frequency="annual", section=action.section, series=(series,),
    )  # fmt: skip


def indicator_before(indicator: Indicator, label: str) -> Indicator:
    named = fictions.RENAMED.get(indicator.code, {}) | fictions.OTHERWISE.get(indicator.code, {})
    return change_node(
        indicator, **named, series=tuple(series_before(indicator, one, label) for one in indicator.series)
    )


def series_before(indicator: Indicator, series: Series, label: str) -> Series:
    """The same series, as it would have been known a year before."""
    name, found = (indicator.code, series.key), list(series.observations)
    if name in fictions.DROPPED:
        found = found[:-1]
    if name in fictions.VALUES and found:
        found[-1] = invent_value(a_year_before(found[-1]), series, fictions.VALUES[name])
    if name in fictions.CORRECTED and found:
        found[-1] = invent_value(found[-1], series, fictions.CORRECTED[name])
    if indicator.code in fictions.LEVELS and found and found[-1].level is not None:
        level, state = fictions.LEVELS[indicator.code]
        found[-1] = change_node(
            found[-1], level=level, manner=Observation.model_fields["manner"].default, state=state, printed=MARK,
            source=MARK, notes=(),
        )  # fmt: skip
    return change_node(series, observations=tuple(redate_undated(one, label) for one in found))


def invent_value(observation: Observation, series: Series, value: Decimal) -> Observation:
    """This observation with an invented value, which neither notes nor a validation speak of."""
    return change_node(
        observation, value=value, printed=f"{french.write_quantity(value, series.unit)} ({MARK})", source=MARK,
        planned_source="", printed_date="", notes=(), validator=None, validated_by="", validated_on=None,
        break_before="",
    )  # fmt: skip


def a_year_before(observation: Observation) -> Observation:
    period = observation.period
    label = YEAR.sub(lambda found: str(int(found.group()) - 1), period.label)
    earlier_period = change_node(period, start=last_year(period.start), end=last_year(period.end), label=label)
    return change_node(observation, period=earlier_period, data_date=last_year(observation.data_date))


def last_year(day: dt.date | None) -> dt.date | None:
    """The same day of the year before; 28 February for the 29th."""
    return day and day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def redate_undated(observation: Observation, label: str) -> Observation:
    """What has no date of its own stands under the name of the edition that prints it."""
    if observation.period.kind != "undated" or not observation.period.label.startswith(UNDATED):
        return observation
    return change_node(observation, period=change_node(observation.period, label=f"{UNDATED} (édition {label})"))


def change_node(node: AnyNode, **values: Any) -> AnyNode:
    """The same node with other values, checked as any other."""
    held = {name: getattr(node, name) for name in type(node).model_fields}
    return type(node).model_validate(held | values)
