"""The address of a person who is erased, in what changed: the rooms below say which, and the history forgets it."""

from __future__ import annotations

from typing import Any

from django.db.models import EmailField

from strategy_monitor.history.models import Change
from strategy_monitor.history.naming import recorded_models

AT_ONCE = 500


def hear_erased(address: str, **_told: Any) -> None:
    """Listens to `accounts.erasing.person_erased`."""
    if not address:
        return
    columns = address_columns()
    changed = []
    for change in Change.objects.filter(model__in={label for label, _name in columns}).only("model", "fields"):
        kept = [
            [name, *(forget_value(value, address) for value in values)]
            if (change.model, name) in columns
            else [name, *values]
            for name, *values in change.fields
        ]
        if kept != change.fields:
            change.fields = kept
            changed.append(change)
    Change.objects.bulk_update(changed, ["fields"], batch_size=AT_ONCE)


def address_columns() -> set[tuple[str, str]]:
    """Label of a recorded model, and its column that holds an address."""
    return {
        (model._meta.label, one.name)
        for model in recorded_models()
        for one in model._meta.concrete_fields
        if isinstance(one, EmailField)
    }


def forget_value(value: Any, address: str) -> Any:
    return "" if isinstance(value, str) and value.casefold() == address.casefold() else value
