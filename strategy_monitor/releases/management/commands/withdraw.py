from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from strategy_monitor.releases.withdraw import named, successor, withdraw
from strategy_monitor.report.refusal import PublicationRefused


class Command(BaseCommand):
    help = (
        "Retire une version publiée par erreur : le public lit la précédente. La version et la raison restent listées."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("edition", help="Libellé de l’édition : « 2025 ».")
        parser.add_argument("number", type=int, help="Numéro de la version dans l’édition.")
        parser.add_argument("--reason", required=True, help="Pourquoi elle est retirée ; le public le lira.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            withdrawal = withdraw(options["edition"], options["number"], options["reason"])
            now = successor(named(options["edition"], options["number"]))
        except PublicationRefused as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            said = f"Le public lit la version {now.name}." if now else "Plus aucune version n’est publiée."
            self.stdout.write(f"Version {withdrawal} retirée. {said}")
