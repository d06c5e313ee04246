"""What was published: the root, the releases, the document itself, and what changed from one release to another."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.urls import reverse
from pydantic import BaseModel

from strategy_monitor.api import shapes
from strategy_monitor.api.lists import FoundItems
from strategy_monitor.api.parameters import ChangeFilter
from strategy_monitor.api.places import ReleaseRequest, api_root, in_release
from strategy_monitor.api.problems import Fault, Problem, quote_sent
from strategy_monitor.api.shapes import ChangeRow, Links
from strategy_monitor.api.strategy import require_axis
from strategy_monitor.documents import comparisons
from strategy_monitor.documents.errors import CannotWrite
from strategy_monitor.documents.orders import Underway
from strategy_monitor.exports.addresses import at, base_of
from strategy_monitor.kept import budget
from strategy_monitor.language import french
from strategy_monitor.releases import load, upgrades
from strategy_monitor.releases.compared import compared, is_told, one_before
from strategy_monitor.releases.load import Head
from strategy_monitor.report import canonical
from strategy_monitor.report.comparison import Comparison
from strategy_monitor.report.diff import ToldChange
from strategy_monitor.report.things import OWNER

AGAIN_AFTER = 5
"""Seconds after which a program is to ask again for a comparison that is being made."""


def start(asked: ReleaseRequest, resources: dict[str, str]) -> BaseModel:
    """The root. `resources` are paths below the mount, by name."""
    return shapes.Root(
        version="1",
        title=french.typeset(asked.report.strategy.title),
        current=shapes.ReleaseHead(**release_fields(asked.site, asked.head)),
        documentation=asked.site + reverse("api:docs"),
        openapi=api_root(asked.site) + "openapi.json",
        json_schema=api_root(asked.site) + "schema.json",
        citation=asked.publication.citation(),
        licence=french.typeset(asked.publication.licence.sentence),
        resources={name: api_root(asked.site) + path for name, path in resources.items()},
    )


def release(asked: ReleaseRequest, resources: dict[str, str]) -> BaseModel:
    return shapes.ReleaseResources(
        **release_fields(asked.site, asked.head),
        citation=asked.publication.citation(),
        resources={name: in_release(asked.site, asked.head, path) for name, path in resources.items()},
    )


def releases(found: load.Known | None, _in_force: Head | None) -> BaseModel:
    """Every release, those withdrawn too, newest first; made-up ones are read at their own address only."""
    known = [head for head in (found or load.known()).heads if not head.fictive]
    current = next(iter(load.to_be_read(known)), None)
    items = tuple(shapes.ReleaseHead(**release_fields(settings.SITE_URL, head)) for head in known)
    return shapes.ReleaseList(count=len(items), current=current.name if current else None, items=items)


def release_fields(site: str, head: Head) -> dict[str, object]:
    """The fields of a `ReleaseHead`."""
    gone = head.withdrawn
    return {
        "name": head.name,
        "edition": head.edition,
        "number": head.number,
        "sha256": head.sha256,
        "published_at": head.published_at,
        "kind": head.kind,
        "reason": head.reason,
        "author": head.author,
        "override_reason": head.override_reason,
        "withdrawn_on": gone.day if gone else None,
        "withdrawn_because": gone.reason if gone else "",
        "links": Links(api=in_release(site, head), page=site + at(base_of(head), "home")),
    }


def document_text(asked: ReleaseRequest) -> str:
    """The canonical text, byte for byte: its SHA-256 is that of the release."""
    return load.text_of(asked.head)


def document_schema(_known: load.Known | None, in_force: Head | None) -> dict[str, Any]:
    """Of the document in force, in the words of the day on which it was published; today's where none is in force."""
    past = upgrades.past_schema(in_force.schema_version) if in_force else None
    return json.loads(past) if past else canonical.schema()


def served_head(name: str, known: load.Known, pointer: str) -> Head:
    """The release of this name. Raises Problem if there is none, or if it was withdrawn; Unreachable where only the
    database could say that there is none."""
    for head in known.heads:
        if head.name == name:
            if head.withdrawn:
                raise withdrawn_problem(head, next(iter(load.to_be_read(known.heads)), None), pointer)
            return head
    if not known.fresh:
        raise load.Unreachable
    raise absent_problem(name, pointer)


def absent_problem(name: str, pointer: str) -> Problem:
    detail = french.typeset(f"Aucune version publiée ne se nomme {quote_sent(name)}.")
    return Problem("version-inconnue", detail, (Fault(pointer=pointer, detail=detail),))


def withdrawn_problem(head: Head, now: Head | None, pointer: str) -> Problem:
    """`now` is the release in force, if any."""
    assert head.withdrawn is not None
    day, reason = french.write_date(head.withdrawn.day), head.withdrawn.reason.rstrip(".")
    instead = f" La version en vigueur est la {now.name}." if now else " Aucune version n’est en vigueur."
    detail = french.typeset(f"La version {head.name} a été retirée le {day} : {reason}.{instead}")
    return Problem("version-retiree", detail, (Fault(pointer=pointer, detail=detail),))


def changes_found(asked: ReleaseRequest) -> FoundItems:
    """From another release to this one; nothing where there is none before it."""
    given: ChangeFilter = asked.parameters
    require_axis(asked.report, given.axis)
    known = load.known()
    before = served_head(given.before, known, "#/query/before") if given.before else one_before(asked.head, known.heads)
    comparison = compare_in_turn(before, asked.head, known) if before else None
    found = [
        row_of_change(change)
        for change in (comparison.changes if comparison else ())
        if given.axis in {None, change.axis} and given.kind in {None, change.kind}
    ]
    entries = sum(
        given.axis in {None, entry.subject.axis} and given.kind in {None, entry.kind}
        for entry in (comparison.entries if comparison else ())
    )
    return FoundItems(found, {"before": before.name if before else None, "entries": entries})


def compare_in_turn(before: Head, after: Head, known: load.Known) -> Comparison:
    """What changed, at any time in the newest release; in others within the budget of comparisons; later, where both
    are to be read for it. Raises Problem."""
    newest = next(iter(load.to_be_read(known.heads)), None)
    ration = None if is_told((before, after), newest, known.heads) else budget.COMPARISONS
    try:
        found = comparisons.ask_ahead(before, after, ration)
    except CannotWrite as error:
        raise deferred_problem(str(error), AGAIN_AFTER) from error
    if isinstance(found, Underway):
        raise deferred_problem("Ces deux versions sont en train d’être comparées.", AGAIN_AFTER)
    if found:
        raise deferred_problem("Beaucoup de comparaisons viennent d’être demandées.", found.seconds)
    with ration.working() if ration else nullcontext():
        return compared(before, after)


def deferred_problem(why: str, seconds: int) -> Problem:
    told = f"{why} Redemander celle-ci dans {seconds} s."
    return Problem("comparaison-differee", told, headers={"Retry-After": str(seconds)})


def field_of(change: ToldChange) -> str:
    """As the document calls it; empty where what changed is no field of it: an order, or what a thing stands in."""
    return "" if change.reordered or change.field == OWNER else change.field


def row_of_change(change: ToldChange) -> BaseModel:
    return ChangeRow(
        kind=change.kind, topic=change.topic, what=change.what, model=change.model, axis=change.axis,
        subject=change.page, code=change.code, field=field_of(change), label=change.label,
        before=change.before, after=change.after,
    )  # fmt: skip
