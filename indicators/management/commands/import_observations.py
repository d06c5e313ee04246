from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from axes.working_copy import lock_working_copy
from indicators.exchange.applying import Decision, apply_plan, make_imported_file
from indicators.exchange.limits import MOST_BYTES
from indicators.exchange.outcome import Plan
from indicators.exchange.plan import plan
from indicators.exchange.reading import too_heavy

SHOWN = 20
"""Refused rows that are told one by one."""


class Command(BaseCommand):
    help = "Importe un fichier de valeurs (.xlsx ou .csv), comme le fait le bureau : tout, ou rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="Le fichier.")
        parser.add_argument("--user", required=True, help="Identifiant du compte qui importe.")
        parser.add_argument("--reason", default="", help="Pourquoi ; exigé si des valeurs validées changent.")
        parser.add_argument("--some", action="store_true", help="Laisser de côté les lignes refusées.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"Aucun compte actif ne s’appelle « {options['user']} ».")
        content = content_of(options["file"])
        try:
            found = self.applied(content, options["file"].name, user, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"Nouveaux : {len(found.new)} ; modifiés : {len(found.changed)} ; "
            f"inchangés : {len(found.unchanged)} ; refusés : {len(found.refused)}."
        )

    def applied(self, content: bytes, name: str, user: Any, options: dict[str, Any]) -> Plan:
        with transaction.atomic():
            lock_working_copy()
            found = plan(content, user)
            self.tell(found)
            if found.writes or found.refused:
                decision = Decision(reason=options["reason"], some=options["some"])
                apply_plan(found, make_imported_file(name, content, user), user, decision)
        return found

    def tell(self, found: Plan) -> None:
        for line in found.refused[:SHOWN]:
            for fault in line.faults:
                self.stderr.write(f"{fault.cell} {fault.heading} : {fault.sentence}")


def content_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CommandError(too_heavy(path.stat().st_size))
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"Ce fichier ne se lit pas : {path}") from error
