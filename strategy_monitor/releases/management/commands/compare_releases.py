from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from strategy_monitor.releases import compared, load
from strategy_monitor.web.processes import give_way


class Command(BaseCommand):
    help = "Trouve ce qui diffère d’une version à une autre et le garde, si l’une des deux est longue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("before", help="Le nom de la version d’avant : « 2025.1 ».")
        parser.add_argument("after", help="Le nom de la version d’après.")

    def handle(self, *args: Any, before: str, after: str, **options: Any) -> None:
        give_way()
        named = {head.name: head for head in load.every_head()}
        for name in (before, after):
            if name not in named:
                raise CommandError(f"Aucune version ne se nomme {name}.")
        try:
            compared.compared(named[before], named[after])
        except (load.BadRelease, load.Unreachable) as error:
            raise CommandError(f"{before} et {after} ne se comparent pas : {error}") from error
