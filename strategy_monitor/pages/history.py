"""The releases: what was published, when, by whom and why; whether it is still what it was; what each one changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import groupby

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.language import french
from strategy_monitor.language.topics import COUNTED
from strategy_monitor.pages.comparing import LocatedEntry, locate_entry
from strategy_monitor.pages.viewing import Viewing, newest, page_from, read_frame, tag_of
from strategy_monitor.pages.views import show
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.compared import compared
from strategy_monitor.releases.load import Head
from strategy_monitor.report.comparison import Comparison, ComparisonEntry
from strategy_monitor.report.diff import Change, ChangeKind, ToldChange
from strategy_monitor.report.things import PAGES, name_by_code

log = structlog.get_logger(__name__)

MOST_LISTED = 300
"""Entries of one release that are listed; where there are more, their comparison tells them."""


@dataclass(frozen=True)
class ReleaseStanding:
    """A release as it stands today."""

    head: Head
    refused: str = ""
    """Why it can no longer be read; empty where it can."""
    before: Head | None = None
    """The one that it is compared with: the one that it follows, of those that can be read and were not withdrawn."""
    found: Comparison | None = None
    """What changed; None where there is nothing to compare it with, or where that is not known."""
    names_people: bool = False
    """True where its document, of before the numbers of accounts, keeps the names of people."""
    unsure: bool = False
    """True where what changed is not in memory and the database does not answer: it is not known."""

    @property
    def counted(self) -> str:
        """« 12 chiffres, 2 niveaux »; empty where nothing changed."""
        return self.found.counted if self.found else ""

    @property
    def listed(self) -> bool:
        """Whether what changed is little enough to be told where releases are listed."""
        return self.found is not None and len(self.found.entries) <= MOST_LISTED

    @property
    def subjects(self) -> list[SubjectChanges]:
        """What changed, where it is listed."""
        return list_subjects(self.found, self.before, self.head) if self.found and self.before and self.listed else []

    @property
    def home(self) -> str:
        return at(base_of(self.head), "home")

    @property
    def document(self) -> str:
        return at(base_of(self.head), "report_json")


@dataclass(frozen=True)
class HistoryViewing(Viewing):
    """The newest release, and how each one stands, newest first."""

    heads: tuple[Head, ...] = ()
    """All of them, in memory or not."""
    standings: tuple[ReleaseStanding, ...] = ()
    complete: bool = True
    """False while the database does not answer and something is not in memory: a release, which is not told of, or what
    one changed."""


def open_history(request: HttpRequest) -> HistoryViewing:
    """Opener of the page: its ETag also knows every other release, for one of them may have been altered."""
    viewing, known = newest(request), load.known()
    standings = check_releases(known.heads)
    complete = len(standings) == len(known.heads) and not any(one.unsure for one in standings)
    given = {field.name: getattr(viewing, field.name) for field in fields(Viewing)}
    states = [
        f"{one.head.name} {one.head.sha256} {one.refused} {bool(one.head.withdrawn)} {one.unsure}" for one in standings
    ]
    tag = tag_of(viewing.etag, *states)
    return HistoryViewing(**given | {"etag": tag}, heads=known.heads, standings=standings, complete=complete)


def check_releases(known: Iterable[Head]) -> tuple[ReleaseStanding, ...]:
    """Each of these releases, newest first, checked and compared with the one that it follows; without those that are
    not in memory while the database does not answer."""
    found: list[ReleaseStanding] = []
    good: list[Head] = []
    unknown: list[Head] = []
    for head in sorted(known, key=lambda head: (head.published_at, head.pk)):
        try:
            names_people = parts.bears_names(load.reached(head).head)
        except load.BadRelease as error:
            log.error("release_refused", release=head.name, why=str(error), detail=error.detail)
            found.append(ReleaseStanding(head, refused=str(error)))
            continue
        except load.Unreachable as error:
            log.error("database_down_history_incomplete", release=head.name, why=str(error.__cause__))
            unknown.append(head)
            continue
        before = load.release_before(head, [*good, *unknown])
        changed = None if before in unknown else find_changes(before, head)
        unsure = changed is None and before is not None
        found.append(
            ReleaseStanding(
                head, before=None if unsure else before, found=changed, names_people=names_people, unsure=unsure
            )
        )
        good.append(head)
    return tuple(reversed(found))


def find_changes(before: Head | None, after: Head) -> Comparison | None:
    """None where there is nothing to compare it with; also where they are not in memory and the database does not
    answer."""
    try:
        return compared(before, after) if before else None
    except load.Unreachable as error:
        log.error("database_down_not_compared", release=after.name, why=str(error.__cause__))
        return None


def count_changes(changes: Iterable[Change | ToldChange]) -> str:
    """« 2 ajouts, 1 retrait, 14 modifications »."""
    kinds = Counter(change.kind for change in changes)
    told: dict[ChangeKind, tuple[str, str]] = {
        "added": (_("ajout"), _("ajouts")),
        "removed": (_("retrait"), _("retraits")),
        "changed": (_("modification"), _("modifications")),
    }
    return ", ".join(french.count_noun(kinds[kind], *words) for kind, words in told.items() if kinds[kind])


@dataclass(frozen=True)
class SubjectChanges:
    """What changed about one thing: where it is read, and each entry of the comparison that tells of it."""

    located: tuple[LocatedEntry, ...]

    @property
    def name(self) -> str:
        return self.located[0].entry.subject.name or _("Stratégie")

    @property
    def address(self) -> str:
        return self.located[0].address

    @property
    def entries(self) -> list[ComparisonEntry]:
        return [one.entry for one in self.located]

    @property
    def told_by_code(self) -> str:
        """« Indicateur 2.1-O2 : chiffre, source »: nothing that it says, where what it says was withdrawn."""
        subject = self.located[0].entry.subject
        name = name_by_code(PAGES[subject.page].heading, subject.code) if subject.page in PAGES else _("Stratégie")
        topics = dict.fromkeys(COUNTED[entry.topic][0] for entry in self.entries)
        return french.typeset(f"{name} : {', '.join(topics)}")


def list_subjects(found: Comparison, before: Head, after: Head) -> list[SubjectChanges]:
    """What changed by what it speaks of. What was removed is read in the release before."""
    located = (locate_entry(entry, (before, after)) for entry in found.entries)
    return [
        SubjectChanges(tuple(of_one))
        for _key, of_one in groupby(located, key=lambda one: (one.entry.subject.page, one.entry.subject.code))
    ]


@page_from(read_frame)
def releases(request: HttpRequest, viewing: HistoryViewing) -> HttpResponse:
    return show(
        request,
        viewing,
        "pages/releases.html",
        title=_("Versions publiées"),
        description=_("Chaque version du rapport : numéro, date, raison, empreinte, et ce qui a changé."),
        standings=viewing.standings,
        complete=viewing.complete,
    )
