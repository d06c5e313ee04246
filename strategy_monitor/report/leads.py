"""What an indicator says first, and what stands beside it: before, others, parts. A bare figure says nothing.

A value under an open question, or that the report has wrong, leads nothing. Where a headline is such a value, what
leads in its place is the first group of series of the indicator that a reader can compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from strategy_monitor.language import french
from strategy_monitor.language.codes import NoteWord, Polarity, Role
from strategy_monitor.report import movement
from strategy_monitor.report.comparability import notes_around
from strategy_monitor.report.document import Indicator, Observation, Series
from strategy_monitor.report.naming import part_name, shared_measure

ComparatorKind = Literal["before", "benchmark", "part", "total"]


NO_DIFFERENCE = movement.ValueDifference()


@dataclass(frozen=True)
class Comparator:
    """What a figure is set against."""

    kind: ComparatorKind
    series: Series
    observation: Observation
    name: str
    """The period of a value of before, who a benchmark is, what a part is."""
    difference: movement.ValueDifference = NO_DIFFERENCE
    """Of a value of before: how far it is from there, or why nobody can say."""


@dataclass(frozen=True)
class Lead:
    series: Series
    observation: Observation
    name: str
    """Short, among those that stand beside it; empty where it stands for its indicator alone."""
    comparators: tuple[Comparator, ...]

    @property
    def question(self) -> NoteWord | None:
        return question_of(self.observation)

    @property
    def reliable(self) -> bool:
        return self.question is None

    @property
    def before(self) -> Comparator | None:
        return next((one for one in self.comparators if one.kind == "before"), None)

    @property
    def benchmarks(self) -> tuple[Comparator, ...]:
        return tuple(one for one in self.comparators if one.kind == "benchmark")

    @property
    def polarity(self) -> Polarity:
        return Polarity(self.series.polarity)


@dataclass(frozen=True)
class Leads:
    first: tuple[Lead, ...]
    after: tuple[Lead, ...]
    """Headline figures that follow: those that lead nothing, and those that what leads has put second."""

    @property
    def every(self) -> tuple[Lead, ...]:
        return (*self.first, *self.after)


def question_of(observation: Observation) -> NoteWord | None:
    """What keeps a value from leading: a question that waits, an error of the report; else None."""
    return next((note.word for note in observation.notes if note.unsettled or note.off_scale), None)


def is_reliable(observation: Observation) -> bool:
    """False where a note on the very value waits for an answer, says that it is wrong, or keeps it off the scale."""
    return not (observation.being_verified or observation.off_scale)


def leads_of(indicator: Indicator) -> Leads:
    """Its headline figures, in the order in which a reader is told them."""
    chosen = choose_series(indicator)
    names = name_series(chosen.headlines) | name_series(chosen.instead)
    if len(chosen.instead) == 1:
        names[chosen.instead[0].key] = chosen.instead[0].label
    return Leads(
        tuple(lead_of(indicator, series, names[series.key]) for series in chosen.first),
        tuple(lead_of(indicator, series, names[series.key]) for series in chosen.after),
    )


class ChosenSeries(NamedTuple):
    headlines: list[Series]
    """Those of the indicator that have a value or a state."""
    first: list[Series]
    """What leads: those that are sound, or what leads in the place of one that is not."""
    after: list[Series]
    instead: list[Series]
    """What leads in their place, if anything does."""


def choose_series(indicator: Indicator) -> ChosenSeries:
    headlines = [series for series in indicator.headlines if series.latest is not None]
    sound = [series for series in headlines if is_sound(series)]
    doubted = [series for series in headlines if not is_sound(series)]
    instead = comparable_group(indicator) if doubted else []
    first, after = (instead, [*sound, *doubted]) if instead else (sound, doubted)
    return ChosenSeries(headlines, first, after, instead)


def latest_of_leads(indicator: Indicator) -> list[Observation]:
    """Those of its leads, in their order, without what stands beside them."""
    chosen = choose_series(indicator)
    return [series.observations[-1] for series in (*chosen.first, *chosen.after)]


def leading_figures(indicator: Indicator) -> tuple[tuple[Series, Observation], ...]:
    """The same as values, one by one: a headline may give two in one sentence."""
    return tuple((lead.series, one) for lead in leads_of(indicator).every for one in lead.series.leading)


def is_sound(series: Series) -> bool:
    return series.latest is not None and is_reliable(series.latest)


def name_series(every: list[Series]) -> dict[str, str]:
    """The short name of each by its key; one alone needs none."""
    _measure, shorts = shared_measure([series.label for series in every]) if every else ("", ())
    return dict(zip((series.key for series in every), shorts, strict=True))


def comparable_group(indicator: Indicator) -> list[Series]:
    """The series of the first group whose latest values are sound and have something to be compared with."""
    for name in dict.fromkeys(series.group for series in indicator.series if series.group):
        members = [s for s in indicator.series if s.group == name and s.role != Role.BENCHMARK]
        if members and all(is_sound(one) and is_compared(indicator, one) for one in members):
            return members
    return []


def is_compared(indicator: Indicator, series: Series) -> bool:
    return any(one.kind in {"before", "benchmark"} for one in comparators_of(indicator, series))


def lead_of(indicator: Indicator, series: Series, name: str) -> Lead:
    latest = series.observations[-1]
    return Lead(series, latest, name, comparators_of(indicator, series))


def comparators_of(indicator: Indicator, series: Series) -> tuple[Comparator, ...]:
    """What the document sets this series against: its value of before, then others, then what it is made or part of."""
    latest = series.latest
    if latest is None or latest.value is None:
        return ()
    return (
        *value_before(indicator, series, latest),
        *benchmarks(indicator, series, latest),
        *parts_beside(indicator, series, latest),
        *total(indicator, series, latest),
    )


def value_before(indicator: Indicator, series: Series, latest: Observation) -> tuple[Comparator, ...]:
    found = difference_before(indicator, series, latest)
    if found is None:
        return ()
    before, difference = found
    return (Comparator("before", series, before, before.period.label, difference),)


def difference_before(
    indicator: Indicator, series: Series, observation: Observation
) -> tuple[Observation, movement.ValueDifference] | None:
    """The value that stands before this one in its series, and how far it went from there; None where none does."""
    before = find_before(series, observation)
    if before is None or observation.value is None:
        return None
    return before, movement.difference(*make_readable(indicator, series, before, observation))


def find_before(series: Series, observation: Observation) -> Observation | None:
    place = next(n for n, one in enumerate(series.observations) if one is observation)
    return next((one for one in reversed(series.observations[:place]) if one.value is not None), None)


def make_readable(
    indicator: Indicator, series: Series, before: Observation, observation: Observation
) -> tuple[movement.ReadableValue, movement.ReadableValue, movement.MovementStep]:
    old, new = (movement.ReadableValue(series, one, notes_around(indicator, one)) for one in (before, observation))
    return old, new, movement.step_between(before, observation)


def why_no_difference(
    indicator: Indicator, series: Series, before: Observation | None, observation: Observation
) -> str:
    """Why none is told from the value before, as `find_before` finds it; empty where one is, or where there are not two
    values."""
    if before is None or before.value is None or observation.value is None:
        return ""
    if not indicator.notes and movement.compare_plainly(before, observation):
        return ""
    return movement.why_not(*make_readable(indicator, series, before, observation))


def benchmarks(indicator: Indicator, series: Series, latest: Observation) -> tuple[Comparator, ...]:
    """Others, of the same group, unit and polarity, for the same period."""
    alike = (series.group, series.unit, series.quantity, series.polarity)
    peers = [
        one
        for one in indicator.series
        if series.group
        and one.role == Role.BENCHMARK
        and (one.group, one.unit, one.quantity, one.polarity) == alike
        and one is not series
    ]
    names = name_series([series, *peers])
    return tuple(
        Comparator("benchmark", peer, same, peer.population or names[peer.key])
        for peer in peers
        for same in peer.observations
        if is_beside(same, latest) and is_reliable(same)
    )


def parts_beside(indicator: Indicator, series: Series, latest: Observation) -> tuple[Comparator, ...]:
    """What it is made of, for the same period: a part that was counted in another year is none of it."""
    return tuple(
        Comparator("part", one, same, part_name(one.label, series.label))
        for one in indicator.series
        if one.part_of == series.key
        for same in one.observations
        if is_beside(same, latest)
    )


def total(indicator: Indicator, series: Series, latest: Observation) -> tuple[Comparator, ...]:
    """What it is part of, for the same period."""
    return tuple(
        Comparator("total", one, same, one.label)
        for one in indicator.series
        if series.part_of and one.key == series.part_of
        for same in one.observations
        if is_beside(same, latest)
    )


def is_beside(one: Observation, latest: Observation) -> bool:
    return one.value is not None and one.period.label == latest.period.label


def write_comparators(lead: Lead) -> str:
    """What stands beside a figure, in words: « +4 points (33 %, 2022-2023) », « OCDE : 40 % », « dont 12 élèves »."""
    return french.typeset(" ; ".join(write_comparator(lead, one) for one in lead.comparators))


def write_comparator(lead: Lead, one: Comparator) -> str:
    value = french.write_value(one.series, one.observation)
    match one.kind:
        case "before":
            beside = any(one.observation is other for other in lead.series.leading)  # printed in one sentence with it
            name = french.nest(one.name)
            if not one.difference.text:
                return "non comparable" if beside else f"non comparable à {value} ({name})"
            return one.difference.text if beside else f"{one.difference.text} ({value}, {name})"
        case "benchmark":
            return f"{one.name} : {value}"
        case "part":
            figure = french.write_before_unit(one.observation.value or Decimal(0), one.series.unit)
            return f"dont {figure} {french.lower_first(one.name)}"
        case "total":
            return f"sur {value} ({one.name})"


def write_polarity(lead: Lead) -> str:
    """Which way is better, where something stands beside the figure and the document says it; else empty."""
    told = lead.benchmarks or (lead.before and lead.before.difference.text)
    return lead.polarity.word if told and lead.polarity != Polarity.NONE else ""
