"""The fonts of the documents are those that were vendored, and what they lack is named."""

from __future__ import annotations

import hashlib

from strategy_monitor.documents.pdf import break_long_words, name_lacking
from strategy_monitor.exports.raster import FONTS


def test_the_vendored_fonts_are_unchanged() -> None:
    lines = (FONTS / "CHECKSUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split() for line in lines)}
    assert {path.name for path in FONTS.glob("*.ttf")} <= set(listed)
    assert {name: hashlib.sha256((FONTS / name).read_bytes()).hexdigest() for name in listed} == listed


def test_they_have_all_that_french_needs() -> None:
    french = "àâäçéèêëîïôöùûüÿæœÀÂÇÉÈÊËÎÏÔŒÙÛ«»–—…’“”•·€§°№✓→−×±≤≥²³\u00a0\u202f\u2011"
    assert name_lacking(french.replace("№", "")) == french.replace("№", "")


def test_a_sign_that_they_lack_is_named() -> None:
    assert name_lacking("l’école 中 et \x01") == "l’école [U+4E2D] et [U+0001]"


def test_only_a_word_that_no_column_holds_is_cut() -> None:
    assert break_long_words("anticonstitutionnellement") == "anticonstitutionnellement"
    assert break_long_words("https://exemple.be/" + "a/" * 90) == "https://exemple.be/" + "a/" * 90
    assert break_long_words("x" * 90) == "x" * 40 + "\u200b" + "x" * 40 + "\u200b" + "x" * 10
