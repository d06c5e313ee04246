"""Working copy → Release. Publishing what is already published makes no new release."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from axes.working_copy import lock_working_copy
from strategy_monitor.charts import chart, plotly
from strategy_monitor.language.codes import ReleaseKind
from strategy_monitor.quality import gate
from strategy_monitor.quality.working_copy import gather_evidence
from strategy_monitor.releases import load, register, upgrades
from strategy_monitor.releases.editions import default_edition, feed
from strategy_monitor.releases.marks import merge_many_marks
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.signals import release_published
from strategy_monitor.releases.unread import read_public
from strategy_monitor.report import canonical
from strategy_monitor.report.build import WorkingCopy, assemble, read_working_copy
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.diff import differences
from strategy_monitor.report.document import Indicator, Report
from strategy_monitor.report.people import bears_names
from strategy_monitor.report.refusal import PublicationRefused
from strategy_monitor.texts.unread import require_second_reader

log = structlog.get_logger(__name__)


class ReasonMissing(PublicationRefused):
    """A release says why it was published; a withdrawal, why it was withdrawn."""


class Moved(PublicationRefused):
    """What would be published, or what the public reads now, is no longer what the publisher saw."""


def fingerprint(report: Report, before: object, verdict: gate.Verdict) -> str:
    """What a publisher has before their eyes, in one line: the document, the release in force, the blocking errors.

    The document is the one of the edition that is fed.
    """
    return f"{canonical.digest(canonical.dump(report))} {before or '-'} {gate.mark_findings(verdict.blocking)}".strip()


def newest() -> Release | None:
    """The release in force that the public reads: the last one of the newest edition."""
    head = next(iter(load.heads()), None)
    return Release.objects.select_related("edition").defer("document").get(pk=head.pk) if head else None


def published_since(moment: dt.datetime) -> bool:
    """Whether the working copy was published since: into any edition but those that were closed by then."""
    since = Release.objects.filter(published_at__gte=moment)
    return since.exclude(edition__closed_at__lt=moment).exists()


@transaction.atomic
@collector_at_rest()
def publish(
    edition: str,
    reason: str,
    author: AbstractBaseUser | None = None,
    *,
    kind: ReleaseKind = ReleaseKind.UPDATE,
    override: str = "",
    seen: str | None = None,
) -> tuple[Release, bool]:
    """Publishes the working copy as the next release of this edition; returns it, and whether it is new.

    A newer edition than the one that is fed is thereby prepared, and the one before closed. Raises ReasonMissing
    without a reason, BadEdition for a label that fits no address, EditionPassed for an edition that is closed,
    NothingToBuild for an empty working copy, Moved where the `fingerprint` is no longer the one that was `seen`,
    TextsUnread where a text waits for its second reader, gate.Blocked where the gate stops it and no reason says to
    `override` it, and UndrawableChart where the reader's chart library refuses a chart: each a PublicationRefused.
    Then, as for any other error, nothing is published.
    """
    if not reason.strip():
        raise ReasonMissing("La raison de la publication manque.")
    label = feed(edition, author)
    lock_working_copy()
    before = newest()
    copy = read_working_copy(edition)
    report = copy.report
    verdict = gate.check_all(evidence=gather_evidence(copy))
    if seen is not None and seen != fingerprint(of_edition(default_edition(), copy), before, verdict):
        raise Moved("La copie de travail, ou ce que le public lit, a changé depuis.")
    text = canonical.dump(report)
    if before and before.edition_id == label.pk and says_the_same(before, report):
        return before, False
    require_second_reader(read_public(), report, copy.made.sources)
    if verdict.blocking and not override.strip():
        raise gate.Blocked(verdict.blocking)
    check_charts(report, before)
    why = override.strip() if verdict.blocking else ""
    release = store(label, text, reason.strip(), author, kind=kind, override=why)
    release_published.send(Release, release=release, people=None)
    merge_many_marks()
    return release, True


def of_edition(label: str, copy: WorkingCopy) -> Report:
    """What would be published, as the document of this edition."""
    return copy.report if copy.edition == label else assemble(label, copy.published)


def says_the_same(release: Release, report: Report) -> bool:
    """Whether the release holds this very Report, in whatever schema it was published, and by name or by number."""
    if release.sha256 == canonical.digest(canonical.dump(report)):
        return True
    try:
        held = load.verified(release.pk, release.sha256)
    except load.BadRelease:
        return False
    return held == report or (bears_names(held) and not differences(held, report))


def check_charts(report: Report, before: Release | None = None) -> None:
    """Raises UndrawableChart where the reader's chart library refuses a chart. What the release `before` holds just so
    was looked at when it was published; that new code still draws it is for the tests, as for all older releases."""
    known = {one.code: one for one in indicators_of(before)}
    seen: set[str] = set()
    for indicator in report.indicators:
        if known.get(indicator.code) == indicator:
            continue
        for drawing in chart.charts_for(indicator):
            try:
                plotly.validate_figure(drawing, seen)
            except plotly.UndrawableChart as error:
                log.error("chart_refused", indicator=drawing.code, chart=drawing.key, why=error.detail)
                raise


def indicators_of(release: Release | None) -> tuple[Indicator, ...]:
    """None where there is no release, or where its document cannot be read."""
    try:
        return load.verified(release.pk, release.sha256).indicators if release else ()
    except load.BadRelease:
        return ()


def store(
    edition: Edition,
    text: str,
    reason: str,
    author: AbstractBaseUser | None,
    *,
    kind: ReleaseKind = ReleaseKind.UPDATE,
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
        schema_version=upgrades.version_of(canonical.parse(text)),
        author=cast(Any, author),
        kind=kind if last else ReleaseKind.UPDATE,
        reason=reason,
        override_reason=override,
        published_at=published_at or timezone.now(),
    )
    release.full_clean(exclude=["author"])
    release.save()
    register.enter_publication(release)
    return release
