"""Which files may be attached: by name, by size, by what stands in them."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from strategy_monitor.threads.files import MOST_BYTES, FileRefused, check_file


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


OFFICE = {"[Content_Types].xml": b"<a/>"}
SOUND = {
    "a.pdf": b"%PDF-1.7\n",
    "a.xlsx": workbook(),
    "a.docx": zipped(**OFFICE, word__document_dot_xml=b"<a/>"),
    "a.ods": zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    "a.odt": zipped(mimetype=b"application/vnd.oasis.opendocument.text"),
    "a.csv": "été;1\r\n".encode("cp1252"),
    "a.txt": "été".encode("utf-16"),
    "A.PNG": b"\x89PNG\r\n\x1a\n",
    "a.jpg": b"\xff\xd8\xff\xe0",
    "a.jpeg": b"\xff\xd8\xff\xe0",
}


@pytest.mark.parametrize("name", SOUND)
def test_what_its_name_says_is_taken(name):
    assert check_file(name, len(SOUND[name]), lambda: SOUND[name]) == (name, SOUND[name])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.html", b"<script>"),
        ("a.svg", b"<svg/>"),
        ("pdf", b"%PDF-1.7"),
        (".pdf", b"%PDF-1.7"),
        ("a.pdf", b"<html>"),
        ("a.xlsx", SOUND["a.docx"]),
        ("a.xlsx", zipped(**OFFICE, xl__workbook_dot_xml=b"<a/>", xl__vbaProject_dot_bin=b"x")),
        ("a.docx", zipped(a=b"b")),
        ("a.ods", SOUND["a.odt"]),
        ("a.ods", b"PK\x03\x04 rien"),
        ("a.png", SOUND["a.jpg"]),
        ("a.jpg", b""),
        ("a.txt", b""),
        ("a.csv", b"MZ\x00\x01"),
    ],
)
def test_what_is_of_no_listed_kind_or_not_of_its_own_is_refused(name, content):
    with pytest.raises(FileRefused):
        check_file(name, len(content), lambda: content)


def test_an_empty_one_is_refused_as_empty():
    with pytest.raises(FileRefused, match="Ce fichier est vide"):
        check_file("a.txt", 0, lambda: b"")


def test_a_heavy_one_is_refused_before_it_is_read():
    with pytest.raises(FileRefused, match="10 Mo au plus"):
        check_file("a.pdf", MOST_BYTES + 1, lambda: pytest.fail("it was read"))


def test_a_name_is_made_harmless_and_keeps_its_end():
    name, _content = check_file('../a"b\r\n' + "x" * 300 + ".txt", 1, lambda: b"x")
    assert len(name) == 200
    assert name.endswith(".txt")
    assert not {"/", '"', "\r", "\n"} & set(name)
