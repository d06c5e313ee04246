"""The working copy as its editors see it: one person at a time writes it, each in their own places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from axes.helps import FALLBACK
from axes.models import Strategy
from axes.rights import covers
from strategy_monitor.backoffice.working_copy import WorkingCopy


def lock_working_copy() -> None:
    """Lets one person at a time write the working copy, until the end of the transaction."""
    list(Strategy.objects.select_for_update(no_key=True).values_list("pk", flat=True))


def name_authority() -> str:
    """Whose strategy it is; empty where there is none yet. One query."""
    return Strategy.objects.values_list("authority", flat=True).first() or ""


WORKING_COPY = WorkingCopy(
    lock=lock_working_copy,
    covers=covers,
    not_covered=_("Cette place n’est pas confiée à ce compte : choisir parmi les axes et fournisseurs confiés."),
    why_help=_("Obligatoire quand une valeur validée change. Elle reste dans l’historique, que le public ne lit pas."),
    helps=FALLBACK,
)
