"""The releases: what was published, when, by whom and why; whether it is still what it was; what each one changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import groupby

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from strategy_monitor.exports import addresses
from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.language import french
from strategy_monitor.pages.viewing import Viewing, newest, page_from, read_frame, tag_of
from strategy_monitor.pages.views import show
from strategy_monitor.releases import load, parts
from strategy_monitor.releases.compared import changes_between
from strategy_monitor.releases.load import Head
from strategy_monitor.report.diff import Change, ToldChange

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Standing:
    """A release as it stands today."""

    head: Head
    refused: str = ""
    """Why it can no longer be read; empty where it can."""
    before: Head | None = None
    """The one that it is compared with: the one that it follows, of those that can be read and were not withdrawn."""
    changes: Sequence[ToldChange] = ()
    names_people: bool = False
    """True where its document, of before the numbers of accounts, keeps the names of people."""
    unsure: bool = False
    """True where what changed is not in memory and the database does not answer: it is not known."""

    @property
    def home(self) -> str:
        return at(base_of(self.head), "home")

    @property
    def document(self) -> str:
        return at(base_of(self.head), "report_json")


@dataclass(frozen=True)
class History(Viewing):
    """The newest release, and how each one stands, newest first."""

    heads: tuple[Head, ...] = ()
    """All of them, in memory or not."""
    standings: tuple[Standing, ...] = ()
    complete: bool = True
    """False while the database does not answer and something is not in memory: a release, which is not told of, or what
    one changed."""


def open_history(request: HttpRequest) -> History:
    """Opener of the page: its ETag also knows every other release, for one of them may have been altered."""
    viewing, known = newest(request), load.known()
    standings = check_releases(known.heads)
    complete = len(standings) == len(known.heads) and not any(one.unsure for one in standings)
    given = {field.name: getattr(viewing, field.name) for field in fields(Viewing)}
    states = [
        f"{one.head.name} {one.head.sha256} {one.refused} {bool(one.head.withdrawn)} {one.unsure}" for one in standings
    ]
    tag = tag_of(viewing.etag, *states)
    return History(**given | {"etag": tag}, heads=known.heads, standings=standings, complete=complete)


def check_releases(known: Iterable[Head]) -> tuple[Standing, ...]:
    """Each of these releases, newest first, checked and compared with the one that it follows; without those that are
    not in memory while the database does not answer."""
    found: list[Standing] = []
    good: list[Head] = []
    unknown: list[Head] = []
    for head in sorted(known, key=lambda head: (head.published_at, head.pk)):
        try:
            names_people = parts.bears_names(load.reached(head).head)
        except load.BadRelease as error:
            log.error("release_refused", release=head.name, why=str(error), detail=error.detail)
            found.append(Standing(head, refused=str(error)))
            continue
        except load.Unreachable as error:
            log.error("database_down_history_incomplete", release=head.name, why=str(error.__cause__))
            unknown.append(head)
            continue
        before = load.release_before(head, [*good, *unknown])
        changes = find_changes(before, head) if before not in unknown else None
        unsure = changes is None
        found.append(
            Standing(
                head,
                before=None if unsure else before,
                changes=changes or (),
                names_people=names_people,
                unsure=unsure,
            )
        )
        good.append(head)
    return tuple(reversed(found))


def find_changes(before: Head | None, after: Head) -> Sequence[ToldChange] | None:
    """None where they are not in memory and the database does not answer."""
    try:
        return changes_between(before, after) if before else ()
    except load.Unreachable as error:
        log.error("database_down_not_compared", release=after.name, why=str(error.__cause__))
        return None


def count_changes(changes: Sequence[Change | ToldChange]) -> str:
    """« 2 ajouts, 1 retrait, 14 modifications »."""
    kinds = [change.kind for change in changes]
    found = [
        french.count_noun(kinds.count("added"), _("ajout"), _("ajouts")) if "added" in kinds else "",
        french.count_noun(kinds.count("removed"), _("retrait"), _("retraits")) if "removed" in kinds else "",
        french.count_noun(kinds.count("changed"), _("modification"), _("modifications")) if "changed" in kinds else "",
    ]
    return ", ".join(part for part in found if part)


@dataclass(frozen=True)
class Subject:
    """What changed about one thing: where it is read, and each change."""

    what: str
    address: str
    changes: tuple[ToldChange, ...]


def subjects(one: Standing) -> list[Subject]:
    """The changes by what they speak of. What was removed is read in the release before."""
    found = []
    for (what, _kind), group in groupby(one.changes, key=lambda change: (change.what, change.kind == "removed")):
        changes = tuple(group)
        gone = changes[0].kind == "removed" and one.before
        base = base_of(one.before if gone and one.before else one.head)
        address = addresses.address(base, changes[0].page, changes[0].code, changes[0].axis)
        found.append(Subject(what, address, changes))
    return found


@page_from(read_frame)
def releases(request: HttpRequest, viewing: History) -> HttpResponse:
    return show(
        request,
        viewing,
        "pages/releases.html",
        title=_("Versions publiées"),
        description=_("Chaque version du rapport : numéro, date, raison, empreinte, et ce qui a changé."),
        releases=[(one, count_changes(one.changes), subjects(one)) for one in viewing.standings],
        complete=viewing.complete,
    )
