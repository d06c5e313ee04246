"""French as it is written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_monitor.language import french

N, B = french.NARROW, french.NO_BREAK


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("0", "0"),
        ("4944", f"4{N}944"),
        ("615088", f"615{N}088"),
        ("1234567.5", f"1{N}234{N}567,5"),
        ("999", "999"),
        ("61.50", "61,5"),
        ("0.05", "0,05"),
        ("-3", "−3"),
        ("-1234.5", f"−1{N}234,5"),
        ("1E+4", f"10{N}000"),
    ],
)
def test_a_number(value: str, written: str) -> None:
    assert french.write_number(Decimal(value)) == written


def test_no_line_breaks_inside_a_date() -> None:
    written = "Du 1er mars 2024 au 5 avril 2025 ; en mai 2018, 468 écoles ; mai 468"
    assert (
        french.typeset(written).replace(B, "_")
        == f"Du 1er_mars_2024 au 5_avril_2025{N}; en mai_2018, 468 écoles{N}; mai 468"
    )


def test_what_a_title_quotes_stands_between_other_marks_where_it_is_quoted() -> None:
    assert french.quote_title("Heures") == f"«{N}Heures{N}»"
    for within in ("« Formation »", f"«{N}Formation{N}»", "«Formation»"):
        assert french.quote_title(f"Le référentiel {within}") == f"«{N}Le référentiel “Formation”{N}»"
    assert french.quote("c’est «\u202ffacile\u202f»") == f"«{N}c’est «{N}facile{N}»{N}»", (
        "what is printed stays as it is"
    )


@given(st.decimals(-(10**12), 10**12, places=4))
def test_a_written_number_says_the_number(value: Decimal) -> None:
    plain = french.write_number(value).replace(N, "").replace(",", ".").replace("−", "-")
    assert Decimal(plain) == value


@pytest.mark.parametrize(
    ("given_", "written"),
    [
        (("61.5", "%"), f"61,5{N}%"),
        (("150", "€"), f"150{N}€"),
        (("4944", "heures", "heure"), f"4{N}944{B}heures"),
        (("1", "heures", "heure"), f"1{B}heure"),
        (("0", "heures", "heure"), f"0{B}heure"),
        (("1.9", "heures", "heure"), f"1,9{B}heure"),
        (("2", "heures", "heure"), f"2{B}heures"),
        (("-1", "points", "point"), f"−1{B}point"),
        (("1", "écoles"), f"1{B}écoles"),
        (("7", ""), "7"),
        (("90", "%", "", "approximate"), f"près de 90{N}%"),
        (("20", "écoles", "école", "minimum"), f"au moins 20{B}écoles"),
        (("12", "cours", "", "cumulative"), f"12{B}cours"),
    ],
)
def test_a_quantity(given_: tuple[str, ...], written: str) -> None:
    value, *rest = given_
    assert french.write_quantity(Decimal(value), *rest) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        ("2750000.5", "€", f"2{N}750{N}000,50{N}€"),
        ("0.50", "€", f"0,50{N}€"),
        ("-12.25", "€", f"−12,25{N}€"),
        ("0.125", "€", f"0,125{N}€"),
        ("150", "€", f"150{N}€"),
        ("2.5", "millions d’euros", f"2,5{B}millions d’euros"),
        ("61.5", "%", f"61,5{N}%"),
    ],
)
def test_a_sum_of_euros_with_cents_has_two_decimals(value: str, unit: str, written: str) -> None:
    assert french.write_quantity(Decimal(value), unit) == written


def test_a_range_has_its_unit_once_and_follows_its_upper_end() -> None:
    assert french.write_quantity(Decimal("1.5"), "€", "", "range", Decimal(3)) == f"1,50 à 3{N}€"
    assert french.write_quantity(Decimal(2), "heures", "heure", "range", Decimal(3)) == f"2 à 3{B}heures"
    assert french.write_quantity(Decimal(0), "heures", "heure", "range", Decimal(1)) == f"0 à 1{B}heure"
    assert french.write_quantity(Decimal(80), "%", "", "range", Decimal(90)) == f"80 à 90{N}%"


@pytest.mark.parametrize(
    ("delta", "written"),
    [
        ("20.9", f"+20,9{B}points"),
        ("0.4", f"+0,4{B}point"),
        ("-1", f"−1{B}point"),
        ("0", f"0{B}point"),
        ("2", f"+2{B}points"),
    ],
)
def test_a_difference_of_shares(delta: str, written: str) -> None:
    assert french.write_points(Decimal(delta)) == written


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (dt.date(2021, 1, 1), "depuis 2021"),
        (dt.date(2022, 2, 1), f"depuis février{B}2022"),
        (dt.date(2020, 11, 16), f"depuis le 16{B}novembre{B}2020"),
        (dt.date(2021, 1, 2), f"depuis le 2{B}janvier{B}2021"),
    ],
)
def test_since_when(day: dt.date, written: str) -> None:
    assert french.write_since(day) == written


def test_a_long_text_is_cut_at_a_word() -> None:
    assert french.cut_at_word("Une mesure courte", 17) == "Une mesure courte"
    assert french.cut_at_word("Une mesure courte, puis longue", 22) == "Une mesure courte…"
    assert french.cut_at_word("Anticonstitutionnellement", 10) == "Anticonsti…"


def test_a_list() -> None:
    assert [french.write_list(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a et b",
        "a, b et c",
    ]
    assert french.write_list(["a, b", "c", "d"], " ; ") == "a, b ; c et d"


def test_a_moment() -> None:
    assert french.write_moment(dt.datetime(2025, 2, 1, 9, 5)) == f"1er{B}février{B}2025, 09:05"


def test_a_frequency_says_who_says_it() -> None:
    assert french.write_frequency("every_6_years", "printed") == "tous les six ans, selon le rapport"
    assert french.write_frequency("annual", "") == "chaque année"
    assert french.write_frequency("", "ours") == french.write_frequency("unknown", "ours") == "non précisée"
    assert french.write_frequency("monthly", "ours") == "monthly, selon nous"


def test_a_date() -> None:
    assert french.write_date(dt.date(2025, 2, 1)) == f"1er{B}février{B}2025"
    assert french.write_date(dt.date(2018, 10, 10)) == f"10{B}octobre{B}2018"
    assert french.write_date(dt.date(2022, 8, 31)) == f"31{B}août{B}2022"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Quoi ? Ceci : cela ; bien !", f"Quoi{N}? Ceci{N}: cela{N}; bien{N}!"),
        ("« oui »", f"«{N}oui{N}»"),
        ("61,5%", f"61,5{N}%"),
        ("61,5 %", f"61,5{N}%"),
        ("150€", f"150{N}€"),
        ("4 944 heures et 1 234 567", f"4{N}944 heures et 1{N}234{N}567"),
        ("en 2019 468 écoles", "en 2019 468 écoles"),
        ("02 413 3000", "02 413 3000"),
        ("l'école", "l’école"),
        ("de 8 h 30 à 12:30", "de 8 h 30 à 12:30"),
        ("https://e-classe.be/a?b=1", "https://e-classe.be/a?b=1"),
        ("", ""),
    ],
)
def test_typography(typed: str, written: str) -> None:
    assert french.typeset(typed) == written


@given(st.text(st.sampled_from("ab1 2345'«»:;!?%€.,\u00a0\u202f\n"), max_size=40))
def test_typography_done_twice_is_typography_done_once(text: str) -> None:
    once = french.typeset(text)
    assert french.typeset(once) == once
    assert [c for c in once if not c.isspace() and c not in "'’"] == [
        c for c in text if not c.isspace() and c not in "'’"
    ]


@pytest.mark.parametrize(
    ("count", "written"), [(0, "0 mesure"), (1, "1 mesure"), (2, "2 mesures"), (1200, "1 200 mesures")]
)
def test_a_count(count: int, written: str) -> None:
    assert french.count_noun(count, "mesure", "mesures").replace(B, " ").replace(N, " ") == written


@pytest.mark.parametrize(
    ("count", "masculine", "feminine"),
    [(0, "aucun", "aucune"), (1, "un", "une"), (2, "deux", "deux"), (9, "neuf", "neuf"), (10, "10", "10")],
)
def test_a_count_in_letters(count: int, masculine: str, feminine: str) -> None:
    assert (french.in_letters(count), french.in_letters(count, feminine=True)) == (masculine, feminine)
    assert french.count_in_letters(count, "axe", "axes") == f"{masculine} {'axe' if count < 2 else 'axes'}"


@pytest.mark.parametrize(
    ("text", "ended"),
    [("Fait", "Fait."), ("Fait.", "Fait."), ("Fait…", "Fait…"), ("Fait !", "Fait !"), ("Où ?", "Où ?")],
)
def test_a_sentence_has_one_end(text: str, ended: str) -> None:
    assert french.end_sentence(text) == ended


@pytest.mark.parametrize(
    ("text", "lowered"),
    [("Écoles", "écoles"), ("L’école", "l’école"), ("À venir", "à venir"), ("PISA 2022", "PISA 2022")],
)
def test_inside_a_sentence_a_word_begins_small_but_a_name_does_not(text: str, lowered: str) -> None:
    assert french.lower_first(text) == lowered


def test_paragraphs_are_what_blank_lines_separate_whoever_typed_them() -> None:
    """A form sends its line ends as \\r\\n."""
    assert french.paragraphs(" Un,\r\nencore.\r\n\r\nDeux. \n\n \n\n") == ("Un,\nencore.", "Deux.")


def test_a_date_is_typed_with_plain_spaces() -> None:
    assert french.type_date(dt.date(2025, 2, 1)) == "1er février 2025"
    assert french.write_for_column(f"9{N}083{B}ressources") == f"9{N}083 ressources", "a figure stays whole"
