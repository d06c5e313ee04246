"""Things of a document by the words of their name or of what they say: where a person finds what is to be corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from strategy_monitor.language import french
from strategy_monitor.language.folding import fold
from strategy_monitor.report.correcting import correctable, name_thing
from strategy_monitor.report.document import Report
from strategy_monitor.report.things import Identity, Thing, flat, spell_identity, title_of, write_field, write_summary

MOST: Final = 40
"""Things that a search lists."""


@dataclass(frozen=True)
class FoundThing:
    spelled: str
    name: str
    summary: str


@dataclass(frozen=True)
class StatedField:
    name: str
    title: str
    told: str


def search_things(report: Report, asked: str) -> list[FoundThing]:
    """The first things that bear all these words, in the order of the report."""
    words = fold(asked).split()
    found = []
    for identity, thing in flat(report).items():
        if not correctable(identity, thing):
            continue
        name = name_thing(identity, thing)
        told = fold(" ".join([name, *(str(value) for value in thing.fields.values() if isinstance(value, str))]))
        if words and all(word in told for word in words):
            found.append(FoundThing(spell_identity(identity), name, french.typeset(write_summary(thing))[:160]))
        if len(found) == MOST:
            break
    return found


def list_fields(identity: Identity, thing: Thing) -> list[StatedField]:
    model = identity[-1][0]
    return [
        StatedField(name, title_of(model, name), french.typeset(write_field(thing, name)))
        for name in correctable(identity, thing)
    ]
