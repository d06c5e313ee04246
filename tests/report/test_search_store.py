"""An index that is stored answers as the one that was made; what is no index is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_monitor.report import search
from strategy_monitor.report.build import build
from strategy_monitor.report.search_index import index
from strategy_monitor.report.search_store import UnreadableIndex, pack_index, unpack_index
from tests.report.editing import REPORT

MADE = index(REPORT)
STORED = unpack_index(pack_index(MADE))
WORDS = [*MADE.terms, "heures", "combien", "xylophone", "formasion", "prof", "logi"]


def test_all_of_it_is_read_again(seeded: None) -> None:
    made = index(build("2025"))
    stored = unpack_index(pack_index(made))
    assert list(stored.entries) == list(made.entries)
    assert list(stored.said) == list(made.said)
    assert [list(one) for one in (stored.kinds, stored.codes, stored.terms)] == [
        list(one) for one in (made.kinds, made.codes, made.terms)
    ]
    assert {term: dict(stored.points[term]) for term in stored.points} == made.points
    assert dict(stored.weights) == made.weights
    assert (stored.unknown, stored.meanings) == (made.unknown, made.meanings)


@given(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join))
def test_it_answers_the_same(query: str) -> None:
    assert search.answer_question(STORED, query) == search.answer_question(MADE, query)
    for kind in ("indicator", "measure"):
        assert search.list_matching(STORED, query, kind) == search.list_matching(MADE, query, kind)


def test_a_term_that_stands_nowhere_is_not_there() -> None:
    assert "xylophone" not in STORED.points
    with pytest.raises(KeyError):
        STORED.points["xylophone"]
    assert len(STORED.points) == len(MADE.points)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert pack_index(index(REPORT)) == pack_index(MADE)


@pytest.mark.parametrize("content", [b"", b"x" * 80, pack_index(MADE)[:-1], pack_index(MADE) + b" ", bytes(80)])
def test_what_is_no_index_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableIndex):
        unpack_index(content)


def test_words_that_every_entry_of_a_large_report_holds_are_found() -> None:
    held = {0: 3 | 1 << search.HELD, 1: 2 | 1 << search.HELD}
    assert search.share_question(held, [0]) == {1: 100}
