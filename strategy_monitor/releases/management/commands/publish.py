from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from strategy_monitor.language.codes import ReleaseKind
from strategy_monitor.quality.gate import Blocked
from strategy_monitor.releases.editions import default_edition
from strategy_monitor.releases.publish import publish
from strategy_monitor.report.refusal import PublicationRefused


class Command(BaseCommand):
    help = "Publie la copie de travail comme nouvelle version de l’édition ; sans changement, ne publie rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--edition", help="Libellé de l’édition ; par défaut, celle que la copie de travail nourrit."
        )
        parser.add_argument("--erratum", action="store_true", help="Cette version corrige une erreur.")
        parser.add_argument("--reason", required=True, help="Pourquoi cette version est publiée.")
        parser.add_argument(
            "--override", default="", metavar="REASON",
            help="Publier malgré des alertes bloquantes, et pourquoi ; le public le lira.",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = options["edition"] or default_edition()
            kind = ReleaseKind.ERRATUM if options["erratum"] else ReleaseKind.UPDATE
            release, new = publish(edition, options["reason"], kind=kind, override=options["override"])
        except Blocked as error:
            raise CommandError(f'{error}\nPour publier malgré elles : --override "raison, publique".') from error
        except PublicationRefused as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            said = "publiée" if new else "déjà publiée : rien n’a changé"
            self.stdout.write(f"Version {release} {said} (SHA-256 {release.sha256}).")
