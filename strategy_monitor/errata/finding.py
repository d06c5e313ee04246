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
    """Those that bear all these words, in the order of the report; first those that bear them in their name."""
    words = fold(asked).split()
    named, saying = [], []
    for identity, thing in flat(report).items() if words else ():
        if not correctable(identity, thing):
            continue
        name = name_thing(identity, thing)
        texts = fold(" ".join(value for value in thing.fields.values() if isinstance(value, str)))
        if all(word in fold(name) for word in words):
            named.append((identity, thing, name))
            if len(named) == MOST:
                break
        elif all(word in texts or word in fold(name) for word in words):
            saying.append((identity, thing, name))
    return [
        FoundThing(spell_identity(identity), name, french.typeset(write_summary(thing))[:160])
        for identity, thing, name in [*named, *saying][:MOST]
    ]


def list_fields(identity: Identity, thing: Thing) -> list[StatedField]:
    model = identity[-1][0]
    return [
        StatedField(name, title_of(model, name), french.typeset(write_field(thing, name)))
        for name in correctable(identity, thing)
    ]
