"""The rows of a sheet, written one after the other: XlsxWriter holds every cell of a workbook until its end.

XlsxWriter writes the workbook, with its first rows, a mark where the others stand, and the texts that cells share; the
rows wait in a file, and take the place of the mark. What comes out is, byte for byte, what it would write of them all.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

TOGETHER: Final = 16
"""Rows that a sheet tells the breadth of together (`spans`)."""
MARK: Final = "<!-- the other rows -->"
IN_MEMORY: Final = 1 << 20
"""Bytes of the rows of a sheet that wait in memory; more of them wait on disk."""
LINKS: Final = 65_530
"""Links that a sheet may have, in Excel."""
SURE_LENGTH: Final = 16_383
"""Characters of a text that are never too many for a cell, however they are encoded."""
DAY_ZERO: Final = dt.date(1899, 12, 30).toordinal()
"""Of the days from March 1900 on."""
MADE: Final = (1980, 1, 1, 0, 0, 0)
"""When each part of a workbook was made, for all of them."""


class StreamedSheet(Worksheet):
    """A sheet of which XlsxWriter has the first row, of headings, and `rows` the others."""

    dim_rowmax: int | None

    def __init__(self) -> None:
        super().__init__()
        self.rows = SheetRows(self)

    def _write_sheet_data(self) -> None:
        last, self.dim_rowmax = self.dim_rowmax, 0
        self._xml_start_tag("sheetData")
        self._write_rows()
        self.fh.write(MARK)
        self._xml_end_tag("sheetData")
        self.dim_rowmax = last

    def add_rows_to_table(self) -> None:
        """Gives the table of this sheet, made of its first two rows, all of them: XlsxWriter notes each cell of one."""
        (table,) = self.tables
        first, _, last = table["range"].partition(":")
        whole = f"{first}:{last.rstrip('0123456789')}{max(self.rows.count, 1) + 1}"
        table.update(range=whole, a_range=whole, autofilter=whole)


class SheetRows:
    """The rows under the headings, from the second of the sheet on; cells come in the order of their columns."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the workbook
        self.size = self.count = self.links = 0
        self.cells: list[str] = []
        self.places: list[int] = []
        self.together: list[tuple[int, str]] = []
        """Number and cells of the last rows."""
        self.breadth: set[int] = set()
        """First and last places of these."""
        self.names: list[str] = []

    def begin(self, columns: int) -> None:
        self.names = [xl_col_to_name(place) for place in range(columns)]
        self.breadth = {0, columns - 1}

    def put(self, place: int, format: Any, content: str, kind: str = "") -> None:
        self.places.append(place)
        self.cells.append(
            f'<c r="{self.names[place]}{self.count + 2}" s="{format._get_xf_index()}"{kind}><v>{content}</v></c>'
        )

    def write_number(self, place: int, number: float, format: Any) -> None:
        self.put(place, format, f"{number:.16G}")

    def write_day(self, place: int, day: dt.date, format: Any) -> None:
        """One from March 1900 on."""
        self.put(place, format, str(day.toordinal() - DAY_ZERO))

    def write_string(self, place: int, text: str, format: Any) -> None:
        if len(text) > SURE_LENGTH:
            self.sheet.write_string(self.count + 1, place, text, format)
            index = self.take_index(place)
        else:
            index = self.sheet.str_table._get_shared_string_index(text)
        self.put(place, format, str(index), ' t="s"')

    def write_link(self, place: int, url: str, format: Any) -> None:
        self.sheet.write_url(self.count + 1, place, url, format, url)
        self.links += 1
        self.put(place, format, str(self.take_index(place)), ' t="s"')

    @property
    def takes_links(self) -> bool:
        return self.links < LINKS

    def take_index(self, place: int) -> int:
        """Of the text that XlsxWriter was just given, which it forgets."""
        found: int = self.sheet.table.pop(self.count + 1)[place].string
        return found

    def end_row(self) -> None:
        self.count += 1
        if self.cells:
            self.together.append((self.count + 1, "".join(self.cells)))
            self.breadth |= {self.places[0], self.places[-1]}
            self.sheet.dim_rowmax = self.count
        self.cells, self.places = [], []
        if (self.count + 1) % TOGETHER == 0:
            self.flush()

    def flush(self) -> None:
        """What waits goes into the file, once its breadth is known."""
        if self.together:
            spans = f"{min(self.breadth) + 1}:{max(self.breadth) + 1}"
            rows = (f'<row r="{number}" spans="{spans}">{cells}</row>' for number, cells in self.together)
            self.size += self.file.write("".join(rows).encode())
        self.together, self.breadth = [], set()


def put_rows_in(workbook: bytes, sheets: Iterable[StreamedSheet]) -> bytes:
    """The workbook with the rows of these sheets, whose files are closed."""
    out = io.BytesIO()
    streamed = {f"xl/worksheets/sheet{sheet.index + 1}.xml": sheet.rows for sheet in sheets}
    with ZipFile(io.BytesIO(workbook)) as made, ZipFile(out, "w", ZIP_DEFLATED) as whole:
        for name in made.namelist():
            part = ZipInfo(name, MADE)
            part.compress_type = ZIP_DEFLATED
            if name in streamed:
                pour(made.read(name), streamed[name], whole, part)
            else:
                whole.writestr(part, made.read(name))
    return out.getvalue()


def pour(around: bytes, rows: SheetRows, whole: ZipFile, part: ZipInfo) -> None:
    before, _, after = around.partition(MARK.encode())
    part.file_size = len(before) + rows.size + len(after)
    with rows.file as waiting, whole.open(part, "w") as sheet:
        waiting.seek(0)
        sheet.write(before)
        shutil.copyfileobj(waiting, sheet)
        sheet.write(after)
