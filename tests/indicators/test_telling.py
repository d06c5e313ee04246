"""An observation in a few words, as the lists of the desk and of the administration say it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.models import Observation, Series
from indicators.telling import figure
from strategy_monitor.report import levels
from tests.charts.making import UNDATED, observed


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"value": Decimal("43115.5000")}, "43 115,5 heures"),
        ({"value": Decimal(-1234)}, "−1 234 heures"),
        ({"value": Decimal(0)}, "0 heures"),
        ({"value": Decimal(2), "value_high": Decimal(3000)}, "2 à 3 000 heures"),
        ({"level": 3}, "niveau 3 sur 5"),
        ({"level": 0, "state": "En cours"}, "niveau 0 sur 5 ; En cours"),
        ({"level": 1, "manner": "minimum", "level_basis": "wording"}, "niveau d’au moins 1 sur 5, déduit du libellé"),
        ({"level": 5, "level_basis": "confirmed"}, "niveau 5 sur 5, confirmé par le producteur"),
        ({"state": "En cours"}, "En cours"),
        ({"missing_reason": "later"}, "disponible ultérieurement"),
    ],
)
def test_what_an_observation_says(values, told):
    observation = Observation(series=Series(unit="heures"), **values)
    assert figure(observation).replace("\u202f", " ") == told


@pytest.mark.parametrize("basis", ["icon", "wording", "confirmed"])
@pytest.mark.parametrize("manner", ["exact", "minimum"])
def test_a_level_is_said_at_the_desk_as_it_is_to_the_public(basis, manner):
    public = observed(UNDATED, None, level=1, level_basis=basis, manner=manner)
    working = Observation(series=Series(), level=1, level_basis=basis, manner=manner)
    assert figure(working) == levels.written(public).replace("\u00a0", " ")
