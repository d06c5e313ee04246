"""Parts → the bytes of a .docx file: an Open Packaging container (ECMA-376, part 2) without a clock in it."""

from __future__ import annotations

import io
import zipfile

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package

from strategy_monitor.documents.word.markup import Element, serialised

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
APP_TYPE = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a ZIP can hold: no entry says when it was written."""


class XmlPart(Part):
    """A part whose root is still being written."""

    def __init__(self, name: str, content_type: str, root: Element, package: Package) -> None:
        super().__init__(PackURI(name), content_type, package=package)
        self.root = root

    @property
    def blob(self) -> bytes:
        return serialised(self.root)


def packed(package: Package) -> bytes:
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
