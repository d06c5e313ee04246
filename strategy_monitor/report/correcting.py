"""A document with some of its fields said otherwise: what an erratum makes of an edition that is closed. Pure.

A correction names a thing by its identity (see `things`) and a field by its name, and says what stands there and what
is to stand there, both as the canonical JSON has them. Nothing is added to the document, and nothing removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from strategy_monitor.language import french
from strategy_monitor.report import canonical
from strategy_monitor.report.document import Node, Report
from strategy_monitor.report.refusal import PublicationRefused
from strategy_monitor.report.things import (
    KEYS,
    OWNER,
    PERIOD,
    Identity,
    Path,
    Thing,
    Things,
    flat_around,
    title_of,
    write_field,
    write_name,
)

FIXED: Final = frozenset(
    {"code", "schema_version", "edition", "axis", "action", "hue", "origin", "origin_detail", "validator",
     "validated_by", "validated_on", OWNER}
)  # fmt: skip
"""What names a thing, places it, or says where it comes from: another one is no correction."""


class CannotCorrect(PublicationRefused):
    """What is to be corrected is not there, no longer says what was seen, or cannot say what is asked. In French."""


@dataclass(frozen=True)
class FieldCorrection:
    thing: Identity
    field: str
    """« value », « period.end »."""
    old: Any
    """What stands there, in JSON with exact decimals."""
    new: Any


def correctable(identity: Identity, thing: Thing) -> list[str]:
    """The fields of a thing that can be corrected, in the order of the document."""
    fixed = FIXED | {KEYS.get(identity[-1][0], "code")}
    return [name for name in thing.fields if name not in fixed]


@dataclass(frozen=True)
class OpenDocument:
    """A Report laid flat as far as what is asked of it stands: opened once, however many fields are read."""

    things: Things

    @classmethod
    def of(cls, report: Report, *asked: Identity) -> OpenDocument:
        return cls(flat_around(report, asked))

    def find_correctable(self, identity: Identity, name: str) -> Thing:
        """The thing, where this field of it can be corrected. Raises CannotCorrect."""
        thing = self.things.get(identity)
        if thing is None or name not in correctable(identity, thing):
            raise CannotCorrect("Ce qui est à corriger n’est pas dans cette édition, ou ne se corrige pas.")
        return thing

    def read_field(self, identity: Identity, name: str) -> Any:
        """What a field says, in JSON. Raises CannotCorrect where there is none."""
        held, key = find_holder(canonical.parse_part(self.find_correctable(identity, name).node), name)
        return held[key]

    def write_field(self, identity: Identity, name: str) -> str:
        """What a field says, as a reader meets it; empty where it is not there."""
        thing = self.things.get(identity)
        return french.typeset(write_field(thing, name)) if thing and name in thing.fields else ""


def find_holder(part: Any, name: str) -> tuple[Any, str]:
    """Where this field stands in the JSON of what it is a field of: the mapping, and its key there."""
    return (part["period"], name.removeprefix(PERIOD)) if name.startswith(PERIOD) else (part, name)


def correct(report: Report, corrections: Sequence[FieldCorrection]) -> Report:
    """The same Report with these fields said otherwise. Raises CannotCorrect."""
    opened = OpenDocument.of(report, *(one.thing for one in corrections))
    for one in corrections:
        thing = opened.find_correctable(one.thing, one.field)
        node = find_node(report, thing.path)
        part = canonical.parse_part(node)
        held, key = find_holder(part, one.field)
        if held[key] != one.old:
            raise CannotCorrect(f"{name_field(one.thing, thing, one.field)} : ce champ a changé depuis.")
        held[key] = one.new
        try:
            changed = canonical.validate_part(part, type(node))
        except canonical.UnreadableReport as error:
            raise CannotCorrect(f"Ces corrections ne donnent pas un document lisible : {error}") from error
        report = put_node(report, thing.path, changed)
    return report


def find_node(node: Any, path: Path) -> Node:
    """What stands at this place under a thing."""
    for step in path:
        node = node[step] if isinstance(step, int) else getattr(node, step)
    found: Node = node
    return found


def put_node(node: Any, path: Path, new: Node) -> Any:
    """The same with another thing at this place: what no field of it says may depend on what another one does, so that
    nothing else has to be looked at again."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return (*node[:step], put_node(node[step], rest, new), *node[step + 1 :])
    return node.model_copy(update={step: put_node(getattr(node, step), rest, new)})


def name_thing(identity: Identity, thing: Thing) -> str:
    """« Valeur 2023-2024 de « Heures suivies », indicateur 2.2-O1 »."""
    return write_name(identity, thing.context, thing.context.series.label if thing.context.series else "")


def name_field(identity: Identity, thing: Thing, name: str) -> str:
    """« Valeur 2023-2024 de « Heures suivies », indicateur 2.2-O1 : valeur »."""
    return f"{name_thing(identity, thing)} : {title_of(identity[-1][0], name)}"
