"""`manage.py send_mail`: writes the daily messages whose hour has come, sends all that waits, forgets what is old."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.notices import outbox
from strategy_monitor.notices.telling import gather_news
from strategy_monitor.web.mail import MailAway


class Command(BaseCommand):
    help = "Envoie le courrier en attente, une fois chacun. Sort avec 1 si le serveur de courrier ne répond pas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drop", action="store_true", help="n’envoie rien, et laisse tout ce qui attend")

    def handle(self, **options: Any) -> None:
        if options["drop"]:
            self.stdout.write(_("Messages laissés : %(n)d.") % {"n": outbox.drop_all()})
            return
        gather_news(timezone.now())
        outbox.prune()
        try:
            done = outbox.send_waiting()
        except MailAway as away:
            raise CommandError(_("Le courrier attend : %(why)s.") % {"why": away}) from away
        if options["verbosity"] and any(vars(done).values()):
            self.stdout.write(
                _("Envoyés : %(sent)s. Refusés : %(refused)s. Incertains : %(uncertain)s. Laissés : %(dropped)s.")
                % vars(done)
            )
