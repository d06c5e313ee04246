"""A Report laid flat: each thing (an indicator, a note, a row of a table) under an identity of natural keys.

The same thing is then found in two Reports whatever its rank. Measures and indicators keep their identity wherever
they stand. No field escapes: all that the document declares is laid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, get_args

from strategy_monitor.language import french
from strategy_monitor.report import levels, reading, terms
from strategy_monitor.report.document import Indicator, Measure, Node, Observation, Period, Report, Series

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
    if isinstance(node, Observation) and name == "level":
        return levels.brief(node)
    if isinstance(node, Observation) and name in {"value", "value_high"} and value is not None and series:
        return french.write_quantity(value, series.unit, series.unit_singular)
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
        what=french.typeset(called(node, owner, context, series.label if series else "")),
        name=french.typeset(called(node, owner, context, series.key if series else "")),
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
