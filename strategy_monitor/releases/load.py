"""Release → Report, verified. A release that fails its check is refused, loudly, and the last good one stands in; one
that was withdrawn is passed over.

Each process remembers the releases it has verified, by their hash: a public page then costs one short query, the one
that asks which releases there are, and their documents are read where a page must be written. Where even that query
fails, the releases known before go on being served, as far as they were verified; for the rest, nobody can tell.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from typing import Any, NamedTuple, TypeVar

import structlog
from django.db import Error
from django.db.models import BinaryField, ExpressionWrapper, F
from django.utils import timezone

from strategy_monitor.kept.keeping import Finding
from strategy_monitor.language.codes import ReleaseKind
from strategy_monitor.releases import upgrades
from strategy_monitor.releases.compressed import digest_kept, expand
from strategy_monitor.releases.look import DatabaseRow, Look, read_moment
from strategy_monitor.releases.models import FICTIVE, Release
from strategy_monitor.releases.names import write_colleague, write_public
from strategy_monitor.report import canonical
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.document import SCHEMA_VERSION, Report
from strategy_monitor.report.once import once
from strategy_monitor.web.patience import READERS_WAIT

log = structlog.get_logger(__name__)


class BadRelease(Exception):
    """The stored document is not the one that was published, or cannot be read: why, in French, and a detail to log."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.detail = detail


class UnknownSchema(BadRelease):
    """The stored document is the one that was published, by a later version of the product."""


class NoRelease(Exception):
    """No release can be served: none was published, all were withdrawn, or none is readable."""

    def __init__(self, withdrawn: tuple[Head, ...] = ()) -> None:
        super().__init__()
        self.withdrawn = withdrawn
        """What there was, where all of it was withdrawn."""


class Unreachable(NoRelease):
    """The database does not answer, and what is asked for is not in memory."""


class WithdrawnRelease(Exception):
    """The release that is asked for was withdrawn."""

    def __init__(self, head: Head, now: Head | None) -> None:
        super().__init__(head.name)
        self.head = head
        self.now = now
        """The release that the public reads, if any."""


@dataclass(frozen=True)
class Withdrawn:
    """That a release is no longer served: since when, why, by whom."""

    at: dt.datetime
    reason: str
    author: str
    """As the public reads of a person, or colleagues do; empty where nobody is known."""

    @property
    def day(self) -> dt.date:
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class Head:
    """What identifies a release, without its document."""

    pk: int
    edition: str
    number: int
    sha256: str
    published_at: dt.datetime
    reason: str
    author: str
    override_reason: str = ""
    """Why it was published in spite of blocking errors; empty where there were none."""
    withdrawn: Withdrawn | None = None
    schema_version: str = SCHEMA_VERSION
    """Of its document as it is stored, and downloaded."""
    kind: str = ReleaseKind.UNSTATED
    """What it brings to its edition, as its publisher said: a `ReleaseKind`."""

    @property
    def name(self) -> str:
        return f"{self.edition}.{self.number}"

    @property
    def fictive(self) -> bool:
        """True for one that was made up for a demonstration: read at its own address only."""
        return self.edition.endswith(FICTIVE)

    @property
    def corrects(self) -> bool:
        """Whether it is an erratum, as far as is known: a later release of which nothing was said may be one."""
        return self.kind == ReleaseKind.ERRATUM or (self.kind == ReleaseKind.UNSTATED and self.number > 1)

    @property
    def told_kind(self) -> str:
        """« erratum », « mise à jour »; empty for the first release of an edition, and where nothing was said."""
        return ReleaseKind(self.kind).word if self.number > 1 else ""

    @property
    def in_force(self) -> bool:
        return not self.withdrawn and not self.fictive

    @property
    def day(self) -> dt.date:
        """The day on which it was published, where its readers live."""
        return timezone.localdate(self.published_at)


@dataclass(frozen=True)
class Published:
    """A release that passed its check; its document is read when it is first asked for, and held from then on."""

    head: Head
    before: Head | None = None
    """The last release of the edition before, where there is one."""
    among: tuple[Head, ...] = field(default=(), compare=False, repr=False)
    """The list of releases in which it was found."""

    @cached_property
    def report(self) -> Report:
        """Raises as `read_report` does, where the document was altered since it was checked too."""
        return read_report(self.head)


IDENTITY = ("pk", "edition__label", "number", "sha256", "published_at", "reason", "schema_version", "kind")
WITHDRAWAL = ("withdrawal__withdrawn_at", "withdrawal__reason")
PERSON = ("author", "author__first_name", "author__last_name", "author__username")


LAST_SEEN: ContextVar[str] = ContextVar("last_seen", default="")
"""Name of the release after which none is seen; empty: all are."""


@contextmanager
def as_of(name: str) -> Iterator[None]:
    """Within it, the releases are those that stood when this one was the newest. Raises NoRelease if it never was."""
    if name and name not in {head.name for head in every_head() if head.in_force}:
        raise NoRelease
    token = LAST_SEEN.set(name)
    try:
        yield
    finally:
        LAST_SEEN.reset(token)


def asked_heads() -> Any:
    withdrawer = [f"withdrawal__{name}" for name in PERSON]
    return Release.objects.newest_first().values_list(*IDENTITY, "override_reason", *WITHDRAWAL, *PERSON, *withdrawer)


def heads_of(rows: Iterable[DatabaseRow], write: Callable[..., str] = write_public) -> tuple[Head, ...]:
    return tuple(head_of(row, write) for row in rows)


LOOK: Look[tuple[Head, ...]] = Look("every_head", asked_heads, heads_of)


def every_head(to_colleagues: bool = False) -> tuple[Head, ...]:
    """All releases, those withdrawn too, the last published first, in one query, without their documents. The very
    same ones as before where nothing changed. Who made them is said as the public reads it, or as colleagues do at the
    desk."""
    found = heads_of(asked_heads(), write_colleague) if to_colleagues else LOOK()
    last = next((head for head in found if head.name == LAST_SEEN.get()), None) if LAST_SEEN.get() else None
    return tuple(head for head in found[found.index(last) :] if not newer(head, last)) if last else found


def newer(head: Head, other: Head) -> bool:
    """Whether the public would read this one rather than the other, whenever they were published."""
    return head.edition > other.edition and not head.fictive


def head_of(row: tuple[Any, ...], write: Callable[..., str]) -> Head:
    """`write`: number, first and last name and user name of an account → how one reads of it."""
    pk, edition, number, sha256, published_at, reason, schema, kind, override, at, why, *names = row
    withdrawn = Withdrawn(read_moment(at), why, write(*names[4:])) if at else None
    author, published = write(*names[:4]), read_moment(published_at)
    return Head(pk, edition, number, sha256, published, reason, author, override, withdrawn, schema, kind)


def heads() -> list[Head]:
    """The releases in force, in the order in which the public would read them, in one query."""
    return to_be_read(every_head())


def to_be_read(known: Iterable[Head]) -> list[Head]:
    """Those in force: the newest edition first, whenever it was published; in it, the newest release first."""
    return sorted((head for head in known if head.in_force), key=lambda one: (one.edition, one.number), reverse=True)


def is_newest(head: Head, known: Iterable[Head]) -> bool:
    """Whether the public would read this one, where each passed its check: else it stands in until another does."""
    return head is next(iter(to_be_read(known)), None)


def edition_before(head: Head, known: Iterable[Head]) -> Head | None:
    """The last release of the edition before that of this one; a made-up edition only where there is no other."""
    older = [one for one in known if not one.withdrawn and one.edition < head.edition]
    return max(older, key=lambda one: (not one.fictive, one.edition, one.number), default=None)


def release_before(head: Head, known: Iterable[Head]) -> Head | None:
    """The release that this one follows: in its edition; for the first one there, the last of the edition before."""
    heads = [one for one in known if not one.withdrawn]
    same = [one for one in heads if one.edition == head.edition and one.number < head.number]
    return max(same, key=lambda one: one.number, default=None) or edition_before(head, heads)


def stored(pk: int, sha256: str) -> str:
    """The text of this release, as it was published. Raises BadRelease where it is not what the hash says."""
    return expand(kept_whole(pk, sha256))


def kept_whole(pk: int, sha256: str) -> bytes:
    """The same, compressed as its row keeps it."""
    rows = Release.objects.annotate(kept=ExpressionWrapper(F("document"), BinaryField()))
    found = rows.values_list("kept", flat=True).get(pk=pk)
    kept = b"" if isinstance(found, str) else bytes(found)  # SQLite keeps a text in any column
    if digest_kept(kept) != sha256:
        raise BadRelease("le document ne correspond plus à son empreinte SHA-256")
    return kept


@once(maxsize=8)
def text_of(head: Head) -> str:
    """The canonical text of a release, byte for byte; from memory as long as the code still writes the same."""
    found = document_of(head.pk, head.sha256)
    if found.text:
        return found.text
    written = canonical.dump(found.report)
    return written if canonical.digest(written) == head.sha256 else stored(head.pk, head.sha256)


@dataclass(frozen=True)
class StoredDocument:
    report: Report
    text: str
    """As it is stored; empty where it is of today's schema, and `canonical.dump` writes it again."""


@once(maxsize=32)
def document_of(pk: int, sha256: str) -> StoredDocument:
    """What this release holds. Raises BadRelease where its text is not what the hash says, or not a Report, and
    UnknownSchema where a later version of the product wrote it."""
    kept = kept_whole(pk, sha256)
    if KnownReleases.written and KnownReleases.written.sha256 == sha256:
        return StoredDocument(KnownReleases.written.report, "")
    try:
        with collector_at_rest():
            return read_document(gzip.decompress(kept))
    except upgrades.UnknownSchema as error:
        raise UnknownSchema(str(error)) from error
    except canonical.UnreadableReport as error:
        raise BadRelease("le document est illisible", str(error)) from error


def read_document(content: bytes) -> StoredDocument:
    """Of its text in UTF-8. Raises UnreadableReport; UnknownSchema where a later version of the product wrote it."""
    if upgrades.is_of_today(content):
        with suppress(canonical.UnreadableReport):  # told below, as it is of any document
            return StoredDocument(canonical.load_bytes(content), "")
    text = content.decode()
    document = canonical.parse(text)
    report = canonical.validate(upgrades.upgrade(document))
    return StoredDocument(report, "" if upgrades.version_of(document) == SCHEMA_VERSION else text)


def verified(pk: int, sha256: str) -> Report:
    """The Report of this release, in today's schema. Raises as `document_of` does."""
    return document_of(pk, sha256).report


@once(maxsize=256)
def checked(pk: int, sha256: str) -> bool:
    """True for a release that can be served. Raises as `document_of` does.

    Each process sees for itself that the text is what its hash says. That the text of such a hash is a Report, to this
    code, does not change: who found it says so to the others, who need not take it apart to serve what is kept.
    """
    found = finding_of(sha256)
    if not document_of.holds(pk, sha256) and found.is_known():
        kept_whole(pk, sha256)
    else:
        document_of(pk, sha256)
        found.tell()
    return True


def finding_of(sha256: str) -> Finding:
    """That a text of this hash is a Report."""
    return Finding(f"report {sha256}")


def tell_written(sha256: str, report: Report) -> None:
    """Of the document that this process is about to publish: what it says, to this process, and that it is a Report, to
    all of them."""
    KnownReleases.written = WrittenDocument(sha256, report)
    finding_of(sha256).tell()


def forget_check(head: Head) -> None:
    """It is to be checked again: its document could not be read since."""
    checked.forget(head.pk, head.sha256)
    KnownReleases.served = None
    KnownReleases.doubts += 1


def read_report(head: Head) -> Report:
    """Of a release. Raises BadRelease where it fails its check, and forgets that it passed one; Unreachable where it is
    not in memory and the database does not answer."""
    try:
        return verified(head.pk, head.sha256)
    except BadRelease:
        forget_check(head)
        raise
    except Error as error:
        raise Unreachable from error


def open_release(head: Head) -> Published:
    """With its document. Raises as `read_report` does."""
    read_report(head)
    return Published(head)


def first_good(candidates: list[Head]) -> Published:
    """The first release that passes its check; each one refused on the way is logged as an error."""
    for head in candidates:
        try:
            checked(head.pk, head.sha256)
        except BadRelease as error:
            log.error("release_refused", release=head.name, why=str(error), detail=error.detail)
        else:
            return Published(head)
    raise NoRelease


class WrittenDocument(NamedTuple):
    """A Report, and the hash of the canonical text that this process wrote of it: no other has this text."""

    sha256: str
    report: Report


@dataclass(frozen=True)
class Known:
    """The releases, newest first, those withdrawn too."""

    heads: tuple[Head, ...]
    fresh: bool
    """False where the database did not say: then these are the last that it told this process of."""

    @property
    def mark(self) -> str:
        """The same as long as all that is known of them is."""
        if KnownReleases.marked is None or KnownReleases.marked[0] is not self.heads:
            KnownReleases.marked = self.heads, canonical.digest(repr(self.heads))
        return KnownReleases.marked[1]


class KnownReleases:
    """What this process knew last, for the minutes in which the database does not answer."""

    last: Published | None = None
    """The last release served."""
    heads: tuple[Head, ...] | None = None
    """The last list of releases; None until there was one."""
    served: tuple[tuple[Head, ...], Published] | None = None
    """What the public reads of this very list of releases, once it was found."""
    marked: tuple[tuple[Head, ...], str] | None = None
    """The mark of this very list of releases."""
    written: WrittenDocument | None = None
    """The document that this process published last. That it is still stored as it was written is checked all the same;
    what it says need not be read again."""
    doubts: int = 0
    """How often a release that had passed its check was found altered."""
    asks_again: float = 0.0
    """Where the clock `monotonic` will stand when the database, which did not answer, is asked again."""


PAUSE = 2.0
"""Seconds in which a database that did not answer is not asked again: it may take five to fail, at each question."""


def is_silent() -> bool:
    """Whether the database did not answer a moment ago, and is not asked again yet."""
    return monotonic() < KnownReleases.asks_again


def known() -> Known:
    """All releases, in one query; those known before where the database does not answer. Raises Unreachable where
    there are none."""
    if KnownReleases.heads is not None and is_silent():
        return remembered("asked a moment ago")
    if KnownReleases.heads is not None and KnownReleases.asks_again:  # it did not answer the last time
        KnownReleases.asks_again = (
            monotonic() + PAUSE + READERS_WAIT
        )  # what this one finds out, others need not wait for
    try:
        found = tuple(every_head())
    except Error as error:
        KnownReleases.asks_again = monotonic() + PAUSE
        if KnownReleases.heads is None:
            raise Unreachable from error
        return remembered(str(error))
    KnownReleases.asks_again = 0.0
    if not LAST_SEEN.get():
        KnownReleases.heads = found
    return Known(found, fresh=True)


def remembered(why: str) -> Known:
    assert KnownReleases.heads is not None
    log.error(
        "database_down_serving_from_memory",
        release=KnownReleases.last.head.name if KnownReleases.last else None,
        why=why,
    )
    return Known(KnownReleases.heads, fresh=False)


def remembers(name: str) -> bool:
    """Whether this process last knew a release of this name that is served; the database is not asked."""
    return any(head.name == name and not head.withdrawn for head in KnownReleases.heads or ())


def current(found: Known | None = None) -> Published:
    """The release that the public reads, of those that were just asked for, if they were. Raises NoRelease where there
    is none, Unreachable where nothing is known."""
    found = found or known()
    if KnownReleases.served and KnownReleases.served[0] is found.heads:
        return KnownReleases.served[1]
    try:
        candidates = to_be_read(found.heads)
        good = first_good(candidates).head
        KnownReleases.last = Published(good, edition_before(good, found.heads), found.heads)
        if good is candidates[0]:  # one that stands in does so until the other is whole again
            KnownReleases.served = found.heads, KnownReleases.last
    except NoRelease as error:
        KnownReleases.last = None  # what was served until now no longer is, even if the database goes down
        real = tuple(head for head in found.heads if not head.fictive)
        raise NoRelease(real if all(head.withdrawn for head in real) else ()) from error
    except Error as error:
        if KnownReleases.last is None:
            raise Unreachable from error
        log.error("database_down_serving_from_memory", release=KnownReleases.last.head.name, why=str(error))
    return KnownReleases.last


Answer = TypeVar("Answer")


def again_if_altered(answer: Callable[[], Answer]) -> Answer:
    """What this answers; asked twice where a document is found altered since it was checked: it is refused now, and
    another one may stand in. Raises as `answer` does the second time."""
    try:
        return answer()
    except BadRelease:
        return answer()


def read_current() -> Published:
    """As `current`, with its document in memory."""

    def read() -> Published:
        found = current()
        assert found.report
        return found

    return again_if_altered(read)


def current_release() -> Published | None:
    """What the public reads now, with its document, if anything."""
    try:
        return read_current()
    except NoRelease:
        return None


def past(edition: str, number: int, found: Known | None = None) -> tuple[Published, Head | None]:
    """The release of this edition and number, and the one that the public reads now. Both are looked for in `found`,
    what is known of the releases, which is asked for where the caller has not done so.

    Raises NoRelease if unknown, WithdrawnRelease if it is no longer served, BadRelease if it fails its check, and
    Unreachable where only the database could say which of these it is.
    """
    found = found or known()
    now = next(iter(to_be_read(found.heads)), None)
    for head in found.heads:
        if (head.edition, head.number) == (edition, number):
            if head.withdrawn:
                raise WithdrawnRelease(head, now)
            return Published(reached(head).head, edition_before(head, found.heads), found.heads), now
    if not found.fresh:
        raise Unreachable  # it may have been published since
    raise NoRelease


def reached(head: Head) -> Published:
    """A release that passes its check. Raises BadRelease where it does not, and Unreachable where that is not in
    memory and the database does not answer."""
    try:
        checked(head.pk, head.sha256)
    except Error as error:
        raise Unreachable from error
    return Published(head)
