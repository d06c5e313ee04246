"""Erases the person of an account: name and addresses go, what was done stays by its number. As the desk does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from strategy_monitor.accounts.erasing import (
    ERASING,
    ErasureRefused,
    count_documents,
    erase_person,
    find_named,
    say_names_shown,
)
from strategy_monitor.accounts.management.accounts import find_account
from strategy_monitor.language import french


class Command(BaseCommand):
    help = "Efface la personne d’un compte : son nom et ses adresses. Ce qu’elle a fait reste, par le numéro du compte."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="nom d’utilisateur du compte")
        parser.add_argument("--by", required=True, help="nom d’utilisateur de qui l’a décidé, et administre le site")

    def handle(self, *_args: Any, **options: Any) -> None:
        person, by = find_account(options["name"]), find_account(options["by"])
        if not (by.is_active and by.has_perm(ERASING)):
            raise CommandError(f"Le compte « {options['by']} » n’administre pas le site : --by dit qui l’a décidé.")
        named, documents = find_named(person), count_documents(person)
        try:
            done = erase_person(person.pk, by)
        except ErasureRefused as refused:
            raise CommandError(str(refused)) from refused
        number = french.write_account(person.pk)
        if not done:
            self.stdout.write(f"La personne qui avait {number} est déjà effacée : rien ne change.")
            return
        self.stdout.write(f"La personne est effacée ; ce qu’elle a fait reste, par {number}.")
        for one in named:
            self.stdout.write(f"Des textes tapés la nomment encore, à corriger là où on les lit. {one}")
        if documents:
            self.stdout.write(f"Des versions publiées gardent son nom : {documents}.")
        if shown := say_names_shown():
            self.stdout.write(shown)
