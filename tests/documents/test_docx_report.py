"""The DOCX of the printed report: it says all that the release says, and LibreOffice reads the same in it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from docx.oxml.ns import qn
from lxml import etree

from strategy_monitor.documents.blocks import Paper
from strategy_monitor.documents.compose import papers
from strategy_monitor.documents.word.document import write_docx
from strategy_monitor.exports import raster
from strategy_monitor.exports.publication import Publication
from strategy_monitor.language import french
from tests import office
from tests.documents import tagged, word
from tests.documents.word import find, part, said

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OPEN_DOCUMENT = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
}


@pytest.fixture(scope="session")
def paper(publication: Publication) -> Paper:
    return papers.annotated_report_paper(publication)


@pytest.fixture(scope="session")
def written(paper: Paper) -> bytes:
    return write_docx(paper, raster.png)


@pytest.fixture(scope="session")
def body(written: bytes) -> etree._Element:
    return part(written, "word/document.xml")


def test_its_outline_is_that_of_the_paper(paper, written):
    assert word.outline(written) == list(paper.outline)


def test_it_follows_the_schemas_of_office(written, tmp_path: Path):
    assert word.faults(written, tmp_path) == []


def test_every_headline_figure_is_set_large(publication, written):
    shown = word.styled(word.opened(written), "Chiffre clé")
    wanted = [
        "\u2002".join(filter(None, (*french.write_value_and_unit(series, series.latest), flag_of(series.latest))))
        for indicator in publication.report.indicators
        for series in indicator.headlines
        if series.latest and series.latest.value is not None
    ]
    assert len(wanted) >= 28
    assert [text for text in wanted if text not in shown] == []


def flag_of(observation):
    return "mise en doute" if observation.doubtful else ""


def test_every_figure_of_the_release_is_in_a_cell(publication, body):
    cells = {said(cell) for cell in find(body, "w:tc")}
    values = {
        french.write_number(observation.value)
        for indicator in publication.report.indicators
        for observation in indicator.observations
        if observation.value is not None
    }
    assert [value for value in sorted(values) if not any(value in cell for cell in cells)] == []


def test_every_table_has_a_header_row_and_every_drawing_its_words(body):
    tables, drawings = find(body, "w:tbl"), find(body, "wp:docPr")
    assert len(tables) > 20
    assert all(find(table, "w:tr[1]/w:trPr/w:tblHeader") for table in tables)
    assert len(drawings) > 20
    assert all(bool(drawing.get("descr")) != bool(find(drawing, "adec:decorative")) for drawing in drawings)


def test_every_link_within_it_arrives(body):
    names = {mark.get(qn("w:name")) for mark in find(body, "w:bookmarkStart")}
    assert {link.get(qn("w:anchor")) for link in find(body, "w:hyperlink[@w:anchor]")} <= names


def test_the_same_release_is_the_same_bytes(publication, written):
    assert write_docx(papers.annotated_report_paper(publication), raster.png) == written


def test_libreoffice_reads_the_same_outline_figures_tables_and_footnotes(paper, written, body, tmp_path: Path):
    source = tmp_path / "rapport.docx"
    source.write_bytes(written)
    with zipfile.ZipFile(office.converted(source, "odt", tmp_path)) as read:
        content = etree.fromstring(read.read("content.xml"))

    def found(path: str) -> list[etree._Element]:
        return content.xpath(f"//{path}", namespaces=OPEN_DOCUMENT)

    headings = [(int(head.get(qualified("text:outline-level"))), spoken(head)) for head in found("text:h")]
    assert headings == [(level, text) for level, _number, text in paper.outline]
    assert len(found("table:table")) == len(found("table:table/table:table-header-rows")) == len(find(body, "w:tbl"))
    assert len(found("text:note")) == len(find(body, "w:footnoteReference"))
    described = [node.text for node in found("draw:frame/svg:desc")]
    assert described == [node.get("descr") for node in find(body, "wp:docPr") if node.get("descr")]


def qualified(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{OPEN_DOCUMENT[prefix]}}}{local}"


def spoken(heading: etree._Element) -> str:
    return "".join(heading.itertext()).replace("\u2011", "-")


def test_libreoffice_counts_the_same_sections_and_knows_their_pages(paper, written, tmp_path: Path):
    source = tmp_path / "rapport.docx"
    source.write_bytes(written)
    pdf = pypdfium2.PdfDocument(office.converted(source, "pdf", tmp_path))
    titles = [tagged.plain(one.get_title().replace("\u2011", "-")) for one in pdf.get_toc()]
    assert titles == [tagged.plain(f"{number} {text}") for _level, number, text in paper.outline]
    contents = "".join(pdf[page].get_textpage().get_text_bounded() for page in (1, 2))
    first = next(target.get_index() for one in pdf.get_toc() if (target := one.get_dest()))
    assert re.search(rf"Introduction\W*{first + 1}\b", contents)
