"""Writes entries into the working copy: validated, with history, and never over what a person has changed since."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, OuterRef, Subquery

AnyModel = TypeVar("AnyModel", bound=Model)

REASON = "Chargement du rapport imprimé"


@dataclass
class Outcome:
    """What a load did: a count by state and model name; what it left alone; what it could not write."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def total(self, state: str) -> int:
        return sum(count for (name, _), count in self.counts.items() if name == state)


class Store:
    """Creates or updates one object at a time, by its natural key. `force` also overwrites what people changed."""

    def __init__(self, force: bool = False) -> None:
        self.outcome = Outcome()
        self.force = force
        self.touched: dict[type[Model], set[int]] = {}

    def put(
        self, model: type[AnyModel], key: dict[str, Any], values: dict[str, Any], where: str, **settled: Any
    ) -> AnyModel:
        """The object of this key with these values, saved if it was not already so; what is saved is also `settled`."""
        manager = model._default_manager
        found = manager.filter(**key).first()
        state = "created" if found is None else "updated"
        thing = found or model(**key)
        changed = [name for name, value in values.items() if found is None or getattr(thing, name) != value]
        if found and not changed:
            state = "unchanged"
        elif found and not self.force and self.touched_by_a_person(found):
            state = "kept"
            self.outcome.kept.append(f"{where} : {', '.join(changed)}")
        else:
            self.save(thing, {name: values[name] for name in changed} | settled, where)
        self.outcome.counts[state, str(model._meta.verbose_name)] += 1
        return thing

    def save(self, thing: Model, values: dict[str, Any], where: str) -> None:
        for name, value in values.items():
            setattr(thing, name, value)
        try:
            thing.full_clean()
        except ValidationError as error:
            self.outcome.faults += [f"{where} : {message}" for message in error.messages]
            return
        thing._change_reason = REASON  # type: ignore[attr-defined]  # simple-history reads it
        thing.save()

    def link(self, thing: Any, relation: str, targets: list[Model]) -> None:
        """Sets a many-to-many relation where it differs, so that an unchanged one writes no history."""
        if thing.pk is None:
            return
        manager = getattr(thing, relation)
        if set(manager.values_list("pk", flat=True)) != {target.pk for target in targets}:
            if not self.force and self.touched_by_a_person(thing):
                self.outcome.kept.append(f"{thing} : {relation}")
                return
            thing._change_reason = REASON
            manager.set(targets)

    def touched_by_a_person(self, thing: Model) -> bool:
        """True if the latest record of its history is not one of ours."""
        model = type(thing)
        if model not in self.touched:
            latest = model.history.filter(id=OuterRef("pk")).order_by("-history_id")  # type: ignore[attr-defined]
            self.touched[model] = set(
                model._default_manager.annotate(why=Subquery(latest.values("history_change_reason")[:1]))
                .exclude(why=REASON)
                .values_list("pk", flat=True)
            )
        return thing.pk in self.touched[model]
