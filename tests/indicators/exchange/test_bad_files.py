"""Files that cannot be imported: each gets its sentence, and nothing is written."""

from __future__ import annotations

import pytest

from indicators.exchange.plan import plan
from indicators.exchange.sheets import UnreadableSheet
from indicators.models import ImportedFile, Observation
from tests.indicators.exchange import bad

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", [case for case in bad.ALL if case.level == "file"], ids=lambda case: case.name)
def test_the_whole_file_is_refused(stored, chief, case):
    with pytest.raises(UnreadableSheet) as refusal:
        plan(case.content, chief)
    (said,) = refusal.value.messages
    assert case.said in said
    assert Observation.objects.count() == 1


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
