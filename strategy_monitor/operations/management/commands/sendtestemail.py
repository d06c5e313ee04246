"""Sends a letter to try the mail server, as the stock command of this name, in whose place it stands.

That one says nothing where the letter went, and prints a trace where it did not.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import sendtestemail

from strategy_monitor.web import mail


class Command(sendtestemail.Command):
    help = "Envoie un message d’essai aux adresses données, et dit ce qu’il en est."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            mail.leave(mail.open_connection())
            super().handle(*args, **options)
        except mail.MailAway as away:
            raise CommandError(f"Rien n’est parti : {away}.") from away
        except (OSError, ValueError) as error:  # SMTPException is an OSError; a bad header is a ValueError
            raise CommandError(f"Rien n’est parti : {mail.describe_error(error)}.") from error
        self.stdout.write(f"Message d’essai remis pour {', '.join(options['email']) or 'les adresses des réglages'}.")
