"""`manage.py stamp_register`: has the newest entry of the register stamped by the authority that is set."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from strategy_monitor.releases import stamping

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = (
        "Fait horodater la dernière inscription du registre (TIMESTAMP_URL), une fois. Sort avec 1 si l’autorité ne "
        "répond pas comme il faut : à relancer, rien n’est perdu."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TIMESTAMP_URL:
            if options["verbosity"]:
                self.stdout.write(_("Aucune autorité d’horodatage n’est donnée (TIMESTAMP_URL)."))
            return
        try:
            number = stamping.stamp_newest()
        except stamping.StampRefused as refused:
            log.warning("register_not_stamped", why=str(refused))
            raise CommandError(_("Le registre n’est pas horodaté : %(why)s.") % {"why": refused}) from refused
        if options["verbosity"] and number is not None:
            self.stdout.write(_("Inscription %(number)d horodatée.") % {"number": number})
