"""The smallest campaign and demand; what a test cares about, it says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model

from strategy_monitor.campaigns.models import Campaign, Demand
from strategy_monitor.releases.models import Edition
from tests import factories

DUE = dt.date(2026, 1, 31)


def campaign(label: str = "2026", **values: Any) -> Campaign:
    edition, _created = Edition.objects.get_or_create(label=label)
    return Campaign.objects.create(**{"edition": edition, "opens_on": dt.date(2025, 10, 1), "due_on": DUE} | values)


def demand(**values: Any) -> Demand:
    given = {name: make() for name, make in (("campaign", campaign), ("provider", provider)) if name not in values}
    return Demand.objects.create(**given | {"contact": "donnees@ifpc.be"} | values)


def provider(code: str = "IFPC", **values: Any) -> Any:
    return factories.provider(**{"code": code, "acronym": code, "name": f"Institut {code}"} | values)


@factories.act()
def indicator(*providers: Any, code: str = "1.1-O1", frequency: str = "school_year", **values: Any) -> Any:
    made = factories.indicator(code=code, frequency=frequency, **values)
    made.providers.set(providers)
    return made


def year(series: Any, start: int, **values: Any) -> Any:
    """The figure of the school year that begins in this year."""
    period = {
        "period_label": f"{start}-{start + 1}",
        "period_start": dt.date(start, 9, 1),
        "period_end": dt.date(start + 1, 8, 31),
    }
    if values.get("status") == "submitted":
        values["submitted_by"] = get_user_model().objects.get_or_create(username="producteur")[0]
    return factories.observation(**{"series": series, "status": "validated"} | period | values)
