"""When the next figure of an indicator can be expected, and how far its delivery is. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from strategy_monitor.report.schedule import (
    KNOWN_AFTER,
    SURVEYS,
    TURNS,
    Expected,
    Period,
    Surveys,
    add_months,
    label_of,
    next_period,
)

ASKED_WITHIN = 12
"""Months before the due day within which a figure must have become available to belong to the campaign."""

MOST_TURNS = 60
SCHOOL_YEAR_BEGINS = 9

State = Literal["nothing", "progress", "submitted", "validated"]
ORDER: tuple[State, ...] = ("nothing", "progress", "submitted", "validated")


@dataclass(frozen=True)
class CampaignFigure:
    """An observation of a headline series, as far as a campaign looks at it."""

    series: int
    period: Period
    status: str
    missing: str = ""
    """Why there is no value; empty where there is one."""
    printed: bool = True
    """Whether the report says so; else its provider does."""
    reached: bool = False
    """Whether it is at the last level of the scale."""

    @property
    def answers(self) -> bool:
        """Whether it says something for good: a value, or that there is none to expect.

        « Available later » is no answer of a report; of a provider who is asked, it is one.
        """
        return self.missing not in {"later", "to_build"} or not self.printed

    @property
    def end(self) -> dt.date:
        return self.period.end or dt.date.min


@dataclass(frozen=True)
class FigureRequest:
    """What a campaign asks for one indicator, and how far it is."""

    label: str
    """The period, as one reads it."""
    since: dt.date | None
    state: State
    last: str = ""
    """The period of the last figure received before it, if any."""
    open: int = 0
    """How many observations are drafts, or were returned."""
    period: Period | None = None
    """The period, where it is known whole."""
    ended: frozenset[int] = frozenset()
    """The series that had figures, and of which none is waited for: given up, a reached milestone, or answered."""


def first_period(frequency: str, due: dt.date) -> Expected | None:
    """For an indicator that never had a figure: the last whole year, or school year, that can be asked by then."""
    if frequency not in {"annual", "school_year"}:
        return None
    month = SCHOOL_YEAR_BEGINS if frequency == "school_year" else 1
    kind = "school_year" if frequency == "school_year" else "calendar_year"
    for year in range(due.year, max(due.year - 3, 0), -1):
        start = dt.date(year, month, 1)
        end = add_months(start, 12) - dt.timedelta(days=1)
        since = add_months(end, KNOWN_AFTER[kind])
        if since <= due:
            return Expected(Period(kind, label_of(kind, start, end), start, end), since)
    return None


def latest_available(frequency: str, last: Period, due: dt.date, surveys: Surveys = SURVEYS) -> Expected | None:
    """The latest period after this one that can be asked by then; None where there is none yet."""
    found = None
    for _turn in range(MOST_TURNS):
        coming = next_period(frequency, last, surveys)
        if coming is None or coming.since > due:
            break
        found, last = coming, coming.period
    return found


def request_figure(
    frequency: str, figures: Iterable[CampaignFigure], due: dt.date, surveys: Surveys = SURVEYS
) -> FigureRequest | None:
    """What is asked by this day for an indicator, from the figures of its headline series; None where nothing is."""
    every = list(figures)
    reached = reached_series(every)
    going_on = [one for one in every if one.series not in reached]
    received = sorted((one for one in going_on or every if one.answers and one.period.end), key=lambda one: one.end)
    newest = received[-1] if received else None
    unfinished = [one for one in every if one.status in {"draft", "returned"}]
    coming = None if every and not going_on else coming_period(frequency, newest, due, surveys)
    if coming is not None:
        last = newest.period.label if newest else ""
        ended = reached | (ended_series(received, newest.end) if newest else frozenset())
        return FigureRequest(coming.period.label, coming.since, "nothing", last, len(unfinished), coming.period, ended)
    if newest is not None and (unfinished or in_this_campaign(frequency, newest, received, due, surveys)):
        state = "progress" if unfinished else state_of_figures(frequency, newest, received)
        given_up = ended_series(received, turn_before(frequency, newest, received) or newest.end)
        ended = reached | given_up | {one.series for one in figures_of_turn(frequency, newest, received)}
        return FigureRequest(newest.period.label, None, state, "", len(unfinished), newest.period, ended)
    awaited = next((one for one in every if one.missing == "later" and not one.answers), None)
    if awaited is not None:
        return FigureRequest(awaited.period.label, None, "nothing", "", len(unfinished))
    return FigureRequest(unfinished[0].period.label, None, "progress", "", len(unfinished)) if unfinished else None


def request_level(figures: Iterable[CampaignFigure], opens: dt.date, due: dt.date) -> FigureRequest | None:
    """What is asked of milestones whose rhythm nobody states: where each of them stands on the day when the campaign
    opens, once in each campaign, until it is reached. None where all of them are."""
    every = list(figures)
    reached = reached_series(every)
    received = sorted((one for one in every if one.answers), key=lambda one: one.end)
    given = [one for one in received if one.end > add_months(due, -ASKED_WITHIN)]
    unfinished = [one for one in every if one.status in {"draft", "returned"}]
    ended = reached | {one.series for one in (*given, *unfinished)}
    if every and ended >= {one.series for one in every}:
        if not given and not unfinished:
            return None
        state: State = "submitted" if any(one.status == "submitted" for one in given) else "validated"
        period = (given or unfinished)[-1].period
        return FigureRequest(
            period.label, None, "progress" if unfinished else state, open=len(unfinished), period=period, ended=ended
        )
    asked = Period("date", label_of("date", opens, opens), opens, opens)
    last = received[-1].period.label if received else ""
    state = "progress" if given or unfinished else "nothing"
    return FigureRequest(asked.label, None, state, last, len(unfinished), asked, ended)


def coming_period(frequency: str, newest: CampaignFigure | None, due: dt.date, surveys: Surveys) -> Expected | None:
    """The period to ask by this day after the newest figure, or as the first one; None where there is none yet."""
    if newest is None:
        return first_period(frequency, due)
    return latest_available(frequency, newest.period, due, surveys)


def reached_series(figures: Iterable[CampaignFigure]) -> frozenset[int]:
    """The series whose newest figure is at the last level: a milestone once reached is not asked again."""
    newest = {one.series: one for one in sorted(figures, key=lambda one: one.end)}
    return frozenset(series for series, one in newest.items() if one.reached)


def ended_series(received: list[CampaignFigure], oldest: dt.date) -> frozenset[int]:
    """The series whose last figure is of before this day."""
    ends = {one.series: one.end for one in received}
    return frozenset(series for series, end in ends.items() if end < oldest)


def turn_before(frequency: str, newest: CampaignFigure, received: list[CampaignFigure]) -> dt.date | None:
    """From when on a last figure is of the turn before the newest, be it some turns ago; None where there is none."""
    half = TURNS.get(frequency, 0) // 2
    one_ago = add_months(newest.end, -half)
    earlier = [one.end for one in received if one.end <= one_ago and one.period.kind == newest.period.kind]
    return add_months(max(earlier), -half) if half and earlier else None


def figures_of_turn(frequency: str, newest: CampaignFigure, received: list[CampaignFigure]) -> list[CampaignFigure]:
    """The newest, and those of its turn: each series may be counted on a day of its own."""
    one_ago = add_months(newest.end, -(TURNS.get(frequency, 0) // 2))
    return [
        one
        for one in received
        if one.end == newest.end or (one.period.kind == newest.period.kind and one.end > one_ago)
    ]


def in_this_campaign(
    frequency: str, newest: CampaignFigure, received: list[CampaignFigure], due: dt.date, surveys: Surveys = SURVEYS
) -> bool:
    """Whether this figure is what the campaign asked: it became available within the year before the due day."""
    if frequency not in TURNS:
        return False
    since = add_months(newest.end, KNOWN_AFTER.get(newest.period.kind, 2))
    before = next((one for one in reversed(received) if one.end < newest.end), None)
    coming = next_period(frequency, before.period, surveys) if before else None
    if newest.period.kind == "wave" and coming is not None and coming.period.label == newest.period.label:
        since = coming.since
    return since > add_months(due, -ASKED_WITHIN)


def state_of_figures(frequency: str, newest: CampaignFigure, received: list[CampaignFigure]) -> State:
    """How far the figures of the newest turn are; some series may still lack theirs."""
    statuses = {one.status for one in figures_of_turn(frequency, newest, received)}
    if is_lagging(frequency, newest, received):
        return "progress"
    return "submitted" if "submitted" in statuses else "validated"


def is_lagging(frequency: str, newest: CampaignFigure, received: list[CampaignFigure]) -> bool:
    """Whether a series that had a figure in the turn before has none for the newest period."""
    since = turn_before(frequency, newest, received)
    ends = {one.series: one.end for one in received if one.period.kind == newest.period.kind}
    one_ago = add_months(newest.end, -(TURNS[frequency] // 2))
    return since is not None and any(since < end <= one_ago for end in ends.values())


def worst_state(states: Iterable[State]) -> State | None:
    """How far a provider is: done when all is; begun as soon as something is there. None where nothing is asked."""
    found = set(states)
    if not found:
        return None
    if "nothing" in found:
        return "nothing" if found == {"nothing"} else "progress"
    return min(found, key=ORDER.index)
