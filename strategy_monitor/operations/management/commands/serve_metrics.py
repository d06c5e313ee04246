"""`manage.py serve_metrics`: for Prometheus, on an address that is not public."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from strategy_monitor.operations.metrics import PublicAddress, ThreadCollector, read_place, registry_of


class Command(BaseCommand):
    help = "Sert les mesures à Prometheus, à une adresse qui n’est pas publique. S’arrête par un signal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:9464", help="Adresse de cette machine et port.")
        parser.add_argument("--backups", type=Path, help="Dossier des sauvegardes, pour dire l’âge de la dernière.")

    def handle(self, *args: Any, **options: Any) -> None:
        from prometheus_client import start_http_server  # noqa: PLC0415  # loaded by this command alone

        try:
            host, port = read_place(options["bind"])
        except PublicAddress as error:
            raise CommandError(_("« %(place)s » est public. Écrire 127.0.0.1:9464.") % {"place": error}) from error
        except ValueError as error:
            raise CommandError(_("--bind ne se lit pas. Écrire 127.0.0.1:9464.")) from error
        try:
            server, thread = start_http_server(
                port, host, registry=registry_of(settings.METRICS_FOLDER, ThreadCollector(options["backups"]))
            )
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"http://{host}:{server.server_port}/metrics")
        self.stdout.flush()
        thread.join()
