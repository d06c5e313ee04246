"""What the quality gate says of the working copy, for those who publish it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from indicators.models import Finding
from strategy_monitor.quality.gate import Verdict, check_all
from strategy_monitor.report.refusal import PublicationRefused


class Blocked(PublicationRefused):
    """Blocking errors that nobody overrides stop a publication."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        said = [f"{finding.label} : {finding.message}" for finding in findings]
        super().__init__("\n".join(["Des erreurs bloquantes arrêtent la publication.", *said]))
        self.findings = findings


def verdict(keep: bool = False) -> Verdict:
    """All that is found now; with `keep`, the record of the findings is brought up to date."""
    return check_all(keep=keep)


def mark(findings: Iterable[Finding]) -> str:
    """What stands for these findings, whatever their order; empty for none."""
    found = sorted(finding.fingerprint for finding in findings)
    return hashlib.sha256("\n".join(found).encode()).hexdigest() if found else ""
