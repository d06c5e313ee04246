"""What people answer to a finding: it is right as it stands, it was corrected, or someone looks into it."""

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


class AnswerRefused(ValidationError):
    """The answer cannot be taken: why, in French."""


@places_of.register
def standing_of_finding(finding: Finding) -> frozenset[int] | None:
    thing = finding.indicator or finding.reference or finding.footnote
    return places_of(thing) if thing is not None else None


def may_answer(user: Any, finding: Finding) -> bool:
    """Whoever may change findings, for what was given to them; those who validate, for all: they vouch for values."""
    if not user.has_perm("indicators.change_finding"):
        return False
    if may_judge(user):
        return True
    return covers_figures(user, finding.indicator) if finding.indicator else covers(user, finding)


def explain_who_answers(finding: Finding) -> str:
    """Who answers this finding, for an account that does not, in French."""
    kept = _("celles du rôle Édition à qui %(axis)s est confié") % {"axis": name_axis(finding)}
    who = _("Ce compte ne répond pas à cette alerte. Y répondent les personnes du rôle Publication, et %(kept)s.")
    mended = _("Corriger la valeur la fait disparaître à la vérification suivante.")
    return who % {"kept": kept} + " " + mended


def name_axis(finding: Finding) -> str:
    return _("l’axe %(number)d") % {"number": finding.axis.number} if finding.axis else _("chaque axe")


def answer_seen(finding: Finding) -> str:
    """What a page carries to say which answer it showed; empty while there is none."""
    return finding.answered_at.isoformat() if finding.answered_at else ""


def answer_finding(key: int, user: Any, what: str, why: str, shown: str) -> Finding:
    """Keeps an answer with who, when and why. Raises AnswerRefused, and Finding.DoesNotExist."""
    with transaction.atomic():
        lock_working_copy()
        finding = Finding.objects.select_related("indicator", "reference", "footnote").get(pk=key)
        require_answer_right(may_answer(user, finding), explain_who_answers(finding))
        require_answer_right(what in set(FindingAnswer), _("Choisir une des réponses proposées."))
        require_answer_right(bool(why.strip()), _("Dire pourquoi : l’explication reste avec l’alerte."))
        require_answer_right(
            len(why) <= LONGEST and "\0" not in why, _("Une explication compte au plus 2 000 caractères.")
        )
        require_answer_right(
            shown == answer_seen(finding),
            _("Une autre personne a répondu depuis l’ouverture de la page. Lire sa réponse, puis recommencer."),
        )
        finding.answer, finding.answer_text = what, why.strip()
        finding.answered_by, finding.answered_at = user, timezone.now()
        finding._history_user = user  # type: ignore[attr-defined]  # simple-history reads these two
        finding._change_reason = finding.get_answer_display()  # type: ignore[attr-defined]
        finding.save()
    return finding


def require_answer_right(right: bool, why: str) -> None:
    if not right:
        raise AnswerRefused(why)
