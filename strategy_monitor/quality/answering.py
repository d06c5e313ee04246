"""What people answer to a finding: it is right as printed, it was corrected, or someone looks into it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from axes.rights import covers, places_of
from axes.working_copy import lock_working_copy
from indicators.models import Finding
from indicators.rights import covers_figures
from indicators.workflow import may_judge
from strategy_monitor.language.codes import FindingAnswer

LONGEST = 2000


class Refused(ValidationError):
    """The answer cannot be taken: why, in French."""


@places_of.register
def _standing(finding: Finding) -> frozenset[int] | None:
    thing = finding.indicator or finding.reference or finding.footnote
    return places_of(thing) if thing is not None else None


def may_answer(user: Any, finding: Finding) -> bool:
    """Whoever may change findings, for what was given to them; those who validate, for all: they vouch for values."""
    if not user.has_perm("indicators.change_finding"):
        return False
    if may_judge(user):
        return True
    return covers_figures(user, finding.indicator) if finding.indicator else covers(user, finding)


def not_yours(finding: Finding) -> str:
    """Who answers this finding, for an account that does not, in French."""
    kept = _("celles du rôle Édition à qui %(axis)s est confié") % {"axis": axis_of(finding)}
    who = _("Ce compte ne répond pas à ce constat. Y répondent les personnes du rôle Publication, et %(kept)s.")
    mended = _("Corriger la valeur le fait disparaître au contrôle suivant.")
    return who % {"kept": kept} + " " + mended


def axis_of(finding: Finding) -> str:
    return _("l’axe %(number)d") % {"number": finding.axis.number} if finding.axis else _("chaque axe")


def seen(finding: Finding) -> str:
    """What a page carries to say which answer it showed; empty while there is none."""
    return finding.answered_at.isoformat() if finding.answered_at else ""


def answer(key: int, user: Any, what: str, why: str, shown: str) -> Finding:
    """Keeps an answer with who, when and why. Raises Refused, and Finding.DoesNotExist."""
    with transaction.atomic():
        lock_working_copy()
        finding = Finding.objects.select_related("indicator", "reference", "footnote").get(pk=key)
        check(may_answer(user, finding), not_yours(finding))
        check(what in set(FindingAnswer), _("Choisir une des réponses proposées."))
        check(bool(why.strip()), _("Dire pourquoi : l’explication reste avec le constat."))
        check(len(why) <= LONGEST and "\0" not in why, _("Une explication compte au plus 2 000 caractères."))
        check(
            shown == seen(finding),
            _("Une autre personne a répondu depuis l’ouverture de la page. Lire sa réponse, puis recommencer."),
        )
        finding.answer, finding.answer_text = what, why.strip()
        finding.answered_by, finding.answered_at = user, timezone.now()
        finding._history_user = user  # type: ignore[attr-defined]  # simple-history reads these two
        finding._change_reason = finding.get_answer_display()  # type: ignore[attr-defined]
        finding.save()
    return finding


def check(right: bool, why: str) -> None:
    if not right:
        raise Refused(why)
