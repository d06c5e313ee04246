"""The rules worked out in Python refuse what the model refuses, and nothing else."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.exchange import checking
from indicators.exchange.columns import BY_NAME
from indicators.models import Observation
from tests.environment import examples
from tests.indicators.exchange.test_identity import ROWS, USUAL

pytestmark = pytest.mark.django_db


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=ROWS, usual=st.sets(st.sampled_from(sorted(USUAL))))
def test_both_refuse_the_same(stored, values, usual):
    values |= {name: USUAL[name] for name in usual}
    made = Observation(series=stored.series, period_label="un jour", **values)
    faults = {sentence for _name, sentence in checking.faults(made)}
    try:
        made.full_clean(exclude=checking.LINKS)
        expected = set()
    except ValidationError as error:
        expected = set(error.messages)
    assert bool(faults) == bool(expected)
    assert faults <= expected


def test_each_constraint_points_at_a_column_that_can_be_read():
    assert [name for name in checking.FIELDS.values() if BY_NAME[name].use != "read"] == []
    named = {constraint.name for constraint in Observation._meta.constraints}
    assert set(checking.FIELDS) <= named
