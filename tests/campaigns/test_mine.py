"""What is asked of one person: of their providers and axes, and of nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators.models import Indicator
from strategy_monitor.campaigns.mine import asked_of, describe_nothing_asked
from strategy_monitor.releases.models import Edition
from tests import factories
from tests.campaigns import making
from tests.people import person

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 1, 15)


def codes(user, today: dt.date = TODAY) -> list[str]:
    return [f"{one.observation.series.indicator.code} {one.observation.period_label}" for one in asked_of(user, today)]


def asked(*codes_and_providers, **campaign):
    """A campaign that asks each of these providers for one figure."""
    found = making.campaign(**campaign)
    for code, provider, due in codes_and_providers:
        making.year(factories.series(indicator=making.indicator(provider, code=code)), 2023)
        making.demand(campaign=found, provider=provider, due_on=due)
    return found


def test_a_provider_s_person_is_asked_for_its_figures_and_no_others():
    ifpc, dgeo = making.provider("IFPC"), making.provider("DGEO")
    asked(("1.1-O1", ifpc, None), ("1.1-O2", dgeo, None))
    assert codes(person("camille", "Contribution", providers=[ifpc])) == ["1.1-O1 2024-2025"]
    (one,) = asked_of(person("dominique", "Contribution", providers=[dgeo]), TODAY)
    assert (one.provider, one.due, one.last.period_label) == (dgeo, making.DUE, "2023-2024")
    assert codes(person("sacha", "Contribution")) == []


def test_who_keeps_an_axis_is_asked_for_its_figures():
    asked(("1.1-O1", making.provider(), None))
    assert codes(person("camille", "Édition", axes=[factories.axis(1)])) == ["1.1-O1 2024-2025"]
    assert codes(person("sacha", "Édition", axes=[factories.axis(2)])) == []


@pytest.mark.parametrize("role", ["Lecture", "Publication"])
def test_who_types_no_figure_is_asked_for_none(role):
    ifpc = making.provider()
    asked(("1.1-O1", ifpc, None))
    assert codes(person("camille", role, providers=[ifpc], axes=[factories.axis(1)])) == []


def test_what_is_due_first_comes_first_then_the_order_of_the_report():
    first, second = making.provider("AAA"), making.provider("BBB")
    asked(("1.1-O1", first, None), ("1.1-O2", second, dt.date(2026, 1, 20)))
    making.year(factories.series(indicator=making.indicator(second, code="1.1-O3")), 2023)
    found = codes(person("camille", "Contribution", providers=[first, second]))
    assert found == ["1.1-O2 2024-2025", "1.1-O3 2024-2025", "1.1-O1 2024-2025"]


def test_a_figure_of_two_providers_is_asked_once():
    first, second = making.provider("AAA"), making.provider("BBB")
    campaign = making.campaign()
    making.year(factories.series(indicator=making.indicator(first, second)), 2023)
    for provider, due in ((first, None), (second, dt.date(2026, 1, 20))):
        making.demand(campaign=campaign, provider=provider, due_on=due)
    (one,) = asked_of(person("camille", "Contribution", providers=[first, second]), TODAY)
    assert one.due == dt.date(2026, 1, 20)


def test_nothing_is_asked_before_a_campaign_opens_and_the_last_one_counts():
    ifpc = making.provider()
    asked(("1.1-O1", ifpc, None), opens_on=dt.date(2026, 1, 10))
    user = person("camille", "Contribution", providers=[ifpc])
    assert codes(user, dt.date(2026, 1, 9)) == []
    later = making.campaign("2027", opens_on=dt.date(2026, 10, 1), due_on=dt.date(2027, 1, 31))
    making.demand(campaign=later, provider=ifpc)
    assert codes(user, dt.date(2026, 9, 1)) == ["1.1-O1 2024-2025"], "late, and still asked"
    assert codes(user, dt.date(2026, 10, 1)) == ["1.1-O1 2025-2026"]


def test_what_nobody_was_asked_is_not_asked_of_me():
    ifpc = making.provider()
    making.campaign()
    making.year(factories.series(indicator=making.indicator(ifpc)), 2023)
    assert codes(person("camille", "Contribution", providers=[ifpc])) == []


def test_what_came_back_is_there_whatever_the_campaign():
    ifpc = making.provider()
    row = making.year(
        factories.series(indicator=making.indicator(ifpc)), 2021, status="returned", returned_why="Quelle année ?"
    )
    (one,) = asked_of(person("camille", "Contribution", providers=[ifpc]), TODAY)
    assert (one.observation, one.returned, one.due) == (row, True, None)


def test_the_cost_does_not_grow():
    ifpc = making.provider()
    campaign = asked(("1.1-O1", ifpc, None))
    user = person("camille", "Contribution", providers=[ifpc])

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            for one in asked_of(user, TODAY):
                assert one.last
        return len(caught)

    cost()
    few = cost()
    for number in range(2, 9):
        making.year(factories.series(indicator=making.indicator(ifpc, code=f"1.1-O{number}")), 2023)
    assert campaign.demands.count() == 1
    assert cost() == few


def test_the_campaign_of_an_edition_that_is_closed_asks_for_nothing():
    ifpc = making.provider()
    found = asked(("1.1-O1", ifpc, None))
    camille = person("camille", "Contribution", providers=[ifpc])
    assert codes(camille)
    Edition.objects.filter(pk=found.edition_id).update(closed_at=timezone.now())
    assert codes(camille) == []


def test_an_indicator_that_is_closed_is_asked_of_nobody():
    ifpc = making.provider()
    asked(("1.1-O1", ifpc, None))
    Indicator.objects.update(closed_since="2026")
    assert codes(person("camille", "Contribution", providers=[ifpc])) == []


def test_who_is_asked_nothing_is_told_why():
    ifpc, dgeo = making.provider("IFPC"), making.provider("DGEO")
    camille, dominique = (person(name, "Contribution", providers=[one]) for name, one in (("a", ifpc), ("b", dgeo)))
    assert "Aucune campagne" in describe_nothing_asked(camille, None)
    campaign = asked(("1.1-O1", ifpc, None))
    assert "Aucun indicateur n’est confié à ce compte" in describe_nothing_asked(dominique, campaign)
    making.indicator(dgeo, code="1.1-O2")
    assert "ne demande rien pour les indicateurs confiés à ce compte" in describe_nothing_asked(dominique, campaign)
    answer = making.year(Indicator.objects.get(code="1.1-O1").series.get(), 2024, status="submitted")
    assert "ce qui a été soumis attend sa validation" in describe_nothing_asked(camille, campaign)
    answer.delete()
    making.year(Indicator.objects.get(code="1.1-O1").series.get(), 2024)
    assert describe_nothing_asked(camille, campaign) == "Plus rien n’est demandé : tout ce qui l’était est validé."
