"""`manage.py remind`: puts into the outbox what campaigns say by themselves today, to providers and to people."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.campaigns.reminders import remind_by_themselves
from strategy_monitor.campaigns.telling import tell_all


class Command(BaseCommand):
    help = "Écrit les rappels des campagnes dont le jour est venu, chacun une fois. « send_mail » les envoie."

    def handle(self, **options: Any) -> None:
        today = timezone.localdate()
        done = {"reminders": remind_by_themselves(today), "people": tell_all(today)}
        if options["verbosity"] and any(done.values()):
            self.stdout.write(_("Rappels aux fournisseurs : %(reminders)s. Personnes prévenues : %(people)s.") % done)
