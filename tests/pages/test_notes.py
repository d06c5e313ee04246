"""Notes in proportion: a page says more about the strategy than about its report, and each note is one action away."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from strategy_monitor.exports.addresses import anchor
from strategy_monitor.language.codes import NoteStatus, NoteWord
from strategy_monitor.releases import load
from strategy_monitor.report import summary
from strategy_monitor.report.document import Note
from strategy_monitor.report.notes import MOST_WORDS, write_reason
from tests.pages.reading import soup, text

pytestmark = pytest.mark.usefixtures("published")

PRINTED = 9202
"""Words of the printed report: its text, split at its spaces."""
AXES = [f"/axes/{number}/" for number in range(1, 6)]
UNSEEN = "script, style, .hidden, .on-paper, .endnotes"
"""What a screen does not show."""
NOTES = ".note.question, .note.error, .fold > summary, .side.note"
FOCUSED = "a[href], summary, button, input, select, textarea, [tabindex='0']"
DOUBTS = re.compile(r"(\d+) doutes?")


def folded(client: Client, address: str) -> Tag:
    """The page as it opens: what is folded is left out, its summary stays."""
    return as_it_opens(client.get(address).content)


@lru_cache(maxsize=len(AXES) + 1)
def as_it_opens(content: bytes) -> Tag:
    page = BeautifulSoup(content, "lxml")
    for unseen in page.select(UNSEEN):
        unseen.decompose()
    for closed in page.select("details:not([open])"):
        for part in closed.find_all(recursive=False):
            if part.name != "summary":
                part.decompose()
    return page


def places(page: Tag) -> dict[str, Tag]:
    """Each place that has an address on this page."""
    return {one["id"]: one for one in reversed(page.select("[id]"))}


def words(*parts: Tag | None) -> int:
    return sum(len(part.get_text(" ").split()) for part in parts if part)


def every_note() -> list[Note]:
    return [signal.note for signal in summary.signals(load.current().report)]


def test_the_whole_report_is_not_much_longer_than_the_printed_one(client: Client) -> None:
    assert words(folded(client, "/rapport/").main) <= 1.15 * PRINTED


@pytest.mark.parametrize("address", AXES)
def test_the_notes_on_an_axis_are_at_most_a_fifth_of_its_words(client: Client, address: str) -> None:
    page = folded(client, address)
    notes = words(*page.select(NOTES))
    assert 0 < notes <= (words(page.main) - notes) / 5


def test_the_whole_report_has_fewer_than_two_hundred_stops_for_the_keyboard(client: Client) -> None:
    page = folded(client, "/rapport/")
    assert len(page.select(FOCUSED)) < 200
    assert [one.get("id") for one in page.select("[tabindex='-1']")] == ["contenu"]


@pytest.mark.parametrize("address", ["/rapport/", "/methode/notes/"])
def test_each_note_stands_once_with_all_its_words_and_its_anchor(client: Client, address: str) -> None:
    page = soup(client.get(address))
    found = Counter(one["id"] for one in page.select(".note-full[id]"))
    assert found == Counter(anchor(note.code.lower()) for note in every_note())
    there = places(page)
    for note in every_note():
        said = plain(text(there[anchor(note.code.lower())]))
        assert all(plain(part) in said for part in (note.code, note.reason, note.decision)), note.code


def plain(said: str) -> str:
    """Without what typography and expanded acronyms change between two letters."""
    return re.sub(r"[\s'’]", "", said)


def test_each_doubt_and_each_error_is_flagged_where_it_stands(client: Client) -> None:
    """In a line under its figure, or in the count of the fold that holds it."""
    grave = [note.code for note in every_note() if note.severity != "information"]
    flagged: Counter[str] = Counter()
    for fold in soup(client.get("/rapport/")).select(".fold"):
        doubts = DOUBTS.search(text(fold.summary))
        inside = fold.select(".note-full.remark p:first-child b")
        assert (int(doubts[1]) if doubts else 0) == len(inside)
        lines = fold.select(".note-full.question, .note-full.error")
        assert len(lines) == 0 or "note" in text(fold.summary)
        flagged.update(text(one.find_parent(class_="note-full").find(class_="decision").a) for one in inside)
        flagged.update(text(one.find(class_="decision").a) for one in lines)
    assert set(grave) == set(flagged)
    assert len(grave) >= 61


def test_a_doubt_on_a_measure_is_flagged_beside_it_where_one_fold_holds_many_measures(client: Client) -> None:
    there = places(soup(client.get("/rapport/")))
    for measure in load.current().report.measures():
        doubts = sum(note.severity == "doubt" and note.word == NoteWord.REMARK for note in measure.all_notes)
        said = there[anchor(measure.code)].p.select_one(".flag")
        assert (text(said).split()[0] if said else "0") == str(doubts), measure.code


@pytest.mark.parametrize("address", ["/rapport/", *AXES])
def test_a_question_or_an_error_stands_in_a_line_of_at_most_25_words(client: Client, address: str) -> None:
    page = folded(client, address)
    for line in page.select(".note.question, .note.error"):
        assert line.find_parent("details") is None
        label = line.b.get_text()
        assert label in {"Question ouverte.", "Erreur du rapport."}
    shown = {note.code for note in every_note() if note.word != NoteWord.REMARK}
    assert address != "/rapport/" or len(page.select(".note.question, .note.error")) >= len(shown)


def test_what_stands_in_a_line_is_whole(client: Client) -> None:
    """Of the printed report: no line of it is cut."""
    lines = [note for note in every_note() if note.word != NoteWord.REMARK]
    assert all(write_reason(note) == (note.summary or note.reason) for note in lines)
    assert all(len(write_reason(note).split()) <= MOST_WORDS for note in lines)


@pytest.mark.parametrize("address", ["/rapport/", "/gouvernance/", "/methode/", "/methode/notes/", *AXES])
def test_no_note_takes_the_anchor_of_another_place(client: Client, address: str) -> None:
    idents = Counter(one["id"] for one in soup(client.get(address)).select("[id]"))
    assert [ident for ident, times in idents.items() if times > 1] == []


@pytest.mark.parametrize("address", ["/rapport/", *AXES])
def test_no_summary_of_a_fold_holds_a_code(client: Client, address: str) -> None:
    summaries = [text(one) for one in soup(client.get(address)).select(".fold > summary")]
    assert not [said for said in summaries if re.search(r"N-|\d\.\d", said)]


def test_all_notes_of_an_axis_are_one_link_away(client: Client) -> None:
    for axis in load.current().report.axes:
        page = soup(client.get(f"/axes/{axis.number}/"))
        signals = summary.signals_of_axis(axis)
        aside = page.select_one("aside.note")
        assert f"{sum(one.note.word == 'remark' for one in signals)} remarques de lecture" in text(aside)
        there = soup(client.get(aside.a["href"]))
        assert len(there.select(".note-full")) == len(signals)


def test_notes_are_filtered_by_word_and_open_ones_come_first(client: Client) -> None:
    page = soup(client.get("/methode/notes/"))
    assert [one["id"] for one in page.select("h2")][:3] == ["notes-question", "notes-error", "notes-remark"]
    for word, address in (
        (NoteWord.QUESTION, "questions-ouvertes"),
        (NoteWord.ERROR, "erreurs-du-rapport"),
        (NoteWord.REMARK, "remarques-de-lecture"),
    ):
        found = soup(client.get(f"/methode/notes/{address}/"))
        assert len(found.select(".note-full")) == sum(note.word == word for note in every_note()) > 0
        assert text(found.select_one(".narrow [aria-current]")) == word.plural.capitalize()


def test_notes_of_no_axis_have_their_page_and_an_unknown_axis_has_none(client: Client) -> None:
    outside = [one for one in summary.signals(load.current().report) if one.axis is None]
    assert len(soup(client.get("/methode/notes/hors-axe/")).select(".note-full")) == len(outside) > 0
    assert client.get("/methode/notes/axe-9/").status_code == 404
    assert client.get("/methode/notes/autre/").status_code == 404


def test_they_stand_in_past_releases_too(client: Client) -> None:
    page = soup(client.get("/versions/2025/1/methode/notes/"))
    assert len(page.select(".note-full")) == len(every_note())
    assert page.select_one(".narrow a[href='/versions/2025/1/methode/notes/axe-2/']")


def test_old_anchors_of_the_method_page_lead_to_the_note(client: Client) -> None:
    there = places(soup(client.get("/methode/")))
    for note in every_note():
        ident = anchor(note.code.lower())
        assert there[ident].a["href"] == f"/methode/notes/#{ident}"


def test_that_what_is_printed_is_kept_is_said_once(client: Client) -> None:
    page = soup(client.get("/methode/notes/"))
    assert text(page.main).count("Ce qui est imprimé est gardé comme imprimé") == 1
    assert not [one for one in page.select(".note-full .meta") if NoteStatus.KEPT.word in text(one)]


def test_references_are_folded_and_counted(client: Client) -> None:
    page = soup(client.get("/axes/2/"))
    said = text(page.find(id="2-1-m4").select_one(".fold > summary"))
    assert said == "3 références, dont 2 sans adresse · toute la note · 1 remarque de lecture"
    assert all(one.find_parent("details") for one in page.select(".refs"))


def test_paper_has_every_note_of_the_page_at_its_end(client: Client) -> None:
    for address, signals in (
        ("/rapport/", summary.signals(load.current().report)),
        ("/axes/2/", summary.signals_of_axis(load.current().report.axes[1])),
    ):
        page = soup(client.get(address))
        assert [text(one.b) for one in page.select(".endnotes > p")] == [one.note.code for one in signals]


@pytest.mark.parametrize("mount", ["/", "/versions/2025/1/"])
def test_who_is_told_of_open_questions_on_the_first_page_is_led_to_all_of_them(client: Client, mount: str) -> None:
    said = soup(client.get(mount)).select_one("#dits").find_next("p")
    (asked,) = re.findall(r"^(\d+)", text(said))
    opened = soup(client.get(said.select_one("a")["href"]))
    waiting = [note.code for note in every_note() if note.word == NoteWord.QUESTION]
    assert [one["id"] for one in opened.select("main [id^=n-]")] == [anchor(code.lower()) for code in waiting]
    assert len(waiting) == int(asked)
