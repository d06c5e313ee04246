"""All that the gate finds in the printed report, word for word: in the copy as it was seeded, then under work.

`python -m pytest tests/quality/test_snapshot.py` fails where a single word, subject or severity differs. After a change
that is meant, `REFRESH_FINDINGS=1` before the same command writes the file anew, to be read before it is committed.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from axes.models import LinkCheck, Reference
from indicators.models import EditorialNote, Finding, Observation, Provider
from strategy_monitor.quality.gate import check_all, check_indicators
from tests import factories

KEPT = Path(__file__).parent / "findings.json"
FIELDS = (
    "rule", "severity", "target", "label", "axis__number", "indicator__code", "series__key",
    "observation__period_label", "reference__code", "footnote__marker", "provider__code", "note__code", "message",
    "observed", "in_draft", "mended_in_draft", "fingerprint",
)  # fmt: skip


def findings() -> list[dict[str, Any]]:
    rows = Finding.objects.filter(gone_on=None).order_by("rule", "fingerprint").values(*FIELDS)
    return [{name: value for name, value in row.items() if value not in (None, "", False)} for row in rows]


def work() -> None:
    """What people do between two checks: values are typed, corrected and broken; sites move; a note is withdrawn."""
    by_code = Observation.objects.order_by("series__indicator__code", "series__position", "period_label")
    numbers = [one for one in by_code if one.value is not None]
    for one in numbers[::7]:
        one.value = one.value * 4 + Decimal("0.5")
        one.save()
    for one in by_code.exclude(printed_date="")[:4]:
        one.printed_date = "Données au 31/11/2024"
        one.save()
    moved = numbers[3]
    moved.period_label = "avant 1999"
    moved.save()
    EditorialNote.objects.filter(code="N-2-03").delete()
    footnote = factories.footnote(
        url="https://note.example/", measure=Reference.objects.first().citations.first().measure
    )
    addresses = Reference.objects.exclude(url="").values_list("url", flat=True)
    for url in (*addresses, *Provider.objects.exclude(url="").values_list("url", flat=True), footnote.url):
        LinkCheck.objects.create(url=url, checked_at="2025-06-01T08:00Z", status=404)


@pytest.mark.usefixtures("seeded")
def test_nothing_that_the_gate_says_of_the_printed_report_has_changed(monkeypatch):
    found = {}

    def check(name: str, day: dt.date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *_given: day)
        check_all()
        found[name] = findings()

    check("printed", dt.date(2025, 6, 1))
    check("a year later", dt.date(2026, 10, 1))
    work()
    check("under work", dt.date(2026, 10, 1))
    for indicator in {one.series.indicator_id for one in Observation.objects.select_related("series")}:
        check_indicators(indicator)
    assert findings() == found["under work"], "one by one as all together"
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("REFRESH_FINDINGS"):
        KEPT.write_text(text, encoding="utf-8")
    assert text == KEPT.read_text(encoding="utf-8")
