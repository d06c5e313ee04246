"""Whatever has a place for each form of chart has one for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import pytest

from strategy_monitor.charts.layout import LAYOUTS
from strategy_monitor.charts.model import Form
from strategy_monitor.charts.names import FORMS
from tests.charts import specimens

PLACES: dict[str, Iterable[str]] = {
    "FORMS, of charts/names.py": FORMS,
    "LAYOUTS, of charts/layout.py": LAYOUTS,
    "KINDS, of tests/charts/specimens.py": specimens.KINDS,
    "ALL, of tests/charts/specimens.py": {make().form for make in specimens.ALL},
}


@pytest.mark.parametrize("place", PLACES)
def test_each_form_is_there(place: str) -> None:
    assert set(PLACES[place]) == set(get_args(Form)), f"{place}: see « A form of chart » in CONTRIBUTING.md"
