"""The words of a page, document or export: what a person reads or hears, one line each, without its looks."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from lxml import etree

SPOKEN = ("alt", "title", "aria-label", "placeholder", "content")
"""Attributes that are read aloud, shown, or told to other sites."""
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LONG = re.compile(r"\b[0-9a-f]{64}\b")
SHORT = re.compile(r"\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,16}\b")
SPACES = re.compile(r"[ \t\r\n]+")
"""Spaces that do not show. A narrow or no-break one does: it is typography."""


def words_of(content: bytes, kind: str) -> str:
    """`kind` is the media type. Fingerprints are left out: they change with every change elsewhere."""
    kind = kind.partition(";")[0].strip()
    if kind == "text/html":
        lines = [line for line in of_page(content.decode()) if line]
    elif kind == "application/pdf":
        lines = list(of_pdf(content))
    elif kind.endswith(("wordprocessingml.document", "spreadsheetml.sheet")) or kind == "application/zip":
        lines = list(of_archive(content))
    elif kind == "image/png":
        lines = [hashlib.sha256(content).hexdigest()[:7]]
    elif kind.endswith("json"):
        lines = json.dumps(json.loads(content), ensure_ascii=False, indent=1, sort_keys=True).splitlines()
    elif kind.endswith("xml"):
        lines = re.sub(r">\s*<", ">\n<", content.decode()).splitlines()
    else:
        lines = content.decode("utf-8-sig").splitlines()
    return "".join(SHORT.sub("(empreinte)", LONG.sub("(sha256)", line)) + "\n" for line in lines)


def of_page(text: str) -> Iterator[str]:
    soup = BeautifulSoup(text, "html.parser")
    for node in soup.descendants:
        if isinstance(node, Tag):
            yield from (f"[{name}] {' '.join(str(node[name]).split())}" for name in SPOKEN if node.get(name))
            if node.name == "input" and node.get("type") not in {"hidden", None} and node.get("value"):
                yield f"[value] {node['value']}"
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            yield SPACES.sub(" ", str(node)).strip(" ")


def of_pdf(content: bytes) -> Iterator[str]:
    from pypdfium2 import PdfDocument

    for number, page in enumerate(PdfDocument(content), start=1):
        yield f"── page {number}"
        yield from page.get_textpage().get_text_bounded().splitlines()


def of_archive(content: bytes) -> Iterator[str]:
    """Each member by its name; of Office's, the texts by paragraph or cell."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            yield f"── {name}"
            member = archive.read(name)
            if name.endswith((".xml", ".rels")) and b"openxmlformats" in member:
                yield from of_office(member)
            elif name.endswith((".docx", ".xlsx", ".zip")):
                yield from of_archive(member)
            elif name.endswith(".pdf"):
                yield from of_pdf(member)
            elif name.endswith((".png", ".ico")):
                yield hashlib.sha256(member).hexdigest()[:7]
            else:
                yield from member.decode("utf-8-sig").splitlines()


def of_office(member: bytes) -> Iterator[str]:
    """Of a document, its paragraphs; of a workbook, its cells and shared texts."""
    root = etree.fromstring(member)
    blocks = root.findall(f".//{WORD}p") or list(root.iter("{*}si", "{*}c")) or [root]
    for block in blocks:
        if line := "".join(block.itertext()).strip():
            yield line
