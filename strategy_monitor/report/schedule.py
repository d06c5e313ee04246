"""How old a figure is, and when the next one can be expected: from its rhythm and from what surveys announce. Pure.

A page is the same whenever it is read: ages and delays are told as of the day of publication.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import singledispatch
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

from strategy_monitor.language import french
from strategy_monitor.language.codes import Frequency, FrequencyBasis
from strategy_monitor.report.document import Indicator, Observation, Report
from strategy_monitor.report.leads import latest_of_leads

TURNS = {"annual": 12, "school_year": 12, "every_3_years": 36, "every_6_years": 72}
"""Months between two figures of this frequency. One taken once, or who knows when, is not expected."""

KNOWN_AFTER = {"date": 1, "school_year": 2, "calendar_year": 2, "range": 2, "wave": 12}
"""Months from the end of a period to the day when its figure can be asked, where nothing more precise is known."""

NAMED_YEAR = re.compile(r"(.*\S)\s+((?:19|20)[0-9]{2})")

SURVEYS: dict[str, dict[int, dt.date | None]] = {
    # OECD, Programme for International Student Assessment: years of collection, then results. Every three years, four
    # from 2025 on. The results of 2025 were announced for September 2026.
    "PISA": {
        2000: dt.date(2001, 12, 4),
        2003: dt.date(2004, 12, 7),
        2006: dt.date(2007, 12, 4),
        2009: dt.date(2010, 12, 7),
        2012: dt.date(2013, 12, 3),
        2015: dt.date(2016, 12, 6),
        2018: dt.date(2019, 12, 3),
        2022: dt.date(2023, 12, 5),
        2025: dt.date(2026, 9, 30),
        2029: None,
    },
    # OECD, Teaching and Learning International Survey: 2008, 2013, 2018, then every six years. Results of 2024: October
    # 2025.
    "TALIS": {
        2008: dt.date(2009, 6, 16),
        2013: dt.date(2014, 6, 25),
        2018: dt.date(2019, 6, 19),
        2024: dt.date(2025, 10, 31),
        2030: None,
    },
}
"""Survey → year of a wave → day by which its results were public; None while no day is announced."""

Surveys = Mapping[str, Mapping[int, dt.date | None]]


class Spanned(Protocol):
    """A period: of the document, of the working copy, or one to come."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def start(self) -> dt.date | None: ...
    @property
    def end(self) -> dt.date | None: ...


@dataclass(frozen=True)
class Period:
    kind: str
    label: str
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True)
class Expected:
    period: Period
    since: dt.date
    """From when it can be asked."""


def next_period(frequency: str, last: Spanned, surveys: Surveys = SURVEYS) -> Expected | None:
    """The period after this one, and from when it can be asked; None where none is expected, or none is announced."""
    turn = TURNS.get(frequency)
    if turn is None or last.end is None or last.start is None:
        return None
    if last.kind == "wave":
        return next_wave(last, turn, surveys)
    start, end = add_months(last.start, turn), add_months(last.end, turn)
    if last.kind == "range":
        start = last.end + dt.timedelta(days=1)
    period = Period(last.kind, label_of(last.kind, start, end), start, end)
    return Expected(period, add_months(end, KNOWN_AFTER[last.kind]))


def next_wave(last: Spanned, turn: int, surveys: Surveys) -> Expected | None:
    """The next known wave of a survey once its results are announced; else one turn later."""
    named = NAMED_YEAR.fullmatch(last.label)
    if named is None or last.end is None:
        return None
    name, year = named[1], int(named[2])
    waves = surveys.get(name)
    if waves is None:
        period = wave(name, year + turn // 12)
        return Expected(period, add_months(period.end or last.end, KNOWN_AFTER["wave"]))
    coming = next((one for one in sorted(waves) if one > year), None)
    since = waves[coming] if coming else None
    return Expected(wave(name, coming), since) if coming and since else None


def wave(name: str, year: int) -> Period:
    return Period("wave", f"{name} {year}", dt.date(year, 1, 1), dt.date(year, 12, 31))


def label_of(kind: str, start: dt.date, end: dt.date) -> str:
    """« 2024-2025 », « 2025 », « 1er février 2026 »."""
    if kind == "date":
        return french.write_date(end).replace(french.NO_BREAK, " ")
    return f"{start.year}-{end.year}" if start.year != end.year else str(end.year)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later; the last of the month where there is no such day. Stays within the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return dt.date.min if year < dt.MINYEAR else dt.date.max
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Dated(NamedTuple):
    """A figure as who waits for the next one names it: the label of its period, and a day."""

    label: str
    day: dt.date


@dataclass(frozen=True)
class Schedule:
    """Of an indicator, as of a day."""

    code: str
    short_title: str
    frequency: str
    frequency_basis: str
    last: Dated | None
    """The newest dated figure that leads it, and the day of its data; None where none is dated."""
    next: Dated | None
    """The one to come, and from when it can be asked; None where no rhythm is known, or where none is to come."""
    day: dt.date

    @property
    def late(self) -> bool:
        """True where the next figure could have been had by that day."""
        return self.next is not None and self.next.day <= self.day


def schedule_of(indicator: Indicator, day: dt.date) -> Schedule:
    dated = [(taken, one) for one in latest_of_leads(indicator) if (taken := taken_on(one))]
    taken, last = max(dated, key=itemgetter(0), default=(None, None))
    coming = next_period(indicator.frequency, last.period) if last else None
    return Schedule(
        indicator.code,
        indicator.short_title,
        indicator.frequency,
        indicator.frequency_basis,
        Dated(last.period.label, taken) if last and taken else None,
        Dated(coming.period.label, coming.since) if coming else None,
        day,
    )


def taken_on(observation: Observation) -> dt.date | None:
    """The day of the data, or the last one of their period; None of what has no value, or no date."""
    return None if observation.missing_reason else observation.data_date or observation.period.end


def write_age(schedule: Schedule) -> str:
    """« 3 ans à la publication », « 15 mois à la publication », « du mois de la publication », « sans date »."""
    age = write_bare_age(schedule)
    return f"{age} à la publication" if months_old(schedule) else age


def write_bare_age(schedule: Schedule) -> str:
    """The same where the day from which ages are counted is said once for all: « 3 ans »."""
    months = months_old(schedule)
    if months is None:
        return "sans date"
    if not months:
        return "du mois de la publication"
    return french.count_noun(months // 12, "an", "ans") if months >= 24 else french.count_noun(months, "mois", "mois")


def months_old(schedule: Schedule) -> int | None:
    """Months from the last value to the day of the report; 0 for that very month, and for one to come; None where it
    has no date."""
    if schedule.last is None:
        return None
    taken = schedule.last.day
    return max(0, (schedule.day.year - taken.year) * 12 + schedule.day.month - taken.month)


def write_next(schedule: Schedule) -> str:
    """« PISA 2025, en septembre 2026 (rythme selon nous) », « 2024-2025, attendue depuis octobre 2025 »."""
    told = write_bare_next(schedule)
    if schedule.next is None:
        return french.typeset(f"{told} : mesuré une seule fois") if schedule.frequency == Frequency.ONCE else told
    return f"{told} ({BASES[FrequencyBasis(schedule.frequency_basis)]})"


def write_bare_next(schedule: Schedule) -> str:
    """The same where its rhythm stands beside it: « 2024-2025, attendue depuis octobre 2025 »."""
    if schedule.next is None:
        return "aucune" if schedule.frequency == Frequency.ONCE else "non précisée"
    when = french.write_month(schedule.next.day)
    return french.typeset(f"{schedule.next.label}, {'attendue depuis' if schedule.late else 'en'} {when}")


def write_awaited(late: int, followed: int) -> str:
    """« 21 indicateurs sur 28 attendaient leur valeur suivante »: the day stands beside it."""
    count = f"{french.count_noun(late, 'indicateur', 'indicateurs')} sur {french.write_number(Decimal(followed))}"
    return f"{count} {french.agree_noun(late, 'attendait sa', 'attendaient leur')} valeur suivante"


def write_span(first: Schedule, last: Schedule) -> str:
    """When the figures from the first to the last of a list are expected: « octobre 2025 – mars 2026 ». Where that is
    one month, which indicators they are of: « mars 2026, 1.1-O2 – 1.3-O4 »."""
    begin, end = (french.write_month(one.next.day) if one.next else "sans date" for one in (first, last))
    return f"{begin} – {end}" if begin != end else f"{begin}, {first.code} – {last.code}"


@singledispatch
def schedules_of(report: Report, day: dt.date) -> tuple[Schedule, ...]:
    """Of all indicators: what is late first, then what comes next, then what has no date."""
    every = (schedule_of(indicator, day) for indicator in report.indicators)
    return tuple(sorted(every, key=lambda one: one.next.day if one.next else dt.date.max))


ScheduleRow = list[Any]
"""Of a Schedule, all but its day, as `json` reads it again."""


def write_schedules(report: Report) -> list[ScheduleRow]:
    """In their order, which does not depend on the day."""
    return [
        [one.code, one.short_title, one.frequency, one.frequency_basis, write_dated(one.last), write_dated(one.next)]
        for one in schedules_of(report, dt.date.min)
    ]


def write_dated(found: Dated | None) -> list[str] | None:
    return [found.label, found.day.isoformat()] if found else None


def read_schedules(rows: Iterable[ScheduleRow], day: dt.date) -> tuple[Schedule, ...]:
    """What `write_schedules` wrote."""
    return tuple(
        Schedule(code, title, frequency, basis, read_dated(last), read_dated(coming), day)
        for code, title, frequency, basis, last, coming in rows
    )


def read_dated(told: list[str] | None) -> Dated | None:
    return Dated(told[0], dt.date.fromisoformat(told[1])) if told else None


BASES = {
    FrequencyBasis.PRINTED: "rythme imprimé",
    FrequencyBasis.OURS: "rythme selon nous",
    FrequencyBasis.UNSTATED: "origine du rythme non précisée",
}
