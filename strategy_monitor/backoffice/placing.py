"""What a constraint refuses, said at the field of a form that it is about: not at the head of it, far from there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, F, Model, Q, UniqueConstraint
from django.forms import BaseForm


def list_seen(form: BaseForm) -> list[str]:
    """The fields of a form that a person sees, in their order."""
    return [name for name in form.fields if not form[name].is_hidden]


def place_errors(errors: ValidationError, model: type[Model], shown: Collection[str]) -> None:
    """Moves what constraints of this model say in general to the first of the fields `shown` that each is about."""
    said: dict[str, list[ValidationError]] = getattr(errors, "error_dict", {})
    for one in said.pop(NON_FIELD_ERRORS, []):
        about = find_fields(model, str(one.message))
        place = next((name for name in shown if name in about), NON_FIELD_ERRORS)
        said.setdefault(place, []).append(one)


def find_fields(model: type[Model], sentence: str) -> set[str]:
    """The fields of the constraint that says this; none where none does."""
    for constraint in model._meta.constraints:
        if str(constraint.violation_error_message) == sentence:
            return set(fields_of_constraint(constraint))
    return set()


def fields_of_constraint(constraint: Any) -> Iterator[str]:
    if isinstance(constraint, UniqueConstraint):
        yield from constraint.fields
    elif isinstance(constraint, CheckConstraint) and isinstance(constraint.condition, Q):
        yield from fields_of_condition(constraint.condition)


def fields_of_condition(condition: Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from fields_of_condition(child)
        elif isinstance(child, tuple):
            name, value = child
            yield name.partition("__")[0]
            if isinstance(value, F):
                yield str(value.name)  # type: ignore[attr-defined]
