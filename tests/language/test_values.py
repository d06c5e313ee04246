"""One writer of a value: what the working copy and the document say of an observation is the same text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.models import Observation, Series
from strategy_monitor.language import french
from tests.charts.making import UNDATED, observed


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"value": Decimal("43115.5000")}, "43 115,5 heures"),
        ({"value": Decimal(-1234)}, "−1 234 heures"),
        ({"value": Decimal(0)}, "0 heure"),
        ({"value": Decimal(1), "manner": "minimum"}, "au moins 1 heure"),
        ({"value": Decimal(50), "manner": "approximate"}, "près de 50 heures"),
        ({"value": Decimal(50), "manner": "half"}, "la moitié"),
        ({"value": Decimal(2), "value_high": Decimal(3000)}, "2 à 3 000 heures"),
        ({"level": 3}, "niveau 3 sur 5"),
        ({"level": 0, "state": "En cours"}, "En cours ; niveau 0 sur 5"),
        ({"level": 2, "value": Decimal(7)}, "7 heures ; niveau 2 sur 5"),
        ({"level": 1, "manner": "minimum", "level_basis": "wording"}, "niveau d’au moins 1 sur 5, déduit du libellé"),
        ({"level": 5, "level_basis": "confirmed"}, "niveau 5 sur 5, confirmé par le fournisseur"),
        ({"state": "En cours !"}, "En cours !"),
        ({"state": "En cours."}, "En cours."),
        ({"level": 1, "state": "En cours."}, "En cours ; niveau 1 sur 5"),
        ({"state": "En cours", "missing_reason": "not_measured"}, "En cours ; non mesuré"),
        ({"missing_reason": "later"}, "disponible ultérieurement"),
    ],
)
def test_what_an_observation_says(values, told):
    series = Series(unit="heures", unit_singular="heure", quantity="duration")
    said = french.write_statement(series, Observation(series=series, **values))
    assert said.replace("\u202f", " ").replace("\u00a0", " ") == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"level": 3, "level_basis": "icon"}, "3 sur 5, lu sur l’icône"),
        ({"level": 0, "manner": "minimum"}, "au moins 0 sur 5"),
        ({"state": "En cours"}, ""),
    ],
)
def test_under_the_title_of_a_level_only_its_number_is_said(values, told):
    assert french.write_level_briefly(Observation(**values)).replace("\u00a0", " ") == told


@pytest.mark.parametrize("basis", ["icon", "wording", "confirmed"])
@pytest.mark.parametrize("manner", ["exact", "minimum"])
def test_a_level_is_said_of_the_working_copy_as_of_the_document(basis, manner):
    public = observed(UNDATED, None, level=1, level_basis=basis, manner=manner)
    series = Series()
    assert french.write_value(series, Observation(level=1, level_basis=basis, manner=manner)) == french.write_level(
        public
    )


def test_a_value_set_large_has_its_unit_apart_and_its_sign_with_it():
    hours, share = Series(unit="heures", unit_singular="heure"), Series(unit="%", quantity="share")
    assert french.write_value_and_unit(hours, Observation(value=Decimal(1))) == ("1", "heure")
    assert french.write_value_and_unit(hours, Observation(value=Decimal(0), value_high=Decimal(0))) == (
        "0 à 0",
        "heure",
    )
    assert french.write_value_and_unit(share, Observation(value=Decimal(50))) == (f"50{french.NARROW}%", "")
    assert french.write_value_and_unit(share, Observation(value=Decimal(50), manner="half")) == ("la moitié", "")
    assert french.write_value_and_unit(hours, Observation(state="En cours")) == ("En cours", "")
