"""Write all documents of the release that the public reads, and its long files: none of its readers waits for one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from strategy_monitor.kept import store
from strategy_monitor.pages import warming
from strategy_monitor.releases import load
from strategy_monitor.web.processes import give_way


class Command(BaseCommand):
    help = (
        "Écrit d’avance les documents (PDF et Word) de la version en cours, et ses fichiers de données, s’ils sont "
        "longs à écrire, là où les processus partagent leurs pages."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="De toutes les versions en vigueur.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not store.is_shared():
            raise CommandError("Rien n’est partagé entre processus : donner KEPT_PAGES (un dossier) ou REDIS_URL.")
        if not store.works():
            raise CommandError(f"Rien ne peut être gardé dans {store.shared()} : voir le journal.")
        give_way()
        try:
            heads = load.heads() if options["all"] else [load.current().head]
        except load.NoRelease as error:
            raise CommandError("Rien n’est publié.") from error
        missing, count = [], 0
        for address, there in warming.write_documents(heads):
            count += 1
            if not there:
                missing.append(address)
            if options["verbosity"] > 1:
                self.stdout.write(address)
        if missing:
            raise CommandError(f"Ces documents n’ont pas pu être écrits (voir le journal) : {', '.join(missing)}.")
        if options["verbosity"]:
            self.stdout.write(f"{count} documents sont prêts.")
