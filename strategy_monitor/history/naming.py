"""What recorded things are, and are called: « Valeur 2023-2024 de « Heures suivies », indicateur 2.2-O2 ».

A name is kept as its steps, and put into words when it is read. Of a person the number of the account is kept alone:
what they are called is read with the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.text import Truncator, capfirst, slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import DeletedObject

from axes.models import Axis, Citation, Measure, PriorityAction
from strategy_monitor.backoffice.history import readable_value
from strategy_monitor.backoffice.people import name_number
from strategy_monitor.campaigns.models import Campaign
from strategy_monitor.language import french
from strategy_monitor.language.folding import fold
from strategy_monitor.releases.models import Edition

AnyModel = type[Model]
Step = list[Any]
"""Label of a model, key, and what tells this row from others; None where nobody knows any more, and of a person."""
Name = list[Step]
"""A thing, then what it is said to be of, and so on up."""

PARENTS: dict[AnyModel, tuple[tuple[str, AnyModel], ...]] = {
    Axis: (),
    Campaign: (("edition", Edition),),
    Citation: (("measure", Measure),),
    Measure: (("action", PriorityAction), ("parent", Measure)),
}
"""Models whose foreign keys do not by themselves say what stands above them."""

NAMING = {"texts.TextReading"}
"""Models whose columns `model` and `key` say what stands above them."""


@cache
def recorded_models() -> tuple[AnyModel, ...]:
    """Every model whose changes are kept."""
    return tuple(model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute"))


@cache
def model_slug(model: AnyModel) -> str:
    """Its French name as it stands in an address: « releve », « note »."""
    return slugify(fold(str(model._meta.verbose_name)))


def history_of(model: AnyModel) -> QuerySet[Any]:
    records: QuerySet[Any] = getattr(model, model._meta.simple_history_manager_attribute).model.objects.order_by()  # type: ignore[attr-defined]
    return records


@cache
def parents_of(model: AnyModel) -> tuple[tuple[str, AnyModel], ...]:
    """The foreign keys that lead up the tree, with what they lead to."""
    if model in PARENTS:
        return PARENTS[model]
    if model not in recorded_models():
        return ()
    found = [(one.name, one.related_model) for one in model._meta.concrete_fields if isinstance(one, ForeignKey)]
    return tuple((name, up) for name, up in found if isinstance(up, type) and up in recorded_models() and up != model)


def ways_up(model: AnyModel, row: Any) -> Iterator[tuple[str, AnyModel, int | None]]:
    """(column, model, key) of what stands above this row, or this record of one."""
    if model._meta.label in NAMING:
        yield "key", apps.get_model(row.model), row.key
    for name, up in parents_of(model):
        yield name, up, getattr(row, f"{name}_id")


def field_read(reading: Any) -> str:
    """The title of the text that was read."""
    try:
        return str(apps.get_model(reading.model)._meta.get_field(reading.field).verbose_name)
    except FieldDoesNotExist:  # a field of former times
        return str(reading.field)


@dataclass(frozen=True)
class NamedKind:
    field: str | Callable[[Any], str]
    """What tells one of them from the others."""
    form: Any
    word: Any = ""
    """What stands before it, unless the name of a field has just said so."""
    parent: str = ""
    """The column that leads to what it is said to be of."""


KINDS = {
    "axes.Strategy": NamedKind("short_title", _("« %s »"), _("Stratégie")),
    "axes.Axis": NamedKind("number", "%s", _("Axe")),
    "axes.PriorityAction": NamedKind("number", _("Action %s"), parent="axis"),
    "axes.Acronym": NamedKind("letters", "%s", _("Sigle")),
    "axes.Reference": NamedKind("label", _("« %s »"), _("Référence")),
    "axes.Measure": NamedKind("code", _("Mesure %s")),
    "axes.Citation": NamedKind("printed_label", _("« %s »"), _("Référence citée"), "measure"),
    "axes.Footnote": NamedKind("marker", "%s", _("Note de bas de page"), "measure"),
    "axes.ContentTable": NamedKind("title", _("« %s »"), _("Tableau"), "measure"),
    "axes.ContentRow": NamedKind("label", _("« %s »"), _("Ligne"), "table"),
    "indicators.ScaleStep": NamedKind("level", _("Niveau %s de l’échelle")),
    "indicators.Provider": NamedKind("acronym", "%s", _("Fournisseur")),
    "indicators.Indicator": NamedKind("code", "%s", _("Indicateur")),
    "indicators.Series": NamedKind("label", _("« %s »"), _("Série"), "indicator"),
    "indicators.Observation": NamedKind("period_label", "%s", _("Valeur"), "series"),
    "indicators.EditorialNote": NamedKind("code", _("Note %s")),
    "releases.Edition": NamedKind("label", "%s", _("Édition")),
    "texts.TextReading": NamedKind(field_read, _("« %s »"), _("Lecture de"), "key"),
    "campaigns.Campaign": NamedKind("", _("Campagne de collecte"), parent="edition"),
    "campaigns.Demand": NamedKind("", _("Demande"), parent="provider"),
    "accounts.Erasure": NamedKind("account", _("de la personne du compte n° %s"), _("Effacement")),
}

TELLING = ("code", "label", "title", "name", "message")
"""Fields that tell a thing from others, where nothing better is known of its kind."""


def kind_of(label: str) -> NamedKind:
    if label in KINDS:
        return KINDS[label]
    return NamedKind(most_telling, "%s", capfirst(str(apps.get_model(label)._meta.verbose_name)))


def most_telling(row: Any) -> str:
    return next((str(text) for name in TELLING if (text := getattr(row, name, ""))), f"no {row.id}")


def step_of(model: AnyModel, row: Any) -> Step:
    """Of a row, or of a historical record of one."""
    field = kind_of(model._meta.label).field
    told = (str(getattr(row, field)) if field else "") if isinstance(field, str) else field(row)
    return [model._meta.label, row.id, told]


def is_person(model: AnyModel) -> bool:
    return model._meta.label == settings.AUTH_USER_MODEL


def in_words(name: Name, names: Mapping[int, str], *, kind_said: bool = False) -> str:
    """In French. `names`: number of an account → what it is called; `kind_said`: what stands before it says what kind
    of thing it is."""
    return french.typeset(join_steps(name, names, kind_said=kind_said))


def join_steps(name: Name, names: Mapping[int, str], *, kind_said: bool = False) -> str:
    (label, key, told), *rest = name
    if label == settings.AUTH_USER_MODEL:
        return name_number(key, names)
    if told is None:
        return readable_value(DeletedObject(apps.get_model(label), key))
    kind = kind_of(label)
    text = str(kind.form) % Truncator(told).chars(80) if kind.field else str(kind.form)
    text = text if kind_said else f"{kind.word} {text}".strip()
    if not rest:
        return text
    if label == "indicators.Observation":
        series = join_steps(rest, names, kind_said=True)
        return str(_("%(what)s de %(series)s")) % {"what": text, "series": series}
    return f"{text}, {french.lower_first(join_steps(rest, names))}"
