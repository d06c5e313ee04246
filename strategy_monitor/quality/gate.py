"""The quality gate: the rules over the working copy, what they find, and whether it stops publishing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils import timezone

from indicators.models import Finding
from strategy_monitor.language.codes import FindingState
from strategy_monitor.quality.evidence import Evidence, evidence_of
from strategy_monitor.quality.findings import match_findings, record_faults
from strategy_monitor.quality.rule import BLOCKING, SEVERITIES, CheckedLook, Circumstances, Looks, QualityFault
from strategy_monitor.quality.rules import RULES
from strategy_monitor.quality.working_copy import gather_evidence, gather_evidence_of
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.document import Report
from strategy_monitor.report.refusal import PublicationRefused


class Blocked(PublicationRefused):
    """Blocking errors that nobody overrides stop a publication."""

    def __init__(self, findings: tuple[Finding | QualityFault, ...]) -> None:
        said = [f"{finding.label} : {finding.message}" for finding in findings]
        super().__init__("\n".join(["Des alertes bloquantes arrêtent la publication.", *said]))
        self.findings = findings


@dataclass(frozen=True)
class Verdict:
    """All that was found now, each finding in one of these."""

    blocking: tuple[Finding, ...] = ()
    """What stops publishing."""
    warnings: tuple[Finding, ...] = ()
    informations: tuple[Finding, ...] = ()
    told: tuple[Finding, ...] = ()
    """A note already tells the public."""
    confirmed: tuple[Finding, ...] = ()
    """Someone answered that it is right as it stands."""
    drafts: tuple[Finding, ...] = ()
    """In a draft only, whatever its severity: it is not about what would be published."""

    @property
    def all(self) -> tuple[Finding, ...]:
        return self.blocking + self.warnings + self.informations + self.drafts + self.told + self.confirmed


LOOKS = Looks()


def examine(evidence: Evidence, today: dt.date) -> tuple[QualityFault, ...]:
    """Every fault of this evidence, gravest first. The same fault is said once. What it depends on is told here, so
    that an indicator that has not changed since it was last looked at is not looked at again."""
    known = Circumstances(today, evidence.act_dates, evidence.authority)
    looks = {
        "indicators": LOOKS.at(evidence.indicators, known),
        "references": [CheckedLook(one, known) for one in evidence.references],
        "addresses": [CheckedLook(one, known) for one in evidence.addresses],
    }
    faults = (fault for rule in RULES.values() for fault in rule.examine(looks[rule.over], evidence.keys))
    found = {fault.fingerprint: fault for fault in faults}
    return tuple(sorted(found.values(), key=lambda one: (SEVERITIES.index(one.severity), one.axis or 99, one.label)))


def examine_both(published: Evidence, standing: Evidence, today: dt.date) -> tuple[QualityFault, ...]:
    """The faults of what would be published, each with whether a draft mends it; then those that only drafts show."""
    found = examine(published, today)
    stands = found if standing is published else examine(standing, today)
    known, left = ({fault.fingerprint for fault in faults} for faults in (found, stands))
    drafts = (replace(fault, draft=True) for fault in stands if fault.fingerprint not in known)
    return (*(replace(fault, mended=fault.fingerprint not in left) for fault in found), *drafts)


def require_no_worse(before: Report, after: Report) -> None:
    """Raises Blocked where a correction of a published document brings a blocking error that it did not have, and that
    no note tells the public."""
    today = timezone.localdate()
    known = {fault.fingerprint for fault in examine(evidence_of(before), today)}
    new = (fault for fault in examine(evidence_of(after), today) if fault.fingerprint not in known)
    if blocking := tuple(fault for fault in new if fault.severity == BLOCKING and fault.note is None):
        raise Blocked(blocking)


def select_blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop publishing."""
    return tuple(finding for finding in findings if finding.stops)


def mark_findings(findings: Iterable[Finding]) -> str:
    """What stands for these findings, whatever their order: SHA-256 of their fingerprints; empty for none."""
    found = sorted(finding.fingerprint for finding in findings)
    return hashlib.sha256("\n".join(found).encode()).hexdigest() if found else ""


ONE_BY_ONE: Final = 2_000
"""Indicators up to which they alone are checked; more than that would not fit in the statements."""


def check_after_change(indicators: Collection[int] | None = None, **_signal: Any) -> None:
    """Receives `figures_changed` of the working copy."""
    if indicators is None or len(indicators) > ONE_BY_ONE:
        check_all()
    else:
        check_indicators(*indicators)


def check_indicators(*indicators: int) -> tuple[Finding, ...]:
    """Checks some indicators and keeps what is found: after they were saved or imported. Some fifteen queries."""
    today = timezone.localdate()
    found = record_faults(examine_both(*gather_evidence_of(*indicators), today), today, indicators)
    return tuple(sorted(found, key=lambda one: SEVERITIES.index(one.severity)))


@collector_at_rest()
def check_all(keep: bool = True, faults: tuple[QualityFault, ...] | None = None) -> Verdict:
    """Checks everything; keeps what is found, unless told only to look (then nothing is written). The `faults` may have
    been found already, of all that would be published and of all that stands."""
    today = timezone.localdate()
    faults = examine_both(*gather_evidence(), today) if faults is None else faults
    found = record_faults(faults, today) if keep else match_findings(faults, today, Finding.objects.for_reading())[0]
    return sort_findings(found)


def sort_findings(findings: Iterable[Finding]) -> Verdict:
    heaps: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: SEVERITIES.index(one.severity)):
        heaps.setdefault(heap_of(finding), []).append(finding)
    return Verdict(**{name: tuple(found) for name, found in heaps.items()})


def heap_of(finding: Finding) -> str:
    if finding.state == FindingState.TOLD:
        return "told"
    if finding.state == FindingState.CONFIRMED:
        return "confirmed"
    if finding.in_draft:
        return "drafts"
    return {"blocking": "blocking", "warning": "warnings", "information": "informations"}[finding.severity]
