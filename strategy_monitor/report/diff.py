"""Report × Report → what changed. Pure: the same two Reports always give the same changes.

Both trees are laid flat (see `things`), so that the same thing is found in both whatever its rank: what moves is moved,
not removed here and added there. No field escapes: all that the document declares is compared, by its name; that a
person is told by a number where an older document has their name is no change. A change is put into French by its
properties, where a reader is told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final, Literal, Protocol

from strategy_monitor.language.fields import PARTS
from strategy_monitor.language.folding import natural_order
from strategy_monitor.language.topics import Topic
from strategy_monitor.report import things
from strategy_monitor.report.document import Observation, Report
from strategy_monitor.report.people import WHO, is_same_validation
from strategy_monitor.report.things import Context, Identity, Thing, Things, lay_both

ChangeKind = Literal["added", "removed", "changed"]

INHERITED = {"section", "page", "source", "planned_source"}
"""What a thing has from the one it stands in, unless it has its own."""

KEEPS_ITS_FIELDS = {"Note", "Reference", "Provider"}
"""What is told in one place, the page and the code included."""


@dataclass(frozen=True)
class Change:
    """One difference between two Reports."""

    kind: ChangeKind
    identity: Identity
    """Of the thing that changed, in the flat Report of either side; see `things`."""
    old: Thing | None
    """The thing before; None where it was added."""
    new: Thing | None
    field: str = ""
    """Its name: « value », « period.end », `things.OWNER`; empty where the whole thing was added or removed."""
    reordered: bool = False
    """True where the field is a list, and the same things stand in it in another order."""

    @property
    def model(self) -> str:
        """« Observation », « Note »: what kind of thing changed."""
        return self.identity[-1][0]

    @cached_property
    def place(self) -> Context:
        """Where it is told; what moved, where it comes first in the strategy, whichever side one reads from."""
        return min((side.context for side in (self.old, self.new) if side), key=first_place)

    @property
    def axis(self) -> int | None:
        return self.place.axis

    @property
    def page(self) -> str:
        """What shows it: « indicator », « measure », « action », « axis », or « strategy »."""
        return self.place.page

    @property
    def code(self) -> str:
        """The code of that indicator or measure, the section of that action, the number of that axis."""
        return self.place.code

    @property
    def moved(self) -> tuple[int | None, int | None] | None:
        """The axis of each side, where it is not the same; None for all else."""
        if self.old is None or self.new is None or self.old.context.axis == self.new.context.axis:
            return None
        return self.old.context.axis, self.new.context.axis

    @property
    def topic(self) -> Topic:
        """What it is about, for a reader."""
        part = PARTS[self.model]
        if self.reordered:
            return "layout"
        if self.field.startswith(things.PERIOD):
            return PARTS["Period"].topic_of(self.field.removeprefix(things.PERIOD))
        plain = not self.field or self.field == things.OWNER or self.model in KEEPS_ITS_FIELDS
        return part.topic if plain else part.topic_of(self.field)

    @property
    def series(self) -> str:
        """How its series is called: by its label, or by its key where it was renamed; empty outside of a series."""
        found = [side.context.series for side in (self.old, self.new) if side and side.context.series]
        labels = {one.label for one in found}
        return "" if not found else found[0].label if len(labels) == 1 else found[0].key

    @property
    def is_subject(self) -> bool:
        """True where what changed is the very thing whose page shows it."""
        return self.page in things.PAGES and self.model in things.OWN_PAGE

    @property
    def own_name(self) -> str:
        """In French: « Valeur 2023-2024 de « Heures suivies » »."""
        return things.write_own_name(self.identity, self.place, self.series)

    @cached_property
    def what(self) -> str:
        """In French: « Indicateur 2.2-O2 », « Valeur 2023-2024 de « Heures suivies », indicateur 2.2-O2 »."""
        return things.write_name(self.identity, self.place, self.series)

    @cached_property
    def label(self) -> str:
        """The field in French: « valeur », « ordre des lignes »; empty where the whole thing was added or removed."""
        if not self.field:
            return ""
        title = things.title_of(self.model, self.field)
        return f"ordre des {title}" if self.reordered else title

    @cached_property
    def before(self) -> str:
        """How it was, in French."""
        return self.text_of(self.old, self.new)

    @cached_property
    def after(self) -> str:
        """How it is, in French."""
        return self.text_of(self.new, self.old)

    def text_of(self, side: Thing | None, other: Thing | None) -> str:
        if side is None:
            return ""
        if self.reordered and other:
            return ", ".join(one[-1][1] for one in in_both(side, other, self.field))
        return things.write_field(side, self.field) if self.field else things.write_summary(side)


@dataclass(frozen=True)
class ToldChange:
    """A `Change` as a reader is told of it, without the Reports: each field is what that property says."""

    kind: ChangeKind
    topic: Topic
    model: str
    field: str
    reordered: bool
    axis: int | None
    page: str
    code: str
    what: str
    label: str
    before: str
    after: str
    moved: tuple[int | None, int | None] | None = None


TOLD: Final = tuple(field.name for field in fields(ToldChange))


class Placed(Protocol):
    """What was found to differ, and where it is told."""

    @property
    def axis(self) -> int | None: ...

    @property
    def moved(self) -> tuple[int | None, int | None] | None: ...


def axes_of_sides(told: Placed) -> tuple[int | None, int | None]:
    """In which axis it is read before, and after: what moved is told in one of the two."""
    return told.moved or (told.axis, told.axis)


def tell_change(change: Change) -> ToldChange:
    return ToldChange(**{name: getattr(change, name) for name in TOLD})


def differences(before: Report, after: Report) -> tuple[Change, ...]:
    """What changed, in the order of the strategy; empty if and only if the two Reports are equal, names apart.

    Turned round, each change is its mirror: what was added is removed, what stood after stands before.
    """
    return between(*lay_both(before, after))


def between(old: Things, new: Things) -> tuple[Change, ...]:
    """The same, of two Reports that were laid flat already."""
    found = [
        *(Change("removed", identity, old[identity], None) for identity in only_in(old, new)),
        *(Change("added", identity, None, new[identity]) for identity in only_in(new, old)),
        *(change for identity in old.keys() & new.keys() for change in compare_fields(identity, old, new)),
    ]
    return tuple(sorted(found, key=rank))


def mirror(change: Change) -> Change:
    """The same change, read from the other side."""
    kinds: dict[ChangeKind, ChangeKind] = {"added": "removed", "removed": "added", "changed": "changed"}
    return Change(kinds[change.kind], change.identity, change.new, change.old, change.field, change.reordered)


def rank(change: Change) -> tuple[Any, ...]:
    """The order of the strategy: what belongs to no axis, then each axis, with « M10 » after « M9 »; then by name."""
    texts = change.what, change.label, change.kind, change.before, change.after
    return change.axis or 0, natural_order(change.code), *texts, change.identity


def only_in(here: Things, there: Things) -> Iterator[Identity]:
    """What stands here only; not what it consists of, which goes without saying."""
    return (identity for identity in here.keys() - there.keys() if here[identity].context.owners[-1] in there)


def compare_fields(identity: Identity, old: Things, new: Things) -> Iterator[Change]:
    before, after = old[identity], new[identity]
    if isinstance(after.node, Observation) and before.node == after.node:  # most are the same, and have many fields
        return
    owners = set(before.context.owners) & set(after.context.owners)
    above = [(old[owner], new[owner]) for owner in owners]
    renamed = identity[-1][0] == "Observation" and is_same_validation(before.fields, after.fields)
    for name, value in after.fields.items():
        past = before.fields[name]
        if renamed and name in WHO:
            continue
        if past != value and not inherited(name, (past, value), above):
            yield Change("changed", identity, before, after, name)
    for name in after.children:
        if in_both(before, after, name) != in_both(after, before, name):
            yield Change("changed", identity, before, after, name, reordered=True)


def in_both(side: Thing, other: Thing, name: str) -> list[Identity]:
    """What this list of one side has in common with that of the other, in the order of the side."""
    return [identity for identity in side.children[name] if identity in other.children[name]]


def first_place(context: Context) -> tuple[Any, ...]:
    return context.axis is not None, context.axis or 0, context.page, context.code


def inherited(name: str, pair: tuple[Any, Any], above: Iterable[tuple[Thing, Thing]]) -> bool:
    """True if what it stands in changes in the same way: a source that moves says so once, not per figure."""
    return name in INHERITED and any(
        pair == (old.fields[name], new.fields[name]) for old, new in above if name in old.fields
    )
