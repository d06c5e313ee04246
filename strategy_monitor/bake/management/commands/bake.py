from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import translation

from strategy_monitor.bake import site, visit
from strategy_monitor.bake.crawl import Failed
from strategy_monitor.bake.routes import UnknownRoute
from strategy_monitor.bake.writing import Misplaced, NotOurs
from strategy_monitor.language import french
from strategy_monitor.releases import load


class Command(BaseCommand):
    help = "Écrit tout le site public en fichiers : à servir par n’importe quoi, à lire sans réseau, à archiver."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DOSSIER", help="Dossier à écrire ; remplacé d’un coup.")
        parser.add_argument("--release", help="Le site tel qu’il était quand cette version était la dernière : 2025.1.")
        parser.add_argument("--site-url", help="Adresse publique, pour les adresses permanentes (sinon SITE_URL).")
        parser.add_argument(
            "--processes",
            type=int,
            default=visit.count_processes(),
            help=f"Processus qui écrivent les pages (sinon un par cœur, {visit.MOST_PROCESSES} au plus).",
        )
        parser.add_argument(
            "--plain", action="store_true", help="Sans copies compressées (.br, .gz) : pour un hébergeur qui compresse."
        )
        parser.add_argument("--force", action="store_true", help="Remplace un dossier qui contient autre chose.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["site_url"]:
            settings.SITE_URL = options["site_url"].rstrip("/")
        try:
            with translation.override(settings.LANGUAGE_CODE), load.as_of(options["release"] or ""):
                folder, force, processes = options["folder"].absolute(), options["force"], options["processes"]
                baked = site.bake(folder, force, processes, compressed=not options["plain"])
        except load.NoRelease as error:
            raise CommandError("Aucune version publiée à écrire : aucune de ce nom, ou aucune en vigueur.") from error
        except (Failed, UnknownRoute, Misplaced) as error:
            raise CommandError(f"Le site ne peut pas être écrit entier ; le dossier est intact. {error}") from error
        except NotOurs as error:
            raise CommandError(f"Rien n’a été écrit. {error}") from error
        except OSError as error:
            raise CommandError(f"Écriture impossible ; le dossier est intact. {error}") from error
        except DatabaseError as error:
            raise CommandError(f"La base ne répond pas. {error}") from error
        self.tell(baked, options["folder"])

    def tell(self, baked: site.Baked, folder: Path) -> None:
        size = f"{baked.size / 1_000_000:.1f}".replace(".", ",")
        seconds = f"{baked.seconds:.1f}".replace(".", ",")
        self.stdout.write(
            french.typeset(
                f"Version {baked.head.name} : {baked.pages} pages, {baked.files} fichiers, {size} Mo, "
                f"en {seconds} s, dans {folder}"
            )
        )
        if baked.unchanged:
            self.stdout.write(french.typeset(f"Inchangés, repris du site figé d’avant : {baked.unchanged} fichiers"))
        if baked.copies:
            self.stdout.write(french.typeset(f"À côté des textes : {baked.copies} copies compressées (.br, .gz)"))
        self.stdout.write(f"Empreinte du site : {baked.digest}")
        for address, source in sorted(baked.broken.items()):
            self.stderr.write(f"Lien rompu : {address}, dans {source}")
        for path in baked.unportable:
            self.stderr.write(f"Chemin trop long ou refusé sous Windows : {path}")
        if baked.living:
            self.stdout.write("Demandent le site vivant : " + ", ".join(baked.living))
