"""A document being written: its parts, what was numbered, where links lead; and the bytes of the file.

The file is an Open Packaging container (ECMA-376, part 2) without a clock in it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from zlib import crc32

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package

from strategy_monitor.documents.word.markup import Element, element, serialise
from strategy_monitor.documents.word.styles import HeadingNumbers

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
APP_TYPE = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a ZIP can hold: no entry says when it was written."""
LONGEST_BOOKMARK = 40
"""Characters, in Word."""


class XmlPart(Part):
    """A part whose root is still being written."""

    def __init__(self, name: str, content_type: str, root: Element, package: Package) -> None:
        super().__init__(PackURI(name), content_type, package=package)
        self.root = root

    @property
    def blob(self) -> bytes:
        return serialise(self.root)


def pack_document(package: Package) -> bytes:
    """The container, its entries in order, dated alike: the same parts are the same bytes."""
    loose, fixed = io.BytesIO(), io.BytesIO()
    package.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()


@dataclass
class Writing:
    """One document being written. `part` is the one that links and pictures are related to."""

    png: Callable[[str], bytes]
    hues: tuple[str, ...] = ()
    """Colours of the parts, in order: each has its style."""
    package: Package = field(default_factory=Package)
    compact: bool = False
    """Whether all of it must stand on one page."""
    hue: str = ""
    """The colour of the part that is being written."""
    depth: int = 0
    """How many lists the next block stands in."""

    def __post_init__(self) -> None:
        self.body = element("w:body")
        self.notes = element("w:footnotes")
        self.document = self.add_xml("document", "document.main+xml", element("w:document", None, self.body))
        self.footnotes = self.add_xml("footnotes", "footnotes+xml", self.notes)
        self.part: Part = self.document
        self.drawn: dict[str, tuple[str, str]] = {}
        self.idents, self.footnote_numbers = count(1), count(1)
        self.numbers = HeadingNumbers()
        self.placed: set[str] = set()
        self.captions = {"Figure": count(1), "Tableau": count(1)}

    def add_xml(self, name: str, content_type: str, root: Element) -> XmlPart:
        return XmlPart(f"/word/{name}.xml", WORD + content_type, root, self.package)

    def add_media(self, name: str, content_type: str, blob: bytes) -> str:
        """The relationship to a file of the package that the document shows."""
        part = Part(PackURI(f"/word/media/{name}"), content_type, blob, self.package)
        return self.document.relate_to(part, f"{OFFICE}image")

    def link_to(self, url: str) -> str:
        """The relationship of the current part to an address outside."""
        return self.part.relate_to(url, f"{OFFICE}hyperlink", is_external=True)

    @contextmanager
    def footnoting(self) -> Iterator[None]:
        """What is written inside belongs to the footnotes."""
        self.part = self.footnotes
        yield
        self.part = self.document

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """What is written inside stands under an item of a list."""
        self.depth += 1
        yield
        self.depth -= 1

    @property
    def hue_style(self) -> str:
        """The character style of the part's colour; empty where it has none."""
        return f"Hue{self.hues.index(self.hue) + 1}" if self.hue else ""


def bookmark(ident: str) -> str:
    """A name that Word accepts: letters, digits and underscores; two identifiers never share one."""
    name = f"s_{re.sub(r'[^A-Za-z0-9]', '_', ident)}"
    if len(name) <= LONGEST_BOOKMARK and re.fullmatch(r"[A-Za-z0-9-]*", ident):
        return name
    return f"{name[: LONGEST_BOOKMARK - 9]}_{crc32(ident.encode()):08x}"
