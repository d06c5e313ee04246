"""Spreadsheets of observations as people and programs spoil them: one for each seed, the same each time.

Each begins as an export with some values changed on purpose. What a person sees in it afterwards is known (`shown`):
the text of each cell as a spreadsheet writes it on the screen.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from indicators.exchange.columns import COLUMNS

NAMES = [column.name for column in COLUMNS]
AT = {name: rank for rank, name in enumerate(NAMES)}
DAYS = ("period_start", "period_end", "cumulative_since", "data_date")
SEEN_ONLY = ("indicator", "series", "providers", "status")
HIDDEN = "\u200b\u202e\x0b\u00ad\u2066"


@dataclass
class Sheet:
    """Rows of values under their headings, and how they are kept."""

    headings: list[str]
    rows: list[list[Any]]
    random: random.Random
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """Row and column (from 0) → number format."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    encoding: str = "utf-8-sig"
    delimiter: str = ";"
    text: list[Callable[[str], str]] = field(default_factory=list)
    bytes: list[Callable[[bytes], bytes]] = field(default_factory=list)

    def any_row(self) -> int:
        return self.random.randrange(len(self.rows))

    def any_column(self) -> int:
        return self.random.randrange(len(self.headings))

    def holding(self, name: str, kind: type) -> list[int]:
        """The rows that have a value of this type in a column."""
        return [rank for rank, row in enumerate(self.rows) if isinstance(row[AT[name]], kind)]


Mutation = Callable[[Sheet], None]


def sort_some_columns(sheet: Sheet) -> None:
    """The fault of issue 9, 2.1: a block of columns is sorted without the others."""
    first = sheet.any_column()
    last = min(first + sheet.random.randint(1, 12), len(sheet.headings))
    block = sorted((row[first:last] for row in sheet.rows), key=lambda cells: str(cells[0]), reverse=True)
    for row, cells in zip(sheet.rows, block, strict=True):
        row[first:last] = cells


def sort_all_but_what_is_seen(sheet: Sheet) -> None:
    kept = [[row[AT[name]] for name in SEEN_ONLY] for row in sheet.rows]
    sheet.random.shuffle(sheet.rows)
    for row, seen in zip(sheet.rows, kept, strict=True):
        for name, value in zip(SEEN_ONLY, seen, strict=True):
            row[AT[name]] = value


def shuffle_one_column(sheet: Sheet) -> None:
    column = sheet.any_column()
    values = [row[column] for row in sheet.rows]
    sheet.random.shuffle(values)
    for row, value in zip(sheet.rows, values, strict=True):
        row[column] = value


def shift_cells(sheet: Sheet) -> None:
    column, start = sheet.any_column(), sheet.any_row()
    for rank in range(len(sheet.rows) - 1, start, -1):
        sheet.rows[rank][column] = sheet.rows[rank - 1][column]
    sheet.rows[start][column] = None


def shift_a_row(sheet: Sheet) -> None:
    row = sheet.rows[sheet.any_row()]
    row.insert(sheet.any_column(), None)
    row.pop()


def swap_headings(sheet: Sheet) -> None:
    one, other = sheet.any_column(), sheet.any_column()
    sheet.headings[one], sheet.headings[other] = sheet.headings[other], sheet.headings[one]


def double_a_heading(sheet: Sheet) -> None:
    sheet.headings[sheet.any_column()] = sheet.headings[sheet.any_column()]


def rename_a_heading(sheet: Sheet) -> None:
    column = sheet.any_column()
    sheet.headings[column] = sheet.random.choice(
        ["", "x", sheet.headings[column].upper(), f" {sheet.headings[column]} "]
    )


def repeat_rows(sheet: Sheet) -> None:
    for _ in range(sheet.random.randint(1, 3)):
        copy = list(sheet.rows[sheet.any_row()])
        if sheet.random.random() < 0.5 and isinstance(copy[AT["value"]], Decimal):
            copy[AT["value"]] += 1
        sheet.rows.insert(sheet.any_row(), copy)


def delete_rows(sheet: Sheet) -> None:
    del sheet.rows[sheet.any_row() :: sheet.random.randint(2, 5)]


def delete_cells(sheet: Sheet) -> None:
    for _ in range(20):
        sheet.rows[sheet.any_row()][sheet.any_column()] = None


def blank_the_codes(sheet: Sheet) -> None:
    for rank in range(sheet.any_row(), len(sheet.rows)):
        sheet.rows[rank][AT["code"]] = sheet.rows[rank][AT["key"]] = None


def scale_values(sheet: Sheet) -> None:
    """Percentages that became their hundredth."""
    for rank in sheet.holding("value", Decimal):
        if sheet.rows[rank][AT["unit"]] == "%":
            sheet.rows[rank][AT["value"]] /= 100


def format_values(sheet: Sheet) -> None:
    forms = ['0" k"', "0,", '"−"0', "0;0", ";;;", "0%", "0.0", "0", '0" M€"', "#,##0.00", "0.0%", "00-00", "General"]
    for rank in sheet.holding("value", Decimal):
        if sheet.random.random() < 0.5:
            sheet.formats[rank, AT["value"]] = sheet.random.choice(forms)


def format_dates(sheet: Sheet) -> None:
    for name in DAYS:
        for rank in sheet.holding(name, dt.date):
            if sheet.random.random() < 0.2:
                sheet.formats[rank, AT[name]] = sheet.random.choice(["0", "mmm yy", "dd/mm", "yyyy", "d mmmm yyyy"])


def type_values(sheet: Sheet) -> None:
    """Numbers as texts, with all the ways to write them."""
    written: list[Callable[[Decimal], str]] = [
        lambda value: f"{value:,.1f}".replace(",", "\u202f").replace(".", ","),
        lambda value: f"{value:.3f}",
        lambda value: f"{value} %",
        lambda value: f"{value:,.0f}".replace(",", "."),
        lambda value: f"{value:e}",
        lambda value: f"’{value}",
        lambda value: f"{value}\u200b",
    ]
    for rank in sheet.holding("value", Decimal):
        if sheet.random.random() < 0.4:
            sheet.rows[rank][AT["value"]] = sheet.random.choice(written)(sheet.rows[rank][AT["value"]])


def put_hidden_characters(sheet: Sheet) -> None:
    for _ in range(10):
        row, column = sheet.rows[sheet.any_row()], sheet.any_column()
        text = said(row[column], "")
        cut = sheet.random.randint(0, len(text))
        row[column] = text[:cut] + sheet.random.choice(HIDDEN) + text[cut:]


def put_odd_things(sheet: Sheet) -> None:
    odd = [
        "=1+1",
        True,
        "#REF!",
        Decimal("9" * 29),
        1e300,
        float("-0"),
        "NaN",
        "x" * 31000,
        "(vide)",
        dt.date(2031, 5, 6),
    ]
    for _ in range(8):
        sheet.rows[sheet.any_row()][sheet.any_column()] = sheet.random.choice(odd)


def hide_rows(sheet: Sheet) -> None:
    sheet.hidden_rows |= {sheet.any_row() for _ in range(5)}


def hide_columns(sheet: Sheet) -> None:
    sheet.hidden_columns |= {sheet.any_column() for _ in range(4)}


def merge_cells(sheet: Sheet) -> None:
    row, column = sheet.any_row(), sheet.any_column()
    sheet.merged.append((row, column, row + sheet.random.randint(0, 3), column + sheet.random.randint(0, 2)))


def other_encoding(sheet: Sheet) -> None:
    sheet.encoding = sheet.random.choice(["utf-8", "cp1252", "utf-16", "latin-1", "cp850", "mac_roman", "utf-8-sig"])


def other_delimiter(sheet: Sheet) -> None:
    sheet.delimiter = sheet.random.choice([",", "\t", "|", ";"])


def unquote(sheet: Sheet) -> None:
    sheet.text.append(lambda text: text.replace('"', ""))


def drop_last_cells(sheet: Sheet) -> None:
    sheet.text.append(lambda text: "\r\n".join(line.rstrip(sheet.delimiter) for line in text.split("\r\n")))


def cut_bytes(sheet: Sheet) -> None:
    share = sheet.random.random()
    sheet.bytes.append(lambda content: content[: int(len(content) * share)])


def flip_bytes(sheet: Sheet) -> None:
    def flip(content: bytes) -> bytes:
        spoilt = bytearray(content)
        for _ in range(sheet.random.randint(1, 8)):
            spoilt[sheet.random.randrange(len(spoilt))] = sheet.random.randrange(256)
        return bytes(spoilt)

    sheet.bytes.append(flip)


def spoil_a_member(sheet: Sheet) -> None:
    def spoil(content: bytes) -> bytes:
        if not content.startswith(b"PK"):
            return b"\x00" + content
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
            victim = sheet.random.choice(source.namelist())
            for name in source.namelist():
                part = source.read(name)
                target.writestr(name, part[: sheet.random.randrange(len(part))] if name == victim else part)
        return out.getvalue()

    sheet.bytes.append(spoil)


MEANING: tuple[Mutation, ...] = (
    sort_some_columns, sort_all_but_what_is_seen, shuffle_one_column, shift_cells, shift_a_row, swap_headings,
    double_a_heading, rename_a_heading, repeat_rows, delete_rows, delete_cells, blank_the_codes, scale_values,
    format_values, format_dates, type_values, put_hidden_characters, put_odd_things, hide_rows, hide_columns,
    merge_cells, other_encoding, other_delimiter, drop_last_cells,
)  # fmt: skip
BREAKING: tuple[Mutation, ...] = (unquote, cut_bytes, flip_bytes, spoil_a_member)


@dataclass(frozen=True)
class Mutated:
    seed: int
    kind: str
    content: bytes
    how: tuple[str, ...]
    shown: list[dict[str, str]] | None
    """What a person sees, row by row: heading → text; None where the bytes were spoilt, and only crashes count."""
    hidden: set[int]
    """Rows (numbers as the spreadsheet has them) that are hidden."""


def mutated(seed: int, base: list[list[Any]]) -> Mutated:
    """A spoilt copy of an export, whose rows of values are `base`."""
    chance = random.Random(seed)
    rows = [list(row) for row in base]
    chance.shuffle(rows)
    sheet = Sheet([column.heading for column in COLUMNS], rows[: chance.randint(8, 40)], chance)
    for rank in sheet.holding("value", Decimal):
        if chance.random() < 0.3:
            sheet.rows[rank][AT["value"]] += 1
    kind = chance.choice(["xlsx", "csv"])
    chosen = [
        *chance.sample(MEANING, chance.randint(1, 3)),
        *([chance.choice(BREAKING)] if chance.random() < 0.2 else []),
    ]
    for one in chosen:
        if sheet.rows:
            one(sheet)
    content = as_workbook(sheet) if kind == "xlsx" else as_text(sheet)
    spoilt = bool(sheet.bytes) or unquote in chosen
    for change in sheet.bytes:
        content = change(content)
    return Mutated(
        seed, kind, content, tuple(one.__name__ for one in chosen), None if spoilt else screen(sheet, kind),
        {rank + 2 for rank in sheet.hidden_rows} if kind == "xlsx" else set(),
    )  # fmt: skip


def as_workbook(sheet: Sheet) -> bytes:
    book = Workbook()
    page = book.active
    page.title = "Valeurs"
    page.append(sheet.headings)
    for number, row in enumerate(sheet.rows, 2):
        for column, value in enumerate(row, 1):
            cell = page.cell(number, column)
            kept = "".join(char for char in value if char not in "\x0b") if isinstance(value, str) else value
            cell.value = float(kept) if isinstance(kept, Decimal) else kept
            if isinstance(value, dt.date):
                cell.number_format = "dd/mm/yyyy"
            if form := sheet.formats.get((number - 2, column - 1)):
                cell.number_format = form
    for rank in sheet.hidden_rows:
        page.row_dimensions[rank + 2].hidden = True
    for rank in sheet.hidden_columns:
        page.column_dimensions[get_column_letter(rank + 1)].hidden = True
    for top, left, bottom, right in sheet.merged:
        page.merge_cells(start_row=top + 2, start_column=left + 1, end_row=bottom + 2, end_column=right + 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_text(sheet: Sheet) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=sheet.delimiter, lineterminator="\r\n")
    writer.writerow(sheet.headings)
    for row in sheet.rows:
        writer.writerow([said(value, "") for value in row])
    text = out.getvalue()
    for change in sheet.text:
        text = change(text)
    return text.encode(sheet.encoding, "replace")


def said(value: Any, form: str) -> str:
    """What a spreadsheet writes of a value, as far as these files need."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return formatted(value, form)
    return "0" if value == 0 and isinstance(value, float) else str(value)


def formatted(value: Decimal, form: str) -> str:
    """Worked out here on its own, so that it does not err with the code under test."""
    plain = format(value.normalize(), "f").replace(".", ",")
    known = {
        '0" k"': f"{shown(value)} k", "0,": shown(value / 1000), '"−"0': f"−{shown(value)}",
        "0;0": shown(value).lstrip("-"), ";;;": "", "0%": f"{shown(value * 100)}%", "0.0": shown(value, 1),
        "0": shown(value), '0" M€"': f"{shown(value)} M€", "#,##0.00": shown(value, 2),
        "0.0%": f"{shown(value * 100, 1)}%",
    }  # fmt: skip
    return known.get(form, plain if form in {"", "General"} else "?")


def shown(value: Decimal, decimals: int = 0) -> str:
    """With so many decimals, a half away from zero: « 8,5 » is shown « 9 »."""
    if value.adjusted() > 20:
        return str(value)  # refused, whatever its format
    return format(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "f").replace(".", ",")


def screen(sheet: Sheet, kind: str) -> list[dict[str, str]]:
    return [
        {
            " ".join(heading.split()).capitalize(): said(
                value, sheet.formats.get((number, column), "") if kind == "xlsx" else ""
            )
            for column, (heading, value) in enumerate(zip(sheet.headings, row, strict=False))
        }
        for number, row in enumerate(sheet.rows)
    ]
