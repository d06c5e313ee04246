"""Gives an account another password, as the stock command of this name, in whose place it stands.

That one saves the whole account as it was before somebody typed, and so undoes what was changed, closed or erased
meanwhile. This one writes the password and nothing else.
"""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.forms import SetPasswordForm
from django.core.management.base import BaseCommand, CommandError, CommandParser

from strategy_monitor.backoffice.passwords import AccountClosed, KeepsPassword

CLOSED = "Le compte « %s » est fermé : aucun mot de passe n’est enregistré."


class TypedPassword(KeepsPassword, SetPasswordForm):
    """Typed twice, and judged as everywhere."""


class Command(BaseCommand):
    help = "Donne un autre mot de passe à un compte, et n’en change rien d’autre."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?", help="nom d’utilisateur du compte ; sans lui, celui de la session")

    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["username"] or getpass.getuser()
        person = get_user_model()._default_manager.filter(username=name).first()
        if person is None:
            raise CommandError(f"Aucun compte ne s’appelle « {name} ».")
        if not person.is_active:
            raise CommandError(CLOSED % name)
        first = getpass.getpass(f"Nouveau mot de passe du compte « {name} » : ")
        second = getpass.getpass("Le même encore : ")
        form = TypedPassword(person, {"new_password1": first, "new_password2": second})
        if not form.is_valid():
            raise CommandError(" ".join(str(why) for errors in form.errors.values() for why in errors))
        try:
            form.save()
        except AccountClosed:
            raise CommandError(CLOSED % name) from None
        self.stdout.write(f"Le mot de passe du compte « {name} » est changé.")
