"""Rows that are read again are the same objects as long as they say the same, and no longer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Observation
from strategy_monitor.backoffice import rereading
from strategy_monitor.backoffice.rereading import Rereading, Tables
from tests import factories


@pytest.fixture
def three(db: None) -> list[Observation]:
    series = factories.series()
    return [factories.observation(series=series, period_label=str(year), value=-1) for year in (2021, 2022, 2023)]


def read(before: Tables) -> tuple[list[Observation], Tables]:
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


def test_what_has_changed_is_another_and_the_rest_the_same(three):
    first, tables = read({})
    # Two numbers of one hash: what is compared is what is held.
    Observation.objects.filter(period_label="2022").update(value=-2)
    with CaptureQueriesContext(connection) as asked:
        again, tables = read(tables)
    assert len(asked) == 2
    assert columns(again) == expected()
    assert [one is other for one, other in zip(first, again, strict=True)] == [True, False, True]
    assert again[1].value == Decimal(-2)
    assert first[1].value == Decimal(-1)


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


def test_a_row_that_goes_away_between_both_looks_is_left_out(three, monkeypatch):
    _first, tables = read({})
    Observation.objects.filter(period_label="2022").update(value=4)
    look = rereading.read_raw

    def look_and_delete(asked: Any) -> Any:
        found = look(asked)
        Observation.objects.filter(period_label="2022").delete()
        return found

    monkeypatch.setattr(rereading, "read_raw", look_and_delete)
    assert [one.period_label for one in read(tables)[0]] == ["2023", "2021"]
