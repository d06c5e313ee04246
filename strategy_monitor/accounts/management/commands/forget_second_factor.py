"""Takes the second factor of an account away, for who lost their telephone and their recovery codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from strategy_monitor.accounts.management.accounts import find_account
from strategy_monitor.accounts.second_factor import forget_second_factor
from strategy_monitor.accounts.sessions import end_sessions


class Command(BaseCommand):
    help = "Retire le second facteur d’un compte, et ferme ses sessions : son mot de passe seul l’ouvre alors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="nom d’utilisateur du compte")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = find_account(options["name"])
        forget_second_factor(person)
        end_sessions(person)
        self.stdout.write(f"Le compte « {options['name']} » n’a plus de second facteur.")
