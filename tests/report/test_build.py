"""Working copy → Report: everything is there, in order, in a number of queries that does not depend on its size."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from axes.models import Axis, PriorityAction
from indicators.models import Indicator, Observation, Series
from strategy_monitor.report import canonical
from strategy_monitor.report.build import NothingToBuild, build
from tests import factories

QUERIES = [
    "axes_strategy",
    "axes_priorityaction",
    "indicators_scalestep",
    "indicators_editorialnote",
    "axes_footnote",
    "axes_citation",
    "axes_contenttable",
    "axes_contentrow",
    "axes_measure",
    "indicators_indicator",
    "indicators_indicator",
    "indicators_indicator_providers",
    "indicators_indicator_planned_providers",
    "indicators_series",
    "indicators_observation",
    "indicators_historicalobservation",
    "axes_axis",
    "indicators_provider",
    "axes_acronym",
]
"""Each table once; indicators twice, for those that they replace; and the history of observations, for those under
change."""


def tables_read() -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        build("2025")
    return sorted(query["sql"].split(" FROM ")[1].split()[0].strip('"') for query in caught.captured_queries)


@pytest.fixture
def small(db: None) -> Observation:
    """One of each."""
    factories.step(level=0)
    factories.footnote()
    factories.row()
    factories.citation()
    return factories.observation()


def test_a_small_working_copy_is_read_in_one_query_per_table(small: Observation) -> None:
    assert tables_read() == sorted(QUERIES)


def test_the_whole_printed_report_costs_the_same(seeded: None) -> None:
    assert Observation.objects.count() > 50
    assert tables_read() == sorted(QUERIES)


def test_without_a_strategy_there_is_nothing_to_build(db: None) -> None:
    with pytest.raises(NothingToBuild, match="La copie de travail est vide"):
        build("2025")


def test_an_observation_carries_all_that_traces_it(small: Observation) -> None:
    indicator = small.series.indicator
    indicator.planned_source = "FPO"
    indicator.save()
    action = indicator.action
    assert action
    action.page = 9
    action.save()
    ada = get_user_model().objects.create_user("ada", first_name="Ada", last_name="Lovelace")
    small.validated_by, small.validated_on = ada, dt.date(2025, 3, 1)
    small.save()
    factories.note(observation=small, code="N-1.1-01")
    (found,) = build("2025").indicators[0].observations
    assert (found.value, found.printed, found.period.label) == (Decimal(4944), "4.944 heures", "2023-2024")
    assert (found.source, found.planned_source) == ("IFPC", "FPO"), "inherited from the indicator"
    assert (found.section, found.page) == ("1.1", 9), "inherited from the action"
    assert (found.validator, found.validated_by, found.validated_on) == (ada.pk, "", dt.date(2025, 3, 1))
    assert [(note.code, note.section, note.page) for note in found.notes] == [("N-1.1-01", "1.1", 9)]
    assert found.doubtful


def test_what_an_observation_says_of_its_own_place_and_source_wins(small: Observation) -> None:
    small.section, small.keeps_status = "Introduction", True
    small.save()
    series = small.series
    series.source = "DGEO"
    series.save()
    (found,) = build("2025").indicators[0].observations
    assert (found.source, found.section, found.page) == ("DGEO", "Introduction", None)


def test_a_document_names_nobody(small: Observation) -> None:
    small.validated_by = get_user_model().objects.create_user("camille", first_name="Ada", last_name="Lovelace")
    small.validated_on = dt.date(2025, 3, 1)
    small.save()
    text = canonical.dump(build("2025"))
    assert f'"validator":{small.validated_by.pk}' in text
    assert not any(name in text for name in ("camille", "Ada", "Lovelace"))


def test_an_observation_under_change_stands_as_it_was_last_validated(small: Observation) -> None:
    ada = get_user_model().objects.create_user("ada", first_name="Ada", last_name="Lovelace")
    small.validated_by, small.validated_on = ada, dt.date(2025, 3, 1)
    small.save()
    for value in (5000, 5001):
        small.value = Decimal(value)
        small.save()
    assert small.status == "draft"
    (found,) = build("2025").indicators[0].observations
    assert (found.value, found.validator) == (Decimal(4944), ada.pk)
    (found,) = build("2025", drafts=True).indicators[0].observations
    assert (found.value, found.validator) == (Decimal(5001), None)


def test_an_observation_that_nobody_ever_validated_is_not_published(small: Observation) -> None:
    factories.observation(series=small.series, period_label="2024-2025", status="draft")
    assert [o.period.label for o in build("2025").indicators[0].observations] == ["2023-2024"]
    assert [o.period.label for o in build("2025", drafts=True).indicators[0].observations] == ["2023-2024", "2024-2025"]


def test_an_observation_that_is_deleted_leaves_the_next_release(small: Observation) -> None:
    small.value = Decimal(5000)
    small.save()
    small.delete()
    assert build("2025").indicators[0].observations == ()


def test_the_past_of_observations_is_read_in_order(small: Observation) -> None:
    """One under change keeps its place among the others."""
    dates = {"period_start": dt.date(2021, 9, 1), "period_end": dt.date(2022, 8, 31)}
    first = factories.observation(series=small.series, period_label="2021-2022", **dates)
    first.value = Decimal(1)
    first.save()
    assert [o.period.label for o in build("2025").indicators[0].observations] == ["2021-2022", "2023-2024"]


def test_everything_stands_in_its_place_and_order(seeded: None) -> None:
    report = build("2025")
    assert report.edition == "2025"
    assert [axis.number for axis in report.axes] == [1, 2, 3, 4, 5]
    for axis in report.axes:
        actions = PriorityAction.objects.filter(axis__number=axis.number).order_by("position")
        assert [action.number for action in axis.actions] == [action.number for action in actions]
        assert all(indicator.category == "impact" and not indicator.action for indicator in axis.indicators)
        for action in axis.actions:
            assert action.section == f"{axis.number}.{action.number}"
            assert all(i.action == action.number and i.axis == axis.number for i in action.indicators)
    assert sorted(i.code for i in report.indicators) == sorted(Indicator.objects.values_list("code", flat=True))
    assert sum(len(i.series) for i in report.indicators) == Series.objects.count()
    assert sum(len(i.observations) for i in report.indicators) == Observation.objects.count()


def test_an_order_that_is_changed_is_followed(seeded: None) -> None:
    first = Axis.objects.get(number=2).actions.order_by("position").first()
    assert first
    PriorityAction.objects.filter(pk=first.pk).update(position=99)
    axis = build("2025").axis(2)
    assert axis
    assert axis.actions[-1].number == first.number


def test_building_twice_gives_the_same_report(seeded: None) -> None:
    assert build("2025") == build("2025")
    assert hash(build("2025")) == hash(build("2025"))
