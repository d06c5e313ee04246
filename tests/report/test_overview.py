"""The first screen: what leads, where each indicator stands, and the sentences that count them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from strategy_monitor.language.codes import NoteWord, Standing, Timing
from strategy_monitor.report import reading
from strategy_monitor.report.build import build
from strategy_monitor.report.document import Indicator, Report
from strategy_monitor.report.leads import comparators_of, leads_of, write_comparators
from strategy_monitor.report.overview import overview_of
from strategy_monitor.report.standing import stand_of, stand_of_each, table_of, timing
from tests.charts.making import UNDATED, count, indicator, note, observed, on, series, wave, years
from tests.report.editing import REPORT
from tests.spaces import plain

ADOPTED = dt.date(2018, 10, 10)
OPEN = note(code="N-9", status="open")
WRONG = note(code="N-8", severity="error")


def state(level: int, manner: str = "", **values: Any) -> Indicator:
    told = observed(
        UNDATED, None, state="Les travaux ont démarré.", level=level, level_basis="wording", manner=manner, **values
    )
    block = series("s", "État", told, unit="", quantity="state", group="")
    return indicator(block, nature="progress")


def share(*values: Any, **of: Any) -> Indicator:
    return indicator(series("a", "Part des écoles", *values, **{"group": ""} | of))


RISING = share(observed(2022, 33), observed(2023, 37))
FALLING = share(observed(2022, 37), observed(2023, 33))
STEADY = share(observed(2022, 37), observed(2023, 37))
BROKEN = share(observed(2022, 33), observed(2023, 37, break_before="Autre question."))
ALONE = share(observed(2023, 37))
MISSING = share(observed(2023, None, missing_reason="later"))
COMPARED = indicator(
    series("a", "Part, ici", observed(wave("TALIS", 2018), 33)),
    series("b", "Part, ailleurs", observed(wave("TALIS", 2018), 53), role="benchmark", population="ailleurs"),
)
MIXED = indicator(
    series("a", "Part, nord", observed(2022, 33), observed(2023, 37)),
    series("b", "Part, sud", observed(2022, 33), observed(2023, 30)),
)


def stand(one: Indicator) -> Any:
    return stand_of(REPORT.axes[0], one)


def report_of(*indicators: Indicator) -> Report:
    """A strategy of one axis, of which nothing is known but these."""
    named = [one.model_copy(update={"code": f"1-I{rank}", "axis": 1}) for rank, one in enumerate(indicators, 1)]
    axis = REPORT.axes[0].model_copy(update={"number": 1, "actions": (), "indicators": tuple(named)})
    return REPORT.model_copy(update={"axes": (axis,)})


@pytest.mark.parametrize(
    ("one", "standing"),
    [
        (state(5), Standing.DONE),
        (state(5, notes=(OPEN,)), Standing.TO_CLARIFY),
        (state(5, notes=(WRONG,)), Standing.TO_CLARIFY),
        (state(5, notes=(note(),)), Standing.DONE),
        (state(1, "minimum"), Standing.BEGUN),
        (state(4), Standing.BEGUN),
        (state(0), Standing.NOT_BEGUN),
        (indicator(*state(5).series, nature="informational"), Standing.ALONE),
        (RISING, Standing.RISING),
        (FALLING, Standing.FALLING),
        (STEADY, Standing.STEADY),
        (share(observed(2022, 33), observed(2023, 33.2)), Standing.RISING),
        (MIXED, Standing.MIXED),
        (BROKEN, Standing.TWO_VALUES),
        (COMPARED, Standing.COMPARED),
        (ALONE, Standing.ALONE),
        (MISSING, Standing.MISSING),
        (indicator(), Standing.MISSING),
    ],
)
def test_an_indicator_stands_under_the_first_title_that_fits(one, standing):
    assert stand(one).standing == standing


def test_a_sentence_counts_what_has_no_question_where_it_leads():
    """An old value may be questioned: the rise stands on what compares. A level answers for all that is beside it."""
    old = share(observed(2021, 12, notes=(OPEN,)), observed(2022, 33), observed(2023, 37))
    beside = count("a", "Écoles", observed(2023, 7157, notes=(OPEN,)), role="context")
    level = indicator(*state(5).series, beside, nature="progress")
    assert (stand(old).standing, stand(old).counted) == (Standing.RISING, True)
    assert (stand(level).standing, stand(level).question) == (Standing.TO_CLARIFY, NoteWord.QUESTION)


def test_of_several_blocks_all_must_be_done():
    block = state(5).series[0]
    begun = state(2).series[0].model_copy(update={"key": "t", "label": "Autre"})
    assert stand(indicator(block, begun, nature="progress")).standing == Standing.BEGUN
    assert stand(indicator(block, block.model_copy(update={"key": "t"}), nature="progress")).standing == Standing.DONE


@pytest.mark.parametrize("word", [OPEN, WRONG, note(off_scale=True)])
def test_a_value_that_is_questioned_never_leads(word):
    sound = count("b", "Écoles du secondaire", observed(2023, 352))
    doubted = count("a", "Écoles du fondamental", observed(2023, 7157, notes=(word,)))
    found = leads_of(indicator(doubted, sound))
    assert [lead.series.key for lead in found.first] == ["b"]
    assert [lead.series.key for lead in found.after] == ["a"]
    assert not found.after[0].reliable


def test_what_compares_leads_in_the_place_of_a_headline_that_is_questioned():
    doubted = count("a", "Écoles", observed(2023, 7157, notes=(OPEN,)), group="")
    rate = {"role": "breakdown", "group": "taux"}
    low = series("c", "Taux, fondamental", observed(2022, 33), observed(2023, 37), **rate)
    high = series("d", "Taux, secondaire", observed(2022, 67), observed(2023, 69), **rate)
    one = indicator(doubted, low, high)
    assert [(lead.series.key, lead.name) for lead in leads_of(one).first] == [("c", "fondamental"), ("d", "secondaire")]
    assert stand(one).standing == Standing.RISING
    told = plain(reading.write_headline(one))
    assert told == "37 % (fondamental) ; 69 % (secondaire) ; 7 157 écoles (question ouverte)"


def test_one_figure_that_leads_in_the_place_of_the_headline_says_all_that_it_measures():
    doubted = count("a", "Écoles", observed(2023, 7157, notes=(OPEN,)), group="")
    rate = series("c", "Taux", observed(2022, 33), observed(2023, 37), role="breakdown", group="taux")
    assert [lead.name for lead in leads_of(indicator(doubted, rate)).first] == ["Taux"]


@pytest.mark.parametrize(
    "measured",
    [
        (observed(2022, 33), observed(2023, 37, notes=(WRONG,))),  # questioned itself
        (observed(2023, 37),),  # nothing to be compared with
    ],
)
def test_a_group_that_is_questioned_itself_or_compares_with_nothing_does_not_lead(measured):
    doubted = count("a", "Écoles", observed(2023, 7157, notes=(OPEN,)), group="")
    rate = series("c", "Taux", *measured, role="breakdown", group="taux")
    assert leads_of(indicator(doubted, rate)).first == ()


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (RISING, "+4 points (33 %, 2022)"),
        (BROKEN, "non comparable à 33 % (2022)"),
        (COMPARED, "ailleurs : 53 %"),
        (ALONE, ""),
        (
            indicator(
                count("a", "Élèves", observed(2023, 120), group="", unit="élèves"),
                count(
                    "b", "Élèves, filles", observed(2023, 70), group="", unit="élèves", role="component", part_of="a"
                ),
            ),
            "dont 70 filles",
        ),
        (
            indicator(
                count("a", "Familles vues", observed(2023, 120), group="", unit="familles"),
                count("b", "Familles vues chez elles", observed(2023, 70), group="", unit="familles", part_of="a"),
            ),
            "dont 70 familles vues chez elles",
        ),
    ],
)
def test_a_figure_carries_what_the_document_sets_it_against(one, told):
    assert plain(write_comparators(leads_of(one).first[0])) == told


@pytest.mark.parametrize(("kind", "standing"), [("comparability", Standing.TWO_VALUES), ("wording", Standing.RISING)])
def test_a_note_keeps_two_values_apart_where_it_says_that_they_do_not_compare(kind, standing):
    said = note(kind=kind, severity="information", printed="")
    one = share(observed(2022, 33), observed(2023, 37, notes=(said,)))
    assert stand(one).standing == standing


def test_others_are_of_the_same_group():
    here, there = observed(2022, 33), observed(2022, 53)
    others = {"role": "benchmark", "population": "ailleurs"}
    for mine, theirs in (("", ""), ("g", ""), ("g", "h")):
        ours = series("a", "Part, ici", here, group=mine)
        assert (
            leads_of(indicator(ours, series("b", "Part, ailleurs", there, group=theirs, **others))).first[0]
            == (leads_of(indicator(ours)).first[0])
        )


def test_others_are_of_the_same_period_and_polarity():
    ours = series("a", "Part, ici", observed(2022, 33))
    other = {"role": "benchmark", "population": "ailleurs"}
    earlier = series("b", "Part, ailleurs", observed(2018, 53), **other)
    opposite = series("c", "Part, ailleurs", observed(2022, 53), polarity="unfavourable", **other)
    assert leads_of(indicator(ours, earlier, opposite)).first[0].comparators == ()


def test_parts_and_totals_are_of_the_same_period():
    """A figure that is given again each year leaves its parts behind until they are given again too."""
    pupils = count("a", "Élèves", observed(2022, 120), observed(2023, 130), group="", unit="élèves")
    girls = count("b", "Élèves, filles", observed(2022, 70), group="", unit="élèves", part_of="a")
    ahead = girls.model_copy(update={"observations": (observed(2022, 70), observed(2024, 75))})
    assert "dont" not in write_comparators(leads_of(indicator(pupils, girls)).first[0])
    assert "dont" not in write_comparators(leads_of(indicator(pupils, ahead)).first[0])
    assert comparators_of(indicator(pupils, ahead), ahead)[-1].kind == "before"
    assert [one.observation.value for one in comparators_of(indicator(pupils, girls), girls)] == [120]


@pytest.mark.parametrize(
    ("one", "when"),
    [
        (observed(2017, 1), Timing.BEFORE),
        (observed(2018, 1), Timing.ADOPTION_YEAR),
        (observed(2018, 1, before_strategy=True), Timing.BEFORE),
        (observed(2019, 1), Timing.AFTER),
        (observed(UNDATED, 1), Timing.AFTER),
        (observed(years(2015, 2018), 1), Timing.ADOPTION_YEAR),
        (observed(on(ADOPTED - dt.timedelta(days=1)), 1), Timing.BEFORE),
        (observed(on(ADOPTED), 1), Timing.ADOPTION_YEAR),
    ],
)
def test_what_is_of_before_the_strategy_says_so(one, when):
    assert timing(one, ADOPTED) == when


def test_each_indicator_has_one_place_in_the_table():
    report = report_of(state(5), state(1), RISING, BROKEN, COMPARED, ALONE, MISSING, ALONE)
    table = table_of(report, stand_of_each(report))
    assert table.total == len(report.indicators) == 8
    assert table.totals[Standing.ALONE] == 2
    assert Standing.FALLING not in table.columns


def test_the_sentences_count_what_they_name():
    said = [plain(one) for one in overview_of(report_of(state(5), state(1), state(5, notes=(OPEN,)), RISING)).sentences]
    assert said[0] == "Sur trois réalisations suivies, une est terminée, une attend une précision et une est commencée."
    assert said[1] == (
        "Un seul indicateur se compare à une valeur antérieure : « Écoles équipées », en hausse, de 33 % à 37 %."
    )
    assert said[2] == "Aucun chiffre ne se compare à celui d’autres pays ou d’un autre ensemble."


def test_many_moves_are_counted_with_the_way_that_is_better():
    worse = share(observed(2022, 33), observed(2023, 37), polarity="unfavourable")
    said = plain(overview_of(report_of(RISING, RISING, worse, FALLING, STEADY)).sentences[0])
    assert said == (
        "Sur cinq indicateurs qui se comparent à une valeur antérieure, trois en hausse, un en baisse et un stable "
        "(deux dans le bon sens et deux dans le mauvais)."
    )


def test_a_move_under_an_open_question_is_not_counted_and_said_to_have_one():
    asked = RISING.model_copy(update={"notes": (OPEN,)})
    found = overview_of(report_of(asked))
    assert found.moves[0].question == NoteWord.QUESTION
    none = "Aucun indicateur ne se compare encore à une valeur antérieure"
    assert plain(found.sentences[0]) == f"{none} ; un autre attend une précision."
    (two,) = (plain(one) for one in overview_of(report_of(RISING, RISING, RISING, asked, asked)).sentences[:1])
    assert two == (
        "Sur trois indicateurs qui se comparent à une valeur antérieure, trois en hausse (trois dans le bon sens) ; "
        "deux autres attendent une précision."
    )


def test_a_figure_beside_states_adds_no_empty_words():
    blocks = (*state(5).series, *ALONE.series)
    mixed = state(5).model_copy(update={"series": blocks})
    (found,) = overview_of(report_of(mixed)).progress
    assert len(found.leads) == 2
    assert found.states == [one.observations[-1].state for one in state(5).series]


def test_what_is_of_before_tells_where_one_starts_and_what_is_of_after_how_one_stands():
    since = indicator(
        series("a", "Part, ici", observed(2023, 63)),
        series("b", "Part, ailleurs", observed(2023, 53), role="benchmark", population="ailleurs"),
    )
    before, after = overview_of(report_of(COMPARED)), overview_of(report_of(COMPARED, since))
    assert plain(before.sentences[-1]) == (
        "Le seul chiffre qui se compare à celui d’autres pays ou d’un autre ensemble est de TALIS 2018, l’année de "
        "l’adoption : il dit d’où l’on part."
    )
    other = COMPARED.model_copy(update={"code": "2-I9"})
    assert plain(overview_of(report_of(COMPARED, other)).sentences[-1]) == (
        "Les chiffres qui se comparent à ceux d’autres pays ou d’un autre ensemble sont tous de TALIS 2018, l’année de "
        "l’adoption : ils disent d’où l’on part."
    )
    assert (len(before.beginnings), len(before.against)) == (1, 0)
    assert (len(after.beginnings), len(after.against)) == (1, 1)
    assert plain(after.sentences[-1]) == (
        "Un chiffre se compare à celui d’autres pays ou d’un autre ensemble : "
        "un est mieux placé et aucun n’est moins bien placé."
    )


def test_an_empty_strategy_says_so_and_breaks_nothing():
    found = overview_of(report_of())
    assert found.table.total == 0
    assert found.years is None
    assert len(found.sentences) == 2


@pytest.mark.django_db
def test_the_printed_report_leads_with_nothing_that_it_questions(seeded: None) -> None:
    report = build("2025")
    leads = [lead for one in report.indicators for lead in leads_of(one).first]
    assert leads
    assert not [lead for lead in leads if any(note.unsettled for note in lead.observation.notes)]
    assert overview_of(report).table.total == len(report.indicators) == 28


def test_two_values_that_are_printed_together_are_not_told_twice():
    both = {"printed": "594 (2023) et 331 (2024)", "place": "headline"}
    one = indicator(
        count("a", "Ordinateurs", observed(2023, 594, **both), observed(2024, 331, break_before="Début.", **both))
    )
    assert plain(reading.write_leads(one)) == "594 écoles (2023) et 331 (2024), non comparable"


def test_a_value_that_a_settled_note_doubts_leads_and_says_so():
    doubted = note(code="N-7", severity="doubt", status="kept", kind="contradiction")
    one = indicator(count("a", "Écoles", observed(2023, 352, notes=(doubted,))))
    assert leads_of(one).first[0].reliable
    assert plain(reading.write_leads(one)) == "352 écoles (valeur mise en doute)"
