"""The record of what was found: one row for each fault, brought up to date and never erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from axes.models import Axis
from axes.working_copy import lock_working_copy
from indicators.models import Finding
from strategy_monitor.backoffice.recording import update_recorded
from strategy_monitor.quality.rule import QualityFault

BY_THE_RULES, FORMERLY_BY_THE_RULES = "Mise à jour des alertes", "Contrôle des données"
"""The reason that the history gives for what no person did; and what it gave before, which records still hold."""

CHANGING = (
    "severity", "label", "axis_id", "indicator_id", "series_id", "observation_id", "reference_id", "footnote_id",
    "provider_id", "note_id", "message", "in_draft", "mended_in_draft",
    "gone_on",
)  # fmt: skip
"""What may change about a fault that stays the same one."""


def match_findings(
    faults: Iterable[QualityFault], today: dt.date, kept: Iterable[Finding]
) -> tuple[list[Finding], set[str]]:
    """The faults as findings, with the answers already given, in memory; and the fingerprints of those that differ."""
    known = {one.fingerprint: one for one in kept}
    axes = {axis.number: axis for axis in Axis.objects.all()}
    found, changed = [], set()
    for fault in faults:
        finding = known.get(fault.fingerprint) or Finding(fingerprint=fault.fingerprint, first_seen=today)
        before = [getattr(finding, name) for name in CHANGING]
        fill_finding(finding, fault, axes)
        if finding.pk and before != [getattr(finding, name) for name in CHANGING]:
            changed.add(fault.fingerprint)
        finding.last_seen = today
        found.append(finding)
    return found, changed


def fill_finding(finding: Finding, fault: QualityFault, axes: dict[int, Axis]) -> None:
    """Puts the fault in the finding. What was answered stays."""
    finding.rule, finding.target, finding.observed = fault.rule, fault.target, fault.observed
    pks: dict[str, Any] = dict(fault.pks)
    values = {
        f"{name}_id": pks.get(name)
        for name in ("indicator", "series", "observation", "reference", "footnote", "provider")
    }
    values |= {"severity": fault.severity, "label": fault.label, "message": fault.message, "note_id": fault.note}
    values |= {"axis": axes.get(fault.axis or 0), "in_draft": fault.draft, "gone_on": None}
    values["mended_in_draft"] = fault.mended
    for name, value in values.items():
        setattr(finding, name, value)


@transaction.atomic
def record_faults(
    faults: tuple[QualityFault, ...], today: dt.date, indicators: Collection[int] | None = None
) -> list[Finding]:
    """Keeps these faults, and says of the others that they are gone; with `indicators`, of their others only."""
    lock_working_copy()
    own = Q(fingerprint__in=[fault.fingerprint for fault in faults])
    scope = Q() if indicators is None else Q(indicator__in=indicators) | own
    kept = list(Finding.objects.for_reading().filter(scope))
    found, changed = match_findings(faults, today, kept)
    here = {finding.fingerprint for finding in found}
    gone = [one for one in kept if one.fingerprint not in here and one.gone_on is None]
    for one in gone:
        one.gone_on = today
    new = [one for one in found if not one.pk]
    why = BY_THE_RULES
    bulk_create_with_history(new, Finding, default_change_reason=why)
    update = [*gone, *(one for one in found if one.fingerprint in changed)]
    update_recorded(Finding, update, [name.removesuffix("_id") for name in CHANGING], None, why)
    # When it was last seen is no change to it: the history does not tell it.
    Finding.objects.filter(fingerprint__in=here).exclude(last_seen=today).update(last_seen=today)
    return list(Finding.objects.for_reading().filter(fingerprint__in=here)) if new else found
