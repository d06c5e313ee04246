"""What the rules would say of values that are not written yet: what an import would bring, shown before it does."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from indicators.models import Observation
from strategy_monitor.quality.gate import examine
from strategy_monitor.quality.rule import QualityFault
from strategy_monitor.quality.working_copy import gather_evidence_with


def foresee_faults(proposed: Iterable[Observation]) -> list[QualityFault]:
    """What these observations, saved or not, would bring that the working copy does not show, the gravest first.

    `proposed` with their series and its indicator. What a note already tells the public is left out. Nothing is kept.
    """
    rows = list(proposed)
    if not rows:
        return []
    today = timezone.localdate()
    standing, would = gather_evidence_with(rows)
    known = {fault.fingerprint for fault in examine(standing, today)}
    return [fault for fault in examine(would, today) if fault.fingerprint not in known and fault.note is None]
