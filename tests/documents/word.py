"""A DOCX read back, with python-docx and with what the file itself says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree
from openxml_audit import OpenXmlValidator

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63f80f00010101005a4d6f060000000049454e44ae426082"
)
"""The smallest PNG: tests of the document need no drawing."""


def pixel(svg: str) -> bytes:
    return PIXEL


def opened(written: bytes) -> Document:
    return docx.Document(io.BytesIO(written))


def part(written: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        return etree.fromstring(package.read(name))


def find(root: etree._Element, path: str) -> list[etree._Element]:
    """Elements, by a path of names as they stand in the file: « w:p/w:r »."""
    return root.xpath(f".//{path}", namespaces=NAMES)


NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


def said(element: etree._Element) -> str:
    """All the text of an element, in order; a hyphen that cuts no line is a hyphen."""
    nodes = element.iter(qn("w:t"), qn("w:noBreakHyphen"))
    return "".join(node.text or "" if node.tag == qn("w:t") else "-" for node in nodes)


def paragraphs(document: Document) -> list[Paragraph]:
    """Of the body and of its tables, in order."""
    return [Paragraph(found, document) for found in document.element.body.iter(qn("w:p"))]


def styled(document: Document, name: str) -> list[str]:
    """The text of each paragraph of this style."""
    return [said(found._p) for found in paragraphs(document) if found.style.name == name]


def outline(written: bytes) -> list[tuple[int, str, str]]:
    """Level, number and text of each heading, as in `Paper.outline`; numbers as Word counts them."""
    texts = {
        (node.getparent().get(qn("w:abstractNumId")), int(node.get(qn("w:ilvl")))): find(node, "w:lvlText")[0]
        for node in find(part(written, "word/numbering.xml"), "w:lvl")
    }
    counts: dict[tuple[str, int], int] = {}
    found = []
    for paragraph in opened(written).paragraphs:
        if paragraph.style.name.startswith("Heading "):
            number = ""
            if (listed := paragraph._p.pPr.numPr) is not None:
                ident, depth = str(listed.numId.val), listed.ilvl.val
                counts[ident, depth] = counts.get((ident, depth), 0) + 1
                counts[ident, depth + 1] = 0
                number = texts[ident, depth].get(qn("w:val"))
                for rank in range(depth + 1):
                    number = number.replace(f"%{rank + 1}", str(counts[ident, rank]))
            found.append((int(paragraph.style.name[-1]), number, paragraph.text))
    return found


def faults(written: bytes, folder: Path) -> list[str]:
    """What the schemas of Office, and the rules that Word adds to them, find wrong."""
    path = folder / "audited.docx"
    path.write_bytes(written)
    return [f"{error.part_uri} {error.path} {error.description}" for error in OpenXmlValidator().validate(path).errors]
