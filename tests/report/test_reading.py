"""How a reader is told a value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from strategy_monitor.language import french
from strategy_monitor.language.codes import MissingReason
from strategy_monitor.report import document as doc
from strategy_monitor.report import levels, reading
from strategy_monitor.report.document import Observation, Series
from tests.charts.making import UNDATED, count, indicator, observed, school_year, series
from tests.report.test_diff import REPORT
from tests.spaces import plain

N, B = french.NARROW, french.NO_BREAK


def written(one: Series) -> str:
    (observation,) = one.observations
    return french.write_value(one, observation)


def test_a_value_is_written_with_its_unit_and_manner() -> None:
    assert written(series("a", "Part", observed(2024, "61.5"))) == f"61,5{N}%"
    assert written(count("a", "Écoles", observed(2024, 1))) == f"1{B}école"
    assert written(series("a", "Part", observed(2024, 90, manner="approximate"))) == f"près de 90{N}%"
    ranged = observed(2024, 2, manner="range", value_high=Decimal(3))
    assert written(count("a", "Heures", ranged, unit="heures", unit_singular="heure")) == f"2 à 3{B}heures"


def test_a_rise_says_that_it_is_one() -> None:
    assert written(series("a", "Évolution", observed(2024, 12), quantity="change")) == f"+12{N}%"
    assert written(series("a", "Évolution", observed(2024, "0.5"), quantity="change")) == f"+0,5{N}%"
    assert written(series("a", "Évolution", observed(2024, -12), quantity="change")) == f"−12{N}%"
    assert written(series("a", "Évolution", observed(2024, 0), quantity="change")) == f"0{N}%"


def test_a_state_in_words_is_said_before_the_level_it_was_deduced_from() -> None:
    state = observed(UNDATED, None, state="L'espace a été créé !", level=5, level_basis="wording")
    assert written(series("a", "État", state, unit="", quantity="state")) == f"L’espace a été créé{N}!"
    level = observed(UNDATED, None, level=0, level_basis="icon")
    assert written(series("a", "État", level, unit="", quantity="state")) == f"niveau 0{B}sur{B}5, lu sur l’icône"


@pytest.mark.parametrize("reason", list(MissingReason.words()))
def test_a_missing_value_says_why_and_is_never_a_zero(reason: str) -> None:
    said = written(series("a", "Part", observed(2024, None, missing_reason=reason)))
    assert said == MissingReason(reason).word
    assert "0" not in said


def test_zero_is_a_value() -> None:
    assert written(series("a", "Part", observed(2024, 0))) == f"0{N}%"


def test_a_figure_set_large_keeps_its_sign_and_leaves_its_unit() -> None:
    def bare(one: Series) -> tuple[str, str]:
        (observation,) = one.observations
        return french.write_value_and_unit(one, observation)

    assert bare(count("a", "Écoles", observed(2024, 4944))) == (f"4{N}944", "écoles")
    assert bare(series("a", "Part", observed(2024, "61.5"))) == (f"61,5{N}%", "")
    assert bare(count("a", "Nombre", observed(2024, 7), unit="", unit_singular="")) == ("7", "")
    assert bare(series("a", "Part", observed(2024, None, missing_reason="later"))) == ("disponible ultérieurement", "")
    near = observed(2024, 20, manner="minimum")
    assert bare(count("a", "Écoles", near)) == ("au moins 20", "écoles")


HOURS = count("h", "Heures", observed(school_year(2023), 4944), unit="heures", unit_singular="heure")
PEOPLE = count(
    "p", "Participants", observed(school_year(2022), 5), observed(school_year(2023), 7780), unit="participants"
)


def test_the_headline_of_an_indicator_is_all_its_latest_headlines() -> None:
    context = count("c", "Contexte", observed(2020, 3), role="context")
    found = indicator(HOURS, PEOPLE, context, count("e", "Sans valeur"))
    assert reading.write_headline(found) == f"4{N}944{B}heures{N}; 7{N}780{B}participants"
    assert reading.write_headline(indicator()) == ""
    assert reading.write_latest(count("e", "Sans valeur")) == ""


def test_a_figure_beside_others_says_of_what_it_is_unless_its_unit_does() -> None:
    access = series("a", "Écoles reliées (débit suffisant)", observed(2024, 53), group="")
    wired = series("b", "Câblage interne", observed(2024, 68), group="")
    told = reading.write_leads(indicator(access, wired, PEOPLE))
    assert told.startswith(
        f"53{N}% (écoles reliées [débit suffisant]){N}; 68{N}% (câblage interne){N}; 7{N}780{B}participants"
    )
    assert reading.write_leads(indicator(access)) == f"53{N}%"


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Participants inscrits", "5 participants (inscrits)"),
        ("Participants, du secondaire", "5 participants (du secondaire)"),
        ("participants", "5 participants"),
        ("Participantes inscrites", "5 participants (participantes inscrites)"),
        ("Personnes inscrites (1er volet)", "5 participants (personnes inscrites [1er volet])"),
    ],
)
def test_what_a_number_counts_is_said_where_its_unit_does_not(label: str, told: str) -> None:
    """352 schools beside 7 157 schools: of secondary, of primary education."""
    first = count("f", label, observed(2024, 5), unit="participants", group="")
    assert plain(reading.write_headline(indicator(first, HOURS))) == f"{told} ; 4 944 heures"


def test_two_values_that_are_printed_together_say_of_what_they_are() -> None:
    both = {"printed": "594 (2023) et 331 (2024)", "place": "headline"}
    renewed = count("r", "PC renouvelés", observed(2023, 594, **both), observed(2024, 331, **both), unit="PC")
    told = plain(reading.write_headline(indicator(renewed, HOURS)))
    assert told == "594 PC (2023) et 331 (2024), renouvelés ; 4 944 heures"


def test_the_dates_of_an_indicator_are_said_once_each() -> None:
    assert reading.list_dates(indicator(HOURS, PEOPLE)) == []
    assert reading.list_periods(indicator(HOURS, PEOPLE)) == ["2023-2024"]
    printed = count("h", "Heures", observed(school_year(2023), 4944, printed_date="Données de l'année 2023-2024"))
    assert (reading.list_dates(indicator(printed)), reading.list_periods(indicator(printed))) == (["2023-2024"], [])
    dated = count("d", "Écoles", observed(2024, 3, data_date=dt.date(2025, 2, 1)))
    assert reading.list_dates(indicator(printed, dated)) == ["2023-2024", f"1er{B}février{B}2025"]
    assert reading.list_dates(indicator()) == []


def test_the_day_of_a_figure_that_somebody_gave_is_the_date_of_its_data() -> None:
    day = doc.Period(kind="date", label="1er février 2026", start=dt.date(2026, 2, 1), end=dt.date(2026, 2, 1))
    given = count("g", "Ressources", observed(day, 10250, printed="", place=""))
    dated = count("d", "Écoles", observed(day, 3, data_date=dt.date(2026, 2, 1)))
    assert (
        reading.list_dates(indicator(given)) == reading.list_dates(indicator(given, dated)) == [f"1er{B}février{B}2026"]
    )
    for of_an_event in (
        observed(day, 42, printed="42 CTP ont été déployés", place="headline"),
        observed(day, None, state="L’espace est créé.", printed="", place=""),
        observed(day, None, missing_reason="later", printed="", place=""),
    ):
        assert reading.list_dates(indicator(count("e", "Écoles", of_an_event))) == []


def test_a_date_that_no_calendar_holds_is_told_as_it_is_printed() -> None:
    unread = observed(UNDATED, 1, printed_date="Données au 322/01/2025")
    named = observed(school_year(2023), 1, printed_date="Données de l’année 2023-2024")
    one = indicator(count("a", "A", unread), count("b", "B", unread), count("c", "C", named), count("d", "D"))
    assert (reading.list_unread_dates(one), reading.list_dates(one)) == (["Données au 322/01/2025"], ["2023-2024"])


def test_who_gives_the_figures_is_named_once() -> None:
    unstated = observed(2024, 1, source="")
    one = indicator(count("a", "A", observed(2024, 1)), count("b", "B", observed(2024, 2)), count("c", "C", unstated))
    assert reading.list_sources(one) == ["DGEO"]


def test_a_provider_whose_name_nobody_says_is_not_named_by_its_acronym_again() -> None:
    told = [reading.expand_provider(doc.Provider(code="x", acronym="CLEF", name=name)) for name in ("Centre", "CLEF")]
    assert told == ["Centre", "nom complet non précisé"]


def test_a_period_says_since_when_its_value_was_summed() -> None:
    summed = observed(school_year(2023), 12, manner="cumulative", cumulative_since=dt.date(2021, 1, 1))
    assert [reading.write_period(one) for one in (summed, observed(2024, 1))] == [
        "2023-2024, cumul depuis 2021",
        "2024",
    ]


def test_a_cumulated_value_says_since_when() -> None:
    since: Observation = observed(2024, 3, manner="cumulative", cumulative_since=dt.date(2021, 1, 1))
    assert reading.write_since(since) == "depuis 2021"  # the day is not printed, and says no more
    february = since.model_copy(update={"cumulative_since": dt.date(2022, 2, 1)})
    assert reading.write_since(february) == f"depuis février{B}2022"
    november = since.model_copy(update={"cumulative_since": dt.date(2020, 11, 16)})
    assert reading.write_since(november) == f"depuis le 16{B}novembre{B}2020"
    assert reading.write_since(observed(2024, 3)) == ""


def test_a_level_without_caption_has_none() -> None:
    assert levels.caption_of(REPORT, 4) == ""
    assert levels.caption_of(REPORT, 3) == ""
