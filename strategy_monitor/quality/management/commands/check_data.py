"""`manage.py check_data`: runs the quality rules, keeps what they find, prints it. Exits with 1 if publishing is "
"stopped."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import Finding
from strategy_monitor.quality.gate import Verdict, check_all, select_blocking
from strategy_monitor.quality.listing import describe_rules
from strategy_monitor.quality.rules import RULES

HEAPS = {
    "blocking": gettext_lazy("Bloquants"),
    "warnings": gettext_lazy("Avertissements"),
    "informations": gettext_lazy("Informations"),
    "drafts": gettext_lazy("Dans des brouillons"),
    "told": gettext_lazy("Déjà dits au public par une note"),
    "confirmed": gettext_lazy("Confirmés tels quels"),
}


class Command(BaseCommand):
    help = "Vérifie les données, par règle et par gravité. Sort avec 1 si des alertes bloquantes attendent une réponse."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rule", help="une seule règle, par son code")
        parser.add_argument("--axis", type=int, help="un seul axe, par son numéro")
        parser.add_argument("--json", action="store_true", help="une liste JSON, pour un programme")
        parser.add_argument("--rules", action="store_true", help="écrit la page qui décrit les règles, et rien d’autre")

    def handle(self, **options: Any) -> None:
        if options["rules"]:
            self.stdout.write(describe_rules(), ending="")
            return
        if options["rule"] and options["rule"] not in RULES:
            raise CommandError(_("Aucune règle « %s ». Règles : %s.") % (options["rule"], ", ".join(RULES)))
        found = select_findings(check_all(), options["rule"], options["axis"])
        self.stdout.write(write_findings(found) if options["json"] else write_text(found))
        if any(select_blocking(findings) for findings in found.values()):
            sys.exit(1)


def select_findings(verdict: Verdict, rule: str | None, axis: int | None) -> dict[str, list[Finding]]:
    return {
        heap: [
            one
            for one in getattr(verdict, heap)
            if rule in (None, one.rule) and axis in (None, one.axis.number if one.axis else None)
        ]
        for heap in HEAPS
    }


def write_text(found: dict[str, list[Finding]]) -> str:
    lines = []
    for heap, findings in found.items():
        if findings:
            lines.append(f"{HEAPS[heap]} ({len(findings)})")
            for rule in sorted({one.rule for one in findings}, key=list(RULES).index):
                lines.append(f"  {RULES[rule].title} [{rule}]")
                lines += [f"    {write_line(one)}" for one in findings if one.rule == rule]
    return "\n".join(lines) or _("Rien : aucune règle ne trouve de faute.")


def write_line(one: Finding) -> str:
    told = f" [{one.note.code}]" if one.note else ""
    return f"{one.label} : {one.message}{told}"


def write_findings(found: dict[str, list[Finding]]) -> str:
    rows = [
        {
            "heap": heap,
            "rule": one.rule,
            "severity": one.severity,
            "target": one.target,
            "label": one.label,
            "axis": one.axis.number if one.axis else None,
            "message": one.message,
            "observed": one.observed,
            "draft": one.in_draft,
            "note": one.note.code if one.note else None,
            "answer": one.answer,
            "first_seen": one.first_seen.isoformat(),
        }
        for heap, findings in found.items()
        for one in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)
