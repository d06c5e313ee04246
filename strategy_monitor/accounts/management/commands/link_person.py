"""Links an account that is there to its person in the directory, by what the directory calls them. Nobody else does."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from strategy_monitor.accounts.break_glass import is_break_glass
from strategy_monitor.accounts.management.accounts import find_account
from strategy_monitor.accounts.models import DirectoryIdentity
from strategy_monitor.accounts.sessions import end_sessions


class Command(BaseCommand):
    help = "Relie un compte à une personne de l’annuaire : elle entre par lui seul, et ses groupes disent ses rôles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="nom d’utilisateur du compte")
        parser.add_argument(
            "subject", help="ce que l’annuaire appelle « sub » : à lire chez lui, et non dans un courrier"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DIRECTORY:
            raise CommandError("Aucun annuaire n’est relié à ce site : donner d’abord OIDC_ISSUER et les autres.")
        person = find_account(options["name"], only_open=True)
        if is_break_glass(person):
            raise CommandError(
                "C’est le compte de secours, qui ne dépend pas de l’annuaire : en nommer d’abord un autre."
            )
        identity = {"issuer": settings.DIRECTORY.issuer, "subject": options["subject"]}
        try:
            with transaction.atomic():
                DirectoryIdentity.objects.update_or_create(person=person, defaults=identity)
                end_sessions(person)
        except IntegrityError as error:
            raise CommandError("Cette personne de l’annuaire est déjà reliée à un autre compte.") from error
        self.stdout.write(f"Le compte « {options['name']} » est relié : ses rôles suivent l’annuaire à la connexion.")
