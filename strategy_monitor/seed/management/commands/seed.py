from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from strategy_monitor.language import french
from strategy_monitor.releases.editions import feed_first
from strategy_monitor.seed.differences import PERSONAL, write_differences
from strategy_monitor.seed.files import SeedError, read_files
from strategy_monitor.seed.load import load_seed
from strategy_monitor.seed.store import Outcome

STATES = {
    "created": "créés",
    "updated": "mis à jour",
    "unchanged": "inchangés",
    "kept": "gardés",
    "deleted": "pas recréés",
    "unnamed": "plus nommés",
    "removed": "retirés",
    "left": "plus nommés et gardés",
}
ALWAYS = ("created", "updated", "unchanged", "kept")
"""States that are counted even where there is nothing to count."""


class Command(BaseCommand):
    help = (
        "Charge les fichiers d’une stratégie dans la copie de travail, ou l’y corrige : sans dossier, ceux que le "
        "logiciel apporte, qui sont le rapport imprimé de la Stratégie numérique pour l’éducation de la Fédération "
        "Wallonie-Bruxelles. Garde ce qu’une personne a modifié. Ne publie rien."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures")
        parser.add_argument(
            "--differences", action="store_true", help="Montre ce qui changerait, champ par champ, sans rien écrire."
        )
        parser.add_argument(
            "--remove",
            action="store_true",
            help="Retire aussi ce que les fichiers ne nomment plus, si personne ne l’a modifié.",
        )
        parser.add_argument("--force", action="store_true", help="Remplace aussi ce qu’une personne a modifié depuis.")
        parser.add_argument(
            "--same-strategy",
            action="store_true",
            help="Le titre de la stratégie a changé dans les fichiers : c’est la même que celle de la base de données.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rehearse, remove = options["differences"], options["remove"]
        try:
            files = read_files(options["folder"])
            outcome = load_seed(
                files, force=options["force"], remove=remove, same=options["same_strategy"], rehearse=rehearse
            )
        except SeedError as error:
            raise CommandError("Rien n’a été chargé.\n" + "\n".join(f"– {fault}" for fault in error.faults)) from error
        if not rehearse:
            feed_first(files.strategy.edition)
        if rehearse or options["verbosity"]:
            strategy = files.strategy.strategy
            self.stdout.write(
                french.typeset(f"{strategy.title} ({strategy.authority}), édition {files.strategy.edition}")
            )
            self.tell(outcome, rehearse)

    def tell(self, outcome: Outcome, rehearse: bool) -> None:
        """What differs: all of it before anything is written; after, only what was left as it is."""
        if rehearse:
            self.stdout.writelines(f"{line}\n" for line in write_differences(outcome.differences))
        else:
            for (state, name), count in sorted(outcome.counts.items()):
                self.stdout.write(f"{STATES[state]:>12} {count:>5}  {name}")
            self.stdout.writelines(
                f"{line}\n" for line in write_differences(outcome.differences, (*PERSONAL, "unnamed"))
            )
        totals = [
            (outcome.total(state), word) for state, word in STATES.items() if state in ALWAYS or outcome.total(state)
        ]
        self.stdout.write(", ".join(f"{total} {word}" for total, word in totals) + ".")
        if rehearse:
            self.stdout.write("Rien n’a été écrit : c’est ce que ferait la même commande sans --differences.")
        if outcome.total("unnamed"):
            self.stdout.write(french.typeset("Pour retirer aussi ce que les fichiers ne nomment plus : --remove."))
        if not rehearse and any(outcome.total(state) for state in ("created", "updated", "removed")):
            self.stdout.write(french.typeset('Le public ne voit rien de neuf avant : manage.py publish --reason "…".'))
