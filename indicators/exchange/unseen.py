"""What a sheet of a workbook holds that nobody sees, and what its cells share: read from its XML alone.

The reader of workbooks goes through the cells one row at a time, and says nothing of hidden rows and columns, of merged
cells, nor of rows that come twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from indicators.exchange.limits import LAST_ROW, MOST_COLUMNS

RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
TRUE = {"1", "true"}


@dataclass
class Unseen:
    rows: set[int] = field(default_factory=set)
    """Numbers of the rows that are hidden, by hand, by a filter, by a height of zero."""
    columns: set[int] = field(default_factory=set)
    """Indexes of the columns that are hidden; 0 is « A »."""
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    """First row, last row and name (« K2:K3 ») of each group of merged cells."""
    disordered: int = 0
    """A row that comes twice or out of order, or that holds a cell that does; 0 if none."""
    beyond: bool = False
    """Whether a row says a number that no sheet goes to: the reader of workbooks would count up to it."""


class Scan:
    """Listens to the XML of one sheet."""

    def __init__(self) -> None:
        self.found = Unseen()
        self.last = 0
        self.cell = ""
        self.all_hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        known = {
            "c": self.one_cell, "row": self.row, "col": self.column, "mergeCell": self.merge,
            "sheetFormatPr": self.usual,
        }  # fmt: skip
        if listener := known.get(name.rpartition(" ")[2]):
            listener(attributes)

    def usual(self, attributes: dict[str, str]) -> None:
        self.all_hidden = attributes.get("zeroHeight") in TRUE

    def row(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r", "")
        number = int(told) if told.isdecimal() and len(told) < 8 else self.last + 1
        if number <= self.last:
            self.found.disordered = self.found.disordered or number
        self.last, self.cell = max(number, self.last), ""
        if number > LAST_ROW or (told.isdecimal() and len(told.lstrip("0")) > len(str(LAST_ROW))):
            self.found.beyond = True
        shown_by_hand = attributes.get("hidden") is not None or attributes.get("customHeight") in TRUE
        if is_hidden(attributes, "ht") or (self.all_hidden and not shown_by_hand):
            self.found.rows.add(number)

    def one_cell(self, attributes: dict[str, str]) -> None:
        """Within a row, from left to right: of two that say the same place, a program takes one or the other."""
        told = attributes.get("r", "")
        column = told.rstrip("0123456789")
        if told and ((len(column), column) <= (len(self.cell), self.cell) or told != f"{column}{self.last}"):
            self.found.disordered = self.found.disordered or self.last
        self.cell = column or self.cell

    def column(self, attributes: dict[str, str]) -> None:
        if is_hidden(attributes, "width"):
            first, last = (int(attributes.get(name, "0")[:6] or 0) for name in ("min", "max"))
            self.found.columns.update(range(max(first, 1) - 1, min(last, MOST_COLUMNS)))

    def merge(self, attributes: dict[str, str]) -> None:
        cells = RANGE.fullmatch(attributes.get("ref", "").replace("$", ""))
        if cells is not None:
            self.found.merged.append((int(cells[2]), int(cells[4] or cells[2]), cells[0]))


def is_hidden(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden") in TRUE or re.fullmatch(r"0+(\.0*)?", attributes.get(size, "")) is not None


def scan_sheet(stream: Any) -> Unseen:
    """Reads a sheet once. Raises ExpatError and ValueError for what is no XML of a sheet."""
    scan = Scan()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = scan.start
    parser.ParseFile(stream)
    return scan.found


def spans(numbers: Iterable[int]) -> str:
    """« 3, 7–9 »: numbers as one writes them."""
    groups: list[list[int]] = []
    for number in sorted(numbers):
        if groups and groups[-1][1] == number - 1:
            groups[-1][1] = number
        else:
            groups.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in groups)
