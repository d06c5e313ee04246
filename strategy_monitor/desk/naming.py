"""What things are called, erased ones too: « Relevé 2023-2024 de « Heures suivies », indicateur 2.2-O2 ».

All the things that a page names are read at once, from the deepest of the tree up: one query per model for those that
are there, one more for those that were erased, whose last record is read instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import BinaryField, Max
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.models import DeletedObject

from indicators.models import Indicator, Observation
from strategy_monitor.backoffice.history import readable_value
from strategy_monitor.desk.records import AnyModel, Record, above, history, recorded
from strategy_monitor.language import french

Key = tuple[AnyModel, int]


@cache
def depth(model: AnyModel) -> int:
    """How many levels stand above it."""
    return max((1 + depth(up) for _name, up in above(model) if up is not model), default=0)


class Names:
    def __init__(self) -> None:
        self.rows: dict[AnyModel, dict[int, Any]] = {}
        self.there: set[Key] = set()
        """What was not erased."""

    @classmethod
    def read(cls, records: Iterable[Record]) -> Names:
        """Names of these records, of what stands above them, and of all that their differences point to."""
        names = cls()
        waiting = {key for record in records for key in wanted(record)}
        while waiting:
            model = max((model for model, _pk in waiting), key=lambda one: (depth(one), one._meta.label))
            keys = {pk for other, pk in waiting if other is model}
            names.fetch(model, keys)
            rows = [row for pk in keys if (row := names.rows[model].get(pk))]
            waiting = {key for key in waiting if key[0] is not model}
            waiting |= {key for row in rows for key in places(model, row) if key[1] not in names.rows.get(key[0], {})}
        return names

    def fetch(self, model: AnyModel, keys: set[int]) -> None:
        heavy = [field.name for field in model._meta.concrete_fields if isinstance(field, BinaryField)]
        found = model._base_manager.defer(*heavy).in_bulk(keys)
        self.there |= {(model, pk) for pk in found}
        gone = keys - set(found)
        if gone and model in recorded():
            records = history(model)
            last = records.filter(id__in=gone).values("id").annotate(last=Max("history_id")).values("last")
            found |= {row.id: row for row in records.filter(history_id__in=last)}
        self.rows.setdefault(model, {}).update(found)

    def say(self, model: AnyModel, pk: int) -> str:
        row = self.rows.get(model, {}).get(pk)
        return readable_value(DeletedObject(model, pk)) if row is None else self.called(model, row)

    def called(self, model: AnyModel, row: Any) -> str:
        """What this row, or this record of one, is called."""
        if model._meta.label not in SAYS:
            return french.typeset(plain(model, row))
        form, name, place = SAYS[model._meta.label]
        told = str(form) % Truncator(getattr(row, name)).chars(80) if name else str(form)
        where = self.up(model, row, place) if place else ""
        if model is Observation:
            return french.typeset(str(_("%(what)s de %(series)s")) % {"what": told, "series": bare(where)})
        return french.typeset(f"{told}, {lower_first(where)}" if where else told)

    def up(self, model: AnyModel, row: Any, name: str) -> str:
        """What the thing that this foreign key leads to is called; empty where it leads nowhere."""
        target = dict(above(model)).get(name)
        pk = getattr(row, f"{name}_id")
        return self.say(target, pk) if target is not None and pk else ""

    def root(self, model: AnyModel, row: Any) -> Key:
        """The indicator that it stands in; else the highest thing below the axis; else itself."""
        pk: int = row.id
        while model is not Indicator:
            higher = next((key for key in places(model, row) if key[0]._meta.label not in TOPS), None)
            if higher is None or higher[1] not in self.rows.get(higher[0], {}):
                break
            (model, pk), row = higher, self.rows[higher[0]][higher[1]]
        return model, pk


TOPS = {"axes.Strategy", "axes.Axis", "axes.PriorityAction", "indicators.Provider", "releases.Edition"}
"""What holds too much to say what a save was about."""


def places(model: AnyModel, row: Any) -> list[Key]:
    """What stands right above this row."""
    return [(up, pk) for name, up in above(model) if (pk := getattr(row, f"{name}_id"))]


def wanted(record: Record) -> list[Key]:
    found = [(record.model, record.key), *places(record.model, record.row)]
    for difference in record.differences:
        field = record.model._meta.get_field(difference.name)
        if field.is_relation and isinstance(field.related_model, type):
            for value in (difference.before, difference.after):
                keys = value if isinstance(value, tuple) else (value,)
                found += [(field.related_model, pk) for pk in keys if pk]
    return found


def bare(series: str) -> str:
    """« Heures suivies », indicateur 2.2-O2: the name of a series without its kind."""
    return series.removeprefix("Série ")


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


SAYS: dict[str, tuple[Any, str, str]] = {
    "axes.Strategy": (_("Stratégie « %s »"), "short_title", ""),
    "axes.Axis": (_("Axe %s"), "number", ""),
    "axes.PriorityAction": (_("Action %s"), "number", "axis"),
    "axes.Acronym": (_("Sigle %s"), "letters", ""),
    "axes.Reference": (_("Référence « %s »"), "label", ""),
    "axes.Measure": (_("Mesure %s"), "code", ""),
    "axes.Citation": (_("Référence citée « %s »"), "printed_label", "measure"),
    "axes.Footnote": (_("Note de bas de page %s"), "marker", "measure"),
    "axes.ContentTable": (_("Tableau « %s »"), "title", "measure"),
    "axes.ContentRow": (_("Ligne « %s »"), "label", "table"),
    "indicators.ScaleStep": (_("Niveau %s de l’échelle"), "level", ""),
    "indicators.Provider": (_("Producteur %s"), "acronym", ""),
    "indicators.Indicator": (_("Indicateur %s"), "code", ""),
    "indicators.Series": (_("Série « %s »"), "label", "indicator"),
    "indicators.Observation": (_("Relevé %s"), "period_label", "series"),
    "indicators.EditorialNote": (_("Note %s"), "code", ""),
    "releases.Edition": (_("Édition %s"), "label", ""),
    "campaigns.Campaign": (_("Campagne de collecte"), "", "edition"),
    "campaigns.Demand": (_("Demande"), "", "provider"),
}
"""Model → what it is called, the field that stands there, if any, the foreign key to what is said after it."""

TELLING = ("code", "label", "title", "name", "message")
"""Fields that tell a thing from others, where nothing better is known of its kind."""


def plain(model: AnyModel, row: Any) -> str:
    """The kind of thing, and what tells this one from the others."""
    if hasattr(row, "get_username"):
        return str(row.get_full_name() or row.get_username())
    told = next((text for name in TELLING if (text := getattr(row, name, ""))), None)
    kind = capfirst(str(model._meta.verbose_name))
    return f"{kind} {Truncator(told).chars(80)}" if told else f"{kind} no {row.id}"
