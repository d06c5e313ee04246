"""`manage.py remind`: puts into the outbox what campaigns say by themselves today, to providers and to people.

It also erases the files of « Mes chiffres » that nobody submitted in time.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.campaigns.kept import erase_old_files
from strategy_monitor.campaigns.reminders import remind_by_themselves
from strategy_monitor.campaigns.telling import tell_all


class Command(BaseCommand):
    help = (
        "Écrit les rappels des campagnes dont le jour est venu, chacun une fois. « send_mail » les envoie. "
        "Efface les fichiers de « Mes chiffres » qui n’ont pas été soumis à temps."
    )

    def handle(self, **options: Any) -> None:
        today = timezone.localdate()
        done = {"reminders": remind_by_themselves(today), "people": tell_all(today)}
        erased = erase_old_files(timezone.now())
        if options["verbosity"] and erased:
            self.stdout.write(_("Fichiers jamais soumis, effacés : %(n)d.") % {"n": erased})
        if options["verbosity"] and any(done.values()):
            self.stdout.write(_("Rappels aux fournisseurs : %(reminders)s. Personnes prévenues : %(people)s.") % done)
