"""What a published erratum means for the working copy, which has gone on: the same change, proposed until answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from strategy_monitor.errata.models import Correction
from strategy_monitor.errata.workflow import ErratumRefused
from strategy_monitor.language.codes import ErratumState
from strategy_monitor.report.correcting import CannotCorrect, OpenDocument
from strategy_monitor.report.document import Report
from strategy_monitor.report.things import Context


@dataclass(frozen=True)
class Echo:
    """A correction that the working copy does not have yet, and that nobody answered."""

    correction: Correction
    now: str
    """What the working copy says there, as a reader meets it; empty where the thing is gone, or says nothing."""
    place: Context | None
    """Where it stands in the working copy; None where the thing is gone."""

    @property
    def untouched(self) -> bool:
        """Whether the working copy still says what was corrected."""
        return self.now == self.correction.old_told


def unanswered_rows() -> QuerySet[Correction]:
    """Of errata that are published."""
    return Correction.objects.filter(erratum__state=ErratumState.PUBLISHED, answered_at=None)


def unanswered() -> list[Correction]:
    """The oldest first."""
    named = (
        unanswered_rows()
        .select_related("erratum__edition", "erratum__release__edition")
        .defer("erratum__release__document")
    )
    return list(named.order_by("pk"))


def list_echoes(copy: Report) -> list[Echo]:
    """What waits for an answer; `copy`: the working copy as it stands. One query; none where nothing was corrected."""
    asked = unanswered()
    if not asked:
        return []
    opened, found = OpenDocument.of(copy, *(one.identity for one in asked)), []
    for one in asked:
        try:
            thing = opened.find_correctable(one.identity, one.field)
        except CannotCorrect:
            found.append(Echo(one, "", None))
            continue
        if opened.read_field(one.identity, one.field) != one.in_document().new:
            found.append(Echo(one, opened.write_field(one.identity, one.field), thing.context))
    return found


def count_unanswered(keys: Collection[int]) -> int:
    """How many of these corrections nobody answered yet."""
    return unanswered_rows().filter(pk__in=keys).count() if keys else 0


def answer_correction(key: int, user: Any, why: str) -> Correction:
    """Says why the working copy does not take this correction over. Raises ErratumRefused."""
    if not why.strip():
        raise ErratumRefused("Dire pourquoi la copie de travail ne reprend pas cette correction.")
    found = unanswered_rows().filter(pk=key).first()
    if found is None:
        raise ErratumRefused("Cette correction a déjà sa réponse, ou n’en attend pas.")
    found.answer, found.answered_by, found.answered_at = why.strip(), user, timezone.now()
    found.save()
    return found
