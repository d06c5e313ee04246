"""A row that is read is what Django would make of it, and knows what is stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model

from indicators.models import Observation

pytestmark = pytest.mark.usefixtures("seeded")


def made_by_django(names: list[str]) -> dict[str, Any]:
    """What a row of these columns has, read as any model is."""
    values = Observation.objects.values_list(*names).order_by("pk").first()
    made = Model.from_db.__func__(Observation, "default", names, list(values or ()))  # type: ignore[attr-defined]
    return plain(made)


def plain(row: Observation) -> dict[str, Any]:
    own = {name: value for name, value in vars(row).items() if name not in {"_state", "_stored", "_came_from"}}
    return own | {"_state": (row._state.db, row._state.adding, row._state.fields_cache)}


COLUMNS = [column.attname for column in Observation._meta.concrete_fields]


@pytest.mark.parametrize("names", [COLUMNS, ["id", "value", "origin"]])
def test_it_is_what_django_makes(names: list[str]) -> None:
    read = Observation.objects.order_by("pk").only(*(name.removesuffix("_id") for name in names)).first()
    assert read
    assert plain(read) == made_by_django(names)
    assert read.get_deferred_fields() == set(COLUMNS) - set(names)
    assert not read.differs


def test_what_was_deferred_is_read_when_it_is_asked(django_assert_num_queries: Any) -> None:
    read = Observation.objects.order_by("pk").only("value").first()
    assert read
    with django_assert_num_queries(1):
        assert read.period_label
