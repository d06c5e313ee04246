"""What stands in another language says so, and nothing else does."""

from __future__ import annotations

import pytest

from strategy_monitor.language.foreign import FOREIGN, split_languages


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "« DigComp 2.1. The Digital Competence Framework for Citizens »",
            [("« DigComp 2.1. ", ""), ("The Digital Competence Framework for Citizens", "en"), (" »", "")],
        ),
        ("Un Learning Management System libre", [("Un ", ""), ("Learning Management System", "en"), (" libre", "")]),
        ("la Vlaamse Gemeenschap", [("la ", ""), ("Vlaamse Gemeenschap", "nl"), ("", "")]),
        ("un monitoring, en big databases", [("un monitoring, en big databases", "")]),
    ],
)
def test_a_text_is_cut_where_its_language_changes(text: str, pieces: list[tuple[str, str]]) -> None:
    assert list(split_languages(text)) == pieces


def test_a_name_is_of_one_language() -> None:
    names = [name.lower() for found in FOREIGN.values() for name in found]
    assert len(names) == len(set(names))
