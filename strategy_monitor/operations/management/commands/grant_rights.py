"""`manage.py grant_rights ROLE`: what the role that serves the site needs on PostgreSQL, and no more."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from strategy_monitor.operations import rights


class Command(BaseCommand):
    help = (
        "Donne au rôle PostgreSQL qui sert le site les droits qu’il lui faut, et lui retire les autres. "
        "« migrate » le fait de lui-même quand DATABASE_OWNER est donné."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", nargs="?", default=settings.SERVED_ROLE, help="Sinon, celui de DATABASE_URL.")
        parser.add_argument("--dry-run", action="store_true", help="Écrit les instructions, et n’en exécute aucune.")

    def handle(self, *args: Any, role: str, dry_run: bool, **options: Any) -> None:
        if not role:
            raise CommandError(_("Donner le nom du rôle, ou DATABASE_OWNER."))
        if dry_run:
            rights.require_grantable(role)
            for statement in rights.write_grants(role):
                self.stdout.write(f"{statement};")
            return
        rights.grant_rights(role)
        if options["verbosity"]:
            self.stdout.write(_("Le rôle « %(role)s » a les droits du site, et aucun autre.") % {"role": role})
