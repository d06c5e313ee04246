"""Files of observations as people and programs make them, sound or broken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

from openpyxl import Workbook

from indicators.exchange.columns import BY_NAME, COLUMNS

HEADINGS = [column.heading for column in COLUMNS]
NEW = {"code": "1.1-O1", "key": "heures", "period_label": "2024-2025"}
"""A row of the series of `copy`, for a period that it does not have."""


def csv_of(
    *rows: dict[str, str], encoding: str = "utf-8-sig", delimiter: str = ";", names: Iterable[str] = ()
) -> bytes:
    """A CSV with the columns that these rows use, in the order of an export."""
    used = list(names) or [column.name for column in COLUMNS if any(column.name in row for row in rows)]
    lines = [[BY_NAME[name].heading for name in used], *([row.get(name, "") for name in used] for row in rows)]
    return "".join(f"{delimiter.join(line)}\r\n" for line in lines).encode(encoding)


def xlsx_of(*rows: dict[str, Any], change: Callable[[Any, Any], None] | None = None, title: str = "Valeurs") -> bytes:
    """A workbook with all columns; `change` gets the workbook and its sheet before it is saved."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append([row.get(column.name) for column in COLUMNS])
    if change is not None:
        change(book, sheet)
    return saved(book)


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def place(name: str, row: int = 2) -> str:
    """« K2 »: the cell of a column in a workbook made here."""
    from indicators.exchange.notice import letters

    return f"{letters()[name]}{row}"


def with_parts(workbook: bytes, **parts: bytes | Callable[[bytes], bytes] | None) -> bytes:
    """The same workbook, parts added, changed or taken out. In names, « __ » stands for « / », « _dot_ » for « . »."""
    out = io.BytesIO()
    wanted = {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = wanted.pop(name, source.read(name))
            if part is not None:
                target.writestr(name, part(source.read(name)) if callable(part) else part)
        for name, part in wanted.items():
            if isinstance(part, bytes):
                target.writestr(name, part)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return out.getvalue()
