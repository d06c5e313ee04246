from __future__ import annotations

import logging
import os
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.servers.basehttp import ThreadedWSGIServer

from strategy_monitor.demo import prepare, server
from strategy_monitor.releases.load import NoRelease
from strategy_monitor.report.refusal import PublicationRefused
from strategy_monitor.seed.files import SeedError


class Command(BaseCommand):
    help = "Prépare une démonstration complète (base, données, version publiée, compte) et la sert sur cette machine."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Adresse d’écoute (par défaut 127.0.0.1).")
        parser.add_argument("--port", type=int, default=8000, help="Port ; s’il est pris, le premier libre ensuite.")
        parser.add_argument("--reset-password", action="store_true", help="Donne un nouveau mot de passe au compte.")
        parser.add_argument(
            "--with-history",
            action="store_true",
            help="Ajoute une édition antérieure, fictive, à comparer.",
        )
        parser.add_argument("--no-serve", action="store_true", help="Prépare tout, sans servir.")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("La démonstration crée un compte d’administration : elle ne se lance pas en production.")
        self.prepare(options["reset_password"])
        if options["with_history"]:
            self.add_history()
        if not options["no_serve"]:
            # One line per request would push the address and the password off the screen.
            quiet = logging.WARNING if options["verbosity"] < 2 else logging.NOTSET
            logging.getLogger("strategy_monitor.web.logs").setLevel(quiet)
            self.serve(options["host"], options["port"])

    def prepare(self, reset_password: bool) -> None:
        self.stdout.write("Préparation de la base de données…")
        prepare.prepare_database()
        author, password = prepare.make_administrator(reset_password)
        self.stdout.write("Chargement du rapport imprimé…")
        try:
            release, new = prepare.publish_printed_report(author)
        except (SeedError, PublicationRefused) as error:
            raise CommandError(f"La démonstration ne peut pas être publiée.\n{error}") from error
        self.stdout.write(f"Version {release} {'publiée' if new else 'déjà publiée : rien de neuf'}.")
        self.tell_account(password)
        others = " et ".join(f"« {name} »" for name in prepare.make_colleagues(password))
        self.stdout.write(f"Même mot de passe pour {others}. Qui propose une valeur ne la valide pas.")

    def add_history(self) -> None:
        try:
            name, new = prepare.add_earlier_edition()
        except NoRelease as error:
            raise CommandError("Aucune version n’est lisible : il n’y a rien à comparer.") from error
        self.stdout.write(f"Édition fictive {name} {'ajoutée' if new else 'déjà là'} : voir /comparaison/.")

    def tell_account(self, password: str | None) -> None:
        name = prepare.ACCOUNT
        if password is None:
            self.stdout.write(
                f"Le compte « {name} » existe : son mot de passe ne change pas (--reset-password en donne un nouveau)."
            )
        else:
            self.stdout.write(f"Compte d’administration : {name}")
            self.stdout.write(f"Mot de passe, affiché cette seule fois : {password}")

    def serve(self, host: str, port: int) -> None:
        try:
            listener = server.open_server(host, port)
        except (server.NoFreePort, OSError, OverflowError) as error:
            raise CommandError(f"Impossible d’écouter sur {host}, à partir du port {port}. {error}") from error
        if "SITE_URL" not in os.environ:
            # Permalinks, citations and embed codes then lead here, whichever port was free.
            settings.SITE_URL = server.address_of_server(listener).rstrip("/")
        thread = threading.Thread(target=listener.serve_forever, daemon=True)
        thread.start()
        try:
            self.announce(listener)
            while thread.is_alive():
                thread.join(1)
        except KeyboardInterrupt:
            self.stdout.write("\nDémonstration arrêtée.")
        finally:
            listener.shutdown()

    def announce(self, listener: ThreadedWSGIServer) -> None:
        url = server.address_of_server(listener)
        status = server.status_of(url)
        if status != 200:
            why = f"répond {status}" if status else "ne répond pas"
            raise CommandError(f"La page d’accueil {why} : {url}. Le journal ci-dessus dit pourquoi.")
        self.stdout.write(self.style.SUCCESS(f"Le site est prêt : {url}"))
        self.stdout.write(f"Administration : {url}admin/ · pour arrêter : Ctrl-C")
        self.stdout.flush()
