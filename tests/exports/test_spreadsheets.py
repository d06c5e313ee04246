"""LibreOffice opens files of texts that mean harm: none is worked out, with the right separator or the wrong one."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest

from strategy_monitor.exports.delimited import as_csv, as_tableur
from strategy_monitor.exports.guard import unguard_cell, unguard_french_cell
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.tables.every import DICTIONARY, TABLES
from strategy_monitor.exports.tables.observations import OBSERVATIONS
from strategy_monitor.exports.tables.scope import Scope
from strategy_monitor.exports.workbook import as_xlsx
from tests.environment import program
from tests.exports.hostile import HOSTILE, hostile, told
from tests.exports.sheets import cells_under
from tests.office import PATIENCE, converted, profile

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PRINTED = [column.name for column in OBSERVATIONS.columns].index("printed")
MOST_PAGES = 10
"""Of a sheet, on paper."""
CONTROL = b'"=1+1",x\r\n"x";"=1+1"\r\n'
"""Put at the end of a file to be sure that LibreOffice would work out a formula, were there one."""


@pytest.fixture
def scope(publication: Publication) -> Scope:
    return Scope(publication, indicator=hostile(publication))


def opened(files: dict[str, bytes], separator: str, folder: Path) -> dict[str, Any]:
    """CSV files as LibreOffice takes them in, told to work out formulas."""
    for name, content in files.items():
        (folder / name).write_bytes(content + CONTROL)
    options = f"--infilter=CSV:{ord(separator)},34,76,1,,0,false,true,false,false,false,-1,true"
    command = [program("soffice", "libreoffice"), profile(), "--headless", "--norestore", options]
    sources = [str(folder / name) for name in files]
    subprocess.run(
        [*command, "--convert-to", "xlsx", "--outdir", str(folder), *sources],
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    return {name: openpyxl.load_workbook((folder / name).with_suffix(".xlsx")).active for name in files}


@pytest.mark.parametrize("separator", [",", ";"])
def test_no_text_of_a_csv_is_worked_out(scope: Scope, tmp_path: Path, separator: str) -> None:
    files = {"plain.csv": as_csv(OBSERVATIONS, scope), "tableur.csv": as_tableur(OBSERVATIONS, scope)}
    for name, sheet in opened(files, separator, tmp_path).items():
        formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert formulas == ["=1+1"], f"{name}: the control alone"
    right, read = ("plain.csv", unguard_cell) if separator == "," else ("tableur.csv", unguard_french_cell)
    rows = list(openpyxl.load_workbook((tmp_path / right).with_suffix(".xlsx")).active.iter_rows(min_row=2))
    printed = [read(told(str(row[PRINTED].value))) for row in rows[: len(HOSTILE)]]
    assert [plain(text) for text in printed] == [plain(text) for text in HOSTILE]


def plain(text: str) -> str:
    """LibreOffice has one kind of line end, and no mark of a byte order."""
    return text.replace("\r", "\n").replace("\ufeff", "")


def test_no_text_of_the_workbook_is_worked_out(scope: Scope, tmp_path: Path) -> None:
    source = tmp_path / "essai.xlsx"
    source.write_bytes(as_xlsx(scope))
    into = tmp_path / "into"
    into.mkdir()
    book = openpyxl.load_workbook(converted(source, "xlsx", into))
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    cells = cells_under(book["Valeurs"], OBSERVATIONS.columns[PRINTED])
    assert [plain(told(cell.value)) for cell in cells] == [plain(text) for text in HOSTILE]


def test_the_workbook_of_the_report_is_printed_on_few_pages(publication: Publication, tmp_path: Path) -> None:
    """Each page says at its foot of which sheet it is; the read-me, which is read alone, says nothing."""
    source = tmp_path / "rapport.xlsx"
    source.write_bytes(as_xlsx(Scope(publication)))
    printed = pypdfium2.PdfDocument(converted(source, "pdf", tmp_path))
    pages = Counter(
        page.get_textpage().get_text_bounded(left=0, right=200, bottom=0, top=30).strip() for page in printed
    )
    read_me = printed[0].get_textpage()
    rights = [read_me.get_charbox(rank)[2] for rank in range(read_me.count_chars())]
    assert max(rights) < printed[0].get_width(), "nothing of the read-me is beyond the edge of its sheet"
    titles = [table.title for table in (*TABLES, DICTIONARY)]
    assert pages.keys() == {"", *titles}
    assert all(pages[title] <= MOST_PAGES for title in titles), pages
