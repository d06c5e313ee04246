"""Says which account enters by its password when the directory is away, or names it. There is one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from strategy_monitor.accounts.management.accounts import find_account
from strategy_monitor.accounts.models import BreakGlass, DirectoryIdentity
from strategy_monitor.language import french


class Command(BaseCommand):
    help = "Nomme le compte de secours, qui entre par son mot de passe quoi que dise l’annuaire ; sans nom, le dit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="nom d’utilisateur du compte")
        parser.add_argument("--none", action="store_true", help="il n’y en a plus")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        if options["none"]:
            BreakGlass.objects.all().delete()
        elif options["name"]:
            person = self.find_spare(options["name"])
            BreakGlass.objects.exclude(person=person).delete()
            BreakGlass.objects.get_or_create(person=person)
        self.stdout.write(self.describe())

    def find_spare(self, name: str) -> Any:
        person = find_account(name, only_open=True)
        if not person.has_usable_password():
            raise CommandError(f"Le compte « {name} » n’a pas de mot de passe : lui en donner un (changepassword).")
        if DirectoryIdentity.objects.filter(person=person).exists():
            raise CommandError(f"Le compte « {name} » est relié à l’annuaire : le compte de secours n’en dépend pas.")
        if not person.has_perm("auth.change_user"):
            raise CommandError(
                f"Le compte « {name} » n’administre pas le site : il ne pourrait laisser entrer personne."
            )
        return person

    def describe(self) -> str:
        spare = BreakGlass.objects.select_related("person").first()
        if spare is None:
            return "Il n’y a pas de compte de secours."
        used = french.write_moment(timezone.localtime(spare.entered)) if spare.entered else "jamais"
        return f"Le compte de secours est « {spare.person.get_username()} ». Entré pour la dernière fois : {used}."
