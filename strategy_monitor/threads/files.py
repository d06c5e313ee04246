"""Which files may be attached: by their name, and by what stands in them, which must be what the name says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 10_000_000
"""10 Mo, of a file, and of all that are sent together; nginx lets through what is typed beside them, and no more."""
LONGEST_NAME = 200
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
ODT = b"application/vnd.oasis.opendocument.text"


class FileRefused(ValidationError):
    """The file is not kept: why, in French."""


def begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def holds(part: str) -> Callable[[bytes], bool]:
    """Whether it is an Office document with this part, and without macros."""

    def look(content: bytes) -> bool:
        names = names_in_zip(content)
        macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        return "[Content_Types].xml" in names and part in names and not macros

    return look


def declares(kind: bytes) -> Callable[[bytes], bool]:
    """Whether it is an OpenDocument of this kind: its first part, not compressed, says so."""
    return lambda content: "mimetype" in names_in_zip(content) and content[38 : 38 + len(kind)] == kind


def names_in_zip(content: bytes) -> list[str]:
    """Names of what is in a zip, nothing of it unzipped; none where it is no zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return []


def is_plain_text(content: bytes) -> bool:
    """Text has no null byte, unless it is of two bytes a character, and then says so."""
    return bool(content) and (content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in content)


KINDS: Mapping[str, Callable[[bytes], bool]] = {
    "pdf": begins(b"%PDF-"),
    "xlsx": holds("xl/workbook.xml"),
    "docx": holds("word/document.xml"),
    "ods": declares(ODS),
    "odt": declares(ODT),
    "csv": is_plain_text,
    "txt": is_plain_text,
    "png": begins(b"\x89PNG\r\n\x1a\n"),
    "jpg": begins(b"\xff\xd8\xff"),
    "jpeg": begins(b"\xff\xd8\xff"),
}
"""How the name of a file ends → whether what stands in it is that."""


def check_file(name: str, size: int, read: Callable[[], bytes]) -> tuple[str, bytes]:
    """Its name, harmless, and its bytes; its size is looked at before they are. Raises FileRefused."""
    name = "".join(char for char in name if char.isprintable() and char not in '/\\"').strip()[-LONGEST_NAME:]
    stem, _dot, suffix = name.rpartition(".")
    suffix = suffix.lower()
    if suffix not in KINDS or not stem:
        raise FileRefused(_("Ce fichier n’est pas d’un type accepté : %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    if size > MOST_BYTES:
        raise FileRefused(_("Ce fichier est trop lourd : 10 Mo au plus."))
    content = read()
    if not content:
        raise FileRefused(_("Ce fichier est vide."))
    if not KINDS[suffix](content):
        raise FileRefused(_("Le contenu de ce fichier n’est pas celui d’un « .%(kind)s ».") % {"kind": suffix})
    return name, content
