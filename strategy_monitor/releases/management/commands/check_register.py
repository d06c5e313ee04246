"""`manage.py check_register`: whether each release is still what was published, in the order in which it was."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from strategy_monitor.language import french
from strategy_monitor.releases import register, verifier
from strategy_monitor.report.refusal import PublicationRefused


class Command(BaseCommand):
    help = "Vérifie le registre des publications de cette base. Sort avec 1 s’il ne tient pas."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = list(register.faults())
        except PublicationRefused as error:
            raise CommandError(str(error)) from error
        if found:
            raise CommandError("\n".join(found))
        kept = register.entries()
        if options["verbosity"]:
            count = french.count_noun(len(kept), _("inscription"), _("inscriptions"))
            self.stdout.write(_("Registre entier : %(count)s.") % {"count": count})
            if kept:
                receipt = verifier.receipt_of(len(kept), kept[-1])
                self.stdout.write(_("Reçu à garder ailleurs : %(receipt)s") % {"receipt": receipt})
