"""An edition that is closed, with a newer one that the public reads, and lists of corrections for it."""

from __future__ import annotations

from typing import Any

from indicators.models import Observation
from strategy_monitor.errata.models import Erratum
from strategy_monitor.errata.workflow import Proposal, open_erratum, propose, submit_erratum
from strategy_monitor.releases.models import Edition
from strategy_monitor.releases.publish import publish
from tests import factories
from tests.memory import forget
from tests.snapshot import remembered
from tests.vouched import change

FIGURE = "Indicator:1.1-O1:1/Series:heures:1/Observation:2023-2024:1"
SHARE = "Indicator:1.1-O1:1/Series:part:1/Observation:2023-2024:1"
INDICATOR = "Indicator:1.1-O1:1"


def two_editions() -> Observation:
    """2025.1 says 4 944 hours; 2026.1, that the public reads, says 5 000, and has another title."""
    forget()
    return remembered("two editions", make_two_editions)


def make_two_editions() -> Observation:
    indicator = factories.indicator(code="1.1-O1")
    made = factories.observation(series=factories.series(indicator=indicator, key="heures"))
    share = factories.series(indicator=indicator, key="part", unit="%", unit_singular="%", quantity="share", position=2)
    factories.observation(series=share, value=50, printed="50 %")
    publish("2025", "Première.")
    indicator.title = "Le titre de 2026"
    indicator.save()
    change(made, value=5000)
    publish("2026", "Suivante.")
    return made


def proposed(user: Any, thing: str = FIGURE, field: str = "value", typed: str = "4 945", **more: str) -> Erratum:
    """A list that says one field otherwise, and is submitted."""
    erratum = open_erratum(Edition.objects.get(label="2025"), user)
    propose(erratum.pk, 0, user, Proposal(thing, field, typed, more.get("reason", "Une faute de frappe.")))
    submit_erratum(erratum.pk, 1, user)
    return Erratum.objects.get(pk=erratum.pk)
