"""A field that a row and its files have under one name is loaded by that alone."""

from __future__ import annotations

from typing import Any

from indicators.models import Indicator
from strategy_monitor.seed import schema
from strategy_monitor.seed.load import Loader
from strategy_monitor.seed.store import Outcome


class Later(schema.IndicatorEntry):
    """As files of a later version may say it."""

    closed_since: str


class Kept:
    """Takes what is stored, and stores nothing."""

    def __init__(self) -> None:
        self.outcome, self.values = Outcome(), dict[str, Any]()

    def put(self, model: Any, key: Any, values: dict[str, Any], _where: str) -> Any:
        self.values = values
        return model()


def test_a_field_that_the_files_begin_to_bring_is_loaded() -> None:
    told = {"code": "2.1-O9", "category": "operational", "nature": "quantitative", "title": "Écoles"}
    asked = {"short_title": "Écoles", "source": "", "providers": (), "frequency": "unknown", "series": ()}
    said = Later.model_validate(told | asked | {"closed_since": "2027"})
    kept: Any = Kept()
    Loader(kept).indicator(said, 3, {"action": None, "axis": None})
    assert kept.values["closed_since"] == "2027"
    assert (kept.values["title"], kept.values["position"]) == ("Écoles", 3)
    assert set(kept.values) <= {field.name for field in Indicator._meta.concrete_fields} - {"code"}
