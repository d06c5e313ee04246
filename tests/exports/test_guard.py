"""No text of a CSV is a formula, whatever opens it with whatever separator; and every text comes back."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from strategy_monitor.exports.guard import guard_cell, guard_french_cell, unguard_cell, unguard_french_cell

pytestmark = pytest.mark.once

ALPHABET = "=+-@'\" \t\r\n;,|ab12.:/\u00a0\u202f\u200b\ufeff\uff1d\uff0d\x00\x1c\x85"
TEXTS = st.text(st.sampled_from(ALPHABET), max_size=12) | st.text(max_size=12)
LOOKS_LIKE_A_FORMULA = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


@given(TEXTS)
@example("'=1")
@example("a;'''-1")
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text


@given(TEXTS)
@example("''2-3")
@example("'=2-3")
def test_what_is_kept_a_text_comes_back(text: str) -> None:
    assert unguard_french_cell(guard_french_cell(text)) == text


@pytest.mark.parametrize("write", [guard_cell, guard_french_cell])
@given(text=TEXTS)
def test_nothing_looks_like_a_formula_under_any_separator(write, text: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(["x", write(text), "y"])
    for separator in ";,\t":
        for cell in re.split(rf"[{separator}\r\n]", out.getvalue()):
            assert not LOOKS_LIKE_A_FORMULA.match(cell), (separator, cell)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("-95 % des écoles", "'-95 % des écoles"),
        ("=1+1", "'=1+1"),
        ("'=1+1", "''=1+1"),
        (" @SUM(A1)", " '@SUM(A1)"),
        ("\t=1", "\t'=1"),
        ("vrai;=1+1", "vrai;'=1+1"),
        ("a\n+1", "a\n'+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("L’école – « 4.944 »", "L’école – « 4.944 »"),
        ("courriel a@b.be, 50 % - 60 %", "courriel a@b.be, 50 % - 60 %"),
        ("l'an 2'-3", "l'an 2'-3"),
    ],
)
def test_only_what_could_run_is_touched(text: str, cell: str) -> None:
    assert guard_cell(text) == cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("2-3", "'2-3"),
        ("2.2", "'2.2"),
        ("4.944", "'4.944"),
        ("007", "'007"),
        ("1e5", "'1e5"),
        ("2025", "2025"),
        ("2023-2024", "2023-2024"),
        ("2019-20", "2019-20"),
        ("2019-10", "'2019-10"),
        ("2.2-O2", "2.2-O2"),
        ("'2-3", "''2-3"),
    ],
)
def test_a_text_that_looks_like_a_number_or_a_day_stays_a_text(text: str, cell: str) -> None:
    assert guard_french_cell(text) == cell
