"""Working copy → Release. Publishing what is already published makes no new release."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from axes.versions import hold
from strategy_monitor.releases import gate
from strategy_monitor.releases.models import FICTIVE, Edition, Release
from strategy_monitor.report import canonical
from strategy_monitor.report.build import build
from strategy_monitor.report.charts import chart, plotly
from strategy_monitor.report.document import Report


class ReasonMissing(ValueError):
    """A release says why it was published; a withdrawal, why it was withdrawn."""


class BadEdition(ValueError):
    """The label of an edition stands in addresses: it must fit there."""


class Moved(ValueError):
    """What would be published, or what the public reads now, is no longer what the publisher saw."""


def sight(report: Report, before: object, verdict: gate.Verdict) -> str:
    """What a publisher has before their eyes, in one line: the document, the release in force, the blocking errors.

    The document is the one under `default_edition()`.
    """
    return f"{canonical.digest(canonical.dump(report))} {before or '-'} {gate.mark(verdict.blocking)}".strip()


def newest() -> Release | None:
    """The newest release in force."""
    return Release.objects.in_force().newest_first().first()


def default_edition() -> str:
    """The edition of the newest release; before the first one, the edition that is awaited, else the year."""
    release = newest()
    edition = release.edition if release else Edition.objects.first()
    return edition.label if edition else str(timezone.localdate().year)


@transaction.atomic
def publish(
    edition: str, reason: str, author: AbstractBaseUser | None = None, *, override: str = "", seen: str | None = None
) -> tuple[Release, bool]:
    """Publishes the working copy as the next release of this edition; returns it, and whether it is new.

    Raises ReasonMissing without a reason, BadEdition for a label that fits no address, NothingToBuild for an empty
    working copy, Moved where its `sight` is no longer the one `seen`, gate.Blocked where the gate stops it and no
    reason says to `override` it, and ValueError where a chart cannot be drawn by the reader's chart library: then
    nothing is published.
    """
    if not reason.strip():
        raise ReasonMissing("La raison de la publication manque.")
    if edition.endswith(FICTIVE):
        raise BadEdition(f"Édition « {edition} » : ce nom est réservé aux éditions fictives d’une démonstration.")
    label = edition_of(edition)
    hold()
    before = newest()
    verdict = gate.verdict(keep=True)
    if seen is not None and seen != sight(build(default_edition()), before, verdict):
        raise Moved("La copie de travail, ou ce que le public lit, a changé depuis.")
    report = build(edition)
    text = canonical.dump(report)
    if before and before.edition_id == label.pk and before.sha256 == canonical.digest(text):
        return before, False
    if verdict.blocking and not override.strip():
        raise gate.Blocked(verdict.blocking)
    check_charts(report)
    why = override.strip() if verdict.blocking else ""
    return store(label, text, reason.strip(), author, override=why), True


def edition_of(label: str) -> Edition:
    """The edition of this label, made if it is new, and held until the end of the transaction."""
    try:
        Edition(label=label).clean_fields()
    except ValidationError as error:
        raise BadEdition(f"Édition « {label} » : {' '.join(error.messages)}") from error
    edition, _ = Edition.objects.get_or_create(label=label)
    return Edition.objects.select_for_update().get(pk=edition.pk)


def check_charts(report: Report) -> None:
    for indicator in report.indicators:
        for drawing in chart.charts_for(indicator):
            plotly.validate(drawing)


def store(
    edition: Edition,
    text: str,
    reason: str,
    author: AbstractBaseUser | None,
    *,
    override: str = "",
    published_at: dt.datetime | None = None,
) -> Release:
    """Stores a document as the next release of this edition, published now unless another moment is given."""
    last = edition.releases.aggregate(last=Max("number"))["last"] or 0
    release = Release(
        edition=edition,
        number=last + 1,
        document=text,
        sha256=canonical.digest(text),
        schema_version="1",
        author=cast(Any, author),
        reason=reason,
        override_reason=override,
        published_at=published_at or timezone.now(),
    )
    release.full_clean(exclude=["author"])
    release.save()
    return release
