"""An answer is compressed once, and each reader is given the form that they accept."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.http import HttpResponse

from strategy_monitor.kept import answer

TEXT = "Où en est la stratégie ? " * 100


@pytest.mark.parametrize(
    ("accepted", "form"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=0, *", "gzip"),
        ("identity", ""),
        ("identity;q=0.5, gzip;q=0.4", ""),
        ("br;q=x, gzip;q=2, ;;q, ,", ""),
        ("br" * 5000, ""),
    ],
)
def test_each_reader_is_given_what_they_accept(accepted: str, form: str) -> None:
    assert answer.choose(accepted) == form


def test_the_forms_say_the_same() -> None:
    made = answer.make(HttpResponse(TEXT))
    assert [made.lacks(accepted) for accepted in ("", "br", "gzip")] == [False, True, True]
    made = answer.compress_answer(made)
    assert not made.lacks("br")
    plain, smaller, small = (made.response(accepted) for accepted in ("", "br", "gzip"))
    assert plain.text == TEXT
    assert "Content-Encoding" not in plain
    assert brotli.decompress(smaller.content).decode() == TEXT
    assert gzip.decompress(small.content).decode() == TEXT
    assert (smaller["Content-Encoding"], small["Content-Encoding"]) == ("br", "gzip")
    assert {one["Vary"] for one in (plain, smaller, small)} == {"Accept-Encoding"}


def test_what_is_large_is_kept_compressed_alone_and_given_as_it_is_to_who_wants_it_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answer, "LARGE", len(TEXT))
    made = answer.compress_answer(answer.make(HttpResponse(TEXT)))
    assert made.forms.keys() == {"br", "gzip"}
    assert made.size < 1000 + len(TEXT.encode()) / 5
    made = answer.load_answer(made.dump())
    assert not any(made.lacks(accepted) for accepted in ("", "br", "gzip"))
    assert (made.response("").text, made.response("")["Content-Type"]) == (TEXT, "text/html; charset=utf-8")
    assert "Content-Encoding" not in made.response("identity")
    assert brotli.decompress(made.response("br").content).decode() == TEXT
    assert gzip.decompress(made.response("gzip").content).decode() == TEXT


@pytest.mark.parametrize("response", [HttpResponse("Court."), HttpResponse(TEXT, content_type="image/png")])
def test_what_is_short_or_compressed_already_stays_as_it_is(response: HttpResponse) -> None:
    assert not answer.make(response).lacks("br, gzip")
    assert "Content-Encoding" not in answer.make(response).response("br")


def test_what_is_stored_is_read_back() -> None:
    made = answer.make(HttpResponse(TEXT, headers={"Link": "<é>"}))
    for given in (made, answer.compress_answer(made)):
        assert answer.load_answer(given.dump()) == given


def test_what_is_no_answer_is_not_taken_for_one() -> None:
    whole = answer.compress_answer(answer.make(HttpResponse(TEXT))).dump()
    for broken in (b"", b"abc", whole[:-1], whole + b"x", whole[:20], b"\x00\x00\x00\x02[]", b"\xff" * 50):
        with pytest.raises(answer.UnreadableAnswer):
            answer.load_answer(broken)


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "application/vnd.sdmx.data+csv; version=2.0.0"])
def test_what_is_text_by_its_type_is_compressed(content_type: str) -> None:
    assert answer.is_text(content_type)
