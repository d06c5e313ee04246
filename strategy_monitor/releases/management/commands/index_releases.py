from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from strategy_monitor.releases import indexes, load


class Command(BaseCommand):
    help = (
        "Prépare ce que les pages lisent de chaque version en vigueur (la recherche, les parties d’un long document, "
        "ce qui a changé), là où cela manque ou vient d’un autre code : après une mise à jour, pour qu’aucun lecteur "
        "n’attende."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        explained = "Seulement celle que le public lit : avant de la servir par un autre code."
        parser.add_argument("--newest", action="store_true", help=explained)

    def handle(self, *args: Any, **options: Any) -> None:
        for head in load.heads()[: 1 if options["newest"] else None]:
            try:
                load.checked(head.pk, head.sha256)  # no process that answers has then to read all of it to know
                made = indexes.store_all(head.pk, head.sha256)
            except load.BadRelease as error:
                self.stderr.write(f"Version {head.name} : {error}.")
                continue
            load.document_of.cache_clear()  # those of all releases may be more than a machine holds
            if options["verbosity"]:
                said = "index écrit" if made else "index à jour"
                self.stdout.write(f"Version {head.name} : {said}.")
