"""How a Paper is written as PDF: always the same, whatever stands in it, and wherever it is written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from strategy_monitor.documents import pdf
from strategy_monitor.documents.blocks import (
    Beside,
    Cell,
    Fact,
    Facts,
    Figure,
    Figures,
    Heading,
    Item,
    Items,
    Note,
    Paper,
    Paragraph,
    Run,
    Table,
)
from strategy_monitor.documents.pdf import CannotWrite, write_pdf
from strategy_monitor.report.levels import Reach
from strategy_monitor.web.authority import UnusableStatement, read_logo
from tests.documents import specimen, tagged, vera

MARKUP = r"""#panic("no") $x^2$ *b* _i_ \ @ref <a> `c` = h - l ~ -- // /* */ [x] {y} " ' #import "/etc/passwd": x"""
HOSTILE = {
    "markup": MARKUP,
    "no font has it": "中文 😀 👩‍👧 مرحبا",
    "control": "a\x00b\x01c\x1bd\ufeffe",
    "turned round": "a\u202eb\u200bc",
    "not a character": "\ud800 \uffff \U0010ffff",
    "endless": "x" * 700,
    "empty": "",
    "lines": "un\n\ndeux\ttrois",
}


def full_of(text: str) -> Paper:
    """This text wherever a text may stand."""
    runs = (Run(text), Run(text, bold=True, footnote=(Run(text), Run(text, url="https://exemple.be/#a"))))
    cell, note = Cell(runs), Note("doubt", text, text, runs, runs, text)
    return specimen.paper(
        Heading(1, text or "–", "a", text, hue="#1d5fa3"),
        Paragraph(runs, role="meta"),
        Beside(
            (Figures((Figure(text, text, text, text, True, Reach(2, 4), text, text),)),),
            (Facts((Fact(text, runs),)), note),
        ),
        Items((Item(runs, (note,)),), "checks"),
        Table(text, (cell, cell), ((cell, Cell((), items=(runs, runs))),), (runs,)),
        title=text or "–",
        description=text,
        version=text,
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_stops_it_or_is_taken_for_markup(name: str) -> None:
    paper = full_of(HOSTILE[name])
    written = write_pdf(paper)
    read = tagged.plain(tagged.tag_text(written))
    for said in map(tagged.plain, tagged.said(paper)):
        assert tagged.plain(pdf.name_lacking(said)) in read
    if name == "no font has it":
        assert "[U+4E2D]" in read
    if name in {"markup", "no font has it", "endless"}:
        assert vera.check(written).broken == {}


def test_the_cover_carries_the_mark_of_the_authority_and_keeps_its_promises() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
    paper = replace(specimen.paper(), logo=drawing)
    assert pdf.compile_pdf(paper, pdf.PROMISES[0])
    bare, marked = (pypdfium2.PdfDocument(write_pdf(one))[0] for one in (specimen.paper(), paper))
    assert len(list(marked.get_objects())) > len(list(bare.get_objects()))
    assert marked.get_textpage().get_text_bounded() == bare.get_textpage().get_text_bounded()


@pytest.mark.parametrize("content", [None, b"\x89PNG", b"<html/>"])
def test_what_is_no_drawing_is_refused_before_it_spoils_a_report(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "marque.svg"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UnusableStatement, match=r"marque\.svg"):
        read_logo(str(file))


def test_a_digest_is_never_cut() -> None:
    digest = hashlib.sha256(b"").hexdigest()
    written = write_pdf(specimen.paper(Heading(1, "A", "a"), Paragraph((Run(digest, code=True),))))
    assert digest in tagged.tag_text(written)


def test_the_same_paper_is_the_same_file_at_the_same_time_and_in_another_process() -> None:
    first = write_pdf(specimen.paper())
    with ThreadPoolExecutor(3) as threads:
        assert {hashlib.sha256(one).hexdigest() for one in threads.map(write_pdf, [specimen.paper()] * 3)} == {
            hashlib.sha256(first).hexdigest()
        }
    program = (
        "import django, hashlib; django.setup(); from strategy_monitor.documents.pdf import write_pdf;"
        "from tests.documents import specimen;"
        "print(hashlib.sha256(write_pdf(specimen.paper())).hexdigest())"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "strategy_monitor.settings", "PYTHONHASHSEED": "7"}
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment, text=True)
    assert told.stdout.split()[-1] == hashlib.sha256(first).hexdigest()


def test_a_working_copy_has_no_date_and_says_whose_french_it_is(caplog: pytest.LogCaptureFixture) -> None:
    draft = replace(specimen.paper(), published_on=None, dated="", lang="fr-CH")
    document = tagged.opened(write_pdf(draft))
    assert "1970" in str(document.docinfo.get("/CreationDate", "1970"))
    assert document.Root.Lang == "fr-CH"
    assert "document_without_promise" not in caplog.text, "nobody promises that it is kept for ever"


def test_without_the_compiler_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CannotWrite, match="compositeur de documents"):
        write_pdf(specimen.paper())


def test_what_the_compiler_refuses_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = replace(specimen.paper(), blocks=(specimen.picture(), replace(specimen.picture(), svg="<svg")))
    with pytest.raises(CannotWrite, match="SVG"):
        write_pdf(refused)
