"""Folding takes off marks, whatever the script, and nothing else."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from strategy_monitor.language.folding import MAY_COMBINE, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("École", "ecole"), ("ÉCOLE", "ecole"), ("Œuvre, œil, Æther, æ", "oeuvre, oeil, aether, ae"),
        ("l’élève", "l'eleve"), ("4\u202f944\u00a0%", "4 944 %"), ("e\u0301\u0302", "e"), ("Straße", "strasse"),
        ("Ἀθῆναι", "αθηναι"), ("مُعَلِّم", "معلم"), ("½", "1⁄2"), ("", ""),
    ],
)  # fmt: skip
def test_accents_case_ligatures_spaces_and_apostrophes_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_each_mark_that_combines_is_looked_at() -> None:
    passed = [one for one in map(chr, range(sys.maxunicode + 1)) if not MAY_COMBINE.match(one)]
    assert len(passed) == 0x300
    assert not any(map(unicodedata.combining, passed))
