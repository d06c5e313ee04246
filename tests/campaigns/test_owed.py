"""What each provider owes, read from the working copy."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from indicators.models import Provider
from strategy_monitor.campaigns.owed import describe_delay, rows_owed, standings, without_provider
from tests import factories
from tests.campaigns import making
from tests.people import person

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 1, 15)


def told(campaign, today: dt.date = TODAY) -> list[tuple[str, str, list[str]]]:
    return [
        (one.provider.acronym, one.word, [f"{item.indicator.code} {item.asked.label}" for item in one.items])
        for one in standings(campaign, today)
    ]


def test_a_provider_owes_the_next_period_of_each_of_its_indicators():
    ifpc, dgeo = making.provider("IFPC"), making.provider("DGEO")
    making.year(factories.series(indicator=making.indicator(ifpc, code="1.1-O1")), 2023)
    making.year(factories.series(indicator=making.indicator(ifpc, dgeo, code="1.1-O2")), 2024)
    assert told(making.campaign()) == [
        ("IFPC", "en cours", ["1.1-O1 2024-2025", "1.1-O2 2024-2025"]),
        ("DGEO", "validé", ["1.1-O2 2024-2025"]),
    ]


def test_a_workbook_has_the_rows_that_are_owed_and_only_those():
    ifpc, dgeo = making.provider("IFPC"), making.provider("DGEO")
    late = making.indicator(ifpc, code="1.1-O1")
    for key in ("heures", "personnes", "anciennes"):
        making.year(factories.series(indicator=late, key=key), 2019 if key == "anciennes" else 2023)
    making.year(factories.series(indicator=late, key="part", role="component"), 2023)
    making.year(factories.series(indicator=making.indicator(ifpc, code="1.1-O2")), 2024)  # handed over
    begun = factories.series(indicator=making.indicator(ifpc, code="1.1-O3"), key="commencée")
    making.year(begun, 2024, status="draft")
    making.year(factories.series(indicator=making.indicator(dgeo, code="1.1-O4")), 2023)
    found = {one.provider.acronym: rows_owed(one) for one in standings(making.campaign(), TODAY)}
    assert [(row.series.key, row.period_label, row.period_kind, bool(row.pk)) for row in found["IFPC"]] == [
        ("heures", "2024-2025", "school_year", False),
        ("personnes", "2024-2025", "school_year", False),
        ("commencée", "2024-2025", "school_year", True),
    ]
    assert [row.series.indicator.code for row in found["DGEO"]] == ["1.1-O4"]


def test_a_level_of_no_stated_rhythm_is_asked_for_the_day_when_the_campaign_opens():
    milestones = making.indicator(making.provider(), frequency="unknown", nature="progress")
    series = factories.series(indicator=milestones, quantity="state", unit="")
    undated = {"period_kind": "undated", "period_label": "sans date", "period_start": None, "period_end": None}
    factories.observation(series=series, level=1, level_basis="wording", value=None, status="validated", **undated)
    (one,) = standings(making.campaign(), TODAY)
    (row,) = rows_owed(one)
    assert (row.period_kind, row.period_label, row.period_end) == ("date", "1er octobre 2025", dt.date(2025, 10, 1))
    factories.observation(series=series, level=3, level_basis="confirmed", value=None, status="validated",
                          period_kind="date", period_label=row.period_label, period_start=row.period_start,
                          period_end=row.period_end)  # fmt: skip
    (one,) = standings(making.campaign("2027", due_on=dt.date(2026, 2, 28)), TODAY)
    assert (one.word, rows_owed(one)) == ("validé", [])


def test_what_a_provider_says_is_not_available_is_owed_no_more():
    ifpc = making.provider()
    series = factories.series(indicator=making.indicator(ifpc))
    making.year(series, 2023)
    campaign = making.campaign()
    saying = {"value": None, "missing_reason": "later", "printed": "", "place": ""}
    making.year(series, 2024, status="submitted", **saying)
    (one,) = standings(campaign, TODAY)
    assert (one.word, one.left, rows_owed(one)) == ("soumis", (), [])


def test_a_provider_to_come_owes_nothing_yet():
    indicator = making.indicator()
    indicator.planned_providers.add(making.provider())
    making.year(factories.series(indicator=indicator), 2023)
    campaign = making.campaign()
    assert told(campaign) == []
    assert [item.indicator.code for item in without_provider(campaign)] == ["1.1-O1"]


def test_only_headline_figures_are_asked():
    indicator = making.indicator(making.provider(), frequency="unknown")
    benchmark = factories.series(indicator=indicator, role="benchmark", population="OCDE")
    making.year(benchmark, 2023, status="draft")
    assert told(making.campaign()) == []


def test_who_is_asked_without_owing_anything_is_listed_too():
    demand = making.demand()
    assert told(demand.campaign) == [("IFPC", "rien n’est attendu", [])]


def test_a_demand_may_have_a_day_of_its_own():
    ifpc = making.provider()
    making.year(factories.series(indicator=making.indicator(ifpc)), 2023)
    demand = making.demand(provider=ifpc, due_on=dt.date(2025, 10, 1))  # before 2024-2025 can be asked
    assert told(demand.campaign) == [("IFPC", "validé", ["1.1-O1 2023-2024"])]
    demand.due_on = None
    demand.save()
    assert told(demand.campaign) == [("IFPC", "rien reçu", ["1.1-O1 2024-2025"])]


def test_more_time_asks_for_no_other_figure():
    """Who is given until the autumn still owes the year that the campaign is about, not the one after it."""
    ifpc = making.provider()
    making.year(factories.series(indicator=making.indicator(ifpc)), 2023)
    demand = making.demand(provider=ifpc, due_on=dt.date(2026, 12, 15))  # 2025-2026 can be asked by then
    assert told(demand.campaign) == [("IFPC", "rien reçu", ["1.1-O1 2024-2025"])]
    (one,) = standings(demand.campaign, TODAY)
    assert (one.due, [row.period_label for row in rows_owed(one)]) == (dt.date(2026, 12, 15), ["2024-2025"])


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (dt.date(2026, 1, 3), "en retard de 12 jours"),
        (dt.date(2026, 1, 14), "en retard de 1 jour"),
        (dt.date(2026, 1, 15), "pour aujourd’hui"),
        (dt.date(2026, 1, 16), "dans 1 jour"),
        (dt.date(2026, 1, 31), "dans 16 jours"),
    ],
)
def test_a_delay_is_told_in_words(due, words):
    assert describe_delay(due, TODAY) == words


def test_one_is_late_from_the_day_after():
    making.year(factories.series(indicator=making.indicator(making.provider())), 2023)
    campaign = making.campaign()
    days = [campaign.due_on + dt.timedelta(days=n) for n in (-1, 0, 1)]
    assert [standings(campaign, day)[0].is_late for day in days] == [False, False, True]


def test_who_has_handed_over_all_is_not_late():
    ifpc = making.provider()
    making.year(factories.series(indicator=making.indicator(ifpc)), 2024)
    (one,) = standings(making.campaign(), dt.date(2026, 3, 1))
    assert (one.is_late, one.when) == (False, "")


def test_the_latest_come_first():
    late, soon = making.provider("ZZZ"), making.provider("AAA")
    for number, provider in enumerate((late, soon), 1):
        making.year(factories.series(indicator=making.indicator(provider, code=f"1.1-O{number}")), 2023)
    demand = making.demand(provider=late, due_on=dt.date(2026, 1, 1))
    assert [one.provider.acronym for one in standings(demand.campaign, TODAY)] == ["ZZZ", "AAA"]


def test_the_cost_does_not_grow_with_the_strategy():
    def more(numbers):
        for number in numbers:
            provider = making.provider(f"P{number}")
            making.year(factories.series(indicator=making.indicator(provider, code=f"1.1-O{number}")), 2023)
            making.demand(campaign=campaign, provider=provider)

    campaign = making.campaign()
    more(range(1, 3))
    with CaptureQueriesContext(connection) as few:
        standings(campaign, TODAY)
    more(range(3, 12))
    with CaptureQueriesContext(connection) as many:
        assert len(standings(campaign, TODAY)) == 11
    assert len(few) == len(many) == 7  # providers, demands, reminders; indicators, providers, series, observations


def test_the_printed_report_asks_each_provider_for_something(seeded):
    campaign = making.campaign(due_on=dt.date(2026, 11, 15))
    found = {one.provider.acronym: {item.asked.label for item in one.items} for one in standings(campaign, TODAY)}
    assert {"PISA 2025", "TALIS 2024"} == found["OCDE"]
    assert found["IFPC"] == {"2025-2026"}
    assert set(found) <= set(Provider.objects.values_list("acronym", flat=True))


def test_the_database_refuses_what_a_campaign_cannot_be():
    demand = making.demand()
    wrong = [
        making.campaign,
        lambda: making.campaign("2027", due_on=dt.date(2025, 1, 1)),
        lambda: making.demand(campaign=demand.campaign, provider=demand.provider),
    ]
    for make in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_a_workbook_is_in_the_order_of_the_report():
    ifpc = making.provider()
    action = factories.action(axis=factories.axis(1))
    for code, position in (("1.1-O2", 2), ("1.1-O10", 3), ("1.1-O1", 4)):
        making.year(
            factories.series(indicator=making.indicator(ifpc, code=code, action=action, position=position)), 2023
        )
    impact = making.indicator(ifpc, code="1-I1", axis=factories.axis(1))
    making.year(factories.series(indicator=impact), 2023)
    (one,) = standings(making.campaign(), TODAY)
    assert [row.series.indicator.code for row in rows_owed(one)] == ["1.1-O2", "1.1-O10", "1.1-O1", "1-I1"]
    assert [item.indicator.code for item in one.items] == ["1.1-O2", "1.1-O10", "1.1-O1", "1-I1"]


def test_one_row_for_each_figure_that_is_owed():
    """What the report said would come is no second row beside the period that is asked."""
    ifpc = making.provider()
    series = factories.series(indicator=making.indicator(ifpc))
    promise = {"period_kind": "undated", "period_start": None, "period_end": None, "period_label": "sans date"}
    factories.observation(series=series, value=None, missing_reason="later", **promise)
    (one,) = standings(making.campaign(), TODAY)
    assert [row.period_label for row in rows_owed(one)] == ["2024-2025"]


@pytest.mark.parametrize(
    ("frequency", "recorded"),
    [("school_year", {"status": "draft"}), ("unknown", {"value": None, "missing_reason": "later"})],
)
def test_what_is_begun_or_was_promised_is_the_row_where_no_other_period_is_asked(frequency, recorded):
    series = factories.series(indicator=making.indicator(making.provider(), frequency=frequency))
    owed = making.year(series, 2024, **recorded)
    (one,) = standings(making.campaign(), TODAY)
    assert rows_owed(one) == [owed]


def test_what_was_handed_over_is_not_asked_again_beside_what_was_not():
    indicator = making.indicator(making.provider())
    given, missing = (factories.series(indicator=indicator, key=key) for key in ("part", "total"))
    for series in (given, missing):
        making.year(series, 2023)
    making.year(given, 2024, status="submitted")
    (one,) = standings(making.campaign(), TODAY)
    assert [(row.series.key, row.period_label) for row in rows_owed(one)] == [("total", "2024-2025")]


def test_a_milestone_that_is_reached_is_no_row():
    ifpc = making.provider()
    indicator = making.indicator(ifpc)
    done = factories.series(indicator=indicator, key="espace", quantity="state", unit="", unit_singular="")
    making.year(done, 2022, value=None, level=5, level_basis="wording", state="Créé")
    making.year(factories.series(indicator=indicator, key="heures"), 2023)
    (one,) = standings(making.campaign(), TODAY)
    assert [row.series.key for row in rows_owed(one)] == ["heures"]


def test_a_promise_that_its_provider_repeats_is_an_answer():
    ifpc = making.provider()
    series = factories.series(indicator=making.indicator(ifpc, frequency="unknown"))
    promised = making.year(series, 2024, value=None, missing_reason="later")
    campaign = making.campaign()
    assert [len(one.left) for one in standings(campaign, TODAY)] == [1]
    promised.status, promised.submitted_by = "submitted", person("camille")
    promised.save()
    assert standings(campaign, TODAY) == []
