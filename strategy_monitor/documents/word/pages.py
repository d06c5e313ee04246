"""What surrounds the text: cover, table of contents, running heads, sheet of paper."""

from __future__ import annotations

from copy import deepcopy

from django.utils.translation import gettext as _

from strategy_monitor.documents.blocks import Heading, Paper
from strategy_monitor.documents.word.fields import field, mark, opening
from strategy_monitor.documents.word.flow import EN_SPACE
from strategy_monitor.documents.word.markup import Element, element, paragraph, prop, run
from strategy_monitor.documents.word.package import OFFICE
from strategy_monitor.documents.word.writing import Writing, bookmark

DEEPEST = 2
"""Levels of headings in the table of contents."""
SHEET = {"w:w": 11906, "w:h": 16838}
"""A4, in twentieths of a point."""
WIDE, NARROW = 1417, 1077
"""Margins of 2,5 cm, or above and below of 1,9 cm where all must stand on one page; in twentieths of a point."""
EDGE = 708
"""From the edge of the sheet to the head and to the foot."""


def cover(paper: Paper) -> list[Element]:
    return [
        paragraph("CoverLine", run(paper.authority), spacing={"before": 3400, "after": 600}),
        paragraph("Title", run(paper.title)),
        paragraph("Subtitle", run(paper.subtitle)),
        paragraph("CoverLine", run(paper.version), spacing={"before": 1200, "after": 80}),
        *([paragraph("CoverLine", run(paper.dated))] if paper.dated else []),
    ]


def title_block(paper: Paper) -> list[Element]:
    """Where there is no cover, the same at the head of the first page."""
    line = " · ".join(text for text in (paper.authority, paper.version, paper.dated) if text)
    return [
        paragraph("Title", run(paper.title)),
        *([paragraph("Subtitle", run(paper.subtitle))] if paper.subtitle else []),
        paragraph("Meta", run(line)),
    ]


def contents(paper: Paper) -> list[Element]:
    """The table of contents, written in without page numbers: only Word knows its pages, and sets them when asked to
    update the table. A number written in advance would be false on another machine.
    """
    listed = [block for block in (*paper.blocks, *paper.imprint) if isinstance(block, Heading)]
    entries = [entry(block) for block in listed if block.level <= DEEPEST and not block.kicker]
    if not entries:
        return []
    start = opening(f'TOC \\o "1-{DEEPEST}" \\h \\z \\u')
    for place, made in enumerate(start, 1):
        entries[0].insert(place, made)
    entries[-1].append(mark("end"))
    title = paragraph("TOCHeading", run(_("Table des matières")), pageBreakBefore=paper.cover)
    gallery = element("w:docPartObj", None, prop("docPartGallery", "Table of Contents"), prop("docPartUnique", True))
    held = element("w:sdtContent", None, title, *entries)
    return [element("w:sdt", None, element("w:sdtPr", None, gallery), held)]


def entry(block: Heading) -> Element:
    number = [run(block.number + EN_SPACE)] if block.number else []
    link = element("w:hyperlink", {"w:anchor": bookmark(block.ident), "w:history": 1}, *number, run(block.text))
    return paragraph(f"TOC{block.level}", link)


def front(paper: Paper, foot: Element) -> list[Element]:
    """Cover or title, and contents. They are a section of their own, whose pages have no running head."""
    made = cover(paper) if paper.cover else title_block(paper)
    listed = contents(paper) if paper.contents else []
    if paper.cover or listed:
        return [*made, *listed, paragraph("AfterTable", sectPr=section(foot, titled=paper.cover))]
    return made


def head(writing: Writing, paper: Paper) -> Element:
    """The running head, which names the part that the page belongs to."""
    part = next((block.text for block in paper.blocks if isinstance(block, Heading) and block.level == 1), "")
    return related(writing, "header", element("w:hdr", None, paragraph("Header", *field("STYLEREF 1", part))))


def foot(writing: Writing, paper: Paper) -> Element:
    """What the document is, and « page / pages »."""
    said = run(f"{paper.running_head} · {paper.version}")
    line = paragraph("Footer", said, run("\t"), *field("PAGE", "1"), run(" / "), *field("NUMPAGES", "1"))
    return related(writing, "footer", element("w:ftr", None, line))


def related(writing: Writing, kind: str, root: Element) -> Element:
    relation = writing.document.relate_to(writing.xml(f"{kind}1", f"{kind}+xml", root), f"{OFFICE}{kind}")
    return element(f"w:{kind}Reference", {"w:type": "default", "r:id": relation})


def section(*references: Element, titled: bool = False, high: int = WIDE) -> Element:
    """Head, foot and sheet, `high` above and below; where titled, the first page has neither head nor foot."""
    made = element("w:sectPr", None, *map(deepcopy, references), element("w:pgSz", SHEET))
    margins = {"w:top": high, "w:right": WIDE, "w:bottom": high, "w:left": WIDE}
    made.append(element("w:pgMar", margins | {"w:header": EDGE, "w:footer": EDGE, "w:gutter": 0}))
    if titled:
        made.append(prop("titlePg", True))
    return made
