"""Writes entries into the working copy: validated, with history, and never over what a person has changed since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, OuterRef, Subquery

from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language import french
from strategy_monitor.seed.differences import SeedDifference, fields_that_differ, name_field

AnyModel = TypeVar("AnyModel", bound=Model)

REASON = "Chargement des fichiers de la stratégie"
LOADED = (REASON, "Chargement du rapport imprimé")
"""What the history says of a load: in today’s words, and in those of before any strategy could be loaded."""


@dataclass
class Outcome:
    """What a load did: a count by state and model name; what differs, object by object; what it could not write."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[SeedDifference] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def total(self, state: str) -> int:
        return sum(count for (name, _), count in self.counts.items() if name == state)

    def add(self, difference: SeedDifference, model: type[Model]) -> None:
        """Takes note of it; what differs in the relations of an object is told with its fields."""
        last = self.differences[-1] if self.differences else None
        if last and (last.state, last.where) == (difference.state, difference.where):
            self.differences[-1] = replace(last, fields=(*last.fields, *difference.fields))
            return
        self.differences.append(difference)
        self.counts[difference.state, str(model._meta.verbose_name)] += 1


class Store:
    """Creates or updates one object at a time, by its natural key. `force` also overwrites what people changed.

    `fresh`: nothing was there, so that nobody can have deleted anything from it on purpose.
    """

    def __init__(self, force: bool = False, fresh: bool = False) -> None:
        self.outcome = Outcome()
        self.force, self.fresh = force, fresh
        self.touched: dict[type[Model], set[int]] = {}
        self.deleted: dict[type[Model], list[Any]] = {}
        self.named: dict[type[Model], dict[int, str]] = defaultdict(dict)
        """Model → key → what the files call it, for each object that they name."""
        self.created: dict[type[Model], set[int]] = defaultdict(set)

    def put(
        self, model: type[AnyModel], key: dict[str, Any], values: dict[str, Any], where: str, **settled: Any
    ) -> AnyModel:
        """The object of this key with these values, saved if it was not already so; what is saved is also `settled`.

        Without a primary key, it could not be saved, or a person deleted it: what belongs to it is then left out. One
        to which a person gave another key is kept as it is, with what belongs to it.
        """
        found = model._default_manager.filter(**key).first() or self.find_renamed(model, key)
        if found is None:
            return self.create(model, key, values | settled, where)
        given = key | values
        changed = [name for name, value in given.items() if getattr(found, name) != value]
        self.named[model][found.pk] = where
        if not changed:
            self.outcome.counts["unchanged", str(model._meta.verbose_name)] += 1
            return found
        fields = fields_that_differ(found, changed, vars_of(found, changed), given)
        if not self.force and self.touched_by_a_person(found):
            self.outcome.add(SeedDifference("kept", where, fields, last_change(found)), model)
        elif self.save(found, {name: given[name] for name in changed} | settled, where):
            self.outcome.add(SeedDifference("updated", where, fields), model)
        return found

    def create(self, model: type[AnyModel], key: dict[str, Any], values: dict[str, Any], where: str) -> AnyModel:
        thing = model(**key)
        if not (self.force or self.fresh) and self.deleted_by_a_person(model, key):
            self.outcome.add(SeedDifference("deleted", where), model)
        elif self.save(thing, values, where):
            self.named[model][thing.pk] = where
            self.created[model].add(thing.pk)
            self.outcome.add(SeedDifference("created", where), model)
        return thing

    def save(self, thing: Model, values: dict[str, Any], where: str) -> bool:
        for name, value in values.items():
            setattr(thing, name, value)
        thing._change_reason = REASON  # type: ignore[attr-defined]  # simple-history reads it
        try:
            save_checked(thing)
        except ValidationError as error:
            self.outcome.faults += [f"{where} : {said}" for said in write_faults(thing, error)]
            return False
        return True

    def link(self, thing: Any, relation: str, targets: list[Any]) -> None:
        """Sets a many-to-many relation where it differs, so that an unchanged one writes no history."""
        if thing.pk is None:
            return
        manager, model = getattr(thing, relation), type(thing)
        before = {one.pk: str(one) for one in manager.all()}
        if set(before) == {target.pk for target in targets}:
            return
        name = str(model._meta.get_field(relation).verbose_name)
        fields = ((name, " ; ".join(before.values()) or "rien", " ; ".join(map(str, targets)) or "rien"),)
        where = self.named[model][thing.pk]
        if not self.force and self.touched_by_a_person(thing):
            self.outcome.add(SeedDifference("kept", where, fields, last_change(thing)), model)
            return
        if thing.pk not in self.created[model]:
            self.outcome.add(SeedDifference("updated", where, fields), model)
        thing._change_reason = REASON
        manager.set(targets)

    def touched_by_a_person(self, thing: Model) -> bool:
        """True if the latest record of its history is not one of ours."""
        model = type(thing)
        if model not in self.touched:
            latest = model.history.filter(id=OuterRef("pk")).order_by("-history_id")  # type: ignore[attr-defined]
            self.touched[model] = set(
                model._default_manager.annotate(why=Subquery(latest.values("history_change_reason")[:1]))
                .exclude(why__isnull=False, why__in=LOADED)
                .values_list("pk", flat=True)
            )
        return thing.pk in self.touched[model]

    def find_renamed(self, model: type[AnyModel], key: dict[str, Any]) -> AnyModel | None:
        """The object that bore this key when the files loaded it, and to which a person gave another since."""
        if self.fresh or self.force:
            return None
        loaded = model.history.filter(history_change_reason__in=LOADED, **key).order_by("-history_id")  # type: ignore[attr-defined]
        last = loaded.values_list("id", flat=True).first()
        found: AnyModel | None = model._default_manager.filter(pk=last).first()
        return found

    def deleted_by_a_person(self, model: type[Model], key: dict[str, Any]) -> bool:
        """True if the last that was heard of an object of this key is that a person deleted it."""
        if model not in self.deleted:
            self.deleted[model] = list(model.history.filter(history_type="-").order_by("-history_id"))  # type: ignore[attr-defined]
        values = {model._meta.get_field(name).attname: as_history_keeps(value) for name, value in key.items()}  # type: ignore[union-attr]
        of_this_key = (
            record
            for record in self.deleted[model]
            if all(getattr(record, name) == one for name, one in values.items())
        )
        last = next(of_this_key, None)
        return last is not None and last.history_change_reason not in LOADED


def save_checked(thing: Model) -> None:
    """Saves it, once what the model asks was checked. Raises ValidationError, with all that is wrong.

    What the database holds itself is asked of it by saving, which costs a quarter of asking rule by rule; only where
    it refuses are the rules asked, for their words.
    """
    try:
        thing.clean_fields()
        thing.clean()
        with transaction.atomic():
            thing.save()
    except (ValidationError, IntegrityError):
        thing.full_clean()
        raise


def write_faults(thing: Model, error: ValidationError) -> Iterator[str]:
    """Each after the name of its field, where it is about one."""
    for name, messages in error.message_dict.items():
        field = "" if name == NON_FIELD_ERRORS else f"{name_field(thing, name)} : "
        yield from (f"{field}{message}" for message in messages)


def as_history_keeps(value: Any) -> Any:
    """As a history keeps it: of another object, its key."""
    return value.pk if isinstance(value, Model) else value


def vars_of(thing: Model, names: list[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def last_change(thing: Any) -> str:
    """« le 2 mars 2026, par Ada Lovelace »; when, and who where it is known."""
    record = thing.history.order_by("-history_id").select_related("history_user").first()
    if record is None:
        return "sans historique"
    who = record.history_user
    by = f", par {name_person(who)}" if who else ""
    return f"le {french.write_date(record.history_date.date())}{by}"
