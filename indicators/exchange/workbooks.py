"""An .xlsx → lines. Formulas are not worked out, nothing is followed outside the file."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from indicators.exchange import archives, formats
from indicators.exchange.cells import (
    MOST_DIGITS,
    Dressed,
    Odd,
    Percent,
    Raw,
    alike,
    normal,
    shortened,
)
from indicators.exchange.limits import LAST_ROW, MOST_CELLS, MOST_COLUMNS, MOST_SHEETS
from indicators.exchange.sheets import Sheet, SheetLine, UnreadableSheet, letter
from indicators.exchange.unseen import Unseen, scan_sheet
from strategy_monitor.language import french

SHEET = "Valeurs"
FORMER_SHEETS = ("Relevés",)
"""What it was called in workbooks written before; still read."""
NOTICE = "Notice"
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
"""What of a date format is written as it stands, and says nothing of days."""
LITERAL = re.compile(r"\[[^\]]*\]")
"""What of a date format is not written: its language."""


def read_sheet(content: bytes) -> Sheet:
    """The sheet of observations. Raises Unreadable, at once or on the way."""
    archives.refuse_unsafe_archive(content)
    from openpyxl import load_workbook  # noqa: PLC0415 - a page must not wait for what only imports need

    with refuse_damage():
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        found = find_sheet(book)
        with found._get_source() as stream:
            unseen = scan_sheet(stream)
        others = tuple(quote_sheet(one) for one in book.worksheets if one is not found and not is_notice(one))
        return Sheet(read_sheet_lines(book, found, unseen), frozenset(unseen.columns), others)


def read_sheet_lines(book: Any, found: Any, unseen: Unseen) -> Iterator[SheetLine]:
    with refuse_damage():
        try:
            yield from lines_of(found, unseen)
        finally:
            book.close()


@contextmanager
def refuse_damage() -> Iterator[None]:
    try:
        yield
    except UnreadableSheet:
        raise
    except Exception as error:
        # A damaged workbook makes the reader fail in any of a hundred ways.
        raise UnreadableSheet(
            _("Ce classeur est abîmé ou incomplet : l’enregistrer à nouveau, puis recommencer.")
        ) from error


def quote_sheet(one: Any) -> str:
    """« Feuil2 », or « Feuil2 (masquée) »."""
    quoted = f"«\u202f{shortened(normal(one.title))}\u202f»"
    return quoted if one.sheet_state == "visible" else _("%(name)s (masquée)") % {"name": quoted}


def is_notice(one: Any) -> bool:
    return alike(one.title) == alike(NOTICE) and one.sheet_state == "visible"


def find_sheet(book: Any) -> Any:
    """The sheet of observations: the one so named, or the only one that is not the explanation of our files."""
    sheets = book.worksheets
    if len(book.sheetnames) > MOST_SHEETS:
        raise UnreadableSheet(_("Ce classeur a plus de %(most)d feuilles.") % {"most": MOST_SHEETS})
    named = [sheet for sheet in sheets if alike(sheet.title) in {alike(name) for name in (SHEET, *FORMER_SHEETS)}]
    others = [one for one in sheets if not is_notice(one)]
    found = named or (others if len(others) == 1 else [])
    if not found:
        why = _("Aucune feuille de ce classeur ne s’appelle « %(name)s ». Renommer celle qui porte les valeurs") % {
            "name": SHEET
        }
        quoted = _(" ou ").join(quote_sheet(one) for one in others)
        raise UnreadableSheet(f"{why}\u202f: {quoted}." if others else f"{why}.")
    if found[0].sheet_state != "visible":
        raise UnreadableSheet(
            _("La feuille « %(name)s » est masquée : l’afficher, la relire, puis recommencer.")
            % {"name": found[0].title}
        )
    return found[0]


def lines_of(sheet: Any, unseen: Unseen) -> Iterator[SheetLine]:
    if unseen.disordered:
        raise UnreadableSheet(
            _("La ligne %(row)d de ce classeur est mal construite : l’enregistrer à nouveau, puis recommencer.")
            % {"row": unseen.disordered}
        )
    oversized = UnreadableSheet(
        _("Cette feuille est démesurée. Copier les lignes utiles dans un fichier exporté d’ici.")
    )
    if unseen.beyond:
        raise oversized
    # What a file says of its own size is often wrong, and may be meant to be.
    sheet.reset_dimensions()
    seen, merged = 0, Merged(unseen)
    for number, row in enumerate(sheet.iter_rows(), 1):
        seen += len(row)
        if number > LAST_ROW or seen > MOST_CELLS:
            raise oversized
        found = [read_cell(cell) for cell in row if cell.value is not None] and [read_cell(cell) for cell in row]
        if any(one is not None for one in found[MOST_COLUMNS:]):
            raise UnreadableSheet(_("Cette feuille a plus de %(most)d colonnes.") % {"most": MOST_COLUMNS})
        group = merged.at(number)
        yield SheetLine(
            number, found[:MOST_COLUMNS], describe_merge(group) if group and found else "", number in unseen.rows
        )


class Merged:
    """Which group of merged cells each row belongs to, asked from the first row to the last."""

    def __init__(self, unseen: Unseen) -> None:
        self.coming = sorted(unseen.merged, reverse=True)
        self.last, self.name = 0, ""

    def at(self, number: int) -> str:
        while self.coming and self.coming[-1][0] <= number:
            _first, last, name = self.coming.pop()
            if last >= max(number, self.last):
                self.last, self.name = last, name
        return self.name if number <= self.last else ""


def describe_merge(name: str) -> str:
    return _("Les cellules %(cells)s sont fusionnées : écrire chaque valeur dans la cellule de sa ligne.") % {
        "cells": name
    }


def read_cell(cell: Any) -> Raw:
    value = cell.value
    if value is None:
        return None
    if odd := find_odd_cell(cell):
        return odd
    if isinstance(value, (dt.datetime, dt.date)):
        return read_date_cell(value, cell.number_format)
    if isinstance(value, (int, float)):
        return read_number_cell(value, cell.number_format)
    return value if isinstance(value, str) else Odd(_("La cellule contient une durée."))


def find_odd_cell(cell: Any) -> Odd | None:
    """What a spreadsheet works out, or could not."""
    value, kind = cell.value, cell.data_type
    if kind == "f":
        return Odd(
            _("La cellule %(cell)s contient une formule. La remplacer par sa valeur (collage spécial, valeurs).")
            % {"cell": f"{letter(cell.column - 1)}{cell.row}"}
        )
    if kind == "e":
        return Odd(_("Le tableur y affiche une erreur (%(error)s).") % {"error": str(value)[:20]})
    if isinstance(value, bool):
        return Odd(_("La cellule contient « vrai » ou « faux », que rien n’attend ici."))
    return None


def read_date_cell(value: dt.datetime | dt.date, form: str) -> Raw:
    bare = QUOTED.sub("", form or "dmy").lower()
    if "d" not in bare:
        return Odd(_("Le tableur a pris ce texte pour une date, dont il cache le jour. L’écrire en texte."))
    if "m" not in bare or "y" not in bare or re.search(r"[0-9]", LITERAL.sub("", form or "")):
        return Odd(
            _("Le tableur ne montre pas toute cette date (%(date)s) : l’écrire en entier, « 05/03/2025 ».")
            % {"date": f"{value:%d/%m/%Y}"}
        )
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            return Odd(_("Cette date porte une heure : garder le jour seul."))
        return value.date()
    return value


def read_number_cell(value: float, form: str) -> Raw:
    """A spreadsheet counts to fifteen digits: what follows them is noise (0.30000000000000004)."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not exact.is_finite() or abs(exact.adjusted()) > MOST_DIGITS:
        return exact
    try:
        look = formats.look(exact, form)
    except formats.NotUnderstood:
        return Odd(
            _(
                "Le format de cette cellule ne montre pas le nombre qu’elle contient (%(stored)s) : la mettre au "
                "format nombre."
            )
            % {"stored": french.write_number(exact)}
        )
    stored = exact * 100 if look.percent else exact
    if look.value != stored or look.text:
        return Dressed(stored, look.percent, look.shown, look.value, look.text)
    return Percent(stored) if look.percent else exact
