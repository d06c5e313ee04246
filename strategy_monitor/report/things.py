"""A Report laid flat: each thing (an indicator, a note, a row of a table) under an identity of natural keys.

The same thing is then found in two Reports whatever its rank. Measures and indicators keep their identity wherever
they stand. No field escapes: all that the document declares is laid, by its name. What a reader is told of it is
written at the end (`write_name`, `write_field`, `write_summary`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Final, get_args
from urllib.parse import quote, unquote

from strategy_monitor.language import french
from strategy_monitor.language.fields import ACTION, AXIS, INDICATOR, MEASURE, PARTS
from strategy_monitor.report import terms
from strategy_monitor.report.document import Indicator, Measure, Node, Observation, Period, Report, Series

Identity = tuple[tuple[str, str, int], ...]

KEYS: Final = {
    "Axis": "number",
    "Action": "number",
    "Series": "key",
    "Footnote": "marker",
    "TableRow": "label",
    "ScaleStep": "level",
    "Acronym": "letters",
}
"""The field that names a thing among its neighbours; where there is another name than `code`."""

SUMMARIES: Final = {
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

PAGES: Final = {"measure": MEASURE, "indicator": INDICATOR, "action": ACTION, "axis": AXIS}
"""What has a page, or a place on one, of its own: what a reader calls it, by the kind of page."""
OWN_PAGE: Final = frozenset({"Report", "Strategy", "Governance", "Axis", "Action", "Measure", "Indicator"})
"""What is named by its code alone, without what it stands in."""

MOVABLE = (Measure, Indicator)
"""What keeps its identity wherever it stands."""
OWNER: Final = "owner"
"""The field, which no document declares, that says what a movable thing stands in."""
OWNER_TITLE: Final = "place dans la stratégie"
PROVIDING: Final = frozenset({"providers", "planned_providers"})
"""The fields of an indicator that hold codes of providers."""
PERIOD: Final = "period."
"""Before the name of each field of its period, among those of an observation."""


@dataclass(frozen=True)
class Context:
    """Where one stands in the tree: what a thing inherits from the ones around it."""

    owners: tuple[Identity, ...] = ()
    axis: int | None = None
    page: str = "strategy"
    """What shows it: « indicator », « measure », « action », « axis », or « strategy »."""
    code: str = ""
    """The code of that indicator or measure, the section of that action, the number of that axis."""
    series: Series | None = None
    """The series that it is, or stands in."""
    providers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Code of each provider of the Report → how a reader knows it."""


Path = tuple[str | int, ...]
"""Names of fields and ranks in lists, from the Report down."""


@dataclass(frozen=True)
class Thing:
    node: Node
    context: Context
    path: Path = field(default=(), compare=False, repr=False)
    """Where the thing stands in this very Report."""
    children: dict[str, tuple[Identity, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Name of a list → what stands in it, in order."""
    closed: bool = field(default=False, compare=False, repr=False)
    """Whether only its place is laid."""

    @cached_property
    def fields(self) -> dict[str, Any]:
        """Name of a field → its value; without what is a thing of its own. Of most things nobody asks: what is the same
        in two Reports is told by the node."""
        found: dict[str, Any] = {OWNER: self.context.owners[-1]} if isinstance(self.node, MOVABLE) else {}
        if not self.closed:
            for name, value in own_values(self.node):
                if isinstance(value, Period):
                    found.update({f"{PERIOD}{one}": getattr(value, one) for one in Period.model_fields})
                else:
                    found[name] = value
        return found


Things = dict[Identity, Thing]


def flat(report: Report) -> Things:
    """Every thing of the tree, by its identity."""
    layout = Layout()
    layout.lay_report(report)
    return layout.things


def flat_around(report: Report, asked: Iterable[Identity]) -> Things:
    """Every thing, but what other indicators consist of than those in which what is asked stands: of a long report, a
    hundredth of the work."""
    named = {key for identity in asked for model, key, _rank in identity if model == Indicator.__name__}
    return flat_with(report, named)


def flat_with(report: Report, opened: Collection[str]) -> Things:
    """Every thing, but what indicators say and consist of that bear none of these codes."""
    closed = {code for code, one in only_ones(report) if not one.replaces and code not in opened}
    layout = Layout(closed)
    layout.lay_report(report)
    return layout.things


class Alike:
    """Which indicators say the same in two Reports, found by comparing only what were not the same two objects last
    time: of a long Report that changes little, that is most of the time of comparing it."""

    def __init__(self) -> None:
        self.last: dict[str, tuple[Indicator, Indicator]] = {}

    def find(self, before: Report, after: Report) -> Collection[str]:
        """Their codes. One whose code is not its own, or that tells of others which have no place of their own, is
        none of them."""
        last, found = self.last, {}
        known = {code: one for code, one in only_ones(before) if not one.replaces}
        for code, one in only_ones(after):
            other = known.get(code)
            if other is not None and (are_these(last.get(code), other, one) or other == one):
                found[code] = other, one
        self.last = found
        return found.keys()


def are_these(pair: tuple[Indicator, Indicator] | None, one: Indicator, other: Indicator) -> bool:
    return pair is not None and pair[0] is one and pair[1] is other


def lay_both(before: Report, after: Report, alike: Alike | None = None) -> tuple[Things, Things]:
    """Both, without what the indicators say and consist of that are the same in both: it costs what differs, whatever
    stays.

    The indicators themselves are laid: where they stand may have changed. `alike`: of who compares the like again.
    """
    same = (alike or Alike()).find(before, after)
    layouts = Layout(same), Layout(same)
    for layout, report in zip(layouts, (before, after), strict=True):
        layout.lay_report(report)
    return layouts[0].things, layouts[1].things


def only_ones(report: Report) -> Iterator[tuple[str, Indicator]]:
    """The indicators whose code no other one bears."""
    count = Counter(one.code for one in report.indicators)
    return ((one.code, one) for one in report.indicators if count[one.code] == 1)


def name_providers(report: Report) -> dict[str, str]:
    """Code of each provider → how a reader knows it."""
    return {one.code: terms.write_provider(one) for one in report.providers}


class Layout:
    def __init__(self, closed: Collection[str] = ()) -> None:
        """`closed`: codes of the indicators of which only the place is laid."""
        self.things: Things = {}
        self.seen: Counter[Identity] = Counter()
        self.closed = closed

    def lay_report(self, report: Report) -> None:
        self.lay(report, (("Report", "", 0),), Context(providers=name_providers(report)))

    def lay(self, node: Node, identity: Identity, context: Context, path: Path = ()) -> None:
        """Lays this thing, then all that stands in it."""
        closed = isinstance(node, Indicator) and node.code in self.closed
        children: dict[str, tuple[Identity, ...]] = {}
        self.things[identity] = Thing(node, context, path, children, closed=closed)
        if closed:
            return
        within: Context | None = None  # of most things, nothing stands in them
        for name, value in nested_values(node):
            if not value:
                children[name] = ()
                continue
            within = within or replace(context, owners=(*context.owners, identity))
            if isinstance(value, Node):
                self.lay(value, (*identity, (type(value).__name__, "", 0)), enter(within, value), (*path, name))
            else:
                children[name] = tuple(self.lay_each(value, identity, within, (*path, name)))

    def lay_each(self, nodes: Iterable[Node], owner: Identity, within: Context, path: Path) -> Iterator[Identity]:
        """Lays the things of a list. Should two share a key, they are told apart by their order."""
        for rank, node in enumerate(nodes):
            base = () if isinstance(node, MOVABLE) else owner
            name, key = type(node).__name__, key_of(node)
            self.seen[(*base, (name, key, 0))] += 1
            identity = (*base, (name, key, self.seen[(*base, (name, key, 0))]))
            self.lay(node, identity, enter(within, node), (*path, rank))
            yield identity


def own_values(node: Node) -> Iterator[tuple[str, Any]]:
    """Each field of a thing that holds no others, and its value, in order."""
    held = vars(node)
    nested = fields_with_things(type(node))
    return ((name, held[name]) for name in type(node).model_fields if name not in nested)


def nested_values(node: Node) -> list[tuple[str, Any]]:
    """Each field of a thing that holds one other or a list of some, and what it holds."""
    held = vars(node)
    return [(name, held[name]) for name in fields_with_things(type(node))]


@cache
def fields_with_things(model: type[Node]) -> tuple[str, ...]:
    """Names of the fields of such a thing that hold others, in order: one, or a list."""
    return tuple(name for name, known in model.model_fields.items() if holds_things(known.annotation))


def holds_things(annotation: Any) -> bool:
    """False for a value, a list of texts, and a period, whose fields are those of what it dates."""
    named = get_args(annotation)[:1] or (annotation,)
    return any(isinstance(one, type) and issubclass(one, Node) and not issubclass(one, Period) for one in named)


def key_of(node: Node) -> str:
    if isinstance(node, Observation):
        return node.period.label
    return str(getattr(node, KEYS.get(type(node).__name__, "code")))


def enter(context: Context, node: Any) -> Context:
    """The context of this thing, one step deeper than its owner's."""
    model = type(node).__name__
    if model == "Axis":
        return replace(context, axis=node.number, page="axis", code=str(node.number))
    if model == "Action":
        return replace(context, page="action", code=f"{context.axis}.{node.number}")
    if isinstance(node, MOVABLE):
        return replace(context, page=model.lower(), code=node.code)
    return replace(context, series=node) if isinstance(node, Series) else context


def spell_identity(identity: Identity) -> str:
    """« Indicator:2.2-O2:1/Series:ecoles:1 »: an identity as it is stored, and stands in an address."""
    return "/".join(f"{model}:{quote(key, safe='')}:{rank}" for model, key, rank in identity)


SPELLED: Final = re.compile(r"([A-Za-z]+):([^:/]*):([0-9]{1,5})")


def read_identity(text: str) -> Identity | None:
    """What `spell_identity` wrote; None for anything else."""
    parts = [SPELLED.fullmatch(part) for part in text.split("/")]
    if not all(part and part[1] in PARTS for part in parts):
        return None
    return tuple((part[1], unquote(part[2]), int(part[3])) for part in parts if part)


def write_name(identity: Identity, context: Context, series: str = "") -> str:
    """« Valeur 2023-2024 de « Heures suivies », indicateur 2.2-O1 »; `series` is how its series is called."""
    return french.typeset(write_own_name(identity, context, series) + write_place(identity, context))


def write_own_name(identity: Identity, context: Context, series: str = "") -> str:
    """The same without what it stands in: « Valeur 2023-2024 de « Heures suivies » »."""
    (model, key, _rank), heading = identity[-1], PARTS[identity[-1][0]].heading
    if model in OWN_PAGE:
        return name_by_code(heading, context.code)
    if model == "Series":
        return f"{heading} « {series} »"
    if model == "Observation":
        return f"{heading} {key} de « {series} »"
    if model == "TableRow":
        return f"{heading} « {key} » du tableau {identity[-2][1]}"
    return f"{heading} {key}"


def name_by_code(heading: str, code: str) -> str:
    """« Indicateur 2.2-O1 »; what it is alone, where it has no code."""
    return f"{heading} {code}".strip()


def write_place(identity: Identity, context: Context) -> str:
    """What follows the name of a thing inside another one: « , indicateur 2.2-O1 »; empty for what has its own page."""
    inside = context.page in PAGES and identity[-1][0] not in OWN_PAGE
    return f", {PAGES[context.page].name} {context.code}" if inside else ""


def write_owner(identity: Identity) -> str:
    """« Action 2.1 », « Gouvernance », « Mesure 2.1-M1 »."""
    model, key, _rank = identity[-1]
    code = f"{identity[-2][1]}.{key}" if model == "Action" else key
    return french.typeset(name_by_code(PARTS[model].heading, code))


def title_of(model: str, name: str) -> str:
    """What a field is called in a list of changes: « valeur »."""
    if name == OWNER:
        return OWNER_TITLE
    if name.startswith(PERIOD):
        return PARTS["Period"][name.removeprefix(PERIOD)].title
    return PARTS[model][name].title


def write_field(thing: Thing, name: str) -> str:
    """The value of one of its fields in French, as a reader meets it."""
    return write_value_of(thing, name, thing.fields[name])


def write_value_of(thing: Thing, name: str, value: Any) -> str:
    """The same, of another value than its own."""
    node, series = thing.node, thing.context.series
    if name == OWNER:
        return write_owner(value)
    if name.startswith(PERIOD):
        return terms.write_in_french(Period, name.removeprefix(PERIOD), value)
    if isinstance(node, Observation) and name == "validator" and value is not None:
        return french.write_account(value)
    if isinstance(node, Observation) and name == "level":
        return french.write_level_briefly(node)
    if isinstance(node, Observation) and name in {"value", "value_high"} and value is not None and series:
        return french.write_quantity(value, series.unit, series.unit_singular)
    if isinstance(node, Indicator) and name in PROVIDING:
        value = tuple(thing.context.providers.get(code, code) for code in value)
    return terms.write_in_french(type(node), name, value)


def write_summary(thing: Thing) -> str:
    """What was added or removed, in a few words."""
    node = thing.node
    if isinstance(node, Observation) and thing.context.series:
        return french.write_value(thing.context.series, node)
    return write_field(thing, SUMMARIES.get(type(node).__name__, "title"))
