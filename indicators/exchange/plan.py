"""A file × the working copy → what importing it would do, row by row. Nothing is written here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.exchange import cells, checking, settling
from indicators.exchange.agreement import Shown, contradictions, shown_for
from indicators.exchange.asking import Asked, ask_about_point, ask_about_rounding, settle_share
from indicators.exchange.columns import VALUES, Column, heading
from indicators.exchange.delimited import without_apostrophe
from indicators.exchange.limits import LONGEST_CELL
from indicators.exchange.outcome import (
    BLANK,
    CHANGED,
    HIDDEN,
    LEFT,
    NEW,
    POINT,
    REFUSED,
    ROUNDED,
    SHARE,
    UNCHANGED,
    Fault,
    Line,
    Plan,
    RowRefused,
    asked_as,
)
from indicators.exchange.periods import write_period_label
from indicators.exchange.reading import FileRow, FileTable, read_table_file
from indicators.exchange.stored import StoredCopy
from indicators.models import Indicator, Observation, Series
from strategy_monitor.backoffice.progress import count_progress, tell_progress
from strategy_monitor.language import french
from strategy_monitor.language.codes import JobStep, WorkStatus

HYPHENS = re.compile("[\u2010-\u2015\u2212]")
PERIOD = {"period_kind", "period_start", "period_end"}
"""What a row to fill says before anyone fills it."""
READ_IT, LEAVE = "lire", "laisser"
"""What is done with a row that the spreadsheet hides."""


def plan(content: bytes, user: Any, answers: Mapping[str, str] | None = None) -> Plan:
    """`answers`: the name of a question (see `asked_as`) → the reading that was chosen. Raises Unreadable."""
    tell_progress(JobStep.FILE)
    return plan_table(read_table_file(content), user, answers or {})


def plan_table(table: FileTable, user: Any, answers: Mapping[str, str]) -> Plan:
    """The same, of rows that were read already."""
    codes = (raw for row in table.rows if isinstance(raw := row.cells.get("code"), str))
    copy = StoredCopy(cells.alike(HYPHENS.sub("-", code)) for code in codes if len(code) < 100)
    return Plan(Planner(table, copy, user, answers).lines(), table.notices)


class Planner:
    def __init__(self, table: FileTable, copy: StoredCopy, user: Any, answers: Mapping[str, str]) -> None:
        self.table, self.copy, self.user, self.answers = table, copy, user, answers
        self.seen: dict[tuple[int, str], FileRow] = {}
        self.expected: dict[int, Shown] = {}
        """By key of a series."""
        self.contradicted: dict[int, int] = {}
        """Number of a row → that of a later one that says something else of the same observation."""

    def lines(self) -> tuple[Line, ...]:
        found = [self.line(row) for row in count_progress(JobStep.ROWS, self.table.rows)]
        return tuple(self.alone(line) for line in found)

    def line(self, row: FileRow) -> Line:
        code, key, period = (self.shown(row, name) for name in ("code", "key", "period_label"))
        named = Line(row.number, REFUSED, code, key, period)
        if row.hidden and self.answer(HIDDEN, str(row.number)) == LEAVE:
            return replace(named, outcome=LEFT)
        if row.fault:
            return replace(named, faults=(Fault(str(row.number), "", row.fault),))
        try:
            series = self.series(row)
            named = replace(named, code=series.indicator.code, series=series.label)
            if contradicted := list(contradictions(row.cells, series, self.find_expected(series))):
                return replace(named, faults=tuple(self.fault(row, name, sentence) for name, sentence in contradicted))
            label = self.label(row, series)
            named = replace(named, period=label)
            self.only_once(row, series, label)
            return self.in_sight(row, self.compared(row, named, series, label))
        except RowRefused as refused:
            return replace(named, faults=(self.fault(row, refused.column, refused.sentence),))

    def fault(self, row: FileRow, name: str, sentence: str, readings: Any = (), about: str = POINT) -> Fault:
        return Fault(self.table.cell(name, row.number), heading(name), sentence, tuple(readings), about)

    def answer(self, about: str, cell: str) -> str:
        return self.answers.get(asked_as(about, cell)) or self.answers.get(asked_as(about), "")

    def shown(self, row: FileRow, name: str) -> str:
        raw = row.cells.get(name)
        return cells.shortened(cells.normal(raw)) if isinstance(raw, str) else ""

    # What the row speaks of

    def key(self, row: FileRow, name: str) -> str:
        raw = row.cells.get(name)
        if cells.is_blank(raw):
            raise RowRefused(name, _("Cette cellule est vide : elle désigne la valeur."))
        try:
            found = cells.text(raw)
            cells.refuse_foreign_digits(found)
        except ValidationError as error:
            raise RowRefused(name, error.messages[0]) from error
        if len(found) > 100:
            raise RowRefused(name, _("Ce texte est trop long : %(most)d caractères au plus.") % {"most": 100})
        return found

    def indicator(self, row: FileRow) -> Indicator:
        code = HYPHENS.sub("-", self.key(row, "code"))
        found = self.copy.indicators.get(cells.alike(code))
        if found is None:
            raise RowRefused("code", self.unknown(code))
        return found

    def unknown(self, code: str) -> str:
        near, foreign = self.copy.closest(cells.alike(code)), cells.foreign_letter(code)
        why = _("Aucun indicateur ne porte le code « %(code)s ».") % {"code": cells.shortened(code)}
        if foreign:
            return f"{why} {cells.explain_foreign_letter(foreign)}"
        return " ".join((why, _("Le plus proche : « %(near)s ».") % {"near": near})) if near else why

    def series(self, row: FileRow) -> Series:
        indicator, key = self.indicator(row), self.key(row, "key")
        found = self.copy.series.get((indicator.pk, HYPHENS.sub("-", key).casefold()))
        found = found or self.copy.series.get((indicator.pk, key))
        if found is None:
            why = _("L’indicateur %(code)s n’a pas de série « %(key)s ».") % {
                "code": indicator.code,
                "key": cells.shortened(key),
            }
            keys = ", ".join(f"«\u202f{one}\u202f»" for one in self.copy.keys(indicator)[:12])
            foreign = cells.foreign_letter(key)
            cure = (
                cells.explain_foreign_letter(foreign)
                if foreign
                else _("Ses séries : %(keys)s.") % {"keys": keys or "–"}
            )
            raise RowRefused("key", f"{why} {cure}")
        return found

    def find_expected(self, series: Series) -> Shown:
        if series.pk not in self.expected:
            self.expected[series.pk] = shown_for(series)
        return self.expected[series.pk]

    def label(self, row: FileRow, series: Series) -> str:
        raw = row.cells.get("period_label")
        is_day = hasattr(raw, "toordinal")
        typed = french.type_date(raw) if is_day else " ".join(self.key(row, "period_label").split())  # type: ignore[arg-type]
        known = self.copy.observation(series, typed)
        if known is not None:
            return known.period_label
        if near := self.copy.nearly(series, typed):
            raise RowRefused(
                "period_label",
                _("Cette série a déjà « %(near)s », qui ne diffère que par le tiret. L’écrire ainsi.") % {"near": near},
            )
        return write_period_label(typed)

    def only_once(self, row: FileRow, series: Series, label: str) -> None:
        first = self.seen.setdefault((series.pk, cells.alike(label)), row)
        if first is not row:
            if any(first.cells.get(column.name) != row.cells.get(column.name) for column in VALUES):
                self.contradicted[first.number] = row.number
            raise RowRefused(
                "period_label",
                _("La ligne %(first)d parle déjà de cette valeur. N’en garder qu’une.") % {"first": first.number},
            )

    def alone(self, line: Line) -> Line:
        """Of two rows that differ about the same observation, neither is the right one by itself."""
        other = self.contradicted.get(line.number)
        if other is None or line.outcome == REFUSED:
            return line
        sentence = _("La ligne %(other)d dit autre chose de cette valeur. N’en garder qu’une.") % {"other": other}
        fault = Fault(self.table.cell("period_label", line.number), heading("period_label"), sentence)
        return replace(line, outcome=REFUSED, faults=(fault,), observation=None, validated=False, remarks=())

    def in_sight(self, row: FileRow, line: Line) -> Line:
        """Asks before what the spreadsheet hides is written."""
        unseen = self.unseen(row, line)
        if line.outcome not in {NEW, CHANGED} or not (row.hidden or unseen):
            return line
        chosen = self.answer(HIDDEN, str(row.number))
        if chosen == READ_IT:
            return line
        if chosen == LEAVE:
            return replace(line, outcome=LEFT, observation=None, validated=False, remarks=())
        sentence = (
            _("Cette ligne est masquée ou filtrée dans le tableur : la lire, ou la laisser ?")
            if row.hidden
            else _("Ce qu’elle change est dans une colonne masquée (%(columns)s) : la lire, ou la laisser ?")
            % {"columns": ", ".join(unseen)}
        )
        readings = (READ_IT, _("La lire")), (LEAVE, _("La laisser"))
        fault = Fault(str(row.number), "", sentence, readings, HIDDEN)
        return replace(line, outcome=REFUSED, faults=(fault,), observation=None, validated=False, remarks=())

    def unseen(self, row: FileRow, line: Line) -> list[str]:
        """Headings of the hidden columns on which this line rests. A code that is hidden is told by the title."""
        rests = {change.heading for change in line.changes if not change.deduced} | {heading("period_label")}
        for name, told_by in (("code", "indicator"), ("key", "series")):
            if told_by in self.table.hidden or cells.is_blank(row.cells.get(told_by)):
                rests.add(heading(name))
        return [heading(name) for name in self.table.letters if name in self.table.hidden and heading(name) in rests]

    # What it says of it

    def compared(self, row: FileRow, named: Line, series: Series, label: str) -> Line:
        stored = self.copy.observation(series, label)
        filled = {column.name for column in VALUES if not cells.is_blank(row.cells.get(column.name))}
        if not filled or (stored is None and filled <= PERIOD):
            return replace(named, outcome=BLANK if stored is None else UNCHANGED)
        values, faults = self.values(row, series, stored)
        if faults:
            return replace(named, faults=tuple(faults))
        observation = stored or Observation(series=series, period_label=label)
        before = {column.name: getattr(observation, column.name) for column in VALUES} if stored else {}
        deduced = settling.complete_values(values, before, observation, self.copy.place(series))
        changes = tuple(settling.apply_changes(observation, before, values, deduced))
        if stored and not changes:
            return replace(named, outcome=UNCHANGED)
        return self.check_line(row, replace(named, changes=changes), observation, bool(stored))

    def values(self, row: FileRow, series: Series, stored: Observation | None) -> tuple[dict[str, Any], list[Fault]]:
        """The value of each cell that is not blank, and what is wrong with the others."""
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for column in VALUES:
            raw = row.cells.get(column.name)
            if cells.is_blank(raw):
                continue
            old = getattr(stored, column.name) if stored else None
            try:
                if isinstance(old, str) and column.kind == "text" and unchanged(raw, old):
                    values[column.name] = cells.normal(old)
                else:
                    values[column.name] = self.value(row, column, raw, series, old)
            except Asked as asked:
                faults.append(self.fault(row, column.name, asked.sentence, asked.readings, asked.about))
            except ValidationError as error:
                faults.append(self.fault(row, column.name, error.messages[0]))
        return values, faults

    def value(self, row: FileRow, column: Column, raw: Any, series: Series, old: Any) -> Any:
        """Raises Asked where the cell can be read in two ways, and ValidationError where it cannot be read."""
        cell = self.table.cell(column.name, row.number)
        reading = self.answer(ROUNDED if isinstance(raw, cells.Dressed) else POINT, cell)
        try:
            found = column.read(raw, series.unit, reading, series.unit_singular)
        except ValidationError as error:
            if getattr(error, "code", "") not in {"ambiguous", "rounded"}:
                raise
            raise (
                ask_about_point(raw) if error.code == "ambiguous" else ask_about_rounding(raw, error.messages[0])
            ) from error
        if not isinstance(found, Decimal) or series.unit != "%" or cells.says_percent(raw) or found == old:
            return found
        return settle_share(found, self.answer(SHARE, cell)) if 0 < abs(found) <= 1 else found

    def source(self, row: FileRow, line: Line) -> str | None:
        """The cell of the figure that this line brings; empty where the line says that the report prints it."""
        names = settling.figure_of(line)
        if not names:
            return None
        printed = any(change.heading == heading("printed") and change.after != "–" for change in line.changes)
        return "" if printed else self.table.cell(names[0], row.number)

    def check_line(self, row: FileRow, line: Line, observation: Observation, known: bool) -> Line:
        """Whether the account may do this, and the model bear it."""
        right = f"indicators.{'change' if known else 'add'}_observation"
        indicator = observation.series.indicator
        if not self.user.has_perm(right) or not self.copy.covers(self.user, indicator):
            raise RowRefused("code", _("Refusé : cet indicateur n’est pas confié à ce compte."))
        faults = [self.fault(row, name, sentence) for name, sentence in checking.faults(observation)]
        if faults:
            return replace(line, faults=tuple(faults))
        return replace(
            line,
            outcome=CHANGED if known else NEW,
            observation=observation,
            validated=observation.status == WorkStatus.VALIDATED,
            cell=self.source(row, line),
            remarks=tuple(settling.remarks(line) if known and observation.printed else ()),
        )


def unchanged(raw: cells.Raw, old: str) -> bool:
    """A text that is what is stored needs no second look: what nobody sees in it was there before.

    Nor does one of our CSV, opened in a spreadsheet and saved as a workbook: its apostrophe is still there, or the
    spreadsheet has made a number of it (« 34% »), or a day. Raises ValidationError for a number that no cell may hold.
    """
    if isinstance(raw, str):
        readings = {cells.normal(raw), cells.normal(without_apostrophe(raw))}
        return len(raw) <= LONGEST_CELL and cells.normal(old) in readings
    if isinstance(raw, dt.date):
        return cells.typed_day(old) == raw
    return isinstance(raw, Decimal | cells.Percent) and without_spaces(cells.text(raw)) == without_spaces(old)


def without_spaces(text: str) -> str:
    return "".join(text.split())
