"""Erases what a person wrote in the threads of the desk, files included, for good."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from strategy_monitor.language import french
from strategy_monitor.threads.models import Message
from strategy_monitor.threads.signals import message_removed, words_erased


class Command(BaseCommand):
    help = "Efface les messages que ce compte a écrits dans les fils du bureau, avec leurs fichiers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="nom d’utilisateur du compte")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = get_user_model()._default_manager.filter(username=options["name"]).first()
        if person is None:
            raise CommandError(_("Aucun compte ne s’appelle « %(name)s ».") % options)
        with transaction.atomic():
            found = list(Message.objects.filter(author=person).for_reading())
            for message in found:
                message_removed.send(Message, message=message)
            Message.objects.filter(author=person).delete()
            words_erased.send(type(person), person=person)
        self.stdout.write(
            _("%(messages)s, avec leurs fichiers ; les sauvegardes d’avant les contiennent encore.")
            % {"messages": french.count_noun(len(found), "message effacé", "messages effacés")}
        )
