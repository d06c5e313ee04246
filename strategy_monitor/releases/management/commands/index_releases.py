from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from strategy_monitor.releases import indexes, load


class Command(BaseCommand):
    help = (
        "Prépare la recherche dans chaque version en vigueur, là où l’index manque ou vient d’un autre code : après "
        "une mise à jour, pour que le premier lecteur qui cherche n’attende pas."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for head in load.heads():
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
