"""Observations → a workbook or a CSV that can be imported as it is."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from indicators.exchange import notice
from indicators.exchange.columns import COLUMNS, Column, cell_values
from indicators.exchange.delimited import FORMULA
from indicators.exchange.workbooks import NOTICE, SHEET
from indicators.models import Observation
from strategy_monitor.language.typed import type_number

RISKY = re.compile(rf"'*{FORMULA}")
"""What a spreadsheet takes for a formula; or would, once the apostrophe that reading takes away is gone."""
FORMATS = {"text": "@", "choice": "@", "number": "General", "level": "General", "date": "dd/mm/yyyy"}
NOT_IN_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
SPARE = 500
"""Rows under the last one that get the drop-downs too."""


def as_csv(observations: Iterable[Observation]) -> bytes:
    """« ; », UTF-8 with its mark, decimal commas: what a French spreadsheet opens with a double click."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in COLUMNS])
    for observation in observations:
        found = cell_values(observation)
        writer.writerow([csv_cell(found[column.name]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig", "replace")


def csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return type_number(value)
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and RISKY.match(text) else text


def as_xlsx(observations: Iterable[Observation]) -> bytes:
    """Two sheets: the observations, with drop-downs; and what each column means."""
    from openpyxl import Workbook  # noqa: PLC0415 - a page must not wait for what only exports need

    book = Workbook(write_only=True)
    sheet, second = book.create_sheet(SHEET), book.create_sheet(NOTICE)
    prepare(sheet)
    sheet.append([heading_cell(sheet, column.heading) for column in COLUMNS])
    count = 1
    for observation in observations:
        sheet.append(list(workbook_row(sheet, observation)))
        count += 1
    sheet.auto_filter.ref = f"A1:{notice.letters()[COLUMNS[-1].name]}{count}"
    for column, place in notice.places().items():
        sheet.data_validations.append(drop_down(column, place, count + SPARE))
    explain(second)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def prepare(sheet: Any) -> None:
    """Before the first row: what a sheet written in one go must know at once."""
    sheet.freeze_panes = "D2"
    for column in COLUMNS:
        dimension = sheet.column_dimensions[notice.letters()[column.name]]
        dimension.width = column.width
        dimension.number_format = FORMATS[column.kind]


def workbook_row(sheet: Any, observation: Observation) -> Iterator[Any]:
    found = cell_values(observation)
    for column in COLUMNS:
        yield cell(sheet, column, found[column.name])


def cell(sheet: Any, column: Column, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    made = WriteOnlyCell(sheet, value=NOT_IN_XML.sub("\ufffd", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        # A text that begins with « = » is no formula, now or once someone has edited it.
        made.data_type = "s"
        made.quotePrefix = bool(RISKY.match(value))
    made.number_format = FORMATS[column.kind]
    return made


def heading_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    made = WriteOnlyCell(sheet, value=text)
    made.font, made.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    return made


def drop_down(column: Column, place: str, last: int) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    found = DataValidation(type="list", formula1=place, allow_blank=True, showErrorMessage=True)
    found.errorTitle, found.error = column.heading, notice.not_a_choice()
    letter = notice.letters()[column.name]
    found.add(f"{letter}2:{letter}{last}")
    return found


def explain(sheet: Any) -> None:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Alignment  # noqa: PLC0415

    for letter, width in zip("ABCDE", (28, 28, 70, 28, 28), strict=True):
        sheet.column_dimensions[letter].width = width
    for texts, is_heading in notice.notice_rows():
        made = []
        for text in texts:
            one = heading_cell(sheet, text) if is_heading else WriteOnlyCell(sheet, value=text or None)
            one.alignment = Alignment(vertical="top", wrap_text=True)
            made.append(one)
        sheet.append(made)
