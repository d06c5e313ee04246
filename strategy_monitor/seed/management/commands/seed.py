from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from strategy_monitor.releases.models import Edition
from strategy_monitor.seed.files import SeedError, read
from strategy_monitor.seed.load import load
from strategy_monitor.seed.store import Outcome

STATES = {"created": "créés", "updated": "mis à jour", "unchanged": "inchangés", "kept": "gardés"}


class Command(BaseCommand):
    help = "Charge le rapport imprimé (fixtures/) dans la copie de travail ; garde ce qu’une personne a modifié."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures")
        parser.add_argument("--force", action="store_true", help="Remplace aussi ce qu’une personne a modifié depuis.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = read(options["folder"])
            outcome = load(files, force=options["force"])
        except SeedError as error:
            raise CommandError("Rien n’a été chargé.\n" + "\n".join(f"– {fault}" for fault in error.faults)) from error
        Edition.objects.get_or_create(label=files.strategy.edition)
        if options["verbosity"]:
            self.tell(outcome)

    def tell(self, outcome: Outcome) -> None:
        for (state, name), count in sorted(outcome.counts.items()):
            self.stdout.write(f"{STATES[state]:>12} {count:>5}  {name}")
        for line in outcome.kept:
            self.stdout.write(f"gardé, modifié depuis le chargement : {line}")
        self.stdout.write(", ".join(f"{outcome.total(state)} {word}" for state, word in STATES.items()) + ".")
