"""What the rules would say of values that are not written yet: what an import would bring, shown before it does.

Two readings of the document, as it stands and as it would stand, of the indicators that are touched; nothing is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils import timezone

from indicators.models import Observation
from indicators.workflow import in_reading_order
from strategy_monitor.quality.evidence import Evidence, Identity
from strategy_monitor.quality.gate import examine
from strategy_monitor.quality.rule import QualityFault
from strategy_monitor.report.build import Gathered, assemble, gather


def foresee_faults(proposed: Iterable[Observation]) -> list[QualityFault]:
    """What these observations, saved or not, would bring that the working copy does not show, the gravest first.

    `proposed` with their series and its indicator. What a note already tells the public is left out. As many queries as
    building the document, whatever is proposed.
    """
    rows = list(proposed)
    standing = gather(drafts=True)
    if not rows or standing.strategy is None:
        return []
    codes = {one.series.indicator.code for one in rows}
    known = {fault.fingerprint for fault in examine(evidence_about(standing, codes), timezone.localdate())}
    would = examine(evidence_about(standing_with(standing, rows), codes), timezone.localdate())
    return [fault for fault in would if fault.fingerprint not in known and fault.note is None]


def evidence_about(rows: Gathered, codes: set[str]) -> Evidence:
    notes: dict[Identity, int] = {("note", note.code): note.pk for group in rows.notes.values() for note in group}
    indicators = tuple(one for one in assemble("", rows).indicators if one.code in codes)
    return Evidence(indicators=indicators, keys=notes)


def standing_with(standing: Gathered, rows: list[Observation]) -> Gathered:
    changed = {one.pk for one in rows if one.pk}
    groups: dict[Any, list[Any]] = defaultdict(list)
    for key, group in standing.observations.items():
        groups[key] = [one for one in group if one.pk not in changed]
    for one in rows:
        groups[one.series_id].append(one)
    for key in {one.series_id for one in rows}:
        groups[key] = in_reading_order(groups[key])
    return replace(standing, observations=groups)
