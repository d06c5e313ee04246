"""Breaking a rule of a model: through its forms, which say why, and behind their back, where the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model


def unsaved(thing: Model, **values: Any) -> Model:
    """A copy of a valid object, not saved, with these values."""
    fields = {
        field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields if not field.primary_key
    }
    copy = type(thing)(**fields)
    for name, value in values.items():
        setattr(copy, name, value)
    return copy


def refused_by_forms(thing: Model, sentence: str) -> None:
    """`full_clean` raises, and says this among what it says."""
    assert sentence in said(thing.full_clean)


def said(check: Callable[[], Any]) -> str:
    """All that the refusal says, with plain spaces."""
    with pytest.raises(ValidationError) as error:
        check()
    return " ".join(error.value.messages).replace("\u202f", " ").replace("\u00a0", " ")


def refused_by_database(write: Callable[[], Any], name: str = "") -> None:
    """The write raises, on every database; where the database names the constraint, it is this one."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    assert name in str(error.value) or "UNIQUE" in str(error.value)


def refused(thing: Model, name: str, sentence: str) -> None:
    """Refused by forms, by the constraint with this sentence, by the database one by one and in bulk."""
    assert said(thing.full_clean)
    assert sentence in said(thing.validate_constraints if name else thing.full_clean)
    refused_by_database(thing.save, name)
    thing.pk = None
    refused_by_database(lambda: type(thing)._base_manager.bulk_create([thing]), name)
