"""Erases what a person wrote in the threads of the desk, files included, for good."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from strategy_monitor.threads.models import Message
from strategy_monitor.threads.signals import message_removed, words_erased


class Command(BaseCommand):
    help = "Erases the messages that this account wrote in the threads of the desk, with their files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="name of the account")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = get_user_model()._default_manager.filter(username=options["name"]).first()
        if person is None:
            raise CommandError(f"no account is called {options['name']}")
        with transaction.atomic():
            found = list(Message.objects.filter(author=person).for_reading())
            for message in found:
                message_removed.send(Message, message=message)
            Message.objects.filter(author=person).delete()
            words_erased.send(type(person), person=person)
        count = len(found)
        self.stdout.write(f"{count} messages erased; they stay in backups that were made before")
