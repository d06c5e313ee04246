"""Each rule finds the faults planted for it, and stays silent on what is clean."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from strategy_monitor.quality.evidence import Evidence
from strategy_monitor.quality.gate import examine
from strategy_monitor.quality.rule import SEVERITIES, rule
from strategy_monitor.quality.rules import RULES
from tests.quality import making
from tests.quality.making import (
    CLEAN,
    PLANTED,
    TODAY,
    alone,
    on,
    school_year,
    schools,
    series,
    share,
    undated,
    wave,
    year,
)

CASES = [pytest.param(code, found, id=f"{code}: {name}") for code in PLANTED for name, found in PLANTED[code].items()]


def found(evidence: Evidence, code: str, today: dt.date = TODAY) -> list[str]:
    """What one rule says."""
    return [fault.message.replace("\u202f", " ") for fault in examine(evidence, today) if fault.rule == code]


@pytest.mark.parametrize(("code", "evidence"), CASES)
def test_a_rule_finds_the_fault_planted_for_it(code, evidence):
    (fault,) = [fault for fault in examine(evidence, TODAY) if fault.rule == code]
    assert fault.message
    assert fault.observed
    assert fault.severity == RULES[code].severity


OF_A_VALUE = (
    *((code, name) for code in (
        "future_date", "period_against_label", "duration_against_period", "out_of_range", "jump", "part_above_whole",
        "parts_against_whole", "share_against_count", "level_against_state",
    ) for name in PLANTED[code]),
    ("impossible_date", "data before its period"),
    ("impossible_date", "a sum that starts after"),
    ("unknown_wave", "not out yet"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "name"), OF_A_VALUE)
def test_a_fault_of_a_value_is_told_of_that_value(code, name):
    """Not of all that its series or its indicator says: it is answered where it stands."""
    (fault,) = [fault for fault in examine(PLANTED[code][name], TODAY) if fault.rule == code]
    assert fault.target == "observation"


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_silent_on_a_clean_set(code):
    assert found(CLEAN, code) == []


def test_every_rule_has_its_planted_faults_and_explains_itself():
    assert set(PLANTED) == set(RULES), "each rule has its faults in PLANTED, of tests/quality/making.py"
    for one in RULES.values():
        assert one.severity in SEVERITIES
        assert str(one.title)
        assert str(one.explanation).endswith(".")


def test_two_rules_cannot_share_a_code():
    with pytest.raises(ValueError, match="jump"):
        rule("jump", "warning", "Saut", "Un saut.")(lambda _thing, _known: iter(()))


# Dates


def test_a_date_says_which_words_are_wrong():
    assert found(PLANTED["impossible_date"]["no such day"], "impossible_date") == [
        "« 322/01/2025 » n’est pas un jour du calendrier."
    ]


@pytest.mark.parametrize("text", ["le 1er février 2025", "29/02/2024", "un rapport de 3/4/5", "en 322/01", "12 mai"])
def test_what_is_a_day_or_no_date_at_all_is_left_alone(text):
    assert found(making.with_text(remark=text), "impossible_date") == []


def test_today_is_not_the_future_and_a_current_year_is_under_way():
    assert found(alone(schools("e", on(TODAY, 1), year(2025, 2))), "future_date") == []


def test_a_wave_to_come_may_be_announced_but_has_no_results():
    assert found(making.with_text(remark="Prochaine enquête : TALIS 2030."), "unknown_wave") == []
    awaited = alone(share("s", wave("TALIS", 2030, missing_reason="later")), source="TALIS")
    assert found(awaited, "unknown_wave", today=dt.date(2030, 6, 1)) == []


def test_a_wave_is_known_from_the_day_of_its_results():
    evidence = PLANTED["unknown_wave"]["not out yet"]
    assert found(evidence, "unknown_wave", today=dt.date(2026, 9, 30)) == []


@pytest.mark.parametrize(
    "named",
    [
        making.observation("range", "avant janvier 2023", (dt.date(2021, 1, 1), dt.date(2022, 12, 31))),
        making.called(school_year(2023, 1), "2023"),
        making.called(school_year(2023, 1), "l’an dernier"),
    ],
)
def test_a_period_may_be_named_by_the_day_after_its_end_by_its_first_year_or_by_none(named):
    assert found(alone(schools("e", named)), "period_against_label") == []


def test_a_decree_that_amends_another_has_its_own_date():
    amending = making.referred(
        "Décret du 24 février 2022 modifiant le décret du 25 avril 2019", date=dt.date(2022, 2, 24)
    )
    assert found(amending, "reference_date") == []


def test_an_act_of_a_day_that_no_reference_has_is_not_judged():
    assert found(making.with_text(remark="Le décret du 3 mai 2019."), "unknown_act") == []


def test_a_day_that_dates_no_act_is_not_that_of_one():
    assert found(making.with_text(remark="Situation au 25 avril 2018."), "unknown_act") == []


def test_a_reference_of_no_such_day_has_none():
    assert found(making.referred("Décret du 31 novembre 2023", date=dt.date(2023, 11, 30)), "reference_date") == []


@pytest.mark.parametrize(
    "at_the_edge",
    [
        year(2023, 1, data_date=dt.date(2023, 1, 1)),
        year(2023, 1, manner="cumulative", cumulative_since=dt.date(2023, 12, 31)),
    ],
)
def test_data_may_be_of_the_first_day_of_their_period_and_a_sum_begin_on_its_last(at_the_edge):
    assert found(alone(schools("e", at_the_edge)), "impossible_date") == []


def test_a_reference_of_today_is_not_to_come():
    assert found(making.referred("Décret", date=TODAY), "reference_date") == []


def test_an_age_in_years_is_no_duration():
    assert found(alone(series("age", making.LONG, unit="ans", quantity="mean")), "duration_against_period") == []


# Values


@pytest.mark.parametrize(
    "kept",
    [
        share("s", year(2024, 0)),
        share("s", year(2024, 100)),
        series("c", year(2024, -30), unit="%", quantity="change"),
        series("m", year(2024, "2.4"), unit="périodes", quantity="mean"),
        series("p", year(2024, 93724), unit="personnes"),
    ],
)
def test_a_value_at_the_edge_of_its_range_is_in_it(kept):
    assert found(alone(kept), "out_of_range") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (year(2023, 10), year(2024, 30)),
        (year(2023, 10), year(2024, 90, break_before="Autre question")),
        (year(2023, 1), year(2024, 4)),
        (year(2023, 0), year(2024, 50)),
        (undated(10), year(2024, 50)),
        (year(2024, 10), undated(50)),
    ],
)
def test_what_grows_threefold_breaks_has_no_date_or_is_small_is_no_jump(before, after):
    assert found(alone(schools("e", before, after)), "jump") == []


def test_a_jump_says_both_values_and_their_ratio():
    assert found(PLANTED["jump"]["up"], "jump") == ["De 10 écoles (2023) à 31 écoles (2024) : un rapport de 3,1."]


# Parts


def test_rounding_is_no_fault():
    parts = {"a": "32.3", "b": "32.3", "c": "29.3", "d": "6"}
    evidence = alone(*(share(key, year(2024, value), whole=True, group="g") for key, value in parts.items()))
    assert found(evidence, "parts_against_whole") == []


def test_parts_are_summed_for_one_period_and_only_when_all_are_there():
    evidence = alone(
        share("a", year(2023, 40), year(2024, 60), whole=True, group="g"),
        share("b", year(2023, 60), whole=True, group="g"),
    )
    assert found(evidence, "parts_against_whole") == []


@pytest.mark.parametrize("manner", ["approximate", "minimum"])
def test_vague_values_are_neither_summed_nor_bounded(manner):
    evidence = alone(
        series("pc", year(2024, 50, manner=manner)),
        series("dont", year(2024, 60), part_of="pc", role="component"),
        share("a", year(2024, 90, manner=manner), whole=True, group="g"),
        share("b", year(2024, 20), whole=True, group="g"),
    )
    assert found(evidence, "part_above_whole") == []
    assert found(evidence, "parts_against_whole") == []


def test_a_part_is_set_against_its_total_of_the_same_period():
    evidence = alone(
        series("pc", year(2023, 10), year(2024, 90)),
        series("dont", year(2024, 80), part_of="pc", role="component"),
    )
    assert found(evidence, "part_above_whole") == []


@pytest.mark.parametrize(
    ("of", "total"),
    [
        (year(2024, 55), year(2024, 55)),
        (year(2024, 56), year(2024, 50, value_high=Decimal(60), manner="range")),
        (year(2025, 56), year(2024, 55)),
    ],
)
def test_a_part_may_be_all_of_its_total_within_its_bounds_or_of_another_period(of, total):
    evidence = alone(series("pc", total), series("dont", of, part_of="pc", role="component"))
    assert found(evidence, "part_above_whole") == []


def test_a_part_that_is_too_large_is_told_with_its_total():
    assert found(PLANTED["part_above_whole"]["of a number"], "part_above_whole") == [
        "La partie (56) dépasse son total, « Série pc » (55)."
    ]


def test_shares_of_no_group_make_no_whole():
    evidence = alone(share("a", year(2024, 60), whole=True), share("b", year(2024, 60), whole=True))
    assert found(evidence, "parts_against_whole") == []


def test_two_shares_may_be_off_by_half_a_unit_each():
    evidence = alone(*(share(k, year(2024, v), whole=True, group="g") for k, v in (("a", "50.1"), ("b", "49.8"))))
    assert found(evidence, "parts_against_whole") == []


@pytest.mark.parametrize(
    ("count", "part"),
    [
        ({"population": "fondamental"}, {"population": "secondaire"}),
        ({}, {}),
        ({"population": "fondamental"}, {"population": "fondamental", "role": "benchmark"}),
        ({"population": "fondamental", "quantity": "mean"}, {"population": "fondamental"}),
        ({"population": "fondamental"}, {"population": "fondamental", "quantity": "change"}),
    ],
)
def test_only_a_share_and_a_count_of_the_same_population_are_set_side_by_side(count, part):
    evidence = alone(schools("e", school_year(2023, 2900), **count), share("s", school_year(2023, 37), **part))
    assert found(evidence, "share_against_count") == []


def test_a_population_that_grows_is_set_against_the_period_before():
    evidence = alone(
        series("e", year(2022, 100), year(2023, 140), year(2024, 190), population="élèves"),
        share("s", year(2022, 50), year(2023, 50), year(2024, 50), population="élèves"),
    )
    assert found(evidence, "share_against_count") == []


def test_a_share_and_a_count_say_the_total_that_they_suppose():
    (message,) = found(PLANTED["share_against_count"]["too many in all"], "share_against_count")
    assert "2 900 écoles et 37 %" in message
    assert "le total serait de 7 838 écoles" in message


# Meaning


@pytest.mark.parametrize("level", range(6))
def test_a_state_in_words_that_say_nothing_of_progress_fits_any_level(level):
    evidence = alone(series("e", undated(level=level, state="Un comité se réunit."), quantity="state"))
    assert found(evidence, "level_against_state") == []


@pytest.mark.parametrize("level", [3, 5])
def test_a_work_both_done_and_under_way_is_not_judged(level):
    evidence = alone(
        series("e", undated(level=level, state="L’outil a été créé et est en cours de test"), quantity="state")
    )
    assert found(evidence, "level_against_state") == []


def test_a_benchmark_says_which_figure_it_belongs_with():
    (message,) = found(PLANTED["opposite_polarity"]["a benchmark the other way"], "opposite_polarity")
    assert "51 % et 19 %" in message
    assert "Le point de comparaison va avec 49 %" in message
    assert "51 % et 49 % font 100" in message


def test_a_figure_that_goes_with_a_benchmark_is_not_said_to_make_100_where_it_does_not():
    evidence = alone(
        share("adequat", wave("TALIS", 2018, 51), polarity="favourable"),
        share("manque", wave("TALIS", 2018, 44), polarity="unfavourable", role="context", group="m"),
        share("autre", wave("TALIS", 2018, 30), polarity="unfavourable", role="context", group="n"),
        share("pays", wave("TALIS", 2018, 19), polarity="unfavourable", role="benchmark", group="m"),
        source="TALIS 2018",
    )
    assert found(evidence, "opposite_polarity") == [
        "51 % et 19 %, « Série pays », se lisent en sens opposés. Le point de comparaison va avec 44 %, "
        "« Série manque »."
    ]


@pytest.mark.parametrize(
    "beside",
    [
        series("moyenne", year(2024, 51), unit="%", quantity="mean", polarity="unfavourable"),
        share("contexte", year(2024, 51), polarity="unfavourable", role="context"),
        share("autre", year(2024, 51), polarity="unfavourable", role="context", group="n"),
        share("attendu", year(2024, missing_reason="later"), polarity="unfavourable"),
    ],
)
def test_a_benchmark_is_not_set_against_what_nobody_compares_with_it(beside):
    benchmark = share("pays", year(2024, 19), polarity="favourable", role="benchmark", group="m")
    assert found(alone(beside, benchmark), "opposite_polarity") == []
    ungrouped = share("pays", year(2024, 19), polarity="favourable", role="benchmark")
    assert found(alone(beside, ungrouped), "opposite_polarity") == []


# Sources and age


def test_a_series_may_name_its_own_source():
    evidence = alone(share("s", wave("TALIS", 2018, 44), source="TALIS 2018, chap. I"), source="Enquête CLEF 2021")
    assert found(evidence, "missing_source") == []


def test_a_value_without_a_stated_source_has_one_where_its_indicator_has():
    unstated = year(2024, 10)
    (one,) = alone(schools("e", unstated)).indicators
    bare = one.model_copy(update={"series": (schools("e", unstated),)})
    assert found(making.evidence(bare), "missing_source") == []


def test_what_is_only_awaited_needs_no_source_yet():
    evidence = alone(schools("e", undated(missing_reason="later")), source="", planned_source="CINE", providers=())
    assert found(evidence, "missing_source") == []


def test_a_figure_taken_once_never_grows_old():
    evidence = alone(schools("e", on(dt.date(2010, 1, 1), 10)), frequency="once")
    assert found(evidence, "stale") == []


def test_the_age_allowed_follows_the_frequency():
    evidence = alone(schools("e", on(dt.date(2022, 1, 1), 10)), frequency="every_3_years")
    assert found(evidence, "stale", today=dt.date(2025, 7, 31)) == []
    assert len(found(evidence, "stale", today=dt.date(2025, 8, 1))) == 1


def test_a_survey_is_judged_by_its_waves_and_not_by_its_age():
    evidence = alone(share("s", wave("TALIS", 2018, 20)), source="TALIS 2018", frequency="every_6_years")
    assert found(evidence, "newer_wave", today=dt.date(2025, 10, 30)) == []
    assert len(found(evidence, "newer_wave", today=making.LATE)) == 1
    assert found(evidence, "stale", today=making.LATE) == []


def test_what_is_old_is_told_by_its_day_or_by_its_period():
    day, school = on(dt.date(2023, 12, 1), 10, data_date=dt.date(2023, 11, 30)), school_year(2021, 10)
    assert found(alone(schools("e", school, day)), "stale") == [
        "Le chiffre le plus récent est du 30 novembre 2023, il y a plus de 18 mois."
    ]
    assert found(alone(schools("e", school)), "stale") == [
        "Le chiffre le plus récent est celui de « 2021-2022 », il y a plus de 18 mois."
    ]


def test_of_each_survey_the_newest_wave_that_is_out_is_named():
    evidence = alone(share("s", wave("PISA", 2015, 20)), share("t", wave("TALIS", 2018, 20)), source="PISA, TALIS")
    assert found(evidence, "newer_wave", today=making.LATE) == [
        "Le chiffre vient de PISA 2015 ; les résultats de PISA 2022 sont publiés.",
        "Le chiffre vient de TALIS 2018 ; les résultats de TALIS 2024 sont publiés.",
    ]


def test_a_wave_that_is_there_though_missing_is_known():
    evidence = alone(
        share("s", wave("PISA", 2018, 30), wave("PISA", 2022, missing_reason="not_measured")), source="PISA"
    )
    assert found(evidence, "newer_wave") == []


# What the public already knows


def noted(kind: str, words: str) -> Evidence:
    return alone(schools("e", year(2024, 7157, notes=(making.note("N-1", kind, words),))))


def told(evidence: Evidence, code: str) -> int | None:
    """Key of the note that tells what this rule finds."""
    kept = replace(evidence, keys={("note", "N-1"): 7})
    return next(fault.note for fault in examine(kept, TODAY) if fault.rule == code)


def test_a_note_that_quotes_the_value_tells_it():
    assert told(noted("doubtful_figure", "7.157 écoles, c’est trop"), "out_of_range") == 7


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("wording", "7.157 écoles"),
        ("doubtful_figure", "352 écoles"),
        ("doubtful_figure", "17.157 écoles"),
        ("doubtful_figure", "7.157,5 écoles"),
    ],
)
def test_a_note_of_another_kind_or_about_another_value_does_not(kind, words):
    assert told(noted(kind, words), "out_of_range") is None


def test_a_note_on_the_indicator_tells_what_it_quotes_of_its_observations():
    evidence = PLANTED["impossible_date"]["no such day"]
    note = making.note("N-1", "impossible_date", "Données au 322/01/2025 : pas de jour 322.")
    (one,) = evidence.indicators
    noted = one.model_copy(update={"notes": (note,)})
    assert told(replace(evidence, indicators=(noted,)), "impossible_date") == 7


# Fingerprints


def test_the_same_fault_is_known_again_and_a_changed_value_is_another():
    first, again, other = (
        examine(alone(schools("e", year(2024, value))), today)[0]
        for value, today in ((7157, TODAY), (7157, TODAY + dt.timedelta(1)), (7158, TODAY))
    )
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != other.fingerprint


def test_a_wave_that_is_not_out_is_another_fault_with_another_value():
    values = ({"value": 20}, {"value": 21}, {"state": "en cours"})
    faults = [examine(alone(share("s", wave("PISA", 2025, **one)), source="PISA"), TODAY)[0] for one in values]
    assert [one.observed for one in faults] == ["PISA 2025 20", "PISA 2025 21", "PISA 2025"]


def test_another_authority_may_have_more_schools_than_ours():
    """What is known of one authority alone stops no other."""
    given = alone(schools("e", year(2024, 7157)))
    assert found(given, "out_of_range")
    assert examine(replace(given, authority="Canton du Haut-Val"), TODAY) == ()


def test_faults_come_gravest_first():
    evidence = alone(schools("e", year(2023, 7157), year(2024, 2)))
    assert [fault.rule for fault in examine(evidence, TODAY)] == ["out_of_range", "jump"]


def test_parts_are_summed_to_the_whole_that_they_name():
    other, whole = series("autre", year(2024, 7)), series("t", year(2024, 100))
    parts = [series(k, year(2024, v), whole=True, group="g", part_of="t") for k, v in (("a", 60), ("b", 40))]
    assert found(alone(other, whole, *parts), "parts_against_whole") == []


@pytest.mark.parametrize(
    ("name", "meant"), [("begun, at 5", "le niveau 1 à 4, et non 5"), ("not begun, at 1", "le niveau 0, et non 1")]
)
def test_the_levels_that_a_state_can_mean_are_told(name, meant):
    (said,) = found(PLANTED["level_against_state"][name], "level_against_state")
    assert meant in said
