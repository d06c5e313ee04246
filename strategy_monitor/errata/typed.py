"""What a person types for a field of the document → what the document then says, in JSON; and back.

Numbers, days and choices are read as an import reads them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final, get_args

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.exchange import cells
from strategy_monitor.language import french
from strategy_monitor.language.codes import Code
from strategy_monitor.language.typed import type_number
from strategy_monitor.report.document import Node, Period
from strategy_monitor.report.terms import vocabulary_of
from strategy_monitor.report.things import PERIOD, Thing

YES_NO: Final = [("oui", "oui"), ("non", "non")]
NOTHING: Final = "–"
"""Stands for an empty text in a list of texts."""


LINE: Final = 60
"""Characters that fit a line of a form."""


def declared(thing: Thing, field: str) -> tuple[type[Node], str]:
    """The part of the document that declares a field, and its name there."""
    return (Period, field.removeprefix(PERIOD)) if field.startswith(PERIOD) else (type(thing.node), field)


def types_of(model: type[Node], name: str) -> set[Any]:
    """« {Decimal, NoneType} »: what a field may hold."""
    annotation = model.model_fields[name].annotation
    found = {annotation, *get_args(annotation)}
    return found | {inner for one in found for inner in get_args(one)}


def choices_of_field(thing: Thing, field: str) -> list[tuple[str, str]]:
    """(what is sent, what is read) of a field that is chosen; empty where it is typed."""
    model, name = declared(thing, field)
    codes: type[Code] | None = vocabulary_of(model, name)
    if codes is not None:
        return [(str(one), one.word or _("non précisé")) for one in codes]
    return YES_NO if bool in types_of(model, name) else []


def is_long(thing: Thing, field: str) -> bool:
    """Whether it is a text of several lines."""
    held = thing.fields[field]
    return isinstance(held, tuple) or (str in types_of(*declared(thing, field)) and len(held) > LINE)


def unit_of_field(thing: Thing, field: str) -> str:
    """What a figure that is typed there is counted in; empty for what is no figure."""
    series = thing.context.series
    return series.unit if series and Decimal in types_of(*declared(thing, field)) else ""


def type_stated(value: Any) -> str:
    """What the document says, as it is typed back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | Decimal):
        return type_number(Decimal(value))
    if isinstance(value, list):
        return "\n\n".join(text or NOTHING for text in value)
    return str(value)


def type_field(thing: Thing, field: str, value: Any) -> str:
    """The same; a day as it is typed in French."""
    days = dt.date in types_of(*declared(thing, field))
    return french.type_date(dt.date.fromisoformat(value)) if value and days else type_stated(value)


def read_field(thing: Thing, field: str, typed: str) -> Any:
    """What is typed, in JSON with exact decimals. Raises ValidationError, in French."""
    model, name = declared(thing, field)
    types, text = types_of(model, name), cells.text(typed)
    if choices := choices_of_field(thing, field):
        return read_choice(choices, text, bool in types)
    if isinstance(getattr(thing.node, name, None), tuple):
        return read_texts(text, getattr(thing.node, name), fixed=type(thing.node).__name__ == "TableRow")
    return read_text(text, model, name) if str in types else read_measure(text, types, unit_of_field(thing, field))


def read_measure(text: str, types: set[Any], unit: str) -> Any:
    """A day, a figure in this unit, or a whole number."""
    if not text:
        return none_or_refused(types)
    if dt.date in types:
        return cells.read_day(text).isoformat()
    if Decimal in types:
        return as_json_number(cells.number(text, unit))
    return read_whole_number(text)


def read_choice(choices: list[tuple[str, str]], text: str, yes_no: bool) -> Any:
    if text not in dict(choices):
        raise ValidationError(_("Choisir dans la liste."))
    return text == "oui" if yes_no else text


def read_texts(text: str, held: tuple[str, ...], *, fixed: bool) -> list[str]:
    """A blank line separates two texts; `fixed`: there are as many as there were, one for each column."""
    found = [part.strip() for part in text.split("\n\n") if part.strip()]
    if fixed and len(found) != len(held):
        raise ValidationError(
            _("%(count)d textes sont attendus, séparés par une ligne vide ; un tiret « – » pour un texte vide.")
            % {"count": len(held)}
        )
    return ["" if part == NOTHING else part for part in found]


def read_text(text: str, model: type[Node], name: str) -> str:
    """A title, a label or the text of a measure says something; what may be empty has a default."""
    if not text and model.model_fields[name].is_required() and name not in {"printed", "source", "planned_source"}:
        raise ValidationError(_("Ce texte ne peut pas être vide."))
    return text


def none_or_refused(types: set[Any]) -> None:
    if type(None) not in types:
        raise ValidationError(_("Ce champ ne peut pas être vide."))


def as_json_number(value: Decimal) -> Any:
    return int(value) if value == value.to_integral_value() else value


def read_whole_number(text: str) -> int:
    value = cells.number(text)
    if value != value.to_integral_value() or not 0 <= value < 100_000:
        raise ValidationError(_("Un nombre entier est attendu."))
    return int(value)
