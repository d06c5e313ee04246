"""`manage.py check_history`: whether the history is still what was sealed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from strategy_monitor.history import sealing
from strategy_monitor.releases import verifier


class Command(BaseCommand):
    help = "Vérifie les sceaux de l’historique. Sort avec 1 au premier changement qui n’est plus ce qui a été scellé."

    def handle(self, *args: Any, **options: Any) -> None:
        history, found = sealing.check_history()
        if found:
            raise CommandError("\n".join(found))
        if options["verbosity"]:
            self.stdout.write(verifier.write_history(history))
