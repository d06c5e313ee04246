"""`manage.py seal_history`: seals the changes that no seal holds yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from strategy_monitor.history import sealing
from strategy_monitor.language import french


class Command(BaseCommand):
    help = "Scelle ce qui s’est ajouté à l’historique. Peut être lancé à tout moment."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sealed = sealing.seal_history()
        except sealing.StillWriting as busy:
            raise CommandError(
                _("Une écriture est en cours depuis plusieurs secondes : rien n’est scellé. Relancer plus tard.")
            ) from busy
        if options["verbosity"] and sealed:
            count = french.count_noun(sealed, _("changement scellé"), _("changements scellés"))
            self.stdout.write(f"{count}.")
