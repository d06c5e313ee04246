"""What changed inside a text, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from strategy_monitor.report.wording import LONG, brief, compared
from tests.report.editing import turned_parts

LONG_TEXT = "Les écoles reçoivent une connexion, un équipement et l’aide d’un conseiller technopédagogique. " * 3


def rebuilt(parts, left_out: str) -> str:
    return "".join(part.text for part in parts if part.kind != left_out)


def test_a_short_text_is_shown_whole():
    assert compared("4 944", "4 945") == ()


def test_a_word_that_changed_is_told_alone():
    parts = compared(LONG_TEXT, LONG_TEXT.replace("connexion", "liaison", 1))
    assert [part.text.strip() for part in parts if part.kind != "same"] == ["connexion,", "liaison,"]


def test_a_text_that_has_nothing_in_common_is_shown_whole():
    assert compared(LONG_TEXT, "zéro " * 60) == ()


def test_what_did_not_change_is_shortened_far_from_the_change():
    parts = compared(f"{LONG_TEXT * 5}fin.", f"{LONG_TEXT * 5}terme.")
    assert parts[0].text.startswith(" […] ")
    assert len(parts[0].text) < 120


def test_an_immense_text_is_not_compared():
    assert compared("a b " * 20_000, "a c " * 20_000) == ()


@given(some.lists(some.sampled_from(["un", "deux", "trois", "–", "é"]), min_size=30, max_size=60), some.integers(0, 29))
def test_nothing_that_changed_is_lost(words, rank):
    before, after = " ".join(words) + "x" * LONG, " ".join([*words[:rank], "NEUF", *words[rank:]]) + "x" * LONG
    parts = compared(before, after)
    assert "NEUF" in rebuilt(parts, "gone")
    assert "NEUF" not in rebuilt(parts, "new")


WORDS = some.lists(some.sampled_from(["un", "deux", "trois"]), min_size=30, max_size=40).map(" ".join)


@given(WORDS, WORDS)
def test_what_is_new_one_way_is_gone_the_other(before, after):
    assert compared(before, after) == turned_parts(compared(after, before))


def test_a_long_text_is_cut_and_says_so():
    assert brief("mot " * 200).endswith(" […]")
    assert brief("mot") == "mot"
    assert brief("un professionnel", 8) == "un […]", "no word is cut"
    assert brief("un professionnel", 2) == "un […]"
    assert brief("un, professionnel", 9) == "un […]"
