"""An .xlsx → lines. Formulas are not worked out, nothing is followed outside the file."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from indicators.exchange import archives
from indicators.exchange.cells import Odd, Percent, Raw, alike
from indicators.exchange.limits import LAST_ROW, MOST_CELLS, MOST_COLUMNS, MOST_SHEETS
from indicators.exchange.sheets import Line, Unreadable, letter

SHEET = "Relevés"
NOTICE = "Notice"
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
"""What of a number format is written as it stands, and says nothing of days or percents."""


def lines(content: bytes) -> Iterator[Line]:
    """Raises Unreadable, at once or on the way."""
    archives.check(content)
    from openpyxl import load_workbook  # noqa: PLC0415 - a page must not wait for what only imports need

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            yield from lines_of(chosen(book))
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception as error:
        # A damaged workbook makes the reader fail in any of a hundred ways.
        raise Unreadable(
            _("Ce classeur est abîmé ou incomplet : l’enregistrer à nouveau, puis recommencer.")
        ) from error


def chosen(book: Any) -> Any:
    """The sheet of observations: the one so named, or the only one."""
    sheets = book.worksheets
    if len(book.sheetnames) > MOST_SHEETS:
        raise Unreadable(_("Ce classeur a plus de %(most)d feuilles.") % {"most": MOST_SHEETS})
    named = [sheet for sheet in sheets if alike(sheet.title) == alike(SHEET)]
    found = named or (sheets if len(sheets) == 1 else [])
    if not found:
        raise Unreadable(
            _("Aucune feuille de ce classeur ne s’appelle « %(name)s ». Renommer celle qui porte les relevés.")
            % {"name": SHEET}
        )
    return found[0]


def lines_of(sheet: Any) -> Iterator[Line]:
    # What a file says of its own size is often wrong, and may be meant to be.
    sheet.reset_dimensions()
    seen = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        seen += len(row)
        if number > LAST_ROW or seen > MOST_CELLS:
            raise Unreadable(_("Cette feuille est démesurée. Copier les lignes utiles dans un fichier exporté d’ici."))
        found = [raw(cell) for cell in row if cell.value is not None] and [raw(cell) for cell in row]
        if any(one is not None for one in found[MOST_COLUMNS:]):
            raise Unreadable(_("Cette feuille a plus de %(most)d colonnes.") % {"most": MOST_COLUMNS})
        yield Line(number, found[:MOST_COLUMNS])


def raw(cell: Any) -> Raw:
    value = cell.value
    if value is None:
        return None
    if odd := odd_one(cell):
        return odd
    if isinstance(value, (dt.datetime, dt.date)):
        return day(value, cell.number_format)
    if isinstance(value, (int, float)):
        return number(value, cell.number_format)
    return value if isinstance(value, str) else Odd(_("La cellule contient une durée."))


def odd_one(cell: Any) -> Odd | None:
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


def day(value: dt.datetime | dt.date, form: str) -> Raw:
    if "d" not in QUOTED.sub("", form or "d").lower():
        return Odd(_("Le tableur a pris ce texte pour une date, dont il cache le jour. L’écrire en texte."))
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            return Odd(_("Cette date porte une heure : garder le jour seul."))
        return value.date()
    return value


def number(value: float, form: str) -> Raw:
    """A spreadsheet counts to fifteen digits: what follows them is noise (0.30000000000000004)."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if exact.is_finite() and "%" in QUOTED.sub("", form or ""):
        return Percent(exact * 100)
    return exact
