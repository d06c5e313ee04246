"""Paper → DOCX: a document that an official can go on editing in Word or LibreOffice.

What surrounds the text is written here: cover, table of contents, running heads, sheet of paper; and the parts beside
it: settings, fonts, properties of the document.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from copy import deepcopy

from django.utils.translation import gettext as _
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from strategy_monitor.documents.blocks import Beside, Block, Heading, Items, Paper
from strategy_monitor.documents.word import styles
from strategy_monitor.documents.word.flow import EN_SPACE, flow
from strategy_monitor.documents.word.inline import logo_drawing, raised_runs
from strategy_monitor.documents.word.markup import (
    Element,
    add_property,
    clean_xml,
    element,
    field,
    paragraph,
    prop,
    qualify,
    run,
    serialise,
    style_of,
)
from strategy_monitor.documents.word.writing import APP_TYPE, CORE, CORE_TYPE, OFFICE, Writing, bookmark, pack_document
from strategy_monitor.language import french

UNKNOWN_PAGE = "–"
"""The page of an entry of the contents, until the file is opened."""
CONTENTS_DEPTH = 2
"""Levels of headings in the table of contents."""
SHEET = {"w:w": 11906, "w:h": 16838}
"""A4, in twentieths of a point."""
WIDE, NARROW = 1417, 1077
"""Margins of 2,5 cm, or of 1,9 cm where all must stand on one page; in twentieths of a point."""
EDGE = 708
"""From the edge of the sheet to the head and to the foot."""
SEPARATORS = {-1: "separator", 0: "continuationSeparator"}
"""The two footnotes that every document has: the line above the notes."""
WORD_2013 = 15
"""The layout rules to apply: those of Word since 2013, or it opens the file « in compatibility mode »."""
MICROSOFT = "http://schemas.microsoft.com/office/word"
PROPERTIES = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
THEME = "application/vnd.openxmlformats-officedocument.theme+xml"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def write_docx(paper: Paper, png: Callable[[str], bytes]) -> bytes:
    """The file. `png` draws an SVG as pixels, for readers that know no SVG: see `exports.raster`."""
    writing = Writing(png, tuple(dict.fromkeys(hues_of((*paper.blocks, *paper.imprint)))), compact=paper.one_page)
    foot = running_foot(writing, paper)
    writing.body.extend(front_matter(writing, paper, foot))
    writing.body.extend(flow(writing, (*paper.blocks, *paper.imprint)))
    space_after_tables(writing.body)
    if paper.one_page:
        writing.body.append(section(foot, high=NARROW, wide=NARROW))
    else:
        writing.body.append(section(running_head(writing, paper), foot))
    add_parts(writing, paper)
    return pack_document(writing.package)


def space_after_tables(body: Element) -> None:
    """What follows a table stands apart from it, unless its style already says so."""
    for table in body.iter(qualify("w:tbl")):
        following = table.getnext()
        if following is not None and following.tag == qualify("w:p") and style_of(following) not in styles.SPACED:
            add_property(following[0], "spacing", {"before": styles.APART})


def hues_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading) and block.hue:
            yield block.hue
        elif isinstance(block, Beside):
            yield from hues_of((*block.blocks, *block.side))
        elif isinstance(block, Items):
            for item in block.items:
                yield from hues_of(item.blocks)


def cover(writing: Writing, paper: Paper) -> list[Element]:
    """The title begins at one height, with the mark of the authority above its name or without."""
    alt = f"{_('Logo')}{french.NARROW}: {paper.authority}"
    drawn = [logo_drawing(writing, paper.logo, alt)] if paper.logo else []
    mark = [paragraph("CoverLine", one, spacing={"before": 2100, "after": 240}) for one in drawn]
    return [
        *mark,
        paragraph("CoverLine", run(paper.authority), spacing={"before": 0 if mark else 3400, "after": 600}),
        paragraph("Title", run(paper.title)),
        paragraph("Subtitle", run(paper.subtitle)),
        paragraph("CoverLine", run(paper.version), spacing={"before": 1200, "after": 80}),
        *([paragraph("CoverLine", *raised_runs(paper.dated, {}))] if paper.dated else []),
    ]


def title_block(paper: Paper) -> list[Element]:
    """Where there is no cover, the same at the head of the first page."""
    line = " · ".join(text for text in (paper.authority, paper.version, paper.dated) if text)
    return [
        paragraph("Title", run(paper.title)),
        *([paragraph("Subtitle", run(paper.subtitle))] if paper.subtitle else []),
        paragraph("Meta", *raised_runs(line, {})),
    ]


def contents_table(paper: Paper) -> list[Element]:
    """The table of contents: each entry leads to its heading and asks, in a field, on what page that is. Only the
    machine that lays the text out knows; it says so on opening. (In a field of the whole table, LibreOffice would not.)
    """
    listed = [block for block in (*paper.blocks, *paper.imprint) if isinstance(block, Heading)]
    entries = [contents_entry(block) for block in listed if block.level <= CONTENTS_DEPTH and not block.kicker]
    title = paragraph("TOCHeading", run(_("Table des matières")), pageBreakBefore=paper.cover)
    return [title, *entries] if entries else []


def contents_entry(block: Heading) -> Element:
    number = [run(block.number + EN_SPACE)] if block.number else []
    place = bookmark(block.ident)
    page = (run("\t"), *field(f"PAGEREF {place} \\h", UNKNOWN_PAGE))
    link = element("w:hyperlink", {"w:anchor": place, "w:history": 1}, *number, run(block.text), *page)
    return paragraph(f"TOC{block.level}", link)


def front_matter(writing: Writing, paper: Paper, foot: Element) -> list[Element]:
    """Cover or title, and contents. They are a section of their own, whose pages have no running head."""
    made = cover(writing, paper) if paper.cover else title_block(paper)
    listed = contents_table(paper) if paper.contents else []
    if not (paper.cover or listed):
        return made
    made += listed
    add_property(made[-1][0], "sectPr", section(foot, titled=paper.cover))
    return made


def running_head(writing: Writing, paper: Paper) -> Element:
    """The running head, which names the part that the page belongs to."""
    part = next((block.text for block in paper.blocks if isinstance(block, Heading) and block.level == 1), "")
    return relate_frame(writing, "header", element("w:hdr", None, paragraph("Header", *field("STYLEREF 1", part))))


def running_foot(writing: Writing, paper: Paper) -> Element:
    """What the document is, and « page / pages »."""
    said = run(f"{paper.running_head} · {paper.version}")
    line = paragraph("Footer", said, run("\t"), *field("PAGE", "1"), run(" / "), *field("NUMPAGES", "1"))
    return relate_frame(writing, "footer", element("w:ftr", None, line))


def relate_frame(writing: Writing, kind: str, root: Element) -> Element:
    relation = writing.document.relate_to(writing.add_xml(f"{kind}1", f"{kind}+xml", root), f"{OFFICE}{kind}")
    return element(f"w:{kind}Reference", {"w:type": "default", "r:id": relation})


def section(*references: Element, titled: bool = False, high: int = WIDE, wide: int = WIDE) -> Element:
    """Head, foot and sheet, with its margins; where titled, the first page has neither head nor foot."""
    made = element("w:sectPr", None, *map(deepcopy, references), element("w:pgSz", SHEET))
    margins = {"w:top": high, "w:right": wide, "w:bottom": high, "w:left": wide}
    made.append(element("w:pgMar", margins | {"w:header": EDGE, "w:footer": EDGE, "w:gutter": 0}))
    if titled:
        made.append(prop("titlePg", True))
    return made


def add_parts(writing: Writing, paper: Paper) -> None:
    """Relates the document to all that it needs besides its text."""
    writing.notes[:0] = [separator(ident, kind) for ident, kind in SEPARATORS.items()]
    for name, root in (
        ("styles", styles.styles_part(writing.hues, paper.lang, compact=paper.one_page)),
        ("numbering", styles.numbering_part(writing.numbers)),
        ("settings", settings(paper)),
        ("fontTable", font_table()),
    ):
        writing.document.relate_to(writing.add_xml(name, f"{name}+xml", root), OFFICE + name)
    themed = Part(PackURI("/word/theme/theme1.xml"), THEME, serialise(styles.theme_part(writing.hues)), writing.package)
    writing.document.relate_to(themed, f"{OFFICE}theme")
    writing.document.relate_to(writing.footnotes, f"{OFFICE}footnotes")
    writing.package.relate_to(writing.document, f"{OFFICE}officeDocument")
    writing.package.relate_to(property_part(writing, "core", CORE_TYPE, core_properties(paper)), CORE)
    writing.package.relate_to(
        property_part(writing, "app", APP_TYPE, app_properties(paper)), f"{OFFICE}extended-properties"
    )


def property_part(writing: Writing, name: str, content_type: str, root: Element) -> Part:
    return Part(PackURI(f"/docProps/{name}.xml"), content_type, serialise(root), writing.package)


def separator(ident: int, kind: str) -> Element:
    line = element("w:p", None, element("w:r", None, element(f"w:{kind}")))
    return element("w:footnote", {"w:type": kind, "w:id": ident}, line)


def settings(paper: Paper) -> Element:
    rules = {
        "compatibilityMode": WORD_2013,
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
    }
    rows = [element("w:compatSetting", {"w:name": k, "w:uri": MICROSOFT, "w:val": v}) for k, v in rules.items()]
    return element(
        "w:settings",
        None,
        prop("zoom", {"percent": 100}),
        prop("defaultTabStop", 340),
        prop("characterSpacingControl", "doNotCompress"),
        prop("updateFields", True),
        element("w:footnotePr", None, *(element("w:footnote", {"w:id": ident}) for ident in SEPARATORS)),
        element("w:compat", None, *rows),
        prop("themeFontLang", paper.lang),
        prop("decimalSymbol", ","),
        prop("listSeparator", ";"),
    )


def font_table() -> Element:
    """The fonts that the styles name, and what to take where one is missing."""
    families = {styles.FONT: ("swiss", "variable"), styles.CODE_FONT: ("modern", "fixed")}
    return element(
        "w:fonts",
        None,
        *(
            element("w:font", {"w:name": name}, prop("family", family), prop("pitch", pitch))
            for name, (family, pitch) in families.items()
        ),
    )


def core_properties(paper: Paper) -> Element:
    """Title, author, subject, keywords, language, dates: of the release, never of the moment of writing."""
    made = etree.Element(f"{{{PROPERTIES['cp']}}}coreProperties", nsmap=PROPERTIES)
    said = {
        "dc:title": paper.title,
        "dc:subject": paper.description,
        "dc:creator": paper.authority,
        "cp:keywords": ", ".join(paper.keywords),
        "cp:lastModifiedBy": paper.authority,
        "dc:language": paper.lang,
        "cp:version": paper.version,
    }
    for name, text in said.items():
        add_text(made, name, text)
    if paper.published_on:
        for name in ("dcterms:created", "dcterms:modified"):
            add_text(made, name, stamp(paper.published_on)).set(f"{{{PROPERTIES['xsi']}}}type", "dcterms:W3CDTF")
    return made


def add_text(parent: Element, name: str, text: str) -> Element:
    prefix, _, local = name.partition(":")
    made = etree.SubElement(parent, f"{{{PROPERTIES[prefix]}}}{local}")
    made.text = clean_xml(text)
    return made


def stamp(moment: dt.datetime) -> str:
    """In universal time, to the second, as the format asks."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def app_properties(paper: Paper) -> Element:
    made = etree.Element(f"{{{EXTENDED}}}Properties", nsmap={None: EXTENDED})
    for name, text in (("Application", "Strategy Monitor"), ("Company", paper.authority)):
        etree.SubElement(made, f"{{{EXTENDED}}}{name}").text = clean_xml(text)
    return made
