"""Rows that are read again are the same objects as long as they say the same, and no longer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.models import Observation
from strategy_monitor.backoffice.rereading import ReadTables, Rereading
from tests import factories


@pytest.fixture
def three(db: None) -> list[Observation]:
    series = factories.series()
    return [factories.observation(series=series, period_label=str(year), value=-1) for year in (2021, 2022, 2023)]


def read(before: ReadTables) -> tuple[list[Observation], ReadTables]:
    reading = Rereading(before)
    return reading.rows(Observation.objects.order_by("-period_label")), reading.found


def columns(found: list[Observation]) -> list[dict[str, Any]]:
    return [{one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields} for row in found]


def expected() -> list[dict[str, Any]]:
    return columns(list(Observation.objects.order_by("-period_label")))


def test_what_has_not_changed_is_the_same_object_and_costs_one_query(three, django_assert_num_queries):
    first, tables = read({})
    assert columns(first) == expected()
    with django_assert_num_queries(1):
        again, _tables = read(tables)
    assert [one is other for one, other in zip(first, again, strict=True)] == [True, True, True]


def test_what_has_changed_is_another_and_the_rest_the_same(three, django_assert_num_queries):
    first, tables = read({})
    # Two numbers of one hash: what is compared is what is held.
    Observation.objects.filter(period_label="2022").update(value=-2)
    with django_assert_num_queries(1):
        again, tables = read(tables)
    assert columns(again) == expected()
    assert [one is other for one, other in zip(first, again, strict=True)] == [True, False, True]
    assert again[1].value == Decimal(-2)
    assert first[1].value == Decimal(-1)


def test_an_object_of_a_row_is_as_django_makes_it(three):
    found, _tables = read({})
    for one, made in zip(found, Observation.objects.order_by("-period_label"), strict=True):
        assert vars(one) | {"_state": None} == vars(made) | {"_state": None}
        assert vars(one._state) == vars(made._state)


@pytest.mark.parametrize(
    "change",
    [
        lambda three: three[1].delete(),
        lambda three: factories.observation(series=three[0].series, period_label="2020"),
        lambda three: Observation.objects.filter(pk=three[0].pk).update(period_label="2029"),
        lambda three: Observation.objects.all().update(state="Autre"),
        lambda three: Observation.objects.all().delete(),
    ],
    ids=["one gone", "one more", "another order", "all changed", "all gone"],
)
def test_it_is_what_the_table_holds(three, change):
    _first, tables = read({})
    change(three)
    again, tables = read(tables)
    assert columns(again) == expected()
    once_more, _tables = read(tables)
    assert [id(one) for one in once_more] == [id(one) for one in again]
