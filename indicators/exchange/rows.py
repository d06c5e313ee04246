"""One row of a file → what importing it would do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.exchange import cells, checking, settling
from indicators.exchange.columns import VALUES, heading
from indicators.exchange.outcome import BLANK, CHANGED, NEW, REFUSED, UNCHANGED, Change, Fault, Line, told
from indicators.exchange.reading import Row, Table
from indicators.exchange.stored import WorkingCopy
from indicators.models import Indicator, Observation, Series

HYPHENS = re.compile("[\u2010-\u2015\u2212]")


class Wrong(Exception):
    """This row goes no further: in which column, and why."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


class Planner:
    def __init__(self, table: Table, copy: WorkingCopy, user: Any, answers: Mapping[str, str]) -> None:
        self.table, self.copy, self.user, self.answers = table, copy, user, answers
        self.seen: dict[tuple[int, str], int] = {}

    def line(self, row: Row) -> Line:
        if row.fault:
            return Line(row.number, REFUSED, faults=(Fault(str(row.number), "", row.fault),))
        code, key, period = (self.shown(row, name) for name in ("code", "key", "period_label"))
        named = Line(row.number, REFUSED, code, key, period)
        try:
            series = self.series(row)
            label = self.label(row, series)
            self.only_once(row, series, label)
            named = replace(named, code=series.indicator.code, series=series.label, period=label)
            return self.compared(row, named, series, label)
        except Wrong as wrong:
            return replace(named, faults=(self.fault(row, wrong.column, wrong.sentence),))

    def fault(self, row: Row, name: str, sentence: str, readings: Any = ()) -> Fault:
        return Fault(self.table.cell(name, row.number), heading(name), sentence, tuple(readings))

    def shown(self, row: Row, name: str) -> str:
        raw = row.cells.get(name)
        return cells.shortened(cells.normal(raw)) if isinstance(raw, str) else ""

    # What the row speaks of

    def key(self, row: Row, name: str) -> str:
        raw = row.cells.get(name)
        if cells.is_blank(raw):
            raise Wrong(name, _("Cette cellule est vide : elle désigne le relevé."))
        try:
            found = cells.text(raw)
        except ValidationError as error:
            raise Wrong(name, error.messages[0]) from error
        if len(found) > 100:
            raise Wrong(name, _("Ce texte est trop long : %(most)d caractères au plus.") % {"most": 100})
        return found

    def indicator(self, row: Row) -> Indicator:
        code = HYPHENS.sub("-", self.key(row, "code"))
        found = self.copy.indicators.get(cells.alike(code))
        if found is None:
            raise Wrong("code", self.unknown(code))
        return found

    def unknown(self, code: str) -> str:
        near = self.copy.closest(cells.alike(code))
        why = _("Aucun indicateur ne porte le code « %(code)s ».") % {"code": cells.shortened(code)}
        return " ".join((why, _("Le plus proche : « %(near)s ».") % {"near": near})) if near else why

    def series(self, row: Row) -> Series:
        indicator, key = self.indicator(row), self.key(row, "key")
        found = self.copy.series.get((indicator.pk, HYPHENS.sub("-", key).casefold()))
        found = found or self.copy.series.get((indicator.pk, key))
        if found is None:
            keys = ", ".join(f"«\u202f{one}\u202f»" for one in self.copy.keys(indicator)[:12])
            raise Wrong(
                "key",
                _("L’indicateur %(code)s n’a pas de série « %(key)s ». Ses séries : %(keys)s.")
                % {"code": indicator.code, "key": cells.shortened(key), "keys": keys or "–"},
            )
        self.same_unit(row, found)
        return found

    def same_unit(self, row: Row, series: Series) -> None:
        raw = row.cells.get("unit")
        said = "" if cells.is_blank(raw) else cells.alike(self.key(row, "unit"))
        if said and said not in {cells.alike(series.unit), cells.alike(series.unit_singular)}:
            raise Wrong(
                "unit",
                _("L’unité de cette série est « %(unit)s », et le fichier en dit une autre.")
                % {"unit": series.unit or _("aucune")},
            )

    def label(self, row: Row, series: Series) -> str:
        raw = row.cells.get("period_label")
        is_day = hasattr(raw, "toordinal")
        typed = cells.date_in_words(raw) if is_day else " ".join(self.key(row, "period_label").split())  # type: ignore[arg-type]
        known = self.copy.observation(series, typed)
        if known is not None:
            return known.period_label
        if near := self.copy.nearly(series, typed):
            raise Wrong(
                "period_label",
                _("Cette série a déjà « %(near)s », qui ne diffère que par le tiret. L’écrire ainsi.") % {"near": near},
            )
        return typed

    def only_once(self, row: Row, series: Series, label: str) -> None:
        first = self.seen.setdefault((series.pk, cells.alike(label)), row.number)
        if first != row.number:
            raise Wrong(
                "period_label", _("La ligne %(first)d parle déjà de ce relevé. N’en garder qu’une.") % {"first": first}
            )

    # What it says of it

    def compared(self, row: Row, named: Line, series: Series, label: str) -> Line:
        stored = self.copy.observation(series, label)
        filled = [column for column in VALUES if not cells.is_blank(row.cells.get(column.name))]
        if not filled:
            return replace(named, outcome=BLANK if stored is None else UNCHANGED)
        values, faults = self.values(row, series)
        if faults:
            return replace(named, faults=tuple(faults))
        observation = stored or Observation(series=series, period_label=label)
        before = {column.name: getattr(observation, column.name) for column in VALUES} if stored else {}
        try:
            deduced = settling.settle(values, before, observation)
        except settling.Unsettled as error:
            return replace(named, faults=(self.fault(row, error.column, error.sentence),))
        told_changes = tuple(changes(observation, before, values, deduced))
        if stored and not told_changes:
            return replace(named, outcome=UNCHANGED)
        return self.judged(row, replace(named, changes=told_changes), observation, bool(stored))

    def values(self, row: Row, series: Series) -> tuple[dict[str, Any], list[Fault]]:
        """The value of each cell that is not blank, and what is wrong with the others."""
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for column in VALUES:
            raw, cell = row.cells.get(column.name), self.table.cell(column.name, row.number)
            if cells.is_blank(raw):
                continue
            try:
                values[column.name] = column.read(raw, series.unit, self.answers.get(cell) or self.answers.get("", ""))
            except ValidationError as error:
                asks = getattr(error, "code", "") == "ambiguous"
                faults.append(self.fault(row, column.name, *(question(raw) if asks else (error.messages[0],))))
        return values, faults

    def judged(self, row: Row, line: Line, observation: Observation, known: bool) -> Line:
        """Whether the account may do this, and the model bear it."""
        right = f"indicators.{'change' if known else 'add'}_observation"
        indicator = observation.series.indicator
        if not self.user.has_perm(right) or not self.copy.covers(self.user, indicator):
            raise Wrong("code", _("Refusé : cet indicateur n’est pas confié à ce compte."))
        faults = [self.fault(row, name, sentence) for name, sentence in checking.faults(observation)]
        if faults:
            return replace(line, faults=tuple(faults))
        return replace(
            line,
            outcome=CHANGED if known else NEW,
            observation=observation,
            validated=observation.status == Observation.Status.VALIDATED,
            remarks=tuple(remarks(line) if known else ()),
        )


def question(raw: Any) -> tuple[str, list[tuple[str, str]]]:
    """What to ask about a pointed number, and the two answers, each written without a doubt."""
    typed = cells.text(raw)
    thousands = cells.grouped(cells.number(raw, "%", cells.THOUSANDS))
    return _("« %(text)s » se lit de deux façons : choisir laquelle.") % {"text": typed}, [
        (cells.THOUSANDS, thousands),
        (cells.DECIMALS, typed.replace(".", ",")),
    ]


def changes(observation: Observation, before: dict[str, Any], values: dict[str, Any], deduced: set[str]) -> Any:
    """Sets what differs, and tells it. A text that differs only by what nobody sees is left as it is."""
    for column in VALUES:
        if column.name not in values:
            continue
        old, new = before.get(column.name, column.empty), values[column.name]
        if new == (cells.normal(old) if isinstance(old, str) else old) and before:
            continue
        setattr(observation, column.name, new)
        if new != column.empty or before:
            yield Change(column.heading, told(column, old), told(column, new), column.name in deduced)


def remarks(line: Line) -> Any:
    """What the change leaves as it was, and should perhaps not."""
    changed = {change.heading for change in line.changes}
    if {heading("value"), heading("level"), heading("state")} & changed and heading("printed") not in changed:
        yield _("Le texte imprimé reste ce qu’il est : le corriger aussi s’il dit l’ancien chiffre.")
