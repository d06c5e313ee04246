"""What the vendored fonts lack is named."""

from __future__ import annotations

from strategy_monitor.documents.pdf import break_long_words, name_lacking


def test_they_have_all_that_french_needs() -> None:
    french = "àâäçéèêëîïôöùûüÿæœÀÂÇÉÈÊËÎÏÔŒÙÛ«»–—…’“”•·€§°№✓→−×±≤≥²³\u00a0\u202f\u2011"
    assert name_lacking(french.replace("№", "")) == french.replace("№", "")


def test_a_sign_that_they_lack_is_named() -> None:
    assert name_lacking("l’école 中 et \x01") == "l’école [U+4E2D] et [U+0001]"


def test_only_a_word_that_no_column_holds_is_cut() -> None:
    assert break_long_words("anticonstitutionnellement") == "anticonstitutionnellement"
    assert break_long_words("https://exemple.be/" + "a/" * 90) == "https://exemple.be/" + "a/" * 90
    assert break_long_words("x" * 90) == "x" * 40 + "\u200b" + "x" * 40 + "\u200b" + "x" * 10
