"""Report × Report → what changed, in French. Pure: the same two Reports always give the same changes.

Both trees are laid flat: each thing (an indicator, a note, a row of a table) under an identity of natural
keys, so that the same thing is found in both whatever its rank. Measures and indicators keep their identity
wherever they stand: one that moves is moved, not removed here and added there. No field escapes: all that the
document declares is compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, get_args

from strategy_monitor.report import reading, terms, words
from strategy_monitor.report.document import Indicator, Measure, Node, Observation, Period, Report, Series

Kind = Literal["added", "removed", "changed"]
Identity = tuple[tuple[str, str, int], ...]

KEYS = {
    "Axis": "number",
    "Action": "number",
    "Series": "key",
    "Footnote": "marker",
    "TableRow": "label",
    "ScaleStep": "level",
    "Acronym": "letters",
}
"""The field that names a thing among its neighbours; where there is another name than `code`."""

SUMMARIES = {
    "Measure": "text",
    "Indicator": "short_title",
    "Series": "label",
    "Note": "reason",
    "Provider": "name",
    "Reference": "printed_label",
    "Footnote": "text",
    "TableRow": "cells",
    "ScaleStep": "caption",
    "Acronym": "meaning",
}
"""The field that says what was added or removed; where it is another than `title`."""

OWN_PAGE = {
    "Strategy": "Stratégie",
    "Governance": "Gouvernance",
    "Axis": "Axe",
    "Action": "Action",
    "Measure": "Mesure",
    "Indicator": "Indicateur",
}
INSIDE = {
    "Note": "Note",
    "Footnote": "Note de bas de page",
    "Reference": "Référence",
    "ContentTable": "Tableau",
    "Provider": "Producteur",
    "ScaleStep": "Échelle, niveau",
    "Acronym": "Sigle",
}

MOVABLE = (Measure, Indicator)
"""What keeps its identity wherever it stands."""

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


@dataclass(frozen=True)
class Context:
    """Where one stands in the tree: what a thing inherits from the ones around it."""

    owners: tuple[Identity, ...] = ()
    what: str = ""
    name: str = ""
    """As `what`, by keys only: the same in two reports, whatever the labels."""
    axis: int | None = None
    page: str = "strategy"
    code: str = ""
    series: Series | None = None
    """The series whose unit the observation is written with."""


@dataclass
class Thing:
    node: Node
    context: Context
    fields: dict[str, tuple[Any, str]] = field(default_factory=dict)
    """French name → the value to compare, and how it is shown."""
    children: dict[str, tuple[Identity, ...]] = field(default_factory=dict)
    """French name of a list → what stands in it, in order."""


Things = dict[Identity, Thing]


def differences(before: Report, after: Report) -> tuple[Change, ...]:
    """What changed, in the order of the strategy; empty if and only if the two Reports are equal.

    Turned round, each change is its mirror: what was added is removed, what stood after stands before.
    """
    old, new = flat(before), flat(after)
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
    return change.axis or 0, natural, change.what, change.field, change.kind, change.before, change.after


def whole(kind: Kind, here: Things, there: Things) -> Iterator[Change]:
    """What stands here only; not what it consists of, which goes without saying."""
    for identity in here.keys() - there.keys():
        thing = here[identity]
        if thing.context.owners[-1] in there:
            texts = ("", summary(thing)) if kind == "added" else (summary(thing), "")
            yield change_of(kind, thing.context, "", texts)


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
            yield change_of("changed", where, label, (past_text, text))
    for label, children in after.children.items():
        both = set(children) & set(before.children[label])
        orders = [[i for i in side if i in both] for side in (before.children[label], children)]
        if orders[0] != orders[1]:
            texts = (", ".join(i[-1][1] for i in orders[0]), ", ".join(i[-1][1] for i in orders[1]))
            yield change_of("changed", where, f"ordre des {label}", texts)


def first_place(context: Context) -> tuple[Any, ...]:
    """What moved is told where it comes first in the strategy, whichever side one reads from."""
    return context.axis is not None, context.axis or 0, context.page, context.code


def inherited(label: str, pair: tuple[Any, Any], above: Iterable[tuple[Thing, Thing]]) -> bool:
    """True if what it stands in changes in the same way: a source that moves says so once, not per figure."""
    return label in INHERITED and any(
        pair == (old.fields[label][0], new.fields[label][0]) for old, new in above if label in old.fields
    )


def change_of(kind: Kind, where: Context, label: str, texts: tuple[str, str]) -> Change:
    return Change(kind, where.what, where.axis, where.page, where.code, label, *texts)


def flat(report: Report) -> Things:
    """Every thing of the tree, by its identity."""
    layout = Layout()
    layout.lay(report, (("Report", "", 0),), Context(what="Rapport", name="Rapport"))
    return layout.things


class Layout:
    def __init__(self) -> None:
        self.things: Things = {}
        self.seen: Counter[Identity] = Counter()

    def lay(self, node: Node, identity: Identity, context: Context) -> None:
        """Lays this thing, then all that stands in it."""
        thing = self.things[identity] = Thing(node, context)
        if isinstance(node, MOVABLE):
            owner = context.owners[-1]
            thing.fields["place dans la stratégie"] = (owner, self.things[owner].context.name)
        within = replace(context, owners=(*context.owners, identity))
        names = terms.FIELDS[type(node).__name__]
        for name in type(node).model_fields:
            value = getattr(node, name)
            if isinstance(value, Period):
                thing.fields.update(fields_of(value))
            elif isinstance(value, Node):
                self.lay(value, (*identity, (type(value).__name__, "", 0)), entered(within, value, node))
            elif holds_nodes(type(node), name):
                thing.children[names[name]] = tuple(self.lay_each(value, node, identity, within))
            else:
                thing.fields[names[name]] = (value, shown(node, name, value, context))

    def lay_each(self, nodes: Iterable[Node], owner: Node, path: Identity, within: Context) -> Iterator[Identity]:
        """Lays the things of a list. Should two share a key, they are told apart by their order."""
        for node in nodes:
            base = () if isinstance(node, MOVABLE) else path
            name, key = type(node).__name__, key_of(node)
            self.seen[(*base, (name, key, 0))] += 1
            identity = (*base, (name, key, self.seen[(*base, (name, key, 0))]))
            self.lay(node, identity, entered(within, node, owner))
            yield identity


def fields_of(period: Period) -> dict[str, tuple[Any, str]]:
    names = terms.FIELDS["Period"]
    values = {name: getattr(period, name) for name in Period.model_fields}
    return {names[name]: (value, terms.shown("Period", name, value)) for name, value in values.items()}


@cache
def holds_nodes(model: type[Node], name: str) -> bool:
    """True for a list of things; False for a value, or a list of texts."""
    arguments = get_args(model.model_fields[name].annotation)
    return bool(arguments) and isinstance(arguments[0], type) and issubclass(arguments[0], Node)


def key_of(node: Node) -> str:
    if isinstance(node, Observation):
        return node.period.label
    return str(getattr(node, KEYS.get(type(node).__name__, "code")))


def shown(node: Node, name: str, value: Any, context: Context) -> str:
    series = context.series
    if isinstance(node, Observation) and name in {"value", "value_high"} and value is not None and series:
        return words.quantity(value, series.unit, series.unit_singular)
    return terms.shown(type(node).__name__, name, value)


def summary(thing: Thing) -> str:
    node, model = thing.node, type(thing.node).__name__
    if isinstance(node, Observation) and thing.context.series:
        return reading.written(thing.context.series, node)
    name = SUMMARIES.get(model, "title")
    return terms.shown(model, name, getattr(node, name))


def entered(context: Context, node: Any, owner: Node) -> Context:
    """The context of this thing, one step deeper than its owner's."""
    model = type(node).__name__
    if model == "Axis":
        context = replace(context, axis=node.number, page="axis", code=str(node.number))
    elif model == "Action":
        context = replace(context, page="action", code=f"{context.axis}.{node.number}")
    elif isinstance(node, MOVABLE):
        context = replace(context, page=model.lower(), code=node.code)
    elif isinstance(node, Series):
        context = replace(context, series=node)
    series = context.series
    return replace(
        context,
        what=words.typo(called(node, owner, context, series.label if series else "")),
        name=words.typo(called(node, owner, context, series.key if series else "")),
    )


def called(node: Any, owner: Any, context: Context, series: str) -> str:
    """« Relevé 2023-2024 de « Heures suivies », indicateur 2.2-O2 »."""
    model = type(node).__name__
    if model in OWN_PAGE:
        return f"{OWN_PAGE[model]} {context.code}".strip()
    kinds = {"measure": "mesure", "indicator": "indicateur", "action": "action", "axis": "axe"}
    about = f", {kinds[context.page]} {context.code}" if context.page in kinds else ""
    if model == "Series":
        return f"Série « {series} »{about}"
    if model == "Observation":
        return f"Relevé {key_of(node)} de « {series} »{about}"
    if model == "TableRow":
        return f"Ligne « {key_of(node)} » du tableau {owner.code}{about}"
    return f"{INSIDE[model]} {key_of(node)}{about}"
