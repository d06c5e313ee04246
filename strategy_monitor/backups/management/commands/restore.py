"""`manage.py restore FILE`: fills an empty database out of a backup, of this version or of one before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from strategy_monitor.backups import files, lines, load
from strategy_monitor.backups.errors import BackupRefused


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans une base vide. Le fichier est lu deux fois : vérifié, puis chargé."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="Fichier écrit par « backup ».")
        parser.add_argument("--identity", type=Path, help="Fichier des clés age qui ouvrent une sauvegarde chiffrée.")
        parser.add_argument("--check", action="store_true", help="Vérifie le fichier, et ne touche à aucune base.")

    def handle(self, *args: Any, file: Path, identity: Path | None, check: bool, **options: Any) -> None:
        try:
            contents = verify(file, identity)
            if not check:
                self.load(file, identity, contents)
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            said = (
                _("Sauvegarde entière, du %(date)s : %(rows)d lignes.")
                if check
                else _("Base du %(date)s restaurée : %(rows)d lignes, relues.")
            )
            self.stdout.write(said % {"date": contents.made_at, "rows": contents.rows})

    def load(self, file: Path, identity: Path | None, contents: lines.Contents) -> None:
        load.require_known(contents.migrations)
        load.require_room(contents.migrations)
        found = load.lay_tables(contents.migrations)
        with files.open_lines(file, identity) as kept:
            load.fill(found, lines.read_lines(kept))
        call_command("migrate", interactive=False, verbosity=0)


def verify(file: Path, identity: Path | None) -> lines.Contents:
    """Makes each checksum of the file again. Raises `BackupRefused`, `BackupDamaged`."""
    contents = None
    with files.open_lines(file, identity) as kept:
        for said in lines.read_lines(kept):
            contents = said if isinstance(said, lines.Contents) else contents
    assert contents is not None
    return contents
