"""Things of a document by the words of their name or of what they say: where a person finds what is to be corrected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from strategy_monitor.language import french
from strategy_monitor.language.fields import PARTS
from strategy_monitor.language.folding import fold
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.correcting import correctable, name_thing
from strategy_monitor.report.document import Indicator, Report
from strategy_monitor.report.things import (
    PERIOD,
    Identity,
    Thing,
    flat_with,
    spell_identity,
    title_of,
    write_field,
    write_summary,
)

MOST: Final = 40
"""Things that a search lists."""
AROUND: Final = "«»,"
"""What stands against a word in the name of a thing."""
ESCAPED: Final = re.compile(r'["\\]')
"""What JSON writes otherwise than a text does: a word is looked for by what stands between."""
NAMING: Final = fold(f"de du tableau {' '.join(part.heading for part in PARTS.values())}")
"""The words of names that no document says."""


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


@collector_at_rest()
def search_things(report: Report, asked: str) -> list[FoundThing]:
    """Those that bear all these words, in the order of the report; first those that bear them in their name."""
    words = fold(asked).split()
    if not words:
        return []
    named, saying = [], []
    for identity, thing in flat_with(report, find_likely(report, words)).items():
        if thing.closed or not correctable(identity, thing):
            continue
        name = name_thing(identity, thing)
        called = fold(name)
        if all(word in called for word in words):
            named.append((identity, thing, name))
            if len(named) == MOST:
                break
            continue
        told = fold(" ".join(value for value in thing.fields.values() if isinstance(value, str)))
        if all(word in told or word in called for word in words):
            saying.append((identity, thing, name))
    return [
        FoundThing(spell_identity(identity), name, french.typeset(write_summary(thing))[:160])
        for identity, thing, name in [*named, *saying][:MOST]
    ]


def find_likely(report: Report, words: Sequence[str]) -> set[str]:
    """Codes of the indicators in which something may bear all these words: no other one is taken apart."""
    asked = [part for word in words for part in ESCAPED.split(word.strip(AROUND)) if part not in NAMING]
    return {one.code for one in report.indicators if not asked or bears_all(one, asked)}


def bears_all(indicator: Indicator, words: Sequence[str]) -> bool:
    told = fold(indicator.model_dump_json())
    return all(word in told for word in words)


FIGURE: Final = {"value", "value_high", "level", "state", "missing_reason", "manner"}
"""What a value says, or why it says nothing."""


def list_fields(identity: Identity, thing: Thing) -> list[StatedField]:
    """The figure first, then its period, then what else says something; what is empty comes last."""
    model = identity[-1][0]
    found = [
        StatedField(name, title_of(model, name), french.typeset(write_field(thing, name)))
        for name in correctable(identity, thing)
    ]
    return sorted(found, key=rank_field)


def rank_field(one: StatedField) -> int:
    if one.name in FIGURE:
        return 0
    if one.name.startswith(PERIOD):
        return 1
    return 2 if one.told else 3
