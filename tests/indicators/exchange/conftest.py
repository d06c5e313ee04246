from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from indicators.models import Observation
from tests import factories
from tests.snapshot import remembered


@pytest.fixture
def chief(db: None) -> Any:
    """Who may do everything."""
    return get_user_model().objects.create_superuser("camille", first_name="Camille", last_name="Dubois")


@pytest.fixture
def stored(db: None) -> Observation:
    """The only observation of a small working copy: 1.1-O1, « heures », 2023-2024, 4 944 hours, validated."""
    return remembered("a validated figure of section 2.1", make_figure)


def make_figure() -> Observation:
    indicator = factories.indicator(code="1.1-O1")
    series = factories.series(indicator=indicator, key="heures")
    return factories.observation(series=series, status="validated", section="2.1", data_date=None)
