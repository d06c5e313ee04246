"""What in a Report waits for someone: figures that are missing, doubtful, undated or old. Pure, exceptions first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from strategy_monitor.language import french
from strategy_monitor.language.codes import MissingReason, NoteKind
from strategy_monitor.quality.evidence import months_between, reading_day
from strategy_monitor.quality.knowledge import LATE_AFTER
from strategy_monitor.report import summary
from strategy_monitor.report.document import Axis, Indicator, Observation, Report, Series
from strategy_monitor.report.once import ObjectKey, once

NAMES = {"axis": "axe", "action": "action"}
"""What needs its kind said before its number; other codes speak for themselves."""

SEVERITIES = {"error": 0, "doubt": 1, "information": 2}


@dataclass(frozen=True)
class Matter:
    """One thing to look at: what it is about, and why, in French."""

    page: str
    """What shows it: « indicator », « measure », « action » or « axis »."""
    code: str
    title: str
    why: str
    note: str = ""
    """Code of the note that raises it, if one does."""

    @property
    def name(self) -> str:
        return f"{NAMES.get(self.page, '')} {self.code}".strip()


@dataclass(frozen=True)
class Attention:
    axis: Axis
    missing: tuple[Matter, ...]
    doubtful: tuple[Matter, ...]
    undated: tuple[Matter, ...]
    old: tuple[Matter, ...]

    @property
    def total(self) -> int:
        return len(self.missing) + len(self.doubtful) + len(self.undated) + len(self.old)


def find_attention(report: Report, today: dt.date, codes: frozenset[str] | None = None) -> tuple[Attention, ...]:
    """By axis; the one with most to look at first. What no axis holds, the method page lists.

    `codes`: of the only indicators to look at, and nothing else.
    """
    if codes is None:
        return find_attention_of_all(ObjectKey(report), today)
    return look_for_attention(report, today, codes)


@once(maxsize=1)
def find_attention_of_all(report: ObjectKey[Report], today: dt.date) -> tuple[Attention, ...]:
    """The same until the working copy is another, or the day: every figure of it is looked at."""
    return look_for_attention(report.thing, today, None)


def look_for_attention(report: Report, today: dt.date, codes: frozenset[str] | None) -> tuple[Attention, ...]:
    signals = [one for one in summary.signals(report) if one.note.severity != "information"]
    if codes is not None:
        signals = [one for one in signals if one.about == "indicator" and one.code in codes]
    found = [attention_of_axis(axis, signals, today, codes) for axis in report.axes]
    return tuple(sorted((one for one in found if one.total), key=lambda one: (-one.total, one.axis.number)))


def attention_of_axis(
    axis: Axis, signals: Iterable[summary.Signal], today: dt.date, codes: frozenset[str] | None
) -> Attention:
    indicators = [one for one in axis.all_indicators if codes is None or one.code in codes]
    here = [signal for signal in signals if signal.axis == axis.number]
    return Attention(
        axis=axis,
        missing=tuple(matter for one in indicators if (matter := find_missing_figure(one))),
        doubtful=tuple(describe_doubt(one) for one in sorted(here, key=lambda one: SEVERITIES[one.note.severity])),
        undated=tuple(matter for one in indicators if (matter := find_missing_date(one))),
        old=tuple(matter for one in indicators if (matter := find_late_figure(one, today))),
    )


def describe_doubt(signal: summary.Signal) -> Matter:
    page = "measure" if signal.about == "reference" else signal.about
    note = signal.note
    return Matter(page, signal.code, NoteKind(note.kind).word, note.reason, note.code)


def find_missing_figure(indicator: Indicator) -> Matter | None:
    """An indicator whose headline figures are all missing, or that has none."""
    reason = indicator.missing_reason
    if not reason and any(series.observations for series in indicator.headlines):
        return None
    return Matter("indicator", indicator.code, indicator.short_title, MissingReason(reason).word or "aucune valeur")


def find_missing_date(indicator: Indicator) -> Matter | None:
    """An indicator whose latest headline figure bears no date at all."""
    found = [s.label for s, o in latest_figures(indicator) if reading_day(o) is None]
    return Matter("indicator", indicator.code, indicator.short_title, ", ".join(found)) if found else None


def find_late_figure(indicator: Indicator, today: dt.date) -> Matter | None:
    """An indicator whose latest headline figure is older than its frequency allows."""
    limit = LATE_AFTER.get(indicator.frequency or "unknown")
    dated = [(day, o) for _, o in latest_figures(indicator) if (day := reading_day(o))]
    if limit is None or not dated:
        return None
    last, newest = max(dated, key=lambda pair: pair[0])
    if months_between(last, today) <= limit:
        return None
    # A day that was reckoned from the period serves to compare, and is told to nobody.
    when = (
        f"données du {french.write_date(last)}" if newest.data_date else f"dernière valeur\u202f: {newest.period.label}"
    )
    return Matter("indicator", indicator.code, indicator.short_title, when)


def latest_figures(indicator: Indicator) -> list[tuple[Series, Observation]]:
    """The latest headline observations that say something."""
    latest = [(series, series.latest) for series in indicator.headlines]
    return [(series, one) for series, one in latest if one is not None and not one.missing_reason]
