"""Where in the report the printed texts of a series stand: what a new one takes over until somebody says otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from indicators.models import Observation, Series
from strategy_monitor.language.codes import Place, Role

OF_A_ROLE = {Role.HEADLINE: Place.HEADLINE, Role.CONTEXT: Place.CONTEXT}


def usual_place(series: Series, observations: Iterable[Observation]) -> str:
    """Where the latest printed value of a series stands; else where one of its role does, or « »."""
    found = [one for one in observations if one.place]
    if found:
        return str(max(found, key=lambda one: (one.period_end or dt.date.min, one.pk)).place)
    return str(OF_A_ROLE.get(Role(series.role), ""))
