"""Files that cannot be imported: each gets its sentence, and nothing is written."""

from __future__ import annotations

from io import BytesIO

import pytest

from indicators.exchange.limits import LAST_ROW
from indicators.exchange.plan import plan
from indicators.exchange.sheets import UnreadableSheet
from indicators.exchange.unseen import scan_sheet
from indicators.exchange.workbooks import lines_of
from indicators.models import ImportedFile, Observation
from tests.indicators.exchange import bad

pytestmark = pytest.mark.django_db
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize("case", [case for case in bad.ALL if case.level == "file"], ids=lambda case: case.name)
def test_the_whole_file_is_refused(stored, chief, case):
    with pytest.raises(UnreadableSheet) as refusal:
        plan(case.content, chief)
    (said,) = refusal.value.messages
    assert case.said in said
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(("row", "beyond"), [(str(LAST_ROW), False), (str(LAST_ROW + 1), True), ("9" * 11, True)])
def test_a_row_beyond_any_sheet_is_refused_before_rows_are_counted(row: str, beyond: bool):
    unseen = scan_sheet(
        BytesIO(f'<worksheet xmlns="{MAIN}"><sheetData><row r="{row}"/></sheetData></worksheet>'.encode())
    )
    assert unseen.beyond is beyond
    if beyond:
        with pytest.raises(UnreadableSheet, match="démesurée"):
            next(lines_of(None, unseen))  # there is no sheet to be read


@pytest.mark.parametrize("case", [case for case in bad.ALL if case.level == "row"], ids=lambda case: case.name)
def test_the_row_is_refused_at_its_cell(stored, chief, case):
    before = Observation.history.count()
    found = plan(case.content, chief)
    (line,) = found.refused
    (fault,) = line.faults
    assert case.said in fault.sentence
    assert str(line.number) in fault.cell
    assert (Observation.objects.count(), Observation.history.count()) == (1, before)
    assert not ImportedFile.objects.exists()
