"""Nothing is misread: a row means what a person sees in it, or it is refused or asked about."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from indicators.exchange.columns import COLUMNS
from indicators.exchange.plan import plan
from indicators.exchange.sheets import UnreadableSheet
from indicators.exchange.stored import observations_to_export
from indicators.exchange.writing import as_csv, as_xlsx
from tests import factories
from tests.indicators.exchange.files import HEADINGS, NEW, csv_of, place, with_parts, xlsx_of
from tests.indicators.exchange.test_plan import OLD, only

pytestmark = pytest.mark.django_db
LETTERS = {column.name: get_column_letter(rank) for rank, column in enumerate(COLUMNS, 1)}


@pytest.fixture
def share(stored: Any) -> Any:
    """A series in % of the same indicator, without a value."""
    values = {"key": "part", "quantity": "share", "unit": "%", "unit_singular": "", "label": "Part des écoles"}
    return factories.series(indicator=stored.series.indicator, **values)


def sentences(found: Any) -> list[str]:
    """What is said of all rows, with plain spaces."""
    return [plainly(fault.sentence) for line in found.refused for fault in line.faults]


def plainly(text: str) -> str:
    return text.replace("\u202f", " ")


def cell_of(name: str, content: Any, form: str = "General", **row: Any) -> bytes:
    """A workbook with one row, of which one cell has a value and a number format."""

    def change(_book: Any, sheet: Any) -> None:
        sheet[place(name)] = content
        sheet[place(name)].number_format = form

    return xlsx_of(NEW | row, change=change)


# Columns that are there for who reads the row


@pytest.mark.usefixtures("seeded")
def test_a_partly_sorted_sheet_changes_no_other_indicator(chief):
    """Issue 9, 2.1: the codes were sorted with the values, the words beside them were not."""
    lines = as_csv(observations_to_export()).decode("utf-8-sig").splitlines()
    heading, rows = lines[0], [line.split(";") for line in lines[1:] if line.count(";") == len(COLUMNS) - 1]
    moved = {rank for rank, column in enumerate(COLUMNS) if column.name not in {"indicator", "series", "providers"}}
    turned = rows[7:] + rows[:7]
    mixed = [
        ";".join(other[rank] if rank in moved else row[rank] for rank in range(len(row)))
        for row, other in zip(rows, turned, strict=True)
    ]
    found = plan("\r\n".join([heading, *mixed, ""]).encode("utf-8-sig"), chief)
    assert len(rows) > 70
    assert [line for line in found.lines if line.outcome in {"new", "changed"}] == []
    assert {fault.heading for line in found.refused for fault in line.faults} >= {"Indicateur", "Série", "Fournisseurs"}
    first = found.refused[0].faults[0]
    assert first.cell == f"B{found.refused[0].number}"
    assert "peut-être décalée par un tri" in first.sentence


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("indicator", "Autre chose"),
        ("series", "Autre chose"),
        ("providers", "DGEO"),
        ("status", "2.1"),
    ],
)
def test_a_column_that_contradicts_the_code_is_refused_at_its_cell(stored, chief, name, said):
    (fault,) = only(plan(csv_of(NEW | {"value": "5", name: said}), chief)).faults
    assert fault.heading == dict(zip([c.name for c in COLUMNS], HEADINGS, strict=True))[name]
    assert f"« {said} »" in plainly(fault.sentence)


def test_the_habits_of_spreadsheets_are_no_contradiction(stored, chief):
    indicator, series = stored.series.indicator, stored.series
    indicator.short_title, series.label = "L’« école » – 2018-2021", "Heures  suivies"
    indicator.save(), series.save()
    indicator.planned_providers.add(factories.provider(code="DGEO", acronym="DGEO"))
    first = indicator.providers.get().acronym
    row = {"indicator": 'l\'"ECOLE" - 2018–2021 ', "series": "heures\u00a0suivies", "providers": f"DGEO ; {first}"}
    assert only(plan(csv_of(NEW | {"value": "5", "status": ""} | row, delimiter="\t"), chief)).outcome == "new"
    row = {"indicator": indicator.title, "series": "", "providers": first.lower(), "status": "Brouillon"}
    assert only(plan(csv_of(NEW | {"value": "5"} | row, delimiter="\t"), chief)).outcome == "new"


def test_days_that_contradict_the_period_are_refused(stored, chief):
    for row in (
        {"period_label": "2024", "period_start": "01/01/2023"},
        {"period_label": "2024-2025", "period_end": "31/08/2026"},
        {"period_label": "2024-2025", "period_start": "09/01/2024"},
        {"period_label": "5 mars 2025", "period_start": "06/03/2025", "period_end": "06/03/2025"},
        {"period_label": "2023-2024", "period_kind": "année civile", "period_start": "01/01/2019"},
    ):
        (fault,) = only(plan(csv_of(NEW | {"value": "5"} | row), chief)).faults
        assert "n’est pas de" in fault.sentence
    kept = {"period_label": "2024-2025", "period_start": "01/09/2024", "period_end": "31/08/2025"}
    assert only(plan(csv_of(NEW | {"value": "5"} | kept), chief)).outcome == "new"


# What a spreadsheet shows of a number


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (12, '0" k"', "12 k"),
        (12000, '0," k"', "12 k"),
        (12000, "#,##0,", "12"),
        (12, '"−"0', "−12"),
        (12, "-0", "−12"),
        (12, "(0)", "−12"),
        (-12, "0;0", "12"),
        (12, ";;;", "rien"),
        (12, '"n.d."', "n.d."),
        (12, '"1"0', "1 12"),
        (12, '0" M€"', "12 M€"),
        (12, "0 [$USD]", "12 USD"),
        (0.12, "0%", "12 %"),
    ],
)
def test_a_format_that_shows_another_number_is_refused_with_both(stored, chief, value, form, shown):
    (sentence,) = sentences(plan(cell_of("value", value, form), chief))
    assert f"« {shown} »" in sentence or "est un pourcentage" in sentence


@pytest.mark.parametrize("form", ["0.00E+00", "# ?/?", '[>100]0;0" k"', "000-00", '0"."0'])
def test_a_format_that_is_not_understood_is_refused(stored, chief, form):
    (sentence,) = sentences(plan(cell_of("value", 12, form), chief))
    assert "ne montre pas le nombre qu’elle contient (12)" in sentence


@pytest.mark.parametrize(
    "form",
    ["General", "0", "0.00", "#,##0", "# ##0", '0" heures"', '0 "Heure"', "@", "_-* #,##0_-", "[Red]0;[Blue]-0",
     "+0;-0", "[$-40C]#,##0.0", "0;-0;0;@"],
)  # fmt: skip
def test_a_format_that_shows_the_number_is_read(stored, chief, form):
    assert only(plan(cell_of("value", 12, form), chief)).observation.value == 12


@pytest.mark.parametrize(("form", "value"), [("0.0", "61.54"), ("0.0%", "0.6154"), ('0.0"%"', "61.54")])
def test_decimals_that_are_hidden_are_asked(share, chief, form, value):
    file = cell_of("value", float(value), form, key="part")
    (question,) = plan(file, chief).questions
    assert question.name == "arrondi-K2"
    assert [code for code, _text in question.readings] == ["contient", "montre"]
    assert only(plan(file, chief, {"arrondi-K2": "montre"})).observation.value == Decimal("61.5")
    assert only(plan(file, chief, {"arrondi": "contient"})).observation.value == Decimal("61.54")


def test_a_number_or_a_date_in_a_column_of_words_is_what_it_shows(stored, chief):
    (sentence,) = sentences(plan(cell_of("period_label", 2024, '0"-2025"', value=5), chief))
    assert "« 2 024 -2025 »" in sentence
    assert only(plan(cell_of("section", 2.1, value=5), chief)).observation.section == "2.1"
    day = cell_of("section", dt.date(2025, 3, 5), "dd/mm/yyyy", value=5)
    assert only(plan(day, chief)).observation.section == "05/03/2025"


@pytest.mark.parametrize("form", ["dd/mm", "dd mmmm", 'dd/mm/"2031"', "yyyy"])
def test_a_date_that_is_not_shown_whole_is_refused(stored, chief, form):
    (sentence,) = sentences(plan(cell_of("data_date", dt.date(2025, 3, 5), form, value=5), chief))
    assert "ne montre pas toute cette date" in sentence or "cache le jour" in sentence


# A small share


@pytest.mark.parametrize("write", ["csv", "xlsx"])
def test_a_small_share_asks_whether_it_is_a_hundredth(share, chief, write):
    row = NEW | {"key": "part"}
    file = csv_of(row | {"value": "0,12"}) if write == "csv" else cell_of("value", 0.12, key="part")
    cell = "D2" if write == "csv" else "K2"
    (question,) = plan(file, chief).questions
    assert (question.name, question.readings) == (
        f"part-{cell}",
        (("pourcent", "0,12\u202f%"), ("fraction", "12\u202f%")),
    )
    assert only(plan(file, chief, {f"part-{cell}": "fraction"})).observation.value == 12
    assert only(plan(file, chief, {"part": "pourcent"})).observation.value == Decimal("0.12")


@pytest.mark.parametrize(("typed", "asks"), [("1", True), ("-1", True), ("1,01", False), ("0", False)])
def test_one_is_the_last_share_that_asks(share, chief, typed, asks):
    """A spreadsheet keeps 100 % as 1."""
    assert bool(plan(csv_of(NEW | {"key": "part", "value": typed}), chief).questions) == asks


def test_a_small_share_that_says_so_or_is_known_is_not_asked(share, chief):
    assert only(plan(csv_of(NEW | {"key": "part", "value": "0,12 %"}), chief)).observation.value == Decimal("0.12")
    assert only(plan(cell_of("value", 0.0012, "0.00%", key="part"), chief)).observation.value == Decimal("0.12")
    factories.observation(series=share, value=Decimal("0.5"))
    assert {line.outcome for line in plan(as_xlsx(observations_to_export()), chief).lines} == {"unchanged"}


# What nobody sees


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\x0b", "\x01", "\ufeff", "\u00ad", "\u2066"])
def test_an_invisible_character_is_refused_at_its_cell(stored, chief, hidden):
    for name, text in (
        ("value", "1{}2"),
        ("period_label", "2024{}"),
        ("state", "fini{}"),
        ("data_date", "05/{}03/2025"),
    ):
        (fault,) = only(plan(csv_of(NEW | {"value": "5"} | {name: text.format(hidden)}), chief)).faults
        assert f"U+{ord(hidden):04X}" in fault.sentence
    (fault,) = only(plan(csv_of(NEW | {"value": "5", "key": f"heures{hidden}"}), chief)).faults
    assert fault.heading == "Clé de la série"


def test_an_invisible_character_that_is_stored_may_stay(stored, chief):
    stored.printed = "près\u00ad de \u200b4.944"
    stored.save()
    assert {line.outcome for line in plan(as_csv(observations_to_export()), chief).lines} == {"unchanged"}


@pytest.mark.parametrize("digits", ["２０２４", "٢٠٢٤", "202⁴"])
def test_digits_that_are_not_ours_are_refused(stored, chief, digits):
    for row in ({"period_label": digits}, {"value": digits}):
        (sentence,) = sentences(plan(csv_of(NEW | {"value": "5"} | row), chief))
        assert "n’est pas un" in sentence


def hiding(*, row: int = 0, column: str = "", sheet: str = "") -> bytes:
    def change(book: Any, page: Any) -> None:
        if row:
            page.row_dimensions[row].hidden = True
        if column:
            page.column_dimensions[LETTERS[column]].hidden = True
        if sheet:
            book.create_sheet("Brouillon").sheet_state = sheet

    return xlsx_of(NEW | {"value": 5}, NEW | {"period_label": "2025-2026", "value": 6}, change=change)


def test_a_hidden_row_is_told_and_asked(stored, chief):
    file = hiding(row=3)
    found = plan(file, chief)
    assert found.notices == ("Lignes masquées ou filtrées dans le tableur (1)\u202f: 3.",)
    assert [line.outcome for line in found.lines] == ["new", "refused"]
    assert [question.name for question in found.questions] == ["masque-3"]
    assert [line.outcome for line in plan(file, chief, {"masque": "lire"}).lines] == ["new", "new"]
    assert [line.outcome for line in plan(file, chief, {"masque-3": "laisser"}).lines] == ["new", "left"]


def test_a_hidden_column_is_told_and_asked_where_it_would_change_something(stored, chief):
    found = plan(hiding(column="value"), chief)
    assert found.notices == ("Colonnes masquées dans le tableur (1)\u202f: Valeur (K).",)
    assert [question.name for question in found.questions] == ["masque-2", "masque-3"]
    assert len(plan(hiding(column="value"), chief, {"masque": "lire"}).new) == 2
    assert plan(hiding(column="section"), chief).questions == []
    assert len(plan(hiding(column="key"), chief).questions) == 2


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_another_sheet_is_told_and_a_hidden_sheet_of_values_is_refused(stored, chief, state):
    assert plan(hiding(sheet=state), chief).notices == (
        "Feuilles qui ne sont pas lues (1)\u202f: «\u202fBrouillon\u202f» (masquée).",
    )

    def change(book: Any, page: Any) -> None:
        book.create_sheet("Autre")
        page.sheet_state = state

    with pytest.raises(UnreadableSheet, match="est masquée"):
        plan(xlsx_of(NEW | {"value": 5}, change=change), chief)


def test_merged_cells_are_refused_in_each_of_their_rows(stored, chief):
    rows = [NEW | {"value": 5}, NEW | {"period_label": "2025-2026"}]
    found = plan(xlsx_of(*rows, change=lambda _book, page: page.merge_cells("K2:K3")), chief)
    assert [fault.sentence[:31] for line in found.refused for fault in line.faults] == [
        "Les cellules K2:K3 sont fusionn"
    ] * 2


def test_a_row_or_a_cell_that_comes_twice_makes_the_workbook_unreadable(stored, chief):
    part = "xl__worksheets__sheet1_dot_xml"
    for before, after in ((b'<row r="3"', b'<row r="2"'), (b'r="K3"', b'r="J3"'), (b'r="K3"', b'r="K2"')):
        file = xlsx_of(NEW | {"value": 5, "period_end": dt.date(2025, 8, 28)}, OLD | {"value": 6, "period_end": "x"})
        with pytest.raises(UnreadableSheet, match="mal construite"):
            plan(with_parts(file, **{part: lambda xml, b=before, a=after: xml.replace(b, a)}), chief)


def test_of_two_rows_that_differ_neither_is_taken(stored, chief):
    found = plan(csv_of(NEW | {"value": "5"}, NEW | {"value": "6"}), chief)
    assert [line.outcome for line in found.lines] == ["refused", "refused"]
    assert "La ligne 3 dit autre chose" in found.lines[0].faults[0].sentence


def test_a_code_written_with_another_hyphen_is_known(stored, chief):
    assert only(plan(csv_of(NEW | {"value": "5", "code": "1.1‑O1"}), chief)).outcome == "new"


# Numbers that no figure is (issue 9, 1.2)


@pytest.mark.parametrize("name", ["value", "value_high", "level", "period_label", "section", "data_date", "state"])
def test_any_number_in_any_column_gets_a_sentence(stored, chief, name):
    typed = ["9" * 29, "1" + "0" * 39, "0," + "1" * 30, "1e400", "1E+3", "NaN", "inf", "-inf", "-0", "1" * 300]
    for text in typed:
        found = only(plan(csv_of(NEW | {"value": "5"} | {name: text}), chief))
        assert found.outcome in {"new", "refused"}
    for raw in (b"9" * 29, b"1e400", b"-1e400", b"1e300", b"1e-300", b"-0", b"5e-324", b"9" * 300, b"0.1" + b"1" * 40):
        row = NEW | {"value": 4} | {name: 7.25}
        file = with_parts(
            xlsx_of(row), xl__worksheets__sheet1_dot_xml=lambda xml, r=raw: xml.replace(b"<v>7.25<", b"<v>" + r + b"<")
        )
        found = only(plan(file, chief))
        assert found.outcome in {"new", "refused"}
        assert found.outcome == "new" or all(fault.cell and fault.sentence for fault in found.faults)


@pytest.mark.parametrize(
    ("raw", "why"), [(b"9" * 29, "trop grand"), (b"1e400", "trop grand"), (b"1e-300", "trop proche de zéro")]
)
def test_so_does_one_where_a_text_stands(stored, chief, raw, why):
    """Of a figure that is there, such a cell is first held beside its text: a spreadsheet makes numbers of texts."""
    stored.printed_date = "fin mai 2024"
    stored.save()
    row = xlsx_of(OLD | {"printed_date": 7.25})
    file = with_parts(row, xl__worksheets__sheet1_dot_xml=lambda xml: xml.replace(b"<v>7.25<", b"<v>" + raw + b"<"))
    (fault,) = only(plan(file, chief)).faults
    assert fault.cell == place("printed_date")
    assert why in fault.sentence


def test_a_number_of_29_digits_is_too_big_and_minus_zero_is_zero(stored, chief):
    (sentence,) = sentences(plan(csv_of(NEW | {"value": "9" * 29}), chief))
    assert sentence == "Ce nombre est trop grand."
    assert str(only(plan(csv_of(NEW | {"value": "-0"}), chief)).observation.value) == "0"
