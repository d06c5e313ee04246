"""`manage.py usage LOG…`: what readers use, by week."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from strategy_monitor.operations.usage import ASKED_OFTEN, NotALog, Usage, Week, count_usage

SHOWN = 10
"""How many addresses of each kind are shown for a week; the JSON has all."""


class Command(BaseCommand):
    help = "Dit par semaine ce que lisent les lecteurs, d’après les journaux de nginx (deploy/nginx.conf)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("logs", nargs="+", type=Path, metavar="JOURNAL", help="Fichiers, compressés (.gz) ou non.")
        parser.add_argument("--json", action="store_true", help="Toutes les adresses, pour un programme.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            usage = count_usage(options["logs"])
        except NotALog as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            told = {monday.isoformat(): week.told() for monday, week in usage.weeks.items()}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        self.show(usage)

    def show(self, usage: Usage) -> None:
        self.stdout.write(_("semaine du   pages  fichiers  recherches  sans résultat  programmes"))
        for monday, week in usage.weeks.items():
            counts = (week.pages.total(), week.files.total(), week.searches, week.in_vain, week.machines)
            self.stdout.write("{}  {:>6}  {:>8}  {:>10}  {:>13}  {:>10}".format(monday.isoformat(), *counts))
        for monday, week in usage.weeks.items():
            self.show_addresses(monday.isoformat(), week)
        if usage.passed_over:
            self.stderr.write(
                _("%(n)s lignes d’un autre format, ou coupées, ne sont pas comptées.") % {"n": usage.passed_over}
            )
        self.stdout.write(
            _("\nDes demandes, non des personnes. Un programme qui se dit navigateur compte pour une personne ; une "
              "page que le navigateur ou un relais a gardée ne compte pas. Cherché en vain : dit à partir de "
              "%(often)s fois.")
            % {"often": ASKED_OFTEN}
        )  # fmt: skip

    def show_addresses(self, monday: str, week: Week) -> None:
        told = week.told()
        kinds = ((_("pages"), "pages"), (_("fichiers"), "files"), (_("cherché en vain"), "asked_in_vain"))
        for title, kind in kinds:
            if told[kind]:
                self.stdout.write(f"\n{monday}, {title}")
                for name, number in list(told[kind].items())[:SHOWN]:
                    self.stdout.write(f"{number:>6}  {name}")
