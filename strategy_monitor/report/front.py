"""What the first page says of a Report: reckoned from all of it, or read again as it was reckoned. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, Final, TypeVar

from strategy_monitor.language.codes import NoteWord, Standing
from strategy_monitor.report.document import NotRead, Report
from strategy_monitor.report.overview import Overview, overview_of, set_against
from strategy_monitor.report.schedule import Schedule, schedule_of, schedules_of
from strategy_monitor.report.sentences import write_scale_of_marks
from strategy_monitor.report.standing import Stand, StandingRow, StandingTable, stand_of
from strategy_monitor.report.summary import Gap, NamedAction, gaps, signals

MOST_LISTED: Final = 30
"""Of the indicators that a list of the first page names."""
MOST_COMING: Final = 3
"""Of the figures to come that it names."""

Told = dict[str, Any]
"""What `write_front` made, as `json` reads it again."""
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Front:
    overview: Overview
    scale: str
    """What the segments of a mark stand for."""
    questions: int
    """Notes that wait for an answer."""
    gaps: tuple[Gap, ...]
    coming: tuple[Schedule, ...]
    """The first figures to come."""
    awaited: int
    """Indicators whose next figure could have been had by that day."""


@singledispatch
def front_of(report: Report, day: dt.date) -> Front:
    """As of this day."""
    return front_with(report, schedules_of(report, day))


def front_with(report: Report, schedules: Sequence[Schedule]) -> Front:
    """As of the day of these, which are those of all its indicators."""
    return Front(
        overview_of(report),
        write_scale_of_marks(report),
        sum(signal.note.word == NoteWord.QUESTION for signal in signals(report)),
        gaps(report),
        tuple(one for one in schedules if one.next)[:MOST_COMING],
        sum(one.late for one in schedules),
    )


class Beginning(Sequence[Kind]):
    """The first things of a list, and how many there are. The others are refused, never said to be none."""

    def __init__(self, first: Iterable[Kind], count: int) -> None:
        self.first, self.length = tuple(first), count

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, place: Any) -> Any:
        asked = range(len(self))[place]
        last = asked if isinstance(asked, int) else max(asked, default=-1)
        if last >= len(self.first):
            raise NotRead(f"number {last} of {len(self)}")
        return self.first[place]


def write_front(report: Report) -> Told:
    """All of it but the day, on which the order of what is to come does not depend."""
    schedules = schedules_of(report, dt.date.min)
    front = front_with(report, schedules)
    overview = front.overview
    return {
        "sentences": overview.sentences,
        "years": overview.years,
        "progress": write_beginning(overview.progress),
        "moves": write_beginning(overview.moves),
        "two_values": write_beginning(overview.two_values),
        "beginnings": write_beginning([one.stand for one in overview.beginnings]),
        "against": write_beginning([one.stand for one in overview.against]),
        "columns": overview.table.columns,
        "rows": [[row.axis.number, list(map(len, row.cells.values()))] for row in overview.table.rows],
        "scale": front.scale,
        "questions": front.questions,
        "gaps": [[gap.axis.number, gap.action and name_action(gap)] for gap in front.gaps],
        "coming": [one.code for one in front.coming],
        "dates": sorted(Counter(one.next.day.isoformat() for one in schedules if one.next).items()),
    }


def write_beginning(stands: Sequence[Stand]) -> list[Any]:
    return [len(stands), [stand.indicator.code for stand in stands[:MOST_LISTED]]]


def name_action(gap: Gap) -> list[str] | None:
    return [gap.action.number, gap.action.section] if gap.action else None


def read_front(told: Told, report: Report, day: dt.date) -> Front:
    """What `write_front` wrote of a Report of which each indicator can be read by its code."""
    axes = {axis.number: axis for axis in report.axes}

    def stand(code: str) -> Stand:
        found = report.indicator(code)
        assert found is not None
        return stand_of(axes[found.axis], found)

    def beginning(name: str, of: Callable[[Stand], Kind]) -> Beginning[Kind]:
        count, codes = told[name]
        return Beginning((of(stand(code)) for code in codes), count)

    adopted_on = report.strategy.adopted_on
    columns = tuple(map(Standing, told["columns"]))
    rows = tuple(
        StandingRow(axes[number], dict(zip(columns, (Beginning[Stand]((), count) for count in counts), strict=True)))
        for number, counts in told["rows"]
    )
    overview = Overview(
        sentences=tuple(told["sentences"]),
        progress=beginning("progress", lambda one: one),
        moves=beginning("moves", lambda one: one),
        two_values=beginning("two_values", lambda one: one),
        beginnings=beginning("beginnings", lambda one: next(set_against((one,), adopted_on))),
        against=beginning("against", lambda one: next(set_against((one,), adopted_on))),
        table=StandingTable(columns, rows),
        years=tuple(told["years"]) if told["years"] else None,
    )
    return Front(
        overview,
        told["scale"],
        told["questions"],
        tuple(Gap(axes[number], NamedAction(*action) if action else None) for number, action in told["gaps"]),
        tuple(schedule_of(stand(code).indicator, day) for code in told["coming"]),
        sum(count for since, count in told["dates"] if since <= day.isoformat()),
    )
