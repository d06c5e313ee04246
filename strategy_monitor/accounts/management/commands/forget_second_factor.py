"""Takes the second factor of an account away, for who lost their telephone and their recovery codes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from strategy_monitor.accounts.second_factor import forget_second_factor
from strategy_monitor.accounts.sessions import end_sessions


class Command(BaseCommand):
    help = "Retire le second facteur d’un compte, et ferme ses sessions : son mot de passe seul l’ouvre alors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="nom d’utilisateur du compte")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = get_user_model()._default_manager.filter(username=options["name"]).first()
        if person is None:
            raise CommandError(f"Aucun compte ne s’appelle « {options['name']} ».")
        forget_second_factor(person)
        end_sessions(person)
        self.stdout.write(f"Le compte « {options['name']} » n’a plus de second facteur.")
