"""`manage.py upgrade FILE`: a backup, then all migrations that wait, or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from strategy_monitor.backups.errors import BackupRefused
from strategy_monitor.operations.upgrading import UpgradeRefused, upgrade


class Command(BaseCommand):
    help = (
        "Sauvegarde la base, puis la met à jour de ce code, entièrement ou pas du tout. À lancer depuis le dossier "
        "de la nouvelle version, pendant que l’ancienne sert encore."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, help="Fichier de la sauvegarde ; il ne doit pas exister.")
        parser.add_argument("--recipient", default=settings.BACKUP_RECIPIENT, help="Comme pour « backup ».")
        parser.add_argument(
            "--despite", action="store_true", help="Accepte ce que « doctor » dit de grave des versions publiées."
        )

    def handle(self, *args: Any, backup: Path, recipient: str, despite: bool, **options: Any) -> None:
        try:
            done = upgrade(backup, recipient, despite)
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        except (UpgradeRefused, DatabaseError) as error:
            raise CommandError(_("La base est restée comme elle était : %(why)s") % {"why": error}) from error
        if not options["verbosity"]:
            return
        if not done:
            self.stdout.write(_("La base est déjà celle de ce code : rien n’a été fait."))
            return
        self.stdout.write(_("Sauvegarde : %(file)s. Faites : %(steps)s.") % {"file": backup, "steps": ", ".join(done)})
        self.stdout.write(_("Servir maintenant la nouvelle version, puis lancer manage.py doctor."))
