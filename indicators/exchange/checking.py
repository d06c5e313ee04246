"""The rules of the model, for thousands of observations: the same sentences as `full_clean`, without its queries.

Django asks the database about each check constraint of each object: some 70,000 questions for 5,000 rows. Here the
same conditions, read from the model, are worked out in Python; the database still has the last word when it writes.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext as _

from indicators.models import Observation

Truth = bool | None
"""As in SQL: None where something that is null makes it unknown. A check refuses only what is false."""

FIELDS = {
    "observation_has_value_or_reason": "value",
    "level_has_a_basis": "level_basis",
    "period_has_a_start_and_an_end": "period_start",
    "date_is_one_day": "period_end",
    "range_has_two_ends": "value_high",
    "only_a_cumulative_value_has_a_start": "cumulative_since",
    "observation_keeps_what_is_printed": "printed",
}
"""The column in which to say that a constraint is broken."""

LINKS = {field.name for field in Observation._meta.fields if field.is_relation}
"""The planner sets them, from rows that it has read."""

COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda one, other: one in other,
}


def faults(observation: Observation) -> Iterator[tuple[str, str]]:
    """Field and French sentence of each rule that this observation breaks; that it is unique is not looked at."""
    found = False
    for check in (lambda: observation.clean_fields(exclude=LINKS), observation.clean):
        try:
            check()
        except ValidationError as error:
            found = True
            for field, messages in error.message_dict.items():
                yield from ((field, message) for message in messages)
    for constraint in () if found else broken(observation):
        said = constraint.violation_error_message or _("Cette valeur n’est pas permise.")
        yield FIELDS.get(constraint.name, "code"), str(said)


def broken(observation: Observation) -> Iterator[CheckConstraint]:
    for constraint in Observation._meta.constraints:
        if isinstance(constraint, CheckConstraint) and holds(constraint.condition, observation) is False:
            yield constraint


def holds(condition: Any, thing: Any) -> Truth:
    """Whether a condition of fields, values and F() is true of this object."""
    found = [holds(one, thing) if isinstance(one, Q) else holds_of_child(one, thing) for one in condition.children]
    decisive = condition.connector == Q.OR
    truth: Truth = decisive if decisive in found else None if None in found else not decisive
    return truth if truth is None or not condition.negated else not truth


def holds_of_child(child: Any, thing: Any) -> Truth:
    name, wanted = child
    field, _separator, lookup = name.partition("__")
    value = getattr(thing, field)
    other = getattr(thing, wanted.name) if isinstance(wanted, F) else wanted  # type: ignore[attr-defined]
    if lookup == "isnull":
        return (value is None) == other
    if value is None or other is None:
        return None
    return COMPARED[lookup or "exact"](value, other)
