"""Makes the first administrator, as the stock command of this name, in whose place it stands.

That one speaks English, offers to pass over the rules of passwords, and judges no password of a variable at all.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

NO_TERMINAL = (
    "Il n’y a pas de terminal où répondre : donner --username et --email avec --noinput, et le mot de passe à "
    "DJANGO_SUPERUSER_PASSWORD."
)
Answer = TypeVar("Answer")
VARIABLES = {"username": "DJANGO_SUPERUSER_USERNAME", "email": "DJANGO_SUPERUSER_EMAIL"}
QUESTIONS = {"username": "Nom d’utilisateur : ", "email": "Adresse de courrier : "}


class Command(BaseCommand):
    help = "Crée un compte qui administre le site, avec un mot de passe jugé comme partout."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", help="nom d’utilisateur du compte")
        parser.add_argument("--email", help="son adresse de courrier")
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="ne demande rien : le mot de passe est DJANGO_SUPERUSER_PASSWORD, ou il n’y en a pas",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        interactive = options["interactive"]
        if interactive and not sys.stdin.isatty():
            raise CommandError(NO_TERMINAL)
        person = get_user_model()()
        for name, variable in VARIABLES.items():
            given = options[name] if interactive else options[name] or os.environ.get(variable)
            self.fill(person, name, given, interactive)
        password = self.ask_password(person) if interactive else self.read_password(person)
        accounts: Any = get_user_model()._default_manager
        accounts.create_superuser(person.get_username(), person.email, password)
        if options["verbosity"]:
            self.stdout.write(f"Le compte « {person.get_username()} » est créé, et administre le site.")

    def fill(self, person: Any, name: str, given: str | None, interactive: bool) -> None:
        """One field of the account: as given, else asked for until it is right. Raises CommandError."""
        if given is None and not interactive:
            raise CommandError(f"Il manque --{name}, ou {VARIABLES[name]}.")

        def judge(value: str) -> None:
            setattr(person, name, value.strip())
            clean_field(person, name)

        if given is None:
            self.ask_until_right(lambda: judge(input(QUESTIONS[name])))
            return
        try:
            judge(given)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None

    def ask_password(self, person: Any) -> str:
        def ask() -> str:
            first = getpass.getpass("Mot de passe : ")
            if getpass.getpass("Le même encore : ") != first:
                raise ValidationError("Les deux mots de passe ne correspondent pas.")
            validate_password(first, person)
            return first

        return self.ask_until_right(ask)

    def read_password(self, person: Any) -> str | None:
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        if password is None:
            return None
        try:
            validate_password(password, person)
        except ValidationError as refused:
            raise CommandError(f"DJANGO_SUPERUSER_PASSWORD : {' '.join(refused.messages)}") from None
        return password

    def ask_until_right(self, ask: Callable[[], Answer]) -> Answer:
        while True:
            try:
                return ask()
            except ValidationError as refused:
                self.stderr.write(" ".join(refused.messages))
            except EOFError:
                raise CommandError("Rien n’est créé.") from None


def clean_field(person: Any, name: str) -> None:
    """Raises ValidationError where this cannot be the name or address of a new account."""
    field = person._meta.get_field(name)
    field.clean(getattr(person, name), person)
    if name == "username":
        person.username = person.normalize_username(person.username)
        if type(person)._default_manager.filter(username=person.username).exists():
            raise ValidationError(f"Le compte « {person.username} » existe déjà.")
