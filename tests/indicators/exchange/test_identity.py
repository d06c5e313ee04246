"""What is exported can be imported, and then changes nothing."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from indicators.exchange import checking
from indicators.exchange.cells import is_blank
from indicators.exchange.columns import BY_NAME, COLUMNS
from indicators.exchange.delimited import without_apostrophe
from indicators.exchange.notice import CHOICES, labels
from indicators.exchange.plan import plan
from indicators.exchange.reading import read_table_file
from indicators.exchange.stored import observations_to_export, observations_to_fill
from indicators.exchange.writing import as_csv, as_xlsx, csv_cell
from indicators.models import Observation, Series
from strategy_monitor.language.codes import MissingReason
from tests import factories
from tests.indicators.exchange.copies import HARD_TEXTS, odd
from tests.indicators.exchange.files import saved

pytestmark = pytest.mark.django_db
WRITERS = [as_xlsx, as_csv]
SAMPLES = Path(__file__).parent / "samples"
"""Saved by LibreOffice 25.2: an export of `copies.odd`, and a file typed in a French spreadsheet."""


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("write", WRITERS)
def test_the_whole_report_comes_back_unchanged(chief, write):
    found = plan(write(observations_to_export()), chief)
    assert len(found.unchanged) == len(found.lines) == Observation.objects.count() == 102


@pytest.mark.usefixtures("seeded")
def test_a_workbook_in_the_words_of_before_comes_back_unchanged(chief):
    Observation.objects.filter(level__isnull=False).update(level_basis="confirmed")
    book = load_workbook(io.BytesIO(as_xlsx(observations_to_export())))
    sheet = book["Valeurs"]
    sheet.title = "Relevés"
    before = {"Précision": "Manière", "Fournisseurs": "Producteurs"}
    before["confirmé par le fournisseur"] = "confirmé par le producteur"
    changed = [cell for row in sheet for cell in row if cell.value in before]
    for cell in changed:
        cell.value = before[cell.value]
    assert len(changed) == 2 + Observation.objects.filter(level__isnull=False).count() == 8
    found = plan(saved(book), chief)
    assert len(found.unchanged) == len(found.lines) == Observation.objects.count()


@pytest.mark.parametrize("write", WRITERS)
def test_texts_that_look_like_formulas_come_back_unchanged(chief, write):
    odd()
    assert len(plan(write(observations_to_export()), chief).unchanged) == len(HARD_TEXTS)


def test_the_csv_holds_no_text_that_a_spreadsheet_would_run(chief):
    odd()
    text = as_csv(observations_to_export()).decode("utf-8-sig")
    cells = [cell.strip('"') for line in text.splitlines() for cell in line.split(";")]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@")] == []


@pytest.mark.parametrize("text", ["=1+1", "\u200b=1+1", "\u202f-1", "\uff1d1+1", "'\ufeff@x", "\x00+1"])
def test_no_cell_of_text_looks_like_a_formula_after_what_a_spreadsheet_skips(text):
    assert csv_cell(text) == f"'{text}"
    assert without_apostrophe(csv_cell(text)) == text


def test_the_workbook_holds_no_formula(chief):
    odd()
    book = load_workbook(io.BytesIO(as_xlsx(observations_to_export())))
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n", "d"}


def test_numbers_stay_numbers_and_days_days(stored):
    stored.data_date = dt.date(2025, 3, 5)
    stored.save()
    sheet = load_workbook(io.BytesIO(as_xlsx(observations_to_export())))["Valeurs"]
    row = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert row["Valeur"].value == 4944
    assert row["Date des données"].value == dt.datetime(2025, 3, 5)
    assert row["Date des données"].number_format == "dd/mm/yyyy"
    assert ";4944;" in as_csv(observations_to_export()).decode("utf-8-sig")


def test_the_second_sheet_explains_each_column_and_each_choice(stored):
    sheet = load_workbook(io.BytesIO(as_xlsx(observations_to_export())))["Notice"]
    texts = {str(cell.value) for row in sheet for cell in row if cell.value}
    assert {column.heading for column in COLUMNS} <= texts
    assert {str(column.help) for column in COLUMNS} <= texts
    assert {label for column in CHOICES for label in labels(column)} <= texts


def test_each_drop_down_offers_exactly_the_choices_of_its_column(stored):
    book = load_workbook(io.BytesIO(as_xlsx(observations_to_export())))
    offered = {}
    for one in book["Valeurs"].data_validations.dataValidation:
        heading = book["Valeurs"][f"{str(one.sqref).split(':')[0][:-1]}1"].value
        offered[heading] = [cell.value for (cell,) in book["Notice"][one.formula1.partition("!")[2].replace("$", "")]]
    assert offered == {column.heading: labels(column) for column in CHOICES}


def test_a_file_for_a_provider_holds_its_figures_alone():
    dgeo, other = (factories.provider(code=code, acronym=code) for code in ("DGEO", "IFPC"))
    for number, provider in enumerate((dgeo, other), 1):
        indicator = factories.indicator(code=f"1.1-O{number}")
        indicator.providers.set([])
        (indicator.providers if number == 1 else indicator.planned_providers).set([provider])
        factories.observation(series=factories.series(indicator=indicator))
    for number, code in enumerate(("DGEO", "IFPC"), 1):
        rows = read_table_file(as_csv(observations_to_export(provider=code))).rows
        assert [row.cells["code"] for row in rows] == [f"1.1-O{number}"]


def test_rows_to_fill_are_passed_over_until_they_say_something(stored, chief):
    found = plan(
        as_xlsx([*observations_to_export(), *observations_to_fill("2024-2025"), *observations_to_fill("2023-2024")]),
        chief,
    )
    assert [(len(found.unchanged), len(found.blank), len(found.refused))] == [(1, 1, 0)]


def test_a_text_too_long_for_a_cell_is_left_out_and_so_left_as_it_is(stored, chief):
    Observation.objects.update(break_before="x" * 40_000)
    for write in WRITERS:
        assert len(plan(write(observations_to_export()), chief).unchanged) == 1


def test_a_workbook_saved_by_libreoffice_comes_back_unchanged(chief):
    odd()
    Observation.objects.update(manner="exact")  # as it was when the sample was exported
    found = plan((SAMPLES / "libreoffice-export.xlsx").read_bytes(), chief)
    assert len(found.unchanged) == len(found.lines) == len(HARD_TEXTS)


def test_a_workbook_typed_in_libreoffice_is_understood(chief):
    odd()
    found = plan((SAMPLES / "libreoffice-typed.xlsx").read_bytes(), chief)
    assert [line.period for line in found.new] == ["2024-2025", "TALIS 2024", "2024", "5 mars 2025"]
    made = [line.observation for line in found.new if line.observation]
    assert [one.value for one in made] == [Decimal("5120.5"), Decimal("62.3"), 44, 1135]
    assert [one.period_kind for one in made] == ["school_year", "wave", "calendar_year", "date"]
    assert [one.data_date for one in made] == [dt.date(2025, 3, 5), None, dt.date(2024, 12, 31), None]
    assert [line.observation.value for line in found.changed if line.observation] == [530]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=60)
RISKY_TEXTS = st.builds(
    str.__add__, st.sampled_from(["", "=", "'=", "''-", "@", "+", "\t", '"', ";", "_x000D_"]), TEXTS
)
NUMBERS = st.decimals(-(10**10), 10**10, places=4, allow_nan=False)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


def some(column: Any) -> st.SearchStrategy[Any]:
    made = {
        "text": RISKY_TEXTS,
        "number": NUMBERS | st.none(),
        "level": st.integers(0, 5) | st.none(),
        "date": DAYS | st.none(),
        "choice": st.sampled_from([code for code, label in column.choices] + ([""] if column.erasable else [])),
    }
    return made[column.kind]


ROWS = st.fixed_dictionaries({column.name: some(column) for column in COLUMNS if column.use == "read"})
USUAL = {"period_kind": "date", "manner": "", "value_high": None, "cumulative_since": None, "level": None}
NO_FIGURE = {
    "value": None,
    "value_high": None,
    "level": None,
    "level_basis": "",
    "missing_reason": "",
    "manner": "",
}
NATURALS = st.decimals(0, 10**10, places=4)
SAYINGS = st.one_of(
    st.fixed_dictionaries({"value": NATURALS, "manner": st.sampled_from(["", "exact", "approximate", "minimum"])}),
    st.builds(lambda low, more: {"value": low, "value_high": low + more + 1, "manner": "range"}, NATURALS, NATURALS),
    st.fixed_dictionaries({"level": st.integers(0, 5), "level_basis": st.sampled_from(["icon", "wording"])}),
    st.fixed_dictionaries({"state": TEXTS.map(lambda text: f"état {text}")}),
    st.fixed_dictionaries({"missing_reason": st.sampled_from(list(MissingReason.words()))}),
)
"""A figure, a level, words or a reason: what an observation must have one of."""


# A failing case is not made smaller: each try writes and reads a workbook.
@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(values=ROWS, saying=SAYINGS, days=st.tuples(DAYS, DAYS).map(sorted))
def test_any_observation_comes_back_unchanged(chief, stored, values, saying, days):
    values |= NO_FIGURE | {"cumulative_since": None, "printed": f"{values['printed']}–"} | saying
    values |= {"period_kind": "range", "period_start": days[0], "period_end": days[1]}
    made = Observation(series=stored.series, period_label="un jour", **values)
    assume(not list(checking.faults(made)))
    with transaction.atomic():
        made.save()
        found = [line.outcome for write in WRITERS for line in plan(write([made]), chief).lines]
        transaction.set_rollback(True)
    assert found == ["unchanged", "unchanged"]


def written_as(name: str, value: Any) -> Any:
    """What reading gives back for a value of this column, through both kinds of file."""
    made = Observation(series=Series(indicator=factories.indicator()), period_label="un jour", **{name: value})
    found = {read_table_file(write([made])).rows[0].cells.get(name) for write in WRITERS}
    return {None if is_blank(raw) else BY_NAME[name].read(raw) for raw in found}


@pytest.mark.parametrize("value", ["0.0001", "-0.5", "12345678901.2345", "100", "1000000", "99999999999.9999"])
def test_a_number_is_read_back_to_its_last_decimal(value):
    assert written_as("value", Decimal(value)) == {Decimal(value)}


@pytest.mark.parametrize(
    ("printed", "cell", "form"),
    [
        ("-95 % des écoles", "'-95 % des écoles", "General"),
        ("34%", 0.34, "0%"),
        ("37 %", 0.37, "0%"),
        ("4944", 4944, "General"),
        ("5 mars 2025", dt.date(2025, 3, 5), "dd/mm/yyyy"),
    ],
)
def test_what_a_spreadsheet_made_of_our_csv_leaves_a_printed_text_as_it_is(chief, stored, printed, cell, form):
    Observation.objects.filter(pk=stored.pk).update(printed=printed, place="headline")
    book = load_workbook(io.BytesIO(as_xlsx(observations_to_export())))
    sheet = book["Valeurs"]
    (column,) = [one.column for one in sheet[1] if one.value == BY_NAME["printed"].heading]
    where = sheet.cell(row=2, column=column, value=cell)
    where.number_format = form
    (line,) = plan(saved(book), chief).lines
    assert line.outcome == "unchanged", line.changes
