"""What importing a file would do, row by row: what a preview shows, and what is written once it is confirmed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from indicators.exchange.columns import Column
from indicators.models import Observation
from strategy_monitor.backoffice.history import readable_value
from strategy_monitor.language import french

NEW, CHANGED, UNCHANGED, BLANK, REFUSED = "new", "changed", "unchanged", "blank", "refused"
LEFT = "left"
"""A row that nobody sees in the spreadsheet, left out because a person said so."""

POINT, SHARE, ROUNDED, HIDDEN = "", "part", "arrondi", "masque"
"""What a question is about: a pointed number, a small share, decimals that the format hides, what is hidden."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where; a question where it can be settled here: code and text of each reading."""

    cell: str
    heading: str
    sentence: str
    readings: tuple[tuple[str, str], ...] = ()
    about: str = POINT
    """What the question is about, where there is one."""

    @property
    def name(self) -> str:
        return asked_as(self.about, self.cell)


def asked_as(about: str, cell: str = "") -> str:
    """The name of a question: « K12 », « part-K12 »; without a cell, that of all questions of its kind."""
    return "-".join(part for part in (about, cell) if part)


@dataclass(frozen=True)
class ColumnChange:
    heading: str
    before: str
    after: str
    deduced: bool = False
    """True where the file did not say it: it follows from what it says."""


@dataclass(frozen=True)
class ToldLine:
    """What importing would do with a row, as people read it."""

    number: int
    outcome: str
    code: str = ""
    series: str = ""
    period: str = ""
    changes: tuple[ColumnChange, ...] = ()
    faults: tuple[Fault, ...] = ()
    remarks: tuple[str, ...] = ()
    validated: bool = False
    """It changes what was validated."""

    @property
    def asks(self) -> bool:
        """All that is wrong with it are questions."""
        return bool(self.faults) and all(fault.readings for fault in self.faults)


@dataclass(frozen=True)
class Line(ToldLine):
    cell: str | None = None
    """The cell that gives the figure; empty where the row says that it is printed; None where it brings none."""
    observation: Observation | None = field(default=None, compare=False, repr=False)
    """As it would be saved."""

    @property
    def told(self) -> ToldLine:
        return ToldLine(**{one.name: getattr(self, one.name) for one in fields(ToldLine)})


class RowRefused(Exception):
    """A row goes no further: what it says is not enough, or too much; in which column, and why."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


@dataclass(frozen=True)
class Plan:
    lines: tuple[Line, ...]
    notices: tuple[str, ...] = ()
    """What the file holds that its reader may not have seen, in French."""

    def of(self, outcome: str) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def new(self) -> list[Line]:
        return self.of(NEW)

    @property
    def changed(self) -> list[Line]:
        return self.of(CHANGED)

    @property
    def unchanged(self) -> list[Line]:
        return self.of(UNCHANGED)

    @property
    def blank(self) -> list[Line]:
        return self.of(BLANK)

    @property
    def left(self) -> list[Line]:
        return self.of(LEFT)

    @property
    def refused(self) -> list[Line]:
        return self.of(REFUSED)

    @property
    def questions(self) -> list[Fault]:
        return [fault for line in self.refused for fault in line.faults if fault.readings]

    @property
    def asks_about(self) -> set[str]:
        return {fault.about for fault in self.questions}

    @property
    def writes(self) -> int:
        return len(self.new) + len(self.changed)

    @property
    def needs_reason(self) -> bool:
        return any(line.validated for line in self.changed)

    @property
    def digest(self) -> str:
        """The same for two plans that do the same: what was shown is what is written."""
        return hashlib.sha256("\n".join(repr(line) for line in self.lines).encode("utf-8", "replace")).hexdigest()


def write_for_preview(column: Column, value: Any) -> str:
    """A value as a reader of the preview sees it."""
    return (
        french.write_number(value)
        if isinstance(value, Decimal)
        else readable_value(dict(column.choices).get(value, value))
    )
