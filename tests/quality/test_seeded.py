"""The printed report, seeded: the gate finds the known faults that a rule can find, and nothing stops publishing."""

from __future__ import annotations

import datetime as dt

import pytest

from indicators.models import EditorialNote
from strategy_monitor.quality.gate import check_all, examine_both
from strategy_monitor.quality.rule import BLOCKING, QualityFault
from strategy_monitor.quality.working_copy import gather_evidence

PRINTED = dt.date(2025, 6, 1)
"""The summer after the report: its school year is over, TALIS 2024 is not out."""

KNOWN = {
    # rule, beginning of the label → words of the fault, the note that tells it
    ("out_of_range", "2.2-O2, Écoles du fondamental"): ("7 157 écoles", "N-2.2-08"),
    ("share_against_count", "2.2-O2, Écoles du fondamental"): ("19 343 écoles", "N-2.2-08"),
    ("impossible_date", "5.3-O1"): ("322/01/2025", "N-5.3-05"),
    ("opposite_polarity", "3-I1"): ("51 % et 49 % font 100", "N-3-02"),
    ("opposite_polarity", "3.2-3-O2"): ("va avec 44 %", "N-3.2-3-16"),
    ("reference_date", "Décret de juin 2021"): ("1er juin 2021, 17 juin 2021", "N-2.1-01"),
    ("duration_against_period", "3.2-3-O3"): ("35 mois", "N-3.2-3-18"),
    ("jump", "2-I5"): ("De 13,9 % (2018) à 49,3 % (PISA 2022)", "N-2-14"),
    ("stale", "2.2-O1"): ("24 février 2022", None),
    ("stale", "3.2-3-O2"): ("CLEF 2021", None),
}

pytestmark = pytest.mark.usefixtures("seeded")


def faults(today: dt.date) -> tuple[QualityFault, ...]:
    return examine_both(*gather_evidence(), today)


def note_of(fault: QualityFault) -> str | None:
    return EditorialNote.objects.get(pk=fault.note).code if fault.note else None


@pytest.mark.parametrize(("code", "label"), KNOWN)
def test_a_known_fault_of_the_report_is_found(code, label):
    words, note = KNOWN[code, label]
    found = [fault for fault in faults(PRINTED) if fault.rule == code and fault.label.startswith(label)]
    assert any(words in fault.message.replace("\u202f", " ") for fault in found), found
    assert {note_of(fault) for fault in found} == {note}


def test_what_is_grave_is_already_told_to_the_public_and_nothing_stops_publishing():
    grave = [fault for fault in faults(PRINTED) if fault.severity == BLOCKING]
    assert {fault.rule for fault in grave} == {"out_of_range", "impossible_date"}
    assert all(fault.note for fault in grave)
    assert check_all().blocking == ()


def test_nothing_of_it_is_a_draft():
    assert not any(fault.draft for fault in faults(PRINTED))


def test_the_waves_of_2024_and_2025_are_asked_for_once_they_are_out():
    assert not [fault for fault in faults(PRINTED) if fault.rule == "newer_wave"]
    late = [fault for fault in faults(dt.date(2026, 10, 1)) if fault.rule == "newer_wave"]
    talis = {fault.key: note_of(fault) for fault in late if "TALIS" in fault.observed}
    assert talis == {"2-I1": "N-2-04", "2-I2": "N-2-06", "2-I3": "N-2-09", "3-I1": "N-3-03", "3.2-3-O2": None}
    assert {fault.key for fault in late if "PISA" in fault.observed} == {
        "1-I1", "1-I2", "2-I4", "2-I5", "3-I2",
    }  # fmt: skip
