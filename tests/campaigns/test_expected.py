"""When the next figure can be expected, and how far its delivery is."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from strategy_monitor.campaigns.expected import (
    TURNS,
    CampaignFigure,
    Period,
    add_months,
    first_period,
    latest_available,
    next_period,
    request_figure,
    request_level,
    worst_state,
)

DAY = dt.date
SURVEYS = {"PISA": {2018: DAY(2019, 12, 3), 2022: DAY(2023, 12, 5), 2025: DAY(2026, 9, 30), 2029: None}}


def school(start: int) -> Period:
    return Period("school_year", f"{start}-{start + 1}", DAY(start, 9, 1), DAY(start + 1, 8, 31))


def civil(year: int) -> Period:
    return Period("calendar_year", str(year), DAY(year, 1, 1), DAY(year, 12, 31))


def wave(name: str, year: int) -> Period:
    return Period("wave", f"{name} {year}", DAY(year, 1, 1), DAY(year, 12, 31))


def taken(day: dt.date) -> Period:
    return Period("date", "un jour", day, day)


@pytest.mark.parametrize(
    ("frequency", "last", "label", "since"),
    [
        ("school_year", school(2023), "2024-2025", DAY(2025, 10, 31)),
        ("annual", civil(2024), "2025", DAY(2026, 2, 28)),
        ("annual", taken(DAY(2025, 2, 1)), "1er février 2026", DAY(2026, 3, 1)),
        ("annual", taken(DAY(2024, 2, 29)), "28 février 2025", DAY(2025, 3, 28)),
        ("annual", school(2023), "2024-2025", DAY(2025, 10, 31)),
        ("every_3_years", wave("PISA", 2022), "PISA 2025", DAY(2026, 9, 30)),
        ("every_3_years", wave("Enquête", 2021), "Enquête 2024", DAY(2025, 12, 31)),
        ("every_6_years", wave("Enquête", 2018), "Enquête 2024", DAY(2025, 12, 31)),
        ("every_3_years", civil(2022), "2025", DAY(2026, 2, 28)),  # that year, not all since the last one
    ],
)
def test_what_follows_a_period_and_from_when_it_can_be_asked(frequency, last, label, since):
    found = next_period(frequency, last, SURVEYS)
    assert (found.period.label, found.since) == (label, since)


@pytest.mark.parametrize(
    ("frequency", "last"),
    [
        ("once", taken(DAY(2022, 6, 23))),
        ("unknown", civil(2024)),
        ("annual", Period("undated", "sans date")),
        ("every_3_years", wave("PISA", 2025)),  # nobody has said when the results of 2029 will be known
        ("every_3_years", Period("wave", "sans année", DAY(2020, 1, 1), DAY(2020, 12, 31))),
        ("jamais vu", civil(2024)),
    ],
)
def test_nothing_follows_what_is_taken_once_or_who_knows_when(frequency, last):
    assert next_period(frequency, last, SURVEYS) is None


def test_a_wave_is_the_year_of_its_name():
    assert next_period("every_3_years", wave("PISA", 2022), SURVEYS).period == wave("PISA", 2025)


def test_a_range_of_years_is_followed_by_the_year_after_it():
    found = next_period("annual", Period("range", "2018-2021", DAY(2018, 1, 1), DAY(2021, 12, 31)))
    assert (found.period.label, found.period.start, found.period.end) == ("2022", DAY(2022, 1, 1), DAY(2022, 12, 31))


def test_the_latest_period_that_can_be_asked_is_asked_not_each_one_that_was_missed():
    assert latest_available("school_year", school(2019), DAY(2026, 1, 31)).period.label == "2024-2025"
    assert latest_available("school_year", school(2023), DAY(2025, 10, 30)) is None


@pytest.mark.parametrize(
    ("frequency", "due", "label"),
    [
        ("school_year", DAY(2026, 1, 31), "2024-2025"),
        ("school_year", DAY(2026, 11, 30), "2025-2026"),
        ("annual", DAY(2026, 1, 31), "2024"),
        ("annual", DAY(2026, 3, 31), "2025"),
    ],
)
def test_for_what_never_had_a_figure_the_last_whole_year_is_asked(frequency, due, label):
    assert first_period(frequency, due).period.label == label


@pytest.mark.parametrize("frequency", ["once", "unknown", "every_3_years"])
def test_a_survey_that_never_had_a_figure_is_not_guessed(frequency):
    assert first_period(frequency, DAY(2026, 1, 31)) is None


@given(some.dates(), some.integers(-1200, 1200))
def test_months_are_counted_within_the_calendar(day, months):
    found = add_months(day, months)
    if found not in {dt.date.min, dt.date.max}:
        assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
        assert found.day <= day.day


def test_what_would_leave_the_calendar_stops_at_its_end():
    assert add_months(DAY(1, 6, 30), -6) == dt.date.min
    assert add_months(DAY(9999, 6, 30), 6) == DAY(9999, 12, 30)
    assert add_months(DAY(9999, 6, 30), 7) == dt.date.max


@given(
    some.sampled_from([*TURNS, "once", "unknown"]),
    some.sampled_from(["school_year", "calendar_year", "date", "range", "wave", "undated"]),
    some.tuples(some.dates(), some.dates()),
    some.text(max_size=20),
    some.dates(),
)
def test_no_period_that_can_be_stored_breaks_a_campaign(frequency, kind, days, label, due):
    start, end = sorted(days)
    period = Period(kind, label) if kind == "undated" else Period(kind, label, start, end)
    request_figure(frequency, [CampaignFigure(1, period, "validated")], due)


# How far it is


DUE = DAY(2026, 1, 31)


def figure(period: Period, status: str = "validated", series: int = 1, missing: str = "") -> CampaignFigure:
    return CampaignFigure(series, period, status, missing)


def test_a_figure_that_is_awaited_is_asked_with_the_last_one_received():
    found = request_figure("school_year", [figure(school(2022)), figure(school(2023))], DUE)
    assert (found.label, found.state, found.last) == ("2024-2025", "nothing", "2023-2024")


@pytest.mark.parametrize(
    ("status", "state"),
    [("draft", "progress"), ("returned", "progress"), ("submitted", "submitted"), ("validated", "validated")],
)
def test_once_it_is_there_its_status_says_how_far_it_is(status, state):
    found = request_figure("school_year", [figure(school(2023)), figure(school(2024), status)], DUE)
    assert (found.label, found.state) == ("2024-2025", state)


@pytest.mark.parametrize("missing", ["later", "to_build"])
def test_available_later_is_not_an_answer(missing):
    found = request_figure("school_year", [figure(school(2023)), figure(school(2024), missing=missing)], DUE)
    assert (found.label, found.state) == ("2024-2025", "nothing")


@pytest.mark.parametrize("missing", ["later", "to_build"])
def test_that_it_is_not_available_is_an_answer_of_its_provider(missing):
    """Issue 9, 2.6: who said so in the workbook was asked again, for ever."""
    answered = CampaignFigure(1, school(2024), "submitted", missing, printed=False)
    found = request_figure("school_year", [figure(school(2023)), answered], DUE)
    assert (found.label, found.state) == ("2024-2025", "submitted")
    undated = CampaignFigure(1, Period("undated", "sans date"), "validated", "later", printed=False)
    assert request_figure("unknown", [undated], DUE) is None


@pytest.mark.parametrize("missing", ["not_measured", "not_expected", "not_printed"])
def test_that_there_is_nothing_to_expect_is_an_answer(missing):
    found = request_figure("school_year", [figure(school(2023)), figure(school(2024), missing=missing)], DUE)
    assert found.state == "validated"


def test_the_figure_of_one_series_out_of_two_is_a_beginning():
    both = [figure(school(2023)), figure(school(2023), series=2)]
    assert request_figure("school_year", [*both, figure(school(2024))], DUE).state == "progress"
    assert (
        request_figure("school_year", [*both, figure(school(2024)), figure(school(2024), series=2)], DUE).state
        == "validated"
    )


def test_an_indicator_that_never_had_a_figure_is_asked_for_its_first():
    found = request_figure("school_year", [], DUE)
    assert (found.label, found.state, found.last) == ("2024-2025", "nothing", "")


def test_a_series_that_ended_long_ago_is_not_waited_for():
    old = figure(school(2018), series=2)
    assert request_figure("school_year", [old, figure(school(2023)), figure(school(2024))], DUE).state == "validated"


def test_a_survey_between_two_waves_is_not_asked():
    assert request_figure("every_3_years", [figure(wave("PISA", 2022))], DUE, SURVEYS) is None


def test_a_survey_is_asked_once_its_results_are_announced_and_its_reception_is_told():
    due = DAY(2026, 11, 30)
    before = [figure(wave("PISA", 2022))]
    assert request_figure("every_3_years", before, due, SURVEYS).label == "PISA 2025"
    found = request_figure("every_3_years", [*before, figure(wave("PISA", 2025), "submitted")], due, SURVEYS)
    assert (found.label, found.state) == ("PISA 2025", "submitted")
    late = [figure(wave("PISA", 2018)), figure(wave("PISA", 2025), "submitted")]
    found = request_figure("every_3_years", late, due, SURVEYS)
    assert (found.label, found.state) == ("PISA 2025", "submitted"), "though nobody gave the wave before it"


def test_what_is_said_to_come_later_is_asked_whatever_the_frequency():
    undated = Period("undated", "sans date")
    assert request_figure("unknown", [figure(undated, missing="later")], DUE).label == "sans date"
    assert request_figure("unknown", [figure(undated)], DUE) is None


def test_what_was_returned_is_asked_again_whatever_the_frequency():
    found = request_figure("once", [figure(taken(DAY(2022, 6, 23)), "returned")], DUE)
    assert (found.state, found.open) == ("progress", 1)


def test_an_indicator_that_owes_nothing_is_not_asked():
    assert request_figure("once", [figure(taken(DAY(2022, 6, 23)))], DUE) is None
    assert request_figure("unknown", [], DUE) is None


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([], None),
        (["nothing", "nothing"], "nothing"),
        (["nothing", "validated"], "progress"),
        (["progress", "validated"], "progress"),
        (["submitted", "validated"], "submitted"),
        (["validated"], "validated"),
    ],
)
def test_a_provider_is_as_far_as_its_indicators(states, whole):
    assert worst_state(states) == whole


def milestone(period: Period, series: int = 1, status: str = "validated") -> CampaignFigure:
    return CampaignFigure(series, period, status, reached=True)


def test_a_milestone_once_reached_is_not_asked_again():
    day = taken(DAY(2023, 4, 18))
    assert request_figure("annual", [milestone(day)], DAY(2026, 11, 30)) is None
    undated = Period("undated", "sans date")
    assert request_figure("annual", [milestone(undated)], DAY(2026, 11, 30)) is None, "nor as a first figure"


def test_a_level_that_fell_back_is_asked_again():
    reached, fell = milestone(school(2022)), figure(school(2023))
    for figures in ([reached, fell], [fell, reached]):  # whichever was typed first
        found = request_figure("school_year", figures, DUE)
        assert (found.label, found.ended) == ("2024-2025", frozenset())


def test_what_goes_on_beside_a_milestone_is_asked_without_it():
    found = request_figure("school_year", [milestone(school(2024)), figure(school(2023), series=2)], DUE)
    assert (found.label, found.state, found.ended) == ("2024-2025", "nothing", frozenset({1}))


def test_a_milestone_that_this_campaign_brought_is_told_as_received():
    reached = milestone(school(2024), status="submitted")
    assert request_figure("school_year", [figure(school(2023)), reached], DUE).state == "submitted"
    assert request_figure("school_year", [milestone(school(2024), status="draft")], DUE).state == "progress"


def test_a_series_is_waited_for_after_its_neighbour_though_a_year_was_skipped():
    """Both were asked for 2024-2025 after 2022-2023: one that answers does not settle the other."""
    both = [figure(school(2022)), figure(school(2022), series=2)]
    found = request_figure("school_year", [*both, figure(school(2024), "submitted")], DUE)
    assert (found.state, found.ended) == ("progress", frozenset({1}))


def test_a_series_that_was_counted_on_another_day_than_its_neighbour_is_not_asked_again():
    before = [figure(taken(DAY(2024, 7, 31)), series=series) for series in (1, 2, 3)]
    answers = [figure(taken(DAY(2025, 7, 31)), "submitted"), figure(taken(DAY(2025, 8, 15)), series=2)]
    found = request_figure("annual", [*before, *answers], DUE)
    assert (found.state, found.ended) == ("progress", frozenset({1, 2}))
    found = request_figure("annual", [*before, *answers, figure(taken(DAY(2025, 8, 15)), series=3)], DUE)
    assert found.state == "submitted", "that of the first is not validated yet"


def test_a_series_of_another_kind_of_period_is_not_waited_for_after_its_neighbour():
    """What was counted once, on a day of the school year before, has no figure of the next one to give."""
    figures = [figure(school(2023)), figure(taken(DAY(2024, 5, 31)), series=2), figure(school(2024))]
    assert request_figure("school_year", figures, DUE).state == "validated"


def test_what_was_counted_some_months_apart_is_of_one_turn():
    first, second = figure(taken(DAY(2025, 3, 31)), "submitted"), figure(taken(DAY(2025, 8, 31)), series=2)
    found = request_figure("annual", [first, second], DUE)
    assert (found.state, found.ended) == ("submitted", frozenset({1, 2}))


def test_a_year_and_its_last_day_are_of_one_turn():
    of_year, of_day = figure(civil(2025), "submitted"), figure(taken(DAY(2025, 12, 31)), series=2)
    for figures in ([of_year, of_day], [of_day, of_year]):
        found = request_figure("annual", figures, DUE)
        assert (found.state, found.ended) == ("submitted", frozenset({1, 2}))


# A level whose rhythm nobody states


OPENS = DAY(2025, 10, 1)
UNDATED = Period("undated", "sans date (rapport 2025)")


def test_a_level_that_nobody_dated_is_asked_for_the_day_when_the_campaign_opens():
    found = request_level([figure(UNDATED)], OPENS, DUE)
    assert (found.label, found.state, found.last) == ("1er octobre 2025", "nothing", "sans date (rapport 2025)")
    assert found.period == Period("date", "1er octobre 2025", OPENS, OPENS)
    assert request_level([], OPENS, DUE).state == "nothing"


def test_a_level_is_asked_once_in_a_campaign():
    before = [figure(UNDATED), figure(taken(DAY(2024, 11, 15)))]
    for status, state in (("draft", "progress"), ("submitted", "submitted"), ("validated", "validated")):
        found = request_level([*before, figure(taken(DAY(2025, 11, 15)), status)], OPENS, DUE)
        assert (found.label, found.state, found.ended) == ("un jour", state, frozenset({1}))
        assert found.open == (status == "draft")
    assert request_level(before, OPENS, DUE).state == "nothing", "that of the year before is no answer"
    later = figure(taken(DAY(2025, 11, 15)), missing="later")
    assert request_level([*before, later], OPENS, DUE).state == "nothing", "nor is « available later »"


def test_a_level_that_is_reached_is_not_asked_and_told_where_this_campaign_brought_it():
    assert request_level([milestone(UNDATED), milestone(taken(DAY(2023, 4, 18)), series=2)], OPENS, DUE) is None
    assert request_level([milestone(UNDATED), figure(UNDATED, series=2)], OPENS, DUE).ended == frozenset({1})
    assert request_level([milestone(taken(OPENS), status="submitted")], OPENS, DUE).state == "submitted"


def test_a_level_that_one_milestone_brought_is_still_asked_of_the_other():
    found = request_level([figure(taken(OPENS), "submitted"), figure(UNDATED, series=2)], OPENS, DUE)
    assert (found.label, found.state, found.ended) == ("1er octobre 2025", "progress", frozenset({1}))


@given(
    some.lists(
        some.tuples(
            some.one_of(some.none(), some.dates()),
            some.sampled_from(["draft", "returned", "submitted", "validated"]),
            some.integers(1, 3),
            some.sampled_from(["", "later", "confidential"]),
            some.booleans(),
        ),
        max_size=4,
    ),
    some.dates(),
    some.dates(),
)
def test_no_levels_that_can_be_stored_break_a_campaign(rows, opens, due):
    figures = [
        CampaignFigure(series, taken(day) if day else UNDATED, status, missing, True, reached)
        for day, status, series, missing, reached in rows
    ]
    request_level(figures, opens, due)
