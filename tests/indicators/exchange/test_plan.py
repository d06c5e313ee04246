"""What a file would do: what it says, what it leaves out, what follows, who may."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.exchange.plan import plan
from indicators.models import Observation, ProviderAssignment
from tests import factories
from tests.indicators.exchange.files import NEW, csv_of, place, xlsx_of

pytestmark = pytest.mark.django_db
OLD = {"code": "1.1-O1", "key": "heures", "period_label": "2023-2024"}


def only(found: Any) -> Any:
    (line,) = found.lines
    return line


def changes(found: Any) -> dict[str, tuple[str, str]]:
    return {change.heading: (change.before, change.after) for change in only(found).changes}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("61,5", "61.5"),
        ("61.5", "61.5"),
        ("4 944", "4944"),
        ("4\u202f944,5", "4944.5"),
        ("4\u00a0944", "4944"),
        (" 4944 ", "4944"),
        ("4'944", "4944"),
        ("1’135’088,5", "1135088.5"),
        ("4.944,5", "4944.5"),
        ("1.135.088", "1135088"),
        ("1,5000", "1.5"),
    ],
)
def test_numbers_are_read_as_they_are_written(stored, chief, typed, value):
    assert only(plan(csv_of(NEW | {"value": typed}), chief)).observation.value == Decimal(value)


@pytest.mark.parametrize("typed", ["05/03/2025", "5/3/2025", "2025-03-05", "5 mars 2025", "05.03.2025", "5 MARS 2025"])
def test_days_are_read_as_they_are_written(stored, chief, typed):
    found = plan(csv_of(NEW | {"value": "5", "data_date": typed}), chief)
    assert only(found).observation.data_date == dt.date(2025, 3, 5)


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("cp1252", ";"), ("utf-8", ","), ("utf-16", "\t"), ("utf-8-sig", ";")]
)
def test_a_csv_is_read_whatever_program_wrote_it(stored, chief, encoding, delimiter):
    row = NEW | {"value": "5", "missing_reason": "", "state": "État d’été"}
    assert only(plan(csv_of(row, encoding=encoding, delimiter=delimiter), chief)).observation.state == "État d’été"


def test_the_hint_that_excel_hides_above_the_headings_is_passed(stored, chief):
    line = only(plan(b"sep=;\r\n" + csv_of(NEW | {"value": "5"}, encoding="utf-8"), chief))
    assert (line.outcome, line.number) == ("new", 3)


ABOVE = "Chiffres 2025", "", "Direction des chiffres"
"""What people write above the headings."""


@pytest.mark.parametrize("padding", ["", ";;;"])
def test_what_stands_above_the_headings_of_a_csv_is_passed_and_said(stored, chief, padding):
    above = "".join(f"{line}{padding}\r\n" for line in ABOVE)
    found = plan(above.encode("utf-8-sig") + csv_of(NEW | {"value": "5"}, encoding="utf-8"), chief)
    assert (only(found).outcome, only(found).number) == ("new", 5)
    assert found.notices == ("Lignes au-dessus des intitulés, qui ne sont pas lues (2)\u202f: 1, 3.",)


def test_what_stands_above_the_headings_of_a_workbook_is_passed_and_said(stored, chief):
    def change(_book: Any, sheet: Any) -> None:
        sheet.insert_rows(1, 3)
        sheet["A1"], sheet["A3"] = ABOVE[0], ABOVE[2]
        sheet.merge_cells("A1:H1")

    found = plan(xlsx_of(NEW | {"value": 5}, change=change), chief)
    assert (only(found).outcome, only(found).number, only(found).cell) == ("new", 5, place("value", 5))
    assert found.notices == ("Lignes au-dessus des intitulés, qui ne sont pas lues (2)\u202f: 1, 3.",)


def test_a_lone_sheet_beside_our_notice_is_read_whatever_its_name(stored, chief):
    workbook = xlsx_of(
        NEW | {"value": 5}, title="Feuil1", change=lambda book, _sheet: book.create_sheet("Notice") and None
    )
    assert only(plan(workbook, chief)).outcome == "new"


def test_the_habits_of_excel_are_understood(stored, chief):
    def change(book: Any, sheet: Any) -> None:
        sheet[place("code")] = "1.1-O1 "
        sheet[place("key")] = "Heures\u00a0"
        sheet[place("period_label")] = 2024
        sheet[place("value")] = "4 944,5"
        sheet[place("data_date")] = dt.datetime(2025, 3, 5)
        sheet[place("section")] = 2.1
        sheet[place("state")] = "un_x000D_\ndeux"
        book.create_sheet("Notice")

    line = only(plan(xlsx_of({}, change=change), chief))
    made = line.observation
    assert line.faults == ()
    assert (made.period_label, made.period_kind, made.value) == ("2024", "calendar_year", Decimal("4944.5"))
    assert (made.data_date, made.section.replace(",", "."), made.state) == (dt.date(2025, 3, 5), "2.1", "un\ndeux")


def test_a_period_that_excel_took_for_a_date_is_the_day_that_it_shows(stored, chief):
    def change(_book: Any, sheet: Any) -> None:
        sheet[place("period_label")] = dt.datetime(2025, 3, 5)

    line = only(plan(xlsx_of(NEW | {"value": 5}, change=change), chief))
    assert (line.period, line.observation.period_end) == ("5 mars 2025", dt.date(2025, 3, 5))


def test_the_noise_of_binary_numbers_is_left_out(stored, chief):
    assert only(plan(xlsx_of(NEW | {"value": 0.1 + 0.2}), chief)).observation.value == Decimal("0.3")


@pytest.mark.parametrize("typed", ["61,5 %", "61,5\u202f%", "61,5"])
def test_a_share_may_say_its_percent(stored, chief, typed):
    factories.series(indicator=stored.series.indicator, key="part", quantity="share", unit="%", unit_singular="")
    line = only(plan(csv_of(NEW | {"key": "part", "value": typed}), chief))
    assert line.observation.value == Decimal("61.5")


def test_a_cell_shown_as_a_percentage_is_what_it_shows(stored, chief):
    factories.series(indicator=stored.series.indicator, key="part", quantity="share", unit="%", unit_singular="")

    def change(_book: Any, sheet: Any) -> None:
        sheet[place("value")] = 0.615
        sheet[place("value")].number_format = "0.0%"

    found = plan(xlsx_of(NEW | {"key": "part"}, change=change), chief)
    assert only(found).observation.value == Decimal("61.5")


def test_a_pointed_number_asks_and_an_answer_settles_it(stored, chief):
    file = csv_of(NEW | {"value": "4.944"})
    (question,) = plan(file, chief).questions
    assert (question.cell, question.readings) == ("D2", (("milliers", "4\u202f944"), ("decimales", "4,944")))
    assert only(plan(file, chief, {"D2": "milliers"})).observation.value == 4944
    assert only(plan(file, chief, {"": "decimales"})).observation.value == Decimal("4.944")
    assert only(plan(file, chief, {"": "decimales", "D2": "milliers"})).observation.value == 4944


def test_an_empty_cell_never_erases(stored, chief):
    row = OLD | dict.fromkeys(("value", "printed", "section", "data_date", "missing_reason"), "")
    assert only(plan(csv_of(row), chief)).outcome == "unchanged"
    assert changes(plan(csv_of(row | {"printed_date": "en mai"}), chief)) == {"Date imprimée": ("–", "en mai")}


def test_the_word_that_erases_does(stored, chief):
    assert changes(plan(csv_of(OLD | {"section": "(Vide)"}), chief)) == {"Section": ("2.1", "–")}


def test_a_reason_without_a_value_replaces_the_figure(stored, chief):
    found = plan(csv_of(OLD | {"value": "", "missing_reason": "non mesuré"}), chief)
    assert changes(found) == {"Valeur": ("4\u202f944", "–"), "Raison de l’absence": ("–", "non mesuré")}
    assert only(found).outcome == "changed"


def test_a_reason_replaces_a_range_and_a_level_with_all_that_speaks_of_them(stored, chief):
    Observation.objects.update(value=2, value_high=3, manner="range", level=2, level_basis="icon")
    row = OLD | {"missing_reason": "non mesuré", "manner": "fourchette", "level_basis": "lu sur l’icône"}
    line = only(plan(csv_of(row), chief))
    assert line.outcome == "changed"
    made = line.observation
    assert (made.value, made.value_high, made.level, made.level_basis, made.manner) == (None, None, None, "", "")


def test_a_reason_takes_away_the_least_that_was_said_of_a_level(stored, chief):
    Observation.objects.update(value=None, level=1, level_basis="wording", manner="minimum")
    row = OLD | {"value": "", "missing_reason": "non mesuré", "manner": "minimum", "level_basis": "déduit du libellé"}
    made = only(plan(csv_of(row), chief)).observation
    assert (made.level, made.level_basis, made.manner) == (None, "", Observation().manner)


def test_a_value_replaces_the_reason_of_its_absence(stored, chief):
    Observation.objects.update(value=None, missing_reason="later")
    found = plan(csv_of(OLD | {"value": "12", "missing_reason": ""}), chief)
    assert changes(found) == {"Valeur": ("–", "12"), "Raison de l’absence": ("disponible ultérieurement", "–")}


def test_zero_is_a_level(stored, chief):
    made = only(plan(csv_of(NEW | {"level": "0", "level_basis": "déduit du libellé"}), chief))
    assert (made.outcome, made.observation.level) == ("new", 0)


def test_a_new_observation_says_what_it_deduces(stored, chief):
    line = only(plan(csv_of(NEW | {"value": "4944,5"}), chief))
    assert {change.heading: change.after for change in line.changes if change.deduced} == {
        "Type de période": "année scolaire",
        "Premier jour": "29 août 2024",
        "Dernier jour": "28 août 2025",
    }


def test_what_is_not_printed_has_neither_text_nor_place(stored, chief):
    """Issue 9, 2.3: the figure stood as « Texte imprimé », and the public page quoted it, page 23."""
    Observation.objects.update(place="remark")
    made = only(plan(csv_of(NEW | {"value": "5"}), chief)).observation
    assert (made.printed, made.place) == ("", "")
    made = only(plan(csv_of(NEW | {"value": "5", "printed": "5 heures"}), chief)).observation
    assert (made.printed, made.place) == ("5 heures", "remark"), "the place of the series"
    (fault,) = only(plan(csv_of(NEW | {"value": "5", "place": "contexte"}), chief)).faults
    assert "demande le texte qui y est imprimé" in fault.sentence
    assert changes(plan(csv_of(OLD | {"printed": "(vide)"}), chief)) == {
        "Texte imprimé": ("4.944 heures", "–"),
        "Place dans le rapport": ("remarque sur les données", "–"),
    }


@pytest.mark.parametrize(
    ("label", "kind", "days"),
    [
        ("2019-2020", "", ("school_year", dt.date(2019, 9, 1), dt.date(2020, 8, 31))),
        ("2021-2022", "", ("school_year", dt.date(2021, 9, 1), dt.date(2022, 8, 31))),
        ("2022-2023", "", ("school_year", dt.date(2022, 8, 29), dt.date(2023, 8, 28))),
        ("2024", "", ("calendar_year", dt.date(2024, 1, 1), dt.date(2024, 12, 31))),
        ("1er février 2025", "", ("date", dt.date(2025, 2, 1), dt.date(2025, 2, 1))),
        ("PISA 2022", "vague d’enquête", ("wave", dt.date(2022, 1, 1), dt.date(2022, 12, 31))),
        ("2018–2021", "intervalle", ("range", dt.date(2018, 1, 1), dt.date(2021, 12, 31))),
        ("sans date", "sans date", ("undated", None, None)),
    ],
)
def test_a_period_says_its_days_where_it_leaves_no_doubt(stored, chief, label, kind, days):
    made = only(plan(csv_of(NEW | {"period_label": label, "period_kind": kind, "value": "5"}), chief)).observation
    assert (made.period_kind, made.period_start, made.period_end) == days


@pytest.mark.parametrize("label", ["2018–2021", "2024-2023", "printemps 2024", "2021–2022"])
def test_a_period_that_could_be_two_things_asks(stored, chief, label):
    (fault,) = only(plan(csv_of(NEW | {"period_label": label, "value": "5"}), chief)).faults
    assert fault.heading == "Type de période"


def test_a_period_is_known_whatever_its_case_and_spaces(stored, chief):
    Observation.objects.update(period_label="PISA 2022")
    assert only(plan(csv_of(OLD | {"period_label": " pisa  2022 ", "value": "4944"}), chief)).outcome == "unchanged"


def test_a_change_of_figure_reminds_of_the_printed_text(stored, chief):
    (remark,) = only(plan(csv_of(OLD | {"value": "5000"}), chief)).remarks
    assert "texte imprimé" in remark
    assert only(plan(csv_of(OLD | {"value": "5000", "printed": "5.000 heures"}), chief)).remarks == ()
    Observation.objects.update(printed="", place="")
    assert only(plan(csv_of(OLD | {"value": "5000"}), chief)).remarks == ()


def person(*permissions: str) -> Any:
    user = get_user_model().objects.create_user("dominique", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


@pytest.mark.parametrize(
    ("permissions", "given", "outcomes"),
    [
        (("change_observation", "add_observation"), True, ["changed", "new"]),
        (("change_observation",), True, ["changed", "refused"]),
        (("add_observation",), True, ["refused", "new"]),
        (("change_observation", "add_observation"), False, ["refused", "refused"]),
    ],
)
def test_who_may_do_it_is_asked_row_by_row(stored, permissions, given, outcomes):
    user = person(*permissions)
    if given:
        ProviderAssignment.objects.create(user=user, provider=stored.series.indicator.providers.get())
    found = plan(csv_of(OLD | {"value": "5"}, NEW | {"value": "6"}), user)
    assert [line.outcome for line in found.lines] == outcomes
    refused = [fault.sentence for line in found.refused for fault in line.faults]
    assert set(refused) <= {"Refusé\u202f: cet indicateur n’est pas confié à ce compte."}


def test_what_does_not_change_needs_no_right(stored):
    assert only(plan(csv_of(OLD | {"value": "4944"}), person())).outcome == "unchanged"


def test_questions_to_the_database_do_not_grow_with_the_file(stored, chief):
    def asked(count: int) -> int:
        rows = [NEW | {"period_label": str(1900 + number), "value": "5"} for number in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(plan(csv_of(*rows), chief).new) == count
        return len(queries)

    # indicators, their providers now and to come; series; observations
    assert asked(2) == asked(50) == 5
