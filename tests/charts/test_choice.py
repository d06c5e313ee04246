"""Which comparisons are drawn, and in what form: one rule, one test."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.charts.making import (
    UNDATED,
    against_ocde,
    charts,
    count,
    note,
    observed,
    only,
    parts,
    school_year,
    series,
    wave,
    years,
)


def forms(*measured):
    return [chart.form for chart in charts(*measured)]


def values(chart):
    return {(point.label, point.category): point.value for point in chart.points}


def test_a_group_is_called_as_one_likes_and_each_chart_has_an_address_of_its_own():
    def trend(key, **values):
        return count(key, "Écoles", observed(2022, 4), observed(2024, 8), **values)

    keys = [chart.key for chart in charts(trend("a", group="Écoles d’été : 1"), trend("b", group="écoles d'été (1)"))]
    assert keys == ["ecoles-d-ete-1-evolution", "ecoles-d-ete-1-evolution-2"]
    assert [chart.key for chart in charts(trend("A_1", group=""), trend("b", group="B_-"))] == [
        "A_1-evolution", "B_--evolution"
    ]  # fmt: skip
    twice = charts(trend("a"), trend("b", unit="élèves"), trend("c", group="g-evolution-2"), trend("d", group="g_"))
    assert len({chart.key for chart in twice}) == len(twice) == 4


def test_a_lone_number_is_a_number():
    assert charts(count("a", "Écoles", observed(2024, 527))) == ()


def test_numbers_that_measure_different_things_are_not_compared():
    assert charts(count("a", "Écoles", observed(2024, 42)), series("b", "Part", observed(2024, 12))) == ()


def test_a_missing_value_a_state_and_an_interval_are_not_points():
    missing = observed(2018, None, missing_reason="not_measured")
    interval = observed(2018, 2, value_high=Decimal(3), manner="range")
    state = observed(2018, None, state="Créé")
    for absent in (missing, interval, state):
        assert charts(count("a", "Heures", absent, observed(2022, 4))) == ()


def test_a_change_is_already_a_comparison():
    assert charts(series("a", "Évolution", observed(2022, 100), observed(2023, 30), quantity="change")) == ()


def test_two_periods_are_a_slope():
    chart = only(count("a", "Écoles", observed(school_year(2019), 468), observed(school_year(2023), 1277)))
    assert chart.form == "slope"
    assert [moment.label for moment in chart.moments] == ["2019-2020", "2023-2024"]
    assert "années scolaires" in chart.unit


def test_three_periods_are_a_line_in_order_of_time():
    chart = only(count("a", "Écoles", observed(2024, 30), observed(2020, 10), observed(2022, 20)))
    assert chart.form == "line"
    assert [point.value for point in chart.points] == [10, 20, 30]


def test_two_levels_over_two_years_are_one_slope():
    chart = only(
        series("f", "Taux d’écoles, fondamental", observed(2022, 33), observed(2023, 37)),
        series("s", "Taux d’écoles, secondaire", observed(2022, 67), observed(2023, 69)),
    )
    assert chart.series == ("f", "s")
    assert {point.label for point in chart.points} == {"fondamental", "secondaire"}


@pytest.mark.parametrize(
    "other",
    [{"unit": "€", "quantity": "amount"}, {"polarity": "unfavourable"}, {"quantity": "mean"}, {"group": "h"}],
)
def test_series_meet_only_in_one_group_unit_quantity_and_polarity(other):
    drawn = charts(
        series("a", "A", observed(2022, 33), observed(2023, 37)),
        series("b", "B", observed(2022, 50), observed(2023, 51), **other),
    )
    assert [chart.series for chart in drawn] == [("a",), ("b",)]


def test_series_without_a_group_are_read_alone():
    assert charts(series("a", "A", observed(2023, 1), group=""), series("b", "B", observed(2023, 2), group="")) == ()


def test_counts_of_four_years_do_not_meet_counts_of_one():
    measured = count("pc", "Ordinateurs", observed(years(2018, 2021), 2671), observed(2023, 594), observed(2024, 331))
    assert [point.value for point in only(measured).points] == [594, 331]


def test_an_amount_before_and_since_a_date_is_a_slope():
    spent = {"unit": "€", "quantity": "amount"}
    measured = series("a", "Dépense", observed(years(2021, 2022), 75), observed(years(2023, 2024), 150), **spent)
    assert only(measured).form == "slope"


def test_an_amount_that_was_decided_is_two_numbers():
    decided = {"unit": "€", "quantity": "amount", "role": "context"}
    chart = only(series("a", "Soutien", observed(years(2021, 2022), 75), observed(years(2023, 2024), 150), **decided))
    assert (chart.form, chart.title) == ("numbers", "Soutien")
    assert chart.sentence == "Soutien\u202f: 75\u202f€ (2021–2022) puis 150\u202f€ (2023–2024)."


def test_a_cumulated_count_does_not_meet_a_yearly_one():
    since = dt.date(2021, 1, 1)
    measured = count("a", "PC", observed(2023, 594), observed(2024, 331, manner="cumulative", cumulative_since=since))
    assert charts(measured) == ()


def test_undated_values_have_no_place_in_time():
    assert charts(count("a", "Écoles", observed(UNDATED, 5), observed(2024, 7))) == ()


def test_a_value_against_benchmarks_is_dots():
    chart = only(*against_ocde(20, 40))
    assert chart.form == "dots"
    assert [(p.label, p.value, p.strength) for p in chart.points] == [("FW-B", 20, "strong"), ("OCDE", 40, "quiet")]
    assert (chart.scale.minimum, chart.scale.maximum) == (0, 100)


def test_a_benchmark_of_the_other_polarity_is_not_compared():
    adequate = series("a", "Matériel adéquat", observed(wave("TALIS", 2018), 51), population="FW-B")
    chart = only(adequate, *against_ocde(49, 25, polarity="unfavourable"))
    assert {point.value for point in chart.points} == {49, 25}


def test_a_benchmark_of_another_wave_is_not_compared():
    here, there = against_ocde(20, 40)
    later = there.model_copy(update={"observations": (observed(wave("TALIS", 2024), 44),)})
    assert charts(here, later) == ()


def test_several_values_against_a_benchmark_are_bars():
    here, there = against_ocde(20, 40)
    also = series("x", "Enseignants préparés, Flandre", observed(wave("TALIS", 2018), 30), population="Flandre")
    chart = only(here, also, there)
    assert chart.form == "bars"
    assert [point.strength for point in chart.points] == ["quiet", "strong", "strong"]


def test_parts_of_a_hundred_are_one_stack():
    chart = only(*parts(63, 37))
    assert chart.form == "stack"
    assert chart.scale.maximum == 100
    assert "En tout" not in chart.sentence


def test_a_sum_that_is_not_a_hundred_is_said():
    chart = only(*parts(32.3, 32.3, 29.3, 6))
    assert "En tout, les parts imprimées font 99,9\u202f%, et non 100\u202f%." in chart.sentence
    assert ("Somme", "99,9\u202f%") in chart.table.rows


def test_parts_may_exceed_a_hundred_by_their_rounding_alone():
    assert only(*parts("33.4", "33.4", "33.4")).scale.maximum == 100
    assert charts(*parts(60, 50)) == ()


def test_a_whole_lacks_none_of_its_parts():
    first, second = parts(63, 37)
    assert charts(first, second.model_copy(update={"observations": (observed(2019, 37),)})) == ()


def test_what_the_parts_leave_of_a_total_is_computed_and_said_to_be():
    total = count("t", "PC acquis", observed(2024, 55208), unit="PC", group="")
    part = count("p", "dont PC aidés", observed(2024, 24207), unit="PC", group="", role="component", part_of="t")
    chart = only(total, part)
    rest = chart.points[-1]
    assert chart.form == "stack"
    assert (rest.value, rest.derived, rest.name) == (31001, True, "reste (notre calcul), 56,2\u202f%")
    assert [point.label for point in chart.points] == ["PC aidés", "reste (notre calcul)"]
    assert "Reste (notre calcul)\u202f: 31\u202f001\xa0PC." in chart.sentence
    assert chart.table.rows[1] == ("reste (notre calcul)", "31\u202f001\xa0PC", "56,2\u202f%")
    assert rest.said == "Reste (notre calcul)\u202f: 31\u202f001\xa0PC. C’est 56,2\u202f% du total (55\u202f208)."


def test_parts_that_fill_their_total_leave_nothing():
    total = count("t", "Élèves", observed(2024, 30))
    halves = [count(f"p{i}", f"Élèves, {i}", observed(2024, 15), role="component", part_of="t") for i in (1, 2)]
    assert [point.derived for point in only(total, *halves).points] == [False, False]


@pytest.mark.parametrize("numbers", [(31,), (20, 15)])
def test_parts_that_exceed_their_total_make_no_whole(numbers):
    total = count("t", "Élèves", observed(2024, 30), group="")
    parts_of_it = [
        count(f"p{rank}", f"Élèves, {rank}", observed(2024, number), role="component", part_of="t", group="")
        for rank, number in enumerate(numbers)
    ]
    assert charts(total, *parts_of_it) == ()


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (("fondamental", "secondaire ordinaire"), ("fondamental", "secondaire ordinaire")),
        (("secondaire supérieur", "primaire", "maternelle"), ("maternelle", "primaire", "secondaire supérieur")),
        (("lycées", "collèges", "enseignement supérieur"), ("collèges", "lycées", "enseignement supérieur")),
        (("secondaire qualifiant", "secondaire", "primaire"), ("primaire", "secondaire qualifiant", "secondaire")),
        (("fondamental", "spécialisé", "secondaire"), ("secondaire", "spécialisé", "fondamental")),
        (("communes", "provinces"), ("provinces", "communes")),
    ],
)
def test_levels_of_teaching_stand_in_the_order_of_school_and_other_groups_from_the_longest(names, order):
    given = {"role": "breakdown", "unit": "périodes", "quantity": "mean"}
    chart = only(
        *(series(f"g{i}", f"Périodes, {name}", observed(2023, i + 1), **given) for i, name in enumerate(names))
    )
    assert (chart.form, tuple(point.label for point in chart.points)) == ("bars", order)


def test_parts_that_are_levels_of_teaching_stand_in_the_order_of_school_too():
    given = {"role": "breakdown", "whole": True}
    shares = (("secondaire", 63), ("fondamental", 37))
    chart = only(*(series(name, f"Part, {name}", observed(2025, value), **given) for name, value in shares))
    assert [point.label for point in chart.points] == ["fondamental", "secondaire"]
    assert chart.sentence == "Part. Fondamental\u202f: 37\u202f%. Secondaire\u202f: 63\u202f%."


def test_what_is_drawn_over_time_is_not_drawn_again_as_groups():
    assert forms(
        series("f", "Taux, fondamental", observed(2022, 33), observed(2023, 37)),
        series("s", "Taux, secondaire", observed(2022, 67), observed(2023, 69)),
    ) == ["slope"]


def test_a_value_off_the_scale_does_not_make_a_comparison():
    assert (
        charts(
            count("f", "Écoles du fondamental", observed(2023, 7157, notes=(note(off_scale=True),))),
            count("s", "Écoles du secondaire", observed(2023, 352)),
        )
        == ()
    )


def test_keys_are_unique_in_an_indicator():
    drawn = charts(
        series("a", "A", observed(2022, 33), observed(2023, 37)),
        count("b", "B", observed(2022, 33), observed(2023, 37)),
    )
    assert len({chart.key for chart in drawn}) == 2
    assert all(chart.key.replace("-", "").isalnum() for chart in drawn)


def test_a_chart_never_changes():
    with pytest.raises(ValueError, match="frozen"):
        only(*parts(63, 37)).title = "x"
