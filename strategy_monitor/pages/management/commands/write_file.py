"""Write one file of the site, to be kept for all: what a process that answers has done by another one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.http import Http404

from strategy_monitor.pages import warming
from strategy_monitor.web.processes import give_way


class Command(BaseCommand):
    help = "Écrit un fichier du site et le garde pour tous, là où les processus partagent leurs pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="Son adresse dans le site : « /donnees/rapport.xlsx ».")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        give_way()
        try:
            there = warming.write_file(address)
        except Http404 as error:
            raise CommandError(f"Il n’y a rien à l’adresse {address}.") from error
        if not there:
            raise CommandError(f"Le fichier {address} n’a pas pu être écrit.")
