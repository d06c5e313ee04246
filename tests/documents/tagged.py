"""A tagged PDF, read by others than the one that wrote it: PDFium for its text, qpdf for its tags."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
from pikepdf import Array, Dictionary, OutlineItem, Pdf

from strategy_monitor.documents import blocks
from strategy_monitor.documents.blocks import Block, Cell, Figure, Item, Paper, Text

UNREAD = re.compile(r"[\s\u200b\u00ad\u2010\u2060\ufffe\u0002-]+")
"""Spaces, and the hyphens of cut words: the same text may be cut elsewhere."""


def tag_text(written: bytes) -> str:
    """All that the tags hold, in their order."""
    marked = marked_text(written)
    pdf = opened(written)
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    return "".join(marked.get(place, "") for place in contents(pdf.Root.StructTreeRoot, pages, -1))


def contents(node: Any, pages: dict[Any, int], page: int) -> Iterator[tuple[int, int]]:
    """Page and number of each piece of marked content, in the order of the tags; an image is read by its `Alt`."""
    if "/Alt" in node:
        return
    page = pages[node.Pg.objgen] if "/Pg" in node else page
    kids = node.get("/K")
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, int):
            yield page, kid
        elif isinstance(kid, Dictionary) and "/MCID" in kid:
            yield (pages[kid.Pg.objgen] if "/Pg" in kid else page), int(kid.MCID)
        elif isinstance(kid, Dictionary) and "/S" in kid:
            yield from contents(kid, pages, page)


def marked_text(written: bytes) -> dict[tuple[int, int], str]:
    """The text of each piece of marked content, by page and number, as PDFium reads it."""
    found: dict[tuple[int, int], str] = {}
    document = pypdfium2.PdfDocument(written)
    for number, page in enumerate(document):
        text = page.get_textpage()
        for one in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,), max_depth=1):
            place = number, raw.FPDFPageObj_GetMarkedContentID(one.raw)
            size = raw.FPDFTextObj_GetText(one.raw, text.raw, None, 0)
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFTextObj_GetText(one.raw, text.raw, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
            found[place] = found.get(place, "") + buffer.raw[: size - 2].decode("utf-16-le")
    return found


def plain(text: str) -> str:
    return UNREAD.sub("", text)


def elements(pdf: Pdf) -> Iterator[Any]:
    """Every element of the structure, in reading order."""
    yield from under(pdf.Root.StructTreeRoot)


def under(node: Any) -> Iterator[Any]:
    kids = node.get("/K")
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from under(kid)


def opened(written: bytes) -> Pdf:
    return Pdf.open(BytesIO(written))


def bookmarks(pdf: Pdf) -> list[tuple[int, str]]:
    """Level and title of each, in order."""

    def walk(items: list[OutlineItem], level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield level, item.title
            yield from walk(item.children, level + 1)

    with pdf.open_outline() as outline:
        return list(walk(list(outline.root), 1))


def said(paper: Paper) -> Iterator[str]:
    """Every text of a Paper in the order in which it is to be read; what is only seen is not among them."""
    for block in (*paper.blocks, *paper.imprint):
        yield from of_block(block)


def of_block(block: Block) -> Iterator[str]:
    match block:
        case blocks.Heading():
            yield from (block.number, block.text)
        case blocks.Paragraph():
            yield from of_text(block.text)
        case blocks.Items():
            for item in block.items:
                yield from of_item(item)
        case blocks.Facts():
            for fact in block.facts:
                yield from (fact.term, *of_text(fact.text))
        case blocks.Figures():
            for figure in block.figures:
                yield from of_figure(figure)
        case blocks.Picture():
            yield from (block.caption, block.unit, *block.notes)
        case blocks.Table():
            yield block.caption
            for cell in (*block.header, *(cell for row in block.rows for cell in row)):
                yield from of_cell(cell)
            for note in block.notes:
                yield from of_text(note)
        case blocks.Note():
            yield from (block.title, block.code, block.printed, *of_text(block.reason), *of_text(block.decision))
        case blocks.Beside():
            for inner in (*block.blocks, *block.side):
                yield from of_block(inner)


def of_text(text: Text) -> Iterator[str]:
    for run in text:
        yield run.text
        yield from of_text(run.footnote)


def of_item(item: Item) -> Iterator[str]:
    """Notes and tables come last under an item: they stand beside it, and under it."""
    yield from of_text(item.text)
    last = (blocks.Note, blocks.Table)
    for block in sorted(item.blocks, key=lambda one: last.index(type(one)) + 1 if isinstance(one, last) else 0):
        yield from of_block(block)


def of_figure(figure: Figure) -> Iterator[str]:
    flag = "mise en doute" if figure.doubtful and figure.kind == "number" else ""
    yield from (figure.label, figure.when, figure.value, figure.unit, flag, figure.standing)
    yield from of_text(figure.footnote)


def of_cell(cell: Cell) -> Iterator[str]:
    if not cell.mark:
        yield from of_text(cell.text)
    for item in cell.items:
        yield from of_text(item)
