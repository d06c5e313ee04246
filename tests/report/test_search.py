"""Full text over a Report: what is found, in what order, and what is shown of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_monitor.language.folding import fold
from strategy_monitor.report import search
from strategy_monitor.report.build import build
from strategy_monitor.report.document import Report
from tests.report.test_diff import REPORT

INDEX = search.index(REPORT)


def codes(query: str) -> list[str]:
    return [hit.entry.code for hit in search.search(INDEX, query)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("École", "ecole"),
        ("ŒUVRE, œuvre, Ægide", "oeuvre, oeuvre, aegide"),
        ("l’élève", "l'eleve"),
        ("STRASSE straße", "strasse strasse"),
        ("e\u0301cole", "ecole"),
        ("ﬁn", "fin"),
        ("4\u202f944", "4 944"),
    ],
)
def test_accents_case_and_ligatures_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Formation à l’École", ("formation", "a", "l", "ecole")),
        ("4 944 heures", ("4944", "heures")),
        ("4.944", ("4944",)),
        ("615\u202f088", ("615088",)),
        ("61,5 %", ("61,5",)),
        ("2.1-O2", ("2.1o2",)),
        ("Wi-Fi", ("wifi",)),
        ("école École ECOLE", ("ecole",)),
        ("«»!?…", ()),
        ("", ()),
        ("\x00", ()),
    ],
)
def test_the_words_of_a_query(query: str, found: tuple[str, ...]) -> None:
    assert search.words(query) == found


def test_a_query_is_bounded() -> None:
    assert len(search.words(" ".join(f"mot{n}" for n in range(100)))) == search.MAX_WORDS
    assert sum(map(len, search.words("é" * 10_000))) == search.MAX_QUERY


def test_every_word_must_be_there() -> None:
    assert codes("heures formation") == ["2.1-O1"]
    assert codes("heures xylophone") == []
    assert codes("") == []


def test_a_title_comes_before_a_text() -> None:
    """« former » is the title of the action, and of the measures that stand under it."""
    found = search.search(INDEX, "former")
    titles = ["former" in hit.entry.folded_title for hit in found]
    assert titles == sorted(titles, reverse=True)
    assert codes("2.1-O1")[0] == "2.1-O1"


@pytest.mark.parametrize("query", ["4944", "4.944", "4 944", "2023-2024", "IFPC"])
def test_a_figure_its_period_and_its_source_are_found(query: str) -> None:
    assert "2.1-O1" in codes(query)


def test_a_reference_a_footnote_and_a_table_are_found_with_their_measure() -> None:
    assert codes("circulaire 7831") == ["2.1-M1"]
    assert codes("logique") == ["2.1-M1"]
    assert codes("partie") == ["2.1-M1.1"]


def test_each_thing_is_indexed_once(seeded: None) -> None:
    report = build("2025")
    entries = search.index(report)
    assert len({(entry.kind, entry.code) for entry in entries}) == len(entries)
    assert {e.code for e in entries if e.kind == "indicator"} == {i.code for i in report.indicators}
    assert {e.code for e in entries if e.kind == "measure"} == {m.code for m in report.measures()}
    assert len([e for e in entries if e.kind == "axis"]) == len(report.axes)


def test_everything_is_found_by_its_own_title(seeded: None) -> None:
    report: Report = build("2025")
    entries = search.index(report)
    for indicator in report.indicators:
        found = [hit.entry.code for hit in search.search(entries, indicator.title[: search.MAX_QUERY])]
        assert indicator.code in found, indicator.code


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in search.spans(text, search.words(query))]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("L’École et les écoles", "ecole", ["École", "école"]),
        ("Mise en œuvre", "oeuvre", ["œuvre"]),
        ("Mise en œuvre", "uvre", ["uvre"]),
        ("Mise en œuvre", "euvre", ["œuvre"]),
        ("4 944 heures", "4944", ["4 944"]),
        ("4.944 heures", "4 944", ["4.944"]),
        ("le Wi-Fi", "wifi", ["Wi-Fi"]),
        ("abcabc", "abc bca", ["abcabc"]),
        ("rien", "xylophone", []),
        ("rien", "", []),
        ("", "rien", []),
    ],
)
def test_what_is_marked_is_what_was_found(text: str, query: str, found: list[str]) -> None:
    assert marked(text, query) == found


TEXTS = st.text(st.sampled_from("aàœéE 1234.-’\u202f🙂e\u0301"), max_size=60)


@given(TEXTS, TEXTS)
def test_marks_are_in_order_apart_and_inside_the_text(text: str, query: str) -> None:
    end = 0
    for start, stop in search.spans(text, search.words(query)):
        assert end <= start < stop <= len(text)
        end = stop


LONG = "Un début qui dure. " * 20 + "Ici un xylophone sonne. " + "Une fin qui dure. " * 20


def test_an_excerpt_stands_around_the_first_word_and_is_cut_at_spaces() -> None:
    shown = search.excerpt(LONG, ("xylophone",))
    assert "xylophone sonne" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= search.EXCERPT + 4
    assert all(word in LONG.split() for word in shown.strip("… ").split())


def test_a_short_text_is_shown_whole() -> None:
    assert search.excerpt("Une partie.", ("partie",)) == "Une partie."
    assert search.excerpt("Une partie.", ("absent",)) == "Une partie."
    assert search.excerpt("", ("absent",)) == ""


@given(st.text(max_size=400), TEXTS)
def test_an_excerpt_never_fails_and_is_short(text: str, query: str) -> None:
    assert len(search.excerpt(text, search.words(query))) <= search.EXCERPT + 4
