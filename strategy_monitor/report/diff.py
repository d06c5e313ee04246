"""Report × Report → what changed, in French. Pure: the same two Reports always give the same changes.

Both trees are laid flat (see `things`), so that the same thing is found in both whatever its rank: what moves is moved,
not removed here and added there. No field escapes: all that the document declares is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from strategy_monitor.report.document import Report
from strategy_monitor.report.things import Context, Identity, Thing, Things, flat, summary

Kind = Literal["added", "removed", "changed"]

ORDER = "ordre des "
"""How the name of the field begins where the same things stand in another order."""

INHERITED = {"section", "page", "source", "source à terme"}
"""What a thing has from the one it stands in, unless it has its own."""


@dataclass(frozen=True)
class Change:
    """One difference. `field` is empty where the whole thing was added or removed; texts are French."""

    kind: Kind
    what: str
    """« Indicateur 2.2-O2 », « Relevé 2023-2024 de « Heures suivies », indicateur 2.2-O2 »."""
    axis: int | None
    page: str
    """What shows it: « indicator », « measure », « action », « axis », or « strategy »."""
    code: str
    """The code of that indicator or measure, the section of that action, the number of that axis."""
    field: str
    before: str
    after: str
    identity: Identity = ()
    """Of the thing that changed, in the flat Report of either side; see `things`."""

    @property
    def model(self) -> str:
        """« Observation », « Note »: what kind of thing changed."""
        return self.identity[-1][0] if self.identity else ""


def differences(before: Report, after: Report) -> tuple[Change, ...]:
    """What changed, in the order of the strategy; empty if and only if the two Reports are equal.

    Turned round, each change is its mirror: what was added is removed, what stood after stands before.
    """
    return between(flat(before), flat(after))


def between(old: Things, new: Things) -> tuple[Change, ...]:
    """The same, of two Reports that were laid flat already."""
    found = [
        *whole("removed", old, new),
        *whole("added", new, old),
        *(change for identity in old.keys() & new.keys() for change in compared(identity, old, new)),
    ]
    return tuple(sorted(found, key=rank))


def mirror(change: Change) -> Change:
    """The same change, read from the other side."""
    kinds: dict[Kind, Kind] = {"added": "removed", "removed": "added", "changed": "changed"}
    return replace(change, kind=kinds[change.kind], before=change.after, after=change.before)


def rank(change: Change) -> tuple[Any, ...]:
    """The order of the strategy: what belongs to no axis, then each axis, with « M10 » after « M9 »."""
    parts = re.split(r"(\d+)", change.code)
    natural = [int(part) if index % 2 else part for index, part in enumerate(parts)]
    texts = change.what, change.field, change.kind, change.before, change.after
    return change.axis or 0, natural, *texts, change.identity


def whole(kind: Kind, here: Things, there: Things) -> Iterator[Change]:
    """What stands here only; not what it consists of, which goes without saying."""
    for identity in here.keys() - there.keys():
        thing = here[identity]
        if thing.context.owners[-1] in there:
            texts = ("", summary(thing)) if kind == "added" else (summary(thing), "")
            yield change_of(kind, thing.context, identity, "", texts)


def compared(identity: Identity, old: Things, new: Things) -> Iterator[Change]:
    before, after = old[identity], new[identity]
    where = min(before.context, after.context, key=first_place)
    if before.context.what != after.context.what:
        where = replace(where, what=where.name)
    owners = set(before.context.owners) & set(after.context.owners)
    above = [(old[owner], new[owner]) for owner in owners]
    for label, (value, text) in after.fields.items():
        past, past_text = before.fields[label]
        if past != value and not inherited(label, (past, value), above):
            yield change_of("changed", where, identity, label, (past_text, text))
    for label, children in after.children.items():
        both = set(children) & set(before.children[label])
        orders = [[i for i in side if i in both] for side in (before.children[label], children)]
        if orders[0] != orders[1]:
            texts = (", ".join(i[-1][1] for i in orders[0]), ", ".join(i[-1][1] for i in orders[1]))
            yield change_of("changed", where, identity, f"{ORDER}{label}", texts)


def first_place(context: Context) -> tuple[Any, ...]:
    """What moved is told where it comes first in the strategy, whichever side one reads from."""
    return context.axis is not None, context.axis or 0, context.page, context.code


def inherited(label: str, pair: tuple[Any, Any], above: Iterable[tuple[Thing, Thing]]) -> bool:
    """True if what it stands in changes in the same way: a source that moves says so once, not per figure."""
    return label in INHERITED and any(
        pair == (old.fields[label][0], new.fields[label][0]) for old, new in above if label in old.fields
    )


def change_of(kind: Kind, where: Context, identity: Identity, label: str, texts: tuple[str, str]) -> Change:
    return Change(kind, where.what, where.axis, where.page, where.code, label, *texts, identity)
