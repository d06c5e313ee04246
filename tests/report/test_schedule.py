"""How old a figure is as of a day, and when the next one can be expected."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from strategy_monitor.report.build import build
from strategy_monitor.report.schedule import (
    read_schedules,
    schedule_of,
    schedules_of,
    write_age,
    write_bare_age,
    write_bare_next,
    write_next,
    write_schedules,
    write_span,
)
from tests.charts.making import UNDATED, indicator, observed, school_year, series, wave
from tests.report.editing import REPORT
from tests.spaces import plain

DAY = dt.date(2026, 3, 1)


def told(observation, frequency="annual", basis="ours"):
    one = indicator(series("a", "Part", observation), frequency=frequency, frequency_basis=basis)
    found = schedule_of(one, DAY)
    return plain(write_age(found)), plain(write_next(found))


@pytest.mark.parametrize(
    ("observation", "frequency", "age", "coming"),
    [
        (
            observed(2024, 1), "annual",
            "15 mois à la publication", "2025, attendue depuis février 2026 (rythme selon nous)",
        ),
        (observed(2025, 1), "annual", "3 mois à la publication", "2026, en février 2027 (rythme selon nous)"),
        (observed(school_year(2020), 1), "unknown", "4 ans à la publication", "non précisée"),
        (observed(2022, 1), "once", "3 ans à la publication", "aucune : mesuré une seule fois"),
        (observed(UNDATED, 1), "annual", "sans date", "non précisée"),
        (observed(2024, None, missing_reason="later"), "annual", "sans date", "non précisée"),
        (
            observed(wave("Sondage", 2019), 1), "every_6_years",
            "6 ans à la publication", "Sondage 2025, en décembre 2026 (rythme selon nous)",
        ),
        (
            observed(2024, 1, data_date=DAY), "once",
            "du mois de la publication", "aucune : mesuré une seule fois",
        ),
        (
            observed(2022, 1, data_date=dt.date(2024, 4, 30)), "once",
            "23 mois à la publication", "aucune : mesuré une seule fois",
        ),
        (
            observed(2022, 1, data_date=dt.date(2024, 3, 31)), "once",
            "2 ans à la publication", "aucune : mesuré une seule fois",
        ),
    ],
)  # fmt: skip
def test_an_age_and_a_next_date_are_told_or_their_absence(observation, frequency, age, coming):
    assert told(observation, frequency) == (age, coming)


def test_an_age_is_that_of_the_last_value():
    one = indicator(series("a", "Part", observed(2022, 1), observed(2024, 2)), series("b", "Autre", observed(2023, 1)))
    assert plain(write_age(schedule_of(one, DAY))) == "15 mois à la publication"


def test_what_is_stored_of_a_schedule_is_read_again_for_any_day():
    measured = (observed(2024, 1), observed(UNDATED, 1))
    named = [
        indicator(series("a", "Part", one), code=f"1-O{n}", frequency="annual") for n, one in enumerate(measured, 1)
    ]
    report = REPORT.model_copy(update={"axes": (REPORT.axes[0].model_copy(update={"indicators": tuple(named)}),)})
    found = read_schedules(json.loads(json.dumps(write_schedules(report))), DAY)
    assert found == schedules_of(report, DAY)
    assert {"1-O1", "1-O2"} <= {one.code for one in found}


def test_both_can_be_told_where_their_day_and_their_rhythm_stand_beside_them():
    found, once = (
        schedule_of(indicator(series("a", "Part", observed(2024, 1)), frequency=one), DAY) for one in ("annual", "once")
    )
    assert (plain(write_bare_age(found)), plain(write_bare_next(found))) == (
        "15 mois",
        "2025, attendue depuis février 2026",
    )
    assert write_bare_next(once) == "aucune"


def test_what_can_be_had_on_the_day_of_the_publication_is_awaited():
    one = indicator(series("a", "Part", observed(2024, 1)), frequency="annual")
    assert [schedule_of(one, dt.date(2026, 2, day)).late for day in (27, 28)] == [False, True]


def test_who_says_the_rhythm_is_told():
    assert told(observed(2025, 1), basis="printed")[1].endswith("(rythme imprimé)")
    assert told(observed(2025, 1), basis="")[1].endswith("(origine du rythme non précisée)")


def test_a_list_says_from_when_to_when_or_from_which_to_which():
    early, late, never = (
        schedule_of(indicator(series("a", "Part", observed(year, 1)), code=code, frequency=frequency), DAY)
        for code, year, frequency in (("1.1-O1", 2024, "annual"), ("1.1-O2", 2025, "annual"), ("1.1-O3", 2025, "once"))
    )
    assert plain(write_span(early, late)) == "février 2026 – février 2027"
    assert plain(write_span(late, never)) == "février 2027 – sans date"
    assert plain(write_span(late, late)) == "février 2027, 1.1-O2 – 1.1-O2"
    assert plain(write_span(never, never)) == "sans date, 1.1-O3 – 1.1-O3"


@pytest.mark.django_db
def test_each_indicator_of_the_printed_report_has_both(seeded: None) -> None:
    found = schedules_of(build("2025"), dt.date(2025, 6, 30))
    assert len(found) == 28
    assert all(write_age(one) and write_next(one) for one in found)
    late = [one.code for one in found if one.late]
    assert late == [one.code for one in found][: len(late)]
    assert "2.2-O1" in late
