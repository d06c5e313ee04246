"""The DOCX: what an official finds when they open it to go on editing."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy_monitor.documents.blocks import (
    Block,
    Cell,
    Figure,
    Figures,
    Heading,
    Item,
    Items,
    Paragraph,
    Picture,
    Run,
    Table,
)
from strategy_monitor.documents.word import flow
from strategy_monitor.documents.word.document import write_docx
from tests.documents import specimen, word
from tests.documents.word import find, part, said, styled

LONG = "anticonstitutionnellement" * 40


@pytest.fixture(scope="module")
def written() -> bytes:
    return write_docx(specimen.paper(), word.pixel)


@pytest.fixture(scope="module")
def body(written: bytes):
    return part(written, "word/document.xml")


def test_headings_are_headings_and_give_the_outline_of_the_paper(written):
    assert word.outline(written) == list(specimen.paper().outline)


def test_a_heading_takes_the_colour_of_its_axis_from_a_style(written):
    document = word.opened(written)
    axis, mentions = (
        found
        for found in document.paragraphs
        if found.text in {"Définir les contenus", "Mentions"} and found.style.name == "Heading 1"
    )
    assert axis.runs[0].style.font.color.rgb == (0x1D, 0x5F, 0xA3)
    assert mentions.runs[0].style.name == "Default Paragraph Font"


def test_the_cover_carries_the_mark_of_the_authority(written, tmp_path):
    """At one height, whatever the size that it was drawn at, in its own fonts; without one, nothing changes."""
    logo = (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="40mm" viewBox="0 0 20 10">'
        '<text font-family="Futura">FWB</text></svg>'
    )
    marked = write_docx(replace(specimen.paper(), logo=logo), word.pixel)
    assert word.faults(marked, tmp_path) == []
    cover = find(part(marked, "word/document.xml"), "w:p")[0]
    (described,), (extent,) = find(cover, "wp:docPr"), find(cover, "wp:extent")
    assert described.get("descr") == f"Logo\u202f: {specimen.paper().authority}"
    assert (extent.get("cx"), extent.get("cy")) == ("1296000", "648000")
    (stored,) = [svg for svg in drawings(marked) if b"Futura" in svg]
    assert b'width="136.06" viewBox="0 0 20 10" height="68.03"' in stored
    texts = [[found.text for found in word.opened(one).paragraphs if found.text] for one in (written, marked)]
    assert texts[0] == texts[1]
    assert write_docx(replace(specimen.paper(), logo=""), word.pixel) == written


def drawings(written: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        return [package.read(name) for name in package.namelist() if name.endswith(".svg")]


def test_the_contents_lead_to_each_part_and_action(body):
    entries = contents(body)
    names = {mark.get(qn("w:name")) for mark in find(body, "w:bookmarkStart")}
    assert [said(entry) for entry in entries] == [
        "Introduction–",
        "Axe 1\u2002Définir les contenus–",
        "1.1\u2002Les apprentissages–",
        "Mentions–",
    ]
    assert {entry.get(qn("w:anchor")) for entry in entries} <= names
    asked = [node.text.split() for entry in entries for node in find(entry, "w:instrText")]
    assert asked == [["PAGEREF", entry.get(qn("w:anchor")), "\\h"] for entry in entries]


def contents(body):
    """The entries of the table of contents."""
    return find(body, "w:p[w:pPr/w:pStyle[starts-with(@w:val, 'TOC')]]/w:hyperlink")


def test_the_pages_of_the_contents_are_asked_for_on_opening(written):
    assert len(find(part(written, "word/settings.xml"), "w:updateFields")) == 1


def test_no_paragraph_is_empty(written, body):
    assert [found for found in find(body, "w:p") if not said(found) and not find(found, "w:drawing")] == []


def test_each_field_is_opened_shown_and_closed(body, written):
    for root in (body, part(written, "word/header1.xml"), part(written, "word/footer1.xml")):
        kinds = [mark.get(qn("w:fldCharType")) for mark in find(root, "w:fldChar")]
        assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)
        assert kinds


def test_what_the_foot_says_is_not_said_again_under_the_contents(body):
    (ends,) = find(body, "w:p[w:pPr/w:sectPr]")
    assert find(ends, "w:pPr/w:pStyle[starts-with(@w:val, 'TOC')]")


def test_heads_name_the_part_and_feet_count_the_pages(written, body):
    fields = [
        node.text.strip()
        for name in ("header1", "footer1")
        for node in find(part(written, f"word/{name}.xml"), "w:instrText")
    ]
    assert fields == ["STYLEREF 1", "PAGE", "NUMPAGES"]
    front, main = find(body, "w:sectPr")
    assert len(find(front, "w:titlePg")) == 1
    assert find(front, "w:headerReference") == []
    assert len(find(main, "w:headerReference")) == len(find(main, "w:footerReference")) == 1


def test_captions_are_counted_by_fields(written, body):
    captions = styled(word.opened(written), "Caption")
    assert captions == [
        "Figure 1.\u2002Tous les indicateurs",
        "Tableau 1.\u2002Une matrice",
        "Figure 2.\u2002Plus d’heures",
        "Tableau 2.\u2002Les heures, par année",
    ]
    codes = [node.text.strip() for node in find(body, "w:instrText")]
    assert [code for code in codes if code.startswith("SEQ")] == [
        f"SEQ {name} \\* ARABIC" for name in ("Figure", "Tableau", "Figure", "Tableau")
    ]


def test_tables_repeat_their_header_and_keep_rows_whole(written):
    for table in word.opened(written).tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table.style.name == "Tableau du rapport"
        assert [row.cells[0].text for row in table.rows] == ["Année", "2023-2024", "2022-2023", "2021-2022"]
        assert [cell.text for cell in table.rows[1].cells] == ["2023-2024", "4\u202f944", "✓ oui"]
        assert [cell.text.strip() for cell in table.rows[3].cells] == ["2021-2022", "une part\nl’autre part", "fait"]


def test_a_table_is_never_wider_than_the_page_and_cuts_no_word_that_fits():
    header = tuple(Cell(specimen.text(word)) for word in ("établissements", "a", "explication " * 30))
    given = Table("Large", header, (header,), widths=(1, 50, 50))
    table = word.opened(write_docx(specimen.paper(given), word.pixel)).tables[0]
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    assert sum(widths) <= 9072
    assert widths[0] >= len("établissements") * 100
    assert widths[2] > widths[0]


def test_the_name_of_a_column_of_figures_stands_above_them():
    header = tuple(Cell(specimen.text(word)) for word in ("Année", "Heures"))
    given = Table("Heures", header, ((Cell(specimen.text("2024")), Cell(specimen.text("12"), numeric=True)),))
    table = word.opened(write_docx(specimen.paper(given), word.pixel)).tables[0]
    styles = [[cell.paragraphs[0].style.name for cell in row.cells] for row in table.rows]
    assert styles == [["Cellule", "Cellule chiffrée"]] * 2


def test_a_row_that_lacks_cells_is_completed():
    given = Table("Trou", (Cell(()), Cell(())), ((), (Cell(specimen.text("x")),) * 3))
    table = word.opened(write_docx(specimen.paper(given), word.pixel)).tables[0]
    assert [len(row.cells) for row in table.rows] == [3, 3, 3]


def test_lists_are_lists_and_measures_are_ticked(written):
    levels = {}
    for found in word.opened(written).paragraphs:
        if (number := found._p.pPr.numPr) is not None and not found.style.name.startswith("Heading"):
            levels[found.text] = number.numId.val, number.ilvl.val
    assert levels == {"Une mesure.": (2, 0), "une part de la mesure": (1, 1), "Une autre.": (2, 0)}
    signs = {node.getparent().get(qn("w:abstractNumId")): find(node, "w:lvlText")[0].get(qn("w:val"))
             for node in find(part(written, "word/numbering.xml"), "w:lvl[@w:ilvl='0']")}  # fmt: skip
    assert signs == {"1": "•", "2": "✓", "3": "•", "4": "Axe %1"}


def test_headings_are_counted_by_a_list_and_a_number_that_does_not_follow_has_its_own():
    numbers = ("Axe 1", "1.1", "1.2-3", "1.4", "Axe 2", "2.1")
    headings = [Heading(1 if number.startswith("Axe") else 2, "Titre", f"h{number}", number) for number in numbers]
    written = write_docx(specimen.paper(*headings, imprint=()), word.pixel)
    assert [number for _level, number, _text in word.outline(written)] == list(numbers)
    texts = [node.get(qn("w:val")) for node in find(part(written, "word/numbering.xml"), "w:lvlText")]
    assert texts[-4:] == ["Axe %1", "%1.%2", "1.2-3", "1.4"]


def test_ranks_are_raised_and_a_short_compound_is_not_cut(tmp_path: Path):
    figures = Figures((Figure("Adopté le 1er juin", "", "Adoption", "1er mars 2025", kind="state"),))
    given = specimen.paper(Paragraph(specimen.text("La 2e phase, en FW-B.")), figures, imprint=())
    body = part(write_docx(given, word.pixel), "word/document.xml")
    raised = [said(node) for node in find(body, "w:r[w:rPr/w:vertAlign[@w:val='superscript']]")]
    assert raised == ["e", "er", "er"]
    assert "FW-B" in said(body)
    assert len(find(body, "w:noBreakHyphen")) == 1


def test_lists_deeper_than_word_knows_stay_on_its_last_level(tmp_path: Path):
    block = Items((Item(specimen.text("fond")),))
    for depth in range(12):
        block = Items((Item(specimen.text(str(depth)), (block,)),))
    written = write_docx(specimen.paper(block), word.pixel)
    assert word.faults(written, tmp_path) == []
    levels = [
        found._p.pPr.numPr.ilvl.val for found in word.opened(written).paragraphs if found._p.pPr.numPr is not None
    ]
    assert levels == [*range(9), 8, 8, 8, 8]


def test_footnotes_are_footnotes_with_their_links(written, body):
    notes = part(written, "word/footnotes.xml")
    (reference,) = find(body, "w:footnoteReference")
    (note,) = find(notes, f"w:footnote[@w:id='{reference.get(qn('w:id'))}']")
    assert said(note) == " Voir le décret"
    (link,) = find(note, "w:hyperlink")
    (target,) = part(written, "word/_rels/footnotes.xml.rels")
    assert target.get("Id") == link.get(qn("r:id"))
    assert target.get("Target") == "https://exemple.be/decret?a=1&b=%C3%A9"


def test_a_footnote_within_a_footnote_keeps_its_words(tmp_path: Path):
    inner = (Run("dedans", footnote=specimen.text("au fond")),)
    written = write_docx(specimen.paper(Paragraph((Run("texte", footnote=inner),))), word.pixel)
    assert said(part(written, "word/footnotes.xml")) == " dedans [au fond]"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://[", "file:///etc/passwd", "http://", "https://a:99999/", "//x", "", "http://a:b/"],
)
def test_an_address_that_leads_nowhere_is_plain_text(url):
    written = write_docx(specimen.paper(Paragraph((Run("le décret", url=url),))), word.pixel)
    assert "le décret" in styled(word.opened(written), "Body Text")
    assert b"TargetMode" not in zipfile.ZipFile(io.BytesIO(written)).read("word/_rels/document.xml.rels")


def test_a_drawing_is_there_as_svg_and_as_png_with_words_for_it(written, body):
    described = [node.get("descr") for node in find(body, "wp:docPr")]
    assert described == ["Axe 1 : un indicateur.", "", "niveau d’au moins 1 sur 5", "Les heures ont augmenté.", ""]
    decorative = [bool(find(node, "adec:decorative")) for node in find(body, "wp:docPr")]
    assert decorative == [not words for words in described]
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        rels = {rel.get("Id"): rel.get("Target") for rel in part(written, "word/_rels/document.xml.rels")}
        for blip in find(body, "a:blip"):
            assert package.read("word/" + rels[blip.get(qn("r:embed"))]) == word.PIXEL
            (vector,) = find(blip, "asvg:svgBlip")
            assert package.read("word/" + rels[vector.get(qn("r:embed"))]).startswith(b"<svg")


def test_a_drawing_that_comes_back_is_stored_once(written):
    names = zipfile.ZipFile(io.BytesIO(written)).namelist()
    assert len([name for name in names if name.endswith(".svg")]) == 3  # the chart, and two levels


def test_a_drawing_wider_than_the_page_is_made_smaller_in_proportion():
    wide = Picture("x", specimen.SVG.replace("480", "4800").replace('"90"', '"900"'), "alt", "Titre")
    body = part(write_docx(specimen.paper(wide), word.pixel), "word/document.xml")
    (extent,) = find(body, "wp:extent")
    assert int(extent.get("cx")) == 5760720
    assert int(extent.get("cy")) == pytest.approx(5760720 * 900 / 4800, abs=1)


def test_figures_are_set_large_with_unit_name_date_and_doubt(written):
    document = word.opened(written)
    assert styled(document, "Chiffre clé") == ["4\u202f944\u2002heures\u2002mise en doute", "Les travaux ont démarré."]
    assert styled(document, "Chiffre clé, nom") == ["Formation · 2024", "Avancement · 2025"]


def test_figures_stay_with_each_other_and_with_their_source(written):
    names = {style.name: style for style in word.opened(written).styles}
    assert all(names[one].paragraph_format.keep_with_next for one in ("Chiffre clé", "Chiffre clé, nom"))


def test_notes_say_what_is_printed_why_it_is_doubted_and_what_was_decided(written):
    document = word.opened(written)
    assert styled(document, "Note, doute, titre") == ["Question ouverte · N-1", "Question ouverte · N-2"]
    assert styled(document, "Note, doute") == ["«\u202f7.157 écoles\u202f»", "Elle dépasse le total.", "Gardée."] * 2


def test_properties_are_those_of_the_release_and_not_of_the_moment(written):
    properties = word.opened(written).core_properties
    assert (properties.title, properties.author, properties.language) == (
        "Stratégie numérique",
        "Fédération Wallonie-Bruxelles",
        "fr-BE",
    )
    assert properties.keywords == "numérique, éducation"
    assert properties.created == properties.modified == specimen.PUBLISHED


def test_a_working_copy_has_no_date_and_says_what_it_is():
    draft = specimen.paper(published_on=None, version="Édition 2025, copie de travail, non publiée")
    written = write_docx(draft, word.pixel)
    assert word.opened(written).core_properties.created is None
    assert "copie de travail" in said(part(written, "word/footer1.xml"))


def test_all_text_is_french_of_belgium(written):
    (language,) = find(part(written, "word/styles.xml"), "w:docDefaults//w:lang")
    assert language.get(qn("w:val")) == "fr-BE"
    assert find(part(written, "word/document.xml"), "w:lang") == []


def test_the_same_paper_is_the_same_bytes_and_no_entry_has_a_date(written):
    assert write_docx(specimen.paper(), word.pixel) == written
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


@pytest.mark.parametrize("bare", [False, True], ids=["cover and contents", "neither"])
def test_the_file_follows_the_schemas_of_office(bare, tmp_path: Path):
    given = specimen.paper(cover=not bare, contents=not bare)
    assert word.faults(write_docx(given, word.pixel), tmp_path) == []


def test_without_cover_nor_contents_the_text_begins_under_the_title():
    given = specimen.paper(Paragraph(specimen.text("Début.")), cover=False, contents=False, imprint=())
    texts = [found.text for found in word.opened(write_docx(given, word.pixel)).paragraphs]
    assert texts[0] == "Stratégie numérique"
    assert texts[-1] == "Début."


def test_a_small_heading_is_in_the_outline_and_not_in_the_contents():
    given = specimen.paper(Heading(2, "Partie", "a"), Heading(2, "Mesures", "b", kicker=True), imprint=())
    written = write_docx(given, word.pixel)
    assert word.outline(written) == [(2, "", "Partie"), (2, "", "Mesures")]
    assert [said(link) for link in contents(part(written, "word/document.xml"))] == ["Partie–"]


def test_the_cover_says_when_it_was_published():
    assert "Publiée le 2 mars 2026" in cover_lines(dated="Publiée le 2 mars 2026")
    assert cover_lines() == ["Fédération Wallonie-Bruxelles", "Édition 2025, version 1"]


def cover_lines(**changes: str) -> list[str]:
    return styled(word.opened(write_docx(specimen.paper(**changes), word.pixel)), "Couverture")


def test_what_must_stand_on_one_page_is_set_smaller_and_loses_no_figure(written, tmp_path: Path):
    one_page = write_docx(specimen.paper(cover=False, contents=False, one_page=True), word.pixel)
    assert word.faults(one_page, tmp_path) == []
    assert styled(word.opened(one_page), "Chiffre clé") == [
        "4\u202f944\u2002heures\u2002mise en doute – Formation · 2024",
        "Les travaux ont démarré. – Avancement · 2025\u2002\u2002Entre un quart et la moitié",
    ]
    sizes = [[s.font.size or 0 for s in word.opened(file).styles if s.type == WD_STYLE_TYPE.PARAGRAPH]
             for file in (one_page, written)]  # fmt: skip
    assert all(small <= usual for small, usual in zip(*sizes, strict=True))
    assert find(part(one_page, "word/document.xml"), "w:headerReference") == []


def test_a_paper_without_heading_has_no_contents(tmp_path: Path):
    written = write_docx(specimen.paper(Paragraph(specimen.text("Seul.")), imprint=()), word.pixel)
    assert contents(part(written, "word/document.xml")) == []
    assert word.faults(written, tmp_path) == []


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("\x00\x0b\x1f\ufffe\uffff", "\ufffd" * 5),
        ("<w:p>&amp;]]>", "<w:p>&amp;]]>"),
        (LONG, LONG),
        ("  deux  espaces  ", "  deux  espaces  "),
        ("une\tligne\r\nl’autre", "une\tligne\nl’autre"),
        ("\u202eà l’envers 🙂", "\u202eà l’envers 🙂"),
        ("{TOC \\o} =1+1 @ # $", "{TOC \\o} =1+1 @ # $"),
    ],
)
def test_hostile_text_stays_text_everywhere(given, read, tmp_path: Path):
    cell = Cell(specimen.text(given))
    blocks = (
        Heading(1, given, given, number=given),
        Paragraph((Run(given, url="https://a.be/" + given, footnote=specimen.text(given)),)),
        Picture(given, specimen.SVG, given, given, given, (given,), Table(given, (cell, cell), ((cell, cell),))),
        specimen.note(given),
    )
    changes = dict.fromkeys(("title", "subtitle", "authority", "description", "version", "running_head"), given)
    written = write_docx(specimen.paper(*blocks, keywords=(given,), **changes), word.pixel)
    assert word.faults(written, tmp_path) == []
    document = word.opened(written)
    assert document.paragraphs[1].text == read
    assert document.tables[0].rows[1].cells[1].text == read


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_the_file(one, other):
    blocks = (Heading(2, one, other), Paragraph((Run(one, url=f"https://{other}"), Run(other, url=one))))
    written = write_docx(specimen.paper(*blocks, title=one, version=other), word.pixel)
    assert len(word.opened(written).paragraphs) > 2


def test_identifiers_that_look_alike_lead_to_places_of_their_own():
    idents = ("a-b", "a_b", "a.b", "é" * 50, "e" * 60, "e" * 61)
    blocks = [Heading(1, ident, ident) for ident in idents]
    body = part(write_docx(specimen.paper(*blocks, imprint=()), word.pixel), "word/document.xml")
    names = [mark.get(qn("w:name")) for mark in find(body, "w:bookmarkStart")]
    assert len(set(names)) == len(idents)
    assert max(map(len, names)) <= 40


def test_every_kind_of_block_has_its_writer():
    assert set(get_args(Block)) <= set(flow.write_block.registry)
