"""`manage.py backup FILE`: all that the database holds, in one file that reads again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from strategy_monitor.backups import dump, files
from strategy_monitor.backups.errors import BackupRefused


class Command(BaseCommand):
    help = "Sauvegarde toute la base dans un fichier : données, historique, versions publiées, comptes, pièces jointes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="Fichier à écrire ; il ne doit pas exister.")
        parser.add_argument(
            "--recipient",
            default=settings.BACKUP_RECIPIENT,
            help="Clé publique age (age1…) pour qui chiffrer ; par défaut, la variable BACKUP_RECIPIENT.",
        )

    def handle(self, *args: Any, file: Path, recipient: str, **options: Any) -> None:
        try:
            digest = files.write_file(file, dump.backup_lines(), recipient)
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            said = _("%(file)s : %(size)d octets, relus ; SHA-256 %(digest)s.")
            self.stdout.write(said % {"file": file, "size": file.stat().st_size, "digest": digest})
            if not recipient:
                self.stdout.write(_("Non chiffré : le fichier contient des comptes, des adresses et des messages."))
