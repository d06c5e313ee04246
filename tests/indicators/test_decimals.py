"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from indicators.decimals import FrenchDecimalField, clean_number
from strategy_monitor.language.typed import type_number

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("61,5", "61.5"),
        ("61.5", "61.5"),
        ("4944", "4944"),
        ("4 944", "4944"),
        ("4'944", "4944"),
        ("1’135’088,5", "1135088.5"),
        (f"4{NBSP}944", "4944"),
        (f"4{NARROW}944", "4944"),
        (f"4{THIN}944,5", "4944.5"),
        ("4 944,50", "4944.5"),
        ("4944.50", "4944.5"),
        (f"1{NARROW}135{NARROW}088", "1135088"),
        ("0", "0"),
        ("-3", "-3"),
        ("−3,25", "-3.25"),
        ("  7 ", "7"),
        ("0,0001", "0.0001"),
        ("4,944", "4.944"),
    ],
)
def test_a_number_is_read_as_it_is_written(text, value):
    assert clean_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("~50", "« ~50 » : écrire « 50 », et dire « environ » par la précision."),
        ("env. 4 944", "« env. 4 944 » : écrire « 4 944 », et dire « environ » par la précision."),
        ("Près de 61,5", "« Près de 61,5 » : écrire « 61,5 », et dire « près de » par la précision."),
        ("≥ 50", "« ≥ 50 » : écrire « 50 », et dire « minimum » par la précision."),
        ("50-60", "« 50-60 » est une fourchette : écrire « 50 », et « 60 » comme borne haute."),
        ("entre 50 et 60", "« entre 50 et 60 » est une fourchette : écrire « 50 », et « 60 » comme borne haute."),
        ("n.d.", "« n.d. » n’est pas un nombre. Laisser vide, et dire pourquoi la valeur manque."),
        (
            "plus de 50",
            "« plus de 50 » n’est pas un nombre. Écrire le nombre seul, sans unité : « 61,5 » ou « 4 944 ».",
        ),
        ("10⁶", "« 10⁶ » n’est pas un nombre. Écrire le nombre seul, sans unité : « 61,5 » ou « 4 944 »."),
    ],
)
def test_what_says_more_than_a_number_is_told_where_to_say_it(text, sentence):
    with pytest.raises(ValidationError) as error:
        clean_number(text)
    assert error.value.messages[0].replace(NARROW, " ") == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("4.944", "« 4.944 » se lit de deux façons. Écrire « 4944 » ou « 4,944 »."),
        ("-4.944", "« -4.944 » se lit de deux façons. Écrire « -4944 » ou « -4,944 »."),
        ("1.135.088", "« 1.135.088 » se lit de deux façons. Écrire « 1135088 »."),
        ("4.944,5", "« 4.944,5 » se lit de deux façons. Écrire « 4944,5 »."),
    ],
)
def test_a_point_before_three_digits_is_not_guessed(text, sentence):
    with pytest.raises(ValidationError) as error:
        clean_number(text)
    assert error.value.messages[0].replace(NARROW, " ") == sentence


@pytest.mark.parametrize(
    "text",
    [
        "61,5 %",
        "peut-être 90",
        "4 94",
        "49 44",
        "4,9,4",
        "1e3",
        "NaN",
        "Infinity",
        "--3",
        "٣",
        "4,",
        ",5",
        "\x00",
        "1 2345",
    ],
)
def test_what_is_not_a_number_is_refused_with_an_example(text):
    with pytest.raises(ValidationError) as error:
        clean_number(text)
    assert "Écrire le nombre seul" in error.value.messages[0]


def test_a_long_text_is_not_repeated_in_full():
    with pytest.raises(ValidationError) as error:
        clean_number("x" * 5000)
    assert len(error.value.messages[0]) < 200


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=4))
def test_what_is_shown_reads_back_the_same(value):
    shown = type_number(value)
    # Three decimals after a comma are not ambiguous: only a point is.
    assert clean_number(shown) == value
    assert "." not in shown


def test_a_field_left_empty_has_no_value():
    field = FrenchDecimalField(required=False, max_digits=15, decimal_places=4)
    assert field.clean("") is None
    assert field.clean("   ") is None
    assert field.clean(None) is None
    assert field.clean("0") == 0


@pytest.mark.parametrize(
    ("text", "sentence"), [("1,23456", "4 chiffres"), ("9" * 16, "15 chiffres"), ("9" * 400, "chiffres")]
)
def test_a_number_too_long_to_keep_is_refused(text, sentence):
    with pytest.raises(ValidationError) as error:
        FrenchDecimalField(max_digits=15, decimal_places=4).clean(text)
    assert sentence in error.value.messages[0].replace(NBSP, " ")


@pytest.mark.parametrize(
    ("initial", "typed", "changed"),
    [
        (Decimal("4944.5000"), "4 944,5", False),
        (Decimal("4944.5"), "4944,6", True),
        (None, "", False),
        (Decimal(0), "", True),
    ],
)
def test_another_way_to_write_the_same_number_is_no_change(initial, typed, changed):
    assert FrenchDecimalField(required=False).has_changed(initial, typed) is changed
