"""Working copy → Release. Publishing what is already published makes no new release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, cast

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from axes.working_copy import lock_working_copy
from strategy_monitor.backoffice.progress import count_progress, tell_progress
from strategy_monitor.charts import chart, plotly
from strategy_monitor.language.codes import JobStep, ReleaseKind
from strategy_monitor.language.values import HIGHEST, is_our_scale
from strategy_monitor.quality import gate
from strategy_monitor.quality.rule import QualityFault
from strategy_monitor.releases import load, register, upgrades
from strategy_monitor.releases.ahead import MadeAhead, begin_ahead
from strategy_monitor.releases.candidate import Candidate, Written, read_candidate
from strategy_monitor.releases.editions import feed
from strategy_monitor.releases.marks import merge_many_marks
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.signals import release_published
from strategy_monitor.releases.standing import compare_with, read_standing
from strategy_monitor.report import canonical
from strategy_monitor.report.build import NothingToBuild
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.diff import differences
from strategy_monitor.report.document import SCHEMA_VERSION, Indicator, Report
from strategy_monitor.report.people import bears_names
from strategy_monitor.report.refusal import PublicationRefused
from strategy_monitor.texts.changed import ChangedText
from strategy_monitor.texts.unread import require_second_reader

log = structlog.get_logger(__name__)


class ReasonMissing(PublicationRefused):
    """A release says why it was published; a withdrawal, why it was withdrawn."""


class Moved(PublicationRefused):
    """What would be published, or what the public reads now, is no longer what the publisher saw."""


class OtherScale(PublicationRefused):
    """A scale lacks a level of ours: what every page says of progress, « 4 sur 5 », would not be of it."""


class Overtaken(Exception):
    """Somebody wrote after what is to be published was read: it is read again."""


def fingerprint(sha256: str, before: object, verdict: gate.Verdict) -> str:
    """What a publisher has before their eyes, in one line: the hash of the document, the release in force, the blocking
    errors."""
    return f"{sha256} {before or '-'} {gate.mark_findings(verdict.blocking)}".strip()


def newest() -> Release | None:
    """The release in force that the public reads: the last one of the newest edition."""
    head = next(iter(load.heads()), None)
    return Release.objects.select_related("edition").defer("document").get(pk=head.pk) if head else None


def published_since(moment: dt.datetime) -> bool:
    """Whether the working copy was published since: into any edition but those that were closed by then."""
    since = Release.objects.filter(published_at__gte=moment)
    return since.exclude(edition__closed_at__lt=moment).exists()


AHEAD: Final = 2
"""How often what is published is read while others write, before they are made to wait for it."""


@collector_at_rest()
def publish(
    edition: str,
    reason: str,
    author: AbstractBaseUser | None = None,
    *,
    kind: ReleaseKind = ReleaseKind.UPDATE,
    override: str = "",
    seen: str | None = None,
    then: Callable[[Release, bool], None] = lambda _release, _new: None,
) -> tuple[Release, bool]:
    """Publishes the working copy as the next release of this edition; returns it, and whether it is new.

    A newer edition than the one that is fed is thereby prepared, and the one before closed. Raises ReasonMissing
    without a reason, BadEdition for a label that fits no address, EditionPassed for an edition that is closed,
    NothingToBuild for an empty working copy, Moved where the `fingerprint` is no longer the one that was `seen`,
    OtherScale for a scale that lacks a level, TextsUnread where a text waits for its second reader, gate.Blocked where
    the gate stops it and no reason says to `override` it, and UndrawableChart where the reader's chart library refuses
    a chart: each a PublicationRefused.
    Then, as for any other error, nothing is published.

    All that takes long is found before the working copy is locked; under the lock, that it is still true. Where it is
    not, it is found again; the last time under the lock. `then` is told what is returned, in the transaction that
    publishes.
    """
    if not reason.strip():
        raise ReasonMissing("La raison de la publication manque.")
    act = partial(
        publish_locked, edition, reason.strip(), author, kind=kind, override=override.strip(), seen=seen, then=then
    )
    for _time in range(AHEAD):
        found = find_ahead(edition)
        if found is None:
            break
        with suppress(Overtaken):
            return act(found)
    return act(None)


@transaction.atomic
def publish_locked(
    edition: str,
    reason: str,
    author: AbstractBaseUser | None,
    found: FoundToPublish | None,
    *,
    kind: ReleaseKind,
    override: str,
    seen: str | None,
    then: Callable[[Release, bool], None],
) -> tuple[Release, bool]:
    """Publishes what was `found`, nobody else writing. Raises Overtaken where it is no longer so; where nothing was, it
    is found here."""
    label = feed(edition, author)
    lock_working_copy()
    if found is None:
        found = find_to_publish(read_candidate(edition))
    elif not found.holds:
        raise Overtaken
    before, written = found.before, found.written
    verdict = gate.check_all(faults=found.faults)
    if seen is not None and seen != fingerprint(written.sha256, before, verdict):
        raise Moved("La copie de travail, ou ce que le public lit, a changé depuis.")
    if before and found.is_published_in(label.label):
        then(before, False)
        return before, False
    require_publishable(found, verdict, override)
    tell_progress(JobStep.STORING)
    why = override if verdict.blocking else ""
    release = store(label, written.text, reason, author, kind=kind, override=why, schema=SCHEMA_VERSION)
    load.tell_written(written.sha256, found.candidate.report)
    if found.ahead:
        found.ahead.store(release)
    release_published.send(Release, release=release, people=None)
    merge_many_marks()
    then(release, True)
    return release, True


def require_publishable(found: FoundToPublish, verdict: gate.Verdict, override: str) -> None:
    """Raises OtherScale, TextsUnread, gate.Blocked where nothing is said to `override` it, or UndrawableChart."""
    require_our_scale(found.candidate.report)
    require_second_reader(found.texts)
    if verdict.blocking and not override:
        raise gate.Blocked(verdict.blocking)
    if found.undrawable:
        raise found.undrawable


def require_our_scale(report: Report) -> None:
    """Raises OtherScale."""
    levels = [step.level for step in report.scale]
    if not is_our_scale(levels):
        said = ", ".join(map(str, levels))
        raise OtherScale(
            f"L’échelle publiée va de 0 à {HIGHEST}, un niveau après l’autre (ici : {said}). Compléter « Niveaux de "
            "l’échelle » dans l’administration."
        )


@dataclass(frozen=True)
class FoundToPublish:
    """All that is to be known of what would be published, beside what the public reads."""

    candidate: Candidate
    written: Written
    faults: tuple[QualityFault, ...]
    before: Release | None
    """The release in force."""
    public: load.Head | None
    """The one that is read: the last one in force that is whole."""
    texts: list[ChangedText]
    """Those that would say something else to the public than now."""
    is_known: bool
    """Whether the release in force says the same."""
    undrawable: plotly.UndrawableChart | None
    ahead: MadeAhead | None = None
    """What pages read of it beside it, where it was made."""

    def is_published_in(self, edition: str) -> bool:
        """Whether the release in force is of this edition, and says the same: there is nothing to publish."""
        return self.before is not None and self.before.edition.label == edition and self.is_known

    @property
    def holds(self) -> bool:
        """Whether all of it is still so, nobody else writing."""
        # In this order: a release that was published meanwhile is not read under the lock to be told.
        told = self.ahead is None or self.ahead.holds
        return told and self.before == newest() and self.candidate.holds and self.public == read_head()


def find_to_publish(candidate: Candidate) -> FoundToPublish:
    """Raises NothingToBuild where there is no strategy yet."""
    before, public, made = newest(), read_head(), candidate.copy.made
    tell_progress(JobStep.COMPARING)
    standing = read_standing(candidate.copy.edition, public)
    if standing.traced is not made:  # somebody wrote meanwhile, or changes leave no mark
        standing = compare_with(public, made)
    return FoundToPublish(
        candidate,
        candidate.written,
        candidate.faults,
        before,
        public,
        standing.texts,
        before is not None and says_the_same(before, candidate),
        find_undrawable(made.report, before),
    )


def find_ahead(edition: str) -> FoundToPublish | None:
    """The same while others write; None where only their waiting would make it hold."""
    tell_progress(JobStep.READING)
    candidate = read_candidate(edition)
    if not candidate.stamp:
        return None
    try:
        report = candidate.report
    except NothingToBuild:
        return None
    with begin_ahead(edition, report) as finish:
        found = find_to_publish(candidate)
        if found.undrawable or found.is_published_in(edition):
            return found
        return replace(found, ahead=finish())


def read_head() -> load.Head | None:
    """Of the release that the public reads, if any."""
    found = load.current_release()
    return found.head if found else None


def says_the_same(release: Release, candidate: Candidate) -> bool:
    """Whether the release holds this very Report, in whatever schema it was published, and by name or by number."""
    if release.sha256 == candidate.written.sha256:
        return True
    try:
        held = load.verified(release.pk, release.sha256)
    except load.BadRelease:
        return False
    report = candidate.report
    return held == report or (bears_names(held) and not differences(held, report))


def find_undrawable(report: Report, before: Release | None) -> plotly.UndrawableChart | None:
    """Why the charts of this Report cannot be published, if they cannot."""
    try:
        check_charts(report, before)
    except plotly.UndrawableChart as error:
        return error
    return None


def check_charts(report: Report, before: Release | load.Head | None = None) -> None:
    """Raises UndrawableChart where the reader's chart library refuses a chart. What the release `before` holds just so
    was looked at when it was published; that new code still draws it is for the tests, as for all older releases."""
    known = {one.code: one for one in indicators_of(before)}
    seen: set[str] = set()
    for indicator in count_progress(JobStep.DRAWING, report.indicators):
        if known.get(indicator.code) == indicator:
            continue
        for drawing in chart.charts_for(indicator):
            try:
                plotly.validate_figure(drawing, seen)
            except plotly.UndrawableChart as error:
                log.error("chart_refused", indicator=drawing.code, chart=drawing.key, why=error.detail)
                raise


def indicators_of(release: Release | load.Head | None) -> tuple[Indicator, ...]:
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
    schema: str = "",
) -> Release:
    """Stores a document as the next release of this edition, published now unless another moment is given. The `schema`
    of the document is read of it where it is not told."""
    last = edition.releases.aggregate(last=Max("number"))["last"] or 0
    release = Release(
        edition=edition,
        number=last + 1,
        document=text,
        sha256=canonical.digest(text),
        schema_version=schema or upgrades.version_of(canonical.parse(text)),
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
