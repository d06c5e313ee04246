"""Rows that a person types on a page, read cell by cell as those of a file are: same sentences, same questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from indicators.exchange import cells, periods
from indicators.exchange.cells import Raw
from indicators.exchange.columns import BY_HEADING, BY_NAME
from indicators.exchange.outcome import POINT, SHARE, Fault, Line, asked_as
from indicators.exchange.plan import plan_table
from indicators.exchange.reading import FileRow, FileTable
from indicators.models import Observation
from strategy_monitor.language.codes import LevelBasis, PeriodKind
from strategy_monitor.language.typed import type_number

CELLS = ("value", "value_high", "level", "state", "manner", "cumulative_since", "missing_reason")
"""The columns that a person fills in a row; the period besides."""


@dataclass(frozen=True)
class TypedRow:
    observation: Observation
    """What the row is about: as recorded, or as proposed for its period."""
    period: str
    """As it was typed."""
    texts: Mapping[str, str]
    """Column → what was typed, for those that differ from what is recorded."""
    reading: str = ""
    """The reading that was chosen, where a number has two."""


def read_rows(rows: Iterable[TypedRow], user: Any) -> list[Line]:
    """What each of these rows would do, in their order. Nothing is written; a fixed number of queries."""
    every = list(rows)
    found = tuple(FileRow(number, dict(cells_of(row))) for number, row in enumerate(every, 1))
    readings = {(about, number): row.reading for number, row in enumerate(every, 1) for about in (POINT, SHARE)}
    answers = {asked_as(about, str(number)): reading for (about, number), reading in readings.items() if reading}
    return list(plan_table(FileTable(found, {}), user, answers).lines)


def cells_of(row: TypedRow) -> Iterable[tuple[str, Raw]]:
    one = row.observation
    yield "code", one.series.indicator.code
    yield "key", one.series.key
    yield "period_label", row.period
    for name in CELLS:
        if name in row.texts:
            text = row.texts[name]
            yield name, text if text.strip() or not one.pk else cells.ERASE
    if row.texts.get("level", "").strip():
        yield "level_basis", LevelBasis.CONFIRMED.value
    if not one.pk:
        yield from days_of(row)


def days_of(row: TypedRow) -> Iterable[tuple[str, Raw]]:
    """Those of the period that was proposed; of another one, its kind where the text alone does not tell it."""
    one = row.observation
    if row.period == one.period_label:
        yield "period_kind", one.period_kind
        if one.period_kind != PeriodKind.UNDATED:
            yield "period_start", one.period_start
            yield "period_end", one.period_end
    elif not periods.read_plain_period(row.period):
        yield "period_kind", one.period_kind


def typed(one: Observation, name: str) -> str:
    """What is recorded in a column, as one would type it; a choice is its code."""
    value = getattr(one, name)
    if value is None:
        return ""
    if BY_NAME[name].kind == "number":
        return type_number(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def column_of_fault(fault: Fault) -> str:
    """The name of the column that a fault is about; empty for the row as a whole."""
    column = BY_HEADING.get(cells.alike(fault.heading))
    return column.name if column else ""
