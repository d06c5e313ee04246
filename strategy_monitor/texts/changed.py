"""The texts of a Report, by the rows that hold them; those that say something else than what the public reads. Pure.

A text is whatever a person words and a reader reads: a string, or a list of them, that is no code, no choice and no
key. What an observation says is none: its own validation vouches for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db.models import CharField, JSONField, Model, TextField

from strategy_monitor.language import french
from strategy_monitor.report import document as doc
from strategy_monitor.report.document import Node, Observation, Series
from strategy_monitor.report.things import (
    KEYS,
    Identity,
    Thing,
    Things,
    title_of,
    write_name,
    write_value_of,
)
from strategy_monitor.report.wording import WordingPart, compared

TextKey = tuple[str, int, str]
"""Label of a model, key of a row, name of a field: what names a text, whatever it says and wherever it stands."""

COLUMNS: Final = {("Governance", "title"): "governance_title", ("ReplacedIndicator", "title"): "short_title"}
"""Fields of the document that stand under another name in the rows."""
CODES: Final = {("Series", "part_of")}
"""Fields that name another thing."""
WORDED_KEYS: Final = {("TableRow", "label")}
"""Fields that name their thing, and are read as well."""
LENT: Final = ("source", "planned_source")
"""What the rows of a series say, and the document only tells of its observations."""


MADE_OF: Final[dict[str, tuple[type[Node], ...]]] = {
    "axes.Strategy": (doc.Strategy, doc.Governance),
    "axes.Axis": (doc.Axis,),
    "axes.PriorityAction": (doc.Action,),
    "axes.Measure": (doc.Measure,),
    "axes.Reference": (doc.Reference,),
    "axes.Citation": (doc.Reference,),
    "axes.Footnote": (doc.Footnote,),
    "axes.ContentTable": (doc.ContentTable,),
    "axes.ContentRow": (doc.TableRow,),
    "axes.Acronym": (doc.Acronym,),
    "indicators.ScaleStep": (doc.ScaleStep,),
    "indicators.Provider": (doc.Provider,),
    "indicators.Indicator": (doc.Indicator, doc.ReplacedIndicator),
    "indicators.Series": (doc.Series,),
    "indicators.EditorialNote": (doc.Note,),
}
"""Label of a model → the parts of the document that have texts of its rows."""


def worded_columns(model: type[Model]) -> tuple[str, ...]:
    """The fields of these rows that are texts of the document; none for what has no text of its own."""
    parts = MADE_OF.get(model._meta.label, ())
    return tuple(dict.fromkeys(column for part in parts for _field, column in text_columns_of(part, model)))


def state(value: Any) -> Any:
    """What a row or a document holds of a text, to be compared: a string, or a tuple of strings."""
    return tuple(value) if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class ChangedText:
    """A text that the public would read otherwise than now."""

    key: TextKey
    identity: Identity
    thing: Thing
    field: str
    """Its name in the document."""
    public: Any
    """What the public reads; None where the thing is not published."""
    now: Any

    @property
    def wording(self) -> str:
        """What it says, in JSON: what a reading is of."""
        return json.dumps(self.now, ensure_ascii=False)

    @property
    def lent(self) -> bool:
        return isinstance(self.thing.node, Series) and self.field in LENT

    @property
    def name(self) -> str:
        """« Mesure 2.1-M1 : texte »."""
        series = self.thing.context.series
        title = title_of("Observation" if self.lent else self.identity[-1][0], self.field)
        return french.typeset(
            f"{write_name(self.identity, self.thing.context, series.label if series else '')} : {title}"
        )

    @property
    def before(self) -> str:
        """What the public reads, set as it reads it; empty where it reads nothing."""
        return self.write(self.public)

    @property
    def after(self) -> str:
        return self.write(self.now)

    @property
    def parts(self) -> tuple[WordingPart, ...]:
        """Both in one, word by word; empty where they are better shown one after the other."""
        return compared(self.before, self.after)

    def write(self, value: Any) -> str:
        if self.lent or not value:
            return french.typeset(value or "")
        return french.typeset(write_value_of(self.thing, self.field, value))


def list_changed(before: Things, now: Things, sources: Mapping[int, tuple[Model, ...]]) -> list[ChangedText]:
    """In the order of the document, each once, however many places show it. `before`, `now`: both documents, laid flat
    as far as they differ, `before` empty where nothing is published; `sources`: what the second one was made of.

    An empty text of a thing that is not published is left out.
    """
    found: dict[TextKey, ChangedText] = {}
    published: dict[TextKey, Any] = {}
    for identity, thing in now.items():
        if thing.closed:  # of a row that nothing else is made of
            continue
        for key, field, value in texts_of(thing.node, sources.get(id(thing.node), ())):
            past = stated_in(before, identity, field)
            if past is not None:
                published.setdefault(key, past)
            found.setdefault(key, ChangedText(key, identity, thing, field, None, value))
    changed = []
    for key, one in found.items():
        past = published.get(key)
        if one.now != past and (one.now or past):
            changed.append(ChangedText(key, one.identity, one.thing, one.field, past, one.now))
    return changed


def texts_of(node: Node, rows: tuple[Model, ...]) -> Iterator[tuple[TextKey, str, Any]]:
    """The texts of one thing: what names it, its field in the document, what it says. A series that states no source of
    its own has none to be read: that of the indicator is read there."""
    for row in rows:
        for field, column in text_columns_of(type(node), type(row)):
            if isinstance(node, Series) and field in LENT and not getattr(row, column):
                continue
            yield (row._meta.label, row.pk, column), field, state_field(node, field)


def state_field(node: Node, field: str) -> Any:
    if isinstance(node, Series) and field in LENT:
        return next((said for one in node.observations if (said := getattr(one, field))), "")
    return state(getattr(node, field))


def stated_in(things: Things, identity: Identity, field: str) -> Any:
    """What a Report says there; None where the thing is not in it."""
    thing = things.get(identity)
    return None if thing is None else state_field(thing.node, field)


@cache
def text_columns_of(part: type[Node], model: type[Model]) -> tuple[tuple[str, str], ...]:
    """(field of the document, field of the row) of each text that this part has from these rows."""
    if part is Observation:
        return ()
    columns = {one.name: one for one in model._meta.concrete_fields}
    names = [*part.model_fields, *(LENT if part is Series else ())]
    found = []
    for name in names:
        column = columns.get(COLUMNS.get((part.__name__, name), name))
        if column is not None and is_worded(column) and not names_its_thing(part.__name__, name):
            found.append((name, column.name))
    return tuple(found)


def names_its_thing(part: str, field: str) -> bool:
    keyed = KEYS.get(part, "code") == field and (part, field) not in WORDED_KEYS
    return keyed or (part, field) in CODES


def is_worded(column: Any) -> bool:
    return isinstance(column, CharField | TextField | JSONField) and not column.choices
