"""`manage.py export_history FILE`: the history with its seals, as lines of JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from strategy_monitor.history import sealing


class Command(BaseCommand):
    help = "Écrit l’historique et ses sceaux, une ligne de JSON par changement, sans adresse électronique."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="fichier à écrire, ou « - » pour la sortie standard")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] == "-":
            for line in sealing.export_history():
                self.stdout.write(line)
            return
        path = Path(options["file"])
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in sealing.export_history())
        except OSError as error:
            raise CommandError(_("%(path)s ne s’écrit pas : %(why)s.") % {"path": path, "why": error}) from error
