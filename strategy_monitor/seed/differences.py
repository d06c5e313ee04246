"""What the files say against what the working copy holds: object by object, field by field, in French."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Model

from strategy_monitor.language import french
from strategy_monitor.report import wording

State = Literal["created", "updated", "kept", "deleted", "unnamed", "removed", "left"]

TITLES: dict[State, str] = {
    "created": "À créer",
    "updated": "À mettre à jour",
    "kept": "Gardés : une personne les a modifiés ou validés depuis le chargement",
    "deleted": "Pas recréés : une personne les a supprimés",
    "unnamed": "Plus nommés par les fichiers, et restés là",
    "removed": "Retirés : les fichiers ne les nomment plus",
    "left": "Plus nommés par les fichiers, mais gardés",
}
"""What becomes of an object, in the order of a list."""

PERSONAL: tuple[State, ...] = ("kept", "deleted", "left")
"""States in which the load stood back before a person."""

NOTHING = "rien"


@dataclass(frozen=True)
class SeedDifference:
    state: State
    where: str
    """Which object, as the files call it: « 1.2-O1, série avancement, 2023-2024 »."""
    fields: tuple[tuple[str, str, str], ...] = ()
    """Name of each field that differs, what the row holds, what the files say; empty for a whole object."""
    why: str = ""
    """Who changed it and when, or why it cannot go."""


def fields_that_differ(thing: Model, names: Iterable[str], before: dict[str, Any], after: dict[str, Any]) -> Any:
    """The fields of these names, each with what it was and what it becomes."""
    return tuple((name_field(thing, name), *write_both(thing, name, before[name], after[name])) for name in names)


def name_field(thing: Model, name: str) -> str:
    return str(getattr(thing._meta.get_field(name), "verbose_name", name))


def write_both(thing: Model, name: str, before: Any, after: Any) -> tuple[str, str]:
    """Both values in French; of two long texts, what is around their differences."""
    if isinstance(before, str) and isinstance(after, str) and (parts := wording.compared(before, after)):
        sides = (tuple(part.text for part in parts if part.kind in {"same", kind}) for kind in ("gone", "new"))
        old, new = ("".join(side).strip() for side in sides)
        return f"« {old} »", f"« {new} »"
    return write_stored_value(thing, name, before), write_stored_value(thing, name, after)


def write_stored_value(thing: Model, name: str, value: Any) -> str:
    choices = dict(getattr(thing._meta.get_field(name), "flatchoices", ()))
    if value in (None, "", [], ()):
        return NOTHING
    if isinstance(value, str):
        return str(choices[value]) if value in choices else f"« {wording.brief(value)} »"
    match value:
        case bool():
            return "oui" if value else "non"
        case Decimal():
            return french.write_number(value)
        case dt.date():
            return french.write_date(value)
    return " ; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def write_differences(found: Iterable[SeedDifference], states: Iterable[State] = tuple(TITLES)) -> Iterator[str]:
    """The differences in these states, one list for each, as lines to print."""
    found = list(found)
    for state, title in TITLES.items():
        these = [one for one in found if one.state == state] if state in states else []
        if these:
            yield french.typeset(f"{title} ({len(these)})")
        for one in these:
            yield french.typeset(f"  {one.where}{f' ({one.why})' if one.why else ''}")
            yield from (french.typeset(f"      {name} : {before} → {after}") for name, before, after in one.fields)
