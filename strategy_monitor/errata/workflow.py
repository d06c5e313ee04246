"""The way of an erratum: opened → submitted → returned, or published as the next release of its edition, or dropped.

Each step is taken by one person at a time, in sight of what the others did (`revision`), and refused with a sentence
where it cannot be taken; then nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.backoffice.progress import tell_progress
from strategy_monitor.errata.constraints import require_fit
from strategy_monitor.errata.models import OPEN, Correction, Erratum, write_json
from strategy_monitor.errata.telling import tell_returned, tell_submitted
from strategy_monitor.errata.typed import read_field
from strategy_monitor.language.codes import EditionState, ErratumState, JobStep, ReleaseKind
from strategy_monitor.quality import gate
from strategy_monitor.releases import load
from strategy_monitor.releases.ahead import MadeAhead, begin_ahead
from strategy_monitor.releases.candidate import Written, write_document
from strategy_monitor.releases.editions import lock_editions, state_of_edition
from strategy_monitor.releases.models import Edition, Release
from strategy_monitor.releases.names import find_bearers
from strategy_monitor.releases.publish import Overtaken, check_charts, store
from strategy_monitor.releases.signals import release_published
from strategy_monitor.report import correcting
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.correcting import CannotCorrect, OpenDocument
from strategy_monitor.report.document import Report
from strategy_monitor.report.people import Bearer, replace_names
from strategy_monitor.report.refusal import PublicationRefused
from strategy_monitor.report.things import Thing, read_identity, spell_identity


class ErratumRefused(PublicationRefused):
    """The step cannot be taken: why, in French."""


def may_propose(user: Any) -> bool:
    return bool(user.has_perm("errata.add_erratum"))


def require_proposer(user: Any) -> None:
    """Raises PermissionDenied for who may not propose corrections."""
    if not may_propose(user):
        raise PermissionDenied(_("Ce compte lit les éditions ; il n’y propose pas de correction."))


def may_publish(user: Any) -> bool:
    return bool(user.has_perm("releases.add_release"))


def is_own_work(user: Any, erratum: Erratum) -> bool:
    """Whether this person made some of it: then another one validates it, unless the settings allow otherwise."""
    if settings.ALLOW_SELF_VALIDATION:
        return False
    return user.pk in authors_of(erratum)


def authors_of(erratum: Erratum) -> set[int | None]:
    """Keys of who proposed or submitted some of it."""
    return {erratum.submitted_by_id, *erratum.corrections.values_list("proposed_by", flat=True)}


def list_waiting(user: Any) -> list[Erratum]:
    """Those that wait for this person, or that they have under way: submitted, where they may publish; their own. One
    query."""
    own = Q(created_by=user) | Q(submitted_by=user)
    states = (*OPEN, ErratumState.SUBMITTED)
    found = Erratum.objects.filter(state__in=states).select_related("edition", "submitted_by")
    return list(found.filter(own | Q(state=ErratumState.SUBMITTED)) if may_publish(user) else found.filter(own))


def find_base(edition: Edition) -> load.Head:
    """The release of this edition that the public reads, which an erratum corrects. Raises ErratumRefused."""
    heads = [one for one in load.every_head() if one.edition == edition.label and one.in_force]
    if not heads:
        raise ErratumRefused(f"L’édition « {edition} » n’a pas de version en vigueur : il n’y a rien à corriger.")
    return max(heads, key=lambda one: one.number)


def read_base(edition: Edition) -> tuple[load.Head, Report]:
    """The same, with its document. Raises ErratumRefused."""
    head = find_base(edition)
    try:
        return head, load.open_release(head).report
    except load.BadRelease as error:
        raise ErratumRefused(f"La version {head.name} ne se lit plus : {error}.") from error


@transaction.atomic
def open_erratum(edition: Edition, user: Any) -> Erratum:
    """A new list for an edition that is closed. Raises ErratumRefused."""
    lock_editions()
    if state_of_edition(edition, load.every_head()) != EditionState.CLOSED:
        raise ErratumRefused(
            f"L’édition « {edition} » n’est pas close : la corriger dans la copie de travail, puis publier un erratum."
        )
    read_base(edition)
    return Erratum.objects.create(edition=edition, created_by=user)


def read_sent_number(text: str) -> int:
    """A number that a page of ours sends; −1, which is none, for anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


MOVED = "Cet erratum a changé depuis l’ouverture de la page. Le relire, puis recommencer."


def require_unmoved(found: Erratum, seen: int, *states: str) -> None:
    """Raises ErratumRefused where it is no longer as it was seen, or in none of these states."""
    if found.revision != seen or (states and found.state not in states):
        raise ErratumRefused(MOVED)


def changing(key: int, seen: int, *states: str) -> AbstractContextManager[Erratum]:
    """One erratum as it was seen, nobody else writing. Raises ErratumRefused where it moved on since."""
    return changing_if(key, lambda found: require_unmoved(found, seen, *states))


@contextmanager
def changing_if(key: int, require: Callable[[Erratum], None]) -> Iterator[Erratum]:
    """One erratum that nobody else writes meanwhile, once `require` lets it be changed."""
    with transaction.atomic():
        lock_editions()
        found = Erratum.objects.select_for_update(of=("self",)).select_related("edition").get(pk=key)
        require(found)
        found.revision += 1
        yield found
        found.save()


@dataclass(frozen=True)
class Proposal:
    """What a person asks to be written, as it was sent."""

    thing: str
    """As `spell_identity` writes it."""
    field: str
    typed: str
    reason: str


def require_own_field(found: Erratum, seen: int, user: Any, asked: Proposal) -> None:
    """Raises ErratumRefused where somebody else may have said this field since it was seen. One's own line is no
    surprise: who goes back to its field sends what was seen before it."""
    line = found.corrections.filter(thing=asked.thing, field=asked.field).exclude(proposed_by=user)
    moved = found.revision != seen and line.exists()
    if moved or found.state not in OPEN or not 0 <= seen <= found.revision:
        raise ErratumRefused(MOVED)


def propose(key: int, seen: int, user: Any, asked: Proposal) -> Correction:
    """Adds the correction of one field, or says it otherwise. Raises ErratumRefused, CannotCorrect, and
    ValidationError for what cannot be read. It is read while others write: that the document still says so is asked
    again when the list is published."""
    found = Erratum.objects.select_related("edition").get(pk=key)
    require_own_field(found, seen, user, asked)
    _head, report = read_base(found.edition)
    correction = read_correction(report, asked)
    with changing_if(key, lambda now: require_own_field(now, seen, user, asked)) as erratum:
        correction.reason, correction.proposed_by, correction.erratum = asked.reason.strip(), user, erratum
        erratum.corrections.filter(thing=correction.thing, field=asked.field).delete()
        correction.full_clean()
        correction.save()
        erratum.state = ErratumState.DRAFT
    return correction


def read_correction(report: Report, asked: Proposal) -> Correction:
    """What is typed for a field, beside what the document says. Raises CannotCorrect, ValidationError."""
    identity, field = read_identity(asked.thing) or (), asked.field
    opened = OpenDocument.of(report, identity)
    thing, old = opened.find_correctable(identity, field), opened.read_field(identity, field)
    new = read_field(thing, field, asked.typed)
    if old == new:
        raise CannotCorrect("C’est ce qui est déjà écrit.")
    changed = correcting.correct(report, [correcting.FieldCorrection(identity, field, old, new)])
    return Correction(
        thing=spell_identity(identity),
        field=field,
        name=correcting.name_field(identity, thing, field)[:500],
        old=write_json(old),
        new=write_json(new),
        old_told=opened.write_field(identity, field),
        new_told=tell_new(OpenDocument.of(changed, identity), thing, field),
    )


def tell_new(changed: OpenDocument, before: Thing, field: str) -> str:
    """What it will say, as a reader meets it; it is found by its place, for it may then be known by another name."""
    identity = next(identity for identity, thing in changed.things.items() if thing.path == before.path)
    return changed.write_field(identity, field)


def withdraw_correction(key: int, seen: int, line: str) -> None:
    with changing(key, seen, *OPEN) as erratum:
        erratum.corrections.filter(pk=read_sent_number(line)).delete()


def submit_erratum(key: int, seen: int, user: Any) -> None:
    """Raises ErratumRefused; CannotCorrect where nobody could publish this list, which is found while others write."""
    found = Erratum.objects.select_related("edition").get(pk=key)
    require_unmoved(found, seen, *OPEN)
    if not found.corrections.exists():
        raise ErratumRefused("Cet erratum ne corrige encore rien.")
    _head, report = read_base(found.edition)
    correct_edition(report, found)
    with changing(key, seen, *OPEN) as erratum:
        erratum.state, erratum.submitted_by, erratum.returned_why = ErratumState.SUBMITTED, user, ""
        tell_submitted(erratum, user, authors_of(erratum))


def return_erratum(key: int, seen: int, user: Any, why: str) -> None:
    if not why.strip():
        raise ErratumRefused("Dire pourquoi l’erratum est retourné : la personne qui l’a soumis le lira.")
    with changing(key, seen, ErratumState.SUBMITTED) as erratum:
        erratum.state, erratum.returned_why = ErratumState.RETURNED, why.strip()
        tell_returned(erratum, user)


def drop_erratum(key: int, seen: int, user: Any) -> None:
    with changing(key, seen, *OPEN) as erratum:
        erratum.state, erratum.settled_by, erratum.settled_at = ErratumState.DROPPED, user, timezone.now()


def require_publishable(erratum: Erratum, seen: int, user: Any) -> None:
    """Raises ErratumRefused where the list cannot be published, whatever it says: that is known without work."""
    require_unmoved(erratum, seen, ErratumState.SUBMITTED)
    require_other_author(erratum, user)
    find_base(erratum.edition)


def require_other_author(erratum: Erratum, user: Any) -> None:
    if is_own_work(user, erratum):
        raise ErratumRefused("Ce compte a proposé ou soumis une de ces corrections. Une autre personne les valide.")


@collector_at_rest()
def publish_erratum(key: int, seen: int, user: Any, then: Callable[[Release], None] = lambda _release: None) -> Release:
    """Validates the list, and publishes the document of the edition with it applied: the next release of that edition
    and nothing else. Raises ErratumRefused, CannotCorrect, gate.Blocked and UndrawableChart.

    All that takes long is found while others write; once they wait, that it is still true. Where it is not, for a
    release was published or withdrawn meanwhile, or an account renamed, it is found again. `then` is told the release,
    in the transaction that publishes.
    """
    while True:
        found = find_corrected(key, seen, user)
        with suppress(Overtaken):
            return publish_corrected(key, seen, user, found, then)


def publish_corrected(key: int, seen: int, user: Any, found: Corrected, then: Callable[[Release], None]) -> Release:
    """Publishes what was `found`, nobody else writing. Raises ErratumRefused; Overtaken where it is no longer so."""
    with changing(key, seen, ErratumState.SUBMITTED) as erratum:
        require_other_author(erratum, user)
        if not found.holds:
            raise Overtaken
        tell_progress(JobStep.STORING)
        written, report = found.written, found.report
        kind, schema = ReleaseKind.ERRATUM, report.schema_version
        release = store(erratum.edition, written.text, reason_of(erratum), user, kind=kind, schema=schema)
        load.tell_written(written.sha256, report)
        if found.ahead:
            found.ahead.store(release)
        erratum.state, erratum.release = ErratumState.PUBLISHED, release
        erratum.settled_by, erratum.settled_at = user, timezone.now()
        release_published.send(Release, release=release, people=authors_of(erratum))
        then(release)
    return release


@dataclass(frozen=True)
class Corrected:
    """The document of an edition with a list applied, and all that is to be known of it before it is published."""

    heads: tuple[load.Head, ...]
    bearers: Mapping[str, Bearer]
    report: Report
    written: Written
    ahead: MadeAhead | None
    """What pages read of it beside it, where it is long."""

    @property
    def holds(self) -> bool:
        """Whether what it was found from is still so, nobody else writing; the list itself says so by its revision."""
        return self.heads == load.every_head() and self.bearers == find_bearers()


def find_corrected(key: int, seen: int, user: Any) -> Corrected:
    """Raises as `publish_erratum`."""
    erratum = Erratum.objects.select_related("edition").get(pk=key)
    require_publishable(erratum, seen, user)
    tell_progress(JobStep.CORRECTING)
    heads, bearers = load.every_head(), find_bearers()
    base, before = read_base(erratum.edition)
    report = replace_names(correct_edition(before, erratum), bearers)
    with begin_ahead(erratum.edition.label, report) as finish:
        tell_progress(JobStep.CHECKING)
        gate.require_no_worse(before, report)
        check_charts(report, base)
        return Corrected(heads, bearers, report, write_document(report), finish())


def correct_edition(report: Report, erratum: Erratum) -> Report:
    """The document of the edition with this list applied. Raises CannotCorrect."""
    corrections = [one.in_document() for one in erratum.corrections.all()]
    changed = correcting.correct(report, corrections)
    require_fit(report, changed, corrections)
    return changed


def reason_of(erratum: Erratum) -> str:
    """What the public reads: each reason once."""
    return " ".join(dict.fromkeys(one.reason for one in erratum.corrections.all()))
