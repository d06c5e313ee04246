"""How notes are counted, cut short and put in order, whatever strategy they speak of."""

from __future__ import annotations

from strategy_monitor.language.codes import NoteWord
from strategy_monitor.report import notes
from strategy_monitor.report.document import Measure, Note, Reference
from tests.report.editing import NOTE
from tests.spaces import plain

QUESTION = NOTE.model_copy(update={"code": "N-Q", "severity": "error", "status": "open"})
ERROR = NOTE.model_copy(update={"code": "N-E", "severity": "error", "status": "kept"})
DOUBT = NOTE.model_copy(update={"code": "N-D", "severity": "doubt", "status": "kept"})
REMARK = NOTE.model_copy(update={"code": "N-R", "severity": "information", "status": "adapted"})
ALL = (REMARK, ERROR, DOUBT, QUESTION)


def codes(found: list[Note]) -> list[str]:
    return [note.code for note in found]


def reference(url: str = "") -> Reference:
    return Reference(code="r", kind="guide", label="Guide", printed_label="Guide", url=url, notes=(DOUBT,))


def test_questions_then_errors_stand_in_lines_and_the_rest_is_folded() -> None:
    assert codes(notes.list_lines(ALL)) == ["N-Q", "N-E"]
    assert codes(notes.list_remarks(ALL)) == ["N-R", "N-D"]
    assert codes(notes.in_order(ALL)) == ["N-Q", "N-E", "N-R", "N-D"]
    assert [note.word for note in notes.list_lines([QUESTION])] == [NoteWord.QUESTION]


def test_a_reason_is_said_in_brief_or_cut_and_never_longer_than_a_line() -> None:
    long = REMARK.model_copy(update={"reason": "mot " * 24 + "vingt-cinq vingt-six"})
    assert notes.write_reason(REMARK) == REMARK.reason
    assert notes.write_reason(long) == "mot " * 24 + "vingt-cinq […]"
    ends = REMARK.model_copy(update={"reason": "L’art. 3 le dit. " + "Mot " * 30})
    assert notes.write_reason(ends) == "L’art. 3 le dit. […]"
    assert notes.write_reason(long.model_copy(update={"summary": "En bref."})) == "En bref."


def test_notes_are_counted_by_their_word_and_only_those_there_are() -> None:
    assert plain(notes.count_by_word(ALL)) == "1 question ouverte, 1 erreur du rapport, 2 remarques de lecture"
    assert plain(notes.count_by_word([REMARK])) == "1 remarque de lecture"
    assert notes.count_by_word([]) == ""


def test_a_fold_says_what_it_holds_and_how_many_are_doubts() -> None:
    assert plain(notes.write_fold([REMARK, DOUBT])) == "2 remarques de lecture, dont 1 doute"
    assert plain(notes.write_fold([QUESTION])) == "Toute la note"
    assert plain(notes.write_fold([QUESTION, ERROR, REMARK])) == "Les 2 notes entières · 1 remarque de lecture"
    assert notes.write_fold([]) == ""


def test_references_are_counted_with_those_that_have_no_address() -> None:
    there = reference("https://exemple.be/")
    assert plain(notes.write_fold([], [there, reference()])) == "2 références, dont 1 sans adresse"
    assert plain(notes.write_fold([], [reference()])) == "1 référence, sans adresse"
    assert plain(notes.write_fold([], [there])) == "1 référence"


def test_the_notes_on_a_measure_are_its_own_and_those_of_its_references() -> None:
    part = Measure(code="1.1-M1.1", text="Partie.")
    measure = Measure(code="1.1-M1", text="Former.", references=(reference(),), notes=(REMARK,), measures=(part,))
    assert codes(list(measure.all_notes)) == ["N-R", "N-D"]
    assert notes.with_parts([measure]) == [measure, part]
