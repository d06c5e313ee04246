"""Bytes → rows of raw cells by column, or one French sentence about the file as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice

from django.utils.translation import gettext as _

from indicators.exchange import archives, cells, delimited, workbooks
from indicators.exchange.cells import Raw
from indicators.exchange.columns import BY_HEADING, COLUMNS, KEYS, MOST_ABOVE, Column, is_heading_row
from indicators.exchange.limits import MOST_BYTES, MOST_ROWS
from indicators.exchange.sheets import Sheet, SheetLine, UnreadableSheet, letter
from indicators.exchange.unseen import spans
from strategy_monitor.language import french

MOST_NAMED = 10
"""Unknown headings that a sentence names."""


@dataclass(frozen=True)
class FileRow:
    """One row of the file that holds something; number as the spreadsheet shows it."""

    number: int
    cells: dict[str, Raw]
    """Column name → what stands there."""
    fault: str = ""
    """Why the row as a whole cannot be read."""
    hidden: bool = False
    """Whether the spreadsheet does not show it."""


@dataclass(frozen=True)
class FileTable:
    rows: tuple[FileRow, ...]
    letters: dict[str, str]
    """Column name → its letter in this file."""
    hidden: frozenset[str] = frozenset()
    """Names of the columns that the spreadsheet does not show."""
    left: tuple[str, ...] = ()
    """Names of the sheets that are not read."""
    above: tuple[int, ...] = ()
    """Numbers of the rows above the headings, which are not read."""

    def cell(self, name: str, number: int) -> str:
        """« K12 »; where the file has no such column, the row alone."""
        return f"{self.letters.get(name, '')}{number}"

    @property
    def notices(self) -> tuple[str, ...]:
        """What the file holds that its reader may not have seen, in French."""
        rows = [row.number for row in self.rows if row.hidden]
        columns = [
            f"{column.heading} ({self.letters[column.name]})" for column in COLUMNS if column.name in self.hidden
        ]
        told = []
        if self.above:
            told.append(_("Lignes au-dessus des intitulés, qui ne sont pas lues (%(count)d) : %(rows)s.") % {
                "count": len(self.above), "rows": spans(self.above),
            })  # fmt: skip
        if rows:
            told.append(_("Lignes masquées ou filtrées dans le tableur (%(count)d) : %(rows)s.") % {
                "count": len(rows), "rows": spans(rows),
            })  # fmt: skip
        if columns:
            told.append(_("Colonnes masquées dans le tableur (%(count)d) : %(columns)s.") % {
                "count": len(columns), "columns": ", ".join(columns),
            })  # fmt: skip
        if self.left:
            told.append(_("Feuilles qui ne sont pas lues (%(count)d) : %(sheets)s.") % {
                "count": len(self.left), "sheets": ", ".join(self.left),
            })  # fmt: skip
        return tuple(told)


def read_table_file(content: bytes) -> FileTable:
    """Raises Unreadable."""
    if not content:
        raise UnreadableSheet(_("Ce fichier est vide."))
    if len(content) > MOST_BYTES:
        raise UnreadableSheet(too_heavy(len(content)))
    return read_table(workbooks.read_sheet(content) if archives.is_zip(content) else delimited.read_sheet(content))


def too_heavy(size: int) -> str:
    return _(
        "Ce fichier pèse %(size)d Mo ; la limite est de %(most)d Mo. Le partager, par fournisseur par exemple."
    ) % {
        "size": -(-size // 1024**2),
        "most": MOST_BYTES // 1024**2,
    }


def read_table(sheet: Sheet) -> FileTable:
    written = (line for line in sheet.lines if line.fault or not all(map(cells.is_blank, line.cells)))
    above, headings, below = find_headings(written)
    found = read_headings(headings)
    rows: list[FileRow] = []
    for line in below:
        if len(rows) == MOST_ROWS:
            raise UnreadableSheet(
                _("Ce fichier a plus de %(most)s lignes. Le partager, par fournisseur par exemple.")
                % {"most": french.write_number(Decimal(MOST_ROWS))}
            )
        rows.append(read_row(line, found))
    if not rows:
        raise UnreadableSheet(_("Ce fichier a des intitulés, mais aucune ligne sous eux : il n’y a rien à importer."))
    letters = {column.name: letter(index) for index, column in found.items()}
    hidden = frozenset(column.name for index, column in found.items() if index in sheet.hidden)
    made = FileTable(tuple(rows), letters, hidden, sheet.left, above)
    refuse_month_first(made)
    return made


def find_headings(lines: Iterator[SheetLine]) -> tuple[tuple[int, ...], SheetLine, Iterator[SheetLine]]:
    """Numbers of the rows above the headings, the row of the headings, and the rows under it. Where no row near the top
    looks like headings, the first one stands for them, and will be refused as such."""
    tried: list[SheetLine] = []
    for line in islice(lines, MOST_ABOVE + 1):
        if is_heading_row(line.cells):
            return tuple(one.number for one in tried), line, lines
        tried.append(line)
    if not tried:
        raise UnreadableSheet(_("Ce fichier ne contient rien."))
    return (), tried[0], chain(tried[1:], lines)


def refuse_month_first(made: FileTable) -> None:
    """One date that can only be read month first, and no other of this file can be trusted."""
    for row in made.rows:
        for column in COLUMNS:
            if column.kind == "date" and cells.month_first(row.cells.get(column.name)):
                raise UnreadableSheet(
                    _(
                        "La cellule %(cell)s porte une date dont le mois dépasse 12 : ce fichier écrit peut-être "
                        "le mois avant le jour. Écrire ses dates ainsi : « 31/12/2025 », jour, mois, année."
                    )
                    % {"cell": made.cell(column.name, row.number)}
                )


def read_headings(line: SheetLine) -> dict[int, Column]:
    """What stands in each column, from the headings."""
    found: dict[int, Column] = {}
    unknown: list[tuple[Raw, str]] = []
    for index, raw in enumerate(line.cells):
        if cells.is_blank(raw):
            continue
        column = BY_HEADING.get(cells.alike(raw)) if isinstance(raw, str) and len(raw) < 200 else None
        if column is None:
            unknown.append((raw, f"{letter(index)}{line.number}"))
            continue
        if column in found.values():
            raise UnreadableSheet(
                _("Deux colonnes s’intitulent « %(heading)s ». N’en garder qu’une.") % {"heading": column.heading}
            )
        found[index] = column
    if unknown:
        raise UnreadableSheet(explain_unknown_headings(unknown))
    missing = [column.heading for column in KEYS if column not in found.values()]
    if missing:
        raise UnreadableSheet(
            _("Il manque la colonne « %(heading)s ». Partir d’un fichier exporté d’ici.") % {"heading": missing[0]}
        )
    return found


def explain_unknown_headings(unknown: list[tuple[Raw, str]]) -> str:
    """All of them at once: who takes them out does not come back for each."""
    (first, cell), *others = unknown
    why = _("La colonne %(heading)s (cellule %(cell)s) n’est pas connue") % {
        "heading": quote_heading(first),
        "cell": cell,
    }
    if others:
        named = ", ".join(f"{quote_heading(raw)} ({at})" for raw, at in others[:MOST_NAMED])
        why = _("%(why)s, ni %(others)s") % {"why": why, "others": named + ("…" if others[MOST_NAMED:] else "")}
    return _(
        "%(why)s. Le premier rang porte les intitulés d’un fichier exporté d’ici ; retirer toute autre colonne."
    ) % {"why": why}


def quote_heading(raw: Raw) -> str:
    return french.quote(cells.normal(cells.shortened(raw)) if isinstance(raw, str) else "…")


def read_row(line: SheetLine, found: dict[int, Column]) -> FileRow:
    fault = line.fault
    outside = [index for index, raw in enumerate(line.cells) if index not in found and not cells.is_blank(raw)]
    if outside and not fault:
        fault = _("La cellule %(cell)s n’est sous aucun intitulé : la ligne est peut-être décalée.") % {
            "cell": f"{letter(outside[0])}{line.number}"
        }
    values = {column.name: line.cells[index] for index, column in found.items() if index < len(line.cells)}
    return FileRow(line.number, values, fault, line.hidden)
