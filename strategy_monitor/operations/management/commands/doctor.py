"""`manage.py doctor`: what is wrong with this site, and what to do."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from strategy_monitor.operations.symptoms import diagnose


class Command(BaseCommand):
    help = "Examine le site et dit ce qui ne va pas, avec le remède. Sort avec 1 si c’est grave."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        grave = False
        for name, found in diagnose():
            if not found and options["verbosity"]:
                self.stdout.write(_("%(name)s : rien à dire.") % {"name": name})
            for one in found:
                grave = grave or one.grave
                word = self.style.ERROR(_("faux")) if one.grave else self.style.WARNING(_("à voir"))
                self.stdout.write(f"{name} : {word}. {one.what}\n    {one.cure}")
        sys.exit(1 if grave else 0)
